"""Texts that are mostly the same: copies, cut copies, copies with something added.

A text is the set of its shingles (runs of five words); how much of the shorter text stands in the
other is their containment. Its sketch is about one shingle in seven, chosen by the sum of its first
two words, so that what two texts share is chosen in both ("modulo" sampling: Broder, 1997). An
index of sketches names the few texts worth comparing in full.
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, compress
from struct import unpack_from
from zlib import crc32

SHINGLE_WORDS = 5
"""Words in a run (3-8): shorter ones are shared by chance, longer ones lost at each change."""

SAMPLED = 7
"""One in so many shingles is in the sketch (4-32). With sixteen other choices of the shingles .993
of the near-duplicates of FNC-1 are found at least, at 8 some .989."""

SHORT_WORDS = 60
"""Of a text of at most so many words (0-200) all shingles are in the sketch: a
sample of ten might miss all that it shares with another short one."""

NEAR_DUPLICATE = 0.5
"""Containment (0-1) from which two texts are near-duplicates: half of the shorter one."""

WORTH_COMPARING = 0.2
"""Containment of the sketches (0-1) from which the texts are compared: a sketch errs by chance."""

_IS_SAMPLED = bytes(low < 256 / SAMPLED for low in range(256))
_BLANKS = bytes(c if c > 127 or chr(c).isalnum() else 32 for c in range(256))
_ASCII = bytes(range(128))


@dataclass(frozen=True, slots=True)
class Sameness:
    """How much of the shorter of two texts stands in the other (0-1), and why we say so."""

    containment: float
    near_duplicate: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Shingled:
    """A text as 16-bit sums of its pairs of words, and its sketch as signed 64-bit integers.

    Four pairs in a row are a run of five words: their sums together are the run's. They are the
    same in every process and on every machine.
    """

    pairs: bytes
    sketch: frozenset[int]

    @cached_property
    def shingles(self) -> frozenset[int]:
        """The sums of all runs; fewer words than a run has are one."""
        return frozenset(_runs(self.pairs))

    @property
    def length(self) -> int:
        """How many runs there are, each as often as it stands there."""
        return max(0, len(self.pairs) // 2 + 2 - SHINGLE_WORDS)


def shingled(text: str) -> Shingled:
    """``text`` without case and marks, with its sketch; in time linear in the text."""
    words = _words(text)
    if 0 < len(words) < SHINGLE_WORDS:
        words += [b""] * (SHINGLE_WORDS - len(words))
    pairs = _pairs(words)
    runs = _runs(pairs)
    if len(words) > SHORT_WORDS:
        return Shingled(pairs, frozenset(compress(runs, pairs[::2].translate(_IS_SAMPLED))))
    return Shingled(pairs, frozenset(runs))


def _pairs(words: Sequence[bytes]) -> bytes:
    """The lower half of the sum of each word and the next, two bytes each, the lower first."""
    sums = array("I", map(crc32, words[1:], map(crc32, words)))
    if sys.byteorder == "big":
        sums.byteswap()
    return memoryview(sums).cast("B").cast("H")[::2].tobytes()


def _runs(pairs: bytes) -> list[int]:
    """Each four pairs in a row as one number: those at every fourth place are read at once."""
    runs = [0] * (len(pairs) // 2 + 2 - SHINGLE_WORDS)
    for start in range(min(4, len(runs))):
        found = (len(runs) - start + 3) // 4
        runs[start::4] = unpack_from(f"<{found}q", pairs, 2 * start)
    return runs


def _words(text: str) -> list[bytes]:
    """The words in small letters; every other character stands between words.

    What regular expressions do in 85 µs, this does in 20: most texts have few marks outside ASCII.
    """
    lower = text.lower()
    plain = lower.encode()
    if not lower.isascii():
        for mark in set(plain.translate(None, _ASCII).decode()):
            if not mark.isalnum():
                plain = plain.replace(mark.encode(), b" ")
    return plain.translate(_BLANKS).split()


def sameness(one: Shingled, other: Shingled) -> Sameness:
    """Compare two texts by all their shingles."""
    shorter = min(len(one.shingles), len(other.shingles))
    shared = len(one.shingles & other.shingles)
    containment = shared / shorter if shorter else 0.0
    words = "words" if shorter > 1 else "word"
    reason = (
        f"{shared} of the shorter text's {shorter} runs of {SHINGLE_WORDS} {words} stand in the "
        "other too"
    )
    return Sameness(round(containment, 3), containment >= NEAR_DUPLICATE, (reason,))


class Sketches:
    """An index of sketches: the texts in it by number, from 0, as they came."""

    def __init__(self) -> None:
        self._lengths: list[int] = []
        self._newest: dict[int, int] = {}
        self._older: dict[int, list[int]] = defaultdict(list)

    def add(self, text: Shingled) -> list[int]:
        """Take in a text; the numbers of those before it that are worth comparing, nearest first.

        Most shingles stand in one text only: there is a list only for the rest.
        """
        number, known = len(self._lengths), text.sketch & self._newest.keys()
        self._lengths.append(text.length)
        found = self._sharing(known, number)
        for shingle in known:
            self._older[shingle].append(self._newest[shingle])
        self._newest |= dict.fromkeys(text.sketch, number)
        return found

    def _sharing(self, known: Set[int], mine: int) -> list[int]:
        shared = Counter(map(self._newest.__getitem__, known))
        shared.update(chain.from_iterable([self._older.get(shingle, ()) for shingle in known]))
        enough = {
            number: both
            for number, both in shared.items()
            if both * SAMPLED >= WORTH_COMPARING * min(self._lengths[mine], self._lengths[number])
        }
        return sorted(enough, key=lambda number: (-enough[number], number))
