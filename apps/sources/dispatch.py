"""Messages to the workers: a hint that there is work, by the name of the stage.

Nothing rests on them. What is lost on the way, the sweeper sends again.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from itertools import islice
from typing import Any

from celery import current_app
from kombu.exceptions import OperationalError as BrokerError

log = logging.getLogger(__name__)

FETCH, PARSE, ASSERT, LINK, REBUILD = (
    "fetch_items",
    "parse_items",
    "record_assertions",
    "link_articles",
    "rebuild_stories",
)
POLL, CHECK = "poll_feeds", "check_articles"
INTERACTIVE, FETCHING, BULK = "interactive", "fetching", "bulk"
# Whoever asks other people's servers has a queue that is kept short, as who is next changes by the
# second: neither waits behind a long import's other stages, nor lets them wait.
OF_FETCHING = frozenset({FETCH, POLL, CHECK})
# A message's worth: small where somebody watches, large where many wait (50: some 40 times the
# rate of a message each, see the benchmark "dispatching"). The hosts of one message are asked side
# by side, a thread each.
INTERACTIVE_BATCH, BULK_BATCH, FETCHING_BATCH = 10, 50, 25
# More than these wait with the sweeper, in PostgreSQL.
MAX_MESSAGES = 1000


def batch_size(bulk: bool, stage: str = "") -> int:
    """How many ids one message carries."""
    if stage in OF_FETCHING:
        return FETCHING_BATCH
    return BULK_BATCH if bulk else INTERACTIVE_BATCH


def queue_of(stage: str, bulk: bool) -> str:
    """The queue that a stage's messages go into."""
    if stage in OF_FETCHING:
        return FETCHING
    return BULK if bulk else INTERACTIVE


def dispatch(stage: str, ids: Sequence[int], *, bulk: bool = False) -> int:
    """Tell the workers that ``ids`` wait for ``stage``; returns how many of them were told.

    ``stage`` is a name of the recipe ("parse_items"). To be called after the commit
    (``transaction.on_commit``). A broker that can't be reached is no error: the first failure
    ends the sending, and the sweeper sends later.
    """
    size = batch_size(bulk, stage)
    batches = (list(ids[start : start + size]) for start in range(0, len(ids), size))
    told = 0
    for batch in islice(batches, MAX_MESSAGES):
        if not send(stage, batch, bulk=bulk):
            break
        told += len(batch)
    return told


def send(stage: str, ids: Sequence[int], *, bulk: bool = False) -> bool:
    """Send one message for all of ``ids``; false where the broker can't be reached."""
    try:
        current_app.send_task(
            f"recipe.{stage}",
            args=[list(ids)],
            kwargs={"bulk": bulk},
            queue=queue_of(stage, bulk),
        )
    except BrokerError as error:
        log.warning("Redis can't be reached; the sweeper will send %s later: %s", stage, error)
        return False
    return True


def messages_waiting(queue: str) -> int | None:
    """How many messages nobody has taken yet; ``None`` where the broker can't be reached."""
    unreachable: tuple[type[BaseException], ...] = (BrokerError, *connection_errors())
    try:
        with current_app.connection_for_read() as connection:
            connection.ensure_connection(max_retries=1, interval_start=0)
            bound: Any = current_app.amqp.queues[queue](connection.default_channel)
            return int(bound.queue_declare().message_count)
    except unreachable as error:
        log.warning("Redis can't be reached: %s", error)
        return None


def connection_errors() -> tuple[type[BaseException], ...]:
    """What the broker's client raises when the connection breaks half-way."""
    transport = current_app.connection_for_read().transport
    return (*transport.connection_errors, *transport.channel_errors)
