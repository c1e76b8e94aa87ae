"""Signing in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError

REFUSED = "That name and password don't go together. Check both; mind capital letters."


class SignInForm(AuthenticationForm):
    """Django's own, with one message for every kind of failure: it tells nobody who exists."""

    error_messages = {"invalid_login": REFUSED, "inactive": REFUSED}

    def clean_username(self) -> str:
        """In small letters, as attempts are counted by name and names are found in any case."""
        return str(self.cleaned_data["username"]).lower()


class ClosedSignInForm(SignInForm):
    """The same form for a name that is closed for now: says so, and tries no password."""

    def __init__(self, *args: Any, closed: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.closed = closed

    def clean(self) -> dict[str, Any]:
        raise ValidationError(self.closed, code="closed")
