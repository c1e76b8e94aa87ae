"""Editors' notes, the replies to them, and what became of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.claims.models import Claim
from apps.sources.models import ArticleVersion
from apps.stories.models.stories import Development, Story
from apps.stories.querysets import NoteQuerySet


class Note(models.Model):
    """An editor's annotation, anchored in a passage, a development or a claim.

    ``quote`` keeps the words that it was anchored in, whatever becomes of the anchor; a
    passage also keeps its surroundings, so that it is found again when the text changes.
    Withdrawn notes stay, for the log. A reply is a note that ``answers`` another one and has no
    anchor of its own.
    """

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="notes")
    body = models.TextField()
    version = models.ForeignKey(
        ArticleVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="notes"
    )
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    quote = models.TextField(blank=True)
    prefix = models.CharField(max_length=64, blank=True)
    suffix = models.CharField(max_length=64, blank=True)
    development = models.ForeignKey(
        Development, null=True, blank=True, on_delete=models.SET_NULL, related_name="notes"
    )
    claim = models.ForeignKey(
        Claim, null=True, blank=True, on_delete=models.SET_NULL, related_name="notes"
    )
    answers = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="withdrawn_notes",
    )
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="resolved_notes",
    )

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(condition=~Q(body=""), name="note_says_something"),
            models.CheckConstraint(
                condition=(Q(start__isnull=True) & Q(end__isnull=True))
                | (Q(end__gt=models.F("start"))),
                name="note_anchor_is_a_range",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="withdrawn_note_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False, answers__isnull=True),
                name="resolved_note_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return self.body[:80]

    @property
    def has_lost_its_place(self) -> bool:
        """True where the words that it was about are no longer there."""
        if self.version:
            return self.version_id != self.version.article.current_version_id
        return bool(self.quote) and not (self.development_id or self.claim_id)


class NoteEvent(models.Model):
    """What somebody did to a note after it was written; rows are only added."""

    class Kind(models.TextChoices):
        RESOLVED = "resolved", _("resolved")
        REOPENED = "reopened", _("reopened")
        WITHDRAWN = "withdrawn", _("withdrawn")
        RESTORED = "restored", _("put back")

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"Note {self.note_id} {self.get_kind_display()}"
