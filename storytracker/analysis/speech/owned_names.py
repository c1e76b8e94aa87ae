"""Names that hold a possessive: ``St Mary's Hospital``, ``King's College``, ``Sotheby's said``.

Elsewhere "'s" is a token of its own, since it ends a name: "Norway's minister".
"""

from __future__ import annotations

from functools import cache

from storytracker.analysis.speech import gazetteer
from storytracker.analysis.speech.tokens import Token
from storytracker.analysis.speech.words import (
    AUXILIARY,
    CAPITAL,
    COORDINATOR,
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
    word,
)

_POSSESSIVE = "'s"
# Nobody's name is any of these: "It's", "Everybody's", "Monday's".
_NO_OWNER = PRONOUN | INDEFINITE | QUESTION | RELATIVE | TIME
_NOT_OWNED = AUXILIARY | PAST | PREPOSITION | COORDINATOR | PUNCTUATION
# What only a subject has behind it; "'s been" and "'s being" are the verb's own.
_FINITE = HAVE | MODAL


def with_owned_names(tokens: list[Token]) -> list[Token]:
    """``tokens`` with the possessives that belong to a name joined to the word before them.

    The list itself where there is none, which is nearly always so.
    """
    possessives = [at for at, token in enumerate(tokens) if token.lower == _POSSESSIVE and at]
    names = {
        tokens[at - 1].text
        for at in possessives
        if _may_own(tokens, at) and (_names_house(tokens, at) or _names_speaker(tokens, at))
    }
    if not names:
        return tokens
    joined = {at for at in possessives if _is_joined(tokens, at, names)}
    return [
        _joined(token, tokens[at + 1]) if at + 1 in joined else token
        for at, token in enumerate(tokens)
        if at not in joined
    ]


def _may_own(tokens: list[Token], at: int) -> bool:
    owner = tokens[at - 1]
    return (
        bool(owner.flags & CAPITAL)
        and not owner.flags & _NO_OWNER
        and owner.end == tokens[at].start
        and at + 1 < len(tokens)
    )


def _is_saint(tokens: list[Token], at: int) -> bool:
    return at > 1 and tokens[at - 2].text in gazetteer.people("saints")


def _names_house(tokens: list[Token], at: int) -> bool:
    """``St Mary's Hospital``, ``King's College``; ``St Mary's said``."""
    owner, following = tokens[at - 1], tokens[at + 1]
    if _is_house(following):
        alone = at == 1 or not tokens[at - 2].flags & CAPITAL
        return _is_saint(tokens, at) or (alone and gazetteer.entry(owner.text) is None)
    return _is_saint(tokens, at) and bool(following.flags & _NOT_OWNED)


def _is_house(token: Token) -> bool:
    return bool(token.flags & CAPITAL) and token.lower in gazetteer.heads("houses")


def _names_speaker(tokens: list[Token], at: int) -> bool:
    """``Sotheby's said``, ``Moody's has cut``: no possessive has a finite verb behind it."""
    following, before = tokens[at + 1], at - 2
    while before > 0 and tokens[before].flags & CAPITAL:
        before -= 1
    if before >= 0 and tokens[before].lower == "of":
        return False  # "a friend of Jo Roe's said"
    if following.lower in _speaking():
        return True
    after = tokens[at + 2] if at + 2 < len(tokens) else None
    verbal = bool(following.flags & _FINITE) and following.lower not in _NOUNS_TOO
    return verbal and after is not None and bool(after.flags & (PAST | VERB | AUXILIARY))


# "the late singer's will", "the army's might": nouns too.
_NOUNS_TOO = frozenset(["will", "might", "may", "can", "must", "having"])


@cache
def _speaking() -> frozenset[str]:
    return frozenset(gazetteer.people("speaking"))


def _is_joined(tokens: list[Token], at: int, names: set[str]) -> bool:
    """Where the possessive is no part of the name, it says whose: "Sotheby's owner"."""
    if tokens[at - 1].text not in names or not _may_own(tokens, at):
        return False
    following = tokens[at + 1]
    own = _names_house(tokens, at) or _names_speaker(tokens, at)
    return own or bool(following.flags & _NOT_OWNED and not following.flags & CAPITAL)


def _joined(owner: Token, possessive: Token) -> Token:
    return Token(owner.start, possessive.end, word(owner.text + possessive.text))
