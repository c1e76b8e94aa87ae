"""The words for states: what somebody or something is said to be, know or hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from storytracker.analysis.lexicons import load
from storytracker.analysis.speech.tokens import Token
from storytracker.analysis.story.propositions import NOUN
from storytracker.analysis.story.vocabulary import kinds_of_things

Found = tuple[str, bool]
"""A state, and whether the word tells its opposite."""

LEADERS = NOUN + "leaders"
"""Those who run a body that is not named: "managers knew"."""


@cache
def _states() -> dict[str, dict[str, str]]:
    return {name: lists for name, lists in load("states").items() if name != "words"}


@cache
def state_words(key: str) -> frozenset[str]:
    """The list ``key`` of the words around states."""
    return frozenset(load("states")["words"][key].split())


@cache
def negative_openings() -> tuple[tuple[str, ...], ...]:
    """ "at no time", "never": openings behind which the verb stands before its subject."""
    return tuple(tuple(opening.split()) for opening in load("states")["words"]["negative_openings"])


@cache
def states_by(kind: str) -> dict[str, str]:
    """Lemma → state, for ``kind`` "verbs", "told", "nouns", "adjectives" and so on."""
    return {
        word: name
        for name, lists in reversed(_states().items())
        for word in lists.get(kind, "").split()
    }


@cache
def _phrases() -> tuple[tuple[tuple[str, ...], Found], ...]:
    kinds = (("phrases", False), ("opposite_phrases", True))
    return tuple(
        (tuple(phrase.split()), (name, opposite))
        for name, lists in _states().items()
        for kind, opposite in kinds
        for phrase in lists.get(kind, ())
    )


def is_state(concept: str) -> bool:
    """True for a state, false for what somebody did."""
    return concept in _states()


def is_about(concept: str, what: str) -> bool:
    """Are claims of this state told apart by ``what``: "object" or "items"?"""
    return _states().get(concept, {}).get("of") == what


def family(concept: str) -> str:
    """The state that what is held is in when its holder is: what is open, its contents are."""
    return _states().get(concept, {}).get("within", concept)


def holds(concept: str) -> bool:
    """True for a state of what is in something else."""
    return "within" in _states().get(concept, {})


def may_be_in(concept: str, lemma: str) -> bool:
    """May ``lemma`` be in the state that a deed's participle tells: "passwords were leaked"?"""
    return lemma in _states()[concept].get("holders", "").split()


def may_be_left(concept: str, lemmas: Iterable[str]) -> bool:
    """May one of these be left in the state: records may be left open, a factory is kept so?"""
    holders = _states()[concept].get("holders", "").split()
    return not holders or not set(holders).isdisjoint(lemmas)


def state_at(tokens: Sequence[Token], k: int) -> tuple[Found, int, bool] | None:
    """The state that the words from ``k`` tell, the index of their last, and whether they are
    a deed's participle; None for none."""
    words = tuple(t.lower for t in tokens[k : k + 4])
    for phrase, found in _phrases():
        if words[: len(phrase)] == phrase:
            return found, k + len(phrase) - 1, False
    token = tokens[k]
    for kind, opposite in (("adjectives", False), ("opposites", True)):
        if token.lower in states_by(kind):
            return (states_by(kind)[token.lower], opposite), k, False
    if token.lemma in states_by("participles"):
        return (states_by("participles")[token.lemma], False), k, True
    return None


def topic(lemma: str) -> str:
    """The noun, or the kind of thing that it names."""
    return kinds_of_things().get(lemma, lemma)
