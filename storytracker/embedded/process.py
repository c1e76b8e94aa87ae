"""One child process: how it starts, how it is stopped, and what it said last."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from storytracker import lifeline
from storytracker.embedded import guard
from storytracker.embedded.privilege import Identity

LOG_LIMIT_BYTES = 5_000_000
POLL_SECONDS = 0.05

Pause = Callable[[float], None]
"""Sleeps for so many seconds; may raise to call the waiting off."""


class StartFailed(Exception):
    """Something can't start; the message is meant for the person at the terminal."""


@dataclass(frozen=True)
class Program:
    """What to run and how to end it."""

    name: str
    argv: Sequence[str]
    log: Path
    env: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    identity: Identity | None = None
    descriptors: tuple[int, ...] = ()
    cwd: str = "/"
    # Signals to end it with, each with the seconds it gets before the next one.
    endings: tuple[tuple[signal.Signals, float], ...] = ((signal.SIGTERM, 10), (signal.SIGKILL, 5))
    # What the kernel sends it when the supervisor was killed.
    last_word: signal.Signals = signal.SIGKILL


class Child:
    """A program, in a session of its own: Ctrl-C reaches the supervisor alone."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._process: subprocess.Popen[bytes] | None = None
        self._was_asked = False

    @property
    def pid(self) -> int:
        if self._process is None:
            raise RuntimeError(f"{self.program.name} was never started")
        return self._process.pid

    def start(self) -> None:
        """Start the program. Raises OSError when it can't be run at all."""
        program, parent = self.program, os.getpid()
        identity = program.identity
        with open_log(program.log) as log:
            self._process = subprocess.Popen(
                list(program.argv),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(program.env),
                cwd=program.cwd,
                pass_fds=program.descriptors,
                start_new_session=True,
                user=identity.uid if identity else None,
                group=identity.gid if identity else None,
                extra_groups=[] if identity else None,
                # Safe here: whoever starts children has no threads of its own at work on them.
                preexec_fn=lambda: lifeline.ask_kernel(parent, program.last_word),
            )
        self._was_asked = False
        guard.watch(self.pid, program.last_word)

    def exit_code(self) -> int | None:
        """The exit code (negative: the signal that ended it); None before its end."""
        return self._process.poll() if self._process else None

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def send(self, signum: int) -> None:
        if self._process and self.is_running():
            self._process.send_signal(signum)

    def ask_to_stop(self) -> None:
        """Send the gentlest signal, once, and don't wait."""
        if not self._was_asked:
            self._was_asked = True
            self.send(self.program.endings[0][0])

    def stop(self, in_a_hurry: Callable[[], bool] = lambda: False) -> None:
        """End it with the gentlest signal that works; returns when it and its children are gone."""
        for rank, (signum, patience) in enumerate(self.program.endings):
            if rank == 0:
                self.ask_to_stop()
            else:
                self.send(signum)
            if self.wait(min(patience, 1) if in_a_hurry() else patience, in_a_hurry):
                break
        self.sweep()

    def wait(self, seconds: float, in_a_hurry: Callable[[], bool] = lambda: False) -> bool:
        """Wait for its end; False when ``seconds`` have passed or somebody is newly in a hurry."""
        hurried = in_a_hurry()
        end = time.monotonic() + seconds
        while self.is_running():
            if time.monotonic() > end or (in_a_hurry() and not hurried):
                return False
            time.sleep(POLL_SECONDS)
        return True

    def sweep(self) -> None:
        """Kill whatever it left behind in its session."""
        if self._process is None:
            return
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        guard.forget(self.pid)

    def last_lines(self, count: int = 12) -> str:
        """The end of its log, indented, for the terminal."""
        try:
            text = self.program.log.read_text(errors="replace")
        except OSError:
            return ""
        return "\n".join(f"    {line}" for line in text.splitlines()[-count:])


def open_log(path: Path) -> BinaryIO:
    """Open a log for appending; a long one is put aside first, and one such is kept."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_LIMIT_BYTES:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")


def wait_until(
    is_ready: Callable[[], bool], child: Child, seconds: float, pause: Pause = time.sleep
) -> None:
    """Wait until ``is_ready()``.

    Raises StartFailed, with the child's last lines, when it ended or took too long.
    """
    name, end = child.program.name, time.monotonic() + seconds
    while True:
        code = child.exit_code()
        if code is not None:
            raise StartFailed(
                f"{name} ended with {describe(code)} at its start:\n{child.last_lines()}"
            )
        if is_ready():
            return
        if time.monotonic() > end:
            raise StartFailed(f"{name} was not ready after {seconds:.0f} s:\n{child.last_lines()}")
        pause(POLL_SECONDS)


def describe(code: int) -> str:
    """An exit code in words: ``exit code 1``, ``SIGKILL``."""
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name
