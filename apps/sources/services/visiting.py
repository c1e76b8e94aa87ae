"""Visiting a host, politely: robots.txt, then some of its pages, one after the other.

Nothing here touches the database: the hosts of one message are visited side by side, in threads.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any

from django.conf import settings

from apps.sources.fetching import (
    FailureKind,
    Fetched,
    FetchFailed,
    Limits,
    Network,
    Robots,
    fetch,
    fetch_robots,
    host_key,
    retry_delay,
)

log = logging.getLogger(__name__)

RNG = Random()
# A host may ask for more between two requests; who asks for minutes would never be read.
LONGEST_CRAWL_DELAY_SECONDS = 30.0
# No visit begins another request after this long. A request takes up to 20 s, and Celery ends a
# task after 120 s.
VISIT_SECONDS = 40.0
# Visits that end about together are written together.
GATHER_SECONDS = 0.25
SLOW = frozenset({FailureKind.TIMEOUT, FailureKind.CONNECT})
ASK_LATER = frozenset({429, 503})

NO_ROBOTS = (
    "The site could not be asked what programs may fetch (robots.txt), so it was not fetched."
)


class Disallowed(Exception):
    """The site's robots.txt asks programs not to fetch this page."""

    def __str__(self) -> str:
        return (
            "The site asks programs not to fetch this page (robots.txt), so it was not asked for. "
            "Paste the article's text instead."
        )


class Stumbled(Exception):
    """The program itself failed on the visit."""

    def __str__(self) -> str:
        return (
            "The program failed while fetching it. Try again; if it fails again, paste the "
            "article's text instead."
        )


Answer = Fetched | FetchFailed | Disallowed | Stumbled


@dataclass(frozen=True, slots=True)
class Call:
    """An address to ask for; ``key`` is the caller's own name for it."""

    key: int
    url: str
    etag: str = ""
    last_modified: str = ""


@dataclass(slots=True)
class Visit:
    """A host and what it is asked for, and in the end what came of it.

    ``robots`` is its robots.txt as last read, ``None`` where it has to be read first; ``elsewhere``
    are those of other hosts that its redirects led to. With ``heeds_robots`` off only the delay in
    it counts: a feed is there for programs.
    """

    host: str
    calls: Sequence[Call]
    robots: Robots | None = None
    heeds_robots: bool = True
    answers: dict[int, Answer] = field(default_factory=dict)
    read_robots: Robots | None = None
    elsewhere: dict[str, Robots] = field(default_factory=dict)
    wait_seconds: float = 0.0

    @property
    def delay(self) -> float:
        """Seconds between two requests to this host."""
        asked = (self.robots.crawl_delay() or 0) if self.robots else 0
        polite = min(asked, LONGEST_CRAWL_DELAY_SECONDS)
        return max(settings.FETCH_HOST_DELAY_SECONDS, polite)


def visit_side_by_side(visits: Sequence[Visit]) -> Iterator[list[Visit]]:
    """Visit hosts, a thread each; yields them as they end, what ends together as one list."""
    with ThreadPoolExecutor(len(visits), thread_name_prefix="visit") as pool:
        under_way = {pool.submit(make_visit, visit): visit for visit in visits}
        while under_way:
            wait(under_way, return_when=FIRST_COMPLETED)
            ended, _ = wait(under_way, GATHER_SECONDS)
            yield [finish_visit(future, under_way.pop(future)) for future in ended]


def finish_visit(future: Future[None], visit: Visit) -> Visit:
    """A visit that ended; where the program failed on it, that is the answer to what it was at."""
    if error := future.exception():
        log.error("The visit to %s failed", visit.host, exc_info=error)
        open_calls = [call.key for call in visit.calls if call.key not in visit.answers]
        visit.answers |= dict.fromkeys(open_calls[:1], Stumbled())
        visit.wait_seconds = visit.delay
    return visit


def make_visit(visit: Visit) -> None:
    """Ask a host, as far as its delay lets one within this visit; the answers are in ``visit``.

    What has no answer was not asked for.
    """
    began = time.monotonic()
    if visit.heeds_robots and visit.robots is None and not learn_the_rules(visit):
        return
    for call in visit.calls:
        if not pause(visit, began):
            return
        answer = ask(visit, call)
        visit.answers[call.key] = answer
        visit.wait_seconds = wait_after(answer, visit.delay)
        if visit.wait_seconds > visit.delay or is_slow(answer):
            return


def learn_the_rules(visit: Visit) -> bool:
    """Read the host's robots.txt; false where nothing can be asked for without it."""
    first = visit.calls[0]
    visit.wait_seconds = visit.delay
    try:
        robots = rules_of(first.url)
    except FetchFailed as failed:
        visit.answers[first.key] = failed
        return False
    visit.robots = visit.read_robots = robots
    visit.wait_seconds = visit.delay
    return True


def rules_of(url: str, **others: Any) -> Robots:
    """The robots.txt for a page; ``others`` are options of ``fetch`` besides the settings'.

    Raises FetchFailed where nothing can be asked for without it.
    """
    robots = fetch_robots(url, **options() | others)
    if robots.is_unreachable:
        raise FetchFailed(NO_ROBOTS, FailureKind.STATUS, robots.status)
    return robots


def pause(visit: Visit, began: float) -> bool:
    """Leave the host in peace between two requests; false where that takes too long to wait."""
    if visit.wait_seconds > settings.FETCH_TICK_SECONDS:
        return False
    if time.monotonic() - began > VISIT_SECONDS:
        return False
    time.sleep(visit.wait_seconds)
    return True


def ask(visit: Visit, call: Call) -> Answer:
    """Ask for one address, where the site, and those that it redirects to, let programs."""
    try:
        heed(visit, call.url, settings.FETCH_ALLOWED_NETWORKS)
        return fetch(
            call.url,
            etag=call.etag,
            last_modified=call.last_modified,
            before_redirect=partial(heed, visit),
            **options(),
        )
    except (FetchFailed, Disallowed) as refusal:
        return refusal


def heed(visit: Visit, url: str, allowed_networks: Sequence[Network]) -> None:
    """Raises Disallowed where the host of ``url`` asks programs not to fetch it.

    ``allowed_networks`` as for ``fetch``: a host that a public site redirected to is in none.
    Raises FetchFailed where that can't be found out.
    """
    if not visit.heeds_robots:
        return
    host = host_key(url)
    if host != visit.host and host not in visit.elsewhere:
        visit.elsewhere[host] = rules_of(url, allowed_networks=allowed_networks)
    robots = visit.robots if host == visit.host else visit.elsewhere[host]
    if robots and not robots.allows(url):
        raise Disallowed


def wait_after(answer: Answer, delay: float) -> float:
    """Seconds for which the host is to be left in peace after an answer."""
    if isinstance(answer, Disallowed):
        return 0.0  # it was not asked, and the pause before is over
    if isinstance(answer, FetchFailed) and answer.status in ASK_LATER:
        return max(delay, retry_delay(1, answer.retry_after, rng=RNG))
    return delay


def is_slow(answer: Answer) -> bool:
    """True where asking the same host again right now would be a waste of time."""
    return isinstance(answer, FetchFailed) and answer.kind in SLOW


def options() -> dict[str, Any]:
    """What every fetch is told by the settings."""
    return {
        "limits": Limits(
            total_seconds=settings.FETCH_TIMEOUT_SECONDS,
            connect_seconds=settings.FETCH_CONNECT_TIMEOUT_SECONDS,
            content_bytes=settings.FETCH_LIMIT_BYTES,
        ),
        "allowed_networks": settings.FETCH_ALLOWED_NETWORKS,
        "user_agent": settings.FETCH_USER_AGENT,
    }
