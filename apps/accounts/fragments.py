"""One address, two answers: a whole page, or the part of it that htmx asked for."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

from apps.accounts.models import User


def reader_of(request: HttpRequest) -> User:
    """Who asks; the table of permissions has already let them in."""
    return cast(User, request.user)


def wants_fragment(request: HttpRequest) -> bool:
    """True for a real htmx request; a history restore gets the whole page."""
    htmx = cast(HtmxDetails, request.htmx)  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.history_restore_request


def answer(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    partial: str,
    status: int = 200,
) -> HttpResponse:
    """Render ``template``, or only its ``partial`` for htmx."""
    name = f"{template}#{partial}" if wants_fragment(request) else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
