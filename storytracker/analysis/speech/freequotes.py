"""Quotations without a cue: their speaker stands in the sentence before, or is its subject."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from operator import itemgetter

from storytracker.analysis.speech.cast import Resolved
from storytracker.analysis.speech.heads import find_heads
from storytracker.analysis.speech.phrases import phrase_before
from storytracker.analysis.speech.speakers import resolve_speaker
from storytracker.analysis.speech.stance import read_stance
from storytracker.analysis.speech.subjects import first_subject, subject_before
from storytracker.analysis.speech.units import Unit
from storytracker.analysis.speech.verbs import Range, has_verb, is_verb, verb_group_start
from storytracker.analysis.speech.words import QUOTED, Word
from storytracker.analysis.speech.workbench import Workbench
from storytracker.analysis.types import (
    Assertion,
    Hop,
    Span,
    Speaker,
    SpeakerKind,
)

# A quotation of fewer words without a cue is a name or a phrase, not an utterance.
QUOTE_WORDS = 5
# "Roe said on Monday in a long letter:": so far behind the cue the colon stands, in tokens.
LED = 12


FRAGMENT = "a fragment quoted inside the report"


def is_fragment(assertion: Assertion) -> bool:
    """Words in marks inside somebody's reported words, which are an assertion of their own."""
    return assertion.reasons[:1] == (FRAGMENT,)


class FreeQuotes(Workbench):
    """Adds quotations whose sentence attributes nothing."""

    def add_free_quote(self) -> None:
        """A sentence that is all quotation: the speaker stands before it."""
        spans = [t.quote.span for t in self.unit.tokens if t.quote is not None]
        last = self._last_assertion(direct=True)
        reading = read_stance(self.tokens_in(spans))
        if last is not None and self._continues(self.assertions[last]):
            before = self.assertions[last]
            if before.stance is not reading.stance or is_fragment(before):
                self.add_quote(
                    tuple(spans), before.speaker, "the same quotation goes on", via=before.via
                )
                return
            self.assertions[last] = replace(
                before,
                content=(*before.content, *spans),
                sentence=Span(before.sentence.start, self.unit.span.end),
            )
            self.fresh = min(self.fresh, last)
            return
        if self._add_led(tuple(spans)):
            return
        speaker, reason = self._carried_speaker()
        self.add_quote(tuple(spans), speaker, reason)

    def _add_led(self, spans: tuple[Span, ...]) -> bool:
        """``Roe said:`` before the paragraph that holds the words."""
        if self.before is None or self.before.tokens[-1].lower != ":":
            return False
        tokens = self.before.tokens
        head = next((h for h in reversed(find_heads(tokens)) if h.source is not None), None)
        if head is None or head.source is None or len(tokens) - head.after > LED:
            return False
        found = resolve_speaker(self.text, self.before, *head.source, self.cast)
        self.cast.heard(found)
        self._forget_own_voice(self.before)
        starts, end = self.before.starts, self.before.end
        cue = Span(starts[head.group], end(head.after - 1))
        source = Span(starts[head.source[0]], end(head.source[1] - 1))
        reason = f"the paragraph before leads to it with “{cue.of(self.text)}”"
        self.add_quote(spans, found.speaker, reason, source, cue=cue, lemma=head.cue.lemma)
        return True

    def _forget_own_voice(self, unit: Unit) -> None:
        """``Roe said:`` is no statement of the article's."""
        if not self.assertions or len(self.assertions) != self.fresh:
            return
        last = self.assertions[-1]
        own = last.speaker.kind is SpeakerKind.OUTLET and last.cue is None
        if own and last.sentence == unit.span:
            self.assertions.pop()
            self.fresh -= 1

    def _last_assertion(self, *, direct: bool) -> int | None:
        for at in range(len(self.assertions) - 1, self.last_fresh - 1, -1):
            if self.assertions[at].direct or not direct:
                return at
        return None

    def _continues(self, assertion: Assertion) -> bool:
        same = self.before is not None and self.before.paragraph == self.unit.paragraph
        return (same and assertion.speaker.kind is not SpeakerKind.OUTLET) or self._is_open()

    def take_up(self, speaker: Speaker) -> None:
        """Words that went on over a paragraph are those of who is named at their end."""
        last = self._last_assertion(direct=True)
        if last is None or not self._is_open() or self.assertions[last].cue is not None:
            return
        reason = f"the quotation goes on, and {speaker.name} says it"
        before = self.assertions[last]
        self.assertions[last] = replace(
            before, speaker=speaker, reasons=(reason, *before.reasons[1:])
        )

    def _is_open(self) -> bool:
        return self.before is not None and any(
            t.quote is not None and t.quote.continues for t in self.before.tokens
        )

    def _carried_speaker(self) -> tuple[Speaker, str]:
        subject = self._subject_before()
        recent = [
            a
            for a in self.assertions[self.last_fresh :]
            if a.speaker.kind is not SpeakerKind.OUTLET
        ]
        if recent:
            return recent[-1].speaker, "the speaker of the sentence before goes on"
        if subject is not None:
            return subject.speaker, "the subject of the sentence before speaks"
        spoke, person = self.cast.last_person(None)
        if person is not None:
            return person.speaker, "the last person who spoke goes on"
        return Speaker("", SpeakerKind.UNNAMED), "a quotation whose speaker was not found"

    def _subject_before(self) -> Resolved | None:
        if self.before is None:
            return None
        subject = first_subject(self.before.tokens)
        if subject is None:
            return None
        found = resolve_speaker(self.text, self.before, *subject, self.cast)
        return found if found.speaks and found.speaker.kind is SpeakerKind.PERSON else None

    def add_quote(
        self,
        content: tuple[Span, ...],
        speaker: Speaker,
        reason: str,
        source: Span | None = None,
        via: tuple[Hop, ...] = (),
        *,
        cue: Span | None = None,
        lemma: str = "",
    ) -> None:
        """Add words in marks that the sentence itself attributes to nobody."""
        reading = read_stance(self.tokens_in(content))
        self.covered.append((0, len(self.unit.tokens)))
        self.assertions.append(
            Assertion(
                content=content,
                sentence=self.unit.span,
                speaker=speaker,
                source=source,
                cue=cue,
                cue_lemma=lemma,
                via=via,
                direct=True,
                stance=reading.stance,
                certainty=reading.certainty,
                strength=reading.strength,
                paragraph=self.unit.kind,
                reasons=(reason, *reading.reasons),
            )
        )

    def add_stray_quotes(self, marks: Sequence[int], *, led: bool) -> None:
        """Long quotations that no attribution of the unit reaches: who is spoken of says them.

        ``marks`` are the numbers of the tokens that are quotations. ``led`` ones stand behind a
        colon; what leads to them tells nothing else.
        """
        tokens = self.unit.tokens
        for at in marks:
            token = tokens[at]
            if token.quote is None or led != (at > 0 and tokens[at - 1].lower == ":"):
                continue
            reached = any(a <= at < b for a, b in self.covered)
            if not reached and len(token.quote.inside.of(self.text).split()) >= QUOTE_WORDS:
                done = [*self.covered, (0 if led else at, at + 1)]
                self._add_stray(at, token.quote.span)
                self.covered = done

    def _add_stray(self, at: int, quotation: Span) -> None:
        source = self._source_of_stray(at)
        if source is None:
            speaker, reason = self._carried_speaker()
            self.add_quote((quotation,), speaker, reason)
            return
        found = resolve_speaker(
            self.text, self.unit, *source, self.cast, *self.persons_near(source[0])
        )
        self.cast.heard(found)
        reason = "quoted beside the speaker"
        self.add_quote((quotation,), found.speaker, reason, self.span(source))

    def _source_of_stray(self, at: int) -> Range | None:
        """Who stands before the colon, else the subject of the last verb before the quotation."""
        tokens = self.unit.tokens
        if at > 0 and tokens[at - 1].lower == ":":
            named = phrase_before(tokens, at - 1)
            if named is not None and not has_verb(tokens, 0, at - 1):
                return self._behind_from(named)
        for verb in range(at - 1, -1, -1):
            if tokens[verb].flags & QUOTED:
                break
            if is_verb(tokens, verb):
                subject = subject_before(tokens, verb_group_start(tokens, verb))
                if subject is not None:
                    return subject
        return first_subject(tokens[:at]) if at > 1 else None

    def _behind_from(self, named: Range) -> Range:
        """``More from Roe:``, ``An email by Roe:``: Roe is meant."""
        for at in range(named[0], named[1] - 1):
            if self.unit.tokens[at].lower in ("from", "by"):
                return at + 1, named[1]
        return named

    def add_long_quote(self, part: Range, tokens: Sequence[Word]) -> bool:
        """A full quotation in a sentence without a cue: its subject speaks."""
        quotes = [(t.size, t.quote) for t in tokens if t.quote is not None]
        if not quotes or part[0] != 0:
            return False
        _, longest = max(quotes, key=itemgetter(0))
        if len(longest.inside.of(self.text).split()) < QUOTE_WORDS:
            return False
        subject = first_subject(self.unit.tokens)
        if subject is None:
            return False
        same, before = self.persons_near(subject[0])
        found = resolve_speaker(self.text, self.unit, *subject, self.cast, same, before)
        if not found.speaks or found.speaker.kind is SpeakerKind.OUTLET:
            return False
        self.cast.heard(found)
        content = tuple(quote.span for _, quote in quotes)
        self.add_quote(
            content, found.speaker, "quoted in a sentence about the speaker", self.span(subject)
        )
        return True
