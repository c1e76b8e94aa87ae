"""Run all parts, or those named: ``python -m benchmarks.speed [reading pages …]``.

With SMALL=1 in the environment it is a quick look, which is not kept.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module

from benchmarks.quality.data import DataMissing
from benchmarks.report import keep, show
from benchmarks.speed.rounds import SMALL

PARTS = (
    "reading",
    "analysis",
    "isolating",
    "pages",
    "dispatching",
    "writing",
    "importing",
    "fetching",
    "starting",
)
PACKAGES = (
    "django", "celery", "kombu", "redis", "psycopg", "beautifulsoup4", "lxml", "selectolax",
    "trafilatura", "newspaper4k", "readability-lxml",
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, show and keep one part after another; returns the exit code."""
    parser = argparse.ArgumentParser(prog="benchmarks.speed", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"of {', '.join(PARTS)}")
    names = parser.parse_args(arguments).parts or PARTS
    if unknown := set(names) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    if len(names) == 1:
        return run(names[0])
    # Each in a process of its own: Django is set up once in a process, for one database.
    return max([_run_apart(name) for name in names])


def _run_apart(name: str) -> int:
    print(f"\n=== {name}", flush=True)
    return subprocess.run([sys.executable, "-m", "benchmarks.speed", name]).returncode


def run(name: str) -> int:
    """Run one part; 2 where the development data that it needs is missing."""
    try:
        rows = import_module(f"benchmarks.speed.{name}").measure()
    except DataMissing as missing:
        print(f"{name}: {missing}", file=sys.stderr)
        return 2
    show(rows)
    if not SMALL:
        keep(f"speed-{name}", rows, PACKAGES)
    return 0


if __name__ == "__main__":
    sys.exit(main())
