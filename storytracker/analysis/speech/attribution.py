"""Who said what: the assertions of an article, each with speaker, cue, via, stance and reasons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from storytracker.analysis.speech.assertions import Builder
from storytracker.analysis.speech.beginning import beginning
from storytracker.analysis.speech.contents import find_contents
from storytracker.analysis.speech.forms import Form, Said
from storytracker.analysis.speech.heads import find_heads, titles_heads
from storytracker.analysis.speech.names import Entity, find_names
from storytracker.analysis.speech.narrative import dateline_end, narrative_ranges
from storytracker.analysis.speech.owned_names import with_owned_names
from storytracker.analysis.speech.quotes import find_quotes
from storytracker.analysis.speech.reactions import OPENS, find_no_comments
from storytracker.analysis.speech.sentences import split_sentences
from storytracker.analysis.speech.silence import Silence, find_silences
from storytracker.analysis.speech.tokens import read_words
from storytracker.analysis.speech.units import Unit, build_units
from storytracker.analysis.speech.via import citation, mentioned, outlets_in, quoted_outlets
from storytracker.analysis.speech.words import CUE, NEGATION, ORIGIN, PUNCTUATION, QUOTED
from storytracker.analysis.types import (
    Assertion,
    Attributions,
    Citation,
    CitationRole,
    Hop,
    Lineage,
    Paragraph,
    ParagraphKind,
    Span,
    Speaker,
    SpeakerKind,
)

# Asked of its class at every turn, a member would cost as much as a call.
_NOUN, _VERB = Form.NOUN, Form.VERB
_PERSON = SpeakerKind.PERSON
_HEADING, _SOURCES, _TITLE = ParagraphKind.HEADING, ParagraphKind.SOURCES, ParagraphKind.TITLE

# Citations further back are not the report that was silent; bounds the search.
LOOK_BACK = 30
# Words beside an attribution that is all of another one ("that", "earlier").
FEW = 1


def attribute(
    text: str, paragraphs: Sequence[Paragraph], *, outlet: str | None = None
) -> Attributions:
    """Read who says what in ``text``.

    ``paragraphs`` cover title, standfirst and body as in :class:`types.Reading`; ``outlet`` is
    the publisher, who speaks in every sentence that attributes nothing. All spans of the result
    count code points of ``text``. Never raises on any text; empty text gives empty results. Of
    a text longer than ``thresholds.ANALYSED_CODE_POINTS`` only the beginning is read, and
    ``partial`` says so.
    """
    text, paragraphs, partial = beginning(text, paragraphs)
    sentences = split_sentences(text, paragraphs)
    quotes = find_quotes(text, paragraphs)
    tokens, starts = with_owned_names(*read_words(text))
    units = list(build_units(paragraphs, sentences, quotes, tokens, starts))
    book = find_names(text, paragraphs, tokens, starts, outlet=outlet or "")
    reader = _Reader(Builder(text, book, outlet or "", tokens, starts, sentences))
    for unit in units:
        reader.read(unit)
    reader.builder.finish()
    assertions = sorted(_introduced(reader.builder.assertions), key=_place)
    return Attributions(
        tuple(assertions), tuple(reader.citations), book.names(), sentences, partial
    )


def _introduced(assertions: Sequence[Assertion]) -> list[Assertion]:
    """Who is named bare in the headline has the role that the text gives them below."""
    known: dict[str, Speaker] = {}
    for assertion in assertions:
        speaker = assertion.speaker
        if speaker.kind is _PERSON and (speaker.role or speaker.group):
            known.setdefault(speaker.name, speaker)
    return [
        replace(a, speaker=known[a.speaker.name])
        if a.speaker.name in known and a.speaker == Speaker(a.speaker.name, _PERSON)
        else a
        for a in assertions
    ]


def _place(assertion: Assertion) -> tuple[int, int, int]:
    content = assertion.content
    first = content[0].start if len(content) == 1 else min([part.start for part in content])
    return (assertion.sentence.start, first, assertion.direct)


class _Reader:
    """Reads one unit after another and remembers what the next ones need."""

    def __init__(self, builder: Builder) -> None:
        self.text = builder.text
        self.book = builder.book
        self.builder = builder
        self.citations: list[Citation] = []

    def read(self, unit: Unit) -> None:
        """Add the assertions and citations of ``unit``."""
        if not unit.tokens:
            return
        unit.names = self._names_in(unit)
        first = len(self.citations)
        cited = self._cite(unit)
        if unit.kind is _SOURCES:
            return
        if unit.kind is _HEADING:
            self.builder.carrier.heading([c.outlet for c in cited])
            return
        dateline = dateline_end(unit.tokens)
        if dateline:
            rest, starts = unit.tokens[dateline:], unit.starts[dateline:]
            unit = replace(unit, tokens=rest, starts=starts)
            unit.names = self._names_in(unit)
        self.builder.enter(unit)
        if unit.flags & QUOTED and all(t.flags & (QUOTED | PUNCTUATION) for t in unit.tokens):
            self.builder.add_free_quote()
        elif not (unit.flags & ORIGIN and self.builder.add_origin_of_information()):
            self._read_grammar(unit)
        self._cite_hops(unit, first)
        self.builder.leave()

    def _names_in(self, unit: Unit) -> Sequence[tuple[Span, Entity]]:
        """The names that begin in a unit outside its quotations."""
        if unit.is_plain:
            return self.book.between(unit.starts[0], unit.end(-1))
        return self.book.within(unit.starts, 0, len(unit.starts))

    def _cite_hops(self, unit: Unit, first: int) -> None:
        """What came through an outlet cites it, even where its name alone tells of no outlet.

        ``first`` is the number of the unit's first citation.
        """
        hops: list[Hop] = []
        for assertion in self.builder.assertions[self.builder.fresh :]:
            if assertion.via:
                hops += assertion.via
        for hop in hops:
            if hop.span is None or hop.lineage is not Lineage.STATED:
                continue
            listed = next(
                (
                    at
                    for at in range(first, len(self.citations))
                    if self.citations[at].outlet == hop.outlet
                ),
                None,
            )
            if listed is None:
                self.citations.append(citation(unit, hop.span, hop.outlet))
                self.builder.cast.cited.append(hop.outlet)
            elif self.citations[listed].role is CitationRole.MENTIONED:
                self.citations[listed] = replace(
                    self.citations[listed], role=CitationRole.RELAYED, reason=hop.reason
                )

    def _cite(self, unit: Unit) -> list[Citation]:
        cited: list[Citation] = []
        if unit.names and (named := outlets_in(unit)):
            cited = [citation(unit, span, entity.canonical) for span, entity in named]
            self.citations += cited
            self.builder.cast.cited += [c.outlet for c in cited]
        if unit.flags & QUOTED:
            self.citations += self._spoken_of(unit)
        return cited

    def _spoken_of(self, unit: Unit) -> list[Citation]:
        return [mentioned(unit, span, entity) for span, entity in quoted_outlets(unit, self.book)]

    def _read_grammar(self, unit: Unit) -> None:
        tokens = unit.tokens
        negated = bool(unit.flags & NEGATION)
        silences = [s for s in find_silences(tokens) if not s.personal] if negated else []
        refusals = find_no_comments(tokens) if unit.flags & OPENS else []
        heads = find_heads(tokens) if unit.flags & CUE else []
        if quiet := [*(r.clause for r in refusals), *(s.clause for s in silences)]:
            heads = [
                h for h in heads if h.form is _NOUN or not any(a <= h.verb < b for a, b in quiet)
            ]
        if unit.kind is _TITLE and not any(h.form is not _VERB for h in heads):
            colon = [h for h in titles_heads(tokens) if self.builder.names_somebody(h)]
            heads = sorted(heads + colon, key=lambda h: h.verb)
        if heads:
            found = outermost(find_contents(tokens, heads), self.builder.is_of_outlet)
            self.builder.add_attributed(found, refusals)
        for refusal in refusals:
            self.builder.add_no_comment(refusal)
        for silence in silences:
            self._add_silence(unit, silence)
        quoted = unit.flags & QUOTED
        marks = [at for at, token in enumerate(tokens) if token.flags & QUOTED] if quoted else ()
        if marks:
            self.builder.add_stray_quotes(marks, led=True)
        for part in narrative_ranges(tokens, self.builder.covered):
            self.builder.add_narrative(part)
        if marks:
            self.builder.add_stray_quotes(marks, led=False)

    def _add_silence(self, unit: Unit, silence: Silence) -> None:
        """What a report left out belongs to the report named last, here or just before."""
        span = self.builder.span(silence.on)
        at = next(
            (
                k
                for k in range(
                    len(self.citations) - 1, max(-1, len(self.citations) - LOOK_BACK), -1
                )
                if self.citations[k].role in (CitationRole.EARLIER, CitationRole.RELAYED)
                and self.citations[k].span.start < span.start
            ),
            None,
        )
        near = at is not None and self._is_near(unit, self.citations[at].sentence)
        outlet = ""
        if at is not None and near:
            cited = self.citations[at]
            outlet = cited.outlet
            self.citations[at] = replace(cited, silent_on=(*cited.silent_on, span))
        self.builder.add_silence(silence, outlet)

    def _is_near(self, unit: Unit, sentence: Span) -> bool:
        between = self.text[sentence.end : unit.span.start]
        return sentence.end > unit.span.start or len(between.strip()) < 300


def outermost(found: Sequence[Said], relays: Callable[[Said], bool]) -> list[Said]:
    """The attributions that do not stand inside what another one reports.

    All that an outlet reports may be one attribution: then both are kept, links of a chain.
    ``relays`` tells whether an attribution is an outlet's.
    """
    return [
        said
        for said in found
        if not any(
            other is not said
            and _holds(other, said)
            and not (_is_all_of(said, other) and relays(other))
            for other in found
        )
    ]


def _holds(other: Said, said: Said) -> bool:
    """Does ``said`` stand inside the words that ``other`` reports?"""
    if other.head.form is Form.COLON:
        return False
    before = other.left and other.frame != "quote"
    return any(
        a <= said.head.verb < b and not (before and a < other.head.left) for a, b in other.parts
    )


def _is_all_of(said: Said, other: Said) -> bool:
    """Is ``said`` with its head all that ``other`` reports, but for a word or two?"""
    spans = ((said.head.left, said.head.right), *said.parts)
    first, last = min(a for a, _ in spans), max(b for _, b in spans)
    rest = sum(1 for a, b in other.parts for k in range(a, b) if not first <= k < last)
    return rest <= FEW and said.frame in {"that", "whether", "quote"}
