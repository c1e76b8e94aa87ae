"""What was published: articles, their versions, and what people decide about them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import MD5
from django.utils.translation import gettext_lazy as _

from apps.sources.languages import not_analysed_by_code
from apps.sources.models.dating import Dated, choices
from apps.sources.models.outlets import Outlet
from apps.sources.querysets import ArticleQuerySet, incomplete
from apps.sources.searching import Vector
from storytracker.analysis.types import Basis, Precision


class StoredBytes(models.Model):
    """A document exactly as it came in, kept once per content."""

    sha256 = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "stored bytes"

    def __str__(self) -> str:
        return f"{self.sha256[:12]} ({self.size:,} bytes)"


class Article(Dated):
    """One published document that we hold.

    ``first_seen_at`` is the second clock: when we learned of it.
    """

    outlet = models.ForeignKey(
        Outlet, null=True, blank=True, on_delete=models.PROTECT, related_name="articles"
    )
    outlet_basis = models.CharField(max_length=8, choices=choices(Basis), default=Basis.INFERRED)
    outlet_reason = models.TextField(blank=True)
    title = models.TextField()
    bylines = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    dateline = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=16, default="en")
    section = models.CharField(max_length=200, blank=True)
    modified = models.CharField(
        max_length=32, blank=True, help_text="When the publisher last changed it, ISO 8601."
    )
    partial = models.TextField(blank=True, help_text="Why the text is not the whole article.")
    url = models.TextField(blank=True)
    amp_url = models.TextField(blank=True)
    url_key = models.CharField(
        max_length=64, null=True, blank=True, unique=True, help_text="Hash of the canonical URL."
    )
    content_hash = models.CharField(
        max_length=64, help_text="Of its first text; keeps telling it apart when that changes."
    )
    current_version = models.ForeignKey(
        "ArticleVersion", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    first_seen_at = models.DateTimeField(auto_now_add=True)
    revision = models.PositiveIntegerField(
        default=1, help_text="Rises with each decision: who decided on an older one is told."
    )
    removed_at = models.DateTimeField(
        null=True, blank=True, help_text="Since then it is a tombstone: its text is gone."
    )
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    removal_reason = models.TextField(blank=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-first_seen_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["outlet", "content_hash"],
                name="article_once_per_outlet_and_content",
                nulls_distinct=False,
            )
        ]
        indexes = [
            models.Index(fields=["content_hash"], name="article_content_idx"),
            # Which are recent enough to be looked at again.
            models.Index(fields=["first_seen_at"], name="article_first_seen_idx"),
            # By hash: a headline may be longer than an entry of an index.
            models.Index("outlet", MD5("title"), name="article_headline_idx"),
            # The few that an editor has to look at, counted on every page of an import.
            models.Index(fields=["id"], name="article_incomplete_idx", condition=incomplete()),
            GinIndex(Vector("title"), name="article_title_words_idx"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def needs(self) -> tuple[str, ...]:
        """What an editor has to look at, in words; empty when all is known, or it was removed.

        Says the same as ``Article.objects.needing_you()``.
        """
        return tuple(
            words
            for missing, words in (
                (self.outlet_id is None, "outlet unknown"),
                (
                    self.when_precision == Precision.UNKNOWN and self.when_basis != Basis.EDITOR,
                    "date missing",
                ),
                (bool(self.when_other_days), "date ambiguous"),
                (bool(self.partial), "text incomplete"),
            )
            if missing and not self.is_removed
        )

    @property
    def not_analysed(self) -> str:
        """The language for which the analysis has no word lists, in words; empty for one it has."""
        return not_analysed_by_code(self.language)

    @property
    def is_removed(self) -> bool:
        """True for a tombstone: what is left of an article that an admin removed."""
        return self.removed_at is not None


class ArticleVersion(models.Model):
    """The text of an article as read at one time; ``text`` is what all offsets point into."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    text = models.TextField()
    content_hash = models.CharField(max_length=64)
    paragraphs = models.JSONField(help_text="[[start, end, kind], …]")
    removed = models.JSONField(default=list, help_text="[{text, kind, reason, after}, …]")
    is_edited = models.BooleanField(
        default=False, help_text="An editor cut paragraphs or put some back."
    )
    is_return = models.BooleanField(
        default=False, help_text="The outlet put back a text that it had before."
    )
    reasons = models.JSONField(default=list)
    raw = models.ForeignKey(
        StoredBytes, null=True, on_delete=models.PROTECT, help_text="Empty on a tombstone."
    )
    analysis_version = models.CharField(max_length=16)
    fetched_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["article", "number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["article", "content_hash"],
                condition=Q(is_return=False),
                name="version_text_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.number} of article {self.article_id}"


class ArticleDecision(models.Model):
    """An editor's correction of what the program read; appended, the newest wins."""

    class Field(models.TextChoices):
        OUTLET = "outlet", _("outlet")
        PUBLISHED = "published", _("publication date")
        TITLE = "title", _("title")
        BYLINES = "bylines", _("bylines")
        TEXT = "text", _("text")
        WHOLE = "whole", _("completeness")
        REMOVAL = "removal", _("removal")

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="decisions")
    field = models.CharField(max_length=16, choices=Field.choices)
    value = models.JSONField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_field_display()} of article {self.article_id}"
