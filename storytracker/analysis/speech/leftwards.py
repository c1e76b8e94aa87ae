"""What was said before its attribution: ``…, X said``, ``Q, said X, Q``."""

from __future__ import annotations

from collections.abc import Sequence

from storytracker.analysis.speech.boundaries import right_end
from storytracker.analysis.speech.cues import words_of
from storytracker.analysis.speech.forms import Form, Head, Said
from storytracker.analysis.speech.openings import REACH, after_addressee, opens_noun, skip_fillers
from storytracker.analysis.speech.verbheads import readings_at
from storytracker.analysis.speech.verbs import Range, Tokens, has_verb, is_verb
from storytracker.analysis.speech.words import (
    ADVERB,
    AUXILIARY,
    COORDINATOR,
    ING,
    OBJECT_PRONOUN,
    PEOPLE,
    PREPOSITION,
    PUNCTUATION,
    QUOTED,
    RELATIVE,
    SUBORDINATOR,
    VERB,
)

# Asked of its class at every turn, a member would cost as much as a call.
_ACCORDING, _INVERTED, _VERB = Form.ACCORDING, Form.INVERTED, Form.VERB

_AFTER_SAYING = words_of("after_saying")


def is_trailing(tokens: Tokens, head: Head) -> bool:
    """Does the attribution follow what was said, after a comma or a quotation?"""
    if head.left == 0:
        return False
    before = tokens[head.left - 1]
    if before.flags & QUOTED:
        return True
    if head.form in (_ACCORDING, _INVERTED):
        return head.left > 2
    return before.lower == "," or as_clause(tokens, head)


def as_clause(tokens: Tokens, head: Head) -> bool:
    """``…, as X put it``."""
    return (
        head.form is _VERB
        and head.left > 1
        and tokens[head.left - 1].lower == "as"
        and tokens[head.left - 2].lower in {",", "-", "–", "—", "("}
    )


def left_is_quoted(tokens: Tokens, head: Head) -> bool:
    before = tokens[head.left - 1]
    if before.flags & QUOTED:
        return True
    return before.lower == "," and head.left > 1 and bool(tokens[head.left - 2].flags & QUOTED)


def left_content(
    tokens: Tokens, heads: Sequence[Head], trailing: Sequence[bool], number: int, end: int
) -> Said | None:
    head = heads[number]
    start = left_start(tokens, heads, number)
    start = _past_scene(tokens, start, head.left)
    stop = head.left - as_clause(tokens, head)
    while stop > start and tokens[stop - 1].flags & PUNCTUATION:
        stop -= 1
    if stop <= start:
        return None
    parts: list[Range] = [(start, stop)]
    quoted = any(tokens[k].flags & QUOTED for k in range(start, stop))
    rest = rest_after(tokens, heads, trailing, number, end, quoted)
    if not quoted and rest is None and not _says_something(tokens, start, stop, head, end):
        return None
    if rest is not None:
        parts.append(rest)
    return Said(head, head.cue, tuple(parts), True, "quote" if quoted else "that")


def _past_scene(tokens: Tokens, start: int, stop: int) -> int:
    """Past ``He was glad:`` and an open bracket before a quotation."""
    last = next((k for k in range(stop - 1, start, -1) if tokens[k].flags & QUOTED), start)
    if start + 1 < last and tokens[start].flags & ADVERB and tokens[start + 1].lower == ",":
        start += 2  # "Specifically, …"
    for at in range(last - 1, start - 1, -1):
        if tokens[at].lower in (":", "("):
            return at + 1
        if tokens[at].flags & QUOTED or tokens[at].lower == ")":
            break
    return start


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


def left_start(tokens: Tokens, heads: Sequence[Head], number: int) -> int:
    """Where the words before the head begin: after the attribution before it, if any."""
    head = heads[number]
    start = 2 if head.left > 2 and is_label(tokens) else 0
    for before in heads[:number]:
        if (
            before.right <= head.left
            and before.form in (_INVERTED, _ACCORDING)
            or (before.right <= head.left and before.form is _VERB and left_is_quoted(tokens, head))
        ):
            start = max(start, before.right)
    while start < head.left and (
        tokens[start].flags & (PUNCTUATION)
        or (tokens[start].flags & COORDINATOR)
        or tokens[start].lower in {"however", "meanwhile", "moreover"}
    ):
        start += 1
    return start


def is_label(tokens: Tokens) -> bool:
    """``Exclusive: …``: a headline's label is nobody's word."""
    return tokens[1].lower == ":" and tokens[0].lower in words_of("labels")


def rest_after(
    tokens: Tokens,
    heads: Sequence[Head],
    trailing: Sequence[bool],
    number: int,
    end: int,
    quoted: bool,
) -> Range | None:
    """The second part of split words: ``Q, he said, Q``; ``The firm, he said, was …``."""
    at = heads[number].right
    if not quoted and at < end and tokens[at].flags & PREPOSITION:  # ", Roe wrote on X,"
        comma = next((k for k in range(at, min(end, at + 5)) if tokens[k].lower == ","), at)
        at = at if has_verb(tokens, at, comma) else comma
    if quoted:
        second = _second_quotation(tokens, at, end)
        if second is not None and not _is_of_another(tokens, heads[number + 1 :], second):
            return second, right_end(tokens, heads, trailing, number, second, end)
    if at + 1 >= end or tokens[at].lower != ",":
        return None
    if any(_speaks_on(tokens, other, at + 1) for other in heads[number + 1 :]):
        return None
    start = left_start(tokens, heads, number)
    following = tokens[at + 1]
    if quoted and following.lower == "that" and at + 3 < end:
        return at + 2, right_end(tokens, heads, trailing, number, at + 2, end)
    if following.lower == "and":
        return (at + 2, end) if at + 2 < end and opens_noun(tokens, at + 2) else None
    if following.flags & (ING | SUBORDINATOR | ADVERB | COORDINATOR | RELATIVE):
        return None
    begun = bool(tokens[start].flags & SUBORDINATOR) or tokens[start].lower == "even"
    halved = (
        (not quoted or bool(following.flags & AUXILIARY))
        and not has_verb(tokens, start, heads[number].left - 1)
        and is_verb(tokens, at + 1)
    )
    return (at + 1, end) if begun or halved else None


def _is_of_another(tokens: Tokens, later: Sequence[Head], quotation: int) -> bool:
    """Does a later head speak the quotation: ``adding Q``, ``Q, said Y``?"""
    for head in later:
        if head.after <= quotation and quotation - head.after <= 1:
            return True
        if head.left - quotation in (1, 2) and is_trailing(tokens, head):
            return True
    return False


def _speaks_on(tokens: Tokens, other: Head, at: int) -> bool:
    """Does ``other`` attribute what begins at ``at``, and not take up the halved clause?"""
    if other.group == at and other.form in (_VERB, Form.SHARED):
        return bool(tokens[other.verb].flags & ING)
    return other.left <= at <= other.right


def _second_quotation(tokens: Tokens, at: int, end: int) -> int | None:
    for k in range(at, min(end, at + REACH)):
        token = tokens[k]
        if token.flags & QUOTED:
            joined = k == at or tokens[k - 1].lower in {",", ":", "that", "and"}
            return k if joined or k - at <= 8 else None
        if is_verb(tokens, k) or token.lower in {"that", "who", "which"}:
            return None
    return None
