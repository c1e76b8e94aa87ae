"""What stands behind a verb of saying: a clause, a quotation, an infinitive, an object."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from storytracker.analysis.speech.cues import Cue, CueClass
from storytracker.analysis.speech.forms import Head
from storytracker.analysis.speech.phrases import OCCASIONS
from storytracker.analysis.speech.tokens import Token
from storytracker.analysis.speech.verbs import Tokens, is_verb
from storytracker.analysis.speech.words import (
    ADVERB,
    AMBIGUOUS,
    AUXILIARY,
    CAPITAL,
    COORDINATOR,
    DETERMINER,
    INDEFINITE,
    ING,
    NEGATION,
    NUMBER,
    OBJECT_PRONOUN,
    PAST,
    PEOPLE,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    PUNCTUATION,
    QUESTION,
    QUOTED,
    RELATIVE,
    ROLE,
    SET_OFF,
    SUBORDINATOR,
    TIME,
    TIME_NOUN,
    VERB,
    word,
)

# How far behind its cue a clause with "that" or a quotation may begin, in tokens.
REACH = 16


_NOUN_START = DETERMINER | POSSESSIVE | CAPITAL | NUMBER | PRONOUN | INDEFINITE | PEOPLE | ROLE


_ADVERBIAL = frozenset(
    ["as", "when", "while", "after", "because", "although", "though", "since", "until"]
)


def find_complements(
    tokens: Tokens, head: Head, readings: Sequence[Cue], end: int
) -> list[tuple[str, int, Cue]]:
    """The complement that stands behind the cue: (frame, first token, reading), best first."""
    frames = {f: c for c in reversed(readings) for f in c.frames}
    found: list[tuple[str, int, Cue]] = []
    if "addressee" in frames and _sums_up(tokens, head.after, end):
        return found
    marked = _marked_clause(tokens, head.after, end, frames)
    if marked is not None:
        frame, at = marked
        reading = frames.get(frame) or (frames.get("addressee") if frame == "that" else None)
        if frame == "quote":
            begun = skip_fillers(tokens, head.after, end)
            if "that" in frames and _opens_predicate(tokens, begun, at):
                return [("that", begun, frames["that"])]
            if reading is None:
                reading = frames.get("object") or frames.get("object-to")
                at = begun if reading is not None and _is_object(tokens, begun, end) else at
        if reading is not None:
            return [(frame, at, reading)]
    start = skip_fillers(tokens, head.after, end)
    if start >= end:
        return found
    gap = _after_gap(tokens, head, start, end, frames)
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
        and is_clause(tokens, start, end, sure=frames["that"].lemma in ("say", "think", "believe"))
    ):
        found.append(("that", start, frames["that"]))
    if "object-as" in frames and _object_as(tokens, start, end):
        found.append(("object", start, frames["object-as"]))
    if "object" in frames and (
        _is_object(tokens, start, end)
        or (frames["object"].kind is CueClass.DENIES and first.flags & ING)
    ):
        found.append(("object", start, frames["object"]))
    return found


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


def _opens_predicate(tokens: Tokens, start: int, quotation: int) -> bool:
    """``said the rules “are a mess”``: the marks hold the verb, the subject stands before."""
    if start >= quotation or not opens_noun(tokens, start):
        return False
    return holds_verb(tokens[quotation])


def holds_verb(token: Token) -> bool:
    """Words in marks that begin with a verb: ``“are a mess”``."""
    if token.quote is None:
        return False
    verb = word(token.quote.first).flags
    return bool(verb & (AUXILIARY | VERB | PAST)) and not verb & (CAPITAL | ING)


def _after_gap(
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
        if as_ > start or marked or (relative and token.lower in ("a", "an", "the")):
            return "object", as_, frames["object-as"]
    if relative and "object" in frames and token.lower == "as" and start + 1 < end:
        return "object", start + 1, frames["object"]  # "whom he blasted as"
    if relative and "that" in frames and is_verb(tokens, start):
        return "that", start, frames["that"]
    return None


def _marked_clause(
    tokens: Tokens, start: int, end: int, frames: Container[str]
) -> tuple[str, int] | None:
    """The first "that", question word or quotation behind the cue that opens its content."""
    at, limit = start, min(end, start + REACH)
    while at < limit:
        token = tokens[at]
        if token.flags & QUOTED:
            near = at - start <= 4 or tokens[at - 1].lower in (",", ":", "that", "as")
            return ("quote", at) if near else None
        if token.lower == "that" and at + 1 < end:
            return _that_clause(tokens, start, at, end, frames)
        if token.lower == ":":
            return ("quote", at + 1) if at + 1 < end else None
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
        elif token.lower in (";", "and", "but") or is_verb(tokens, at) or _infinitive(tokens, at):
            return None
        at += 1
    return None


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


def _opens_words(token: Token) -> bool:
    return token.lower == "that" or bool(token.flags & QUOTED)


def skip_fillers(tokens: Tokens, start: int, end: int) -> int:
    """Past ``on Tuesday``, ``late Monday``, ``later``, ``in a statement``."""
    at = start
    while at < end:
        token = tokens[at]
        if token.flags & TIME and not (at + 1 < end and tokens[at + 1].lower in ("'s", "’s")):
            at += 1
        elif (
            token.lower in ("on", "late", "early", "last")
            and at + 1 < end
            and (tokens[at + 1].flags & (TIME | TIME_NOUN))
        ) or (
            token.lower in ("this", "last", "next")
            and at + 1 < end
            and (tokens[at + 1].flags & TIME_NOUN)
        ):
            at += 2
        elif token.flags & TIME_NOUN and at > start and tokens[at - 1].flags & TIME:
            at += 1
        elif token.lower in ("in", "at", "during", "via", "on") and occasion_end(tokens, at, end):
            at = occasion_end(tokens, at, end) or end
        elif (
            token.flags & ADVERB
            and not token.flags & NEGATION
            and token.lower not in ("there", "no", "all", "both", "more")
        ):
            at += 1
        else:
            break
    return at


def occasion_end(tokens: Tokens, at: int, end: int) -> int | None:
    for k in range(at + 1, min(end, at + 6)):
        if tokens[k].lower in OCCASIONS or tokens[k].flags & TIME:
            return k + 1
        if tokens[k].flags & TIME_NOUN and tokens[k - 1].lower == "the":
            return k + 1  # "earlier in the day"
        if tokens[k].flags & (PUNCTUATION | QUOTED) or is_verb(tokens, k):
            return None
    return None


def after_addressee(tokens: Tokens, start: int, end: int) -> int | None:
    """Past the person told: ``him``, ``reporters``, ``the BBC``, ``Roe's staff``."""
    at = start
    if tokens[at].flags & OBJECT_PRONOUN and not tokens[at].flags & POSSESSIVE:
        return skip_fillers(tokens, at + 1, end)
    if tokens[at].lower == "her" or tokens[at].flags & (DETERMINER | POSSESSIVE):
        at += 1
    first = at
    while at < end and at - first < 8:
        token = tokens[at]
        named = token.flags & CAPITAL or token.lower in ("'s", "’s", "of", "the", "and", "'")
        if at > first and not named:
            break
        if token.lower == "the" and at > first and tokens[at - 1].lower not in ("of", "and"):
            break  # "told staff the plan was dead"
        if token.flags & (PUNCTUATION | QUOTED) and token.lower != "'":
            break
        at += 1
    return skip_fillers(tokens, at, end) if at > first else None


def is_clause(tokens: Tokens, start: int, end: int, *, sure: bool = False) -> bool:
    """A subject and a finite verb: a clause without "that".

    ``sure`` cues ("say") take nothing else, so a verb that no list knows is no hindrance.
    """
    if start >= end or not (opens_noun(tokens, start) or (sure and _is_plural(tokens, start, end))):
        return False
    if tokens[start].flags & PREPOSITION and not sure:
        return False
    for at in range(start + 1, min(end, start + 28)):
        token = tokens[at]
        if token.lower in (";", ":") or token.lower in _ADVERBIAL:
            return False
        if token.flags & RELATIVE and tokens[at - 1].lower == ",":
            return sure  # the verb to come is the aside's
        if is_verb(tokens, at) or holds_verb(token):
            return True
    return bool(tokens[start].flags & PRONOUN) or (sure and end - start >= 5)


def _is_plural(tokens: Tokens, at: int, end: int) -> bool:
    """``said talks had failed``: no verb, where the next word is one."""
    plural = tokens[at].flags & VERB and tokens[at].lower.endswith("s")
    return bool(plural) and at + 1 < end and is_verb(tokens, at + 1)


def opens_noun(tokens: Tokens, at: int) -> bool:
    token = tokens[at]
    if token.flags & _NOUN_START or token.lower in ("there", "no", "if", "when", "both", "all"):
        return True
    if token.lower == "that":
        return at + 1 < len(tokens) and is_verb(tokens, at + 1)  # "that’s a mistake"
    if token.flags & (PUNCTUATION | PREPOSITION | QUOTED | COORDINATOR | SUBORDINATOR | ADVERB):
        return token.lower in (
            "in",
            "after",
            "during",
            "despite",
            "under",
            "with",
            "at",
            "once",
            "only",
        )
    return not is_verb(tokens, at)


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
    pointing = tokens[start].lower in ("this", "that", "these", "those")
    if not pronoun and not pointing and not _is_object(tokens, start, end):
        return False
    for at in range(start + 1, min(end, start + 12)):
        token = tokens[at]
        if token.flags & (QUOTED | SET_OFF) or token.lower in ("as", "a", "an"):
            return True
        if token.flags & PUNCTUATION or (not token.flags & AMBIGUOUS and is_verb(tokens, at)):
            return False
    return False


def _is_object(tokens: Tokens, start: int, end: int) -> bool:
    token = tokens[start]
    if token.flags & (PRONOUN | OBJECT_PRONOUN) and not token.flags & POSSESSIVE:
        return end - start >= 3
    return end - start >= 2 and (
        bool(token.flags & (_NOUN_START | AMBIGUOUS))
        or not token.flags
        & (PUNCTUATION | PREPOSITION | COORDINATOR | SUBORDINATOR | ADVERB | VERB)
    )
