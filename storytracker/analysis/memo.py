"""What a pure function gave, remembered up to a limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, ParamSpec, TypeVar

READ_LATELY = 3_000_000
"""Characters of articles whose reading a process remembers, some thousand articles and 70 MB: a
story is analysed again whenever one of its articles is new, and the others say what they said."""

LONGEST_FORM = 60
"""Longer words, in characters, and longer chunks of text between two spaces are not remembered."""

Key = TypeVar("Key")
Value = TypeVar("Value")
Asked = ParamSpec("Asked")


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


class MemoOfForms(Memo[str, Value]):
    """The same for forms of words; a long one hardly comes twice, and is not kept."""

    __slots__ = ()

    def __missing__(self, key: str) -> Value:
        value = self.make(key)
        if len(key) <= LONGEST_FORM:
            if len(self) >= self.most:
                self.clear()
            self[key] = value
        return value


def remembered(make: Callable[[str], Value], most: int) -> Callable[[str], Value]:
    """``make``, a pure function of a form, with its last values remembered: ``most`` at most.

    For what is asked for at every word: a hit runs no Python, and costs half of one of
    functools.lru_cache, which brings every key asked for to the front of a list all over memory.
    """
    return MemoOfForms(make, most).__getitem__


class Lately(Generic[Asked, Value]):
    """What ``make``, a pure function, gave lately: as much as weighs ``most``, says ``weigh``.

    For what is large: bounded by its size and not by its number, so that long texts fill no more
    memory than short ones. What is asked for is in the newer of two halves; when that is full the
    older one is forgotten and it takes its place. Threads may ask at once: at worst one makes again
    what another has made. ``make`` takes its arguments by position and never gives None.
    """

    def __init__(
        self, make: Callable[Asked, Value], weigh: Callable[Asked, int], most: int
    ) -> None:
        self.make, self.weigh, self.most = make, weigh, most
        self._newer: dict[object, Value] = {}
        self._older: dict[object, Value] = {}
        self._weight = 0

    def __call__(self, *asked: Asked.args, **named: Asked.kwargs) -> Value:
        value = self._newer.get(asked)
        if value is None:
            value = self._older.get(asked)
            if value is None:
                value = self.make(*asked, **named)
            self._keep(asked, value, self.weigh(*asked, **named))
        return value

    def _keep(self, asked: object, value: Value, weight: int) -> None:
        if self._weight + weight > self.most // 2:
            self._older, self._newer, self._weight = self._newer, {}, 0
        if weight <= self.most // 2:
            self._newer[asked] = value
            self._weight += weight
