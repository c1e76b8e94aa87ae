"""What somebody said belongs to a story before it was read: an import, a feed, a search of feeds.

Sources know no stories, so the ties are kept here; linking asks them first.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.sources.models import Feed, Import
from apps.stories.models.stories import Story


class StoryImport(models.Model):
    """Everything in an import belongs to a story."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="bound_imports")
    batch = models.OneToOneField(Import, on_delete=models.CASCADE, related_name="story_import")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"Import {self.batch_id} into story {self.story_id}"


class StoryFeed(models.Model):
    """What comes through a feed, or through any, and has all of some words, belongs to a story."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="bound_feeds")
    feed = models.ForeignKey(
        Feed,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="story_feeds",
        help_text="Empty: every feed.",
    )
    words = models.CharField(
        max_length=300, blank=True, help_text="Words that title or text must all have."
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["story", "feed", "words"], name="binding_once", nulls_distinct=False
            ),
            # Every feed and every word would be everything.
            models.CheckConstraint(
                condition=models.Q(feed__isnull=False) | ~models.Q(words=""),
                name="binding_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.feed or 'Every feed'}: {self.words or 'everything'}"


class StoryFeedAct(models.Model):
    """That somebody bound a feed to a story, or unbound it; rows are only added."""

    class Kind(models.TextChoices):
        BOUND = "bound", _("Feed bound to a story")
        UNBOUND = "unbound", _("Feed unbound from a story")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="feed_acts")
    about = models.TextField(help_text="Which feed, and what of it, in words.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.about}"
