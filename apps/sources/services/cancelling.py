"""Cancelling an import: what waits ends at once, what is being worked on after its stage."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Case, Q, TextField, Value, When
from django.db.models.functions import Now

from apps.accounts.models import User
from apps.sources.models import Import, ImportItem, ItemState
from apps.sources.querysets import ImportItemQuerySet

CANCELLED = "The import was cancelled before this was read. Try again to take it in after all."
CANCELLED_AFTER_READING = (
    "The import was cancelled. Its article is kept, but is in no story yet. Try again to have it "
    "looked at."
)


def cancel_import(batch: Import, *, by: User) -> int:
    """End the items of an import that wait for something; returns how many.

    What is being worked on is let finish its stage; nobody takes it up after that, and the
    sweeper ends it. What only waits for its timeline gets its place there.
    """
    with transaction.atomic():
        Import.objects.filter(pk=batch.pk, cancelled_at=None).update(cancelled_at=Now())
        ended = end_cancelled(ImportItem.objects.filter(batch=batch))
    batch.refresh_from_db()
    return ended


def end_cancelled(items: ImportItemQuerySet | None = None) -> int:
    """End the items of cancelled imports that nobody works on (of ``items``); returns how many."""
    cancelled = Import.objects.exclude(cancelled_at=None).values("pk")
    open_items = (ImportItem.objects.all() if items is None else items).open()
    free = Q(lease_token=None) | Q(lease_until__lt=Now())
    idle = open_items.filter(free, batch__in=cancelled).exclude(state=ItemState.PLACING)
    locked = idle.order_by("pk").select_for_update(of=("self",), skip_locked=True)
    words = Case(
        When(article=None, then=Value(CANCELLED)),
        default=Value(CANCELLED_AFTER_READING),
        output_field=TextField(),
    )
    ending = ImportItem.objects.filter(pk__in=locked.values("pk"))
    return ending.finish(ItemState.CANCELLED, words, next_try_at=None)
