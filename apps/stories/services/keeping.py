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
    ``is_ruled``: an editor decided what belongs to it, so the analysis says which one it is.
    """

    key: str
    evidence: AbstractSet[Words]
    is_decided: bool
    is_ruled: bool = False


@dataclass(frozen=True, slots=True)
class Fresh:
    """A claim of the new analysis: its key and what it rests on.

    ``decided`` are the ids of the claims that it is by editors' decisions; the first is the one
    that goes on, the others have become part of it.
    """

    key: str
    evidence: AbstractSet[Words]
    decided: tuple[int, ...] = ()


def keep_claims(known: Mapping[int, Known], fresh: Sequence[Fresh]) -> dict[int, int]:
    """Index in ``fresh`` → id in ``known``, for the claims that go on; each at most once.

    An editor's decision goes before everything: the analysis has found those claims or not, and
    words make none of them another one. Then the pair with most words in common. Among equals a
    claim with verdicts or notes keeps its history before others, then the same key, then the
    older claim. Where nothing is shared, the same key alone is enough: then every passage was
    read anew.
    """
    kept, taken = _by_decision(known, fresh)
    pairs = [
        (-len(old.evidence & new.evidence), not old.is_decided, old.key != new.key, pk, index)
        for pk, old in known.items()
        if not old.is_ruled
        for index, new in enumerate(fresh)
        if old.key == new.key or not old.evidence.isdisjoint(new.evidence)
    ]
    for _, _, _, pk, index in sorted(pairs):
        if index not in kept and pk not in taken:
            kept[index] = pk
            taken.add(pk)
    return kept


def _by_decision(
    known: Mapping[int, Known], fresh: Sequence[Fresh]
) -> tuple[dict[int, int], set[int]]:
    """What editors have decided: index in ``fresh`` → id, and all ids that are spoken for."""
    kept: dict[int, int] = {}
    taken: set[int] = set()
    for index, new in enumerate(fresh):
        ids = [pk for pk in new.decided if pk in known]
        if ids:
            kept[index] = ids[0]
        taken.update(ids)
    return kept, taken
