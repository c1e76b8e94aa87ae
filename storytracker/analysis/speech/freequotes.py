"""Quotations without a cue: their speaker stands in the sentence before, or is its subject."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from storytracker.analysis.speech.cast import Resolved
from storytracker.analysis.speech.speakers import resolve_speaker
from storytracker.analysis.speech.stance import read_stance
from storytracker.analysis.speech.subjects import first_subject
from storytracker.analysis.speech.tokens import Token
from storytracker.analysis.speech.verbs import Range
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


class FreeQuotes(Workbench):
    """Adds quotations whose sentence attributes nothing."""

    def add_free_quote(self) -> None:
        """A sentence that is all quotation: the speaker stands before it."""
        spans = [t.quote.span for t in self.unit.tokens if t.quote is not None]
        last = self._last_assertion(direct=True)
        reading = read_stance(self.tokens_in(spans))
        if last is not None and self._continues(self.assertions[last]):
            before = self.assertions[last]
            if before.stance is not reading.stance:
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
        speaker, reason = self._carried_speaker()
        self.add_quote(tuple(spans), speaker, reason)

    def _last_assertion(self, *, direct: bool) -> int | None:
        for at in range(len(self.assertions) - 1, self.last_fresh - 1, -1):
            if self.assertions[at].direct or not direct:
                return at
        return None

    def _continues(self, assertion: Assertion) -> bool:
        same = self.before is not None and self.before.paragraph == self.unit.paragraph
        open_ended = self.before is not None and any(
            t.quote is not None and t.quote.continues for t in self.before.tokens
        )
        return (same and assertion.speaker.kind is not SpeakerKind.OUTLET) or open_ended

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
        tokens = self.before.tokens
        subject = first_subject(tokens)
        if subject is None:
            return None
        found = resolve_speaker(self.text, tokens, *subject, self.cast)
        return found if found.speaks and found.speaker.kind is SpeakerKind.PERSON else None

    def add_quote(
        self,
        content: tuple[Span, ...],
        speaker: Speaker,
        reason: str,
        source: Span | None = None,
        via: tuple[Hop, ...] = (),
    ) -> None:
        reading = read_stance(self.tokens_in(content))
        self.covered.append((0, len(self.unit.tokens)))
        self.assertions.append(
            Assertion(
                content=content,
                sentence=self.unit.span,
                speaker=speaker,
                source=source,
                via=via,
                direct=True,
                stance=reading.stance,
                certainty=reading.certainty,
                strength=reading.strength,
                paragraph=self.unit.kind,
                reasons=(reason, *reading.reasons),
            )
        )

    def add_long_quote(self, part: Range, tokens: Sequence[Token]) -> bool:
        """A full quotation in a sentence without a cue: its subject speaks."""
        quotes = [t for t in tokens if t.quote is not None]
        if not quotes or part[0] != 0:
            return False
        longest = max(quotes, key=lambda t: t.end - t.start)
        if len(longest.quote.inside.of(self.text).split()) < QUOTE_WORDS if longest.quote else True:
            return False
        subject = first_subject(self.unit.tokens)
        if subject is None:
            return False
        same, before = self.persons_near(subject[0])
        found = resolve_speaker(self.text, self.unit.tokens, *subject, self.cast, same, before)
        if not found.speaks or found.speaker.kind is SpeakerKind.OUTLET:
            return False
        self.cast.heard(found)
        content = tuple(t.quote.span for t in quotes if t.quote is not None)
        self.add_quote(
            content, found.speaker, "quoted in a sentence about the speaker", self.span(subject)
        )
        return True
