"""What editors decided on a story itself and on the entries of its timeline."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from apps.sources.models import Article, choices
from apps.stories.models.stories import Story
from apps.stories.querysets import StoryDecisionQuerySet
from storytracker.analysis.types import DevelopmentKind


class StoryDecision(models.Model):
    """An editor's word on a story or on one entry of it: appended, never changed, at most undone.

    It is an input of every rebuild. Entries are named by their key, which lasts from one
    analysis to the next; ``about`` keeps the words of the entry for the log. A trigger in the
    database refuses any change but the undoing.
    """

    class Kind(models.TextChoices):
        RENAME = "rename", "Renamed"
        CLOSE = "close", "Closed"
        REWORD = "reword", "Entry reworded"
        RETYPE = "retype", "Entry given another kind"
        PIN = "pin", "Entry pinned"
        PLACE = "place", "Entry moved"
        HIDE = "hide", "Entry hidden"
        ADD = "add", "Entry added by hand"
        MOVE = "move", "Articles moved"
        REJECT = "reject", "Not of this story"
        MERGE = "merge", "Merged"

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    entry = models.CharField(
        max_length=300, blank=True, help_text="The development's key; empty: the story itself."
    )
    about = models.TextField(blank=True, help_text="The entry's words as they stood.")
    text = models.TextField(blank=True, help_text="The new title or wording.")
    was = models.TextField(blank=True, help_text="The title, wording or kind before.")
    entry_kind = models.CharField(max_length=14, blank=True, choices=choices(DevelopmentKind))
    before = models.CharField(
        max_length=300, blank=True, help_text="The key of the entry that it stands before."
    )
    article = models.ForeignKey(
        Article,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Whose words an entry rests on that was added by hand.",
    )
    words = models.TextField(blank=True, help_text="Those words, exactly.")
    other = models.ForeignKey(
        Story,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="decisions_as_other",
        help_text="The story that articles were moved to, or that this one was merged into.",
    )
    articles = ArrayField(
        models.BigIntegerField(), default=list, help_text="The articles that went there."
    )
    reason = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="story_decisions"
    )
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="undone_story_decisions",
    )

    objects = StoryDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["story", "entry"], name="story_decision_idx")]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="story_decision_has_a_reason"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="undone_story_decision_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.by}"

    @property
    def stands(self) -> bool:
        return self.undone_at is None
