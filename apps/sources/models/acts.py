"""What people did to feeds and imports, for the log."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.sources.models.feeds import Feed
from apps.sources.models.importing import Import


class SourceAct(models.Model):
    """What somebody did to a feed or to an import that its row does not tell; rows are only added.

    What the program does by itself (it pauses a feed that fails) is no act.
    """

    class Kind(models.TextChoices):
        ADDED = "added", _("Feed added")
        CHANGED = "changed", _("Feed changed")
        PAUSED = "paused", _("Feed paused")
        RESUMED = "resumed", _("Feed resumed")
        REMOVED = "removed", _("Feed removed")
        CANCELLED = "cancelled", _("Import cancelled")
        RETRIED = "retried", _("Import tried again")
        PASTED = "pasted", _("Import: text pasted")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty: the operator, from the shell.",
    )
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    feed = models.ForeignKey(
        Feed, null=True, on_delete=models.SET_NULL, related_name="acts", help_text="Empty: gone."
    )
    batch = models.ForeignKey(Import, null=True, on_delete=models.PROTECT, related_name="acts")
    about = models.TextField(blank=True, help_text="What the feed was called, or its address.")
    words = models.TextField(blank=True, help_text="What was changed, or which documents.")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["feed"], condition=Q(kind="added"), name="feed_added_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["cancelled", "retried", "pasted"], batch__isnull=False)
                | (Q(batch=None) & ~Q(kind__in=["cancelled", "retried", "pasted"])),
                name="act_on_a_feed_or_an_import",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.feed or self.batch or self.about}"
