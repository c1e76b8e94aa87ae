"""How documents come in: imports, a row per document, and their bytes.

The row is what no lost message can lose; see ``ImportItem``.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.sources.models.articles import StoredBytes
from apps.sources.models.feeds import Feed
from apps.sources.querysets import TERMINAL, ImportItemQuerySet, ImportQuerySet


class Channel(models.TextChoices):
    URL = "url", _("Address")
    FEED = "feed", _("Feed")
    UPLOAD = "upload", _("Upload")
    PASTE = "paste", _("Paste")
    SAMPLE = "sample", _("Sample story")
    COMMAND = "command", _("Command line")


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
    feed = models.ForeignKey(
        Feed, null=True, blank=True, on_delete=models.SET_NULL, related_name="imports"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.pk}"


class ItemState(models.TextChoices):
    """Where an item is on its way; see ``ImportItem``."""

    QUEUED = "queued", _("waiting to be fetched")
    FETCHING = "fetching", _("being fetched")
    FETCHED = "fetched", _("waiting to be read")
    PARSING = "parsing", _("being read")
    ASSERTING = "asserting", _("finding who said what")
    LINKING = "linking", _("finding its story")
    PLACING = "placing", _("taking its place on the timeline")
    DONE = "done", _("done")
    RETRY_WAIT = "retry_wait", _("waiting for another try")
    DUPLICATE = "duplicate", _("already held")
    SKIPPED = "skipped", _("skipped")
    NEEDS_REVIEW = "needs_review", _("needs you")
    DEAD = "dead", _("failed")
    CANCELLED = "cancelled", _("cancelled")


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
    host = models.CharField(
        max_length=300, blank=True, help_text="Whom to ask for it; empty where bytes came along."
    )
    bulk = models.BooleanField(default=False, help_text="As its import's.")
    fetched_url = models.TextField(blank=True, help_text="Where redirects led.")
    http_status = models.PositiveSmallIntegerField(null=True, blank=True)
    hints = models.JSONField(
        default=dict, blank=True, help_text="What a feed says of it: title, published, authors."
    )
    given_outlet = models.CharField(max_length=200, blank=True)
    given_day = models.DateField(null=True, blank=True)
    article = models.ForeignKey(
        "Article", null=True, blank=True, on_delete=models.SET_NULL, related_name="import_items"
    )
    version = models.ForeignKey(
        "ArticleVersion",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The new text that it brought of an article that was held before.",
    )
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(
        default=0, help_text="Leases taken at this stage; one that ends well clears them."
    )
    failures = models.PositiveSmallIntegerField(
        default=0, help_text="Fetches that failed in passing: a time-out, a busy server."
    )
    breaches = models.PositiveSmallIntegerField(
        default=0, help_text="Times that its reader was stopped for using too much."
    )
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
            # How many were finished lately, which is how fast an import goes.
            models.Index(
                fields=["batch", "finished_at"],
                name="item_finished_idx",
                condition=Q(finished_at__isnull=False),
            ),
            # Who is next at a host: what somebody waits for goes before a bulk import.
            models.Index(
                fields=["host", "bulk", "id"],
                name="item_queued_idx",
                condition=Q(state=ItemState.QUEUED),
            ),
            models.Index(
                fields=["next_try_at"],
                name="item_retry_idx",
                condition=Q(state=ItemState.RETRY_WAIT),
            ),
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
        """True where another try is possible: it failed or was given up, and there is a way.

        Its bytes are kept, or there is an address to ask again.
        """
        return self.state in RETRYABLE_STATES and (self.raw_id is not None or bool(self.host))

    @property
    def can_be_pasted(self) -> bool:
        """True where somebody who has the article's text before him may paste it instead."""
        return self.state in (*RETRYABLE_STATES, ItemState.SKIPPED) and self.article_id is None
