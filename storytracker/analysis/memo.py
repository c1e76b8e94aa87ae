"""What a pure function gave, remembered up to a limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

ARTICLES_REMEMBERED = 1000
"""Articles whose reading a process remembers, some 50 kB each: a story is analysed again whenever
one of its articles is new, and the others say what they said. Those asked for least lately go."""

Key = TypeVar("Key")
Value = TypeVar("Value")


class Memo(dict[Key, Value]):
    """The values of ``make`` by what it was asked for.

    When it holds ``most`` keys all are forgotten, so that a page of random letters fills no
    memory.
    """

    __slots__ = ("make", "most")

    def __init__(self, make: Callable[[Key], Value], most: int) -> None:
        super().__init__()
        self.make = make
        self.most = most

    def __missing__(self, key: Key) -> Value:
        value = self.make(key)  # may itself ask for other keys
        if len(self) >= self.most:
            self.clear()
        self[key] = value
        return value


def remembered(make: Callable[[Key], Value], most: int) -> Callable[[Key], Value]:
    """``make``, a pure function of one argument, with its last values remembered: ``most`` at most.

    For what is asked for at every word: a hit runs no Python, and costs half of one of
    functools.lru_cache, which brings every key asked for to the front of a list all over memory.
    """
    return Memo(make, most).__getitem__
