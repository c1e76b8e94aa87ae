"""Starts a child again when it ends, ever more slowly while it keeps ending."""

from __future__ import annotations

import time
from collections.abc import Callable

from storytracker.embedded.process import Child, describe

FIRST_DELAY_SECONDS = 0.5
LONGEST_DELAY_SECONDS = 30.0
# Who ran this long has started well; its next end counts as the first.
STEADY_SECONDS = 60.0
# Who ends this soon shows its last words.
EARLY_SECONDS = 10.0


class Keeper:
    """Looks after one child that was started already."""

    def __init__(self, child: Child, say: Callable[[str], None]) -> None:
        self.child, self.say = child, say
        self.ends = 0
        self.started_at = time.monotonic()
        self.start_at: float | None = None

    def look_after(self, now: float) -> None:
        """Notice an end, or start again when it is time. Call it often; it never waits."""
        if self.start_at is not None:
            if now >= self.start_at:
                self._start(now)
        elif (code := self.child.exit_code()) is not None:
            self._plan(now, code)

    def delay_seconds(self) -> float:
        """How long to wait after so many ends in a row: 0.5, 1, 2 … 30 s."""
        doubled: float = FIRST_DELAY_SECONDS * 2 ** max(self.ends - 1, 0)
        return min(doubled, LONGEST_DELAY_SECONDS)

    def _plan(self, now: float, code: int) -> None:
        lasted = now - self.started_at
        self.ends = 1 if lasted > STEADY_SECONDS else self.ends + 1
        self.start_at = now + self.delay_seconds()
        self.child.sweep()
        program = self.child.program
        self.say(
            f"{program.name} ended with {describe(code)} after {lasted:.0f} s; "
            f"starting it again in {self.delay_seconds():.1f} s (see {program.log})."
        )
        if self.ends == 1 and lasted < EARLY_SECONDS:
            self.say(self.child.last_lines())

    def _start(self, now: float) -> None:
        self.start_at, self.started_at = None, now
        try:
            self.child.start()
        except OSError as error:
            self.say(f"{self.child.program.name} can't be started: {error}")
            self.ends += 1
            self.start_at = now + self.delay_seconds()
