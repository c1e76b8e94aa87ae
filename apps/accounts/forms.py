"""Signing in, coming in, and what somebody sets for themselves."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.forms import (
    AuthenticationForm,
    BaseUserCreationForm,
    PasswordChangeForm,
    PasswordResetForm,
    SetPasswordForm,
    UsernameField,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Role, User, timezones

RULES = _("At least 12 characters; no common password, and none like your name.")
REFUSED = _("That name and password don't go together. Check both; mind capital letters.")


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


class SettingsForm(forms.ModelForm):
    """What somebody sets for themselves."""

    timezone = forms.ChoiceField(
        label=_("Time zone"),
        choices=[(name, name.replace("_", " ")) for name in timezones()],
        help_text=_(
            "Moments on our own clock are shown in it; an article’s date stays as published."
        ),
    )

    class Meta:
        model = User
        fields = ("first_name", "last_name", "email", "theme", "timezone", "letter_keys")
        labels: ClassVar = {"letter_keys": _("Letters are keys on pages (j, k, / and the like)")}
        help_texts: ClassVar = {"email": _("For a link when you have forgotten your password.")}


class OwnPasswordForm(PasswordChangeForm):
    """Django's own: the old password, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = RULES


class NewPasswordForm(SetPasswordForm):
    """Django's own: a new password twice, behind a link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = RULES


class ForgottenForm(PasswordResetForm):
    """An address to send a link to."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class JoinForm(BaseUserCreationForm):
    """A name and a password, twice."""

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email")
        labels: ClassVar = {"username": _("Name to sign in with")}
        field_classes: ClassVar = {"username": UsernameField}
        help_texts: ClassVar = {
            "username": _("Letters, digits and @ . + - _ only."),
            "email": _("For a link when you have forgotten your password."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = RULES

    def clean_username(self) -> str:
        """Raises ValidationError for a name that somebody has, in any letters."""
        name = str(self.cleaned_data["username"])
        if User.objects.filter(username__iexact=name).exists():
            raise ValidationError(gettext("Somebody has this name already. Choose another."))
        return name


class InvitationForm(forms.Form):
    """Whom an admin asks in, and as what."""

    for_whom = forms.CharField(
        label=_("For whom"), max_length=200, help_text=_("A note for yourself: who gets the link.")
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.ANALYST)


class RoleForm(forms.Form):
    """What somebody may do."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class KeyForm(forms.Form):
    """A key for a program; named, so that it is known later which one to take back."""

    name = forms.CharField(
        label=_("Which program is it for?"),
        max_length=80,
        error_messages={"required": _("Name the program, so that you know its key again.")},
    )
