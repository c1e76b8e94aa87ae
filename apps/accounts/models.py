"""Who works here: people and their roles."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class Role(models.TextChoices):
    """What somebody may do, each role including the ones before it."""

    ANALYST = "analyst", "Analyst"
    EDITOR = "editor", "Editor"
    ADMIN = "admin", "Admin"


class Theme(models.TextChoices):
    AUTO = "auto", "As the system"
    LIGHT = "light", "Light"
    DARK = "dark", "Dark"


class User(AbstractUser):
    """A person who signs in; the role alone decides what they may do."""

    role = models.CharField(max_length=16, choices=Role.choices, default=Role.ANALYST)
    theme = models.CharField(max_length=8, choices=Theme.choices, default=Theme.AUTO)

    class Meta(AbstractUser.Meta):  # type: ignore[name-defined, misc]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="user_role_is_known"
            )
        ]

    def has_role(self, least: Role | str) -> bool:
        """True where this person's role is ``least`` or includes it."""
        order = list(Role.values)
        return self.is_active and order.index(self.role) >= order.index(str(least))

    def save(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        """Keep Django's own staff flag in step: the admin site opens to admins alone."""
        self.is_staff = self.role == Role.ADMIN
        super().save(*args, **kwargs)
