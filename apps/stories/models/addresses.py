"""Addresses that outlive what stood there."""

from __future__ import annotations

from django.db import models

from apps.stories.models.stories import Story


class FormerAddress(models.Model):
    """Whose address it was: an entry's or a claim's that an analysis found no longer.

    Feeds, mails and printed briefs still lead there; from there the way leads to the story, or to
    the entry of the same key, which stories that were merged and articles that moved leave behind.
    """

    class Kind(models.TextChoices):
        ENTRY = "d"
        CLAIM = "c"

    kind = models.CharField(max_length=1, choices=Kind.choices)
    number = models.BigIntegerField(help_text="The id that it had.")
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="former_addresses")
    key = models.CharField(max_length=300, blank=True, help_text="An entry's.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="former_address_once")
        ]

    def __str__(self) -> str:
        return f"/{self.kind}/{self.number}/ of story {self.story_id}"
