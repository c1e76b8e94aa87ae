"""Cancelling an import: what was not read ends; what was read takes its place."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.sources.models import Import, ImportItem, ItemState, SourceAct
from apps.sources.querysets import ImportItemQuerySet
from apps.sources.services.acting import keep_import_act

CANCELLED = "The import was cancelled before this was read. Try again to take it in after all."


def cancel_import(batch: Import, *, by: User) -> int:
    """End the items of an import that were not read yet; returns how many.

    One that is being fetched or read is let finish that; it ends when it is let go. What was
    read is an article that we hold, so it goes on: an article in no story would be lost.
    """
    with transaction.atomic():
        running = Import.objects.filter(pk=batch.pk, cancelled_at=None)
        is_first = running.update(cancelled_at=Now())
        ended = end_cancelled(ImportItem.objects.filter(batch=batch))
        if is_first or ended:
            words = ngettext("%(n)s document not read", "%(n)s documents not read", ended)
            keep_import_act(SourceAct.Kind.CANCELLED, batch, by, words % {"n": f"{ended:,}"})
    batch.refresh_from_db()
    return ended


def end_cancelled(items: ImportItemQuerySet | None = None) -> int:
    """End the items of cancelled imports that nobody works on (of ``items``); returns how many."""
    cancelled = Import.objects.exclude(cancelled_at=None).values("pk")
    open_items = (ImportItem.objects.all() if items is None else items).open()
    free = Q(lease_token=None) | Q(lease_until__lt=Now())
    idle = open_items.filter(free, batch__in=cancelled, article=None)
    return idle.at_hand().finish(ItemState.CANCELLED, CANCELLED, next_try_at=None)
