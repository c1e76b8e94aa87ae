"""What can go wrong with a child, each with words for people."""

from __future__ import annotations

from typing import Literal

Kind = Literal["cpu", "memory", "wall", "died"]


class Breach(Exception):
    """The child broke a limit, or ended: the page is to blame, or somebody who killed it.

    ``kind`` is the limit: "cpu", "memory", "wall" (the time on the clock), or "died" for an end
    without a word (a crash, a kill, an answer that is none). ``words`` go on with "Reading it …".
    """

    def __init__(self, kind: Kind, words: str) -> None:
        super().__init__(words)
        self.kind: Kind = kind
        self.words = words


class ChildFailed(RuntimeError):
    """The task raised an ordinary exception; its text, with the child's traceback."""


class OutOfTime(Exception):
    """The batch's time is used up: nothing was begun."""


class NoChild(Exception):
    """The system gives no process or no memory for one: no page is to blame."""
