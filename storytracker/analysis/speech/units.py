"""Units of attribution: a sentence, or the sentences that one quotation runs over.

A quotation becomes one token, so that the grammar around it reads the same whatever it holds:
``Q, the minister said`` . Words set off in marks ("scare quotes", nicknames) stay as they are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat

from storytracker.analysis.speech.names import Entity
from storytracker.analysis.speech.quotes import Quote
from storytracker.analysis.speech.words import (
    CAPITAL,
    GLUED,
    PUNCTUATION,
    QUOTE,
    QUOTED,
    SET_OFF,
    TITLE,
    VERB,
    StandIn,
    Word,
    all_flags,
)
from storytracker.analysis.types import Paragraph, ParagraphKind, Span

# Asked of its class at every turn, a member would cost as much as a call.
_TITLE = ParagraphKind.TITLE

# A headline whose words are capitalised to this share is in title case.
TITLE_CASE_SHARE = 0.6
# No sentence that says anything is longer (in tokens); cutting keeps the cost linear in the text.
LONGEST_UNIT = 400


@dataclass(slots=True)
class Unit:
    """Tokens of one unit; ``paragraph`` is the number of its paragraph in the text.

    ``starts`` are the tokens' offsets. ``flags`` holds all that its tokens are, and may hold more.
    ``is_plain`` says that no mark of quotation stands in it, so that its tokens are those of the
    text. ``names`` are those that begin in it outside its quotations, filled in when it is read.
    """

    span: Span
    kind: ParagraphKind
    paragraph: int
    tokens: list[Word]
    starts: list[int]
    flags: int
    is_plain: bool
    names: Sequence[tuple[Span, Entity]] = ()

    def end(self, at: int) -> int:
        """The offset at which the token ``at`` ends."""
        return self.starts[at] + self.tokens[at].size

    def words(self, text: str, start: int, end: int) -> str:
        """What stands in ``text`` from the token ``start`` to the one before ``end``."""
        return text[self.starts[start] : self.end(end - 1)] if end > start else ""


def build_units(
    paragraphs: Sequence[Paragraph],
    sentences: Sequence[Span],
    quotes: Sequence[Quote],
    tokens: list[Word],
    starts: list[int],
) -> Iterator[Unit]:
    """The units of ``text`` in order; together they hold every sentence once.

    ``tokens`` are those of the whole text, which begin at ``starts``; those of a headline that
    capitalises every word are put in its stead.
    """
    reader = _Reader(tokens, starts)
    spoken = [q for q in quotes if q.depth == 0]
    at = sentence = 0
    for number, paragraph in enumerate(paragraphs):
        mine: list[Span] = []
        while sentence < len(sentences) and sentences[sentence].start < paragraph.span.end:
            mine.append(sentences[sentence])
            sentence += 1
        inside: list[Quote] = []
        while at < len(spoken) and spoken[at].span.start < paragraph.span.end:
            inside.append(spoken[at])
            at += 1
        for span, own in _joined(mine, inside) if inside else zip(mine, repeat([])):
            yield from reader.units(span, own, paragraph.kind, number)


def _joined(sentences: list[Span], quotes: list[Quote]) -> Iterator[tuple[Span, list[Quote]]]:
    """Sentences, those under one quotation joined, each with its quotations."""
    at = 0
    start: int | None = None
    own: list[Quote] = []
    for number, sentence in enumerate(sentences):
        start = sentence.start if start is None else start
        while at < len(quotes) and quotes[at].span.start < sentence.end:
            own.append(quotes[at])
            at += 1
        last = number == len(sentences) - 1
        if own and own[-1].span.end > sentence.end and not last:
            continue
        yield Span(start, sentence.end), own
        start, own = None, []


class _Reader:
    """Hands out one unit after another."""

    def __init__(self, tokens: list[Word], starts: list[int]) -> None:
        self.all = tokens
        self.starts = starts
        self.at = 0

    def units(
        self, span: Span, quotes: list[Quote], kind: ParagraphKind, paragraph: int
    ) -> Iterator[Unit]:
        """The unit of ``span``, in parts where it is too long."""
        found, starts = self._tokens(span, quotes) if quotes else self._rest(span)
        flags = all_flags(found)
        plain = not quotes and not flags & QUOTE
        if not plain:
            found, starts = _without_marks(found, starts)
        if kind is _TITLE:
            found = self._without_title_case(found, starts)
        if len(found) <= LONGEST_UNIT:
            yield Unit(span, kind, paragraph, found, starts, flags, plain)
            return
        for at in range(0, len(found), LONGEST_UNIT):
            part, places = found[at : at + LONGEST_UNIT], starts[at : at + LONGEST_UNIT]
            own_span = Span(places[0], places[-1] + part[-1].size)
            yield Unit(own_span, kind, paragraph, part, places, flags, plain)

    def _tokens(self, span: Span, quotes: list[Quote]) -> tuple[list[Word], list[int]]:
        found: list[Word] = []
        starts: list[int] = []
        for quote in quotes:
            start, end = quote.span.start, min(quote.span.end, span.end)
            if quote.scare or (starts and start < starts[-1] + found[-1].size):
                continue
            first, last = self._until(start)
            found += [*self.all[first:last], StandIn(quote, end - start)]
            starts += [*self.starts[first:last], start]
            self._until(end)
        rest, places = self._rest(span)
        return found + rest, starts + places

    def _rest(self, span: Span) -> tuple[list[Word], list[int]]:
        first, last = self._until(span.end)
        return self.all[first:last], self.starts[first:last]

    def _until(self, offset: int) -> tuple[int, int]:
        start = self.at
        self.at = bisect_left(self.starts, offset, start)
        return start, self.at

    def _without_title_case(self, tokens: list[Word], starts: list[int]) -> list[Word]:
        """In a headline that capitalises every word a capital says nothing about a verb."""
        words = [t for t in tokens if not t.flags & (PUNCTUATION | QUOTED)]
        capitals = sum(1 for t in words if t.flags & CAPITAL)
        if capitals < TITLE_CASE_SHARE * len(words):
            return tokens
        tokens = list(tokens)
        for at, token in enumerate(tokens):
            if token.flags & CAPITAL and token.flags & VERB and not token.flags & TITLE:
                tokens[at] = token.marked(token.flags & ~CAPITAL)
                self.all[bisect_left(self.starts, starts[at])] = tokens[at]
        return tokens


def _without_marks(tokens: list[Word], starts: list[int]) -> tuple[list[Word], list[int]]:
    """Without marks of quotation; the words that stood behind one are set off."""
    kept: list[Word] = []
    places: list[int] = []
    behind_mark = False
    for token, start in zip(tokens, starts, strict=True):
        is_mark = bool(token.flags & QUOTE)
        if not is_mark:
            kept.append(_behind_mark(token) if behind_mark else token)
            places.append(start)
        behind_mark = is_mark
    return kept, places


def _behind_mark(token: Word) -> Word:
    if token.flags & PUNCTUATION:
        return token.marked(token.flags & ~GLUED)
    if token.quote is None:
        return token.marked(token.flags | SET_OFF)
    token.flags |= SET_OFF
    return token
