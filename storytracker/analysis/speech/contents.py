"""What was said: the content of each head of a unit, as ranges of tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storytracker.analysis.speech.boundaries import right_end, unit_end, without_tail
from storytracker.analysis.speech.complements import (
    REACH,
    after_addressee,
    find_complements,
    is_clause,
    opens_noun,
    skip_fillers,
)
from storytracker.analysis.speech.cues import Cue, CueClass
from storytracker.analysis.speech.forms import Form, Head
from storytracker.analysis.speech.subjects import subject_before
from storytracker.analysis.speech.verbheads import readings_at
from storytracker.analysis.speech.verbs import Range, Tokens, has_verb, is_verb
from storytracker.analysis.speech.words import (
    ADVERB,
    COORDINATOR,
    ING,
    NUMBER,
    OBJECT_PRONOUN,
    PEOPLE,
    PREPOSITION,
    PUNCTUATION,
    QUOTED,
    RELATIVE,
    SUBORDINATOR,
    TIME,
    TIME_NOUN,
    VERB,
)

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


_OPENS_ADVERBIAL = PREPOSITION | ADVERB | SUBORDINATOR | TIME | TIME_NOUN | NUMBER | COORDINATOR


@dataclass(slots=True)
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
    for number in range(len(heads)):
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
    return before.lower == "," or _as_clause(tokens, head)


def _as_clause(tokens: Tokens, head: Head) -> bool:
    """``…, as X put it``."""
    return (
        head.form is Form.VERB
        and head.left > 1
        and tokens[head.left - 1].lower == "as"
        and tokens[head.left - 2].lower in (",", "-", "–", "—", "(")
    )


def _content(
    tokens: Tokens, heads: Sequence[Head], trailing: Sequence[bool], number: int
) -> Said | None:
    head = heads[number]
    end = unit_end(tokens)
    if head.form is Form.COLON:
        part = (head.right, end) if head.left == 0 else (0, head.left)
        return Said(head, head.cue, (part,), head.left != 0, "colon")
    if head.form is Form.PASSIVE:
        return _passive_content(tokens, heads, trailing, number, end)
    if head.form is Form.ACCORDING:
        return _according_content(tokens, heads, trailing, number, end)
    if head.form is Form.INVERTED:
        return _left_content(tokens, heads, trailing, number, end)
    participle = head.form is Form.SHARED and tokens[head.verb].flags & ING
    quoted = trailing[number] and _left_is_quoted(tokens, head)
    if quoted and not participle and not _opens_with_aside(tokens, heads, number):
        return _left_content(tokens, heads, trailing, number, end)
    right = _right_content(tokens, heads, trailing, number, end)
    if right is not None:
        return right
    aside = _around_aside(tokens, heads, trailing, number, end)
    if aside is not None:
        return aside
    if quoted:
        return _left_content(tokens, heads, trailing, number, end)
    if trailing[number] and head.form is Form.VERB and head.cue.frames & {"that", "whether"}:
        return _left_content(tokens, heads, trailing, number, end)
    return None


def _around_aside(
    tokens: Tokens, heads: Sequence[Head], trailing: Sequence[bool], number: int, end: int
) -> Said | None:
    """``In 2008, X said, the firm paid``; ``But, X said, it paid``; ``As X said, it paid``."""
    head, comma = heads[number], heads[number].right
    if head.form is not Form.VERB or comma + 2 >= end or tokens[comma].lower != ",":
        return None
    quoted = bool(tokens[comma + 1].flags & QUOTED)
    if not head.cue.frames & {"that", "quote"}:
        return None
    if not quoted and not is_clause(tokens, comma + 1, end):
        return None
    as_ = head.left > 0 and tokens[head.left - 1].lower == "as"
    stop = head.left - 1
    if not as_ and (stop < 0 or tokens[stop].lower != ","):
        return None
    if as_ and stop == 0:
        before: tuple[Range, ...] = ()
    else:
        start = _left_start(tokens, heads, number)
        stop -= as_
        if stop > start and not tokens[start].flags & _OPENS_ADVERBIAL and not quoted:
            return None
        before = ((start, stop),) if stop > start else ()
    after = right_end(tokens, heads, trailing, number, comma + 1, end)
    if after <= comma + 1:
        return None
    frame = "quote" if quoted else "that"
    return Said(head, head.cue, (*before, (comma + 1, after)), False, frame)


def _opens_with_aside(tokens: Tokens, heads: Sequence[Head], number: int) -> bool:
    """``Walking in to cries of “…,” Roe said it was over``: the marks are in the scene."""
    start = _left_start(tokens, heads, number)
    return bool(tokens[start].flags & (ING | PREPOSITION))


def _left_is_quoted(tokens: Tokens, head: Head) -> bool:
    before = tokens[head.left - 1]
    if before.flags & QUOTED:
        return True
    return before.lower == "," and head.left > 1 and bool(tokens[head.left - 2].flags & QUOTED)


def _left_content(
    tokens: Tokens, heads: Sequence[Head], trailing: Sequence[bool], number: int, end: int
) -> Said | None:
    head = heads[number]
    start = _left_start(tokens, heads, number)
    stop = head.left - _as_clause(tokens, head)
    while stop > start and tokens[stop - 1].flags & PUNCTUATION:
        stop -= 1
    if stop <= start:
        return None
    parts: list[Range] = [(start, stop)]
    quoted = any(tokens[k].flags & QUOTED for k in range(start, stop))
    rest = _rest_after(tokens, heads, trailing, number, end, quoted)
    if not quoted and rest is None and not _says_something(tokens, start, stop, head, end):
        return None
    if rest is not None:
        parts.append(rest)
    return Said(head, head.cue, tuple(parts), True, "quote" if quoted else "that")


def _says_something(tokens: Tokens, start: int, stop: int, head: Head, end: int) -> bool:
    """Is what stands before ``, X said`` a clause and no mere adverbial?"""
    if not _closes_clause(tokens, head, end):
        return False
    if has_verb(tokens, start, stop) or any(
        tokens[k].lower == "to" and tokens[k + 1].flags & VERB for k in range(start, stop - 1)
    ):
        return True
    adverbial = tokens[start].flags & (PREPOSITION | ADVERB | SUBORDINATOR | ING)
    return stop - start >= 3 and not adverbial


def _closes_clause(tokens: Tokens, head: Head, end: int) -> bool:
    """``…, X said`` ends there, or goes on with when, where and to whom only."""
    at = skip_fillers(tokens, head.right, end)
    told = any("addressee" in cue.frames for cue in readings_at(tokens, head.verb))
    if told and at < end:
        at = after_addressee(tokens, at, end) or at
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
        if (
            before.right <= head.left
            and before.form in (Form.INVERTED, Form.ACCORDING)
            or (
                before.right <= head.left
                and before.form is Form.VERB
                and _left_is_quoted(tokens, head)
            )
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
    at = heads[number].right
    if quoted:
        second = _second_quotation(tokens, at, end)
        if second is not None:
            return second, right_end(tokens, heads, trailing, number, second, end)
    if at + 1 >= end or tokens[at].lower != ",":
        return None
    if any(other.left <= at + 1 <= other.right for other in heads[number + 1 :]):
        return None
    start = _left_start(tokens, heads, number)
    following = tokens[at + 1]
    if following.lower == "and":
        return (at + 2, end) if at + 2 < end and opens_noun(tokens, at + 2) else None
    if following.flags & (ING | SUBORDINATOR | ADVERB | COORDINATOR | RELATIVE):
        return None
    begun = bool(tokens[start].flags & SUBORDINATOR) or tokens[start].lower == "even"
    halved = not has_verb(tokens, start, heads[number].left - 1) and is_verb(tokens, at + 1)
    return (at + 1, end) if begun or halved else None


def _second_quotation(tokens: Tokens, at: int, end: int) -> int | None:
    for k in range(at, min(end, at + REACH)):
        token = tokens[k]
        if token.flags & QUOTED:
            joined = k == at or tokens[k - 1].lower in (",", ":", "that", "and")
            return k if joined or k - at <= 8 else None
        if is_verb(tokens, k) or token.lower in ("that", "who", "which"):
            return None
    return None


def _right_content(
    tokens: Tokens, heads: Sequence[Head], trailing: Sequence[bool], number: int, end: int
) -> Said | None:
    head = heads[number]
    readings = readings_at(tokens, head.verb) or (head.cue,)
    if head.form is Form.KNOWING or head.cue.lemma == "quote as saying":
        readings = (head.cue,)
    for frame, start, cue in find_complements(tokens, head, readings, end):
        stop = right_end(tokens, heads, trailing, number, start, end)
        stop = without_tail(tokens, start, stop, frame)
        if stop > start:
            return Said(head, cue, ((start, stop),), False, frame)
    return None


def _according_content(
    tokens: Tokens, heads: Sequence[Head], trailing: Sequence[bool], number: int, end: int
) -> Said | None:
    head = heads[number]
    left = _left_start(tokens, heads, number)
    stop = head.left
    while stop > left and tokens[stop - 1].flags & (PUNCTUATION | COORDINATOR):
        stop -= 1
    quoted = stop - left == 1 and tokens[left].flags & QUOTED
    if (stop - left >= 3 or quoted) and head.left > 0:
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
    stop = right_end(tokens, heads, trailing, number, start, end)
    return Said(head, head.cue, ((start, stop),), False, "that") if stop > start else None


def _passive_content(
    tokens: Tokens, heads: Sequence[Head], trailing: Sequence[bool], number: int, end: int
) -> Said | None:
    head = heads[number]
    if any(trails for trails in trailing[number + 1 :]) or number > 0:
        return None
    stop = right_end(tokens, heads, trailing, number, head.after, end)
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
