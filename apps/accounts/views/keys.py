"""One's own keys for programs: to make, to show, to take back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from apps.accounts.forms import KeyForm
from apps.accounts.fragments import reader_of
from apps.accounts.keys import PARAMETER, feed_key_of, text_of
from apps.accounts.models import AccessKey
from apps.accounts.services import make_key, revoke_key

NEW = "new_key"
Purpose = AccessKey.Purpose


def keys(request: HttpRequest) -> HttpResponse:
    """``accounts:keys``: addresses for one's feed reader, and keys for one's scripts.

    A script's key is shown once, right after it was made; the addresses whenever one looks.
    """
    person = reader_of(request)
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        request.session[NEW] = make_key(person, Purpose.API, form.cleaned_data["name"]).pk
        return redirect("accounts:keys")
    own = AccessKey.objects.filter(user=person)
    new = own.filter(pk=request.session.pop(NEW, None), purpose=Purpose.API).first()
    text = feed_key_of(person.pk)
    context = {
        "form": form,
        "feed_key": own.filter(purpose=Purpose.FEEDS).first(),
        "addresses": _addresses(request, text) if text else [],
        "keys": own.filter(purpose=Purpose.API),
        "new": new,
        "new_text": text_of(new) if new else "",
    }
    return render(request, "accounts/keys.html", context, status=422 if form.errors else 200)


def _addresses(request: HttpRequest, text: str) -> list[tuple[str, str]]:
    """What a feed reader can be given: in words, and where."""
    return [
        (words, request.build_absolute_uri(f"{reverse(name)}?{PARAMETER}={text}"))
        for words, name in (
            (gettext("New developments of all stories (Atom)"), "stories:all-atom"),
            (gettext("The same as JSON Feed"), "stories:all-json-feed"),
            (gettext("A list of all stories, each with its own feed (OPML)"), "stories:opml"),
        )
    ]


def feed_key(request: HttpRequest) -> HttpResponse:
    """``accounts:feed-key``: an address for one's feed reader; a new one for the old."""
    make_key(reader_of(request), Purpose.FEEDS)
    messages.success(
        request, gettext("Your feeds have addresses of their own. Older ones lead nowhere.")
    )
    return redirect("accounts:keys")


def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """``accounts:revoke-key``: one of one's own keys opens nothing any more."""
    person = reader_of(request)
    revoke_key(get_object_or_404(AccessKey, user=person, pk=pk), by=person)
    messages.success(request, gettext("The key is taken back: whatever has it gets in no longer."))
    return redirect("accounts:keys")
