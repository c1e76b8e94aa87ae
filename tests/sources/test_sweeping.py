"""Finding what was forgotten."""

from __future__ import annotations

import time
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test import override_settings
from django.utils import timezone

from apps.sources.dispatch import MAX_MESSAGES, send
from apps.sources.models import ImportItem, ItemState
from apps.sources.services import Swept, parse_items, sweep
from apps.sources.services.sweeping import ADVISORY_LOCK
from tests.support import queues
from tests.support.articles import document, documents

WAITING = [ItemState.FETCHED, ItemState.PARSING]


@pytest.fixture
def lost(accept):
    """Take documents in and lose their messages, a minute ago."""

    def lose(count: int = 3, **how) -> list[int]:
        ids = [item.pk for item in accept(*documents(count), **how).items.all()]
        queues.take()
        age()
        return ids

    return lose


def age(seconds: int = 60, **fields) -> None:
    moment = Now() - timedelta(seconds=seconds)
    ImportItem.objects.update(**(fields or {"dispatched_at": moment}))


def told() -> list[tuple[str, list[int]]]:
    return [(m.task.removeprefix("recipe."), m.args[0]) for m in queues.take()]


def sweep_long_after_start() -> Swept:
    """Sweep as if the server had been up for an hour when the leases were taken."""
    with override_settings(ITEM_LEASE_SECONDS=-3600):
        return sweep()


def test_a_lost_message_is_sent_again_once(lost) -> None:
    ids = lost()
    assert sweep().told == 3
    assert told() == [("parse_items", ids)]
    assert sweep().told == 0


def test_what_was_sent_just_now_is_left_alone(accept) -> None:
    accept(document(1))
    queues.take()
    assert sweep().told == 0


def test_each_stage_is_told_of_its_own(lost) -> None:
    ids = lost()
    parse_items(ids[:1])
    ImportItem.objects.filter(pk=ids[1]).update(state=ItemState.LINKING)
    age()
    sweep()
    assert sorted(told()) == [
        ("link_articles", [ids[1]]),
        ("parse_items", [ids[2]]),
        ("record_assertions", [ids[0]]),
    ]


def test_bulk_imports_stay_in_their_queue(lost) -> None:
    lost(bulk=True)
    sweep()
    assert [m.queue for m in queues.take()] == ["bulk"]


def test_the_items_of_a_worker_that_went_away_are_tried_one_by_one(lost) -> None:
    ids = lost()
    ImportItem.objects.claim(ids, WAITING, running=ItemState.PARSING)
    age(lease_until=Now() - timedelta(seconds=1))
    swept = sweep_long_after_start()
    assert (swept.taken_back, swept.told) == (3, 3)
    assert told() == [("parse_items", [pk]) for pk in ids]
    assert parse_items(ids) == ids


def test_an_item_at_work_is_left_alone(lost) -> None:
    ImportItem.objects.claim(lost(), WAITING, running=ItemState.PARSING)
    age()
    assert sweep().told == 0


def test_a_document_that_stopped_its_reader_six_times_is_set_aside_in_words(lost) -> None:
    bad, *others = lost()
    for _ in range(6):
        assert ImportItem.objects.claim([bad], WAITING, running=ItemState.PARSING)
        ImportItem.objects.filter(pk=bad).update(lease_until=Now() - timedelta(seconds=1))
        swept = sweep_long_after_start()
    assert swept.given_up == 1
    item = ImportItem.objects.get(pk=bad)
    assert item.state == ItemState.DEAD and "stopped its reader" in item.reason
    assert item.finished_at is not None and item.can_be_retried
    assert parse_items(others) == others


def test_a_try_that_the_databases_restart_ended_does_not_count(lost) -> None:
    (pk,) = lost(1)
    ImportItem.objects.claim([pk], WAITING, running=ItemState.PARSING)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_postmaster_start_time()")
        started = cursor.fetchone()[0]
    ImportItem.objects.update(lease_until=started + timedelta(seconds=1))
    time.sleep(max(0.0, (started + timedelta(seconds=1.1) - timezone.now()).total_seconds()))
    assert sweep().taken_back == 1
    assert ImportItem.objects.get(pk=pk).attempts == 0


def test_a_try_that_is_due_goes_back_to_its_stage(lost) -> None:
    unread, read, later = lost()
    parse_items([read])
    moment = Now() - timedelta(seconds=1)
    ImportItem.objects.update(state=ItemState.RETRY_WAIT, next_try_at=moment)
    ImportItem.objects.filter(pk=later).update(next_try_at=Now() + timedelta(hours=1))
    assert sweep().told == 2
    assert sorted(told()) == [("parse_items", [unread]), ("record_assertions", [read])]
    assert ImportItem.objects.get(pk=later).state == ItemState.RETRY_WAIT


def test_while_messages_wait_an_items_own_may_be_among_them(lost) -> None:
    ids = lost()
    send("parse_items", [0])
    assert sweep().told == 0
    age(600)
    assert sweep().told == 3
    assert ("parse_items", ids) in told()


def test_none_is_sent_while_a_thousand_messages_wait(lost) -> None:
    lost()
    age(600)
    for _ in range(MAX_MESSAGES):
        send("parse_items", [0])
    assert sweep().told == 0
    queues.take()
    assert sweep().told == 3


def test_one_sweeper_at_a_time(lost) -> None:
    lost()
    settings = connection.settings_dict
    address = {"dbname": settings["NAME"], "host": settings["HOST"], "user": settings["USER"]}
    with psycopg.connect(**address) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        assert sweep().was_elsewhere
        assert told() == []
        # Said, not left to the end of the connection, which the server notices in its own time.
        other.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
    assert sweep().told == 3


def test_finished_items_are_never_sent_again(lost) -> None:
    ids = lost(6)
    ends = ["done", "duplicate", "skipped", "needs_review", "dead", "cancelled"]
    for pk, state in zip(ids, ends, strict=True):
        ImportItem.objects.filter(pk=pk).finish(state, "because")
    assert (sweep().told, ImportItem.objects.open().count()) == (0, 0)
