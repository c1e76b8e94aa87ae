"""Ends our children when we were killed, where the kernel won't: only Linux has a signal for that.

A helper process holds the reading end of a pipe. We tell it whom we started; when the pipe closes
without a word, which it does however we end, the helper ends them.

    + 4711 9     watch process group 4711, end it with signal 9
    - 4711       forget it
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

from storytracker.lifeline import ASKS_KERNEL

GRACE_SECONDS = 5.0

_pipe: IO[bytes] | None = None


def watch(pid: int, signum: int) -> None:
    """Have the process group ``pid`` ended with ``signum`` should we be killed."""
    if not ASKS_KERNEL:
        _tell(f"+ {pid} {int(signum)}\n")


def forget(pid: int) -> None:
    """The process group ``pid`` has ended."""
    if _pipe:
        _tell(f"- {pid}\n")


def _tell(line: str) -> None:
    global _pipe
    if _pipe is None:
        helper = subprocess.Popen(
            [sys.executable, "-c", "from storytracker.embedded import guard; guard.main()"],
            stdin=subprocess.PIPE,
            cwd=Path(__file__).resolve().parents[2],
            start_new_session=True,
        )
        _pipe = helper.stdin
    assert _pipe is not None
    with contextlib.suppress(BrokenPipeError):
        _pipe.write(line.encode())
        _pipe.flush()


def main() -> None:
    """The helper: read until the pipe closes, then end whoever is left."""
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    watched: dict[int, int] = {}
    for line in sys.stdin:
        match line.split():
            case ["+", pid, signum]:
                watched[int(pid)] = int(signum)
            case ["-", pid]:
                watched.pop(int(pid), None)
    _end(watched)


def _end(watched: dict[int, int]) -> None:
    for pid, signum in watched.items():
        _signal(pid, signum)
    end = time.monotonic() + GRACE_SECONDS
    while any(_signal(pid, 0) for pid in watched) and time.monotonic() < end:
        time.sleep(0.1)
    for pid in watched:
        _signal(pid, signal.SIGKILL)


def _signal(group: int, signum: int) -> bool:
    """Whether the process group is still there to be signalled."""
    try:
        os.killpg(group, signum)
    except (ProcessLookupError, PermissionError):
        return False
    return True
