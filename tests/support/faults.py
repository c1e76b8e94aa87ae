"""What the tests of faults share: how often a thing is done, and the books of what was taken in.

``make test`` does everything a few times, ``make test-faults`` as often as trust.md says ("What
the tests show"). A row ends with ``figure``, which prints "n/n" (``-s`` shows it).
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import uuid4

from celery import current_app

from apps.sources.models import Feed
from apps.sources.querysets import TERMINAL
from apps.sources.services import Document, accept_documents
from storytracker import env
from tests.support.stack import Stack

T = TypeVar("T")
FULL = os.environ.get("STORYTRACKER_FAULTS") == "full"
# Nobody waits as long for anything, however busy the machine is: after it, something hangs.
PATIENCE_SECONDS = 300.0
# A look at the database takes some 5 ms; what is waited for may be over after 100.
OFTEN_SECONDS = 0.02

NONE_OPEN = "SELECT id, state FROM sources_importitem WHERE NOT state = ANY(%(terminal)s)"
# Each finds what must not be.
NEVER = {
    "not finished": NONE_OPEN,
    "a lease": """
        SELECT id, state FROM sources_importitem
        WHERE lease_token IS NOT NULL OR lease_until IS NOT NULL
    """,
    "a host's lease": """
        SELECT name, free_at FROM sources_host
        WHERE lease_token IS NOT NULL AND free_at > clock_timestamp()
    """,
    "a feed's lease": "SELECT id FROM sources_feed WHERE lease_until > clock_timestamp()",
    "a timeline behind": "SELECT id FROM stories_story WHERE wanted_revision > built_revision",
    "an address twice": """
        SELECT url_key, count(*) FROM sources_article
        WHERE url_key IS NOT NULL GROUP BY 1 HAVING count(*) > 1
    """,
    "a text twice": """
        SELECT content_hash, count(*) FROM sources_article GROUP BY 1 HAVING count(*) > 1
    """,
    "a version too many or none": """
        SELECT a.id, count(v.id) FROM sources_article a
        LEFT JOIN sources_articleversion v ON v.article_id = a.id
        GROUP BY 1 HAVING count(v.id) <> 1
    """,
    "a link twice": """
        SELECT story_id, article_id FROM stories_storyarticle GROUP BY 1, 2 HAVING count(*) > 1
    """,
    "an article done for two items": """
        SELECT article_id FROM sources_importitem WHERE state = 'done'
        GROUP BY 1 HAVING count(*) > 1
    """,
    "done without an effect": """
        SELECT i.id FROM sources_importitem i
        LEFT JOIN sources_articleversion v ON v.article_id = i.article_id
        LEFT JOIN claims_versionanalysis n ON n.version_id = v.id
        LEFT JOIN stories_storyarticle l ON l.article_id = i.article_id AND l.is_main
        WHERE i.state = 'done' AND (n.id IS NULL OR l.id IS NULL)
    """,
    "a duplicate of nothing": """
        SELECT id FROM sources_importitem WHERE state = 'duplicate' AND article_id IS NULL
    """,
    "an end without words": """
        SELECT id, state FROM sources_importitem
        WHERE state IN ('dead', 'needs_review', 'skipped', 'duplicate') AND reason = ''
    """,
}


def times(short: T, full: T) -> T:
    """How often: ``short`` in ``make test``, ``full`` in ``make test-faults``."""
    return full if FULL else short


def figure(row: str, reached: int, of: int) -> None:
    """Print a row's figure and hold it."""
    print(f"\n    {row}: {reached}/{of}", flush=True)
    assert reached == of, f"{row}: {reached}/{of}"


class Ledger:
    """What a running program was given, and what has become of it."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.accepted: dict[int, int] = {}

    # --- Taking in ---------------------------------------------------------------------------

    def accept(
        self, documents: Iterable[Document], *, channel: str = "upload", bulk: bool = False
    ) -> int:
        """Take documents in as the web process does; returns the import's id."""
        given = list(documents)
        batch = accept_documents(
            by=None, channel=channel, documents=given, submit_token=uuid4(), bulk=bulk
        )
        return self.enter(batch.pk, len(given))

    def enter(self, job: int, count: int) -> int:
        """Note an import that came in by another way."""
        self.accepted[job] = count
        return job

    # --- Looking in --------------------------------------------------------------------------

    def counts(self, *jobs: int) -> dict[str, int]:
        """The imports' items by state."""
        query = "SELECT state, count(*) FROM sources_importitem WHERE batch_id = ANY(%s) GROUP BY 1"
        return dict(self.stack.sql(query, [list(jobs)]))

    def finished(self, *jobs: int) -> int:
        """How many items have come to an end."""
        return sum(n for state, n in self.counts(*jobs).items() if state in TERMINAL)

    def is_under_way(self, *jobs: int) -> bool:
        """Something has been taken up, and not all is done."""
        found = self.counts(*jobs)
        every = sum(found.values())
        waiting = found.get("fetched", 0) + found.get("queued", 0)
        return waiting < every and self.finished(*jobs) < every

    def held(self, *states: str) -> int:
        """How many items somebody has a lease of; ``states``: at these stages only."""
        query = (
            "SELECT count(*) FROM sources_importitem WHERE lease_token IS NOT NULL"
            " AND (%(any)s OR state = ANY(%(states)s))"
        )
        values = {"any": not states, "states": list(states)}
        return int(self.stack.sql(query, values)[0][0])  # type: ignore[arg-type]

    # --- Waiting -----------------------------------------------------------------------------

    def wait_until_under_way(self, *jobs: int) -> None:
        self.stack.wait_for(
            lambda: self.is_under_way(*jobs),
            PATIENCE_SECONDS,
            f"imports {jobs} are under way: {self.counts(*jobs)}",
            every=OFTEN_SECONDS,
        )

    def catch_at_work(self, *states: str) -> None:
        """Pause the worker with items in its hands; ``states``: at one of these stages."""
        stack = self.stack

        def is_caught() -> bool:
            if not self.held(*states):
                return False
            stack.pause_worker()
            if self.held(*states):
                return True
            stack.resume_worker()
            return False

        what = f"at work on {states or 'anything'}"
        stack.wait_for(is_caught, PATIENCE_SECONDS, what, every=OFTEN_SECONDS)

    def wait_until_done(self, *jobs: int, seconds: float = PATIENCE_SECONDS) -> None:
        """All of the imports' items are done, none in another way than as an article."""
        count = sum(self.accepted[job] for job in jobs)
        self.wait_until_quiet(*jobs, seconds=seconds)
        assert self.counts(*jobs) == {"done": count}, self.reasons(*jobs)

    def wait_until_quiet(self, *jobs: int, seconds: float = PATIENCE_SECONDS) -> None:
        """All of the imports' items have come to an end, and the timelines follow."""
        count = sum(self.accepted[job] for job in jobs)

        def is_quiet() -> bool:
            return self.finished(*jobs) == count and not self.stack.sql(NEVER["a timeline behind"])

        try:
            self.stack.wait_for(is_quiet, seconds, f"{count} items of {jobs} come to an end")
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.reasons(*jobs)}") from None

    def reasons(self, *jobs: int) -> list[tuple[Any, ...]]:
        """The first items that are not done, with why."""
        query = (
            "SELECT id, state, attempts, reason FROM sources_importitem"
            " WHERE batch_id = ANY(%s) AND state <> 'done' ORDER BY id LIMIT 10"
        )
        return self.stack.sql(query, [list(jobs)])

    # --- The invariants ----------------------------------------------------------------------

    def balance(self) -> Counter[str]:
        """Hold trust.md's "Invariants after any fault"; returns how many items ended how.

        accepted = done + duplicate + skipped + needs_review + dead + cancelled, each accepted
        item is there, nothing is open or leased, no article or link is there twice.
        """
        rows = self.stack.sql(
            "SELECT batch_id, state, count(*), count(DISTINCT position), min(position),"
            " max(position) FROM sources_importitem GROUP BY 1, 2"
        )
        ends, items = Counter[str](), Counter[int]()
        for job, state, count, *_ in rows:
            ends[state] += count
            items[job] += count
        assert dict(items) == self.accepted, "accepted, and found"
        for job, count in self.accepted.items():
            assert self.positions(job) == list(range(count)), f"rows of import {job}"
        values = {"terminal": list(TERMINAL)}
        found = {name: self.stack.sql(query, values) for name, query in NEVER.items()}
        wrong = {name: rows[:10] for name, rows in found.items() if rows}
        assert not wrong, f"{wrong}\n{self.stack.logs()}"
        assert sum(ends[state] for state in TERMINAL) == sum(self.accepted.values())
        assert not Feed.objects.exclude(lease_token=None).exists()
        print(f"    accepted {sum(self.accepted.values())} = {dict(ends)}", flush=True)
        return ends

    def positions(self, job: int) -> list[int]:
        query = "SELECT position FROM sources_importitem WHERE batch_id = %s ORDER BY 1"
        return [position for (position,) in self.stack.sql(query, [job])]


@contextmanager
def sending_to(redis_url: str) -> Iterator[None]:
    """What this process sends goes to that Redis instead of the test run's own."""
    before = current_app.conf.broker_url
    _use_broker(env.celery_broker(redis_url))
    try:
        yield
    finally:
        _use_broker(before)


def _use_broker(url: str) -> None:
    """Celery keeps its open connections by itself, and would go on using those."""
    app = current_app._get_current_object()
    app.conf.broker_url = url
    app._pool = app.amqp._producer_pool = None
