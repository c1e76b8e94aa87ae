"""Which Python processes a run consists of, and how each is started and ended."""

from __future__ import annotations

import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from storytracker import env
from storytracker.embedded.process import Program

Endings = tuple[tuple[signal.Signals, float], ...]

PATIENT: Endings = ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0))
# A worker gets little time: whatever it was at is done again later.
BRIEF: Endings = ((signal.SIGTERM, 8.0), (signal.SIGQUIT, 2.0), (signal.SIGKILL, 5.0))


@dataclass(frozen=True)
class Parts:
    """``root`` is the project's folder, ``var`` holds data and logs, ``variables`` is the
    environment."""

    root: Path
    var: Path
    variables: Mapping[str, str]

    def long_running(self) -> list[Program]:
        """Web server (the first), worker, scheduler, sweeper."""
        return [
            self.web(),
            self.worker(),
            self.scheduler(),
            self.manage("sweeper", "sweep_imports"),
        ]

    def web(self) -> Program:
        module = ["gunicorn", "-c", "python:storytracker.gunicorn", "storytracker.wsgi"]
        return self._program("web", ["-m", *module])

    def worker(self) -> Program:
        concurrency = env.number("STORYTRACKER_WORKER_CONCURRENCY", 2, 1, 64)
        options = f"worker -c {concurrency} --without-gossip --without-mingle -l INFO"
        return self._program(
            "worker", ["-m", "celery", "-A", "storytracker", *options.split()], BRIEF
        )

    def scheduler(self) -> Program:
        schedule = str(self.var / "celerybeat-schedule")
        options = ["beat", "-s", schedule, "--pidfile=", "-l", "INFO"]
        return self._program("scheduler", ["-m", "celery", "-A", "storytracker", *options], BRIEF)

    def manage(self, name: str, *arguments: str) -> Program:
        """A command of ``manage.py``; ``name`` is what it is called to the reader."""
        return self._program(name, ["manage.py", *arguments])

    def _program(self, name: str, arguments: list[str], endings: Endings = PATIENT) -> Program:
        return Program(
            name=name,
            argv=[sys.executable, *arguments],
            log=self.var / "log" / f"{name}.log",
            env=self.variables,
            cwd=str(self.root),
            endings=endings,
        )
