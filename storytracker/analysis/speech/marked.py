"""Words that a mark opens: "that", a question word, a quotation, a relative clause's gap."""

from __future__ import annotations

from collections.abc import Container, Mapping

from storytracker.analysis.speech import gazetteer
from storytracker.analysis.speech.cues import Cue
from storytracker.analysis.speech.forms import Head
from storytracker.analysis.speech.openings import REACH, holds_verb, opens_noun, skip_fillers
from storytracker.analysis.speech.verbs import Tokens, is_verb
from storytracker.analysis.speech.words import (
    CAPITAL,
    DETERMINER,
    PEOPLE,
    POSSESSIVE,
    PREPOSITION,
    QUESTION,
    QUOTED,
    RELATIVE,
    ROLE,
    SET_OFF,
    Word,
)


def after_gap(
    tokens: Tokens, head: Head, start: int, end: int, frames: Mapping[str, Cue]
) -> tuple[str, int, Cue] | None:
    """``what she called “…”``, ``whom he described as …``, ``which they said were late``."""
    if head.source is None or head.source[0] == 0:
        return None
    before, token = tokens[head.source[0] - 1], tokens[start]
    relative = before.flags & RELATIVE or before.lower == "what"
    if not relative and before.lower != "that":
        return None
    marked = bool(token.flags & (QUOTED | SET_OFF))
    if "object-as" in frames:
        as_ = start + 1 if token.lower == "as" and start + 1 < end else start
        if as_ > start or marked or (relative and token.lower in {"a", "an", "the"}):
            return "object", as_, frames["object-as"]
    if relative and "object" in frames and token.lower == "as" and start + 1 < end:
        return "object", start + 1, frames["object"]  # "whom he blasted as"
    if relative and "that" in frames and is_verb(tokens, start):
        return "that", start, frames["that"]
    return None


def opens_predicate(tokens: Tokens, start: int, quotation: int) -> bool:
    """``said the rules “are a mess”``: the marks hold the verb, the subject stands before."""
    if start >= quotation or not opens_noun(tokens, start):
        return False
    return holds_verb(tokens[quotation])


def marked_clause(
    tokens: Tokens, start: int, end: int, frames: Container[str]
) -> tuple[str, int] | None:
    """The first "that", question word or quotation behind the cue that opens its content."""
    at, limit = start, min(end, start + REACH)
    while at < limit:
        token = tokens[at]
        if token.flags & QUOTED:
            near = at - start <= 4 or tokens[at - 1].lower in {",", ":", "that", "as"}
            return ("quote", at) if near else None
        if token.lower == "that" and at + 1 < end:
            return _that_clause(tokens, start, at, end, frames)
        if token.lower == ":":
            return ("quote", at + 1) if at + 1 < end else None
        if token.lower == "," and _in_place(tokens, at, end):
            at += 2  # "told a crowd in Salem, Ohio, that"
            while at < limit and (tokens[at].flags & CAPITAL or tokens[at].lower == ","):
                at += 1
            continue
        if token.lower == ",":
            opens = _behind_aside(tokens, at, end)
            if opens is None:
                return None
            at = opens
            continue
        if (token.flags & QUESTION and at == start) or (
            token.lower == "whether" and at - start <= 4
        ):
            return ("whether", at)
        elif token.lower in {";", "and", "but"} or is_verb(tokens, at) or _infinitive(tokens, at):
            return None
        at += 1
    return None


def _in_place(tokens: Tokens, comma: int, end: int) -> bool:
    """``in Salem, Ohio``: a place stands behind the comma, in that of the one before it."""
    if comma + 1 >= end or not tokens[comma - 1].flags & CAPITAL:
        return False
    back = [t.lower for t in tokens[max(0, comma - 5) : comma]]
    behind = gazetteer.entry(tokens[comma + 1].text)
    whole = " ".join(t.text for t in tokens[comma + 1 : comma + 3])
    known = behind is not None or gazetteer.entry(whole) is not None
    return known and any(word in back for word in ("in", "at", "near", "from"))


def _infinitive(tokens: Tokens, at: int) -> bool:
    """``to refrain``: a verb of its own stands between the cue and a later "that"."""
    return (
        tokens[at].lower == "to"
        and at + 1 < len(tokens)
        and not tokens[at + 1].flags & (DETERMINER | CAPITAL | POSSESSIVE | PEOPLE | ROLE)
    )


def _that_clause(
    tokens: Tokens, start: int, at: int, end: int, frames: Container[str]
) -> tuple[str, int] | None:
    """Is the "that" at ``at`` the cue's own, not the relative pronoun of a noun before it?"""
    following = at + 2 if tokens[at + 1].lower == "," and at + 2 < end else at + 1
    if at == start:
        return ("that", following)
    if tokens[at - 1].flags & (DETERMINER | PREPOSITION) or is_verb(tokens, following):
        return None
    filled = skip_fillers(tokens, start, end) >= at or tokens[at - 1].lower == ","
    told = "addressee" in frames or tokens[start].flags & PREPOSITION
    noun = "object" in frames and at - start <= 2
    return ("that", following) if filled or told or noun else None


def _behind_aside(tokens: Tokens, comma: int, end: int) -> int | None:
    """Where the words begin in ``said, Q`` and ``said, in a letter to staff, that …``."""
    if comma + 1 >= end or _opens_words(tokens[comma + 1]):
        return comma + 1 if comma + 1 < end else None
    near = tokens[comma + 1 : min(end, comma + 5)]
    relative = any([t.flags & RELATIVE for t in near])  # ", a copy of which was seen by X, that"
    for at in range(comma + 1, min(end, comma + REACH)):
        if tokens[at].lower == ",":
            return at + 1 if at + 1 < end and _opens_words(tokens[at + 1]) else None
        if not relative and is_verb(tokens, at):
            return None
    return None


def _opens_words(token: Word) -> bool:
    return token.lower == "that" or bool(token.flags & QUOTED)
