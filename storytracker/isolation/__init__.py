"""Running code on hostile bytes in a child process with limits: bytes in, JSON out.

A task is registered by name when its module is imported; ``call`` runs it in this process' child,
which is forked at the first call and kept warm for the ones after it::

    isolation.register("read", read_to_json, warm=load_everything)
    reading = isolation.call("read", {"url": url}, content, reading_from_json)

The child can open no descriptor (no file, no socket), write no file and start no process, nor,
where the kernel has Landlock, remove a file or signal a process; it has 10 CPU-seconds, 20 seconds
and 768 MB for a page (see ``limits``), and ends with its parent. What it answers is data from a
stranger: JSON, never pickle, checked by the caller's ``decode``.
"""

from __future__ import annotations

import atexit
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from storytracker.isolation.breaches import Breach, ChildFailed, NoChild, OutOfTime
from storytracker.isolation.budgets import budget, check_budget
from storytracker.isolation.child import Child
from storytracker.isolation.limits import Limits
from storytracker.isolation.tasks import register, run_task

__all__ = [
    "Breach",
    "Child",
    "ChildFailed",
    "Limits",
    "NoChild",
    "OutOfTime",
    "budget",
    "call",
    "call_here",
    "close",
    "register",
]

T = TypeVar("T")
Decode = Callable[[Any], T]

_child = Child()
atexit.register(_child.close)


def call(
    task: str, header: Mapping[str, Any], body: bytes, decode: Decode[T], *, fresh: bool = False
) -> T:
    """Run ``task`` on ``body`` in this process' child; returns what ``decode`` makes of it.

    ``header`` is what the task has to know beside the bytes, as JSON takes it. With ``fresh`` no
    other page was read by the child before. Raises Breach where the child broke a limit or ended,
    ChildFailed where the task raised an exception or ``decode`` a ValueError, OutOfTime where the
    ``budget`` around this call is used up, NoChild where the system gives no process.
    """
    check_budget()
    if fresh:
        _child.close()
    answer = _child.call(task, header, body)
    try:
        return decode(answer)
    except ValueError as error:
        # Either a fault of ours or a child that somebody else has taken over.
        _child.close()
        raise ChildFailed(f"its answer makes no sense: {error}") from None


def call_here(task: str, header: Mapping[str, Any], body: bytes, decode: Decode[T]) -> T:
    """The same without a child and without limits. Raises OutOfTime, and what the task raises."""
    check_budget()
    return decode(run_task(task, header, body))


def close() -> None:
    """End this process' child, if it has one; the next call forks another."""
    _child.close()
