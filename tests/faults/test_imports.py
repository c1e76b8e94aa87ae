"""Imports while workers, Redis and PostgreSQL are killed: real ones, and real web sites."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import count
from uuid import uuid4

import pytest

from apps.accounts.models import Role, User
from tests.support.articles import documents
from tests.support.faults import Ledger, figure, times
from tests.support.fetching import serve
from tests.support.site import Site
from tests.support.stack import Stack
from tests.support.visitor import Visitor

ADMIN, PASSWORD = "ada", "a password of the tests"
DELAY = 1
# Of a second: what a busy machine's clocks and threads may be off by.
TOLERANCE = 0.1
# Short, so that nobody has to wait: a lease runs out after seconds instead of minutes.
BRISK = {
    "STORYTRACKER_LEASE_SECONDS": "6",
    "STORYTRACKER_SWEEP_SECONDS": "1",
    "STORYTRACKER_RESEND_SECONDS": "3",
    "STORYTRACKER_HOST_DELAY_SECONDS": str(DELAY),
    "STORYTRACKER_ALLOWED_NETWORKS": "127.0.0.0/8",
}
HOSTS = 8

numbers = count(0, 100)
"""Where the next made-up articles begin that no other test has."""


@pytest.fixture(scope="module")
def admin(ledger: Ledger) -> Visitor:
    User.objects.create_user(ADMIN, password=PASSWORD, role=Role.ADMIN)
    visitor = Visitor(ledger.stack.url)
    visitor.sign_in(ADMIN, PASSWORD)
    return visitor


@pytest.fixture(scope="module")
def sites() -> Iterator[list[Site]]:
    with ExitStack() as open_sites:
        yield [open_sites.enter_context(Site(host=f"127.0.0.{21 + n}")) for n in range(HOSTS)]


@pytest.fixture
def kept(stack: Stack) -> Iterator[Stack]:
    """The program with a supervisor, which starts a worker that ended again."""
    stack.keeps_worker, stack.revived = True, 0
    yield stack
    stack.keeps_worker = False


def take_in(ledger: Ledger, sites: list[Site] | None = None) -> list[int]:
    """Ten documents, and a page of each site."""
    start = next(numbers)
    jobs = [ledger.accept(documents(10, start))]
    if sites:
        pages = [serve(site, [start + 10 + n])[0] for n, site in enumerate(sites)]
        jobs.append(ledger.accept(pages, channel="url"))
    return jobs


STAGES = ("fetching", "parsing")


def test_no_item_is_lost_though_the_worker_is_killed(ledger: Ledger, sites: list[Site]) -> None:
    rounds, stack = times(2, 20), ledger.stack
    for number in range(rounds):
        jobs = take_in(ledger, sites)
        ledger.catch_at_work(STAGES[number % 2])
        stack.kill_worker()
        stack.start_worker(wait=False)
        ledger.wait_until_done(*jobs)
    ledger.balance()
    for site in sites:
        assert site.busiest == 1, "two at once asked one host"
        assert min(site.gaps()) >= DELAY - TOLERANCE, "a host was asked too soon"
    figure("worker killed (kill -9) while it fetched or parsed, nothing lost", rounds, rounds)


def test_no_item_is_lost_though_the_workers_processes_are_killed(
    ledger: Ledger, sites: list[Site]
) -> None:
    rounds, stack = times(1, 5), ledger.stack
    for number in range(rounds):
        jobs = take_in(ledger, sites)
        ledger.catch_at_work(STAGES[number % 2])
        for pid in stack.worker_children():
            os.kill(pid, signal.SIGKILL)
        stack.resume_worker()
        ledger.wait_until_done(*jobs)
    ledger.balance()
    figure("worker's processes killed at work, nothing lost", rounds, rounds)


def test_a_worker_that_is_asked_to_end_leaves_nothing_half_done(
    ledger: Ledger, sites: list[Site]
) -> None:
    rounds, orderly = times(1, 5), 0
    for n in range(rounds):
        jobs = take_in(ledger, sites)
        ledger.catch_at_work(STAGES[n % 2])
        ledger.stack.resume_worker()
        code = ledger.stack.stop_worker()
        orderly += code == 0 and ledger.held() == 0
        ledger.stack.start_worker(wait=False)
        ledger.wait_until_done(*jobs)
    ledger.balance()
    figure("worker asked to end (SIGTERM) at work, no lease left behind", orderly, rounds)


def test_no_item_is_lost_though_redis_is_flushed(ledger: Ledger, sites: list[Site]) -> None:
    rounds = times(2, 10)
    for _ in range(rounds):
        jobs = take_in(ledger, sites)
        ledger.wait_until_under_way(*jobs)
        ledger.stack.flush_redis()
        ledger.wait_until_done(*jobs)
    ledger.balance()
    figure("Redis flushed, nothing lost", rounds, rounds)


def test_no_item_is_lost_though_redis_is_killed_under_load(ledger: Ledger, kept: Stack) -> None:
    rounds, jobs = times(3, 30), []
    for _ in range(rounds):
        jobs += take_in(ledger)
        ledger.wait_until_under_way(jobs[-1])
        kept.kill_redis()
        kept.start_redis()
        assert kept.sweeper.is_running()
    ledger.wait_until_done(*jobs)
    ledger.balance()
    # Celery ends where it can’t give back what it has in hand.
    print(f"\n    (a worker ended, and was started again, {kept.revived} times)")
    figure("Redis killed under load, nothing lost", rounds, rounds)


def test_imports_are_accepted_while_redis_is_away(
    ledger: Ledger, admin: Visitor, kept: Stack
) -> None:
    rounds, away_seconds = 3, times(3, 120)
    kept.stop_redis()
    try:
        jobs = []
        for _ in range(rounds):
            jobs.append(admin.upload(documents(3, next(numbers)), uuid4()))
            ledger.enter(jobs[-1], 3)
            assert ledger.counts(jobs[-1]) == {"fetched": 3}
        time.sleep(away_seconds)
        assert kept.sweeper.is_running()
    finally:
        kept.start_redis()
    ledger.wait_until_done(*jobs)
    ledger.balance()
    figure(f"imports accepted while Redis was away ({away_seconds} s)", len(jobs), rounds)


def test_no_item_is_lost_though_postgresql_is_restarted(ledger: Ledger, sites: list[Site]) -> None:
    rounds, stack = times(1, 10), ledger.stack
    for _ in range(rounds):
        jobs = take_in(ledger, sites)
        ledger.wait_until_under_way(*jobs)
        stack.restart_postgres()
        ledger.wait_until_done(*jobs)
        assert stack.sweeper.is_running() and stack.worker and stack.worker.is_running()
    ledger.balance()
    figure("PostgreSQL restarted in the middle of an import, nothing lost", rounds, rounds)


def test_the_same_form_sent_ten_times_at_once_is_one_import(ledger: Ledger, admin: Visitor) -> None:
    token, form = uuid4(), documents(5, next(numbers))
    with ThreadPoolExecutor(10) as pool:
        jobs = list(pool.map(lambda _: admin.upload(form, token), range(10)))
    assert len(set(jobs)) == 1
    ledger.enter(jobs[0], 5)
    ledger.wait_until_done(jobs[0])
    ledger.balance()
