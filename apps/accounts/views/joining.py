"""Links that let somebody in who has no password yet, or has lost it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.views.generic import FormView

from apps.accounts.forms import ForgottenForm, JoinForm, NewPasswordForm
from apps.accounts.mailing import ask_for_link
from apps.accounts.services import InvitationGone, find_invitation, join, log_password_by_link

BACKEND = "django.contrib.auth.backends.ModelBackend"


def join_by_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """``accounts:join``: make an account of one's own; signed in afterwards."""
    try:
        invitation = find_invitation(token)
        form = JoinForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            person = join(token, form.save(commit=False))
            login(request, person, backend=BACKEND)
            messages.success(
                request,
                gettext("Welcome, %(username)s. Set your time zone here.")
                % {"username": person.username},
            )
            return redirect("accounts:settings")
    except InvitationGone as gone:
        return render(request, "accounts/join.html", {"gone": gone}, status=410)
    context = {"form": form, "invitation": invitation}
    return render(request, "accounts/join.html", context, status=422 if form.errors else 200)


class Forgotten(FormView):
    """``accounts:forgotten``: a link by mail where mail is set up; else whom to ask."""

    template_name = "accounts/forgotten.html"
    form_class = ForgottenForm
    success_url = reverse_lazy("accounts:sign-in")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"sends_mail": bool(settings.EMAIL_HOST)}

    def form_valid(self, form: ForgottenForm) -> HttpResponse:
        if not settings.EMAIL_HOST:
            return self.form_invalid(form)
        ask_for_link(
            form.cleaned_data["email"],
            host=self.request.get_host(),
            is_secure=self.request.is_secure(),
        )
        messages.success(
            self.request,
            gettext("If an account has this address, a link is on its way. It lasts a day."),
        )
        return super().form_valid(form)

    def form_invalid(self, form: ForgottenForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class SetPassword(PasswordResetConfirmView):
    """``accounts:set-password``: behind a link from an admin or a mail; the sign-in page then."""

    template_name = "accounts/set_password.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("accounts:sign-in")

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:  # type: ignore[override]
        answer = super().form_valid(form)
        log_password_by_link(form.user)
        messages.success(self.request, gettext("Your password is set. Sign in with it."))
        return answer

    def form_invalid(self, form: NewPasswordForm) -> HttpResponse:  # type: ignore[override]
        return self.render_to_response(self.get_context_data(form=form), status=422)
