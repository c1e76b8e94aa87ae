"""How much of a text is analysed: all of it, or the beginning of one that is too long."""

from __future__ import annotations

from collections.abc import Sequence

from storytracker.analysis.thresholds import ANALYSED_CODE_POINTS, ONLY_THE_BEGINNING
from storytracker.analysis.types import Paragraph, Span

# So far back from the end a stop or a space is sought to end at, in code points.
LOOK_BACK = 5_000


def beginning(
    text: str, paragraphs: Sequence[Paragraph], limit: int = ANALYSED_CODE_POINTS
) -> tuple[str, Sequence[Paragraph], str]:
    """The part of a text that is analysed, its paragraphs, and in words why it isn't the whole.

    The words are empty, and the text is the same, up to ``limit`` code points. A longer one ends
    with a paragraph, a sentence or a word where one ends near enough.
    """
    if len(text) <= limit:
        return text, paragraphs, ""
    end = _good_end(text, limit)
    kept = [
        Paragraph(Span(p.span.start, min(p.span.end, end)), p.kind)
        for p in paragraphs
        if p.span.start < end
    ]
    return text[:end], kept, ONLY_THE_BEGINNING


def _good_end(text: str, limit: int) -> int:
    for mark in ("\n", ". ", " "):
        at = text.rfind(mark, limit - LOOK_BACK, limit)
        if at > 0:
            return at + len(mark.rstrip())
    return limit
