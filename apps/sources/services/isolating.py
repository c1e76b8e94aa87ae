"""Reading hostile documents in a limited child process, and what a document that breaks out gets.

A document whose reader was stopped may have been unlucky (somebody killed the process, the machine
was too busy), so it is tried once more, alone, in a child of its own. The second time it is taken
for the cause.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import F

from apps.sources.models import ImportItem, ItemState
from storytracker import isolation
from storytracker.isolation import Breach

log = logging.getLogger(__name__)

MAX_BREACHES = 2
# Celery ends a task after 120 s, and the last page begun may take 20 s: the rest is given back.
BATCH_SECONDS = 90

T = TypeVar("T")


def run_isolated(
    task: str,
    header: Mapping[str, Any],
    body: bytes,
    decode: Callable[[Any], T],
    *,
    fresh: bool = False,
) -> T:
    """Run a registered task on ``body``, in the child unless ``ISOLATE_PARSING`` is off.

    See ``isolation.call`` for the arguments and for what it raises.
    """
    if settings.ISOLATE_PARSING:
        return isolation.call(task, header, body, decode, fresh=fresh)
    return isolation.call_here(task, header, body, decode)


def breached(item: ImportItem, breach: Breach) -> None:
    """Give an item whose reader was stopped back, to be tried alone; end it the second time.

    Writes nothing where the item's lease is somebody else's by now.
    """
    log.warning("Import item %s: %s", item.pk, said(item, breach))
    mine = ImportItem.objects.filter(pk=item.pk, lease_token=item.lease_token)
    if item.breaches + 1 >= MAX_BREACHES:
        mine.finish(ItemState.DEAD, poison(item, breach), breaches=F("breaches") + 1)
    else:
        # The try counts, and what has tries behind it is sent alone.
        mine.update(
            breaches=F("breaches") + 1,
            reason=f"Once, {said(item, breach)}. It is tried again, alone.",
            lease_token=None,
            lease_until=None,
            dispatched_at=None,
        )


def poison(item: ImportItem, breach: Breach) -> str:
    """The words for an item that stopped its reader as often as it may."""
    return (
        f"Poison page: {said(item, breach)}, when it was tried again and alone. The page is kept, "
        "and the others of this import went on. Paste the article's text instead."
    )


def said(item: ImportItem, breach: Breach) -> str:
    """Which limit, in words: "reading it took more than 10 seconds of computing"."""
    what = "working out what it says" if item.article_id else "reading it"
    return f"{what} {breach.words}"
