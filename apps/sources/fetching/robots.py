"""What a site's robots.txt asks for (RFC 9309)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from protego import Protego

from apps.sources.fetching.client import fetch
from apps.sources.fetching.failures import (
    PASSING_KINDS,
    FailureKind,
    FetchFailed,
    is_passing_status,
)
from apps.sources.fetching.targets import robots_url

# The name that sites know us by in their robots.txt.
ROBOTS_AGENT = "storytracker"
# RFC 9309: at least 500 kiB have to be read; what follows is as if it weren't there.
ROBOTS_LIMIT_BYTES = 500 * 1024
# Nobody means more; a host that asks for a day would never be read.
LONGEST_CRAWL_DELAY_SECONDS = 60.0
# What holds for the page as well, in words that say it better.
_OF_THE_HOST = PASSING_KINDS | {FailureKind.BAD_URL, FailureKind.REFUSED_ADDRESS, FailureKind.TLS}
# As sloppy as Protego reads them.
_AGENT_LINE = re.compile(r"user[- ]?agent(?:\s*:|\s)(.*)", re.IGNORECASE)
_SITE_WIDE = re.compile(r"(?:site-?maps?|host)(?:\s*:|\s)", re.IGNORECASE)
_SOMEBODY_ELSE = "-"


@dataclass(frozen=True)
class Robots:
    """A robots.txt: its ``text`` and the HTTP ``status`` that it came with. Both can be kept in
    a row and make the same again: ``Robots(text, status)``."""

    text: str
    status: int = 200

    @property
    def is_unreachable(self) -> bool:
        """The site couldn't say: nothing is allowed for now, ask again later."""
        return is_passing_status(self.status)

    def allows(self, url: str, agent: str = ROBOTS_AGENT) -> bool:
        """Whether the page may be fetched by whoever is called ``agent``."""
        return not self.is_unreachable and rules_for(self.text, agent).can_fetch(url, agent)

    def crawl_delay(self, agent: str = ROBOTS_AGENT) -> float | None:
        """Seconds that the site wants between two requests; a minute at most."""
        delay = rules_for(self.text, agent).crawl_delay(agent)
        return None if delay is None else min(delay, LONGEST_CRAWL_DELAY_SECONDS)


@lru_cache(maxsize=32)
def rules_for(text: str, agent: str) -> Protego:
    """The rules as far as they concern one agent; kept for the next pages of the same site."""
    return Protego.parse("\n".join(concerning(text, agent.lower())))


def concerning(text: str, agent: str) -> Iterator[str]:
    """The lines of a robots.txt, with everybody else it names called by one name.

    Protego writes each rule down for each agent of its group: 2,000 agents with 2,000 rules, a
    file of 60 kB, take it 5 seconds and 290 MB (measured with 0.7.0, 2026-11).
    """
    named: set[str] = set()  # in the run of agents that is being read
    for line in text.splitlines():
        line = line.partition("#")[0].strip()
        found = _AGENT_LINE.fullmatch(line)
        if found is None:
            if line and not _SITE_WIDE.match(line):
                named.clear()
                yield line
            continue
        name = found[1].strip().lower()
        name = name if name == "*" else name.replace("*", "")
        name = name if name == "*" or (name and name in agent) else _SOMEBODY_ELSE
        if name not in named:
            named.add(name)
            yield f"User-agent: {name}"


def parse_robots(content: bytes, status: int) -> Robots:
    """Read a robots.txt.

    No such file (4xx): all is allowed. The site has trouble (5xx, 408, 425, 429): nothing is
    for now. The text has no NUL, so that a database can keep it.
    """
    if not 200 <= status <= 299:
        return Robots("", status)
    text = content[:ROBOTS_LIMIT_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")
    return Robots(text.replace("\0", ""), status)


def fetch_robots(url: str, **options: Any) -> Robots:
    """The robots.txt for the page at ``url``; ``options`` as for ``fetch``.

    Raises FetchFailed where the host can't be asked for anything: it isn't there, doesn't
    answer, is refused.
    """
    try:
        fetched = fetch(robots_url(url), **options)
    except FetchFailed as failed:
        if failed.kind in _OF_THE_HOST:
            raise
        # A redirect that never ends, a picture, a file without end: as good as none.
        return Robots("", failed.status or 404)
    return parse_robots(fetched.content, fetched.status)
