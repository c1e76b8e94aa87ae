"""What stands behind a verb of saying: a clause, a quotation, an infinitive, an object."""

from __future__ import annotations

from collections.abc import Sequence

from storytracker.analysis.speech.cues import Cue, CueClass, words_of
from storytracker.analysis.speech.forms import Head
from storytracker.analysis.speech.marked import after_gap, marked_clause, opens_predicate
from storytracker.analysis.speech.openings import (
    NOUN_START,
    REACH,
    after_addressee,
    is_clause,
    opens_noun,
    skip_fillers,
)
from storytracker.analysis.speech.verbs import Tokens, is_verb
from storytracker.analysis.speech.words import (
    ADVERB,
    AMBIGUOUS,
    AUXILIARY,
    CAPITAL,
    COORDINATOR,
    DETERMINER,
    ING,
    OBJECT_PRONOUN,
    PAST,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    PUNCTUATION,
    QUOTED,
    RELATIVE,
    SET_OFF,
    SUBORDINATOR,
    VERB,
    Word,
)

# Asked of its class at every turn, a member would cost as much as a call.
_DENIES = CueClass.DENIES
_ANSWERS = (CueClass.DENIES, CueClass.CONFIRMS)

VERDICT_REACH = 6
"""So many tokens behind "as baseless" the noun for what is rejected may stand."""


def find_complements(
    tokens: Tokens, head: Head, readings: Sequence[Cue], end: int
) -> list[tuple[str, int, Cue]]:
    """The complement that stands behind the cue: (frame, first token, reading), best first."""
    frames = {f: c for c in reversed(readings) for f in c.frames}
    found: list[tuple[str, int, Cue]] = []
    if "addressee" in frames and _sums_up(tokens, head.after, end):
        return found
    behind = _behind_verdict(tokens, head.after, end) if head.cue.kind is _DENIES else head.after
    marked = marked_clause(tokens, behind, end, frames)
    if marked is not None:
        frame, at = marked
        reading = frames.get(frame) or (frames.get("addressee") if frame == "that" else None)
        if frame == "quote":
            begun = skip_fillers(tokens, behind, end)
            if "that" in frames and opens_predicate(tokens, begun, at):
                return [("that", begun, frames["that"])]
            if reading is None:
                reading = frames.get("object") or frames.get("object-to")
                at = begun if reading is not None and _is_object(tokens, begun, end) else at
        if reading is not None:
            return [(frame, at, reading)]
    start = skip_fillers(tokens, behind, end)
    if start >= end:
        return found
    if "that" in frames and _reason_first(tokens, start, end):
        return [("that", start, frames["that"])]
    gap = after_gap(tokens, head, start, end, frames)
    if gap is not None:
        return [gap]
    loose = next((c for c in readings if not c.strict), None)
    first = tokens[start]
    if "to" in frames and first.lower == "to" and start + 1 < end:
        return [("to", start, frames["to"])]
    if loose is None:
        return found
    if "object-to" in frames and _object_to(tokens, start, end):
        found.append(("object-to", start, frames["object-to"]))
    if "addressee" in frames:
        told = after_addressee(tokens, start, end)
        if told is not None and is_clause(tokens, told, end):
            found.append(("that", told, frames["addressee"]))
    if (
        "that" in frames
        and not frames["that"].strict
        and is_clause(tokens, start, end, sure=frames["that"].lemma in {"say", "think", "believe"})
    ):
        found.append(("that", start, frames["that"]))
    if "object-as" in frames and _object_as(tokens, start, end):
        found.append(("object", start, frames["object-as"]))
    if (
        "object" in frames
        and _fits(tokens, start, end, frames["object"])
        and (
            _is_object(tokens, start, end)
            or (head.cue.kind in _ANSWERS and start == head.after and _may_be_noun(first))
            or (_is_deed(first) and frames["object"].lemma in words_of("deeds"))
        )
    ):
        found.append(("object", start, frames["object"]))
    return found


def _behind_verdict(tokens: Tokens, start: int, end: int) -> int:
    """``rejected as “baseless” media reports that``: what is rejected stands behind the verdict."""
    at = skip_fillers(tokens, start, end)
    if at >= end or tokens[at].lower != "as":
        return start
    reach = range(at + 2, min(end, at + 2 + VERDICT_REACH))
    claim = next((k for k in reach if tokens[k].lemma in words_of("claims")), None)
    if claim is None:
        return start
    return next((k for k in range(at + 2, claim) if tokens[k].flags & NOUN_START), at + 2)


def _reason_first(tokens: Tokens, start: int, end: int) -> bool:
    """``said because it is old, “it leaks”``: a reason or condition opens the words."""
    if tokens[start].lower not in {"because", "if", "unless", "although", "despite", "since"}:
        return False
    commas = (k for k in range(start + 2, min(end - 1, start + REACH)) if tokens[k].lower == ",")
    return any(tokens[k + 1].flags & QUOTED for k in commas)


def _may_be_noun(token: Word) -> bool:
    """``confirms talks``, ``denied plans``: behind a finite verb no other one stands."""
    return bool(token.flags & VERB) and not token.flags & (ING | PAST | AUXILIARY)


def _is_deed(token: Word) -> bool:
    """``taking``, ``lying``."""
    return bool(token.flags & ING) or (bool(token.flags & VERB) and token.lower.endswith("ing"))


def _sums_up(tokens: Tokens, start: int, end: int) -> bool:
    """``Six died, Roe told the Post, a figure that …``: the aside is about what stands before."""
    told = after_addressee(tokens, start, end) if start < end else None
    if told is None or told + 1 >= end or tokens[told].lower != ",":
        return False
    if tokens[told + 1].lower not in ("a", "an"):
        return False
    return not any(
        tokens[k].lower == "," and (tokens[k + 1].lower == "that" or tokens[k + 1].flags & QUOTED)
        for k in range(told + 1, end - 1)
    )


def _object_to(tokens: Tokens, start: int, end: int) -> bool:
    if not opens_noun(tokens, start):
        return False
    for at in range(start + 1, min(end - 1, start + 12)):
        if tokens[at].flags & (PUNCTUATION | QUOTED) or is_verb(tokens, at):
            return False
        if tokens[at].lower in ("against", "from"):
            return True
        if tokens[at].lower == "to" and not tokens[at + 1].flags & (DETERMINER | CAPITAL):
            return True
    return False


def _object_as(tokens: Tokens, start: int, end: int) -> bool:
    """``called it "a disgrace"``, ``described him as``, ``called the deal a mistake``."""
    pronoun = tokens[start].flags & OBJECT_PRONOUN  # "called it “absurd”"
    pointing = tokens[start].lower in {"this", "that", "these", "those"}
    if not pronoun and not pointing and not _is_object(tokens, start, end):
        return False
    aside = _behind_apposition(tokens, start, end)
    for at in range(start + 1, min(end, start + 12)):
        token = tokens[at]
        if token.flags & (QUOTED | SET_OFF) or token.lower in {"as", "a", "an"}:
            return True
        if token.lower == "," and aside:
            return True
        if token.flags & PUNCTUATION or (not token.flags & AMBIGUOUS and is_verb(tokens, at)):
            return False
    return False


def _behind_apposition(tokens: Tokens, start: int, end: int) -> bool:
    """``called Roe, his rival, a “crook”``, ``praised Roe, who left, as “…”``: then what he is."""
    commas = [k for k in range(start + 1, min(end - 2, start + 14)) if tokens[k].lower == ","][:2]
    if len(commas) < 2:
        return False
    behind = tokens[commas[1] + 1 : commas[1] + 4]
    quoted = any(t.flags & (QUOTED | SET_OFF) for t in behind)
    if tokens[commas[0] + 1].flags & RELATIVE:
        return quoted and behind[0].lower == "as"
    if any(is_verb(tokens, k) for k in range(start, commas[1])):
        return False
    return quoted and (bool(behind[0].flags & QUOTED) or behind[0].lower in {"a", "an", "as"})


def _fits(tokens: Tokens, start: int, end: int, cue: Cue) -> bool:
    """``dismissed the claims``, but not ``dismissed the manager``."""
    if cue.lemma != "dismiss":
        return True
    return any(t.lemma in words_of("claims") for t in tokens[start : min(end, start + 5)])


def _is_object(tokens: Tokens, start: int, end: int) -> bool:
    token = tokens[start]
    if token.flags & (PRONOUN | OBJECT_PRONOUN) and not token.flags & POSSESSIVE:
        return end - start >= 3
    return end - start >= 2 and (
        bool(token.flags & (NOUN_START | AMBIGUOUS))
        or not token.flags
        & (PUNCTUATION | PREPOSITION | COORDINATOR | SUBORDINATOR | ADVERB | VERB)
    )
