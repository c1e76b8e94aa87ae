"""The people who work here, as admins see them: invitations, roles, closing, sessions, links."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from apps.accounts.forms import InvitationForm, RoleForm
from apps.accounts.fragments import reader_of
from apps.accounts.models import Invitation, User
from apps.accounts.services import (
    Refused,
    change_role,
    close_account,
    end_sessions,
    invite,
    is_locked,
    make_password_link,
    reopen_account,
    unlock,
    withdraw_invitation,
)

LINK = "link_to_show"


def people(request: HttpRequest) -> HttpResponse:
    """``accounts:people``: everybody, the invitations that are open, and a form for one more."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        path = invite(
            form.cleaned_data["role"],
            for_whom=form.cleaned_data["for_whom"],
            by=reader_of(request),
        )
        show_link_once(request, path, gettext("Send this link to whoever you invite"))
        return redirect("accounts:people")
    context = {
        "form": form,
        "people": User.objects.order_by("-is_active", "username"),
        "invitations": Invitation.objects.open(timezone.now()).select_related("made_by"),
        "link": request.session.pop(LINK, None),
    }
    return render(request, "accounts/people.html", context, status=422 if form.errors else 200)


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """``accounts:withdraw-invitation``."""
    invitation = get_object_or_404(Invitation, pk=pk)
    try:
        withdraw_invitation(invitation, by=reader_of(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        said = gettext("The invitation is taken back: its link leads nowhere now.")
        messages.success(request, said)
    return redirect("accounts:people")


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """``accounts:person``: one account, what may be done to it, and what was done."""
    found = get_object_or_404(User, pk=pk)
    form = RoleForm(request.POST or None, initial={"role": found.role})
    if request.method == "POST" and form.is_valid():
        role = form.cleaned_data["role"]
        return carried_out(
            request,
            found,
            lambda: change_role(found, role, by=reader_of(request)),
            gettext("The role is set."),
        )
    context = {
        "person": found,
        "is_locked": is_locked(found),
        "form": form,
        "events": found.events.select_related("by")[:50],
        "link": request.session.pop(LINK, None),
    }
    return render(request, "accounts/person.html", context, status=422 if form.errors else 200)


def close(request: HttpRequest, pk: int) -> HttpResponse:
    """``accounts:close``."""
    found, by = get_object_or_404(User, pk=pk), reader_of(request)
    said = gettext("The account is closed and signed out. What was done with it stays.")
    return carried_out(request, found, lambda: close_account(found, by=by), said)


def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """``accounts:reopen``."""
    found, by = get_object_or_404(User, pk=pk), reader_of(request)
    return carried_out(
        request, found, lambda: reopen_account(found, by=by), gettext("The account is open again.")
    )


def sign_out_everywhere(request: HttpRequest, pk: int) -> HttpResponse:
    """``accounts:end-sessions``."""
    found, by = get_object_or_404(User, pk=pk), reader_of(request)
    said = gettext("%(username)s is signed out everywhere.") % {"username": found.username}
    return carried_out(request, found, lambda: end_sessions(found, by=by), said)


def unlock_name(request: HttpRequest, pk: int) -> HttpResponse:
    """``accounts:unlock``."""
    found, by = get_object_or_404(User, pk=pk), reader_of(request)
    said = gettext("%(username)s can try to sign in again.") % {"username": found.username}
    return carried_out(request, found, lambda: unlock(found, by=by), said)


def password_link(request: HttpRequest, pk: int) -> HttpResponse:
    """``accounts:password-link``: a link to hand over, shown once."""
    found, by = get_object_or_404(User, pk=pk), reader_of(request)

    def make() -> None:
        path = make_password_link(found, by=by)
        show_link_once(
            request, path, gettext("Send this link to %(username)s") % {"username": found.username}
        )

    return carried_out(request, found, make, "")


def carried_out(
    request: HttpRequest, found: User, verb: Callable[[], None], said: str
) -> HttpResponse:
    """Do it, say so or why not, and show the account."""
    try:
        verb()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        if said:
            messages.success(request, said)
    return redirect("accounts:person", pk=found.pk)


def show_link_once(request: HttpRequest, path: str, words: str) -> None:
    """On the page that comes next, and never again: whoever has the link gets in."""
    request.session[LINK] = {"address": request.build_absolute_uri(path), "words": words}
