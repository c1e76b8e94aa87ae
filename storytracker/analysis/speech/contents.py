"""What was said: the content of each head of a unit, as ranges of tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from storytracker.analysis.speech.boundaries import right_end, unit_end
from storytracker.analysis.speech.complements import find_complements
from storytracker.analysis.speech.cues import Cue, CueClass
from storytracker.analysis.speech.forms import Form, Head, Said
from storytracker.analysis.speech.leftwards import (
    is_trailing,
    left_content,
    left_is_quoted,
    left_start,
    rest_after,
)
from storytracker.analysis.speech.openings import is_clause
from storytracker.analysis.speech.subjects import subject_before
from storytracker.analysis.speech.tails import without_tail
from storytracker.analysis.speech.verbheads import readings_at
from storytracker.analysis.speech.verbs import Range, Tokens, is_verb
from storytracker.analysis.speech.words import (
    ADVERB,
    COORDINATOR,
    ING,
    NUMBER,
    PREPOSITION,
    PUNCTUATION,
    QUOTED,
    SUBORDINATOR,
    TIME,
    TIME_NOUN,
    Word,
)

# Asked of its class at every turn, a member would cost as much as a call.
_ACCORDING, _COLON, _INVERTED, _KNOWING, _NOUN, _PASSIVE, _SHARED, _VERB = (
    Form.ACCORDING,
    Form.COLON,
    Form.INVERTED,
    Form.KNOWING,
    Form.NOUN,
    Form.PASSIVE,
    Form.SHARED,
    Form.VERB,
)

SCENE_LENGTH = 6  # tokens of "at a rally in Ohio"
_OPENS_ADVERBIAL = PREPOSITION | ADVERB | SUBORDINATOR | TIME | TIME_NOUN | NUMBER | COORDINATOR


def find_contents(tokens: Tokens, heads: Sequence[Head]) -> list[Said]:
    """The heads that attribute something, in order, with what they attribute."""
    found: list[Said] = []
    trailing = [is_trailing(tokens, h) for h in heads]
    for number in range(len(heads)):
        said = _content(tokens, heads, trailing, number)
        if said is not None:
            found.append(said)
    return found


def _content(
    tokens: Tokens, heads: Sequence[Head], trailing: Sequence[bool], number: int
) -> Said | None:
    head = heads[number]
    end = unit_end(tokens)
    if head.form is _COLON:
        part = (head.right, end) if head.left == 0 else (0, head.left)
        return Said(head, head.cue, (part,), head.left != 0, "colon")
    if head.form is _PASSIVE:
        return _passive_content(tokens, heads, trailing, number, end)
    if head.form is _ACCORDING:
        return _according_content(tokens, heads, trailing, number, end)
    if head.form is _INVERTED:
        return left_content(tokens, heads, trailing, number, end)
    participle = head.form is _SHARED and tokens[head.verb].flags & ING
    quoted = trailing[number] and left_is_quoted(tokens, head)
    if quoted and not participle and not _opens_with_aside(tokens, heads, number):
        return left_content(tokens, heads, trailing, number, end)
    right = _right_content(tokens, heads, trailing, number, end)
    if right is not None and not (trailing[number] and _is_scene(tokens, right.parts[0])):
        return right
    aside = _around_aside(tokens, heads, trailing, number, end)
    if aside is not None:
        return aside
    if quoted:
        return left_content(tokens, heads, trailing, number, end)
    if trailing[number] and head.form is _VERB and head.cue.frames & {"that", "whether"}:
        return left_content(tokens, heads, trailing, number, end)
    return None


def _around_aside(
    tokens: Tokens, heads: Sequence[Head], trailing: Sequence[bool], number: int, end: int
) -> Said | None:
    """``In 2008, X said, the firm paid``; ``But, X said, it paid``; ``As X said, it paid``."""
    head, comma = heads[number], heads[number].right
    if head.form is not _VERB or comma + 2 >= end or tokens[comma].lower != ",":
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
        start = left_start(tokens, heads, number)
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
    start = left_start(tokens, heads, number)
    return bool(tokens[start].flags & (ING | PREPOSITION | TIME))


def _is_scene(tokens: Tokens, part: Range) -> bool:
    """``The plan is dead, Roe said in Paris``: where it was said, no words of Roe's."""
    start, stop = part
    if not tokens[start].flags & PREPOSITION or stop - start > SCENE_LENGTH:
        return False
    return not any(t.flags & QUOTED or is_verb(tokens, k) for k, t in _numbered(tokens, part))


def _numbered(tokens: Tokens, part: Range) -> Iterator[tuple[int, Word]]:
    return ((k, tokens[k]) for k in range(*part))


def _right_content(
    tokens: Tokens, heads: Sequence[Head], trailing: Sequence[bool], number: int, end: int
) -> Said | None:
    head = heads[number]
    readings = readings_at(tokens, head.verb) or (head.cue,)
    if head.form in (_KNOWING, _NOUN) or head.cue.lemma == "quote as saying":
        readings = (head.cue,)
    for frame, start, cue in find_complements(tokens, head, readings, end):
        stop = right_end(tokens, heads, trailing, number, start, end)
        stop = without_tail(tokens, start, stop, frame, cue)
        if stop > start:
            return Said(head, cue, ((start, stop),), False, frame)
    return None


def _according_content(
    tokens: Tokens, heads: Sequence[Head], trailing: Sequence[bool], number: int, end: int
) -> Said | None:
    head = heads[number]
    if head.group < head.verb and head.right + 1 < end:  # "was told by X that", "was called by X"
        passive = _by_speaker(tokens, head, end)
        if passive is not None:
            return passive
    follows = [t.lower for t in tokens[head.right : head.right + 2]]
    if follows == [",", "that"] and head.left > 0 and head.right + 2 < end:
        # "told him, as quoted by X, that …"
        return Said(head, head.cue, ((head.right + 2, end),), False, "that")
    left = left_start(tokens, heads, number)
    stop = head.left
    while stop > left and tokens[stop - 1].flags & (PUNCTUATION | COORDINATOR):
        stop -= 1
    quoted = stop - left == 1 and tokens[left].flags & QUOTED
    if (stop - left >= 3 or quoted) and head.left > 0:
        parts: list[Range] = [(left, stop)]
        rest = rest_after(tokens, heads, trailing, number, end, False)
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


def _by_speaker(tokens: Tokens, head: Head, end: int) -> Said | None:
    """``The court was told by X that …``, ``The plan was described by X as …``."""
    at = head.right
    if tokens[at].lower == "that":
        return Said(head, head.cue, ((at + 1, end),), False, "that")
    subject = subject_before(tokens, head.group)
    if "object-as" not in head.cue.frames or subject is None:
        return None
    at += tokens[at].lower == ","
    return Said(head, head.cue, ((subject[0], head.group), (at, end)), False, "object")


def _passive_content(
    tokens: Tokens, heads: Sequence[Head], trailing: Sequence[bool], number: int, end: int
) -> Said | None:
    head = heads[number]
    if any(trails for trails in trailing[number + 1 :]) or number > 0:
        return None
    stop = right_end(tokens, heads, trailing, number, head.after, end)
    is_that = head.after < end and tokens[head.after].lower == "that"
    told = is_that and "addressee" in head.cue.frames  # "the jury was told that"
    if told or (head.group > 0 and tokens[head.group - 1].lower == "it"):
        that = head.after + (tokens[head.after].lower == "that" if head.after < end else 0)
        return Said(head, head.cue, ((that, stop),), False, "that") if stop > that else None
    if head.cue.lemma in ("expect", "know") or head.group == 0:
        return None
    subject = subject_before(tokens, head.group)
    if subject is None or stop - head.after < 2:
        return None
    parts = ((subject[0], head.group), (head.after, stop))
    return Said(head, Cue(head.cue.lemma, CueClass.BELIEVES, head.cue.frames), parts, False, "to")
