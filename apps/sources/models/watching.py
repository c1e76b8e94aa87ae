"""Articles that are looked at again: when their address was asked last, and when it is next."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from apps.sources.models.articles import Article
from apps.sources.watched import WatchQuerySet


class Watch(models.Model):
    """An article whose address is asked again, by itself for some days or because somebody wants.

    What came of the last time is in ``problem`` (in words; empty: the page was read) and
    ``changed_at``. A check is taken like the poll of a feed, by a lease.
    """

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="watch")
    interval_seconds = models.PositiveIntegerField()
    next_at = models.DateTimeField(
        null=True, blank=True, help_text="Empty: not any more, unless somebody asks for it."
    )
    asked_at = models.DateTimeField(
        null=True, blank=True, help_text="Somebody wants it now; empty once that is done."
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(
        null=True, blank=True, help_text="When a check last brought a new version."
    )
    problem = models.TextField(blank=True, help_text="Why the last check brought nothing.")
    failures = models.PositiveSmallIntegerField(default=0, help_text="In a row.")
    etag = models.TextField(blank=True)
    last_modified = models.CharField(max_length=200, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    dispatched_at = models.DateTimeField(null=True, blank=True)

    objects = WatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "watches"
        indexes = [
            models.Index(
                fields=["next_at"], name="watch_due_idx", condition=models.Q(next_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"Watch on article {self.article_id}"

    @property
    def is_wanted(self) -> bool:
        """True while somebody waits for a check that they asked for."""
        return self.asked_at is not None
