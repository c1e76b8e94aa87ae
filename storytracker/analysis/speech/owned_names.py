"""Names that hold a possessive: ``St Mary's Hospital``, ``King's College``, ``Sotheby's said``.

Elsewhere "'s" is a token of its own, since it ends a name: "Norway's minister".
"""

from __future__ import annotations

from functools import cache

from storytracker.analysis.lexicons import load
from storytracker.analysis.speech import gazetteer
from storytracker.analysis.speech.words import (
    AUXILIARY,
    CAPITAL,
    COORDINATOR,
    GLUED,
    HAVE,
    INDEFINITE,
    MODAL,
    PAST,
    PREPOSITION,
    PRONOUN,
    PUNCTUATION,
    QUESTION,
    RELATIVE,
    TIME,
    VERB,
    Word,
    word,
)

_POSSESSIVE = "'s"
# Nobody's name is any of these: "It's", "Everybody's", "Monday's".
_NO_OWNER = PRONOUN | INDEFINITE | QUESTION | RELATIVE | TIME
_NOT_OWNED = AUXILIARY | PAST | PREPOSITION | COORDINATOR | PUNCTUATION
# What only a subject has behind it; "'s been" and "'s being" are the verb's own.
_FINITE = HAVE | MODAL


def with_owned_names(tokens: list[Word], starts: list[int]) -> tuple[list[Word], list[int]]:
    """``tokens`` with the possessives that belong to a name joined to the word before them.

    ``starts`` are their offsets. The lists themselves where there is none, which is nearly
    always so.
    """
    possessives = [at for at, token in enumerate(tokens) if token.lower == _POSSESSIVE and at]
    names = {
        tokens[at - 1].text
        for at in possessives
        if _may_own(tokens, at) and (_names_house(tokens, at) or _names_speaker(tokens, at))
    }
    if not names:
        return tokens, starts
    joined = {at for at in possessives if _is_joined(tokens, at, names)}
    kept = [at for at in range(len(tokens)) if at not in joined]
    return [
        _joined(tokens[at], tokens[at + 1]) if at + 1 in joined else tokens[at] for at in kept
    ], [starts[at] for at in kept]


def _may_own(tokens: list[Word], at: int) -> bool:
    owner = tokens[at - 1]
    return (
        bool(owner.flags & CAPITAL)
        and not owner.flags & _NO_OWNER
        and bool(tokens[at].flags & GLUED)
        and at + 1 < len(tokens)
    )


def _is_saint(tokens: list[Word], at: int) -> bool:
    return at > 1 and tokens[at - 2].text in gazetteer.people("saints")


def _names_house(tokens: list[Word], at: int) -> bool:
    """``St Mary's Hospital``, ``King's College``; ``St Mary's said``."""
    owner, following = tokens[at - 1], tokens[at + 1]
    if _is_house(following):
        alone = at == 1 or not tokens[at - 2].flags & CAPITAL
        return _is_saint(tokens, at) or (alone and gazetteer.entry(owner.text) is None)
    return _is_saint(tokens, at) and bool(following.flags & _NOT_OWNED)


def _is_house(token: Word) -> bool:
    return bool(token.flags & CAPITAL) and token.lower in gazetteer.heads("houses")


def _names_speaker(tokens: list[Word], at: int) -> bool:
    """``Sotheby's said``, ``Moody's has cut``: no possessive has a finite verb behind it."""
    following, before = tokens[at + 1], at - 2
    while before > 0 and tokens[before].flags & CAPITAL:
        before -= 1
    if before >= 0 and tokens[before].lower == "of":
        return False  # "a friend of Jo Roe's said"
    if following.lower in _speaking():
        return True
    after = tokens[at + 2] if at + 2 < len(tokens) else None
    verbal = bool(following.flags & _FINITE) and following.lower not in _ownable()
    return verbal and after is not None and bool(after.flags & (PAST | VERB | AUXILIARY))


@cache
def _speaking() -> frozenset[str]:
    return frozenset(gazetteer.people("speaking"))


@cache
def _ownable() -> frozenset[str]:
    return frozenset(load("grammar")["ownable_auxiliaries"])


def _is_joined(tokens: list[Word], at: int, names: set[str]) -> bool:
    """Where the possessive is no part of the name, it says whose: "Sotheby's owner"."""
    if tokens[at - 1].text not in names or not _may_own(tokens, at):
        return False
    following = tokens[at + 1]
    own = _names_house(tokens, at) or _names_speaker(tokens, at)
    return own or bool(following.flags & _NOT_OWNED and not following.flags & CAPITAL)


def _joined(owner: Word, possessive: Word) -> Word:
    return word(owner.text + possessive.text)
