"""Progress on the command line: a bar on a terminal, nothing in a log."""

from __future__ import annotations

from typing import Any, Self

from tqdm import tqdm

# No thread that wakes bars which nothing moves.
tqdm.monitor_interval = 0


class Bar:
    """A bar of ``total`` steps on a stream; where that is no terminal, silent."""

    def __init__(self, words: str, total: int, stream: Any) -> None:
        self.is_silent = not bool(getattr(stream, "isatty", lambda: False)())
        # Django's wrapper ends every write with a new line, which a bar must not have.
        plain = getattr(stream, "_out", stream)
        self._bar = tqdm(total=total, desc=words, file=plain, disable=self.is_silent, leave=False)

    def step(self, words: str = "") -> None:
        """One step further; ``words`` say at what."""
        self._bar.set_postfix_str(words, refresh=False)
        self._bar.update()

    def reach(self, done: int, words: str = "") -> None:
        """So far in all."""
        self._bar.set_postfix_str(words, refresh=False)
        self._bar.update(done - self._bar.n)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()
