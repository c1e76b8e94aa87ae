"""What editors decided on a story's claims: inputs of the analysis like the articles themselves.

A decision names assertions by the article and their exact words, and a claim by what it rested
on when somebody decided on it; so it holds whatever a later analysis calls them, and whatever
else it finds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from storytracker.analysis.types import Stance


@dataclass(frozen=True, slots=True, order=True)
class Said:
    """An assertion: the key of its article and its exact words (``Assertion.words``)."""

    article: str
    words: str


@dataclass(frozen=True, slots=True)
class ClaimName:
    """A claim as it was when somebody decided on it.

    ``name`` is the caller's own for it, the same in every decision on it: it comes back in
    ``ClaimFinding.names``. ``key`` is the analysis' name for it then, ``rests_on`` its evidence.
    """

    name: str
    key: str = ""
    rests_on: frozenset[Said] = frozenset()


class Ruling(StrEnum):
    REWORD = "reword"
    MERGE = "merge"  # ``other`` becomes part of ``claim``
    SPLIT = "split"  # ``said`` leaves ``claim`` and becomes ``other``
    DETACH = "detach"  # ``said`` is not about ``claim``
    ATTACH = "attach"  # ``said`` is about ``claim``


@dataclass(frozen=True, slots=True)
class Decision:
    """One editor's word on one claim.

    ``number`` orders the decisions in time: where two speak against each other, the later one
    holds. ``text`` is the claim's wording (REWORD; SPLIT, where "" leaves it to the program),
    ``stance`` how ``said`` bears on the claim (ATTACH; ``None`` leaves it as read). One that
    was ``undone`` has no effect but that its claims keep their names.
    """

    number: int
    kind: Ruling
    claim: ClaimName
    other: ClaimName | None = None
    said: frozenset[Said] = frozenset()
    text: str = ""
    stance: Stance | None = None
    by: str = ""
    reason: str = ""
    undone: bool = False

    def in_words(self, verb: str) -> str:
        """ "put together by edith: same plan"."""
        who = f"{verb} by {self.by or 'an editor'}"
        return f"{who}: {self.reason}" if self.reason else who


@dataclass(frozen=True, slots=True)
class StoryDecisions:
    """All that was decided on a story's claims, in any order."""

    claims: tuple[Decision, ...] = ()


NO_DECISIONS = StoryDecisions()
