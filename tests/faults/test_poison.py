"""Pages that kill their readers, and readers that are killed: a real worker, real limits."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from itertools import cycle, islice
from uuid import uuid4

import psutil
import pytest

from apps.accounts.models import Role, User
from tests.support.articles import document
from tests.support.hostile import marked, poison
from tests.support.stack import Stack
from tests.support.visitor import Visitor

FULL = os.environ.get("STORYTRACKER_FAULTS") == "full"
POISON = 10 if FULL else 2
KILLS = 50 if FULL else 3
# Of ten, the last two take ten seconds of computing each, twice; one in each batch of ten pages.
KINDS = ("crash", "memory", "crash", "memory", "cpu") if FULL else ("crash", "memory")
PROMISED_SECONDS = 60

ADMIN, PASSWORD = "ada", "a password of the tests"
BRISK = {"STORYTRACKER_SWEEP_SECONDS": "1"}


@pytest.fixture(scope="module", autouse=True)
def brisk() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in BRISK.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="module")
def admin(brisk: None, stack: Stack) -> Visitor:
    """Somebody who imports, at a site whose worker takes poison for poison."""
    stack.kill_worker()
    stack.start_worker(app="tests.support.poisoned")
    User.objects.create_user(ADMIN, password=PASSWORD, role=Role.ADMIN)
    visitor = Visitor(stack.url)
    visitor.sign_in(ADMIN, PASSWORD)
    return visitor


def items_of(stack: Stack, job: int) -> list[tuple[str, str, str, int]]:
    """File name, state, reason and breaches, in the order of the import."""
    return stack.sql(
        "SELECT file_name, state, reason, breaches FROM sources_importitem"
        " WHERE batch_id = %s ORDER BY position",
        [job],
    )


def states(stack: Stack, job: int) -> list[str]:
    return [state for _, state, _, _ in items_of(stack, job)]


def test_poison_pages_are_set_aside_in_time_and_their_neighbours_arrive(
    stack: Stack, admin: Visitor
) -> None:
    bad = [poison(2 * n, kind) for n, kind in enumerate(islice(cycle(KINDS), POISON))]
    good = [document(2 * n + 1) for n in range(POISON)]
    began = time.monotonic()
    job = admin.upload([page for pair in zip(bad, good, strict=True) for page in pair], uuid4())
    stack.wait_for(
        lambda: set(states(stack, job)) == {"dead", "done"}, PROMISED_SECONDS, "dead and done"
    )
    print(f"{POISON} poison pages set aside after {time.monotonic() - began:.1f} s")
    for index, (name, state, reason, breaches) in enumerate(items_of(stack, job)):
        if index % 2:
            assert state == "done", (name, reason)
        else:
            assert (state, breaches) == ("dead", 2), (name, reason)
            assert reason.startswith("Poison page: reading it")
    assert len(stack.reading_children()) <= 2


def test_a_killed_reader_loses_nothing(stack: Stack, admin: Visitor) -> None:
    killed = rounds = 0
    while killed < KILLS:
        rounds += 1
        assert rounds <= 2 * KILLS, f"only {killed} of {rounds} kills found a reader at work"
        killed += kill_one_at_work(stack, admin, start=1000 * rounds)
    print(f"{killed} of {rounds} readers were killed at work; all their pages arrived")
    # One killed while it had nothing to do is buried when the next is forked.
    assert len(processes(stack)) <= 2 * len(stack.worker_children()) == 4


def kill_one_at_work(stack: Stack, admin: Visitor, start: int) -> bool:
    """Kill the readers during an import, which arrives; true where one had a page in its hands."""
    slow = marked(start + 1, "slow for read")
    job = admin.upload([document(start), slow, document(start + 2)], uuid4())
    stack.wait_for(lambda: set(states(stack, job)) != {"fetched"}, 30, "taken up")
    time.sleep(0.2)
    for pid in stack.reading_children():
        os.kill(pid, signal.SIGKILL)
    hit = False

    def arrived() -> bool:
        nonlocal hit
        found = items_of(stack, job)
        hit = hit or any(breaches for _, _, _, breaches in found)
        return {state for _, state, _, _ in found} == {"done"}

    stack.wait_for(arrived, 60, "all done after a kill")
    return hit


def processes(stack: Stack) -> list[psutil.Process]:
    """The worker's pool and whatever it has started."""
    assert stack.worker
    return psutil.Process(stack.worker.pid).children(recursive=True)
