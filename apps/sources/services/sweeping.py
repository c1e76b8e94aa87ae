"""Finding what was forgotten: lost messages, workers that went away, tries that are due."""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, CharField, F, IntegerField, TextField, Value, When
from django.db.models.functions import Now

from apps.sources.dispatch import (
    ASSERT,
    BULK,
    INTERACTIVE,
    LINK,
    MAX_MESSAGES,
    PARSE,
    dispatch,
    messages_waiting,
    send,
)
from apps.sources.models import ImportItem, ItemState
from apps.sources.querysets import MAX_ATTEMPTS
from apps.sources.services.cancelling import end_cancelled

log = logging.getLogger(__name__)

# Any number that nothing else in this database locks.
ADVISORY_LOCK = 7_305_001
ITEMS_PER_SWEEP = 500
# While messages wait, an item's own may be among them: then it is given this long.
PATIENCE_WITH_QUEUE = timedelta(minutes=5)

STAGE_OF = {
    ItemState.FETCHED: PARSE,
    ItemState.PARSING: PARSE,
    ItemState.ASSERTING: ASSERT,
    ItemState.LINKING: LINK,
}

STOPPED_ITS_READER = (
    f"This document stopped its reader {MAX_ATTEMPTS} times, so it was set aside. It is kept, and "
    "the others of this import went on. Paste the article's text instead, or try again later."
)


STOPPED_ITS_FETCHER = (
    f"The program was stopped {MAX_ATTEMPTS} times while fetching this page, so it was set aside. "
    "The others of this import went on. Try again later, or paste the article's text instead."
)


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep did: items told to the workers, taken back from lost ones, given up."""

    told: int = 0
    taken_back: int = 0
    given_up: int = 0
    was_elsewhere: bool = False

    def __str__(self) -> str:
        if self.was_elsewhere:
            return "another sweeper is at work"
        return f"{self.told} sent again, {self.taken_back} taken back, {self.given_up} given up"


def sweep() -> Swept:
    """Look once for items that nobody works on, and tell the workers.

    Takes back what outlived its lease, gives up what stopped its reader too often, ends what was
    cancelled while it was worked on, wakes what is due for another try, and sends what was never
    sent or got lost: at most 500 items, and none while 1,000 messages wait. One sweeper at a
    time, by an advisory lock. Without Redis it still does all but the sending. Who is fetched
    next is told by ``tell_fetchers``.
    """
    with transaction.atomic():
        if not lock():
            return Swept(was_elsewhere=True)
        given_up = give_up()
        taken_back = take_back()
        end_cancelled()
        wake()
    return Swept(sum(send_stuck(queue) for queue in (INTERACTIVE, BULK)), taken_back, given_up)


def lock() -> bool:
    """Be the only sweeper until the transaction ends; false where there is another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        return bool(cursor.fetchone()[0])


def give_up() -> int:
    """End the items that took every try with them and left no word."""
    hopeless = ImportItem.objects.lapsed().filter(attempts__gte=MAX_ATTEMPTS)
    words = Case(
        When(state=ItemState.FETCHING, then=Value(STOPPED_ITS_FETCHER)),
        default=Value(STOPPED_ITS_READER),
        output_field=TextField(),
    )
    hopeless = hopeless.exclude(lease_until__lt=outage_line())
    return hopeless.at_hand().finish(ItemState.DEAD, words)


def take_back() -> int:
    """Free the items whose worker went away.

    Where the database itself was restarted under the lease, the try does not count.
    """
    counted = Case(
        When(lease_until__lt=outage_line(), then=F("attempts") - 1),
        default=F("attempts"),
        output_field=IntegerField(),
    )
    return ImportItem.objects.lapsed().at_hand().let_go(attempts=counted)


def outage_line() -> datetime:
    """Leases that end before this were taken before the database server started."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_postmaster_start_time()")
        started: datetime = cursor.fetchone()[0]
    return started + timedelta(seconds=settings.ITEM_LEASE_SECONDS)


def wake() -> int:
    """Put items that are due for another try back to the stage that they failed at, or before."""
    stage = Case(
        When(article__isnull=False, then=Value(ItemState.ASSERTING)),
        When(raw__isnull=False, then=Value(ItemState.FETCHED)),
        default=Value(ItemState.QUEUED),
        output_field=CharField(),
    )
    return ImportItem.objects.due_for_retry().update(
        state=stage, next_try_at=None, dispatched_at=None
    )


def send_stuck(queue: str) -> int:
    """Tell the workers of one queue about its forgotten items; returns how many were told."""
    waiting = messages_waiting(queue)
    if waiting is None or waiting >= MAX_MESSAGES:
        return 0
    patience = PATIENCE_WITH_QUEUE if waiting else timedelta(seconds=settings.RESEND_SECONDS)
    bulk = queue == BULK
    return sum(tell(stage, items, bulk=bulk) for stage, items in mark(bulk, patience).items())


def mark(bulk: bool, patience: timedelta) -> dict[str, list[ImportItem]]:
    """Mark stuck items as sent, and return them by stage."""
    by_stage: dict[str, list[ImportItem]] = defaultdict(list)
    with transaction.atomic():
        stuck = ImportItem.objects.stuck(patience).filter(batch__bulk=bulk).order_by("pk")
        items = list(stuck.select_for_update(of=("self",), skip_locked=True)[:ITEMS_PER_SWEEP])
        ImportItem.objects.filter(pk__in=[item.pk for item in items]).update(dispatched_at=Now())
    for item in items:
        by_stage[STAGE_OF[ItemState(item.state)]].append(item)
    return by_stage


def tell(stage: str, items: list[ImportItem], *, bulk: bool) -> int:
    """Send items to a stage: in batches, but one by one where a try has failed before.

    A document that kills its worker takes its batch with it once; alone, only itself.
    """
    alone = [item.pk for item in items if item.attempts]
    together = [item.pk for item in items if not item.attempts]
    told = dispatch(stage, together, bulk=bulk)
    for pk in alone:
        if not send(stage, [pk], bulk=bulk):
            break
        told += 1
    return told
