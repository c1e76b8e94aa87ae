"""Through whom the words came: outlets that report, quote, are told, and whom they cite."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from storytracker.analysis.speech import gazetteer
from storytracker.analysis.speech.cast import Resolved
from storytracker.analysis.speech.cues import words_of
from storytracker.analysis.speech.forms import Form, Said
from storytracker.analysis.speech.names import Entity
from storytracker.analysis.speech.phrases import phrase_after
from storytracker.analysis.speech.sight import seen_by
from storytracker.analysis.speech.speakers import resolve_speaker
from storytracker.analysis.speech.verbs import Range
from storytracker.analysis.speech.via import OPENING_UNITS, is_dated, is_earlier
from storytracker.analysis.speech.words import PRONOUN
from storytracker.analysis.speech.workbench import Found, Workbench
from storytracker.analysis.types import (
    Hop,
    Lineage,
    NameKind,
    Span,
    Speaker,
    SpeakerKind,
)

# Asked of its class at every turn, a member would cost as much as a call.
_ACCORDING = Form.ACCORDING
_OUTLET = SpeakerKind.OUTLET

_QUOTED = words_of("seen") | {"quoted", "cited", "reported", "published", "revealed", "disclosed"}
_LEARNS = frozenset(["learn", "hear", "understand", "know"])
_MAYBE_OUTLETS = (NameKind.OTHER, NameKind.PERSON)
_CITING = frozenset(["citing", "quoting"])


class Chains(Workbench):
    """Adds the hops of an attribution."""

    def is_of_outlet(self, said: Said) -> bool:
        """Does an outlet report it?"""
        source = said.head.source
        named = self.book.within(self.unit.starts, *source) if source is not None else ()
        return any(entity.kind is NameKind.OUTLET for _, entity in named)

    def with_informant(self, found: Found, all_said: Sequence[Said]) -> Found:
        """``X reported, citing Y``: Y says it, through X (and through Y, if Y is an outlet)."""
        if found.resolved.speaker.kind is not _OUTLET:
            return found
        tokens = self.unit.tokens
        learned = self._learned_from(found)
        if learned is not None:
            return learned
        for at in range(found.said.head.after, len(tokens) - 1):
            if tokens[at].lower not in _CITING or tokens[at - 1].lower != ",":
                continue
            if any(found.said.head.right <= other.head.left < at for other in all_said):
                break
            name = phrase_after(tokens, at + 1)
            if name is None:
                break
            informant = resolve_speaker(self.text, self.unit, *name, self.cast)
            self.cast.heard(informant)
            hops = self.own_hop(found)
            if informant.speaker.kind is _OUTLET:
                relayed = informant.speaker.name
                hops += (Hop(relayed, self.span(name), Lineage.STATED, f"which cites {relayed}"),)
            informant.reason = f"{found.resolved.speaker.name} cites {informant.speaker.name}"
            self.covered.append((at, name[1]))
            return Found(found.said, informant, found.parts, hops)
        return found

    def chained(self, found: Found, outlets: Sequence[Found]) -> tuple[Hop, ...]:
        """The hops of an outlet's attribution, then those of the outlets that report it."""
        hops = found.hops or self.own_hop(found)
        for outer in outlets:
            if is_within(found, outer):
                hops += outer.hops or self.own_hop(outer)
        return hops

    def _learned_from(self, found: Found) -> Found | None:
        """``the Courier has learned from an aide that``: the aide says it."""
        tokens, at = self.unit.tokens, found.said.head.after
        if (
            found.said.cue.lemma not in _LEARNS
            or at + 1 >= len(tokens)
            or tokens[at].lower != "from"
        ):
            return None
        name = phrase_after(tokens, at + 1)
        if name is None:
            return None
        informant = resolve_speaker(self.text, self.unit, *name, self.cast)
        informant.reason = f"{found.resolved.speaker.name} learned it from {informant.speaker.name}"
        self.cast.heard(informant)
        return Found(found.said, informant, found.parts, self.own_hop(found))

    def hops_of(self, found: Found, outlets: Sequence[Found]) -> tuple[Hop, ...]:
        stated = [o for o in outlets if overlap(o, found)]
        hops = found.hops or self._through(found.said)
        for o in stated:
            hops += o.hops or self.own_hop(o)
        if hops:
            return hops
        if found.resolved.generic:
            words = self.span(found.said.head.source or (0, 1)).of(self.text)
            hops = self.carrier.hop(words)
            if not hops and self.cast.unit <= OPENING_UNITS:
                self.waiting.append((len(self.assertions), words))
            return hops
        return ()

    def _through(self, said: Said) -> tuple[Hop, ...]:
        """The outlet that was told, or that quotes the speaker; never the article's own."""
        part = said.head.through or self._told(said) or self._seen(said) or self._quoted_by(said)
        if part is None:
            return ()
        named = self.book.within(self.unit.starts, *part)
        self._take_for_outlet(said, part, named)
        name = next((e.canonical for _, e in named if e.kind is NameKind.OUTLET), "")
        name = name or self._called_outlet(part)
        if name and name != self.outlet.name:
            return (Hop(name, self.span(part), Lineage.STATED, f"said to or quoted by {name}"),)
        last = self.unit.tokens[part[1] - 1].lower
        outlet = self.cast.press(last) if not name else ""
        if not outlet:
            return ()
        words = self.span(part).of(self.text)
        reason = f"“{words}” is {outlet}, the outlet named last"
        return (Hop(outlet, self.span(part), Lineage.CARRIED, reason),)

    def _take_for_outlet(
        self, said: Said, part: Range, named: Sequence[tuple[Span, Entity]]
    ) -> None:
        """``quoted by the Lark``: a name with an article that quotes is an outlet's."""
        if not named or self._told(said) == part:
            return
        at = next((k for k in range(*part) if self.unit.starts[k] >= named[0][0].start), 0)
        before = self.unit.tokens[at - 1] if at else None
        if before is not None and before.lower == "the" and named[0][1].kind in _MAYBE_OUTLETS:
            named[0][1].kind = NameKind.OUTLET

    def _called_outlet(self, part: Range) -> str:
        """ "told the broadcaster Harbour One": what a press word stands before is an outlet."""
        named = self.book.within(self.unit.starts, *part)
        if not named or named[0][0].start <= self.unit.starts[part[0]]:
            return ""
        before = [k for k in range(*part) if self.unit.end(k) <= named[0][0].start]
        press = gazetteer.people("press")
        if not before or self.unit.tokens[before[-1]].lower not in press:
            return ""
        named[0][1].kind = NameKind.OUTLET
        return named[0][1].canonical

    def _seen(self, said: Said) -> Range | None:
        """Who has seen the document that speaks."""
        if said.head.source is None:
            return None
        sight = seen_by(self.unit.tokens, *said.head.source)
        return sight[1] if sight is not None else None

    def _quoted_by(self, said: Said) -> Range | None:
        """``Roe, quoted by the Courier, said``."""
        start, end = said.head.source or (0, 0)
        for at in range(start + 1, end - 2):
            if self.unit.tokens[at].lower in _QUOTED and self.unit.tokens[at + 1].lower == "by":
                return phrase_after(self.unit.tokens, at + 2, apposition=False)
        return None

    def _told(self, said: Said) -> Range | None:
        """Who was told, right behind the cue."""
        tokens, at = self.unit.tokens, said.head.after
        if "addressee" not in said.cue.frames and said.cue.lemma != "tell" or at >= len(tokens):
            return None
        if tokens[at].flags & PRONOUN:
            return None
        return phrase_after(tokens, at, apposition=False)

    def own_hop(self, found: Found) -> tuple[Hop, ...]:
        name = found.resolved.speaker.name
        if found.resolved.generic:
            return (Hop(name, None, Lineage.CARRIED, found.resolved.reason),)
        source = found.said.head.source
        span = self.span(source) if source else None
        earlier = span is not None and (is_earlier(self.unit, span) or is_dated(self.unit, span))
        self.carrier.stated(name, self.cast.unit, earlier=earlier)
        return (Hop(name, span, Lineage.STATED, f"the sentence names {name}"),)

    def as_unknown_outlet(self, said: Said, resolved: Resolved) -> Resolved:
        """A name that "reported", and is neither person nor body, is taken for an outlet."""
        entity = resolved.entity
        if said.cue.lemma != "report" and not (
            said.head.form is _ACCORDING and said.cue.lemma == "report"
        ):
            return resolved
        if entity is None or entity.kind is not NameKind.OTHER:
            return resolved
        entity.kind = NameKind.OUTLET
        return Resolved(
            Speaker(entity.canonical, _OUTLET), f"{entity.canonical} reported it", entity
        )

    def finish(self) -> None:
        """A headline's "Report: …" comes through the outlet that the opening names after it."""
        for at, words in self.waiting:
            hops = self.carrier.hop(words)
            before = self.assertions[at]
            if hops and not before.via:
                reasons = (*before.reasons, *(h.reason for h in hops))
                self.assertions[at] = replace(before, via=hops, reasons=reasons)


def overlap(one: Found, other: Found) -> bool:
    """Do two attributions of one unit speak of the same words?"""
    return any(
        a < other_b and other_a < b
        for a, b in (*one.parts, (one.said.head.left, one.said.head.left))
        for other_a, other_b in other.parts
    )


def is_within(one: Found, other: Found) -> bool:
    """Is ``one`` an attribution that ``other`` reports?"""
    return one is not other and any(a <= one.said.head.verb < b for a, b in other.parts)


def tells_of(found: Found, clause: Range) -> bool:
    """Is ``clause`` all that the attribution tells?"""
    return any(abs(a - clause[0]) <= 1 and abs(b - clause[1]) <= 1 for a, b in found.parts)
