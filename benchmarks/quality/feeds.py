"""Feeds of every format, whole and broken: exceptions, and entries found beside those there are.

What is asked of the parser stands in ``benchmarks/feeds.py``.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from benchmarks.quality.figures import Figure, count


def measure(folder: Path) -> list[Figure]:
    """The shares of feeds that are read without an exception and with all their entries."""
    try:
        feeds = import_module("benchmarks.feeds")
    except ModuleNotFoundError:
        print("feeds: not measured, benchmarks/feeds.py is not there yet", file=sys.stderr)
        return []
    return [count("feeds", *row) for row in feeds.measure(folder)]
