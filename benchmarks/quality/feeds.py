"""Feeds of every format, whole and broken: what raises nothing, what gives all its entries.

How each file is asked and counted stands in ``benchmarks/feeds.py``.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks import feeds
from benchmarks.quality.figures import Figure, count


def measure(folder: Path) -> list[Figure]:
    """The shares of files and feeds; there is nobody beside us who says what is no feed."""
    return [count("feeds", metric, value, cases) for metric, value, cases in feeds.measure(folder)]
