"""The door: whoever asks is held against the table of permissions, and has a clock of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from apps.accounts.keys import KeyRefused, let_in_by_key
from apps.accounts.models import AccessKey, Role
from apps.accounts.permissions import is_enough, key_purpose, least_role, methods_of, rule_for
from apps.accounts.problems import problem


class OwnTimezoneMiddleware:
    """Shows moments on the clock of whoever asks; on UTC to those who have not signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = request.user.timezone if request.user.is_authenticated else "UTC"
        with timezone.override(ZoneInfo(name)):
            return self.get_response(request)


class DenyByDefaultMiddleware:
    """Refuses what ``permissions.PERMISSIONS`` does not allow to whoever asks.

    Nobody signed in: a page is answered with the way to sign in and back, htmx with 401 and
    ``HX-Redirect``. Somebody whose role is too low: 403, in words.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """``None`` lets the request through to its view."""
        match = request.resolver_match
        name = match.view_name if match is not None else ""
        if rule_for(name) is None:
            raise PermissionDenied(
                gettext("Nobody has said yet who may open this page, so it stays closed.")
            )
        least = least_role(name, request.method or "")
        if least is None:
            return not_allowed(request, name)
        if purpose := key_purpose(name):
            try:
                let_in_by_key(request, purpose)
            except KeyRefused as refused:
                return refused.answer()
        if is_enough(request.user, least):
            return None
        if purpose == AccessKey.Purpose.API:
            return KeyRefused(purpose).answer()
        if request.user.is_authenticated:
            raise PermissionDenied(refusal(least))
        return ask_to_sign_in(request)


def not_allowed(request: HttpRequest, name: str) -> HttpResponse:
    """405: an address that is not asked so, such as that of a form whose answer is reloaded."""
    if key_purpose(name) == AccessKey.Purpose.API:
        answer = problem(405, "Method not allowed", "The API is read only: ask with GET.")
    else:
        answer = render(request, "405.html", status=405)
    answer["Allow"] = ", ".join(methods_of(name))
    return answer


def refusal(least: str) -> str:
    """Why somebody who is signed in was refused, in words for them."""
    words = {
        Role.ANALYST: gettext("This takes an analyst."),
        Role.EDITOR: gettext("This takes an editor."),
        Role.ADMIN: gettext("This takes an admin."),
    }
    return f"{words[Role(least)]} " + gettext("Ask an admin of this site if your work needs it.")


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send somebody who isn't signed in (any longer) to the sign-in page, and back afterwards."""
    sign_in = resolve_url(settings.LOGIN_URL)
    back = way_back(request)
    address = f"{sign_in}?{urlencode({'next': back})}" if back else sign_in
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return redirect(address)


def way_back(request: HttpRequest) -> str:
    """The path of the page that the person is looking at; empty when that can't be told."""
    if request.headers.get("HX-Request") == "true":
        return own_path(request, request.headers.get("HX-Current-URL", ""))
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    return own_path(request, request.headers.get("Referer", ""))


def own_path(request: HttpRequest, address: str) -> str:
    """Path and query of an address on this very host; empty for any other."""
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}):
        return ""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")
