"""How any stage works through a batch: claim, work, write while the lease is held, pass on."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence

from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    close_old_connections,
    transaction,
)

from apps.sources.models import ImportItem, ItemState
from apps.sources.querysets import ImportItemQuerySet
from apps.sources.services.isolating import BATCH_SECONDS, breached
from storytracker import isolation
from storytracker.isolation import Breach, NoChild, OutOfTime

log = logging.getLogger(__name__)

# The database is away, or had to end one of two transactions: nobody's document is to blame.
OUTAGE = (OperationalError, InterfaceError)
# How long to wait for it, to say that the try doesn't count (sum: 15 s).
GIVE_BACK_AFTER_SECONDS = (0, 1, 2, 4, 8)

Work = Callable[[Sequence[ImportItem]], None]


def run_stage(ids: Sequence[int], *, stage: ItemState, then: ItemState, work: Work) -> list[int]:
    """Take the items that wait for ``stage``, do ``work`` on them, pass them on to ``then``.

    ``work`` gets the items whose lease is still held and writes in the same transaction that
    passes them on: both or neither. Where it raises, the items are tried one by one, so that
    one bad item harms no neighbour; the bad one ends as DEAD with words (one that broke its
    reader's limits is tried once more first). What there is no time for is given back. Running
    this twice does the work once. Returns the ids that were passed on, to be told to the next
    stage.

    Raises the database's error where that went away, and NoChild where the system gives no
    process; the items are given back and no attempt is counted.
    """
    items = ImportItem.objects.claim(ids, [stage], running=stage)
    if not items:
        return []
    try:
        with isolation.budget(BATCH_SECONDS):
            return work_through(items, then, work)
    except OUTAGE:
        give_back(items)
        raise
    except NoChild:
        let_go(items)
        raise


def work_through(items: Sequence[ImportItem], then: ItemState, work: Work) -> list[int]:
    """Work on all at once; where that fails, on each alone."""
    try:
        return work_on(items, then, work)
    except (*OUTAGE, NoChild):
        raise
    except OutOfTime:
        put_off(items)
        return []
    except Breach as breach:
        if len(items) == 1:
            breached(items[0], breach)
            return []
    except Exception:
        if len(items) == 1:
            log.exception("Import item %s failed on its way to %s", items[0].pk, then)
            bury(items[0], stumbled(items[0]))
            return []
    return [done for item in items for done in work_through([item], then, work)]


def work_on(items: Sequence[ImportItem], then: ItemState, work: Work) -> list[int]:
    """Work and pass on in one transaction, for those whose lease is still ours."""
    with transaction.atomic():
        held = list(still_held(items))
        if held:
            work(held)
            ImportItem.objects.filter(pk__in=[item.pk for item in held]).pass_on(then)
    return [item.pk for item in held]


def still_held(items: Sequence[ImportItem]) -> Sequence[ImportItem]:
    """Those of a claim's items that are still ours; locked until the transaction ends."""
    token = items[0].lease_token
    assert token is not None
    held = ImportItem.objects.held(token, [item.pk for item in items])
    kept = set(held.values_list("pk", flat=True))
    return [item for item in items if item.pk in kept]


def put_off(items: Sequence[ImportItem]) -> None:
    """Give back what there was no time for.

    Of a whole batch nothing was done then: its try counts, so that each is sent alone next. One
    that had to wait for its neighbours has no try behind it.
    """
    log.warning("Import item %s and its neighbours are worked on later", items[0].pk)
    if len(items) == 1:
        let_go(items)
    else:
        ours(items).update(lease_token=None, lease_until=None, dispatched_at=None)


def bury(item: ImportItem, reason: str) -> None:
    """End an item as failed, unless its lease is somebody else's by now."""
    mine = ImportItem.objects.filter(pk=item.pk, lease_token=item.lease_token)
    mine.finish(ItemState.DEAD, reason)


def stumbled(item: ImportItem) -> str:
    """The words for an item that the program itself failed on."""
    what = "working out what it says" if item.article_id else "reading it"
    return (
        f"The program failed while {what}. The document is kept, and the others of this import "
        "went on. Try again; if it fails again, paste the article's text instead."
    )


def give_back(items: Sequence[ImportItem]) -> None:
    """After an outage: let go of the items, and don't count the try.

    Waits a little for the database to come back. Where it does not, the lease runs out, and
    the sweeper sees from the server's start that the outage ended it.
    """
    for seconds in GIVE_BACK_AFTER_SECONDS:
        time.sleep(seconds)
        try:
            close_old_connections()
            let_go(items)
            return
        except (DatabaseError, InterfaceError):
            log.warning("The database is still away.")


def let_go(items: Sequence[ImportItem]) -> None:
    """Give back what is still ours, for the sweeper to send again; the try doesn't count."""
    ours(items).give_back()


def ours(items: Sequence[ImportItem]) -> ImportItemQuerySet:
    """Those of a claim's items that nobody has taken over or ended since."""
    ids = [item.pk for item in items]
    return ImportItem.objects.filter(pk__in=ids, lease_token=items[0].lease_token)
