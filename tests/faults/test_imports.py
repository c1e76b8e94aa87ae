"""Imports while things break: a real worker, a real Redis, a real PostgreSQL."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from apps.accounts.models import Role, User
from tests.support.articles import documents
from tests.support.stack import Stack
from tests.support.visitor import Visitor

ADMIN, PASSWORD = "ada", "a password of the tests"
# Short, so that nobody has to wait: a lease runs out after seconds instead of minutes.
BRISK = {
    "STORYTRACKER_LEASE_SECONDS": "6",
    "STORYTRACKER_SWEEP_SECONDS": "1",
    "STORYTRACKER_RESEND_SECONDS": "3",
}


@pytest.fixture(scope="module", autouse=True)
def brisk() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in BRISK}
    os.environ.update(BRISK)
    yield
    for name, value in before.items():
        os.environ.pop(name)
        if value is not None:
            os.environ[name] = value


@pytest.fixture(scope="module")
def admin(brisk: None, stack: Stack) -> Visitor:
    User.objects.create_user(ADMIN, password=PASSWORD, role=Role.ADMIN)
    visitor = Visitor(stack.url)
    visitor.sign_in(ADMIN, PASSWORD)
    return visitor


@pytest.fixture
def start() -> int:
    """The number of the first made-up article that no other test of this module has."""
    start.next += 1000  # type: ignore[attr-defined]
    return start.next  # type: ignore[attr-defined, no-any-return]


start.next = 0  # type: ignore[attr-defined]


def counts(stack: Stack, job: int) -> dict[str, int]:
    """The import's items by state."""
    query = "SELECT state, count(*) FROM sources_importitem WHERE batch_id = %s GROUP BY state"
    return {state: count for state, count in stack.sql(query, [job])}


def wait_until_all_arrived(stack: Stack, job: int, count: int, seconds: float = 120) -> None:
    """All of an import's articles are in their stories, each once."""
    stack.wait_for(
        lambda: counts(stack, job) == {"done": count}, seconds, f"{count} done of import {job}"
    )
    articles, versions, links, analyses = stack.sql(
        """
        SELECT count(DISTINCT i.article_id), count(DISTINCT v.id), count(DISTINCT l.id),
               count(DISTINCT a.id)
        FROM sources_importitem i
        JOIN sources_articleversion v ON v.article_id = i.article_id
        JOIN stories_storyarticle l ON l.article_id = i.article_id
        JOIN claims_versionanalysis a ON a.version_id = v.id
        WHERE i.batch_id = %s
        """,
        [job],
    )[0]
    assert (articles, versions, links, analyses) == (count, count, count, count)
    assert not stack.sql(
        "SELECT content_hash FROM sources_article GROUP BY content_hash HAVING count(*) > 1"
    )


def under_way(stack: Stack, job: int) -> bool:
    """Some items have been taken up, and not all are done."""
    found = counts(stack, job)
    waiting, done = found.get("fetched", 0), found.get("done", 0)
    return waiting < sum(found.values()) and done < sum(found.values())


def test_fifty_articles_arrive_once_though_the_worker_is_killed_and_redis_flushed(
    stack: Stack, admin: Visitor, start: int
) -> None:
    job = admin.upload(documents(50, start), uuid4())
    stack.wait_for(lambda: under_way(stack, job), 30, "the import is under way")
    stack.kill_worker()
    stack.flush_redis()
    left = counts(stack, job)
    assert left.get("done", 0) < 50, "the worker was too quick for this test"
    stack.start_worker()
    wait_until_all_arrived(stack, job, 50)


def test_a_killed_pool_process_loses_nothing(stack: Stack, admin: Visitor, start: int) -> None:
    job = admin.upload(documents(50, start), uuid4())
    stack.wait_for(lambda: under_way(stack, job), 30, "the import is under way")
    for pid in stack.worker_children():
        os.kill(pid, signal.SIGKILL)
    wait_until_all_arrived(stack, job, 50)


def test_imports_are_accepted_while_redis_is_down(stack: Stack, admin: Visitor, start: int) -> None:
    stack.stop_redis()
    try:
        began = time.monotonic()
        jobs = [admin.upload(documents(3, start + 10 * n), uuid4()) for n in range(3)]
        assert time.monotonic() - began < 20
        assert [counts(stack, job) for job in jobs] == [{"fetched": 3}] * 3
        time.sleep(3)
        assert stack.sweeper.is_running()
    finally:
        stack.start_redis()
    for job in jobs:
        wait_until_all_arrived(stack, job, 3)


def test_the_same_form_sent_ten_times_at_once_is_one_import(
    stack: Stack, admin: Visitor, start: int
) -> None:
    token = uuid4()
    with ThreadPoolExecutor(10) as pool:
        jobs = list(pool.map(lambda _: admin.upload(documents(5, start), token), range(10)))
    assert len(set(jobs)) == 1
    wait_until_all_arrived(stack, jobs[0], 5)


def test_the_same_delivery_three_times_has_one_effect(
    stack: Stack, admin: Visitor, start: int
) -> None:
    job = admin.upload(documents(20, start), uuid4())
    ids = [
        pk for (pk,) in stack.sql("SELECT id FROM sources_importitem WHERE batch_id = %s", [job])
    ]
    for stage in ("parse_items", "record_assertions", "link_articles"):
        thrice = f"for _ in range(3): send({stage!r}, {ids})"
        stack.manage("shell", "-c", f"from apps.sources.dispatch import send\n{thrice}")
    wait_until_all_arrived(stack, job, 20)


def test_a_restart_of_postgresql_loses_nothing_and_ends_no_process(
    stack: Stack, admin: Visitor, start: int
) -> None:
    job = admin.upload(documents(50, start), uuid4())
    stack.wait_for(lambda: under_way(stack, job), 30, "the import is under way")
    stack.restart_postgres()
    wait_until_all_arrived(stack, job, 50)
    assert stack.sweeper.is_running() and stack.worker and stack.worker.is_running()
