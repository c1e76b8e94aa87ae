"""Starts every part of Storytracker on one machine, restarts what ends, stops it all in order."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

from storytracker import env
from storytracker.embedded.keeper import Keeper
from storytracker.embedded.parts import Parts
from storytracker.embedded.postgres import Postgres
from storytracker.embedded.privilege import make_socket_folder, servers_identity
from storytracker.embedded.process import (
    POLL_SECONDS,
    Child,
    Program,
    StartFailed,
    describe,
    wait_until,
)
from storytracker.embedded.valkey import Valkey

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
WEB_READY_SECONDS = 60.0


class StopRequested(Exception):
    """Somebody pressed Ctrl-C, closed the terminal, or sent SIGTERM."""


class Supervisor:
    """One run: ``root`` is the project, ``var`` holds all data, ``port`` is for loopback."""

    def __init__(self, root: Path, var: Path, port: int) -> None:
        self.root, self.var, self.port = root, var, port
        self.address = f"http://localhost:{port}/"
        self.stops_requested = 0
        self.keepers: list[Keeper] = []

    def run(self) -> int:
        """Run until asked to stop; returns the exit code. Raises StartFailed."""
        with ExitStack() as stack:
            stack.enter_context(self._lock())
            stack.enter_context(self._signals())
            self._check_port()
            try:
                self._start(stack)
                self._keep()
            except StopRequested:
                say("Stopping …")
        say("Stopped.")
        return 0

    # --- Starting --------------------------------------------------------------------------------

    def _start(self, stack: ExitStack) -> None:
        """Start everything in order; ``stack`` stops it in the opposite order."""
        began = time.monotonic()
        sockets = stack.enter_context(self._socket_folder())
        log = self.var / "log"
        postgres = Postgres(self.var / "postgres", sockets, log / "postgres.log")
        valkey = Valkey(self.var / "valkey", sockets, log / "valkey.log")
        if postgres.is_new:
            say("First start: making the database. This takes about 15 s, later starts about 5 s.")
        else:
            say(f"Starting with the data in {self.var} …")
        for server in (postgres, valkey):
            stack.callback(server.close)
            server.start(self._pause)
        postgres.ensure_database()
        say(f"  PostgreSQL and Redis (Valkey) answer ({time.monotonic() - began:.1f} s)")

        variables = self._variables(postgres, valkey)
        stack.enter_context(self._note(variables))
        parts = Parts(self.root, self.var, variables)
        self._finish(parts.manage("migrate", "migrate", "--noinput"))
        say(f"  the database is up to date ({time.monotonic() - began:.1f} s)")

        children = [Child(program) for program in parts.long_running()]
        stack.callback(self._stop_together, children)
        for child in children:
            child.start()
        wait_until(self._web_answers, children[0], WEB_READY_SECONDS, self._pause)
        self.keepers = [Keeper(child, say) for child in (*children, valkey.child, postgres.child)]
        say(f"  web, worker, scheduler and sweeper run ({time.monotonic() - began:.1f} s)")

        self._load_sample(parts)
        say(f"\n    {self.address}\n")
        say(f"ready ({time.monotonic() - began:.1f} s). Ctrl-C stops everything.")

    def _load_sample(self, parts: Parts) -> None:
        """Load the sample story and show what it says; the program is of use without it, too."""
        try:
            say(self._finish(parts.manage("sample", "load_sample")))
        except StartFailed as failure:
            say(f"The sample story could not be loaded: {failure}")

    def _finish(self, program: Program) -> str:
        """Run a command to its end and return what it said. Raises StartFailed when it fails."""
        program.log.unlink(missing_ok=True)
        child = Child(program)
        child.start()
        try:
            while child.is_running():
                self._look_after_parts()
                self._pause(POLL_SECONDS)
        finally:
            child.stop(self._in_a_hurry)
        if code := child.exit_code():
            last = child.last_lines(25)
            raise StartFailed(f"{program.name} ended with {describe(code)}:\n{last}")
        return program.log.read_text(errors="replace").rstrip()

    def _variables(self, postgres: Postgres, valkey: Valkey) -> dict[str, str]:
        """The environment of the Python processes."""
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "storytracker.settings",
            "DATABASE_URL": postgres.url(),
            "REDIS_URL": valkey.url,
            "STORYTRACKER_SECRET_KEY": self._secret_key(),
            # This mode has sample users whose passwords everybody knows: never on another address.
            "STORYTRACKER_BIND": f"127.0.0.1:{self.port}",
            "PYTHONUNBUFFERED": "1",
        }

    def _secret_key(self) -> str:
        """The key that signs sessions, made at the first start and kept."""
        file = self.var / "secret-key"
        if not file.exists():
            file.touch(mode=0o600)
            file.write_text(secrets.token_urlsafe(50))
        return file.read_text().strip()

    def _web_answers(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as response:
                return bool(response.status == 200)
        except (URLError, OSError):
            return False

    # --- Keeping and stopping --------------------------------------------------------------------

    def _keep(self) -> None:
        while True:
            self._look_after_parts()
            self._pause(0.2)

    def _look_after_parts(self) -> None:
        for keeper in self.keepers:
            keeper.look_after(time.monotonic())

    def _stop_together(self, parts: list[Child]) -> None:
        """Tell all of them first, then wait for each: as slow as the slowest, not as their sum."""
        for part in parts:
            part.ask_to_stop()
        for part in parts:
            part.stop(self._in_a_hurry)

    def _in_a_hurry(self) -> bool:
        """Whether Ctrl-C was pressed again."""
        return self.stops_requested > 1

    def _pause(self, seconds: float) -> None:
        """Sleep. Raises StopRequested when we were asked to stop."""
        time.sleep(seconds)
        if self.stops_requested:
            raise StopRequested

    @contextmanager
    def _signals(self) -> Iterator[None]:
        """Count the requests to stop.

        Set explicitly: a shell starts background jobs with SIGINT ignored.
        """

        def count(signum: int, frame: FrameType | None) -> None:
            self.stops_requested += 1

        before = {signum: signal.signal(signum, count) for signum in STOP_SIGNALS}
        try:
            yield
        finally:
            for signum, handler in before.items():
                signal.signal(signum, handler)

    # --- One at a time ---------------------------------------------------------------------------

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Hold ``var/lock``, which the system lets go however we end.

        Raises StartFailed when another run has it.
        """
        self.var.mkdir(parents=True, exist_ok=True)
        with (self.var / "lock").open("a+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                file.seek(0)
                raise StartFailed(
                    f"Storytracker runs here already: {file.read().strip() or self.var}"
                ) from None
            file.truncate(0)
            file.write(f"{self.address} (process {os.getpid()})\n")
            file.flush()
            yield

    def _check_port(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.port))
            except PermissionError:
                raise StartFailed(
                    f"Port {self.port} is for root alone. Try: STORYTRACKER_PORT=8000 make run"
                ) from None
            except OSError:
                other = self.port + 1 if self.port < 65535 else 8000
                raise StartFailed(
                    f"Port {self.port} is taken by another program. "
                    f"Try: STORYTRACKER_PORT={other} make run"
                ) from None

    @contextmanager
    def _socket_folder(self) -> Iterator[Path]:
        """A private folder with a short path for the servers' sockets."""
        self._remove_earlier_folder()
        folder = make_socket_folder(servers_identity())
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _remove_earlier_folder(self) -> None:
        """A run that was killed could not remove its own."""
        earlier = Path(env.running(self.var).get("sockets") or "/nowhere")
        if (
            earlier.name.startswith("storytracker-")
            and earlier.is_dir()
            and not earlier.is_symlink()
        ):
            shutil.rmtree(earlier, ignore_errors=True)

    @contextmanager
    def _note(self, variables: dict[str, str]) -> Iterator[None]:
        """Leave the servers' addresses in ``var/`` for commands given by hand meanwhile."""
        noted = {
            "url": self.address,
            "database_url": variables["DATABASE_URL"],
            "redis_url": variables["REDIS_URL"],
            "secret_key": variables["STORYTRACKER_SECRET_KEY"],
            "sockets": str(Path(variables["REDIS_URL"].removeprefix("unix://")).parent),
        }
        file = self.var / "running.json"
        file.unlink(missing_ok=True)
        file.touch(mode=0o600)
        file.write_text(json.dumps(noted, indent=1))
        try:
            yield
        finally:
            file.unlink(missing_ok=True)


def say(words: str) -> None:
    """Print for the person at the terminal; one who has closed it misses nothing."""
    try:
        print(words, flush=True)
    except OSError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - for the rest of the run
