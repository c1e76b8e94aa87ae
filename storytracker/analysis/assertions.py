"""Builds the assertions of one unit after another, with speaker, via and stance."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from storytracker.analysis import gazetteer
from storytracker.analysis.contents import Said
from storytracker.analysis.cues import CueClass
from storytracker.analysis.heads import Form, Head
from storytracker.analysis.names import Entity, NameBook
from storytracker.analysis.phrases import Range, first_subject, phrase_after
from storytracker.analysis.reactions import NoComment
from storytracker.analysis.silence import Silence
from storytracker.analysis.speakers import Cast, Resolved, resolve_speaker
from storytracker.analysis.stance import Reading, read_stance
from storytracker.analysis.tokens import Token
from storytracker.analysis.types import (
    Assertion,
    Certainty,
    Hop,
    Lineage,
    NameKind,
    Span,
    Speaker,
    SpeakerKind,
    Stance,
)
from storytracker.analysis.units import Unit
from storytracker.analysis.via import OPENING_UNITS, Carrier, is_dated, is_earlier
from storytracker.analysis.words import PEOPLE, PRONOUN, QUOTED, ROLE

# A quotation of fewer words without a cue is a name or a phrase, not an utterance.
QUOTE_WORDS = 5
_NEEDS_A_SPEAKER = frozenset(["object", "object-to", "to"])


@dataclass(slots=True)
class _Found:
    """An attribution with its speaker resolved."""

    said: Said
    resolved: Resolved
    parts: tuple[Range, ...]
    hops: tuple[Hop, ...] = ()


class Builder:
    """Holds what the sentences read so far say about speakers and carriers."""

    def __init__(
        self,
        text: str,
        book: NameBook,
        outlet: str,
        tokens: Sequence[Token],
        sentences: Sequence[Span],
    ) -> None:
        self.text = text
        self.book = book
        self.outlet = Speaker(outlet, SpeakerKind.OUTLET)
        self.tokens = tokens
        self.starts = [t.start for t in tokens]
        self.sentences = sentences
        self.sentence_starts = [s.start for s in sentences]
        self.cast = Cast(book)
        self.carrier = Carrier()
        self.assertions: list[Assertion] = []
        self.covered: list[Range] = []
        self.unit: Unit
        self.before: Unit | None = None
        self._fresh = 0  # index of the first assertion of this unit
        self._last_fresh = 0  # … of the unit before
        self._waiting: list[tuple[int, str]] = []  # "Report: …" before any outlet was named

    # --- walking ----------------------------------------------------------------------------

    def enter(self, unit: Unit) -> None:
        """Begin a unit."""
        self.unit = unit
        self.covered = []
        self._last_fresh, self._fresh = self._fresh, len(self.assertions)
        self.cast.unit += 1

    def leave(self) -> None:
        """End the unit: the next one looks back at it."""
        self.before = self.unit

    def span(self, part: Range) -> Span:
        """The span of a range of the unit's tokens."""
        start, end = self.unit.tokens[part[0]].start, self.unit.tokens[part[1] - 1].end
        return Span(start, self._with_closing_mark(start, end))

    def _with_closing_mark(self, start: int, end: int) -> int:
        """Marks are no tokens: words that open one inside and close it at the end keep it."""
        words = self.text[start:end]
        opened = words.count("“") > words.count("”") or words.count('"') % 2 == 1
        for stop in (end, end + 1):
            if opened and self.text[stop : stop + 1] in ("”", '"') and stop < self.unit.span.end:
                return stop + 1
        return end

    def finish(self) -> None:
        """A headline's "Report: …" comes through the outlet that the opening names after it."""
        for at, words in self._waiting:
            hops = self.carrier.hop(words)
            before = self.assertions[at]
            if hops and not before.via:
                reasons = (*before.reasons, *(h.reason for h in hops))
                self.assertions[at] = replace(before, via=hops, reasons=reasons)

    # --- attributed words -------------------------------------------------------------------

    def names_somebody(self, head: Head) -> bool:
        """Is the short side of a headline's colon somebody who can say things?"""
        if head.source is None:
            return False
        start, end = head.source
        tokens = self.unit.tokens[start:end]
        if any(t.lower in _HEADLINE_SPEAKERS or t.flags & (PEOPLE | ROLE) for t in tokens):
            return True
        words = self.text[tokens[0].start : tokens[-1].end]
        if gazetteer.entry(words) or gazetteer.outlet_name(words):
            return True
        named = self.book.within(self.unit.tokens, start, end)
        return any(e.kind in (NameKind.PERSON, NameKind.ORGANISATION) for _, e in named)

    def add_attributed(self, found: Sequence[Said]) -> None:
        """Add the attributions of a unit; an outlet beside another speaker becomes its via."""
        resolved = [r for r in (self._resolve(said) for said in found) if r is not None]
        resolved = [self._with_informant(f, found) for f in resolved]
        outlets = [f for f in resolved if f.resolved.speaker.kind is SpeakerKind.OUTLET]
        spoken = [f for f in resolved if f.resolved.speaker.kind is not SpeakerKind.OUTLET]
        for f in spoken:
            hops = self._hops(f, outlets)
            self._add(f, hops)
        for f in outlets:
            used = any(_overlap(f, other) for other in spoken)
            if used:
                self.covered.append((f.said.head.left, f.said.head.right))
            else:
                self._add(f, f.hops or self._own_hop(f))

    def _with_informant(self, found: _Found, all_said: Sequence[Said]) -> _Found:
        """``X reported, citing Y``: Y says it, through X (and through Y, if Y is an outlet)."""
        if found.resolved.speaker.kind is not SpeakerKind.OUTLET:
            return found
        tokens = self.unit.tokens
        for at in range(found.said.head.after, len(tokens) - 1):
            if tokens[at].lower not in _CITING or tokens[at - 1].lower != ",":
                continue
            if any(found.said.head.right <= other.head.left < at for other in all_said):
                break
            name = phrase_after(tokens, at + 1)
            if name is None:
                break
            informant = resolve_speaker(self.text, tokens, *name, self.cast)
            self.cast.heard(informant)
            hops = self._own_hop(found)
            if informant.speaker.kind is SpeakerKind.OUTLET:
                relayed = informant.speaker.name
                hops += (Hop(relayed, self.span(name), Lineage.STATED, f"which cites {relayed}"),)
            informant.reason = f"{found.resolved.speaker.name} cites {informant.speaker.name}"
            self.covered.append((at, name[1]))
            return _Found(found.said, informant, found.parts, hops)
        return found

    def _resolve(self, said: Said) -> _Found | None:
        head = said.head
        if head.source is None:
            resolved = Resolved(Speaker("", SpeakerKind.UNNAMED), "the sentence names nobody")
            return _Found(said, resolved, said.parts)
        same, before = self._persons(head.source[0])
        resolved = resolve_speaker(
            self.text, self.unit.tokens, *head.source, self.cast, same, before
        )
        if said.frame in _NEEDS_A_SPEAKER and not resolved.speaks:
            return None
        if said.cue.kind is CueClass.JUDGES and not resolved.speaks:
            return None
        parts, override = self._statement_by(said)
        resolved = override or resolved
        resolved = self._as_unknown_outlet(said, resolved)
        self.cast.heard(resolved)
        return _Found(said, resolved, parts)

    def _persons(self, before: int) -> tuple[list[Entity], list[Entity]]:
        same = [
            e for _, e in self.book.within(self.unit.tokens, 0, before) if e.kind is NameKind.PERSON
        ]
        if self.before is None:
            return same, []
        tokens = self.before.tokens
        named = self.book.within(tokens, 0, len(tokens))
        return same, [e for _, e in named if e.kind is NameKind.PERSON]

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
            speaker = resolve_speaker(self.text, tokens, *name, self.cast)
            speaker.reason = f"in a statement by {speaker.speaker.name}"
            return (*said.parts[:-1], (start, opening)), speaker
        return said.parts, None

    def _as_unknown_outlet(self, said: Said, resolved: Resolved) -> Resolved:
        """A name that "reported", and is neither person nor body, is taken for an outlet."""
        entity = resolved.entity
        if said.cue.lemma != "report" and not (
            said.head.form is Form.ACCORDING and said.cue.lemma == "report"
        ):
            return resolved
        if entity is None or entity.kind is not NameKind.OTHER:
            return resolved
        return Resolved(
            Speaker(entity.canonical, SpeakerKind.OUTLET), f"{entity.canonical} reported it", entity
        )

    def _hops(self, found: _Found, outlets: Sequence[_Found]) -> tuple[Hop, ...]:
        stated = [o for o in outlets if _overlap(o, found)]
        hops = found.hops or self._through(found.said)
        for o in stated:
            hops += o.hops or self._own_hop(o)
        if hops:
            return hops
        if found.resolved.generic:
            words = self.span(found.said.head.source or (0, 1)).of(self.text)
            hops = self.carrier.hop(words)
            if not hops and self.cast.unit <= OPENING_UNITS:
                self._waiting.append((len(self.assertions), words))
            return hops
        return ()

    def _through(self, said: Said) -> tuple[Hop, ...]:
        """The outlet that was told, or that quotes the speaker; never the article's own."""
        part = said.head.through or self._told(said)
        if part is None:
            return ()
        named = self.book.within(self.unit.tokens, *part)
        name = next((e.canonical for _, e in named if e.kind is NameKind.OUTLET), "")
        if name and name != self.outlet.name:
            return (Hop(name, self.span(part), Lineage.STATED, f"said to or quoted by {name}"),)
        last = self.unit.tokens[part[1] - 1].lower
        outlet = self.cast.press(last) if not name else ""
        if not outlet:
            return ()
        words = self.span(part).of(self.text)
        reason = f"“{words}” is {outlet}, the outlet named last"
        return (Hop(outlet, self.span(part), Lineage.CARRIED, reason),)

    def _told(self, said: Said) -> Range | None:
        """Who was told, right behind the cue."""
        tokens, at = self.unit.tokens, said.head.after
        if "addressee" not in said.cue.frames and said.cue.lemma != "tell" or at >= len(tokens):
            return None
        if tokens[at].flags & PRONOUN:
            return None
        return phrase_after(tokens, at, apposition=False)

    def _own_hop(self, found: _Found) -> tuple[Hop, ...]:
        name = found.resolved.speaker.name
        if found.resolved.generic:
            return (Hop(name, None, Lineage.CARRIED, found.resolved.reason),)
        source = found.said.head.source
        span = self.span(source) if source else None
        tokens = self.unit.tokens
        earlier = span is not None and (is_earlier(tokens, span) or is_dated(tokens, span))
        self.carrier.stated(name, self.cast.unit, earlier=earlier)
        return (Hop(name, span, Lineage.STATED, f"the sentence names {name}"),)

    def _add(self, found: _Found, via: tuple[Hop, ...]) -> None:
        said, head, tokens = found.said, found.said.head, self.unit.tokens
        content = tuple(self.span(part) for part in found.parts if part[1] > part[0])
        if not content:
            return
        direct = self._is_direct(found.parts)
        self.covered += [(head.left, head.right), *said.parts]
        group = tokens[head.group : head.after]
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
        if not direct:
            self._add_fragments(found.parts)

    def _by_stance(
        self, content: tuple[Span, ...], direct: bool, said: Said, group: Sequence[Token]
    ) -> list[tuple[tuple[Span, ...], Reading]]:
        """The whole content, or its parts where sentences of a quotation stand differently."""
        whole = read_stance(self.tokens_in(content), said.cue, group, said.frame)
        if not direct:
            return [(content, whole)]
        parts: list[tuple[tuple[Span, ...], Reading]] = []
        for span in self._sentences_of(content):
            reading = read_stance(self.tokens_in((span,)), said.cue, group, said.frame)
            if parts and parts[-1][1].stance is reading.stance:
                joined = _joined_spans((*parts[-1][0], span), self.text)
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

    def _words(self, head: Head) -> str:
        return self.span((head.group, max(head.after, head.group + 1))).of(self.text)

    def _add_fragments(self, parts: Sequence[Range]) -> None:
        """Words in marks inside an indirect report are a direct quotation of the same speaker."""
        whole = self.assertions[-1]
        for start, end in parts:
            for at in range(start, end):
                quote = self.unit.tokens[at].quote
                if quote is None:
                    continue
                self.assertions.append(
                    replace(
                        whole,
                        content=(quote.inside,),
                        direct=True,
                        reasons=("a fragment quoted inside the report", *whole.reasons[:2]),
                    )
                )

    def _is_direct(self, parts: Sequence[Range]) -> bool:
        tokens = self.unit.tokens
        quoted = whole = 0
        for start, end in parts:
            for token in tokens[start:end]:
                size = token.end - token.start
                whole += size
                quoted += size if token.flags & QUOTED else 0
        return quoted * 10 >= whole * 9 and quoted > 0

    def tokens_in(self, spans: Sequence[Span]) -> list[Token]:
        """The tokens of the whole text inside ``spans``, those of quotations too."""
        found: list[Token] = []
        for span in spans:
            at = bisect_left(self.starts, span.start)
            stop = bisect_left(self.starts, span.end)
            found += self.tokens[at:stop]
        return found

    # --- quotations without a cue -----------------------------------------------------------

    def add_free_quote(self) -> None:
        """A sentence that is all quotation: the speaker stands before it."""
        spans = [t.quote.span for t in self.unit.tokens if t.quote is not None]
        last = self._last_assertion(direct=True)
        reading = read_stance(self.tokens_in(spans))
        if last is not None and self._continues(self.assertions[last]):
            before = self.assertions[last]
            if before.stance is not reading.stance:
                self._add_quote(
                    tuple(spans), before.speaker, "the same quotation goes on", via=before.via
                )
                return
            self.assertions[last] = replace(
                before,
                content=(*before.content, *spans),
                sentence=Span(before.sentence.start, self.unit.span.end),
            )
            self._fresh = min(self._fresh, last)
            return
        speaker, reason = self._carried_speaker()
        self._add_quote(tuple(spans), speaker, reason)

    def _last_assertion(self, *, direct: bool) -> int | None:
        for at in range(len(self.assertions) - 1, self._last_fresh - 1, -1):
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
            for a in self.assertions[self._last_fresh :]
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

    def _add_quote(
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

    # --- the rest ---------------------------------------------------------------------------

    def add_origin_of_information(self) -> bool:
        """``The information comes from X``, ``It cited X``: X says what was just told."""
        tokens = self.unit.tokens
        found = _origin_phrase(tokens)
        if found is None or self._fresh == self._last_fresh:
            return False
        name, cites = found
        resolved = resolve_speaker(self.text, tokens, *name, self.cast)
        told = self.assertions[self._fresh - 1].speaker
        group = resolved.speaker.group or (
            told.group if told.kind is not SpeakerKind.OUTLET else ""
        )
        resolved.speaker = replace(resolved.speaker, group=group)
        if cites and told.kind is not SpeakerKind.OUTLET:
            return False
        self.cast.heard(resolved)
        reason = f"the next sentence says that it comes from {resolved.speaker.name}"
        for k in range(self._last_fresh, self._fresh):
            before = self.assertions[k]
            if cites and not before.via:
                continue
            self.assertions[k] = replace(
                before, speaker=resolved.speaker, reasons=(*before.reasons, reason)
            )
        return True

    def add_no_comment(self, refusal: NoComment) -> None:
        """Somebody was asked and did not answer."""
        same, before = self._persons(refusal.source[0])
        resolved = resolve_speaker(
            self.text, self.unit.tokens, *refusal.source, self.cast, same, before
        )
        self.cast.heard(resolved)
        self.covered.append(refusal.clause)
        words = self.span(refusal.cue).of(self.text)
        self.assertions.append(
            Assertion(
                content=(self.span(refusal.clause),),
                sentence=self.unit.span,
                speaker=resolved.speaker,
                source=self.span(refusal.source),
                cue=self.span(refusal.cue),
                cue_lemma="comment",
                stance=Stance.NO_COMMENT,
                paragraph=self.unit.kind,
                reasons=(f"“{words}” is no comment", resolved.reason),
            )
        )

    def add_silence(self, silence: Silence, outlet: str) -> None:
        """What a report left out; ``outlet`` is whose report, "" when nobody's was named."""
        if silence.now_known:
            self._add_now_known(silence)
            return
        content = self.span(silence.clause)
        via: tuple[Hop, ...] = ()
        if outlet:
            via = (
                Hop(outlet, None, Lineage.STATED, f"about what the report of {outlet} left out"),
            )
        self.covered.append(silence.clause)
        self.assertions.append(
            Assertion(
                content=(content,),
                sentence=self.unit.span,
                speaker=self.outlet,
                via=via,
                stance=Stance.OBSERVES,
                certainty=Certainty.ASSERTED,
                paragraph=self.unit.kind,
                reasons=("says what was not reported", *(h.reason for h in via)),
            )
        )

    def _add_now_known(self, silence: Silence) -> None:
        """``it was not known until now that X``: the article says that X."""
        content = self.span(silence.on)
        reading = read_stance(self.tokens_in((content,)))
        self.covered.append(silence.clause)
        self.assertions.append(
            Assertion(
                content=(content,),
                sentence=self.unit.span,
                speaker=self.outlet,
                stance=reading.stance,
                certainty=reading.certainty,
                strength=reading.strength,
                paragraph=self.unit.kind,
                reasons=("the article says it, and that it was not known before", *reading.reasons),
            )
        )

    def add_narrative(self, part: Range) -> None:
        """Words that the article says in its own voice."""
        tokens = self.unit.tokens[part[0] : part[1]]
        if self._add_long_quote(part, tokens):
            return
        reading = read_stance(self.tokens_in((self.span(part),)))
        reportedly = next((t for t in tokens if t.lower == "reportedly"), None)
        via = self.carrier.hop(reportedly.text) if reportedly is not None else ()
        self.assertions.append(
            Assertion(
                content=(self.span(part),),
                sentence=self.unit.span,
                speaker=self.outlet,
                via=via,
                stance=reading.stance,
                certainty=reading.certainty,
                strength=reading.strength,
                paragraph=self.unit.kind,
                reasons=("no attribution: the article says it", *reading.reasons),
            )
        )

    def _add_long_quote(self, part: Range, tokens: Sequence[Token]) -> bool:
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
        same, before = self._persons(subject[0])
        found = resolve_speaker(self.text, self.unit.tokens, *subject, self.cast, same, before)
        if not found.speaks or found.speaker.kind is SpeakerKind.OUTLET:
            return False
        self.cast.heard(found)
        content = tuple(t.quote.span for t in quotes if t.quote is not None)
        self._add_quote(
            content, found.speaker, "quoted in a sentence about the speaker", self.span(subject)
        )
        return True


_CITING = frozenset(["citing", "quoting"])
_INFORMATION = frozenset(
    [
        "information",
        "news",
        "report",
        "reports",
        "account",
        "details",
        "claim",
        "claims",
        "story",
        "allegation",
        "allegations",
    ]
)
_HEADLINE_SPEAKERS = frozenset(
    "report reports poll polls study survey police officials sources intel intelligence analysis court government exclusive".split()
)
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


def _origin_phrase(tokens: Sequence[Token]) -> tuple[Range, bool] | None:
    """The phrase behind ``comes from`` or ``it cited``, and whether somebody cites."""
    for at, token in enumerate(tokens[:8]):
        opening = [t.lower for t in tokens[:at]]
        if token.lower in ("comes", "came", "come") and at + 2 < len(tokens):
            if tokens[at + 1].lower == "from" and _INFORMATION.intersection(opening):
                name = phrase_after(tokens, at + 2)
                return (name, False) if name else None
        if token.lower in ("cited", "cites", "quoted") and 0 < at < len(tokens) - 1:
            press = opening == ["it"] or opening[-1] in gazetteer.people("press")
            name = phrase_after(tokens, at + 1) if press else None
            return (name, True) if name else None
    return None


def _joined_spans(spans: Sequence[Span], text: str) -> tuple[Span, ...]:
    """Neighbours with nothing but spaces between them become one."""
    joined = [spans[0]]
    for span in spans[1:]:
        if text[joined[-1].end : span.start].isspace():
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return tuple(joined)


def _overlap(one: _Found, other: _Found) -> bool:
    """Do two attributions of one unit speak of the same words?"""
    return any(
        a < other_b and other_a < b
        for a, b in (*one.parts, (one.said.head.left, one.said.head.left))
        for other_a, other_b in other.parts
    )
