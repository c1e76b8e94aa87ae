"""A benchmark's outcome as a table to read and a JSON file to keep.

The file says how busy the machine was at the end (``load``: the averages of the last 1, 5 and 15
minutes, the benchmark's own processes included): on a busy one only ratios mean anything.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median

RESULTS = Path(__file__).parent / "results"
PACKAGES = ("django", "celery", "psycopg", "beautifulsoup4", "lxml")


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what it is, what it is compared with, the median and the rounds behind it."""

    what: str
    against: str
    unit: str
    rounds: tuple[float, ...]

    @property
    def figure(self) -> float:
        return median(self.rounds)


def ratios(mine: Sequence[float], theirs: Sequence[float]) -> tuple[float, ...]:
    """Round by round, ``mine`` divided by ``theirs``."""
    return tuple(m / t for m, t in zip(mine, theirs, strict=True))


def show(rows: Sequence[Row]) -> None:
    """Print the table: the median of the rounds and how far apart they were."""
    print(f"\n{'what':46} {'against':26} {'median':>13}  lowest–highest")
    for row in rows:
        spread = f"{min(row.rounds):.3g}–{max(row.rounds):.3g}" if len(row.rounds) > 1 else "once"
        figure = f"{row.figure:.3g} {row.unit}"
        print(f"{row.what:46} {row.against:26} {figure:>13}  {spread}")


def keep(name: str, rows: Sequence[Row], packages: Sequence[str] = PACKAGES) -> Path:
    """Write ``results/<name>.json``, say so, and return its path."""
    return write(name, [{**asdict(row), "median": row.figure} for row in rows], packages)


def write(name: str, rows: Sequence[Mapping[str, object]], packages: Sequence[str]) -> Path:
    """The same for rows of any kind, with the versions of ``packages``."""
    file = RESULTS / f"{name}.json"
    file.parent.mkdir(exist_ok=True)
    document = _document(name, rows, packages)
    file.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"\nkept in {file.relative_to(RESULTS.parent.parent)}")
    return file


def _document(
    name: str, rows: Sequence[Mapping[str, object]], packages: Sequence[str]
) -> dict[str, object]:
    return {
        "benchmark": name,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "cores": os.cpu_count(),
            "processor": platform.machine(),
            "system": platform.system(),
            "python": platform.python_version(),
            "load": [round(load, 1) for load in os.getloadavg()],
        },
        "versions": {package: version(package) for package in packages},
        "rows": list(rows),
    }
