"""How long a whole batch may take, so that many slow pages never end the process that reads them.

The limits are per page; a message of 25 pages at 20 seconds each would outlast Celery's time limit,
which kills the process with all that it has read.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from storytracker.isolation.breaches import OutOfTime

_until: ContextVar[float | None] = ContextVar("until", default=None)


@contextmanager
def budget(seconds: float) -> Iterator[None]:
    """Let calls inside begin within ``seconds`` from now; later ones raise OutOfTime."""
    before = _until.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _until.reset(before)


def check_budget() -> None:
    """Raises OutOfTime where the budget around the caller is used up."""
    until = _until.get()
    if until is not None and time.monotonic() >= until:
        raise OutOfTime
