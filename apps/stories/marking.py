"""A text cut at every boundary of what is said about it: highlights that overlap, drawn flat. Pure.

Mark-up can't overlap, but assertions do. So the text is cut wherever one begins or ends; every
piece knows all the assertions that cover it. All offsets count code points of the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Highlight:
    """One range that an assertion or a note covers; ``target`` is the id of its list entry."""

    start: int
    end: int
    target: str
    kind: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with the same highlights throughout.

    ``anchors`` are the passages that begin here; ``top`` is the shortest highlight, the one
    that the reader means when they point at the piece.
    """

    start: int
    text: str
    highlights: tuple[Highlight, ...]
    anchors: tuple[str, ...]

    @property
    def top(self) -> Highlight | None:
        return min(self.highlights, key=lambda h: h.end - h.start, default=None)

    @property
    def depth(self) -> int:
        """How many highlights lie over each other here, three at most for the eye."""
        return min(3, len(self.highlights))


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of the text, cut into pieces."""

    kind: str
    start: int
    pieces: tuple[Piece, ...]


def mark_up(
    text: str,
    paragraphs: Sequence[Sequence[int | str]],
    highlights: Sequence[Highlight],
    passages: Iterable[Range] = (),
) -> tuple[Block, ...]:
    """Cut ``text`` into blocks (``paragraphs``: [start, end, kind]) and these into pieces.

    ``passages`` are ranges to which links lead; each becomes the anchor ``c<start>-<end>`` of
    the piece that begins with it.
    """
    anchors = sorted({*passages, *((h.start, h.end) for h in highlights)})
    return tuple(
        Block(str(kind), int(start), _pieces(text, int(start), int(end), highlights, anchors))
        for start, end, kind in paragraphs
    )


def _pieces(
    text: str, start: int, end: int, highlights: Sequence[Highlight], anchors: Sequence[Range]
) -> tuple[Piece, ...]:
    inside = [h for h in highlights if h.start < end and start < h.end]
    here = [a for a in anchors if start <= a[0] < end]
    cuts = {start, end} | {a[0] for a in here} | {min(end, a[1]) for a in here}
    for h in inside:
        cuts |= {max(start, h.start), min(end, h.end)}
    return tuple(
        Piece(
            start=left,
            text=text[left:right],
            highlights=tuple(h for h in inside if h.start <= left and right <= h.end),
            anchors=tuple(f"c{a}-{b}" for a, b in here if a == left),
        )
        for left, right in pairwise(sorted(cuts))
    )
