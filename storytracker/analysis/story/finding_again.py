"""Which assertions and which claims of this analysis an editor's decision is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from storytracker.analysis.story.claim_drafts import ClaimDraft
from storytracker.analysis.story.decisions import ClaimName, Said
from storytracker.analysis.story.similarity import words
from storytracker.analysis.types import ArticleFacts

Place = tuple[str, int]
"""(article key, index of the assertion)."""

LIKE_WORDS = 0.5
"""Share of all words that both must have, where an assertion's exact words are found no more:
a later reading begins or ends it elsewhere. Half or less could be another assertion."""

SAME_CLAIM = 0.5
"""Share of what a claim rested on that must still be its own to be the same claim. Where a later
reading splits it, the share of what a part rests on, if that tells of the same event."""


class Assertions:
    """Where the assertions that decisions name stand."""

    def __init__(self, articles: Sequence[ArticleFacts]) -> None:
        self._articles = {a.key: a for a in articles}
        self._exact: dict[Said, set[Place]] = defaultdict(set)
        for article in articles:
            for index, assertion in enumerate(article.attributions.assertions):
                said = Said(article.key, assertion.words(article.text))
                self._exact[said].add((article.key, index))

    def places(self, said: Iterable[Said]) -> frozenset[Place]:
        """The assertions with these words, or with most of them; none for those that are gone."""
        return frozenset(place for each in said for place in self._of(each))

    def _of(self, said: Said) -> set[Place]:
        if said in self._exact or said.article not in self._articles:
            return self._exact.get(said, set())
        article = self._articles[said.article]
        likeness = {
            (article.key, index): _likeness(said.words, assertion.words(article.text))
            for index, assertion in enumerate(article.attributions.assertions)
        }
        best = max(likeness.values(), default=0.0)
        return {p for p, like in likeness.items() if like == best} if best >= LIKE_WORDS else set()


def _likeness(one: str, other: str) -> float:
    mine, yours = set(words(one)), set(words(other))
    return len(mine & yours) / len(mine | yours) if mine and yours else 0.0


def places_of(claim: ClaimDraft) -> frozenset[Place]:
    """The assertions that a claim rests on."""
    return frozenset((m.proposition.article, m.proposition.assertion) for m in claim.matches)


def find_claim(
    claims: Sequence[ClaimDraft], wanted: ClaimName, rested_on: frozenset[Place]
) -> ClaimDraft | None:
    """The claim that an editor called by ``wanted``, ``None`` where it is found no more.

    That is the one that has the name already; else the one that tells of the same event, has
    not been named otherwise and shares most of what it rested on; of equals the same key.
    """
    named = next((c for c in claims if wanted.name in c.names), None)
    if named is not None:
        return named

    def rank(claim: ClaimDraft) -> tuple[bool, bool, int, bool, int, str]:
        mine = places_of(claim)
        shared = len(mine & rested_on)
        same = event_of(claim.key) == event_of(wanted.key)
        return (same, not claim.names, shared, claim.key == wanted.key, -len(mine), claim.key)

    like = [c for c in claims if _is_like(c, wanted, rested_on)]
    return max(like, key=rank, default=None)


def _is_like(claim: ClaimDraft, wanted: ClaimName, rested_on: frozenset[Place]) -> bool:
    mine = places_of(claim)
    shared = len(mine & rested_on)
    if not shared:
        return False
    is_part = event_of(claim.key) == event_of(wanted.key) and shared >= SAME_CLAIM * len(mine)
    return is_part or shared >= SAME_CLAIM * len(rested_on)


def event_of(key: str) -> tuple[str, ...]:
    """A claim's event word and whether it is a plan or a deed, from its key."""
    return tuple(key.split("|")[:2])
