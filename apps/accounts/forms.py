"""Signing in."""

from __future__ import annotations

from django.contrib.auth.forms import AuthenticationForm

REFUSED = "That name and password don't go together. Check both; mind capital letters."


class SignInForm(AuthenticationForm):
    """Django's own, with one message for every kind of failure: it tells nobody who exists."""

    error_messages = {"invalid_login": REFUSED, "inactive": REFUSED}

    def clean_username(self) -> str:
        """In small letters, as attempts are counted by name and names are found in any case."""
        return str(self.cleaned_data["username"]).lower()
