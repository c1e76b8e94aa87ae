"""Where the assertions of an article are built: the unit at hand and what went before."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from storytracker.analysis.speech.cast import Cast, Resolved
from storytracker.analysis.speech.forms import Head, Said
from storytracker.analysis.speech.names import Entity, NameBook
from storytracker.analysis.speech.units import Unit
from storytracker.analysis.speech.verbs import Range
from storytracker.analysis.speech.via import Carrier
from storytracker.analysis.speech.words import SET_OFF, Word
from storytracker.analysis.types import (
    Assertion,
    Hop,
    NameKind,
    Span,
    Speaker,
    SpeakerKind,
)

# Asked of its class at every turn, a member would cost as much as a call.
_ORGANISATION, _PERSON = NameKind.ORGANISATION, NameKind.PERSON

_OPENING = ("“", '"')
_CLOSING = ("”", '"')


@dataclass(slots=True)
class Found:
    """An attribution with its speaker resolved."""

    said: Said
    resolved: Resolved
    parts: tuple[Range, ...]
    hops: tuple[Hop, ...] = ()


class Workbench:
    """The text, the speakers so far, the unit being read and the assertions found."""

    def __init__(
        self,
        text: str,
        book: NameBook,
        outlet: str,
        tokens: Sequence[Word],
        starts: Sequence[int],
        sentences: Sequence[Span],
    ) -> None:
        self.text = text
        self.book = book
        self.outlet = Speaker(outlet, SpeakerKind.OUTLET)
        self.tokens = tokens
        self.starts = starts
        self.sentences = sentences
        self.sentence_starts = [s.start for s in sentences]
        self.cast = Cast(book)
        self.carrier = Carrier()
        self.assertions: list[Assertion] = []
        self.covered: list[Range] = []
        self.relayed: dict[Range, tuple[Hop, ...]] = {}  # refusals of this unit that X reports
        self.unit: Unit
        self.before: Unit | None = None
        self.fresh = 0  # index of the first assertion of this unit
        self.last_fresh = 0  # … of the unit before
        self.waiting: list[tuple[int, str]] = []  # "Report: …" before any outlet was named

    def enter(self, unit: Unit) -> None:
        """Begin a unit."""
        self.unit = unit
        self.covered = []
        self.relayed = {}
        self.last_fresh, self.fresh = self.fresh, len(self.assertions)
        self.cast.unit += 1

    def leave(self) -> None:
        """End the unit: the next one looks back at it."""
        self.before = self.unit
        for _, entity in self.unit.names:
            if entity.kind is _ORGANISATION:
                self.cast.bodies.append((self.cast.unit, entity))
            elif entity.kind is _PERSON:
                self.cast.named.append((self.cast.unit, entity))
        self.cast.before = self.unit

    def span(self, part: Range) -> Span:
        """The span of a range of the unit's tokens."""
        unit = self.unit
        start, end = unit.starts[part[0]], unit.end(part[1] - 1)
        if unit.is_plain:
            return Span(start, end)
        if unit.tokens[part[0]].flags & SET_OFF and self.text[start - 1] in _OPENING:
            start -= 1
        return Span(start, self._with_closing_mark(start, end))

    def _with_closing_mark(self, start: int, end: int) -> int:
        """Marks are no tokens: words that open one inside and close it at the end keep it."""
        for stop in (end, end + 1):
            if self.text[stop : stop + 1] in _CLOSING and stop < self.unit.span.end:
                words = self.text[start:end]
                opened = words.count("“") > words.count("”") or words.count('"') % 2 == 1
                return stop + 1 if opened else end
        return end

    def tokens_of(self, part: Range) -> list[Word]:
        """The tokens that a range of the unit's covers, those of quotations in it too."""
        if self.unit.is_plain:
            return self.unit.tokens[part[0] : part[1]]
        return self.tokens_in((self.span(part),))

    def tokens_in(self, spans: Sequence[Span]) -> list[Word]:
        """The tokens of the whole text inside ``spans``, those of quotations too."""
        found: list[Word] = []
        for span in spans:
            at = bisect_left(self.starts, span.start)
            stop = bisect_left(self.starts, span.end)
            found += self.tokens[at:stop]
        return found

    def persons_near(self, before: int) -> tuple[list[Entity], list[Entity]]:
        """The persons named in the unit before its token ``before``, and in the unit before."""
        limit = self.unit.starts[before]
        near = [(s, e) for s, e in self.unit.names if s.start < limit and e.kind is _PERSON]
        earlier = self.before.names if self.before is not None else ()
        return self._who_act(near), self._who_act([n for n in earlier if n[1].kind is _PERSON])

    def _who_act(self, named: Sequence[tuple[Span, Entity]]) -> list[Entity]:
        """Without whom only something belongs to: "Roe's agent, Ann Poe, left. She said"."""
        acting = [e for s, e in named if self.text[s.end : s.end + 1] not in ("'", "’")]
        return acting or [e for _, e in named]

    def _words(self, head: Head) -> str:
        return self.span((head.group, max(head.after, head.group + 1))).of(self.text)
