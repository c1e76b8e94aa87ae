"""How far an import has come, as counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# In the order in which an item goes through them.
STAGES = ("queued", "fetching", "fetched", "parsing", "asserting", "linking", "placing")
STAGE_WORDS = {
    "fetching": "Fetched",
    "parsing": "Read",
    "asserting": "Who said what",
    "linking": "Story found",
    "placing": "On the timeline",
}
ASIDE = ("duplicate", "skipped", "needs_review", "dead", "cancelled")


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage's bar: how many items are past it, out of how many that will."""

    name: str
    words: str
    past: int
    total: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of one import's items by state; ``needing_you`` waits for an editor.

    ``has_addresses``: some came as an address alone and are, or were, to be fetched.
    """

    counts: Mapping[str, int]
    needing_you: int = 0
    has_addresses: bool = False

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """Items that have their place on a timeline."""
        return self.counts.get("done", 0)

    @property
    def failed(self) -> int:
        return self.counts.get("dead", 0)

    @property
    def finished(self) -> int:
        """Items that nothing more happens to by itself."""
        return self.done + self._aside

    @property
    def open(self) -> int:
        """Items still on their way."""
        return self.total - self.finished

    @property
    def is_finished(self) -> bool:
        return self.open == 0

    @property
    def stages(self) -> tuple[Stage, ...]:
        """A bar per stage; what was set aside counts for none, as it never gets there.

        Where nothing has to be fetched, there is no bar for it.
        """
        total = self.total - self._aside
        return tuple(
            Stage(name, words, self._past(name), total)
            for name, words in STAGE_WORDS.items()
            if name != "fetching" or self.has_addresses
        )

    @property
    def _aside(self) -> int:
        return sum(self.counts.get(state, 0) for state in ASIDE)

    def _past(self, stage: str) -> int:
        later = STAGES[STAGES.index(stage) + 1 :]
        return self.done + sum(self.counts.get(state, 0) for state in later)
