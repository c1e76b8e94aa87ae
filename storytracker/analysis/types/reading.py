"""A document as read: bytes made text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from storytracker.analysis.types.dates import UNDATED, Basis, Dating
from storytracker.analysis.types.records import record
from storytracker.analysis.types.spans import Span


class ParagraphKind(StrEnum):
    TITLE = "title"
    STANDFIRST = "standfirst"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    QUOTATION = "quotation"
    LIST_ITEM = "list-item"
    SOURCES = "sources"  # a closing list such as "Sources: A, B and C."


BODY_KINDS = frozenset(
    {
        ParagraphKind.HEADING,
        ParagraphKind.PARAGRAPH,
        ParagraphKind.QUOTATION,
        ParagraphKind.LIST_ITEM,
    }
)


@record()
class Paragraph:
    """One block of ``Reading.text``; blocks are separated by one blank line."""

    span: Span
    kind: ParagraphKind


@dataclass(frozen=True, slots=True)
class Removed:
    """Words cut from the source: kept aside, openable on the page, with the reason.

    ``kind`` is "caption", "credit", "tracker", "comments", "navigation", "sharing",
    "newsletter", "consent", "self-description", "disclaimer", "repeated title", "address" or
    "other". ``after`` says where it stood: the index into ``Reading.paragraphs`` of the last
    one kept before it, -1 for above them all, ``None`` where that isn't known.
    """

    text: str
    kind: str
    reason: str
    after: int | None = None


@dataclass(frozen=True, slots=True)
class OutletFinding:
    """The outlet that published the document, as far as the document tells."""

    name: str
    basis: Basis
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as read: what is analysed and what was set aside.

    ``text`` holds title, standfirst and body in this order, separated by blank lines and
    cleaned (drop caps joined, every run of spaces one plain space, no-break spaces plain).
    ``paragraphs`` cover it without overlap, in order. ``problem`` says in words why there
    is nothing to analyse (empty, binary, almost no text, a consent wall, a page that says
    "not found"); it is empty when all is well. ``partial`` says in words why the text, though
    worth analysing, is not the whole article (a paywall's stub, a video's teaser); empty
    otherwise. ``modified`` is when the publisher says that it was last changed. ``section`` is
    the publisher's own ("World"); ``amp_url`` the same article's AMP page.
    """

    title: str
    text: str
    paragraphs: tuple[Paragraph, ...]
    published: Dating = UNDATED
    outlet: OutletFinding | None = None
    bylines: tuple[str, ...] = ()
    dateline: str = ""
    language: str = "en"
    canonical_url: str = ""
    amp_url: str = ""
    section: str = ""
    modified: Dating = UNDATED
    removed: tuple[Removed, ...] = ()
    problem: str = ""
    partial: str = ""
    reasons: tuple[str, ...] = ()

    def body(self) -> str:
        """The text without title, standfirst and source list, one line feed between blocks."""
        return "\n".join(p.span.of(self.text) for p in self.paragraphs if p.kind in BODY_KINDS)
