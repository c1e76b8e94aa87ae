"""Pages that break their reader's limits: tried again alone, then set aside, in words."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from apps.sources.models import Import, ImportItem, ItemState
from apps.sources.services import isolating, parse_items, retry_item, sweep
from storytracker import isolation, recipe
from storytracker.analysis.reading.wire import read_to_json
from storytracker.analysis.speech.wire import attribute_to_json
from storytracker.isolation import NoChild
from tests.support import queues
from tests.support.articles import document
from tests.support.hostile import marked, poison, poisoned

# The clock is short only where it is to run out: on a busy machine computing takes its time.
BRISK = isolation.Limits(cpu_seconds=0.4, wall_seconds=60.0, memory_bytes=256 * 1024**2)
HASTY = replace(BRISK, wall_seconds=2.0)
KINDS = {
    "cpu": "more than 0.4 seconds of computing",
    "memory": "more than 256 MB of memory",
    "wall": "more than 2 seconds on the clock",
    "crash": "Segmentation fault",
}


@pytest.fixture(autouse=True)
def poison_works(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[None]:
    is_hasty = request.node.name.endswith("[wall]")
    brisk = isolation.Child(HASTY if is_hasty else BRISK)
    monkeypatch.setattr(isolation, "_child", brisk)
    isolation.register("read", poisoned(read_to_json, "read"))
    isolation.register("attribute", poisoned(attribute_to_json, "attribute"))
    yield
    isolation.register("read", read_to_json)
    isolation.register("attribute", attribute_to_json)
    brisk.close()


def items_of(batch: Import) -> list[ImportItem]:
    return list(batch.items.order_by("position"))


def work() -> None:
    """Run all messages, and what the sweeper sends for what was given back."""
    queues.work()
    while sweep().told:
        queues.work()


@pytest.mark.parametrize("kind", KINDS)
def test_a_poison_page_is_set_aside_the_second_time_and_harms_no_neighbour(
    accept, kind: str
) -> None:
    batch = accept(document(1), poison(2, kind), document(3))
    ids = [item.pk for item in items_of(batch)]
    assert parse_items(ids) == [ids[0], ids[2]]
    before, bad, after = items_of(batch)
    assert before.state == after.state == ItemState.ASSERTING
    assert (bad.state, bad.breaches, bad.attempts) == (ItemState.PARSING, 1, 1)
    assert bad.lease_token is None and "tried again, alone" in bad.reason
    assert parse_items([bad.pk]) == []
    bad.refresh_from_db()
    assert (bad.state, bad.breaches) == (ItemState.DEAD, 2)
    assert bad.reason.startswith("Poison page:") and KINDS[kind] in bad.reason
    assert "is kept" in bad.reason and "Paste the article's text" in bad.reason
    assert bytes(bad.raw.content) == poison(2, kind).content


def test_the_sweeper_sends_it_alone(accept) -> None:
    batch = accept(document(1), poison(2, "crash"), document(3), poison(4, "crash"))
    queues.work()
    assert sweep().told == 2
    messages = queues.take()
    assert sorted(message.args for message in messages) == sorted(
        [[item.pk]] for item in items_of(batch) if item.breaches
    )
    assert len(messages) == 2


def test_a_page_whose_reader_somebody_killed_once_comes_through(accept) -> None:
    batch = accept(document(1), poison(2, "crash"))
    isolation.register("read", once(poisoned(read_to_json, "read"), read_to_json))
    work()
    assert {item.state for item in items_of(batch)} == {ItemState.DONE}
    assert {item.breaches for item in items_of(batch)} == {0}


def once(first: Callable[..., Any], then: Callable[..., Any]) -> Callable[..., Any]:
    """``first`` in the first child that is forked, ``then`` in all after it."""
    forked_first: list[int] = []
    os.register_at_fork(after_in_parent=lambda: forked_first.append(1))
    start = len(forked_first)

    def run(header: Mapping[str, Any], body: bytes) -> Any:
        return (first if len(forked_first) == start else then)(header, body)

    return run


@pytest.mark.parametrize("kind", ["cpu", "crash"])
def test_poison_for_the_next_stage_is_set_aside_as_well(accept, kind: str) -> None:
    batch = accept(document(1), poison(2, kind, "attribute"), document(3))
    work()
    before, bad, after = items_of(batch)
    assert before.state == after.state == ItemState.DONE
    assert (bad.state, bad.breaches) == (ItemState.DEAD, 2)
    assert "Poison page: working out what it says" in bad.reason and KINDS[kind] in bad.reason
    assert bad.article is not None


def test_a_poison_page_that_is_retried_gets_two_tries_again(
    accept, django_capture_on_commit_callbacks
) -> None:
    batch = accept(poison(1, "crash"))
    work()
    (bad,) = items_of(batch)
    assert bad.state == ItemState.DEAD
    with django_capture_on_commit_callbacks(execute=True):
        retry_item(bad, by=None)
    queues.work()
    bad.refresh_from_db()
    assert (bad.state, bad.breaches) == (ItemState.PARSING, 1)


# --- time and processes ---------------------------------------------------------------------------


def test_what_a_batch_has_no_time_for_is_given_back_and_done_later(accept, monkeypatch) -> None:
    monkeypatch.setattr("apps.sources.services.reading.BATCH_SECONDS", 1.0)
    batch = accept(*[marked(number, "slow for read") for number in range(6)])
    ids = [item.pk for item in items_of(batch)]
    queues.take()
    recipe.parse_items(ids)
    passed = [item for item in items_of(batch) if item.state == ItemState.ASSERTING]
    rest = items_of(batch)[len(passed) :]
    assert 0 < len(passed) < 6 and {item.state for item in rest} == {ItemState.PARSING}
    assert {(item.attempts, item.lease_token, item.breaches) for item in rest} == {(0, None, 0)}
    work()
    assert {item.state for item in items_of(batch)} == {ItemState.DONE}


def test_a_slow_batch_of_the_next_stage_goes_on_one_by_one(accept, monkeypatch) -> None:
    monkeypatch.setattr("apps.sources.services.stages.BATCH_SECONDS", 1.0)
    batch = accept(*[marked(number, "slow for attribute") for number in range(5)])
    ids = parse_items([item.pk for item in items_of(batch)])
    queues.take()
    recipe.record_assertions(ids)
    assert {(item.state, item.attempts) for item in items_of(batch)} == {(ItemState.ASSERTING, 1)}
    assert sweep().told == 5
    work()
    assert {item.state for item in items_of(batch)} == {ItemState.DONE}


def test_where_the_system_gives_no_process_no_attempt_counts(accept, monkeypatch) -> None:
    batch = accept(document(1), document(2))
    ids = [item.pk for item in items_of(batch)]
    with monkeypatch.context() as broken:
        broken.setattr(os, "fork", no_fork)
        with pytest.raises(NoChild, match="no process for a child"):
            parse_items(ids)
    assert {(i.state, i.attempts, i.breaches) for i in items_of(batch)} == {("parsing", 0, 0)}
    work()
    assert {item.state for item in items_of(batch)} == {ItemState.DONE}


def no_fork() -> int:
    raise BlockingIOError("Resource temporarily unavailable")


def test_a_child_that_cannot_be_shut_in_reads_nothing(accept, monkeypatch) -> None:
    batch = accept(document(1))
    monkeypatch.setattr("storytracker.isolation.limits.limit_memory", None)
    with pytest.raises(NoChild, match="can't be shut in"):
        parse_items([item.pk for item in items_of(batch)])
    assert {(i.state, i.attempts, i.breaches) for i in items_of(batch)} == {("parsing", 0, 0)}


def test_a_frozen_workers_breach_is_not_counted(accept) -> None:
    batch = accept(poison(1, "crash"))
    (item,) = ImportItem.objects.claim(
        [each.pk for each in items_of(batch)], [ItemState.FETCHED], running=ItemState.PARSING
    )
    ImportItem.objects.filter(pk=item.pk).update(lease_token=None)
    isolating.breached(item, isolation.Breach("died", "crashed its reader"))
    item.refresh_from_db()
    assert (item.breaches, item.reason) == (0, "")


def test_it_can_be_turned_off(accept, settings) -> None:
    settings.ISOLATE_PARSING = False
    here: list[int] = []
    isolation.register("read", lambda header, body: [here.append(1), read_to_json(header, body)][1])
    assert len(parse_items([item.pk for item in items_of(accept(document(1)))])) == 1
    assert here == [1]


def test_limits_are_those_that_are_promised() -> None:
    limits = isolation.Limits()
    assert (limits.cpu_seconds, limits.wall_seconds) == (10, 20)
    assert limits.memory_bytes == 768 * 1024**2
    assert isolating.BATCH_SECONDS + limits.wall_seconds < 120
    assert replace(limits, pages=1).pages == 1
