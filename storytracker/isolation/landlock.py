"""Giving up rights that need no open descriptor: to remove or rename a file, to signal a process.

Linux has Landlock for it since 5.13, in most distributions' kernels; a process takes rights from
itself, and no child of its own gets them back. A process so restricted can't trace another either.
Numbers and bits are those of the kernel's ``include/uapi/linux/landlock.h``.
"""

from __future__ import annotations

import ctypes
import os
from functools import cache

from storytracker.lifeline import ON_LINUX

# The same on every machine that Python runs on.
SYS_CREATE_RULESET, SYS_RESTRICT_SELF = 444, 446
CREATE_RULESET_VERSION = 1
# By version of the interface: all rights on files and folders, on TCP, and over other processes
# (signals, abstract sockets) that it knows of.
FILES = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 4: 0x7FFF, 5: 0xFFFF}
NETWORK_SINCE, ALL_NETWORK = 4, 0b11
SCOPES_SINCE, ALL_SCOPES = 6, 0b11

_libc = ctypes.CDLL(None, use_errno=True) if ON_LINUX else None


class _Ruleset(ctypes.Structure):
    _fields_ = [
        ("files", ctypes.c_uint64),
        ("network", ctypes.c_uint64),
        ("scopes", ctypes.c_uint64),
    ]


@cache
def version() -> int:
    """Which version of the interface this kernel has; 0 for none."""
    return max(_syscall(SYS_CREATE_RULESET, None, 0, CREATE_RULESET_VERSION), 0)


def give_up_rights() -> None:
    """Give up every right that this kernel lets one give up; none where it has no Landlock.

    Asks for ``PR_SET_NO_NEW_PRIVS`` before, and for one free descriptor. Raises OSError where the
    kernel refuses.
    """
    known = version()
    if not known:
        return
    rules = _Ruleset(
        FILES[min(known, max(FILES))],
        ALL_NETWORK if known >= NETWORK_SINCE else 0,
        ALL_SCOPES if known >= SCOPES_SINCE else 0,
    )
    # Older kernels know the first fields only.
    size = 24 if known >= SCOPES_SINCE else 16 if known >= NETWORK_SINCE else 8
    ruleset = _checked(_syscall(SYS_CREATE_RULESET, ctypes.byref(rules), size, 0))
    _checked(_syscall(SYS_RESTRICT_SELF, ruleset, 0))
    os.close(ruleset)


def _syscall(number: int, *arguments: object) -> int:
    if _libc is None:
        return -1
    return int(_libc.syscall(ctypes.c_long(number), *map(_argument, arguments)))


def _argument(value: object) -> object:
    return ctypes.c_size_t(value) if isinstance(value, int) else value


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"Landlock: {os.strerror(number)}")
    return result
