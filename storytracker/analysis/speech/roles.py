"""Roles and bodies in a source phrase: "the spokeswoman for the council"."""

from __future__ import annotations

from collections.abc import Sequence

from storytracker.analysis.speech import gazetteer
from storytracker.analysis.speech.names import Entity
from storytracker.analysis.speech.units import Unit
from storytracker.analysis.speech.words import (
    CAPITAL,
    COORDINATOR,
    DETERMINER,
    PREPOSITION,
    PUNCTUATION,
    ROLE,
    Word,
)
from storytracker.analysis.types import NameKind, Span

# Asked of its class at every turn, a member would cost as much as a call.
_ORGANISATION, _OUTLET, _PERSON, _PLACE = (
    NameKind.ORGANISATION,
    NameKind.OUTLET,
    NameKind.PERSON,
    NameKind.PLACE,
)


def before_preposition(tokens: Sequence[Word], start: int, head: int) -> int:
    """The end of ``a spokesman`` in "a spokesman for Jane Roe": she is not who speaks."""
    for at in range(start + 1, head):
        before = tokens[at - 1]
        titled = before.flags & CAPITAL and before.flags & ROLE
        if tokens[at].flags & PREPOSITION and not titled:
            return at
    return head


def role_of(text: str, unit: Unit, start: int, end: int, span: Span) -> str:
    """The role words outside the name: ``spokeswoman``, ``chief executive``."""
    tokens = unit.tokens
    for at in range(start, end):
        token = tokens[at]
        if not token.flags & ROLE or _is_of(unit, at, span):
            continue
        if token.flags & CAPITAL and token.lower in gazetteer.people("honorifics"):
            continue  # "Dr Jane Roe, chief medical officer"
        if at + 1 < end and tokens[at + 1].lower in ("'s", "’s"):
            continue  # "the mayor's husband" is no mayor
        first, last = at, at + 1
        while first > start and _extends_role(unit, first - 1, span):
            first -= 1
        while last < end and tokens[last].flags & ROLE and not _is_of(unit, last, span):
            last += 1
        if last + 1 < end and tokens[last + 1].flags & ROLE and _is_plain(tokens[last]):
            last += 2  # "chief medical officer"
        phrase = [t.lower for t in tokens[at : min(end, at + 4)]]
        for size in (4, 3, 2):
            if " ".join(phrase[:size]) in gazetteer.people("role_phrases"):
                last = max(last, min(end, at + size))
        return unit.words(text, first, last)
    return ""


def _is_plain(token: Word) -> bool:
    return token.text.islower() and not token.flags & (DETERMINER | PREPOSITION | COORDINATOR)


def _is_of(unit: Unit, at: int, span: Span) -> bool:
    """Does the token ``at`` begin in ``span``?"""
    return span.start <= unit.starts[at] < span.end


def _extends_role(unit: Unit, at: int, span: Span) -> bool:
    token = unit.tokens[at]
    if token.flags & (DETERMINER | PREPOSITION | PUNCTUATION) or _is_of(unit, at, span):
        return False
    return token.lower in {
        "former",
        "deputy",
        "vice",
        "prime",
        "chief",
        "senior",
        "acting",
        "foreign",
        "first",
        "co-founder",
        "general",
        "press",
        "executive",
        "assistant",
        "interim",
        "lead",
        "defence",
        "defense",
        "interior",
        "finance",
        "health",
        "political",
        "police",
        "attorney",
        "managing",
    }


def group_of(names: Sequence[tuple[Span, Entity]]) -> str:
    """The body behind a speaker: the first organisation ("the White House’s Council" is the
    Council), else the first place."""
    organisations = [n for n in names if n[1].kind in (_ORGANISATION, _OUTLET)]
    if organisations:
        span, entity = organisations[0]
        for following, other in organisations[1:]:
            if following.start - span.end > len("’s "):
                break
            span, entity = following, other
        return entity.canonical
    places = [e.canonical for _, e in names if e.kind is _PLACE]
    if places:
        listed = gazetteer.entry(places[0])
        return listed.group if listed is not None else places[0]
    persons = [e.canonical for _, e in names if e.kind is _PERSON]
    return persons[0] if persons else ""


def head_noun(tokens: Sequence[Word], start: int, head: int) -> int:
    """The number of ``individuals`` in "two individuals familiar with the intelligence"."""
    for at in range(start + 1, head):
        near = tokens[at].lower in gazetteer.people("closeness")
        if tokens[at].flags & PREPOSITION or near:
            return at - 1
    return head - 1
