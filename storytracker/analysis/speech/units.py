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
from storytracker.analysis.speech.tokens import StandIn, Token, all_flags
from storytracker.analysis.speech.words import (
    CAPITAL,
    PUNCTUATION,
    QUOTE,
    QUOTED,
    SET_OFF,
    TITLE,
    VERB,
    word,
)
from storytracker.analysis.types import Paragraph, ParagraphKind, Span

# Asked of its class at every turn, a member would cost as much as a call.
_TITLE = ParagraphKind.TITLE

# A headline whose words are capitalised to this share is in title case.
TITLE_CASE_SHARE = 0.6
# No sentence that says anything is longer (in tokens); cutting keeps the cost linear in the text.
LONGEST_UNIT = 400
_STAND_IN = word("“”")


@dataclass(slots=True)
class Unit:
    """Tokens of one unit; ``paragraph`` is the number of its paragraph in the text.

    ``flags`` holds all that its tokens are, and may hold more. ``is_plain`` says that no mark of
    quotation stands in it, so that its tokens are those of the text. ``names`` are those that
    begin in it outside its quotations, filled in when it is read.
    """

    span: Span
    kind: ParagraphKind
    paragraph: int
    tokens: list[Token]
    flags: int
    is_plain: bool
    names: Sequence[tuple[Span, Entity]] = ()


def build_units(
    paragraphs: Sequence[Paragraph],
    sentences: Sequence[Span],
    quotes: Sequence[Quote],
    tokens: list[Token],
    starts: Sequence[int],
) -> Iterator[Unit]:
    """The units of ``text`` in order; together they hold every sentence once.

    ``tokens`` are those of the whole text, which begin at ``starts``.
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
            found = reader.tokens(span, own)
            flags = all_flags(found)
            plain = not own and not flags & QUOTE
            if not plain:
                found = _without_marks(found)
            if paragraph.kind is _TITLE:
                found = _without_title_case(found)
            if len(found) <= LONGEST_UNIT:
                yield Unit(span, paragraph.kind, number, found, flags, plain)
                continue
            for at in range(0, len(found), LONGEST_UNIT):
                part = found[at : at + LONGEST_UNIT]
                own_span = Span(part[0].start, part[-1].end)
                yield Unit(own_span, paragraph.kind, number, part, flags, plain)


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
    """Hands out the tokens of one unit after another."""

    def __init__(self, tokens: list[Token], starts: Sequence[int]) -> None:
        self.all = tokens
        self.starts = starts
        self.at = 0

    def tokens(self, span: Span, quotes: list[Quote]) -> list[Token]:
        found: list[Token] = []
        for quote in quotes:
            if quote.scare or (found and quote.span.start < found[-1].end):
                continue
            found += self._until(quote.span.start)
            end = min(quote.span.end, span.end)
            stand_in = StandIn(quote.span.start, end, _STAND_IN, quote)
            stand_in.flags = QUOTED
            found.append(stand_in)
            self._until(stand_in.end)
        rest = self._until(span.end)
        return found + rest if found else rest

    def _until(self, offset: int) -> list[Token]:
        start = self.at
        self.at = bisect_left(self.starts, offset, start)
        return self.all[start : self.at]


def _without_marks(tokens: list[Token]) -> list[Token]:
    """Without marks of quotation; the words that stood behind one are set off."""
    for before, token in zip(tokens, tokens[1:], strict=False):
        if before.flags & QUOTE and not token.flags & PUNCTUATION:
            token.flags |= SET_OFF
    return [t for t in tokens if not t.flags & QUOTE]


def _without_title_case(tokens: list[Token]) -> list[Token]:
    """In a headline that capitalises every word a capital says nothing about a verb."""
    words = [t for t in tokens if not t.flags & (PUNCTUATION | QUOTED)]
    capitals = sum(1 for t in words if t.flags & CAPITAL)
    if capitals >= TITLE_CASE_SHARE * len(words):
        for token in words:
            if token.flags & VERB and not token.flags & TITLE:
                token.flags &= ~CAPITAL
    return tokens
