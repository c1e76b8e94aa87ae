"""Telling the workers of many items: in messages of many ids, beside one message each.

Through a real Redis (Valkey) with nobody listening; the queue is emptied after each turn.
"""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.report import Row, ratios
from benchmarks.speed.rounds import SMALL, Cost, in_turn, timed, wall
from benchmarks.speed.stack import database

ROUNDS = 3 if SMALL else 7
ITEMS = 500 if SMALL else 2500
IDS = range(1_000_000, 1_000_000 + ITEMS)


def measure() -> list[Row]:
    """Send the ids both ways in turn."""
    with database():
        from apps.sources import dispatch

        spent = in_turn(
            {
                "bulk": lambda: _sending(_in_bulk),
                "one by one": lambda: _sending(_one_by_one),
                "one by one again": lambda: _sending(_one_by_one),
            },
            ROUNDS,
        )
        size = dispatch.BULK_BATCH
    bulk, single, again = (wall(spent[name]) for name in spent)
    return [
        Row(f"rate of dispatch, {size} ids a message", "one message each", "×",
            ratios(single, bulk)),
        Row("one message each, again (A/A)", "one message each", "×", ratios(again, single)),
        Row(f"dispatch, {size} ids a message", "", "items/s", tuple(ITEMS / s for s in bulk)),
        Row("dispatch, one message each", "", "items/s", tuple(ITEMS / s for s in single)),
    ]  # fmt: skip


def _sending(send_all: Callable[[], None]) -> Cost:
    with timed() as watch:
        send_all()
    _empty_the_queue()
    return watch.cost


def _in_bulk() -> None:
    from apps.sources.dispatch import PARSE, dispatch

    assert dispatch(PARSE, IDS, bulk=True) == ITEMS


def _one_by_one() -> None:
    from celery import current_app

    from apps.sources.dispatch import BULK, PARSE

    for item in IDS:
        current_app.send_task(f"recipe.{PARSE}", args=[[item]], kwargs={"bulk": True}, queue=BULK)


def _empty_the_queue() -> None:
    from celery import current_app

    current_app.control.purge()
