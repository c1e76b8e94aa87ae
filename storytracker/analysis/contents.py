"""What was said: the content of each head of a unit, as ranges of tokens."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

from storytracker.analysis.cues import Cue, CueClass
from storytracker.analysis.heads import Form, Head, readings_at
from storytracker.analysis.phrases import (
    OCCASIONS,
    Range,
    Tokens,
    has_verb,
    is_verb,
    subject_before,
)
from storytracker.analysis.words import (
    ADVERB,
    CAPITAL,
    COORDINATOR,
    DETERMINER,
    INDEFINITE,
    NEGATION,
    ING,
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
)

# How far behind its cue a clause with "that" or a quotation may begin, in tokens.
REACH = 16
_NOUN_START = DETERMINER | POSSESSIVE | CAPITAL | NUMBER | PRONOUN | INDEFINITE | PEOPLE | ROLE
_AFTER_SAYING = frozenset(
    [
        "in",
        "on",
        "at",
        "to",
        "during",
        "after",
        "about",
        "of",
        "from",
        "via",
        "by",
        "with",
        "before",
        "through",
        "amid",
        "following",
    ]
)
_ADVERBIAL = frozenset(
    ["as", "when", "while", "after", "because", "although", "though", "since", "until"]
)
_CONTRASTS = frozenset(["but", "though", "although", "while", "whereas"])


@dataclass(frozen=True, slots=True)
class Said:
    """A head with its content; ``parts`` are token ranges, ``cue`` the reading that fits."""

    head: Head
    cue: Cue
    parts: tuple[Range, ...]
    left: bool
    frame: str


def find_contents(tokens: Tokens, heads: Sequence[Head]) -> list[Said]:
    """The heads that attribute something, in order, with what they attribute."""
    found: list[Said] = []
    trailing = [_is_trailing(tokens, h) for h in heads]
    for number, head in enumerate(heads):
        said = _content(tokens, heads, trailing, number)
        if said is not None:
            found.append(said)
    return found


def _is_trailing(tokens: Tokens, head: Head) -> bool:
    """Does the attribution follow what was said, after a comma or a quotation?"""
    if head.left == 0:
        return False
    before = tokens[head.left - 1]
    if before.flags & QUOTED:
        return True
    if head.form in (Form.ACCORDING, Form.INVERTED):
        return head.left > 2
    return before.lower == ","


def _content(
    tokens: Tokens, heads: Sequence[Head], trailing: Sequence[bool], number: int
) -> Said | None:
    head = heads[number]
    end = _unit_end(tokens)
    if head.form is Form.COLON:
        part = (head.right, end) if head.left == 0 else (0, head.left)
        return Said(head, head.cue, (part,), head.left != 0, "colon")
    if head.form is Form.PASSIVE:
        return _passive_content(tokens, heads, trailing, number, end)
    if head.form is Form.ACCORDING:
        return _according_content(tokens, heads, trailing, number, end)
    if head.form is Form.INVERTED:
        return _left_content(tokens, heads, trailing, number, end)
    if trailing[number] and _left_is_quoted(tokens, head):
        return _left_content(tokens, heads, trailing, number, end)
    right = _right_content(tokens, heads, trailing, number, end)
    if right is not None:
        return right
    if trailing[number] and head.form is Form.VERB and head.cue.frames & {"that", "quote"}:
        return _left_content(tokens, heads, trailing, number, end)
    return None


def _unit_end(tokens: Tokens) -> int:
    end = len(tokens)
    while (
        end > 0 and tokens[end - 1].flags & PUNCTUATION and tokens[end - 1].lower not in (")", "]")
    ):
        end -= 1
    return end


def _left_is_quoted(tokens: Tokens, head: Head) -> bool:
    before = tokens[head.left - 1]
    if before.flags & QUOTED:
        return True
    return before.lower == "," and head.left > 1 and bool(tokens[head.left - 2].flags & QUOTED)


# --- content on the left -----------------------------------------------------------------------


def _left_content(
    tokens: Tokens, heads: Sequence[Head], trailing: Sequence[bool], number: int, end: int
) -> Said | None:
    head = heads[number]
    start = _left_start(tokens, heads, number)
    stop = head.left
    while stop > start and tokens[stop - 1].flags & PUNCTUATION:
        stop -= 1
    if stop <= start:
        return None
    parts: list[Range] = [(start, stop)]
    quoted = any(tokens[k].flags & QUOTED for k in range(start, stop))
    if not quoted and not (has_verb(tokens, start, stop) and _closes_clause(tokens, head, end)):
        return None
    rest = _rest_after(tokens, heads, trailing, number, end, quoted)
    if rest is not None:
        parts.append(rest)
    return Said(head, head.cue, tuple(parts), True, "quote" if quoted else "that")


def _closes_clause(tokens: Tokens, head: Head, end: int) -> bool:
    """``…, X said`` ends there, or goes on with when, where and to whom only."""
    at = _skip_fillers(tokens, head.right, end)
    told = any("addressee" in cue.frames for cue in readings_at(tokens, head.verb))
    if told and at < end:
        at = _after_addressee(tokens, at, end) or at
    if at >= end:
        return True
    token = tokens[at]
    if token.flags & PREPOSITION and token.lower not in _AFTER_SAYING:
        return False
    return bool(
        token.flags
        & (PUNCTUATION | PREPOSITION | ING | SUBORDINATOR | COORDINATOR | OBJECT_PRONOUN | PEOPLE)
    )


def _left_start(tokens: Tokens, heads: Sequence[Head], number: int) -> int:
    """Where the words before the head begin: after the attribution before it, if any."""
    head = heads[number]
    start = 0
    for before in heads[:number]:
        if before.right <= head.left and before.form in (Form.INVERTED, Form.ACCORDING):
            start = max(start, before.right)
        elif (
            before.right <= head.left and before.form is Form.VERB and _left_is_quoted(tokens, head)
        ):
            start = max(start, before.right)
    while start < head.left and (
        tokens[start].flags & (PUNCTUATION)
        or (tokens[start].flags & COORDINATOR)
        or tokens[start].lower in ("however", "meanwhile", "moreover")
    ):
        start += 1
    return start


def _rest_after(
    tokens: Tokens,
    heads: Sequence[Head],
    trailing: Sequence[bool],
    number: int,
    end: int,
    quoted: bool,
) -> Range | None:
    """The second part of split words: ``Q, he said, Q``; ``The firm, he said, was …``."""
    head = heads[number]
    at = head.right
    for k in range(at, min(end, at + REACH)):
        token = tokens[k]
        if token.flags & QUOTED and quoted:
            if k > at and tokens[k - 1].lower not in (",", ":", "that", "and") and k - at > 8:
                return None
            return (k, _right_end(tokens, heads, trailing, number, k, end))
        if is_verb(tokens, k) or token.lower in ("that", "who", "which"):
            return None
    if quoted or at >= end or tokens[at].lower != ",":
        return None
    following = tokens[at + 1] if at + 1 < end else None
    if following is None or following.flags & (ING | SUBORDINATOR | ADVERB):
        return None
    if following.flags & COORDINATOR and following.lower != "and":
        return None
    if any(other.left <= at + 1 <= other.right for other in heads[number + 1 :]):
        return None
    start = _left_start(tokens, heads, number)
    if following.lower == "and":
        return (at + 2, end) if at + 2 < end and _opens_noun(tokens, at + 2) else None
    begun = bool(tokens[start].flags & SUBORDINATOR) or tokens[start].lower == "even"
    split = begun or not has_verb(tokens, start, head.left - 1)
    return (at + 1, end) if split else None


# --- content on the right ----------------------------------------------------------------------


def _right_content(
    tokens: Tokens, heads: Sequence[Head], trailing: Sequence[bool], number: int, end: int
) -> Said | None:
    head = heads[number]
    readings = readings_at(tokens, head.verb) or (head.cue,)
    if head.form is Form.KNOWING or head.cue.lemma == "quote as saying":
        readings = (head.cue,)
    for frame, start, cue in _complements(tokens, head, readings, end):
        stop = _right_end(tokens, heads, trailing, number, start, end)
        stop = _without_tail(tokens, start, stop, frame)
        if stop > start:
            return Said(head, cue, ((start, stop),), False, frame)
    return None


def _complements(
    tokens: Tokens, head: Head, readings: Sequence[Cue], end: int
) -> list[tuple[str, int, Cue]]:
    """The complement that stands behind the cue: (frame, first token, reading), best first."""
    frames = {f: c for c in reversed(readings) for f in c.frames}
    found: list[tuple[str, int, Cue]] = []
    marked = _marked_clause(tokens, head.after, end, frames)
    if marked is not None:
        frame, at = marked
        reading = frames.get(frame) or (frames.get("addressee") if frame == "that" else None)
        if frame == "quote" and reading is None:
            reading = frames.get("object") or frames.get("object-to")
        if reading is not None:
            return [(frame, at, reading)]
    start = _skip_fillers(tokens, head.after, end)
    if start >= end:
        return found
    loose = next((c for c in readings if not c.strict), None)
    first = tokens[start]
    if "to" in frames and first.lower == "to" and start + 1 < end:
        return [("to", start, frames["to"])]
    if loose is None:
        return found
    if "object-to" in frames and _object_to(tokens, start, end):
        found.append(("object-to", start, frames["object-to"]))
    if "addressee" in frames:
        at = _after_addressee(tokens, start, end)
        if at is not None and _is_clause(tokens, at, end):
            found.append(("that", at, frames["addressee"]))
    if (
        "that" in frames
        and not frames["that"].strict
        and _is_clause(tokens, start, end, sure=frames["that"].lemma in ("say", "think", "believe"))
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


def _marked_clause(
    tokens: Tokens, start: int, end: int, frames: Container[str]
) -> tuple[str, int] | None:
    """The first "that", question word or quotation behind the cue that opens its content."""
    for at in range(start, min(end, start + REACH)):
        token = tokens[at]
        if token.flags & QUOTED:
            near = at - start <= 4 or tokens[at - 1].lower in (",", ":", "that", "as")
            return ("quote", at) if near else None
        if token.lower == "that" and at + 1 < end:
            return _that_clause(tokens, start, at, end, frames)
        if token.lower == ":":
            return ("quote", at + 1) if at + 1 < end else None
        if token.lower == ",":
            if not _comma_then_that(tokens, at, end):
                return None
        elif (token.flags & QUESTION and at == start) or (
            token.lower == "whether" and at - start <= 4
        ):
            return ("whether", at)
        elif token.lower in (";", "and", "but") or is_verb(tokens, at) or _infinitive(tokens, at):
            return None
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
    filled = _skip_fillers(tokens, start, end) >= at or tokens[at - 1].lower == ","
    told = "addressee" in frames or tokens[start].flags & PREPOSITION
    noun = "object" in frames and at - start <= 2
    return ("that", following) if filled or told or noun else None


def _comma_then_that(tokens: Tokens, comma: int, end: int) -> bool:
    """``said, Q`` and ``said, in a letter to staff, that …``."""
    if comma + 1 < end and tokens[comma + 1].flags & QUOTED:
        return True
    for at in range(comma + 1, min(end, comma + REACH)):
        if tokens[at].lower == ",":
            return at + 1 < end and (
                tokens[at + 1].lower == "that" or bool(tokens[at + 1].flags & QUOTED)
            )
        if is_verb(tokens, at):
            return False
    return False


def _skip_fillers(tokens: Tokens, start: int, end: int) -> int:
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
        ):
            at += 2
        elif (
            token.lower in ("this", "last", "next")
            and at + 1 < end
            and (tokens[at + 1].flags & TIME_NOUN)
        ):
            at += 2
        elif token.flags & TIME_NOUN and at > start and tokens[at - 1].flags & TIME:
            at += 1
        elif token.lower in ("in", "at", "during", "via", "on") and _occasion_end(tokens, at, end):
            at = _occasion_end(tokens, at, end) or end
        elif (
            token.flags & ADVERB
            and not token.flags & NEGATION
            and token.lower not in ("there", "no", "all", "both", "more")
        ):
            at += 1
        else:
            break
    return at


def _occasion_end(tokens: Tokens, at: int, end: int) -> int | None:
    for k in range(at + 1, min(end, at + 6)):
        if tokens[k].lower in OCCASIONS or tokens[k].flags & TIME:
            return k + 1
        if tokens[k].flags & (PUNCTUATION | QUOTED) or is_verb(tokens, k):
            return None
    return None


def _after_addressee(tokens: Tokens, start: int, end: int) -> int | None:
    """Past the person told: ``him``, ``reporters``, ``the BBC``, ``Roe's staff``."""
    at = start
    if tokens[at].flags & OBJECT_PRONOUN and not tokens[at].flags & POSSESSIVE:
        return _skip_fillers(tokens, at + 1, end)
    if tokens[at].lower == "her" or tokens[at].flags & (DETERMINER | POSSESSIVE):
        at += 1
    first = at
    while at < end and at - first < 8:
        token = tokens[at]
        named = token.flags & CAPITAL or token.lower in ("'s", "’s", "of", "the", "and", "'")
        if at > first and not named:
            break
        if token.flags & (PUNCTUATION | QUOTED) and token.lower != "'":
            break
        at += 1
    return _skip_fillers(tokens, at, end) if at > first else None


def _is_clause(tokens: Tokens, start: int, end: int, *, sure: bool = False) -> bool:
    """A subject and a finite verb: a clause without "that".

    ``sure`` cues ("say") take nothing else, so a verb that no list knows is no hindrance.
    """
    if start >= end or not _opens_noun(tokens, start):
        return False
    if tokens[start].flags & PREPOSITION and not sure:
        return False
    for at in range(start + 1, min(end, start + 28)):
        token = tokens[at]
        if token.lower in (";", ":") or token.lower in _ADVERBIAL:
            return False
        if is_verb(tokens, at):
            return True
    return bool(tokens[start].flags & PRONOUN) or (sure and end - start >= 5)


def _opens_noun(tokens: Tokens, at: int) -> bool:
    token = tokens[at]
    if token.flags & _NOUN_START or token.lower in ("there", "no", "if", "when", "both", "all"):
        return True
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
    if not _opens_noun(tokens, start):
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
    if not _is_object(tokens, start, end):
        return False
    for at in range(start + 1, min(end, start + 12)):
        token = tokens[at]
        if token.flags & (QUOTED | SET_OFF) or token.lower in ("as", "a", "an"):
            return True
        if token.flags & PUNCTUATION or is_verb(tokens, at):
            return False
    return False


def _is_object(tokens: Tokens, start: int, end: int) -> bool:
    token = tokens[start]
    if token.flags & (PRONOUN | OBJECT_PRONOUN) and not token.flags & POSSESSIVE:
        return end - start >= 3
    return end - start >= 2 and (
        bool(token.flags & _NOUN_START)
        or not token.flags
        & (PUNCTUATION | PREPOSITION | COORDINATOR | SUBORDINATOR | ADVERB | VERB)
    )


def _right_end(
    tokens: Tokens,
    heads: Sequence[Head],
    trailing: Sequence[bool],
    number: int,
    start: int,
    end: int,
) -> int:
    """Where words that begin at ``start`` end: at the next attribution, a semicolon or a "but"."""
    stop = end
    for other in range(number + 1, len(heads)):
        head = heads[other]
        if head.left <= start:
            continue
        if _breaks(tokens, head, trailing[other], _agree(tokens, heads[number], head)):
            stop = min(stop, head.left)
            break
    for at in range(start + 3, stop):
        lower = tokens[at].lower
        if lower == ";":
            stop = at
            break
        if lower in _CONTRASTS and tokens[at - 1].lower == "," and _new_clause(tokens, at, stop):
            stop = at
            break
    while stop > start and (
        tokens[stop - 1].flags & (PUNCTUATION)
        and tokens[stop - 1].lower not in (")", "]")
        or tokens[stop - 1].flags & COORDINATOR
        or tokens[stop - 1].lower in _CONTRASTS
    ):
        stop -= 1
    return stop


def _without_tail(tokens: Tokens, start: int, stop: int, frame: str) -> int:
    """Cut what belongs to the act of saying (``in a statement on Monday``) or to a new clause."""
    if frame in ("object", "object-to"):
        stop = _object_end(tokens, start, stop)
    for at in range(stop - 1, max(start + 2, stop - 9), -1):
        if tokens[at].lower in ("in", "during", "at") and tokens[at].flags & PREPOSITION:
            occasion = _occasion_end(tokens, at, stop)
            if occasion is not None and not any(is_verb(tokens, k) for k in range(at, stop)):
                named = any(tokens[k].lower in OCCASIONS for k in range(at, occasion))
                by = any(tokens[k].lower == "by" for k in range(occasion, stop))
                return at if named and not by and stop - occasion <= 4 else stop
    return stop


def _object_end(tokens: Tokens, start: int, stop: int) -> int:
    """A noun phrase ends where a clause about something else begins."""
    for at in range(start + 2, stop - 1):
        following = tokens[at + 1]
        if tokens[at].lower == "," and (
            following.flags & (RELATIVE | SUBORDINATOR | ING)
            or (following.flags & PREPOSITION and following.lower not in ("of", "for", "to"))
            or following.lower in ("the", "a", "an", "but", "especially", "even")
        ):
            return at
        if tokens[at].lower in ("and", "but", "yet") and _verb_follows(tokens, at + 1, stop):
            return at - 1 if tokens[at - 1].lower == "," else at
    return stop


def _verb_follows(tokens: Tokens, at: int, stop: int) -> bool:
    while at < stop and tokens[at].flags & ADVERB:
        at += 1
    return at < stop and is_verb(tokens, at) and not tokens[at].flags & ING


def _breaks(tokens: Tokens, head: Head, trails: bool, same_tense: bool) -> bool:
    before = tokens[head.left - 1] if head.left > 0 else None
    if before is None:
        return False
    if head.form in (Form.ACCORDING, Form.INVERTED):
        return True
    if before.flags & QUOTED:
        return True
    if head.form is Form.SHARED and before.flags & COORDINATOR:
        if same_tense:
            return True
        return head.left > 1 and (
            tokens[head.left - 2].lower == "," or bool(tokens[head.left - 2].flags & QUOTED)
        )
    if before.lower == ",":
        return trails or head.form is Form.SHARED
    if before.flags & COORDINATOR or before.lower in _CONTRASTS:
        return head.left > 1 and tokens[head.left - 2].lower == ","
    return False


def _agree(tokens: Tokens, one: Head, other: Head) -> bool:
    """``said … and warned``, ``says … and claims``: two verbs of one subject."""
    a, b = tokens[one.verb], tokens[other.verb]
    if a.flags & PAST or b.flags & PAST:
        return bool(a.flags & b.flags & PAST)
    return a.lower.endswith("s") and b.lower.endswith("s")


def _new_clause(tokens: Tokens, at: int, end: int) -> bool:
    opens = at + 1 < end and _opens_noun(tokens, at + 1)
    return opens and any(is_verb(tokens, k) for k in range(at + 2, min(end, at + 14)))


# --- according to, passives --------------------------------------------------------------------


def _according_content(
    tokens: Tokens, heads: Sequence[Head], trailing: Sequence[bool], number: int, end: int
) -> Said | None:
    head = heads[number]
    left = _left_start(tokens, heads, number)
    stop = head.left
    while stop > left and tokens[stop - 1].flags & (PUNCTUATION | COORDINATOR):
        stop -= 1
    if stop - left >= 3 and head.left > 0:
        parts: list[Range] = [(left, stop)]
        rest = _rest_after(tokens, heads, trailing, number, end, False)
        if rest is not None:
            parts.append(rest)
        return Said(head, head.cue, tuple(parts), True, "that")
    start = head.right
    while start < end and tokens[start].flags & PUNCTUATION:
        start += 1
    if start >= end:
        return None
    stop = _right_end(tokens, heads, trailing, number, start, end)
    return Said(head, head.cue, ((start, stop),), False, "that") if stop > start else None


def _passive_content(
    tokens: Tokens, heads: Sequence[Head], trailing: Sequence[bool], number: int, end: int
) -> Said | None:
    head = heads[number]
    if any(trails for trails in trailing[number + 1 :]) or number > 0:
        return None
    stop = _right_end(tokens, heads, trailing, number, head.after, end)
    if head.group > 0 and tokens[head.group - 1].lower == "it":
        that = head.after + (tokens[head.after].lower == "that" if head.after < end else 0)
        return Said(head, head.cue, ((that, stop),), False, "that") if stop > that else None
    if head.cue.lemma in ("expect", "know") or head.group == 0:
        return None
    subject = subject_before(tokens, head.group)
    if subject is None or stop - head.after < 2:
        return None
    parts = ((subject[0], head.group), (head.after, stop))
    return Said(head, Cue(head.cue.lemma, CueClass.BELIEVES, head.cue.frames), parts, False, "to")
