"""Who follows which story."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from apps.stories.models.stories import Story


class Follow(models.Model):
    """Somebody wants to hear what is new in a story.

    Where the story was merged into another one, it is that one which they follow.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows"
    )
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="follows")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "story"], name="follow_once")]

    def __str__(self) -> str:
        return f"User {self.user_id} follows story {self.story_id}"
