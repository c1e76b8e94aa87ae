"""Signing in and out, with Django's own machinery."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext

from apps.accounts.forms import ClosedSignInForm, SignInForm
from apps.accounts.models import User


class SignIn(LoginView):
    """``accounts:sign-in``: a form; afterwards the page that was asked for (``next``)."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"is_first": not User.objects.exists()}

    def get_success_url_allowed_hosts(self) -> set[str]:  # type: ignore[override]
        """None: only relative addresses are followed."""
        return set()


class SignOut(LogoutView):
    """``accounts:sign-out``: by POST only, then the sign-in page."""

    http_method_names = ["post"]


def locked_out(request: HttpRequest, *args: Any) -> HttpResponse:
    """Answer a sign-in after too many failures (called by django-axes); says when to try again."""
    closed = lockout_message(request.POST.get("username", "").lower(), timezone.now())
    form = ClosedSignInForm(request, data=request.POST, closed=closed)
    context = {"form": form, "next": request.POST.get("next", "")}
    return render(request, "accounts/sign_in.html", context, status=429)


def lockout_message(username: str, now: datetime) -> str:
    """In words: why sign-in is closed for ``username``, and for how long from ``now``."""
    minutes = max(1, -(-int(remaining(username, now).total_seconds()) // 60))
    return ngettext(
        "Too many failed attempts for this name, so it is closed for now. Try again in %(minutes)s "
        "minute. Nothing else is affected, and an admin can help.",
        "Too many failed attempts for this name, so it is closed for now. Try again in %(minutes)s "
        "minutes. Nothing else is affected, and an admin can help.",
        minutes,
    ) % {"minutes": minutes}


def remaining(username: str, now: datetime) -> timedelta:
    """How long the lockout of ``username`` still lasts; the whole time when it can't be told."""
    whole = get_cool_off() or timedelta(minutes=15)
    newest = AccessAttempt.objects.filter(username=username).order_by("-attempt_time").first()
    return whole if newest is None else max(timedelta(), newest.attempt_time + whole - now)
