"""Reading through the limited child, beside reading in this process.

The same pages by turns, by the clock on the wall (the child's CPU time isn't this process'), with
a warm child. What it costs to fork one is measured apart: the first page of a fresh child.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from contextlib import ExitStack

from benchmarks.quality.contenders import quiet
from benchmarks.quality.data import pages, unpacked
from benchmarks.report import Row, ratios
from benchmarks.speed.rounds import SMALL, Cost, in_turn, timed, wall
from storytracker import isolation
from storytracker.analysis.reading.markup import read_article

ROUNDS = 3 if SMALL else 7
PAGES = 20 if SMALL else 120
SMALL_PAGE = b"<title>A page</title><article><h1>A page</h1><p>It says little.</p></article>"


def measure() -> list[Row]:
    """Read both ways in turn. Raises DataMissing where the pages are not there."""
    quiet()
    _register()
    chosen = _pages()
    contenders: Mapping[str, Callable[[], Cost]] = {
        "direct": lambda: _directly(chosen),
        "child": lambda: _through_the_child(chosen),
        "direct again": lambda: _directly(chosen),
        "fresh": _fresh,
        "small": lambda: _through_the_child([SMALL_PAGE] * PAGES),
    }
    for warm_up in contenders.values():
        warm_up()
    spent = in_turn(contenders, ROUNDS)
    isolation.close()
    direct, child, again = (wall(spent[name]) for name in ("direct", "child", "direct again"))
    fresh, small = wall(spent["fresh"]), wall(spent["small"])
    return [
        Row(f"reading {PAGES} pages in the child", "reading them here", "×", ratios(child, direct)),
        Row("reading them here again (A/A)", "reading them here", "×", ratios(again, direct)),
        Row("the first page of a fresh child", "", "ms", tuple(1e3 * s for s in fresh)),
        Row("a small page, warm child", "", "ms", tuple(1e3 * s / PAGES for s in small)),
        Row("a page, here", "", "ms", tuple(1e3 * s / PAGES for s in direct)),
    ]


def _register() -> None:
    """As the worker does it."""
    from storytracker.analysis.reading.wire import read_to_json
    from storytracker.analysis.warming import load_everything

    isolation.register("read", read_to_json, warm=load_everything)


def _pages() -> list[bytes]:
    with ExitStack() as open_sets:
        found = [
            page.raw
            for name in ("main_text", "meta")
            for page in pages(open_sets.enter_context(unpacked(name)))
        ]
    return random.Random(9).sample(found, PAGES)


def _directly(chosen: list[bytes]) -> Cost:
    with timed() as watch:
        for raw in chosen:
            read_article(raw)
    return watch.cost


def _through_the_child(chosen: list[bytes]) -> Cost:
    from storytracker.analysis.reading.wire import reading_from_json

    with timed() as watch:
        for raw in chosen:
            isolation.call("read", {}, raw, reading_from_json)
    return watch.cost


def _fresh() -> Cost:
    from storytracker.analysis.reading.wire import reading_from_json

    with timed() as watch:
        isolation.call("read", {}, SMALL_PAGE, reading_from_json, fresh=True)
    return watch.cost
