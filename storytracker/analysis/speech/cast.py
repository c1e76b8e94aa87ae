"""Who has spoken so far, and whom "he", "the spokeswoman" and "the newspaper" mean."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from storytracker.analysis.lexicons import load
from storytracker.analysis.outlets import outlet as outlet_entry
from storytracker.analysis.speech import gazetteer
from storytracker.analysis.speech.names import Entity, NameBook
from storytracker.analysis.speech.units import Unit
from storytracker.analysis.speech.words import CAPITAL, PEOPLE, PUNCTUATION, ROLE, Word
from storytracker.analysis.types import NameKind, Speaker, SpeakerKind

# Asked of its class at every turn, a member would cost as much as a call.
_PERSON = SpeakerKind.PERSON

# How many units back a pronoun looks for the last speaker before it looks at other names.
PRONOUN_REACH = 6
# Speakers further back are not meant by a word that refers back; bounds the search.
MEMORY = 60


_SUBJECT_FORMS = {"him": "he", "his": "he", "her": "she", "them": "they"}


_SAME_PEOPLE = frozenset(
    ["sources", "people", "individuals", "officials", "persons", "pair", "duo", "two"]
)


@dataclass(slots=True)
class Resolved:
    """A speaker with the entity behind it, if the article names it, and why."""

    speaker: Speaker
    reason: str
    entity: Entity | None = None
    generic: bool = False  # "the sources", "the reports": stands for what was cited before
    speaks: bool = True  # false for a thing ("the plan"): it can show or say, never praise or urge


@dataclass(slots=True)
class Cast:
    """Who has spoken so far in the article, latest last."""

    book: NameBook
    people: deque[tuple[int, Resolved]] = field(default_factory=lambda: deque(maxlen=MEMORY))
    others: deque[tuple[int, Resolved]] = field(default_factory=lambda: deque(maxlen=MEMORY))
    bodies: deque[tuple[int, Entity]] = field(default_factory=lambda: deque(maxlen=MEMORY))
    offices: dict[str, str] = field(default_factory=dict)  # a spokesman's name → for whom
    named: deque[tuple[int, Entity]] = field(default_factory=lambda: deque(maxlen=MEMORY))
    before: Unit | None = None
    unit: int = 0
    cited: deque[str] = field(default_factory=lambda: deque(maxlen=MEMORY))  # outlets named

    def press(self, noun: str) -> str:
        """The outlet that "the newspaper", "the agency" means: the last one cited that can be."""
        if noun not in gazetteer.people("press"):
            return ""
        for name in reversed(self.cited):
            listed = outlet_entry(name)
            if noun != "agency" or (listed is not None and listed.kind == "wire"):
                return name
        return ""

    def heard(self, resolved: Resolved) -> None:
        """Remember a speaker for the pronouns to come."""
        if resolved.speaker.kind is _PERSON:
            if resolved.entity is not None:
                self.people.append((self.unit, resolved))
        elif resolved.speaker.kind is not SpeakerKind.OUTLET and not resolved.generic:
            self.others.append((self.unit, resolved))

    def last_body(self, reach: int) -> str:
        """The organisation that was named or spoke last, at most ``reach`` units ago."""
        named = next(((u, e.canonical) for u, e in reversed(self.bodies)), (-reach, ""))
        kinds = (SpeakerKind.ORGANISATION, SpeakerKind.BODY)
        spoke = next(
            (
                (u, r.speaker.name)
                for u, r in reversed(self.others)
                if r.speaker.kind in kinds and r.entity is not None
            ),
            (-reach, ""),
        )
        unit, name = max(spoke, named, key=lambda hit: hit[0])
        return name if self.unit - unit <= reach else ""

    def last_person(self, feminine: bool | None) -> tuple[int, Resolved | None]:
        """The last person who spoke and whose gender, where known, fits; and in which unit."""
        for unit, resolved in reversed(self.people):
            known = resolved.entity.feminine if resolved.entity else None
            if known is None or feminine is None or known == feminine:
                return (unit, resolved) if self.unit - unit <= PRONOUN_REACH else (-1, None)
        return -1, None

    def last_named(self, feminine: bool) -> Entity | None:
        """The person named last, spoken or not, whose gender, where known, fits."""
        for unit, entity in reversed(self.named):
            if self.unit - unit > PRONOUN_REACH:
                return None
            if entity.feminine in (None, feminine):
                return entity
        return None

    def last_other(self, *kinds: SpeakerKind) -> Resolved | None:
        """The last speaker of one of ``kinds``."""
        for unit, resolved in reversed(self.others):
            if resolved.speaker.kind in kinds:
                return resolved if self.unit - unit <= PRONOUN_REACH * 2 else None
        return None


def without_article(text: str, unit: Unit, start: int, end: int) -> str:
    if end - start > 1 and unit.tokens[start].lower in {"the", "a", "an"}:
        start += 1
    return unit.words(text, start, end)


def resolve_pronoun(
    token: Word, cast: Cast, same: Sequence[Entity], before: Sequence[Entity]
) -> Resolved:
    lower = _SUBJECT_FORMS.get(token.lower, token.lower)
    if lower in ("he", "she"):
        return _he_or_she(token, cast, same, before)
    kinds: tuple[SpeakerKind, ...] = (SpeakerKind.BODY, SpeakerKind.ORGANISATION)
    if lower == "they":
        kinds = (SpeakerKind.UNNAMED, *kinds)
    other = cast.last_other(*kinds) if lower in ("they", "it") else None
    if other is not None:
        return replace(other, reason=f"“{token.text}” is {other.speaker.name}, who spoke last")
    speaker = Speaker(token.text, SpeakerKind.UNNAMED)
    return Resolved(speaker, "a pronoun nobody was found for", speaks=lower != "it")


def _he_or_she(
    token: Word, cast: Cast, same: Sequence[Entity], before: Sequence[Entity]
) -> Resolved:
    feminine = token.lower in ("she", "her")
    fitting = [e for e in same if e.feminine in (None, feminine)]
    earlier = [e for e in before if e.feminine in (None, feminine)]
    spoke, found = cast.last_person(feminine)
    if not fitting and found is not None and (spoke >= cast.unit - 1 or not earlier):
        return replace(found, reason=f"“{token.text}” is {found.speaker.name}, who spoke last")
    entity = next(iter(fitting or earlier), None) or cast.last_named(feminine)
    if entity is None:
        return _somebody(token, cast)
    return Resolved(
        named_person(entity), f"“{token.text}” is {entity.canonical}, named just before", entity
    )


def _somebody(token: Word, cast: Cast) -> Resolved:
    """ "he" after "a former employee": one whom the article leaves unnamed, who spoke last."""
    other = cast.last_other(SpeakerKind.UNNAMED)
    first = other.speaker.name.lower().split()[:1] if other is not None else []
    plural = first and (first[0].endswith("s") or first[0] in load("grammar")["numbers"])
    if other is None or (plural and first != ["one"]) or not other.speaks:
        return Resolved(Speaker(token.text, _PERSON), "a pronoun nobody was found for")
    return replace(other, reason=f"“{token.text}” is {other.speaker.name}, who spoke last")


def named_person(entity: Entity) -> Speaker:
    titles = gazetteer.people("honorifics")
    role = next((r for r in entity.roles if r.lower() not in titles), next(iter(entity.roles), ""))
    return Speaker(entity.canonical, _PERSON, role=role, group=known_group(entity))


def known_group(entity: Entity) -> str:
    return next(iter(entity.related), "")


def generic_source(text: str, unit: Unit, start: int, end: int, cast: Cast) -> Resolved | None:
    """``the sources``, ``the reports``, ``sources``: whoever was cited before."""
    words = [t.lower for t in unit.tokens[start:end] if not t.flags & PUNCTUATION]
    press = cast.press(words[-1]) if words[:1] == ["the"] and len(words) <= 3 else ""
    if press:
        reason = f"“{' '.join(words)}” is {press}, the outlet named last"
        return Resolved(Speaker(press, SpeakerKind.OUTLET), reason, generic=True)
    bare = [
        w
        for w in words
        if w
        not in {
            "the",
            "these",
            "those",
            "its",
            "media",
            "news",
            "such",
            "same",
            "various",
            "some",
            "this",
            "that",
        }
    ]
    if len(bare) == 1 and bare[0] in {"sources", "reports", "report", "source"}:
        name = without_article(text, unit, start, end)
        if len(words) == 1:  # "Report: …", as headlines have it
            name = bare[0] if bare[0].endswith("s") else f"a {bare[0]}"
        speaker = Speaker(name, SpeakerKind.UNNAMED)
        earlier = cast.last_other(SpeakerKind.UNNAMED)
        if len(words) > 1 and bare[0].startswith("source") and earlier is not None:
            reason = f"“{unit.words(text, start, end)}” is {earlier.speaker.name}"
            return replace(earlier, reason=reason, generic=True)
        return Resolved(speaker, f"“{unit.words(text, start, end)}” refers back", generic=True)
    return None


def resolve_again(tokens: Sequence[Word], start: int, end: int, cast: Cast) -> Resolved | None:
    """``the spokeswoman``, ``officials``, ``the company``: who had the floor under that word."""
    words = [t.lower for t in tokens[start:end] if not t.flags & PUNCTUATION]
    definite = words[:1] in (["the"], ["these"], ["those"], ["both"])
    noun = words[-1] if words else ""
    defined = definite and len(words) == 2 and noun in gazetteer.heads("firms")  # "the Company"
    if tokens[end - 1].flags & CAPITAL and not defined:
        return None
    bare = len(words) == 2 and not definite and tokens[start].flags & CAPITAL
    if bare and noun in gazetteer.heads("again"):
        return _organisation_again(noun, cast)  # a headline drops the article
    if definite and len(words) == 3 and noun in gazetteer.heads("again"):
        # "the French company": whose seat it is is said nowhere, who spoke last is known
        placed = tokens[start + 1].flags & CAPITAL
        return _organisation_again(noun, cast) if placed else None
    joint = _both_bodies(words, tokens[end - 1], cast)
    if joint is not None:
        return joint
    head = next((k for k in range(start, end) if tokens[k].flags & PUNCTUATION), end)
    counted = _same_number([t.lower for t in tokens[start:head]], cast)
    if counted is not None:
        return counted
    if len(words) > 2 or (len(words) == 2 and not definite):
        return None
    if definite and tokens[end - 1].flags & ROLE and not tokens[end - 1].flags & CAPITAL:
        for _, resolved in reversed(cast.people):
            if noun in resolved.speaker.role.lower().split():
                return replace(resolved, reason=f"“the {noun}” is {resolved.speaker.name}")
    if definite and noun in gazetteer.heads("again"):
        again = _organisation_again(noun, cast)
        if again is not None:
            return again
    if not tokens[end - 1].flags & PEOPLE:
        return None
    unnamed = [
        r
        for _, r in reversed(cast.others)
        if r.speaker.kind is SpeakerKind.UNNAMED and " " in r.speaker.name
    ]
    for resolved in unnamed:
        name = resolved.speaker.name.lower().split()
        if noun in name or (definite and noun in _SAME_PEOPLE and resolved.speaks):
            return replace(resolved, reason=f"“{' '.join(words)}” is {resolved.speaker.name}")
    return _plural_of(noun, unnamed)


def _both_bodies(words: Sequence[str], noun: Word, cast: Cast) -> Resolved | None:
    """``the two breweries``, ``both firms``: the two organisations that were named last."""
    two = words[:-1] in (["the", "two"], ["both"], ["two"], ["the"])
    if not two or noun.lemma == noun.lower or noun.lemma not in gazetteer.heads("again"):
        return None
    near = {e.canonical: e for unit, e in cast.bodies if cast.unit - unit <= PRONOUN_REACH}
    named = sorted(list(near.values())[-2:], key=lambda e: e.first)
    if len(named) < 2 or (words[:-1] == ["the"] and len(near) > 2):
        return None
    joint = " and ".join(e.canonical for e in named)
    speaker = Speaker(joint, SpeakerKind.ORGANISATION)
    return Resolved(speaker, f"“{' '.join(words)}” are {joint}, who were named last")


def _same_number(words: Sequence[str], cast: Cast) -> Resolved | None:
    """``all three``, ``the four``: the unnamed people of that number who spoke last."""
    if not words or words[-1] not in load("grammar")["numbers"]:
        return None
    if words[:-1] not in ([], ["the"], ["all"]):
        return None
    for _, resolved in reversed(cast.others):
        name = resolved.speaker.name.lower().split()
        if resolved.speaker.kind is SpeakerKind.UNNAMED and name[:1] == [words[-1]] != name:
            reason = f"“{' '.join(words)}” are {resolved.speaker.name}"
            return replace(resolved, reason=reason)
    return None


def _organisation_again(noun: str, cast: Cast) -> Resolved | None:
    kinds = (SpeakerKind.ORGANISATION, SpeakerKind.BODY)
    fitting = [r for _, r in reversed(cast.others) if r.speaker.kind in kinds and r.entity]
    if noun in gazetteer.heads("firms"):  # no ministry, where a firm has spoken
        fitting = [r for r in fitting if r.speaker.kind is SpeakerKind.ORGANISATION] or fitting
    bears = (r for r in fitting if _bears(noun, r.speaker.name))
    other = next(bears, None) or _named_body(noun, cast)
    other = other or next((r for r in fitting if _may_be_called(noun, r.speaker.name)), None)
    other = other or _no_person_after_all(noun, cast)
    if other is None:
        return None
    return replace(other, reason=f"“the {noun}” is {other.speaker.name}, who spoke before")


def _no_person_after_all(noun: str, cast: Cast) -> Resolved | None:
    """``Acme Lithium rejected it. The company said``: who spoke last was no person.

    Only where nothing has made it one: no role, no title, nobody who is "he" or "she".
    """
    if noun not in gazetteer.heads("firms") or not cast.people:
        return None
    unit, last = cast.people[-1]
    entity = last.entity
    if entity is None or entity.roles or entity.related or entity.feminine is not None:
        return None
    if cast.unit - unit > 1:
        return None
    entity.kind = NameKind.ORGANISATION
    speaker = Speaker(entity.canonical, SpeakerKind.ORGANISATION)
    return Resolved(speaker, f"names {entity.canonical}", entity)


def _bears(noun: str, name: str) -> bool:
    return noun in name.lower().split()


def _named_body(noun: str, cast: Cast) -> Resolved | None:
    """``the hospital`` after "managers at Guy's Hospital knew": it was named, not heard yet."""
    if noun not in gazetteer.heads("bearing"):
        return None
    named = next((e for _, e in reversed(cast.bodies) if _bears(noun, e.canonical)), None)
    if named is None:
        return None
    public = noun in gazetteer.heads("heads")
    kind = SpeakerKind.BODY if public else SpeakerKind.ORGANISATION
    return Resolved(Speaker(named.canonical, kind), f"names {named.canonical}", named)


def _may_be_called(noun: str, name: str) -> bool:
    """No ministry is "the hospital": its name says what it is."""
    if noun not in gazetteer.heads("bearing"):
        return True
    said = gazetteer.heads("heads") | gazetteer.heads("bearing")
    return noun not in gazetteer.heads("always_bearing") and said.isdisjoint(name.lower().split())


def _plural_of(noun: str, unnamed: Sequence[Resolved]) -> Resolved | None:
    """``officials`` after "one U.S. official": others, but of the same body."""
    for resolved in unnamed:
        if noun.removesuffix("s") in resolved.speaker.name.lower().split():
            speaker = Speaker(noun, SpeakerKind.UNNAMED, group=resolved.speaker.group)
            return Resolved(speaker, f"“{noun}” are of the same body as {resolved.speaker.name}")
    return None
