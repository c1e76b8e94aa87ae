"""Which claim of a new analysis is which claim that we have: verdicts and notes depend on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

Words = tuple[int, str]
"""An article's id and what an assertion in it says, word for word."""


@dataclass(frozen=True, slots=True)
class Known:
    """A claim that we have: its key, what it rests on, whether somebody decided on it.

    What it rests on is named by article and words, which outlast a new version of the text.
    """

    key: str
    evidence: AbstractSet[Words]
    is_decided: bool


@dataclass(frozen=True, slots=True)
class Fresh:
    """A claim of the new analysis: its key and what it rests on."""

    key: str
    evidence: AbstractSet[Words]


def keep_claims(known: Mapping[int, Known], fresh: Sequence[Fresh]) -> dict[int, int]:
    """Index in ``fresh`` → id in ``known``, for the claims that go on; each at most once.

    The pair with most words in common goes first. Among equals a claim with verdicts or
    notes keeps its history before others, then the same key, then the older claim. Where
    nothing is shared, the same key alone is enough: then every passage was read anew.
    """
    pairs = [
        (-len(old.evidence & new.evidence), not old.is_decided, old.key != new.key, pk, index)
        for pk, old in known.items()
        for index, new in enumerate(fresh)
        if old.key == new.key or not old.evidence.isdisjoint(new.evidence)
    ]
    kept: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, _, pk, index in sorted(pairs):
        if index not in kept and pk not in taken:
            kept[index] = pk
            taken.add(pk)
    return kept
