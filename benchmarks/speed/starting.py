"""The wall time from ``make run`` to "ready", sample story included, beside a start of Django.

And the memory of each part then.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import psutil

from benchmarks.report import Row, ratios
from benchmarks.speed.rounds import SMALL
from benchmarks.speed.stack import folder
from tests.support.stack import ROOT, free_port, manage

ROUNDS = 1 if SMALL else 3


def measure() -> list[Row]:
    """Start the program on an empty folder, and again."""
    django, first, second = [], [], []
    for _ in range(ROUNDS):
        with folder() as place:
            django.append(_start_of_django())
            first.append(_run_until_ready(place)[0])
            seconds, memory = _run_until_ready(place)
            second.append(seconds)
    return [
        Row("start to “ready”, first time", "one start of Django", "×", ratios(first, django)),
        Row("start to “ready”, second time", "one start of Django", "×", ratios(second, django)),
        Row("start to “ready”, first time", "", "s", tuple(first)),
        Row("start to “ready”, second time", "", "s", tuple(second)),
        *(Row(f"memory: {name}", "", "MB", (mb,)) for name, mb in memory.items()),
    ]


def _start_of_django() -> float:
    began = time.perf_counter()
    manage(dict(os.environ), "check")
    return time.perf_counter() - began


def _run_until_ready(var: Path) -> tuple[float, dict[str, float]]:
    """Seconds until ``make run`` says that it is ready, and the memory of its parts then."""
    own = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
    environment = own | {"STORYTRACKER_VAR": str(var), "STORYTRACKER_PORT": str(free_port())}
    command = [sys.executable, "-m", "storytracker.embedded", "run"]
    began = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout
            said = list(_until_ready(process.stdout))
            seconds = time.perf_counter() - began
            assert said and said[-1].startswith("ready"), "".join(said)
            return seconds, _memory(process.pid)
        finally:
            process.terminate()


def _until_ready(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line
        if line.startswith("ready"):
            return


def _memory(pid: int) -> dict[str, float]:
    """Megabytes of each part with all its processes; on Linux what they share counts once."""
    found: dict[str, list[float]] = defaultdict(list)
    parent = psutil.Process(pid)
    for process in [parent, *parent.children(recursive=True)]:
        with process.oneshot():
            memory = process.memory_full_info()
            part = _part(" ".join(process.cmdline()))
        found[part].append(getattr(memory, "pss", memory.rss) / 1e6)
    return {f"{part} (processes: {len(mb)})": sum(mb) for part, mb in sorted(found.items())}


def _part(command: str) -> str:
    marks = {
        "postgres": "PostgreSQL",
        "gunicorn": "web",
        " worker": "worker",
        " beat": "scheduler",
        "sweep_imports": "sweeper",
        "storytracker.embedded run": "supervisor",
        "valkey": "Redis",
    }
    return next((name for mark, name in marks.items() if mark in command), "other")
