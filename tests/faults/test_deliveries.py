"""Messages that are never sent, that come three times, and that a frozen worker works on."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest

from apps.sources.dispatch import INTERACTIVE, PARSE, messages_waiting, send
from apps.sources.models import ImportItem
from apps.sources.services import Document
from tests.support.answers import HTML, Handler
from tests.support.articles import document, text
from tests.support.dawdling import MARK, SECONDS
from tests.support.faults import Ledger, figure, times
from tests.support.fetching import page_of
from tests.support.queues import take
from tests.support.site import Site
from tests.support.stack import Stack

BRISK = {
    # Longer than the slow worker takes, as in real life: a lease runs out on the frozen alone.
    "STORYTRACKER_LEASE_SECONDS": str(times(6, 15)),
    "STORYTRACKER_SWEEP_SECONDS": "1",
    "STORYTRACKER_RESEND_SECONDS": "3",
    "STORYTRACKER_HOST_DELAY_SECONDS": "0",
    "STORYTRACKER_ALLOWED_NETWORKS": "127.0.0.0/8",
}


def test_what_was_committed_and_not_sent_is_sent_by_the_sweeper(
    stack: Stack, ledger: Ledger
) -> None:
    count = times(10, 100)
    stack.stop_sweeper()
    code = f"from tests.support.dying import *; commit_without_sending({count}, 0)"
    died = int(stack.manage("shell", "-v", "0", "-c", code).stdout)
    assert died == count
    jobs = [job for (job,) in stack.sql("SELECT id FROM sources_import")]
    for job in jobs:
        ledger.enter(job, 1)
    assert ledger.counts(*jobs) == {"fetched": count}
    assert messages_waiting(INTERACTIVE) == 0, f"something was sent: {take()}"
    stack.start_sweeper()
    ledger.wait_until_done(*jobs)
    ends = ledger.balance()
    figure("committed without a message, sent by the sweeper", ends["done"], count)


def test_the_same_delivery_three_times_has_one_effect(stack: Stack, ledger: Ledger) -> None:
    count = times(60, 1000)
    stack.kill_worker()
    stack.start_worker(app="tests.support.thrice")
    try:
        job = ledger.accept(document(n) for n in range(10_000, 10_000 + count))
        ids = list(ImportItem.objects.filter(batch=job).values_list("pk", flat=True))
        for _ in range(2):
            for first in range(0, count, 10):
                send(PARSE, ids[first : first + 10])
        ledger.wait_until_done(job)
    finally:
        stack.kill_worker()
        stack.start_worker()
    ledger.balance()
    effects = stack.sql(
        "SELECT count(DISTINCT article_id), count(l.id), count(n.id) FROM sources_importitem i"
        " JOIN sources_articleversion v USING (article_id)"
        " JOIN stories_storyarticle l USING (article_id)"
        " JOIN claims_versionanalysis n ON n.version_id = v.id WHERE batch_id = %s",
        [job],
    )
    assert effects == [(count, count, count)]
    figure("delivered three times, one effect each", effects[0][0], count)


# --- A frozen worker ------------------------------------------------------------------------------

EACH = times(1, 5)
"""So many are frozen at once while they fetch, and so many while they parse."""


@pytest.fixture
def sites() -> Iterator[list[Site]]:
    with ExitStack() as open_sites:
        yield [open_sites.enter_context(Site(host=f"127.0.0.{41 + n}")) for n in range(EACH)]


def answer_late_once(site: Site, number: int) -> Document:
    """A page that comes late to the first who asks, and that has changed by then."""
    asked: list[int] = []

    def answer(handler: Handler) -> None:
        asked.append(handler.number)
        body = page_of(number)
        if len(asked) == 1:
            handler.pause(SECONDS)
            body += "<!-- The late one. -->"
        page = body.encode()
        handler.send(200, {"Content-Type": HTML, "Content-Length": str(len(page))}, page)

    site.raw(f"/{number}", answer)
    return Document(url=f"{site.url}/{number}")


def slow(number: int) -> Document:
    """A document that the dawdling worker reads slowly."""
    return Document(f"{text(number)}\n\n{MARK}\n".encode(), file_name=f"{number}.txt")


def everything(stack: Stack) -> list[object]:
    """What a late write would change."""
    tables = ("sources_importitem", "sources_article", "sources_articleversion", "sources_host")
    return [stack.sql(f"SELECT * FROM {table} ORDER BY id") for table in tables] + [
        stack.sql("SELECT sha256 FROM sources_storedbytes ORDER BY 1")
    ]


def freeze_and_thaw(stack: Stack, ledger: Ledger, sites: list[Site], start: int) -> tuple[int, int]:
    """Freeze at both stages, let others finish, thaw; how many late writes came to nothing."""
    stack.kill_worker()
    stack.start_worker(concurrency=2 * EACH, app="tests.support.dawdling")
    jobs = []
    for n, site in enumerate(sites):  # a message, and so a process, each
        jobs.append(ledger.accept([answer_late_once(site, start + n)], channel="url"))
        jobs.append(ledger.accept([slow(start + EACH + n)]))
    expected = {"fetching": EACH, "parsing": EACH}
    stack.wait_for(lambda: ledger.counts(*jobs) == expected, 60, "all at work", every=0.02)
    frozen = stack.freeze_worker()
    try:
        assert ledger.held() == 2 * EACH, "the worker was too quick for this test"
        stack.start_worker()
        ledger.wait_until_done(*jobs)
        before = everything(stack)
        stack.thaw(frozen)

        def ended(task: str) -> int:
            log = frozen.program.log.read_text()
            return sum(
                f"recipe.{task}[" in line for line in log.splitlines() if "succeeded" in line
            )

        for task in ("fetch_items", "parse_items"):
            stack.wait_for(lambda task=task: ended(task) >= EACH, 120, f"the late {task}")
        assert everything(stack) == before, "a late write got through"
        return EACH, EACH
    finally:
        frozen.send(signal.SIGKILL)
        frozen.stop()


def test_a_frozen_workers_late_writes_are_refused(
    stack: Stack, ledger: Ledger, sites: list[Site]
) -> None:
    rounds = times(1, 4)
    done = [freeze_and_thaw(stack, ledger, sites, 20_000 + 100 * n) for n in range(rounds)]
    ledger.balance()
    of = rounds * EACH
    figure("a frozen worker's late writes refused, fetching", sum(n for n, _ in done), of)
    figure("a frozen worker's late writes refused, parsing", sum(n for _, n in done), of)


def test_a_worker_frozen_while_it_writes_holds_only_its_own_items_up(
    stack: Stack, ledger: Ledger
) -> None:
    """Nobody can take a row from a transaction that stands still; the others must go on."""
    stack.stop_sweeper()
    stack.kill_worker()
    stuck, free = (ledger.accept([document(30_000 + n)]) for n in range(2))
    stack.sql(
        "UPDATE sources_importitem SET state = 'parsing', lease_token = gen_random_uuid(),"
        " lease_until = now() - interval '1 hour', attempts = 1 WHERE batch_id = %s",
        [stuck],
    )
    stack.sql("UPDATE sources_importitem SET dispatched_at = NULL WHERE batch_id = %s", [free])
    stack.flush_redis()
    with psycopg.connect(stack.database_url) as frozen:
        frozen.execute("SELECT id FROM sources_importitem WHERE batch_id = %s FOR UPDATE", [stuck])
        stack.start_worker()
        stack.start_sweeper()
        ledger.wait_until_done(free, seconds=60)
        assert ledger.counts(stuck) == {"parsing": 1}
    ledger.wait_until_done(stuck)
    ledger.balance()
