"""Who works here: people and their roles."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


class Role(models.TextChoices):
    """What somebody may do, each role including the ones before it."""

    ANALYST = "analyst", "Analyst"
    EDITOR = "editor", "Editor"
    ADMIN = "admin", "Admin"


class Theme(models.TextChoices):
    AUTO = "auto", "As the system"
    LIGHT = "light", "Light"
    DARK = "dark", "Dark"


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
        """Sessions end with the password, as in Django, and with the role too."""
        from_password = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]
        return f"{from_password}:{self.role}"
