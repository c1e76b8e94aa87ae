"""An import from end to end: real pages, fetched from a server on loopback, read, kept, linked.

The pages of the development data, each once, behind as many hosts as the fetchers ask side by
side, with no pause between two requests: what is measured is the program, not its politeness. With
a real worker of two processes, beside bare reading of the same pages in one process.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from benchmarks.quality.data import Page, pages, unpacked
from benchmarks.report import Row, ratios
from benchmarks.speed.importing import bare_reading, bring_in
from benchmarks.speed.rounds import SMALL, Cost, cpu, in_turn, wall
from benchmarks.speed.stack import stack
from tests.support.site import Site
from tests.support.stack import Stack

ROUNDS = 3
PAGES = 40 if SMALL else 240  # a round
HOSTS = 16
LOOPBACK_AT_ONCE = {
    "STORYTRACKER_ALLOWED_NETWORKS": "127.0.0.0/8",
    "STORYTRACKER_HOST_DELAY_SECONDS": "0",
}


def measure() -> list[Row]:
    """Serve, import and read. Raises DataMissing where the pages are not there."""
    parts = _parts()
    with _sites(parts) as addresses, stack(**LOOPBACK_AT_ONCE) as running:
        return _imports(running, parts, addresses)


def _parts() -> list[list[Page]]:
    """For each round other pages."""
    with ExitStack() as open_sets:
        found = [
            page
            for name in ("main_text", "meta", "dates")
            for page in pages(open_sets.enter_context(unpacked(name)))
        ]
    chosen = random.Random(5).sample(found, ROUNDS * PAGES)
    return [chosen[start : start + PAGES] for start in range(0, len(chosen), PAGES)]


@contextmanager
def _sites(parts: Sequence[Sequence[Page]]) -> Iterator[list[list[str]]]:
    """The addresses that the pages are served at, by round."""
    with ExitStack() as running:
        sites = [running.enter_context(Site(host=f"127.0.1.{n + 1}")) for n in range(HOSTS)]
        for site in sites:
            site.robots("User-agent: *\nAllow: /")
        addresses = []
        for turn, part in enumerate(parts):
            addresses.append([])
            for number, page in enumerate(part):
                site, path = sites[number % HOSTS], f"/{turn}/{number}"
                site.page(path, page.raw, "text/html")
                addresses[turn].append(site.url + path)
        yield addresses


def _imports(
    running: Stack, parts: Sequence[Sequence[Page]], addresses: Sequence[Sequence[str]]
) -> list[Row]:
    states = Counter[str]()
    imported, read = iter(addresses), iter(parts)
    # Bare reading goes first in one round and second in the next; both take the round's pages.
    spent = in_turn(
        {
            "import": lambda: _importing(running, next(imported), states),
            "read": lambda: bare_reading([page.raw for page in next(read)]),
        },
        ROUNDS,
    )
    own, bare = spent["import"], spent["read"]
    what = f"fetch and import of {PAGES} pages"
    return [
        Row(f"{what}, rate, 2 processes", "reading, 1 process", "×", ratios(wall(bare), wall(own))),
        Row(f"{what}, CPU of the worker", "reading", "×", ratios(cpu(own), cpu(bare))),
        Row("fetch and import", "", "pages/s", tuple(PAGES / s for s in wall(own))),
        Row("bare reading", "", "pages/s", tuple(PAGES / s for s in wall(bare))),
        *(
            Row(f"ended as {state}", "all pages", "", (count / (ROUNDS * PAGES),))
            for state, count in sorted(states.items())
        ),
    ]


def _importing(running: Stack, addresses: Sequence[str], states: Counter[str]) -> Cost:
    from apps.sources.services import Document

    documents = [Document(None, url=address) for address in addresses]
    cost = bring_in(running, documents, states)
    assert not states["dead"], _why(states["dead"])
    return cost


def _why(dead: int) -> str:
    """What went wrong with whom."""
    from apps.sources.models import ImportItem

    reasons = ImportItem.objects.filter(state="dead").values_list("url", "reason")
    return f"{dead} failed, among them {list(reasons[:3])}"
