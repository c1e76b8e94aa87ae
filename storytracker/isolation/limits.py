"""What a child may use, and how a process shuts itself in.

Everything here is asked of the kernel, because nothing else stops C code: Python runs a signal's
handler only between two of its own instructions.
"""

from __future__ import annotations

import ctypes
import faulthandler
import gc
import os
import resource
import signal
from dataclasses import dataclass
from pathlib import Path

from storytracker.isolation.landlock import give_up_rights
from storytracker.lifeline import ON_LINUX, die_with_parent

PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 4, 38
# What ends a whole group of processes, or comes from a terminal, is for the parent to decide on.
LEFT_TO_PARENT = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT}
# Loaded at import: a child can't open it any more.
_libc = ctypes.CDLL(None, use_errno=True) if ON_LINUX else None


@dataclass(frozen=True, slots=True)
class Limits:
    """Per page: ``cpu_seconds`` of computing, ``wall_seconds`` on the clock, ``memory_bytes`` on
    top of what the parent had. An article takes some 0.05 s; 10 s on the slowest machine are an
    attack or a fault of ours. Per child: after ``pages``, or when it has grown by
    ``growth_bytes``, a new one is forked, so that what earlier pages left behind is not charged
    to a later one.
    """

    cpu_seconds: float = 10.0
    wall_seconds: float = 20.0
    memory_bytes: int = 768 * 1024**2
    pages: int = 200
    growth_bytes: int = 192 * 1024**2


def shut_in(channel: int, parent: int, limits: Limits) -> None:
    """Leave this process, just forked by ``parent``, nothing but the descriptor ``channel``.

    All signals are blocked when it is called, and let through when it returns.
    """
    reset_signals()
    die_with_parent(parent)
    # What the parent had is never tidied up here: a finaliser of its connections would speak up.
    gc.freeze()
    close_all_but(channel)
    # Pages' own mappings are charged on top of those that came with the fork.
    limit_memory(limits.memory_bytes)
    for what in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC):
        resource.setrlimit(what, (0, 0))
    if _libc is not None:
        _libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
        _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    give_up_rights()
    # Last, since it ends all opening: of files, of sockets, of pipes.
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def reset_signals() -> None:
    """As in a fresh program: the parent's handlers are about the parent's affairs."""
    faulthandler.disable()
    signal.set_wakeup_fd(-1)
    for signum in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        action = signal.SIG_IGN if signum in LEFT_TO_PARENT else signal.SIG_DFL
        try:
            signal.signal(signum, action)
        except OSError:
            pass  # taken by the C library


def close_all_but(channel: int) -> None:
    """Close what came with the fork: the database's connection, Redis', the log."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    for descriptor in [int(name) for name in os.listdir("/dev/fd")]:
        if descriptor > 2 and descriptor != channel:
            try:
                os.close(descriptor)
            except OSError:
                pass  # the listing's own


def limit_memory(extra: int) -> None:
    """Allow ``extra`` bytes of addresses beyond those in use; no limit but the clock elsewhere."""
    if not ON_LINUX:
        return
    ceiling = addresses_in_use() + extra
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard != resource.RLIM_INFINITY:
        ceiling = min(ceiling, hard)
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))


def addresses_in_use(pid: int | str = "self") -> int:
    """Bytes of addresses that a process has in use: what its limit counts; 0 where nobody says.

    Not what it has in memory, of which the kernel takes back what nobody has used for a while.
    """
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[0])
    except (OSError, IndexError):
        return 0
    return pages * resource.getpagesize()
