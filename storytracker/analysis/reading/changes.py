"""What changed between two versions of a text, paragraph by paragraph and word by word.

A moved time stamp, a counter or other spaces are no news to anybody: such changes are marked as
trifles. A number in a sentence is never one: a toll may have risen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import takewhile

from storytracker.analysis.lexicons import load

PARAGRAPH = re.compile(r"\n\s*\n")
WORD = re.compile(r"\s+|\w+|[^\w\s]")
FIGURES = re.compile(r"\d+")

STAMP_WORDS = 12
"""A line of more words is a sentence, and no time stamp or counter (those have some 4 to 10)."""

ALIKE = 0.4
"""Share of words in common from which two paragraphs are one that was changed."""

LONGEST = 3000
"""Words; in longer paragraphs no words are compared, as that costs the square of them."""

MOST_PAIRS = 60_000
"""Paragraphs of one text times those of the other, between what both begin and end with: under a
second in the worst case; articles have some 10 to 100."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a paragraph; ``differs`` where the other version has others there."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A paragraph that differs: what it was and what it is, one of them empty for a new or gone
    one. ``is_trifle``: only spaces, a time stamp or a counter.
    """

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    is_trifle: bool = False


def changes_between(before: str, after: str) -> tuple[Change, ...]:
    """The paragraphs that differ, in the order of ``after``; none for texts that read alike."""
    old, new = (list(filter(str.strip, PARAGRAPH.split(text))) for text in (before, after))
    old, new = _without_ends(old, new)
    if len(old) * len(new) > MOST_PAIRS:
        return _all_of(old, new)
    matcher = SequenceMatcher(None, [_spaced(p) for p in old], [_spaced(p) for p in new], False)
    found: list[Change] = []
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind != "equal":
            found.extend(_pairs(old[i:j], new[k:m]))
    return tuple(found)


def _without_ends(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    """Both without the paragraphs that they begin and end with alike."""
    first = _alike(old, new)
    old, new = old[first:], new[first:]
    last = _alike(old[::-1], new[::-1])
    return old[: len(old) - last], new[: len(new) - last]


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many paragraphs both begin with."""
    pairs = zip(map(_spaced, old), map(_spaced, new), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _all_of(old: Sequence[str], new: Sequence[str]) -> tuple[Change, ...]:
    """Everything gone and everything new: too much to look for what stayed."""
    return (*(Change(_whole(p), ()) for p in old), *(Change((), _whole(p)) for p in new))


def _spaced(paragraph: str) -> str:
    return " ".join(paragraph.split())


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """Each new paragraph beside the old one that it was, in order, where there is one."""
    at = 0
    for paragraph in new:
        alike = next((k for k in range(at, len(old)) if _is_alike(old[k], paragraph)), None)
        if alike is None:
            yield _change("", paragraph)
            continue
        for gone in old[at:alike]:
            yield _change(gone, "")
        yield _change(old[alike], paragraph)
        at = alike + 1
    for gone in old[at:]:
        yield _change(gone, "")


def _is_alike(one: str, other: str) -> bool:
    """True where they share many words, in whatever order; cheap."""
    a, b = set(one.lower().split()), set(other.lower().split())
    return len(a & b) >= ALIKE * max(len(a), len(b))


def _change(before: str, after: str) -> Change:
    trifle = all(not text or _is_stamp(text) for text in (before, after)) or (
        _spaced(before) == _spaced(after)
    )
    return Change(*_words(before, after), is_trifle=trifle)


def _words(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    old, new = WORD.findall(before), WORD.findall(after)
    if not old or not new or max(len(old), len(new)) > LONGEST:
        return _whole(before), _whole(after)
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, False).get_opcodes():
        for pieces, words in ((left, old[i:j]), (right, new[k:m])):
            if words:
                pieces.append(Piece("".join(words), kind != "equal"))
    return tuple(left), tuple(right)


def _whole(text: str) -> tuple[Piece, ...]:
    return (Piece(text, True),) if text else ()


def _is_stamp(paragraph: str) -> bool:
    """True for a line of figures and words of the calendar, the clock and the counters."""
    words = [word.lower() for word in re.findall(r"[^\W\d_]+", paragraph)]
    if len(words) > STAMP_WORDS or not FIGURES.search(paragraph):
        return False
    return all(word in _stamp_words() or len(word) == 1 for word in words)


@cache
def _stamp_words() -> frozenset[str]:
    dates, layout = load("dates"), load("layout")
    known = {*dates["months"], *dates["weekdays"], *dates["zones"], *layout["stamp_words"]}
    return frozenset(word.lower() for word in known)
