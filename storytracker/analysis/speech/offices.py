"""For whom a spokesman speaks: the office of the mayor, of "his", of the company just named."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from storytracker.analysis.speech import gazetteer
from storytracker.analysis.speech.cast import Cast, resolve_pronoun
from storytracker.analysis.speech.names import Entity
from storytracker.analysis.speech.units import Unit
from storytracker.analysis.speech.words import (
    CAPITAL,
    DETERMINER,
    POSSESSIVE,
    PUNCTUATION,
    RELATIVE,
    ROLE,
    Word,
)

# A bare "spokesman Jo Roe" speaks for a company heard this few sentences ago.
REACH = 3


def office_behind(
    text: str,
    unit: Unit,
    start: int,
    end: int,
    cast: Cast,
    same: Sequence[Entity],
    before: Sequence[Entity],
) -> str:
    """For whom the spokesman in the tokens from ``start`` to ``end`` speaks, "" if unsaid."""
    tokens = unit.tokens
    at = next((k for k in range(start, end) if _speaks_for(tokens[k])), None)
    if at is None:
        return ""
    if at + 2 < end and tokens[at + 1].lower in ("for", "of"):
        return _titled(text, unit, at + 2, end)
    first = tokens[start]
    if first.flags & POSSESSIVE:
        return _owner(first, cast, same, before)
    bare = at == start or all(not t.flags & DETERMINER for t in tokens[start:at])
    return cast.last_body(REACH) if bare else ""


def _speaks_for(token: Word) -> bool:
    return token.lower in gazetteer.people("speak_for")


def _titled(text: str, unit: Unit, start: int, end: int) -> str:
    """``for the mayor`` is the governor's office: the office speaks, not the man."""
    if not unit.tokens[start].flags & DETERMINER:
        return ""
    words = list(takewhile(_inside, unit.tokens[start + 1 : end]))
    if not words or not words[-1].flags & ROLE:
        return ""
    return f"{unit.words(text, start + 1, start + 1 + len(words))}'s office"


def _inside(token: Word) -> bool:
    return not token.flags & (PUNCTUATION | RELATIVE | CAPITAL)


def _owner(pronoun: Word, cast: Cast, same: Sequence[Entity], before: Sequence[Entity]) -> str:
    if pronoun.lower not in ("his", "her"):
        return cast.last_body(REACH) if pronoun.lower in ("its", "their") else ""
    found = resolve_pronoun(pronoun, cast, same, before)
    if found.entity is None:
        return ""
    titles = [role.lower() for role in found.entity.roles]
    return f"{next(iter(titles), found.entity.canonical)}'s office"
