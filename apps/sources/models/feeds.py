"""Where articles come from by themselves: feeds, and how politely their hosts are asked."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from apps.sources.models.outlets import Outlet
from apps.sources.querysets import FeedQuerySet, HostQuerySet


class Feed(models.Model):
    """A feed that is polled: its address, how it is doing, and when it is asked next.

    A poll is taken like an item of an import: by a lease that the poller's writes must still
    hold.
    """

    url = models.TextField()
    url_key = models.CharField(max_length=64, unique=True, help_text="Hash of the address.")
    title = models.CharField(max_length=300, blank=True)
    home_url = models.TextField(blank=True)
    folder = models.CharField(max_length=200, blank=True, help_text="From the OPML file.")
    outlet = models.ForeignKey(
        Outlet,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="feeds",
        help_text="Whose articles all of them are; empty where each article tells.",
    )
    words = models.CharField(
        max_length=300, blank=True, help_text="Only entries with all of these words are taken."
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    created_at = models.DateTimeField(auto_now_add=True)

    interval_seconds = models.PositiveIntegerField(default=900)
    next_poll_at = models.DateTimeField(null=True, blank=True, help_text="Empty: at once.")
    paused_at = models.DateTimeField(null=True, blank=True)
    pause_reason = models.TextField(blank=True)
    etag = models.TextField(blank=True)
    last_modified = models.CharField(max_length=200, blank=True)

    last_polled_at = models.DateTimeField(null=True, blank=True)
    last_ok_at = models.DateTimeField(null=True, blank=True)
    last_new_at = models.DateTimeField(null=True, blank=True)
    last_status = models.PositiveSmallIntegerField(null=True, blank=True)
    last_error = models.TextField(blank=True, help_text="What the last poll failed on, in words.")
    failures = models.PositiveSmallIntegerField(default=0, help_text="In a row.")
    polls = models.PositiveIntegerField(default=0)
    entries_taken = models.PositiveIntegerField(default=0)

    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    dispatched_at = models.DateTimeField(null=True, blank=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        indexes = [
            models.Index(
                fields=["next_poll_at"],
                name="feed_due_idx",
                condition=models.Q(paused_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.title or self.url


class FeedEntry(models.Model):
    """An entry of a feed that was seen; it is taken once, whatever the feed says later."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="entries")
    key = models.CharField(max_length=64, help_text="Hash of the entry's own identity.")
    taken = models.BooleanField(default=True, help_text="False: the feed's words left it out.")
    seen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "feed entries"
        constraints = [models.UniqueConstraint(fields=["feed", "key"], name="entry_once_per_feed")]

    def __str__(self) -> str:
        return f"Entry of {self.feed_id}"


class Host(models.Model):
    """A web server, and when it may be asked again: one connection, some seconds apart."""

    name = models.CharField(max_length=300, unique=True, help_text="host, or host:port")
    free_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Not asked before; while it is being asked: the lease's end.",
    )
    lease_token = models.UUIDField(null=True, blank=True)
    robots = models.TextField(blank=True, help_text="robots.txt as it was last read.")
    robots_status = models.PositiveSmallIntegerField(null=True, blank=True)
    robots_at = models.DateTimeField(null=True, blank=True)

    objects = HostQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
