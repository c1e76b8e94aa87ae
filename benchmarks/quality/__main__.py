"""Measure all sets, or those named: ``python -m benchmarks.quality [main_text meta dates …]``.

Each set that was measured is kept in a file of its own (``benchmarks/results/quality-<set>.json``).
Ends with 1 where a figure is below its floor, with 2 where the data is missing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict
from importlib import import_module

from benchmarks.quality.data import DataMissing, unpacked
from benchmarks.quality.figures import Figure
from benchmarks.quality.floors import fallen, floors
from benchmarks.report import write

SETS = ("main_text", "meta", "dates", "feeds", "quotes", "stance", "linking", "near_duplicates")
PACKAGES = (
    "beautifulsoup4", "datasketch", "feedparser", "htmldate", "lxml", "newspaper4k",
    "readability-lxml", "scikit-learn", "selectolax", "trafilatura",
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, show, keep and compare with the floors; returns the exit code."""
    parser = argparse.ArgumentParser(prog="benchmarks.quality", description=__doc__)
    parser.add_argument("sets", nargs="*", metavar="set", help=f"of {', '.join(SETS)}")
    names = parser.parse_args(arguments).sets or SETS
    if unknown := set(names) - set(SETS):
        parser.error(f"no such set: {', '.join(sorted(unknown))}")
    try:
        measured = {name: measure(name) for name in names}
    except DataMissing as missing:
        print(missing, file=sys.stderr)
        return 2
    figures = [figure for own in measured.values() for figure in own]
    show(figures)
    for name, own in measured.items():
        write(f"quality-{name}", [asdict(figure) for figure in own], PACKAGES)
    return check(figures)


def measure(name: str) -> list[Figure]:
    """The figures of one set; its archive has the same name unless the module says another."""
    module = import_module(f"benchmarks.quality.{name}")
    with unpacked(getattr(module, "ARCHIVE", name)) as folder:
        measured: list[Figure] = module.measure(folder)
    return measured


def show(figures: Sequence[Figure]) -> None:
    """Print the table: each figure with its interval, then how far ahead ours is."""
    print(f"\n{'set':10} {'metric':22} {'contender':40} {'figure':>7}  {'95 %':15} cases raised")
    last = None
    for figure in figures:
        if last not in (None, (figure.set, figure.metric)):
            print()
        last = figure.set, figure.metric
        print(line(figure))


def line(figure: Figure) -> str:
    """One line of the table."""
    who, sign = figure.contender, ""
    if figure.against:
        who, sign = f"  {who} − {figure.against}", "+"
    interval = f"{figure.low:{sign}.3f} … {figure.high:{sign}.3f}"
    return (
        f"{figure.set:10} {figure.metric:22} {who:40} {figure.value:{sign}7.4f}  "
        f"{interval:15} {figure.cases:5} {figure.failures or '':>6}"
    )


def check(figures: Sequence[Figure]) -> int:
    """Say what fell below its floor; 1 where something did."""
    lines = list(fallen(figures, floors()))
    for fall in lines:
        print(f"BELOW ITS FLOOR: {fall}", file=sys.stderr)
    if not lines:
        print("\nNo figure is below its floor.")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
