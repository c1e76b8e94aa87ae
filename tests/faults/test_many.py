"""A long import whose worker is killed and whose messages are lost, again and again."""

from __future__ import annotations

import time
from collections.abc import Iterator

from apps.sources.services import Document
from tests.support.articles import unlike
from tests.support.faults import Ledger, figure, times
from tests.support.stack import Stack

ITEMS = times(200, 10_000)
KILLS = times(2, 5)
# A batch of 50 takes a busy machine some seconds; after each kill a lease has to run out.
BRISK = {
    "STORYTRACKER_LEASE_SECONDS": str(times(6, 30)),
    "STORYTRACKER_SWEEP_SECONDS": "1",
    "STORYTRACKER_RESEND_SECONDS": str(times(3, 15)),
}
PATIENCE_SECONDS = 3600.0


def some_articles(first: int, count: int) -> Iterator[Document]:
    return (unlike(number) for number in range(first, first + count))


def test_all_of_many_are_accounted_for(stack: Stack, ledger: Ledger) -> None:
    began = time.monotonic()
    share = ITEMS // (KILLS + 1)
    jobs = [ledger.accept(some_articles(0, ITEMS - KILLS * share), bulk=True)]
    for number in range(KILLS):
        ledger.catch_at_work()
        stack.kill_worker()
        stack.flush_redis()
        stack.start_worker(wait=False)
        ledger.wait_until_done(*jobs, seconds=PATIENCE_SECONDS)  # no lease of the killed is left
        jobs.append(
            ledger.accept(some_articles(ITEMS - (KILLS - number) * share, share), bulk=True)
        )
    ledger.wait_until_done(*jobs, seconds=PATIENCE_SECONDS)
    seconds = time.monotonic() - began
    ends = ledger.balance()
    figure(f"items killed {KILLS} times, in {seconds:.0f} s, all arrived", ends["done"], ITEMS)
