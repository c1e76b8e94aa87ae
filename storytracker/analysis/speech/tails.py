"""What follows reported words and is none of them: asides, scenes, further clauses."""

from __future__ import annotations

from storytracker.analysis.speech.cues import Cue
from storytracker.analysis.speech.openings import REACH, occasion_end, opens_noun
from storytracker.analysis.speech.phrases import OCCASIONS
from storytracker.analysis.speech.verbs import Tokens, is_verb
from storytracker.analysis.speech.words import (
    ADVERB,
    BASE,
    CAPITAL,
    DETERMINER,
    ING,
    PAST,
    PREPOSITION,
    PRONOUN,
    PUNCTUATION,
    QUOTED,
    RELATIVE,
    SET_OFF,
    SUBORDINATOR,
    Word,
)

_TIMES = frozenset(["after", "before", "when", "while", "until"])
_JOINS = frozenset(["and", "but", "yet"])
_STOPS = frozenset([",", ".", "!", "?", "…"])


def closes_with_stop(token: Word) -> bool:
    """A quotation that ends in a comma or stop of its own: ``“…,”``, ``“…!”``."""
    quote = token.quote
    return quote is not None and quote.last in _STOPS


def comma_before(tokens: Tokens, at: int) -> bool:
    """Is the word at ``at`` behind a comma, or behind a quotation that holds the comma?"""
    before = tokens[at - 1] if at > 0 else None
    return before is not None and (before.lower == "," or closes_with_stop(before))


def quotation_end(tokens: Tokens, at: int, stop: int, *, bare: bool) -> int:
    """Where words end that a quotation at ``at`` opens or closes: what follows may be a scene.

    ``“Go home,” raising …``, ``“Go home” until …``, ``“a mess,” which …`` end with the marks;
    ``“a mess” of papers`` and ``“late” but “not lost”`` go on. With ``bare`` nothing goes on.
    """
    following = at + 1
    if following < stop and tokens[following].flags & PUNCTUATION and not bare:
        following += 1
    if following >= stop:
        return stop
    token = tokens[following]
    if any(tokens[k].flags & QUOTED for k in range(following, min(stop, following + 4))):
        return stop
    set_off = following > at + 1 or closes_with_stop(tokens[at])
    if bare or (token.flags & (SUBORDINATOR | RELATIVE) and (set_off or token.lower in _TIMES)):
        return at + 1
    if closes_with_stop(tokens[at]) and token.lower == "and" and _past_follows(tokens, following):
        return at + 1  # "wrote, “It is over,” and left"
    if set_off and token.flags & (ING | PREPOSITION | DETERMINER):
        return at + 1
    return stop


def without_tail(tokens: Tokens, start: int, stop: int, frame: str, cue: Cue) -> int:
    """Cut what belongs to the act of saying (``in a statement on Monday``) or to a new clause."""
    if frame in ("object", "object-to"):
        if "object-as" not in cue.frames or not _named_behind_aside(tokens, start, stop):
            stop = _object_end(tokens, start, stop, frame)
        if "object-as" in cue.frames:
            stop = _before_time(tokens, start, stop)
    quoted = next(
        (k for k in range(start, min(stop, start + REACH)) if tokens[k].flags & QUOTED), None
    )
    if quoted is not None and (quoted == start or "object-as" in cue.frames):
        stop = quotation_end(tokens, quoted, stop, bare=cue.frames == {"quote"})
    for at in range(stop - 1, max(start + 2, stop - 9), -1):
        if tokens[at].lower in {"in", "during", "at"} and tokens[at].flags & PREPOSITION:
            occasion = occasion_end(tokens, at, stop)
            if occasion is not None and not any(is_verb(tokens, k) for k in range(at, stop)):
                named = any(tokens[k].lower in OCCASIONS for k in range(at, occasion))
                by = any(tokens[k].lower == "by" for k in range(occasion, stop))
                return at if named and not by and stop - occasion <= 4 else stop
    return stop


def _object_end(tokens: Tokens, start: int, stop: int, frame: str) -> int:
    """A noun phrase ends where a clause about something else begins."""
    for at in range(start + 2, stop - 1):
        following = tokens[at + 1]
        if (tokens[at].lower == "," or closes_with_stop(tokens[at])) and (
            following.flags & (RELATIVE | SUBORDINATOR | ING)
            or (following.flags & PREPOSITION and following.lower not in {"of", "for", "to"})
            or following.lower in {"the", "a", "an", "but", "especially", "even"}
        ):
            return at + (1 if tokens[at].quote is not None else 0)
        if frame == "object-to" and following.flags & BASE and not following.flags & PAST:
            continue  # "to act and force"
        if tokens[at].lower in _JOINS and _verb_follows(tokens, at + 1, stop):
            return at - 1 if tokens[at - 1].lower == "," else at
        joins = tokens[at].lower in _JOINS
        named = joins and tokens[at + 1].flags & (PRONOUN | CAPITAL)
        if (
            joins
            and (comma_before(tokens, at) or named)
            and new_clause(tokens, at, min(stop, at + 7))
        ):
            return at
    return stop


def _named_behind_aside(tokens: Tokens, start: int, stop: int) -> bool:
    """``praised Roe, who left, as “…”``, ``called Roe, a rival, a “…”``: the aside ends nothing."""
    commas = [k for k in range(start + 1, min(stop - 1, start + REACH)) if tokens[k].lower == ","]
    if len(commas) < 2:
        return False
    behind = tokens[commas[1] + 1 : min(stop, commas[1] + 4)]
    return behind[0].lower in {"a", "an", "as"} and any(
        t.flags & (QUOTED | SET_OFF) for t in behind
    )


def _before_time(tokens: Tokens, start: int, stop: int) -> int:
    """``called it a farce after the jury left``: when it was called so."""
    later = range(start + 3, stop - 2)
    return next((at for at in later if tokens[at].lower in _TIMES), stop)


def _past_follows(tokens: Tokens, joiner: int) -> bool:
    following = tokens[joiner + 1] if joiner + 1 < len(tokens) else None
    return following is not None and bool(following.flags & PAST) and is_verb(tokens, joiner + 1)


def _verb_follows(tokens: Tokens, at: int, stop: int) -> bool:
    while at < stop and tokens[at].flags & ADVERB:
        at += 1
    return at < stop and is_verb(tokens, at) and not tokens[at].flags & ING


def new_clause(tokens: Tokens, at: int, end: int) -> bool:
    opens = at + 1 < end and opens_noun(tokens, at + 1)
    return opens and any(is_verb(tokens, k) for k in range(at + 2, min(end, at + 14)))
