"""Where in a text the words stand that were asked for: by the stems that PostgreSQL finds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from apps.sources.searching import Lexemes, fold, lexemes_of

# A Chinese or Japanese sign is a word of its own, as in search_fold.
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")
WIDE = 260
"""Characters of a text that are shown around the words."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, marked or not."""

    words: str
    is_hit: bool


@dataclass(slots=True)
class Marker:
    """Finds words by their stems; ``known`` holds the stem of every word that may be a hit.

    ``begun``: the last term ends with the beginning of a word, or is one of these stems.
    """

    terms: list[Lexemes]
    known: dict[str, list[str]]
    begun: frozenset[str] | None = None

    def hits(self, text: str) -> list[tuple[Span, int]]:
        """Where the terms stand, in order, each with the number of its term."""
        words = [(m.start(), m.end(), self.known.get(m[0]) or [""]) for m in WORD.finditer(text)]
        stems = [(start, end, stem) for start, end, own in words for stem in own]
        told = [(at, stem) for at, (_, _, stem) in enumerate(stems) if stem]
        found: list[tuple[Span, int]] = []
        for number, term in enumerate(self.terms):
            is_last = number == len(self.terms) - 1
            for here, _ in told if term else ():
                last = here + term[-1][0] - term[0][0]
                if last < len(stems) and all(
                    self._is(stems[here + at - term[0][0]][2], stem, is_last and at == term[-1][0])
                    for at, stem in term
                ):
                    found.append(((stems[here][0], stems[last][1]), number))
        return sorted(found)

    def _is(self, found: str, wanted: str, may_be_begun: bool) -> bool:
        if self.begun is None or not may_be_begun:
            return found == wanted
        return found.startswith(wanted) or found in self.begun

    def pieces(self, text: str) -> list[Piece]:
        """The text in pieces, the hits marked."""
        made, at = [], 0
        for (start, end), _ in self.hits(text):
            if end <= at:
                continue
            start = max(start, at)
            made += [Piece(text[at:start], False), Piece(text[start:end], True)]
            at = end
        return [piece for piece in (*made, Piece(text[at:], False)) if piece.words]

    def best(self, text: str, after: int = 0) -> Span | None:
        """The stretch of a paragraph, no longer than ``WIDE``, in which most of the terms stand.

        The earliest of the best beyond ``after``, a headline's end, or else in the headline;
        ``None`` where none of them stands anywhere.
        """
        hits = self.hits(text)
        best: tuple[int, Span] | None = None
        for position, ((start, first_end), _) in enumerate(hits):
            if start < after:
                continue
            stop = text.find("\n", start)
            stop = min(start + WIDE, len(text) if stop < 0 else stop)
            near = [hit for hit in hits[position:] if hit[0][1] <= stop]
            count = len({number for _, number in near})
            if best is None or count > best[0]:
                best = count, (start, max((end for (_, end), _ in near), default=first_end))
            if best[0] == len(self.terms):
                break
        if best is None:
            return self.best(text) if after else None
        return best[1]


def marker_for(
    terms: list[Lexemes], texts: Iterable[str], *, begun: frozenset[str] | None = None
) -> Marker:
    """A marker for ``texts``: one query tells the stems of all their words that may be hits.

    Stemming never changes a word's first letter, so other words need not be asked for.
    """
    first = {stem[0] for term in terms for _, stem in term if stem}
    words = {m[0] for text in texts for m in WORD.finditer(text) if fold(m[0])[:1] in first}
    listed = sorted(words)
    stems = [[stem for _, stem in own] for own in lexemes_of(listed)] if listed else []
    return Marker(terms, dict(zip(listed, stems, strict=True)), begun)
