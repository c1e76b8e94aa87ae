"""Through which outlet an article has its words, and which reports it speaks of."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from storytracker.analysis.speech.cues import words_of
from storytracker.analysis.speech.names import Entity, NameBook
from storytracker.analysis.speech.units import Unit
from storytracker.analysis.speech.words import PUNCTUATION
from storytracker.analysis.types import (
    Citation,
    CitationRole,
    Hop,
    Lineage,
    NameKind,
    ParagraphKind,
    Span,
)

# Asked of its class at every turn, a member would cost as much as a call.
_OUTLET = NameKind.OUTLET

_EARLIER = words_of("earlier")
_REPORT_WORDS = words_of("report_words")
_MONTHS = words_of("other_times")


@dataclass(slots=True)
class Carrier:
    """The outlet that "the sources" and "the report" lead back to, as far as it was said.

    ``main`` is the outlet that the headline, the standfirst or the opening states; a heading
    that names an outlet holds for its section. An outlet named for an earlier report is none.
    """

    main: str = ""
    section: str = ""
    seen: int = 0
    _heading: bool = field(default=False)

    def heading(self, outlets: Sequence[str]) -> None:
        """A heading opens a section: under the outlet it names, or under none."""
        self.section = outlets[0] if outlets else ""

    def stated(self, outlet: str, unit: int, *, earlier: bool) -> None:
        """A sentence says that its words come through ``outlet``."""
        if not self.main and not earlier and unit <= OPENING_UNITS:
            self.main = outlet

    def hop(self, words: str) -> tuple[Hop, ...]:
        """The carried hop for a sentence that only says "the sources" or "the report"."""
        outlet = self.section or self.main
        if not outlet:
            return ()
        where = "the heading of the section names it" if self.section else "the opening relays it"
        return (Hop(outlet, None, Lineage.CARRIED, f"“{words}” leads back to {outlet}: {where}"),)


# Headline, standfirst and the first sentences: what an article opens with is what it relays.
OPENING_UNITS = 6


def outlets_in(unit: Unit) -> list[tuple[Span, Entity]]:
    """The outlets named in a unit outside its quotations."""
    return [(s, e) for s, e in unit.names if e.kind is _OUTLET]


def quoted_outlets(unit: Unit, book: NameBook) -> list[tuple[Span, Entity]]:
    """The outlets named inside the quotations of a unit."""
    spans = [t.quote.span for t in unit.tokens if t.quote is not None]
    found = [named for span in spans for named in book.between(span.start, span.end)]
    return [(s, e) for s, e in found if e.kind is _OUTLET]


def _at(unit: Unit, offset: int) -> int:
    """The number of the first token from ``offset`` on, 0 where there is none."""
    at = bisect_left(unit.starts, offset)
    return at if at < len(unit.starts) else 0


def is_earlier(unit: Unit, span: Span) -> bool:
    """Does the sentence call the report at ``span`` an earlier one?"""
    at = _at(unit, span.start)
    near = unit.tokens[max(0, at - 6) : at + 8]
    for k, token in enumerate(near):
        if token.lower in _EARLIER and not (
            token.lower == "first" and k and near[k - 1].lower == "the"
        ):
            return True
        if token.lower == "had" and k + 1 < len(near) and near[k + 1].lower in _REPORT_WORDS:
            return True
    return False


def is_dated(unit: Unit, span: Span) -> bool:
    """``as reported by X in late September``: a report of another time."""
    at = bisect_left(unit.starts, span.end)
    ahead = unit.tokens[at : at + 5]
    for k, token in enumerate(ahead):
        if token.flags & PUNCTUATION:
            return False
        if token.lower in {"in", "last", "back"} and any(
            t.lower in _MONTHS or (t.text.isdigit() and len(t.text) == 4)
            for t in ahead[k + 1 : k + 4]
        ):
            return True
    return False


def reports(unit: Unit, span: Span) -> bool:
    """Is the outlet at ``span`` named as one that reports, not in passing?"""
    at = _at(unit, span.start)
    return any(t.lower in _REPORT_WORDS for t in unit.tokens[max(0, at - 5) : at + 10])


def citation(unit: Unit, span: Span, name: str) -> Citation:
    """The citation that an outlet called ``name``, named outside quotations, makes."""
    if unit.kind is ParagraphKind.SOURCES:
        return Citation(
            name, span, CitationRole.LISTED, unit.span, reason="in a closing list of sources"
        )
    if unit.kind is ParagraphKind.HEADING:
        return Citation(name, span, CitationRole.MENTIONED, unit.span, reason="named in a heading")
    if not reports(unit, span):
        return Citation(name, span, CitationRole.MENTIONED, unit.span, reason="named in passing")
    if is_earlier(unit, span):
        return Citation(
            name, span, CitationRole.EARLIER, unit.span, reason="called an earlier report"
        )
    if is_dated(unit, span):
        return Citation(
            name, span, CitationRole.OTHER, unit.span, reason="a report of another time"
        )
    return Citation(name, span, CitationRole.RELAYED, unit.span, reason="the sentence relays it")


def mentioned(unit: Unit, span: Span, entity: Entity) -> Citation:
    """The citation that an outlet named inside a quotation makes."""
    return Citation(
        entity.canonical, span, CitationRole.MENTIONED, unit.span, reason="spoken of in a quotation"
    )
