"""The whole program as real processes on a database of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import psutil
import psycopg
import redis

from storytracker.embedded.postgres import Postgres
from storytracker.embedded.privilege import make_socket_folder, servers_identity
from storytracker.embedded.process import Child, Program, wait_until
from storytracker.embedded.valkey import Valkey

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 60.0
BRIEF = ((signal.SIGTERM, 3.0), (signal.SIGKILL, 5.0))


class Stack:
    """A running Storytracker. ``database`` has been made and migrated; ``folder`` is ours."""

    def __init__(self, postgres: Postgres, database: str, folder: Path) -> None:
        self.postgres, self.database, self.folder = postgres, database, folder
        self.database_url = postgres.url(database)
        self.sockets = make_socket_folder(servers_identity())
        self.valkey = Valkey(folder / "valkey", self.sockets, folder / "valkey.log")
        self.redis_url = self.valkey.url
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = os.environ | {
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "STORYTRACKER_BIND": f"127.0.0.1:{self.port}",
            "STORYTRACKER_WEB_PROCESSES": "1",
            "STORYTRACKER_SECRET_KEY": "only-for-tests-" * 4,
            "PYTHONUNBUFFERED": "1",
        }
        web = ["-m", "gunicorn", "-c", "python:storytracker.gunicorn", "storytracker.wsgi"]
        self.web = self._child("web", web)
        self.sweeper = self._child("sweeper", ["manage.py", "sweep_imports"])
        self.worker: Child | None = None
        # While somebody waits for something: start a worker that ended again, as the program's
        # own supervisor does; and how often that was.
        self.keeps_worker = False
        self.revived = 0

    # --- All of it ---------------------------------------------------------------------------

    def start(self) -> None:
        """Start everything; returns when the web server and the worker answer."""
        self.valkey.start()
        self.web.start()
        self.start_worker(wait=False)
        self.sweeper.start()
        wait_until(self._web_answers, self.web, READY_SECONDS)
        self._wait_for_worker()

    def close(self) -> None:
        """Stop everything. The database stays, for whoever made it."""
        children = [self.web, self.sweeper, *([self.worker] if self.worker else [])]
        for child in children:
            child.ask_to_stop()
        for child in children:
            child.stop()
        self.valkey.close()
        shutil.rmtree(self.sockets, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    # --- The worker --------------------------------------------------------------------------

    def start_worker(
        self, concurrency: int = 2, wait: bool = True, app: str = "storytracker"
    ) -> None:
        """Start a Celery worker (the one before must have been stopped or killed).

        ``app`` names the module of another application than the program's own.
        """
        celery = ["-m", "celery", "-A", app, "worker", "-c", str(concurrency)]
        self.worker = self._child("worker", [*celery, "--without-gossip", "--without-mingle"])
        (self.folder / "worker.log").unlink(missing_ok=True)
        self.worker.start()
        if wait:
            self._wait_for_worker()

    def kill_worker(self, signum: int = signal.SIGKILL) -> None:
        """Kill the worker's main process, with no chance to tidy up; its children follow."""
        if self.worker:
            self.worker.send(signum)
            self.worker.stop()
            self.worker = None

    def stop_worker(self, seconds: float = 60) -> int | None:
        """Ask the worker to end (SIGTERM) and wait; its exit code, ``None`` if it never did."""
        assert self.worker
        self.worker.send(signal.SIGTERM)
        self.worker.wait(seconds)
        code = self.worker.exit_code()
        self.kill_worker()
        return code

    def pause_worker(self) -> None:
        """Stop the worker's processes in their tracks (SIGSTOP)."""
        assert self.worker
        os.killpg(self.worker.pid, signal.SIGSTOP)

    def resume_worker(self) -> None:
        """Let a worker that was paused go on."""
        assert self.worker
        self.thaw(self.worker)

    def freeze_worker(self) -> Child:
        """Pause the worker and put it aside, so that another can be started.

        ``thaw`` lets the frozen one go on. Its log goes on in a file of its own.
        """
        assert self.worker
        self.pause_worker()
        frozen, self.worker = self.worker, None
        log = frozen.program.log
        frozen.program = replace(frozen.program, log=log.rename(log.with_name("frozen.log")))
        return frozen

    @staticmethod
    def thaw(frozen: Child) -> None:
        """Let a frozen worker go on, as if nothing had been."""
        os.killpg(frozen.pid, signal.SIGCONT)

    def worker_children(self) -> list[int]:
        """The process ids of the worker's pool."""
        if not self.worker:
            return []
        return [child.pid for child in psutil.Process(self.worker.pid).children()]

    def reading_children(self) -> list[int]:
        """The process ids of those that read documents: the children of the worker's pool."""
        try:
            pool = psutil.Process(self.worker.pid).children() if self.worker else []
            return [reader.pid for process in pool for reader in process.children()]
        except psutil.NoSuchProcess:
            return []

    # --- The sweeper -------------------------------------------------------------------------

    def stop_sweeper(self) -> None:
        """Stop the sweeper, so that only the first message counts."""
        self.sweeper.stop()

    def start_sweeper(self) -> None:
        """Start the sweeper again."""
        self.sweeper.start()

    # --- Redis and PostgreSQL ----------------------------------------------------------------

    def flush_redis(self) -> None:
        """Lose every message."""
        with redis.Redis.from_url(self.redis_url) as client:
            client.flushall()

    def stop_redis(self) -> None:
        """Stop Redis; what it held is kept on disk."""
        self.valkey.stop()

    def kill_redis(self) -> None:
        """Kill Redis; what it wrote in its last second may be lost."""
        self.valkey.child.send(signal.SIGKILL)
        self.valkey.stop()

    def start_redis(self) -> None:
        """Start Redis again."""
        self.valkey.start()

    def restart_postgres(self) -> None:
        """Restart the PostgreSQL of the whole test run; every client loses its connection."""
        from django.db import connections

        connections.close_all()
        self.postgres.restart()

    # --- Looking in --------------------------------------------------------------------------

    def manage(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run ``manage.py`` on this stack. Raises AssertionError when it fails and ``check``."""
        return manage(self.environment, *arguments, check=check)

    def sql(self, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one statement on a connection of its own; returns its rows."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            cursor = connection.execute(query, parameters)
            return cursor.fetchall() if cursor.description else []

    def wait_for(
        self, is_so: Callable[[], Any], seconds: float = 30, what: str = "", every: float = 0.1
    ) -> Any:
        """Wait until ``is_so()`` is true and return it. Raises AssertionError with the logs."""
        end = time.monotonic() + seconds
        while not (value := is_so()):
            assert time.monotonic() < end, f"not within {seconds} s: {what}\n{self.logs()}"
            if self.keeps_worker and self.worker and not self.worker.is_running():
                self.revived += 1
                self.worker.sweep()
                self.start_worker(wait=False)
            time.sleep(every)
        return value

    def logs(self, lines: int = 30) -> str:
        """The ends of all logs, for a failing test's message."""
        children = [self.web, self.sweeper, *([self.worker] if self.worker else [])]
        return "\n".join(f"{c.program.name}:\n{c.last_lines(lines)}" for c in children)

    # --- Inside ------------------------------------------------------------------------------

    def _child(self, name: str, arguments: list[str]) -> Child:
        log = self.folder / f"{name}.log"
        argv = [sys.executable, *arguments]
        return Child(Program(name, argv, log, self.environment, cwd=str(ROOT), endings=BRIEF))

    def _web_answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/healthz", timeout=5) as response:
                return response.status == 200
        except (URLError, OSError):
            return False

    def _wait_for_worker(self) -> None:
        assert self.worker
        log = self.worker.program.log
        wait_until(lambda: " ready." in log.read_text(), self.worker, READY_SECONDS)


def manage(
    environment: dict[str, str], *arguments: str, check: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run ``manage.py`` with this environment. Raises AssertionError if it fails and ``check``."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert not check or done.returncode == 0, done.stdout + done.stderr
    return done


def free_port() -> int:
    """A port on loopback that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
