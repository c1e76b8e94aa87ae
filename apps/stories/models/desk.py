"""What editors decided on a story itself and on the entries of its timeline."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.sources.models import Article, choices
from apps.stories.models.decisions import Decision, said_and_undone
from apps.stories.models.stories import Story
from apps.stories.querysets import StoryDecisionQuerySet
from storytracker.analysis.types import DevelopmentKind


class StoryDecision(Decision):
    """An editor's word on a story or on one entry of it.

    It is an input of every rebuild. Entries are named by their key, which lasts from one
    analysis to the next; ``about`` keeps the words of the entry for the log.
    """

    class Kind(models.TextChoices):
        RENAME = "rename", _("Renamed")
        CLOSE = "close", _("Closed")
        REWORD = "reword", _("Entry reworded")
        RETYPE = "retype", _("Entry given another kind")
        PIN = "pin", _("Entry pinned")
        PLACE = "place", _("Entry moved")
        HIDE = "hide", _("Entry hidden")
        ADD = "add", _("Entry added by hand")
        MOVE = "move", _("Articles moved")
        REJECT = "reject", _("Not of this story")
        MERGE = "merge", _("Merged")

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

    objects = StoryDecisionQuerySet.as_manager()

    class Meta(Decision.Meta):
        indexes = [models.Index(fields=["story", "entry"], name="story_decision_idx")]
        constraints = said_and_undone("story_decision")
