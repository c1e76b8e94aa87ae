"""What importing costs on top of archives of several sizes, in one run.

``python -m benchmarks.scale --sizes 10000 100000 1000000 --imports 2000``. Each archive is a
database of its own on one throwaway PostgreSQL; they are imported into by turns, so that a busy
machine is busy for all of them. Costs are CPU seconds of the process that imports, its child and
its server process; the clock on the wall stands beside them. A million articles take about an hour
to write, and 60 GB of disk.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from itertools import islice
from typing import Any

from benchmarks.quality.contenders import quiet, trafilatura_fast_text
from benchmarks.report import Row, keep, ratios, show
from benchmarks.scale.pages import html
from benchmarks.scale.site import Site
from benchmarks.scale.stream import Stream
from benchmarks.speed.rounds import Cost, cpu, forget, timed, wall
from benchmarks.speed.stack import servers
from tests.support.servers import Servers
from tests.support.stack import manage

TEMPLATE = "scale_template"
ROUNDS = 8
BATCH = 50
"""As ``apps.sources.dispatch.BULK_BATCH``."""

PAGES = ("empty view", "stories list", "story page")
COUNTED = ("duplicates", "linking", "timelines")
STAGES = ("accepting", "reading and duplicates", "assertions", "linking", "timelines")
PEER_READS = 100
PACKAGES = ("django", "psycopg", "celery", "trafilatura", "lxml", "selectolax")

Round = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the archives, import into all by turns, show and keep what it took."""
    parser = argparse.ArgumentParser(prog="benchmarks.scale", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--imports", type=int, default=2000, help="articles, on each archive")
    parser.add_argument("--name", default="scale", help="of the file in benchmarks/results/")
    chosen = parser.parse_args(arguments)
    quiet()
    with servers() as own:
        _make_template(own)
        sites = []
        try:
            for size in chosen.sizes:
                sites.append(_site(own, size))
            rows = _measure(sites, max(1, chosen.imports // ROUNDS // BATCH))
        finally:
            for site in sites:
                site.close()
    show(rows)
    keep(chosen.name, rows, PACKAGES)
    return 0


def _make_template(own: Servers) -> None:
    assert own.postgres
    own.postgres.ensure_database(TEMPLATE)
    url = own.postgres.url(TEMPLATE)
    manage(os.environ | {"DATABASE_URL": url}, "migrate", "--noinput")


def _site(own: Servers, size: int) -> Site:
    assert own.postgres
    name = f"scale_{size}"
    own.postgres.copy_database(TEMPLATE, name)
    return Site(size, own.postgres.url(name), os.environ["REDIS_URL"])


# --- measuring -------------------------------------------------------------------------------


def _measure(sites: Sequence[Site], batches: int) -> list[Row]:
    rows = []
    for site in sites:
        print(f"{site.size:,} articles:", flush=True)
        built = site.ask("build", site.size)
        site.ask("open_pages")
        site.ask("import_some", 2, BATCH)  # warms up
        rows += _size_rows(site, built)
    before = {site.size: site.ask("bytes") for site in sites}
    rounds: dict[int, list[Round]] = {site.size: [] for site in sites}
    read: list[Cost] = []
    again: list[Cost] = []
    peer = Stream(seed=6).take(10**9)
    contenders = [*sites, read, again]
    for turn in range(ROUNDS):
        pages = [html(item) for item in islice(peer, PEER_READS)]
        for place in range(len(contenders)):
            who = contenders[(turn + place) % len(contenders)]
            if isinstance(who, Site):
                rounds[who.size].append(who.ask("import_some", batches, BATCH))
            else:
                who.append(_reading(pages))
        print(f"  round {turn + 1} of {ROUNDS}: {_so_far(sites, rounds)}", flush=True)
    grown = {site.size: site.ask("bytes") - before[site.size] for site in sites}
    rows += _import_rows(sites, rounds, read, again)
    for site in sites:
        count = sum(each["articles"] for each in rounds[site.size])
        rows.append(Row(f"bytes per article imported, at {site.size:,}", "", "bytes",
                        (grown[site.size] / count,)))  # fmt: skip
    show(rows)  # the pages take a while
    return rows + _page_rows(sites)


def _so_far(sites: Sequence[Site], rounds: dict[int, list[Round]]) -> str:
    """What the last round's articles took, in milliseconds of CPU each."""
    last = {site.size: _per_article(rounds[site.size][-1:], COUNTED)[0] for site in sites}
    return ", ".join(f"{1e3 * spent:.1f} ms at {size:,}" for size, spent in last.items())


def _reading(pages: Sequence[bytes]) -> Cost:
    """What trafilatura takes for the bodies alone, per page."""
    forget()
    with timed() as watch:
        for page in pages:
            trafilatura_fast_text(page, "")
    return Cost(watch.cost.wall / len(pages), watch.cost.cpu / len(pages))


def _size_rows(site: Site, built: dict[str, float]) -> list[Row]:
    tables = sorted(site.ask("tables").items(), key=lambda pair: -pair[1])[:8]
    per = [
        Row(f"  of which {name}", f"at {site.size:,}", "bytes", (size / site.size,))
        for name, size in tables
    ]
    return [
        Row(f"bytes per article written, at {site.size:,}", "", "bytes",
            (built["bytes"] / site.size,)),
        *per,
        Row(f"stories, at {site.size:,}", "articles", "×", (built["stories"] / site.size,)),
    ]  # fmt: skip


# --- rows ------------------------------------------------------------------------------------


def _per_article(rounds: Sequence[Round], stages: Sequence[str]) -> list[float]:
    return [sum(r["cpu"][s] for s in stages) / r["articles"] for r in rounds]


def _import_rows(
    sites: Sequence[Site],
    rounds: dict[int, list[Round]],
    read: Sequence[Cost],
    again: Sequence[Cost],
) -> list[Row]:
    first = rounds[sites[0].size]
    rows: list[Row] = []
    for site in sites:
        own, at = rounds[site.size], f"at {site.size:,}"
        for stages in (COUNTED, *((stage,) for stage in COUNTED)):
            what = " + ".join(stages)
            mine, base = _per_article(own, stages), _per_article(first, stages)
            if site is not sites[0]:
                rows.append(Row(f"{what}, {at}", f"at {sites[0].size:,}", "×", ratios(mine, base)))
            rows.append(Row(f"{what}, {at}", "", "ms CPU/article", tuple(1e3 * t for t in mine)))
        whole = _per_article(own, STAGES)
        rows.append(Row(f"rate of whole imports, {at}", "trafilatura fast, body", "×",
                        ratios(cpu(read), whole)))  # fmt: skip
        walls = [r["wall"] / r["articles"] for r in own]
        rows.append(Row(f"the same by the clock, {at}", "trafilatura fast, body", "×",
                        ratios(wall(read), walls)))  # fmt: skip
        for stage in (*STAGES, "duplicates"):
            count = sum(r["queries"].get(stage, 0) for r in own)
            articles = sum(r["articles"] for r in own)
            rows.append(Row(f"queries of {stage}, {at}", "", "/article", (count / articles,)))
            rows.append(Row(f"{stage}, {at}", "", "ms CPU/article",
                            tuple(1e3 * t for t in _per_article(own, (stage,)))))  # fmt: skip
    rows.append(Row("trafilatura fast, body (A/A)", "the same", "×", ratios(cpu(again), cpu(read))))
    rows.append(Row("trafilatura fast, body", "", "ms", tuple(1e3 * t for t in cpu(read))))
    return rows


def _page_rows(sites: Sequence[Site]) -> list[Row]:
    """Each page at each size beside the empty view there, and beside itself at the first size."""
    costs: dict[tuple[int, str], list[Cost]] = {(s.size, p): [] for s in sites for p in PAGES}
    asked = [(site, page) for site in sites for page in PAGES]
    for turn in range(ROUNDS):
        for place in range(len(asked)):
            site, page = asked[(turn + place) % len(asked)]
            costs[site.size, page].append(site.ask("ask_for", page))
    rows = []
    for site in sites:
        for page in PAGES[1:]:
            own = cpu(costs[site.size, page])
            empty = cpu(costs[site.size, "empty view"])
            first = cpu(costs[sites[0].size, page])
            rows.append(Row(f"{page}, at {site.size:,}", "empty view", "×", ratios(own, empty)))
            if site is not sites[0]:
                rows.append(Row(f"{page}, at {site.size:,}", f"at {sites[0].size:,}", "×",
                                ratios(own, first)))  # fmt: skip
    return rows


if __name__ == "__main__":
    sys.exit(main())
