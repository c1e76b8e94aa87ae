"""What was published: outlets, imports, articles and their versions, reports, citations.

Nothing here knows of claims or stories.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from apps.sources.querysets import (
    TERMINAL,
    ArticleQuerySet,
    ImportItemQuerySet,
    ImportQuerySet,
    OutletQuerySet,
)
from storytracker.analysis.types import (
    Basis,
    CitationRole,
    Dating,
    Precision,
    ReportKind,
    Role,
    Status,
)


def choices(enum):  # type: ignore[no-untyped-def]
    """A StrEnum of the analysis as Django choices."""
    return [(member.value, member.value.replace("-", " ")) for member in enum]


class Dated(models.Model):
    """When something was published, with how exactly and on what basis that is known."""

    when_day = models.DateField(null=True, blank=True)
    when_clock = models.TimeField(null=True, blank=True)
    when_offset = models.SmallIntegerField(null=True, blank=True, help_text="minutes from UTC")
    when_precision = models.CharField(
        max_length=8, choices=choices(Precision), default=Precision.UNKNOWN
    )
    when_basis = models.CharField(max_length=8, choices=choices(Basis), default=Basis.INFERRED)
    when_other_days = ArrayField(models.DateField(), default=list, blank=True)
    when_reasons = models.JSONField(default=list, blank=True)

    class Meta:
        abstract = True

    @property
    def when(self) -> Dating:
        """The same facts as the analysis hands them around."""
        return Dating(
            day=self.when_day,
            clock=self.when_clock,
            utc_offset=self.when_offset,
            precision=Precision(self.when_precision),
            basis=Basis(self.when_basis),
            other_days=tuple(self.when_other_days),
            reasons=tuple(self.when_reasons),
        )

    @when.setter
    def when(self, dating: Dating) -> None:
        self.when_day = dating.day
        self.when_clock = dating.clock
        self.when_offset = dating.utc_offset
        self.when_precision = dating.precision
        self.when_basis = dating.basis
        self.when_other_days = list(dating.other_days)
        self.when_reasons = list(dating.reasons)


DATED_FIELDS = (
    "when_day",
    "when_clock",
    "when_offset",
    "when_precision",
    "when_basis",
    "when_other_days",
    "when_reasons",
)


class Outlet(models.Model):
    """A publisher: newspaper, broadcaster, wire, site or official press service."""

    slug = models.SlugField(max_length=220, unique=True)
    name = models.CharField(max_length=200)
    family = models.CharField(
        max_length=200, blank=True, help_text="Publisher family; agreement inside it is no proof."
    )
    kind = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OutletQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


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


class Channel(models.TextChoices):
    UPLOAD = "upload", "Upload"
    PASTE = "paste", "Paste"
    SAMPLE = "sample", "Sample story"
    COMMAND = "command", "Command line"


class Import(models.Model):
    """One act of bringing articles in; accepted whole, in one transaction."""

    channel = models.CharField(max_length=16, choices=Channel.choices)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    created_at = models.DateTimeField(auto_now_add=True)
    submit_token = models.UUIDField(
        default=uuid.uuid4, unique=True, help_text="Sent with the form: a resubmission is found."
    )
    bulk = models.BooleanField(default=False, help_text="Travels behind interactive imports.")
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.pk}"


class ItemState(models.TextChoices):
    """Where an item is on its way; see ``ImportItem``."""

    FETCHED = "fetched", "waiting to be read"
    PARSING = "parsing", "being read"
    ASSERTING = "asserting", "finding who said what"
    LINKING = "linking", "finding its story"
    PLACING = "placing", "taking its place on the timeline"
    DONE = "done", "done"
    RETRY_WAIT = "retry_wait", "waiting for another try"
    DUPLICATE = "duplicate", "already held"
    SKIPPED = "skipped", "skipped"
    NEEDS_REVIEW = "needs_review", "needs you"
    DEAD = "dead", "failed"
    CANCELLED = "cancelled", "cancelled"


TERMINAL_STATES = tuple(ItemState(state) for state in TERMINAL)


RETRYABLE_STATES = (
    ItemState.DEAD,
    ItemState.NEEDS_REVIEW,
    ItemState.CANCELLED,
    ItemState.RETRY_WAIT,
)


class ImportItem(models.Model):
    """One document of an import: the durable row that no lost message can lose.

    The state names the stage that is awaited or running; a lease says who runs it. Whoever
    writes back must still hold the lease's token (fencing).
    """

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=16, choices=ItemState.choices, default=ItemState.FETCHED)
    reason = models.TextField(blank=True, help_text="What went wrong and what to do next.")
    raw = models.ForeignKey(StoredBytes, null=True, on_delete=models.PROTECT)
    file_name = models.CharField(max_length=255, blank=True)
    content_type = models.CharField(max_length=120, blank=True)
    url = models.TextField(blank=True)
    given_outlet = models.CharField(max_length=200, blank=True)
    given_day = models.DateField(null=True, blank=True)
    article = models.ForeignKey(
        "Article", null=True, blank=True, on_delete=models.SET_NULL, related_name="import_items"
    )
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    dispatched_at = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ImportItemQuerySet.as_manager()

    class Meta:
        ordering = ["batch", "position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="item_once_per_import"),
            models.CheckConstraint(
                condition=Q(state__in=ItemState.values), name="item_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["dead", "needs_review"]) | ~Q(reason=""),
                name="failed_item_says_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["dispatched_at"],
                name="item_open_idx",
                condition=~Q(state__in=[s.value for s in TERMINAL_STATES]),
            ),
            models.Index(fields=["batch", "state"], name="item_batch_state_idx"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What to call it on a page before its article has a title."""
        return self.file_name or self.url or f"Document {self.position + 1}"

    @property
    def is_finished(self) -> bool:
        """True where nothing more happens unless somebody asks for it."""
        return self.state in TERMINAL_STATES

    @property
    def can_be_retried(self) -> bool:
        """True where another try is possible: it failed or was given up, and its bytes are kept."""
        return self.state in RETRYABLE_STATES and self.raw_id is not None


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
    url = models.TextField(blank=True)
    url_key = models.CharField(
        max_length=64, null=True, blank=True, unique=True, help_text="Hash of the canonical URL."
    )
    content_hash = models.CharField(max_length=64)
    current_version = models.ForeignKey(
        "ArticleVersion", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    first_seen_at = models.DateTimeField(auto_now_add=True)

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
        indexes = [models.Index(fields=["content_hash"], name="article_content_idx")]

    def __str__(self) -> str:
        return self.title

    @property
    def needs(self) -> tuple[str, ...]:
        """What an editor has to look at, in words; empty when all is known.

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
            )
            if missing
        )


class ArticleVersion(models.Model):
    """The text of an article as read at one time; ``text`` is what all offsets point into."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    text = models.TextField()
    content_hash = models.CharField(max_length=64)
    paragraphs = models.JSONField(help_text="[[start, end, kind], …]")
    removed = models.JSONField(default=list, help_text="[{text, kind, reason}, …]")
    reasons = models.JSONField(default=list)
    raw = models.ForeignKey(StoredBytes, on_delete=models.PROTECT)
    analysis_version = models.CharField(max_length=16)
    fetched_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["article", "number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="version_number_once"),
            models.UniqueConstraint(fields=["article", "content_hash"], name="version_text_once"),
        ]

    def __str__(self) -> str:
        return f"Version {self.number} of article {self.article_id}"


class ArticleDecision(models.Model):
    """An editor's correction of what the program read; appended, the newest wins."""

    class Field(models.TextChoices):
        OUTLET = "outlet", "outlet"
        PUBLISHED = "published", "publication date"
        TITLE = "title", "title"

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


class Report(Dated):
    """What an outlet or a body put out on one matter, held as an article or not (a ghost)."""

    key = models.CharField(max_length=220, help_text="Kind and name: one report per story and key.")
    kind = models.CharField(max_length=8, choices=choices(ReportKind))
    name = models.CharField(max_length=200)
    outlet = models.ForeignKey(Outlet, null=True, blank=True, on_delete=models.PROTECT)
    article = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.SET_NULL, related_name="reports"
    )
    held_as = models.CharField(max_length=8, choices=choices(Role), blank=True)
    held_status = models.CharField(max_length=10, choices=choices(Status), blank=True)
    reasons = models.JSONField(default=list)
    analysis_version = models.CharField(max_length=16)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(article__isnull=True) | ~Q(held_as=""), name="held_report_says_how"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_ghost(self) -> bool:
        """True where the report is known only because others cite it."""
        return self.article_id is None


class Citation(models.Model):
    """An article version speaks of an outlet's report, in these words."""

    version = models.ForeignKey(ArticleVersion, on_delete=models.CASCADE, related_name="citations")
    outlet_name = models.CharField(max_length=200)
    role = models.CharField(max_length=10, choices=choices(CitationRole))
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    sentence_start = models.PositiveIntegerField()
    sentence_end = models.PositiveIntegerField()
    silent_on = models.JSONField(default=list, help_text="[[start, end], …]")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["version", "start"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "start", "end", "role"], name="citation_once_per_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.outlet_name} ({self.get_role_display()})"
