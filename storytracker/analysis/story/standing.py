"""What each claim rests on: backings, independent origins, informants, the three numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from storytracker.analysis.outlets import outlet
from storytracker.analysis.story.claim_drafts import ClaimDraft, Match
from storytracker.analysis.story.entities import Entities, fold
from storytracker.analysis.story.lineage import DENIALS, Lineages, Source
from storytracker.analysis.story.provenance import in_order, precedence
from storytracker.analysis.story.vocabulary import small_words
from storytracker.analysis.story.voices import is_spokesman
from storytracker.analysis.types import (
    ArticleFacts,
    Assertion,
    Certainty,
    Dating,
    Lineage,
    Passage,
    ReportKind,
    SpeakerKind,
    Stance,
)

_GREW = "told as done by nobody who had not put it out as planned: not what its source said"


@dataclass(frozen=True, slots=True)
class Backing:
    """One assertion bearing on one claim, with the report that it leads back to."""

    claim: ClaimDraft
    match: Match
    article: ArticleFacts
    assertion: Assertion
    source: Source
    informant: str

    @property
    def supports(self) -> bool:
        return self.match.stance is Stance.SUPPORTS

    @property
    def denies(self) -> bool:
        return self.match.stance in DENIALS

    @property
    def conditional(self) -> bool:
        return self.match.proposition.certainty is Certainty.CONDITIONAL

    @property
    def firm(self) -> bool:
        """Support with a stated lineage and no condition: what an origin needs."""
        return self.supports and self.source.stated and not self.conditional


class Standing:
    """All backings of a story's claims, and which reports are origins of which claims."""

    def __init__(
        self,
        articles: Sequence[ArticleFacts],
        claims: Sequence[ClaimDraft],
        lineages: Lineages,
        entities: Entities,
        datings: dict[str, Dating],
        grown: frozenset[Passage] = frozenset(),
    ) -> None:
        """``grown``: sentences that tell as done what their source put out as planned."""
        self.articles = sorted(articles, key=lambda a: a.key)
        self.claims = tuple(claims)
        self.lineages, self.entities, self.datings = lineages, entities, datings
        self._grown = grown
        self.backings = tuple(self._backings())

    def _backings(self) -> list[Backing]:
        found = []
        for claim in self.claims:
            for match in claim.matches:
                p = match.proposition
                article = self.lineages.articles[p.article]
                source = self.lineages.source(p.article, p.assertion, claim)
                assertion = article.attributions.assertions[p.assertion]
                if claim.done and Passage(p.article, assertion.sentence) in self._grown:
                    source = replace(source, lineage=Lineage.INFERRED, reason=_GREW)
                found.append(
                    Backing(claim, match, article, assertion, source, informant(assertion))
                )
        return _with_bodies(_with_groups(found))

    def of(self, claim: ClaimDraft) -> list[Backing]:
        """The backings of one claim."""
        return [b for b in self.backings if b.claim.key == claim.key]

    def has_grown(self, backing: Backing) -> bool:
        """True where it tells as done what its source put out as planned."""
        return backing.source.reason == _GREW

    # --- time and order ---

    def day_of(self, article: str) -> date | None:
        """The day on which the article came out, as far as known or inferred."""
        return self.datings[article].day

    @cached_property
    def first_days(self) -> dict[str, date | None]:
        """Source name → the earliest day on which an article tells of its report.

        Who denies first and confirms later put the news out when they confirmed it.
        """
        supporting = {b.source.name for b in self.backings if b.firm}
        days: dict[str, list[date]] = defaultdict(list)
        for backing in self.backings:
            name, day = backing.source.name, self.day_of(backing.article.key)
            if name and day and (backing.firm or name not in supporting):
                days[name].append(day)
        return {name: min(found) for name, found in days.items()}

    @cached_property
    def order(self) -> tuple[str, ...]:
        """All source names, provenance first and time second."""
        names = {b.source.name for b in self.backings if b.source.name}
        weight: dict[str, int] = defaultdict(int)
        for backing in self.backings:
            weight[backing.source.name] += backing.source.stated
        copies = {key: copied.outlet for key, copied in self.lineages.copies.items()}
        before = precedence(self.articles, self.lineages.main_relay, copies)
        return in_order(names, before, self.first_days, weight)

    # --- origins ---

    def first_origin(self, claim: ClaimDraft) -> str:
        """The source that put the claim out first, "" where no lineage is stated."""
        stated = {b.source.name for b in self.of(claim) if b.firm}
        return next((name for name in self.order if name in stated), "")

    @cached_property
    def news_bringers(self) -> frozenset[str]:
        """Sources that put some claim out first, and so have reporting of their own."""
        return frozenset(self.first_origin(c) for c in self.claims) - {""}

    def is_independent(self, claim: ClaimDraft, name: str) -> tuple[bool, str]:
        """Whether ``name`` supports ``claim`` on its own, and why."""
        first = self.first_origin(claim)
        mine = [b for b in self.of(claim) if b.source.name == name and b.firm]
        if not mine:
            return False, "its lineage is not stated"
        if name == first:
            return True, "put it out first"
        if name in self.news_bringers:
            return True, "has reporting of its own in this story"
        if any(b.source.kind is ReportKind.BODY for b in mine):
            return True, "speaks for itself"
        if any(b.assertion.cue_lemma in small_words("confirming_cues") for b in mine):
            return True, "says that it confirmed it"
        known = {b.informant for b in self.of(claim) if b.source.name == first}
        fresh = {b.informant for b in mine} - known - {""}
        if fresh:
            return True, "names other people as its source: " + ", ".join(sorted(fresh))
        return False, f"adds nothing to what {first} had put out, from the same people"

    def origins(self, claim: ClaimDraft) -> tuple[str, ...]:
        """The independent origins of a claim in order, one per publisher family."""
        found: list[str] = []
        families: set[str] = set()
        for name in self.order:
            if self.is_independent(claim, name)[0] and self._family(name) not in families:
                families.add(self._family(name))
                found.append(name)
        return tuple(found)

    def newsrooms(self, claim: ClaimDraft) -> tuple[str, ...]:
        """Distinct outlets that put the claim out themselves, families not collapsed."""
        outlets = {b.source.name for b in self.of(claim) if b.source.kind is ReportKind.OUTLET}
        return tuple(n for n in self.order if n in outlets and self.is_independent(claim, n)[0])

    def _family(self, name: str) -> str:
        known = outlet(name)
        for article in self.articles:
            if article.outlet and fold(article.outlet) == fold(name) and article.family:
                return fold(article.family)
        return fold(known.family if known else name)

    def informants(self, claim: ClaimDraft) -> tuple[str, ...]:
        """The groups of people behind the origins of a claim."""
        origins = set(self.origins(claim))
        by_origin: dict[str, set[str]] = defaultdict(set)
        for b in self.of(claim):
            if b.firm and b.source.name in origins and b.informant:
                by_origin[b.source.name].add(b.informant)
        found = {name for told in by_origin.values() for name in _one_per_kind(told)}
        return tuple(sorted(found - self._named_elsewhere(found)))

    @cached_property
    def _roles(self) -> dict[str, frozenset[str]]:
        """Person → the nouns of what the articles call them: "the researcher", "a researcher"."""
        found: dict[str, set[str]] = defaultdict(set)
        for article in self.articles:
            for assertion in article.attributions.assertions:
                speaker = assertion.speaker
                if speaker.kind is SpeakerKind.PERSON and speaker.role:
                    found[speaker.group or speaker.name].add(_core(speaker.role.lower()))
        return {name: frozenset(nouns) for name, nouns in found.items()}

    def _named_elsewhere(self, informants: set[str]) -> set[str]:
        """ "A researcher" beside "Jane Roe", whom the articles call a researcher: she is one."""
        nouns = [n for name in informants for n in self._roles.get(name, ())]
        unnamed = {name for name in informants if name[:1].islower()}
        return {name for name in unnamed if nouns.count(_core(name)) == 1}

    def denied_by(self, claim: ClaimDraft) -> tuple[str, ...]:
        """Who denies the claim, by name of the body or outlet."""
        denials = [b for b in self.of(claim) if b.denies and b.source.stated]
        return tuple(sorted({b.source.name for b in denials}))


def _with_groups(backings: Sequence[Backing]) -> list[Backing]:
    """Nameless sources of a report are of the one group that its other passages name."""
    groups: dict[str, set[str]] = defaultdict(set)
    for b in backings:
        if b.assertion.speaker.group and b.source.stated:
            groups[b.source.name].add(b.assertion.speaker.group)
    return [
        replace(b, informant=min(groups[b.source.name]))
        if _is_nameless(b) and len(groups[b.source.name]) == 1
        else b
        for b in backings
    ]


def _with_bodies(backings: Sequence[Backing]) -> list[Backing]:
    """ "A spokesman" speaks for the one body that the others have answer the same claim so."""
    bodies: dict[tuple[str, Stance], set[str]] = defaultdict(set)
    for b in backings:
        if b.source.kind is ReportKind.BODY and not _is_faceless(b):
            bodies[b.claim.key, b.match.stance].add(b.source.name)
    found = []
    for b in backings:
        known = bodies[b.claim.key, b.match.stance]
        if _is_faceless(b) and len(known) == 1:
            name = min(known)
            b = replace(b, source=replace(b.source, name=name), informant=name)
        found.append(b)
    return found


def _is_faceless(backing: Backing) -> bool:
    """ "A spokesman", "both firms", or one with a name of whom nothing says for whom he speaks."""
    if backing.source.kind is not ReportKind.BODY:
        return False
    speaker = backing.assertion.speaker
    name = backing.source.name.lower()
    nobody = name in small_words("spokespeople") or name.startswith("both ")
    return nobody or (is_spokesman(speaker) and not speaker.group)


def _is_nameless(backing: Backing) -> bool:
    speaker = backing.assertion.speaker
    return speaker.kind is SpeakerKind.UNNAMED and not speaker.group


def _one_per_kind(names: set[str]) -> set[str]:
    """ "A banker" and "a banker with knowledge of it", of one report, are one informant."""
    fullest: dict[str, str] = {}
    for name in sorted(names, key=lambda n: (len(n), n)):
        fullest[_core(name)] = name
    return set(fullest.values())


def _core(name: str) -> str:
    """The noun that names unnamed people, names as they are."""
    if not name[:1].islower():
        return name
    words = []
    for word in name.lower().split():
        if word in small_words("phrase_end") | {"familiar", "close", "briefed", "who"}:
            break
        words.append(word)
    return words[-1].rstrip("s") if words else name


def informant(assertion: Assertion) -> str:
    """The group behind an assertion's speaker: one name for "two people" and "officials"."""
    speaker = assertion.speaker
    if speaker.kind is SpeakerKind.OUTLET:
        return ""
    opening = speaker.name.lower().replace("-", " ").split()[:1]
    if speaker.kind is SpeakerKind.UNNAMED and {*opening} & small_words("no_longer"):
        return speaker.name  # "a former Acme employee" does not speak for Acme
    return speaker.group or speaker.name
