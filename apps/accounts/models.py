"""Who works here: people and their roles, who was asked in, and what was done to accounts."""

from __future__ import annotations

import zoneinfo
from datetime import datetime, timedelta
from functools import cache
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody may do, each role including the ones before it."""

    ANALYST = "analyst", _("Analyst")
    EDITOR = "editor", _("Editor")
    ADMIN = "admin", _("Admin")


class Theme(models.TextChoices):
    AUTO = "auto", _("As the system")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


@cache
def timezones() -> tuple[str, ...]:
    """The names of all time zones, "UTC" first."""
    names = {name for name in zoneinfo.available_timezones() if "/" in name}
    kept = {
        name for name in names if name.split("/")[0] not in ("Etc", "SystemV", "posix", "right")
    }
    return ("UTC", *sorted(kept))


def check_timezone(name: str) -> None:
    """Raises ValidationError for what is no time zone's name."""
    if name not in timezones():
        raise ValidationError(gettext("There is no time zone of this name."))


class UserManager(DjangoUserManager["User"]):
    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **fields: Any
    ) -> User:
        """Create an admin: what ``manage.py createsuperuser`` makes."""
        return self.create_user(username, email, password, **(fields | {"role": Role.ADMIN}))

    def get_by_natural_key(self, username: str | None) -> User:
        """The user of this name, however its letters are cased. Raises User.DoesNotExist."""
        return self.get(username__iexact=username)


class User(AbstractUser):
    """A person who signs in; the role alone decides what they may do."""

    role = models.CharField(max_length=16, choices=Role.choices, default=Role.ANALYST)
    theme = models.CharField(max_length=8, choices=Theme.choices, default=Theme.AUTO)
    timezone = models.CharField(max_length=64, default="UTC", validators=[check_timezone])
    letter_keys = models.BooleanField(default=True)
    sessions_ended = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    class Meta(AbstractUser.Meta):  # type: ignore[name-defined, misc]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="user_role_is_known"),
            models.CheckConstraint(
                condition=Q(role=Role.ADMIN, is_staff=True, is_superuser=True)
                | (~Q(role=Role.ADMIN) & Q(is_staff=False, is_superuser=False)),
                name="user_flags_follow_the_role",
            ),
            models.UniqueConstraint(Lower("username"), name="user_name_once_in_any_case"),
        ]

    def has_role(self, least: Role | str) -> bool:
        """True where this person is active and their role is ``least`` or includes it."""
        order = list(Role.values)
        return self.is_active and order.index(self.role) >= order.index(str(least))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep Django's own flags in step: the admin site opens to admins alone."""
        self.is_staff = self.is_superuser = self.role == Role.ADMIN
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "is_staff", "is_superuser"}
        super().save(*args, **kwargs)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sessions end with the password, as in Django, with the role, and when they are ended."""
        from_password = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]
        return f"{from_password}:{self.role}:{self.sessions_ended}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, now: datetime) -> InvitationQuerySet:
        """Those that somebody can still come in by."""
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)


class Invitation(models.Model):
    """A link by which somebody makes an account of their own, once; only its hash is kept."""

    LASTS = timedelta(days=7)

    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.ANALYST)
    for_whom = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_by = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="came_by",
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.for_whom or 'anybody who has the link'}"


class AccessKey(models.Model):
    """Lets a program in as the person whose key it is: a feed reader, or a script.

    What the program sends is ``public`` with a signature of the site's secret key over it (see
    keys.py). Nothing secret is kept: who reads the database, or a backup, can't sign.
    """

    class Purpose(models.TextChoices):
        FEEDS = "feeds", _("Feed readers")
        API = "api", _("The API")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="access_keys"
    )
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    name = models.CharField(max_length=80, blank=True, help_text="The program that has it.")
    public = models.CharField(max_length=32, unique=True, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    used_on = models.DateField(null=True, blank=True, help_text="The last day of its use.")

    class Meta:
        ordering = ("made_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=["feeds", "api"]), name="key_purpose_is_known"
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(purpose="feeds"), name="one_feed_key_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.name or self.user}"


class AccountEvent(models.Model):
    """What was done to an account or an invitation; rows are only added."""

    class Kind(models.TextChoices):
        INVITED = "invited", _("invited")
        WITHDRAWN = "withdrawn", _("withdrew an invitation of")
        JOINED = "joined", _("came in by an invitation:")
        ROLE = "role", _("changed the role of")
        CLOSED = "closed", _("closed the account of")
        REOPENED = "reopened", _("opened again the account of")
        SESSIONS = "sessions", _("ended the sessions of")
        LINK = "link", _("made a link to set a password for")
        PASSWORD = "password", _("set the password of")
        UNLOCKED = "unlocked", _("opened sign-in again for")
        TOKEN = "token", _("made a key for")
        REVOKED = "revoked", _("took back a key of")

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="events"
    )
    words = models.CharField(max_length=250, blank=True)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.words}"
