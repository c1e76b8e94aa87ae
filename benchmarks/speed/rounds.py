"""What a round costs, and contenders that take turns."""

from __future__ import annotations

import functools
import gc
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from storytracker.analysis.memo import Memo

SMALL = bool(os.environ.get("SMALL"))


class Cost(NamedTuple):
    """Seconds, by the clock on the wall and of CPU."""

    wall: float
    cpu: float


Contenders = Mapping[str, Callable[[], Cost]]


class Stopwatch:
    """What the ``with`` block cost this process, once it has ended."""

    cost = Cost(0.0, 0.0)


@contextmanager
def timed() -> Iterator[Stopwatch]:
    """Take the time of a block."""
    watch = Stopwatch()
    wall, cpu = time.perf_counter(), time.process_time()
    yield watch
    watch.cost = Cost(time.perf_counter() - wall, time.process_time() - cpu)


def in_turn(contenders: Contenders, rounds: int) -> dict[str, list[Cost]]:
    """Costs by contender, round by round; each round begins with another one."""
    spent: dict[str, list[Cost]] = defaultdict(list)
    names = list(contenders)
    for turn in range(rounds):
        for place in range(len(names)):
            name = names[(turn + place) % len(names)]
            spent[name].append(contenders[name]())
    return spent


def cpu_seconds(work: Callable[[], object]) -> float:
    """CPU seconds of ``work``, with the collection of the garbage that it leaves."""
    gc.disable()
    try:
        began = time.process_time()
        work()
        gc.collect()
        return time.process_time() - began
    finally:
        gc.enable()


def forget() -> None:
    """Clear what is remembered up to a limit; set aside what stays, so that it costs nobody."""
    gc.unfreeze()  # what is set aside is not listed
    for thing in gc.get_objects():
        if isinstance(thing, functools._lru_cache_wrapper) and thing.cache_parameters()["maxsize"]:
            thing.cache_clear()
        elif isinstance(thing, Memo):
            thing.clear()
    gc.collect()
    gc.freeze()


def cpu(costs: Sequence[Cost]) -> list[float]:
    """The CPU seconds of the rounds."""
    return [cost.cpu for cost in costs]


def wall(costs: Sequence[Cost]) -> list[float]:
    """The seconds of the rounds by the clock."""
    return [cost.wall for cost in costs]
