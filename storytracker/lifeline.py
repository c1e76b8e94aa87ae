"""A process that outlives the one that started it helps nobody: these functions end it.

Used by the embedded servers, by Celery's pool children and by gunicorn's workers, so that nothing
is left behind when a parent is killed with ``kill -9`` and can't tidy up.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time

PR_SET_PDEATHSIG = 1
ON_LINUX = sys.platform.startswith("linux")
# Elsewhere, and on Linux to test what is done elsewhere, ``embedded.guard`` takes its place.
ASKS_KERNEL = ON_LINUX and os.environ.get("STORYTRACKER_GUARD") != "pipe"
# Loaded at import: between fork and exec it would be too late.
_libc = ctypes.CDLL(None, use_errno=True) if ASKS_KERNEL else None


def ask_kernel(parent: int, signum: int) -> None:
    """Have Linux send ``signum`` to this process when its parent ends.

    Safe between fork and exec; survives exec. ``parent`` is the parent's process id as the parent
    knows it: when that one is gone already, the process ends at once. Call it from a child whose
    parent's *main thread* forked it, and after any change of user (both would undo it). Does
    nothing on other systems.
    """
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, signum, 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def die_with_parent(parent: int | None = None) -> None:
    """End this Python process, without ceremony, as soon as its parent has ended."""
    parent = parent or os.getppid()
    if ASKS_KERNEL:
        ask_kernel(parent, signal.SIGKILL)
    else:
        threading.Thread(target=_watch, args=(parent,), daemon=True, name="lifeline").start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGKILL)
