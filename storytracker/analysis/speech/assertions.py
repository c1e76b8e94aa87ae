"""Builds the assertions of one unit after another, with speaker, via and stance."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from storytracker.analysis.speech import gazetteer
from storytracker.analysis.speech.cast import Resolved
from storytracker.analysis.speech.chains import Chains, is_within, overlap, tells_of
from storytracker.analysis.speech.cues import CueClass, words_of
from storytracker.analysis.speech.forms import Form, Head, Said
from storytracker.analysis.speech.freequotes import FRAGMENT, FreeQuotes
from storytracker.analysis.speech.origins import Origins
from storytracker.analysis.speech.phrases import phrase_after
from storytracker.analysis.speech.quiet import Quiet
from storytracker.analysis.speech.reactions import NoComment
from storytracker.analysis.speech.runs import is_people
from storytracker.analysis.speech.speakers import resolve_speaker
from storytracker.analysis.speech.stance import Reading, read_stance
from storytracker.analysis.speech.verbs import Range
from storytracker.analysis.speech.words import (
    DENYING,
    HEDGE,
    MODAL,
    PEOPLE,
    QUOTED,
    REPORTEDLY,
    ROLE,
    Word,
)
from storytracker.analysis.speech.workbench import Found
from storytracker.analysis.types import (
    Assertion,
    Hop,
    NameKind,
    Span,
    Speaker,
    SpeakerKind,
    Stance,
)

# Asked of its class at every turn, a member would cost as much as a call.
_JUDGES, _SHOWS = CueClass.JUDGES, CueClass.SHOWS
_OUTLET = SpeakerKind.OUTLET
_SUPPORTS = Stance.SUPPORTS
# What is reported in the past: "said it knew but had not decided".
_BACKSHIFTED = frozenset(["had", "would", "could", "might"])

_NEEDS_A_SPEAKER = frozenset(["object", "object-to", "to"])
_SURVEYS = words_of("surveys")
_NO_UTTERANCES = words_of("no_utterances")
_HEADLINE_SPEAKERS = words_of("headline_speakers")
_FORMS = {
    Form.VERB: "the cue is",
    Form.INVERTED: "the cue stands before its speaker:",
    Form.SHARED: "the same speaker goes on:",
    Form.ACCORDING: "the cue is",
    Form.PASSIVE: "an impersonal cue:",
    Form.KNOWING: "knowing is said with",
    Form.NOUN: "a noun attributes:",
    Form.COLON: "the headline puts the speaker beside a colon",
}


class Builder(Chains, FreeQuotes, Origins, Quiet):
    """Builds the assertions of one unit after another."""

    def names_somebody(self, head: Head) -> bool:
        """Is the short side of a headline's colon somebody who can say things?"""
        if head.source is None:
            return False
        start, end = head.source
        tokens = self.unit.tokens[start:end]
        if any(t.lower in _HEADLINE_SPEAKERS or t.flags & (PEOPLE | ROLE) for t in tokens):
            return True
        if is_people(tokens[-1]):
            return True
        words = self.unit.words(self.text, start, end)
        if gazetteer.entry(words) or gazetteer.outlet_name(words):
            return True
        named = self.book.within(self.unit.starts, start, end)
        return any(e.kind in (NameKind.PERSON, NameKind.ORGANISATION) for _, e in named)

    def add_attributed(self, found: Sequence[Said], refusals: Sequence[NoComment] = ()) -> None:
        """Add the attributions of a unit; an outlet beside another speaker becomes its via.

        An outlet that only tells of a refusal becomes the refusal's via.
        """
        resolved = [r for r in (self._resolve(said) for said in found) if r is not None]
        resolved = [self.with_informant(f, found) for f in resolved]
        outlets = [f for f in resolved if f.resolved.speaker.kind is _OUTLET]
        spoken = [f for f in resolved if f.resolved.speaker.kind is not _OUTLET]
        spoken = [f for f in spoken if not self._is_told(f, resolved)]
        for f in spoken:
            hops = self.hops_of(f, outlets)
            self._add(f, hops)
        inner = [f for f in outlets if any(is_within(f, o) for o in outlets)]
        for f in inner:
            f.hops = self.chained(f, outlets)
        for f in outlets:
            used = any(overlap(f, other) for other in spoken)
            used = used or any(is_within(other, f) for other in inner)
            refusal = next((r for r in refusals if tells_of(f, r.clause)), None)
            if refusal is not None and not used:
                self.relayed[refusal.clause] = f.hops or self.own_hop(f)
                self.covered.append((f.said.head.left, f.said.head.right))
            elif used:
                self.covered.append((f.said.head.left, f.said.head.right))
            else:
                self._add(f, f.hops or self.own_hop(f))

    def _is_told(self, found: Found, others: Sequence[Found]) -> bool:
        """``Roe has not ruled out a sale, two aides said``: the aides say it, Roe says nothing.

        Nor has Roe said yet what he ``will announce``.
        """
        head = found.said.head
        group = self.unit.tokens[head.group : head.verb]
        if found.said.cue.lemma not in _NO_UTTERANCES and not any(t.flags & MODAL for t in group):
            return False
        return any(a <= head.verb < b for o in others if o is not found for a, b in o.parts)

    def _resolve(self, said: Said) -> Found | None:
        head = said.head
        if head.source is None:
            resolved = Resolved(Speaker("", SpeakerKind.UNNAMED), "the sentence names nobody")
            return Found(said, resolved, said.parts)
        same, before = self.persons_near(head.source[0])
        resolved = resolve_speaker(self.text, self.unit, *head.source, self.cast, same, before)
        shown = said.cue.kind is _SHOWS and is_survey(self.unit.tokens[slice(*head.source)])
        if said.frame in _NEEDS_A_SPEAKER and not (resolved.speaks or shown):
            return None
        judges = said.cue.kind is _JUDGES
        if judges and not resolved.speaks and not self._quotes(said):
            return None
        if resolved.speaker.name.lower() in gazetteer.people("nobody"):
            return None
        parts, override = self._statement_by(said)
        resolved = override or resolved
        resolved = self.as_unknown_outlet(said, resolved)
        self.cast.heard(resolved)
        return Found(said, resolved, parts)

    def _quotes(self, said: Said) -> bool:
        tokens = self.unit.tokens
        return any(t.flags & QUOTED for part in said.parts for t in tokens[slice(*part)])

    def _statement_by(self, said: Said) -> tuple[tuple[Range, ...], Resolved | None]:
        """``… in a statement made by X``: X is who says it, and the words are no content."""
        tokens = self.unit.tokens
        start, end = said.parts[-1]
        for at in range(end - 1, start, -1):
            if tokens[at].lower not in ("statement", "announcement"):
                continue
            by = next(
                (k for k in range(at + 1, min(end, at + 4)) if tokens[k].lower in ("by", "from")),
                None,
            )
            opening = next(
                (k for k in range(at - 1, max(start, at - 4), -1) if tokens[k].lower == "in"), None
            )
            name = phrase_after(tokens, by + 1) if by is not None and by + 1 < end else None
            if opening is None or name is None:
                continue
            speaker = resolve_speaker(self.text, self.unit, *name, self.cast)
            speaker.reason = f"in a statement by {speaker.speaker.name}"
            return (*said.parts[:-1], (start, opening)), speaker
        return said.parts, None

    def _add(self, found: Found, via: tuple[Hop, ...]) -> None:
        said, head, tokens = found.said, found.said.head, self.unit.tokens
        content = tuple(self.span(part) for part in found.parts if part[1] > part[0])
        if not content:
            return
        direct = self._is_direct(found.parts)
        self.covered += [*self._without_quotations(head.left, head.right), *said.parts]
        group = tokens[head.group : head.after]
        if direct and self.fresh == len(self.assertions):
            self.take_up(found.resolved.speaker)
        reasons = (f"{_FORMS[head.form]} “{self._words(head)}”", found.resolved.reason)
        for part, reading in self._by_stance(content, direct, said, group):
            self.assertions.append(
                Assertion(
                    content=part,
                    sentence=self.unit.span,
                    speaker=found.resolved.speaker,
                    source=self.span(head.source) if head.source else None,
                    cue=self.span((head.group, head.after)),
                    cue_lemma=said.cue.lemma,
                    via=via,
                    direct=direct,
                    stance=reading.stance,
                    certainty=reading.certainty,
                    strength=reading.strength,
                    paragraph=self.unit.kind,
                    reasons=(*reasons, *(h.reason for h in via), *reading.reasons),
                )
            )
        if not direct and self.unit.flags & QUOTED:
            self._add_fragments(found.parts)

    def _without_quotations(self, start: int, end: int) -> list[Range]:
        """A range without the words in marks that an aside to a speaker holds."""
        if not self.unit.flags & QUOTED:
            return [(start, end)] if end > start else []
        marks = [k for k in range(start, end) if self.unit.tokens[k].flags & QUOTED]
        edges = [start - 1, *marks, end]
        return [(a + 1, b) for a, b in pairwise(edges) if b > a + 1]

    def _by_stance(
        self, content: tuple[Span, ...], direct: bool, said: Said, group: Sequence[Word]
    ) -> list[tuple[tuple[Span, ...], Reading]]:
        """The whole content, or its parts where sentences of a quotation stand differently."""
        quiet = self.unit.is_plain and not self.unit.flags & (DENYING | HEDGE)
        flags = 0 if quiet else None  # what they hold besides is not asked for
        whole = read_stance(self.tokens_in(content), said.cue, group, said.frame, flags)
        if not direct:
            return [(content, whole)]
        parts: list[tuple[tuple[Span, ...], Reading]] = []
        sentences = self._sentences_of(content)
        for span in sentences if len(sentences) > 1 else ():
            reading = read_stance(self.tokens_in((span,)), said.cue, group, said.frame)
            if parts and parts[-1][1].stance is reading.stance:
                joined = joined_spans((*parts[-1][0], span), self.text)
                parts[-1] = (joined, parts[-1][1])
            else:
                parts.append(((span,), reading))
        return parts if len(parts) > 1 else [(content, whole)]

    def _sentences_of(self, content: tuple[Span, ...]) -> list[Span]:
        """The sentences of a quotation, cut to it."""
        found = []
        for part in content:
            at = max(0, bisect_left(self.sentence_starts, part.start + 1) - 1)
            while at < len(self.sentences) and self.sentences[at].start < part.end:
                sentence = self.sentences[at]
                span = Span(max(part.start, sentence.start), min(part.end, sentence.end))
                if span.end - span.start > 1:
                    found.append(span)
                at += 1
        return found

    def _add_fragments(self, parts: Sequence[Range]) -> None:
        """Words in marks inside an indirect report are a direct quotation of the same speaker."""
        whole = self.assertions[-1]
        for start, end in parts:
            for at in range(start, end):
                quote = self.unit.tokens[at].quote
                if quote is None:
                    continue
                fragment = replace(
                    whole,
                    content=(quote.inside,),
                    direct=True,
                    reasons=(FRAGMENT, *whole.reasons[:2]),
                )
                own = read_stance(self.tokens_in(fragment.content))
                if whole.stance is _SUPPORTS and own.stance is not _SUPPORTS:
                    reasons = (*fragment.reasons, *own.reasons)
                    fragment = replace(fragment, stance=own.stance, reasons=reasons)
                self.assertions.append(fragment)

    def _is_direct(self, parts: Sequence[Range]) -> bool:
        tokens = self.unit.tokens
        if not tokens[parts[0][0]].flags & QUOTED and len(parts) == 1:
            return False
        quoted = whole = 0
        for start, end in parts:
            for at in range(start, end):
                size = self.unit.end(at) - self.unit.starts[at]
                whole += size
                quoted += size if tokens[at].flags & QUOTED else 0
        return quoted * 10 >= whole * 9 and quoted > 0

    def add_narrative(self, part: Range) -> None:
        """Words that the article says in its own voice."""
        tokens = self.unit.tokens[part[0] : part[1]]
        if self.unit.flags & QUOTED and self.add_long_quote(part, tokens):
            return
        content = (self.span(part),)
        flags = self.unit.flags if self.unit.is_plain else None
        reading = read_stance(self.tokens_of(part), flags=flags)
        via: tuple[Hop, ...] = ()
        if self.unit.flags & REPORTEDLY:
            heard = next((t for t in tokens if t.flags & REPORTEDLY), None)
            via = self.carrier.hop(heard.text) if heard is not None else ()
        speaker, reason = self.outlet, "no attribution: the article says it"
        goes_on = reading.stance is Stance.NO_COMMENT or tokens[0].lower in _BACKSHIFTED
        if goes_on and len(self.assertions) > self.fresh:
            # "A spokesman said it had options but did not comment", "but had not decided"
            speaker = self.assertions[-1].speaker
            reason = f"{speaker.name}, who spoke before in the sentence, goes on"
        self.assertions.append(
            Assertion(
                content=content,
                sentence=self.unit.span,
                speaker=speaker,
                via=via,
                stance=reading.stance,
                certainty=reading.certainty,
                strength=reading.strength,
                paragraph=self.unit.kind,
                reasons=(reason, *reading.reasons),
            )
        )


def is_survey(tokens: Sequence[Word]) -> bool:
    """Polls and studies show something to somebody: ``the poll shows Roe ahead``."""
    return any(t.lower in _SURVEYS for t in tokens)


def joined_spans(spans: Sequence[Span], text: str) -> tuple[Span, ...]:
    """Neighbours with nothing but spaces between them become one."""
    joined = [spans[0]]
    for span in spans[1:]:
        if text[joined[-1].end : span.start].isspace():
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return tuple(joined)
