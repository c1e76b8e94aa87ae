"""Short texts for the tests of who said what: paragraphs from plain lines, results as tuples."""

from __future__ import annotations

from storytracker.analysis.speech.attribution import attribute
from storytracker.analysis.types import (
    Assertion,
    Attributions,
    Paragraph,
    ParagraphKind,
    Span,
    SpeakerKind,
)

MARKS = {
    "# ": ParagraphKind.TITLE,
    "> ": ParagraphKind.STANDFIRST,
    "## ": ParagraphKind.HEADING,
    "= ": ParagraphKind.SOURCES,
}


def laid_out(text: str) -> tuple[str, list[Paragraph]]:
    """``# title``, ``> standfirst``, ``## heading``, ``= sources``, else a paragraph a line."""
    lines: list[str] = []
    paragraphs: list[Paragraph] = []
    at = 0
    for line in filter(None, text.split("\n")):
        mark = next((m for m in MARKS if line.startswith(m)), "")
        words = line.removeprefix(mark)
        kind = MARKS.get(mark, ParagraphKind.PARAGRAPH)
        paragraphs.append(Paragraph(Span(at, at + len(words)), kind))
        lines.append(words)
        at += len(words) + 2
    return "\n\n".join(lines), paragraphs


def read(text: str, outlet: str | None = None) -> tuple[str, Attributions]:
    """The text as laid out and what was read out of it."""
    laid, paragraphs = laid_out(text)
    return laid, attribute(laid, paragraphs, outlet=outlet)


def said(text: str) -> list[tuple[str, str]]:
    """(speaker, words) of every assertion that somebody else than the article makes."""
    laid, found = read(text)
    return [(a.speaker.name, a.words(laid)) for a in found.assertions if attributed(a)]


def attributed(assertion: Assertion) -> bool:
    """True unless the article says it in its own voice."""
    return assertion.speaker.kind is not SpeakerKind.OUTLET or assertion.cue is not None


def only(text: str) -> Assertion:
    """The one attributed assertion of the text, fragments left out."""
    _, found = read(text)
    whole = [a for a in found.assertions if attributed(a) and "fragment" not in a.reasons[0]]
    assert len(whole) == 1, [(a.speaker.name, a.words(laid_out(text)[0])) for a in whole]
    return whole[0]
