"""Reads on stories, in the domain's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F

if TYPE_CHECKING:
    from apps.accounts.models import User
    from apps.stories.models import Story


class StoryQuerySet(models.QuerySet["Story"]):
    def visible_to(self, user: User) -> StoryQuerySet:
        """Stories that ``user`` may read: all of them, for anybody who is signed in."""
        return self if user.is_authenticated else self.none()

    def stale(self) -> StoryQuerySet:
        """Stories whose timeline is behind their articles and decisions."""
        return self.filter(wanted_revision__gt=F("built_revision"))
