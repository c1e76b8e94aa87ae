"""Where the words of each article come from: its own reporting, a relay's, a copy's, a body's.

What is stated counts; what is only inferred is shown with a question mark and counts as no
origin (rule of trust 2).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from storytracker.analysis import thresholds
from storytracker.analysis.story.claim_drafts import ClaimDraft, Match
from storytracker.analysis.story.copies import find_copies
from storytracker.analysis.story.entities import Entities, fold
from storytracker.analysis.story.issuing import find_issuers
from storytracker.analysis.story.own_reporting import informant_words, is_told_here, own_informants
from storytracker.analysis.story.similarity import containment, overlap
from storytracker.analysis.story.vocabulary import definite_bodies, small_words
from storytracker.analysis.story.voices import voice
from storytracker.analysis.types import (
    ArticleFacts,
    Assertion,
    CitationRole,
    Lineage,
    NameKind,
    ParagraphKind,
    ReportKind,
    Span,
    Speaker,
    SpeakerKind,
    Stance,
)

DENIALS = (Stance.DENIES, Stance.DENIES_IN_PART)


@dataclass(frozen=True, slots=True)
class Source:
    """Whose report a passage leads back to; ``name`` is "" where nothing tells."""

    name: str
    kind: ReportKind
    lineage: Lineage
    via: str
    reason: str

    @property
    def stated(self) -> bool:
        return bool(self.name) and self.lineage is not Lineage.INFERRED


UNKNOWN = Source("", ReportKind.OUTLET, Lineage.INFERRED, "", "nothing says whose report this is")


class Lineages:
    """The source of every assertion of a story's articles."""

    def __init__(
        self,
        articles: Sequence[ArticleFacts],
        claims: Sequence[ClaimDraft],
        entities: Entities,
    ) -> None:
        self.articles = {a.key: a for a in articles}
        self.entities = entities
        self.claims = claims
        self.main_relay = {a.key: main_relay(a) for a in articles}
        self.copies, self.texts = find_copies(articles, claims, self.main_relay)
        self._cited = _cited_outlets(articles)
        self._own_informants = {a.key: own_informants(a) for a in articles}
        self._derived = {a.key: self._derived_from(a) for a in articles}
        self._issuers = find_issuers(articles, self._cited, entities)

    def source(self, article: str, index: int, claim: ClaimDraft | None = None) -> Source:
        """Whose report assertion ``index`` of ``article`` leads back to."""
        facts = self.articles[article]
        assertion = facts.attributions.assertions[index]
        if assertion.via and fold(assertion.via[-1].outlet) == fold(facts.outlet or ""):
            return Source(facts.outlet or "", ReportKind.OUTLET, Lineage.STATED, "",
                          "the outlet's own report: it says so")  # fmt: skip
        denier = _nameless_denier(assertion)
        if denier:
            return Source(denier, ReportKind.BODY, Lineage.STATED, facts.outlet or "",
                          f"{denier}, unnamed, denies it")  # fmt: skip
        if facts.outlet and self._told_here(facts, assertion):
            return Source(facts.outlet, ReportKind.OUTLET, Lineage.STATED, "",
                          "the outlet's own report: people told it so")  # fmt: skip
        answer = _is_answering(assertion) and voice(assertion.speaker, self.entities)
        if assertion.via and not answer:
            return _via_source(assertion)
        assertion = self._named_in_full(facts, assertion)
        named_by = assertion.source.of(facts.text) if assertion.source else ""
        issuer = self._issuers.get(article, "")
        if issuer and not _is_attributed(assertion):
            return Source(issuer, ReportKind.BODY, Lineage.STATED, "", f"{issuer}'s own release")
        denies = claim is not None and _is_denied(claim, article, index)
        body = _body_of(assertion, named_by, claim, self.entities, denies=denies)
        teller = self._told_by(facts, assertion) if body else None
        if teller is not None:
            return self.source(article, teller, claim)
        if body:
            via = assertion.via[-1].outlet if assertion.via else ""
            return Source(body, ReportKind.BODY, Lineage.STATED, via, f"{body} says so itself")
        credited = self._credited(article, claim) if claim else ""
        if credited:
            reason = f"told without a source, in an article that has it from {credited}"
            return Source(credited, ReportKind.OUTLET, Lineage.INFERRED, "", reason)
        return self._own_or_inferred(facts, assertion)

    def _told_by(self, facts: ArticleFacts, assertion: Assertion) -> int | None:
        """Who tells what a body says: ``Acme has promised to stay, said a person close to it``.

        The index of the assertion in whose words somebody else's cue stands; None where the body
        speaks to the outlet, or to all.
        """
        cue, speaker = assertion.cue, voice(assertion.speaker, self.entities)
        if cue is None:
            return None
        for index, told in enumerate(facts.attributions.assertions):
            reported = told.cue is not None and told.cue != cue and not told.via
            if reported and any(part.covers(cue) for part in told.content):
                return index if voice(told.speaker, self.entities) != speaker else None
        return None

    def _named_in_full(self, facts: ArticleFacts, assertion: Assertion) -> Assertion:
        """ "a statement by Acme, in which the Barley firm denied it": the firm is Acme."""
        speaker, source = assertion.speaker, assertion.source
        bodies = (SpeakerKind.ORGANISATION, SpeakerKind.BODY)
        if source is None or speaker.kind not in bodies:
            return assertion
        last = speaker.name.split()[-1].lower() if speaker.name else ""
        known = fold(speaker.name) in self.entities.forms and " " in speaker.name
        if last not in definite_bodies() or (known and speaker.name.split()[-1][0].isupper()):
            return assertion
        before = Span(assertion.sentence.start, source.start)
        near = [
            entity
            for _, entity in self.entities.at(facts.key, before)
            if self.entities.kinds.get(entity) is NameKind.ORGANISATION
        ]
        name = self.entities.labels.get(near[-1], near[-1]) if near else ""
        name = name or _said_so_below(facts, assertion, self.entities)
        if not name:
            return assertion
        return replace(assertion, speaker=replace(speaker, name=name))

    def has_own_informants(self, article: str) -> bool:
        """True where people told the article's outlet itself what it reports."""
        said = self.articles[article].attributions.assertions
        return any(is_told_here(self.articles[article], a) for a in said)

    def _told_here(self, facts: ArticleFacts, assertion: Assertion) -> bool:
        """Unnamed people who told this very outlet, here or elsewhere in the article."""
        if any(hop.lineage is Lineage.STATED for hop in assertion.via):
            return False
        known = informant_words(assertion) & self._own_informants[facts.key]
        return bool(known) or is_told_here(facts, assertion)

    def _credited(self, article: str, claim: ClaimDraft) -> str:
        """The outlet from which this article says elsewhere that it has the claim."""
        said = self.articles[article].attributions.assertions
        for match in _of_article(claim, article):
            via = said[match.proposition.assertion].via
            if via and via[-1].lineage is Lineage.STATED:
                return via[-1].outlet
        return ""

    def _own_or_inferred(self, facts: ArticleFacts, assertion: Assertion) -> Source:
        copied = self.copies.get(facts.key)
        if copied is not None and self._is_copied(facts, assertion):
            relays = copied.is_stated and self.main_relay[facts.key]
            lineage = Lineage.STATED if copied.is_stated else Lineage.INFERRED
            if not relays:
                return Source(copied.outlet, ReportKind.OUTLET, lineage, "", "its text is a copy")
        relay = self.main_relay[facts.key] or self._derived[facts.key]
        if facts.outlet and fold(facts.outlet) in self._cited and not self.main_relay[facts.key]:
            return Source(facts.outlet, ReportKind.OUTLET, Lineage.STATED, "",
                          "the outlet's own report, cited by others")  # fmt: skip
        if relay:
            reason = f"told without a source, in an article that relays {relay}"
            return Source(relay, ReportKind.OUTLET, Lineage.INFERRED, "", reason)
        if facts.outlet and _is_attributed(assertion):
            return Source(facts.outlet, ReportKind.OUTLET, Lineage.STATED, "",
                          "the outlet's own report: it names its source")  # fmt: skip
        if facts.outlet:
            return Source(facts.outlet, ReportKind.OUTLET, Lineage.INFERRED, "",
                          "told in the outlet's own voice, without a source")  # fmt: skip
        return UNKNOWN

    def _is_copied(self, facts: ArticleFacts, assertion: Assertion) -> bool:
        """False for what an outlet put into another's text: that does not stand there."""
        of = self.articles.get(self.copies[facts.key].of)
        if of is None or not facts.outlet:
            return True
        words = assertion.sentence.of(facts.text)
        return containment(words, of.text) >= thresholds.COPIED_SENTENCE

    def _derived_from(self, facts: ArticleFacts) -> str:
        """The outlet whose relays this article shares its wording with, "" for none."""
        if self.main_relay[facts.key] or facts.key in self.copies:
            return ""
        if facts.outlet and fold(facts.outlet) in self._cited:
            return ""
        votes: Counter[str] = Counter()
        for claim in self.claims:
            for mine in _of_article(claim, facts.key):
                if mine.stance in DENIALS:
                    continue  # who denies it in its own words has not taken it from there
                votes.update(self._sharing_wording(claim, facts, mine))
        return max(sorted(votes), key=lambda o: votes[o]) if votes else ""

    def _sharing_wording(self, claim: ClaimDraft, facts: ArticleFacts, mine: Match) -> set[str]:
        assertion = facts.attributions.assertions[mine.proposition.assertion]
        if assertion.via:
            return set()
        sentence = assertion.sentence.of(facts.text)
        found = set()
        for match in claim.matches:
            other = self.articles[match.proposition.article]
            theirs = other.attributions.assertions[match.proposition.assertion]
            if other.key == facts.key or not theirs.via:
                continue
            if overlap(sentence, theirs.sentence.of(other.text)) >= thresholds.SHARED_WORDING:
                found.add(theirs.via[-1].outlet)
        return found


def _of_article(claim: ClaimDraft, article: str) -> list[Match]:
    return [m for m in claim.matches if m.proposition.article == article]


def _is_denied(claim: ClaimDraft, article: str, index: int) -> bool:
    """Does the assertion deny the claim, be it by the opposite: "it is safe"?"""
    return any(
        m.stance in DENIALS and m.proposition.assertion == index
        for m in _of_article(claim, article)
    )


def _via_source(assertion: Assertion) -> Source:
    first, last = assertion.via[0], assertion.via[-1]
    via = first.outlet if first is not last else ""
    return Source(last.outlet, ReportKind.OUTLET, last.lineage, via, last.reason)


def _is_attributed(assertion: Assertion) -> bool:
    return assertion.speaker.kind is not SpeakerKind.OUTLET


def _body_of(
    assertion: Assertion,
    source: str,
    claim: ClaimDraft | None,
    entities: Entities,
    *,
    denies: bool,
) -> str:
    """The body that puts this out itself: it answers a report, or speaks of its own doing."""
    name = voice(assertion.speaker, entities, source)
    if not name:
        return ""
    answers = denies or assertion.stance in DENIALS or _is_answering(assertion)
    cue = assertion.cue_lemma.partition(" ")[0]
    told_in_private = cue in small_words("private_cues") and not assertion.direct
    concerned = claim is not None and claim.agent != "" and any(
        entities.connected(entities.forms.get(fold(one), fold(one)), claim.agent)
        for one in (name, *name.split(" and "))
    )  # fmt: skip
    official = assertion.speaker.kind is SpeakerKind.BODY and _is_agency(name, entities)
    public = (concerned or official) and not told_in_private
    return name if answers or public else ""


def _nameless_denier(assertion: Assertion) -> str:
    """ "An Egyptian official denied it": the outlet that was told so denies nothing."""
    speaker = assertion.speaker
    denies = assertion.stance in DENIALS and assertion.cue_lemma in small_words("denying_cues")
    unnamed = speaker.kind is SpeakerKind.UNNAMED and bool(speaker.group)
    return speaker.name if denies and unnamed else ""


def _is_answering(assertion: Assertion) -> bool:
    return assertion.cue_lemma in small_words("denying_cues") | small_words("confirming_cues")


def _is_agency(name: str, entities: Entities) -> bool:
    """A body with a name of its own: no country, no "officials", no "intelligence"."""
    entity = entities.forms.get(fold(name), "")
    vague = set(fold(name).split()) & small_words("faceless_bodies")
    return entities.kinds.get(entity) is NameKind.ORGANISATION and not vague


def main_relay(article: ArticleFacts) -> str:
    """The outlet that the article's standfirst or first paragraph says it relays, "" for none."""
    leading = (ParagraphKind.TITLE, ParagraphKind.STANDFIRST)
    body = [p.span for p in article.paragraphs if p.kind is ParagraphKind.PARAGRAPH]
    first = body[: thresholds.LEDE_PARAGRAPHS]
    own = fold(article.outlet or "")
    for citation in article.attributions.citations:
        leads = any(p.covers(citation.sentence) for p in first) or any(
            p.kind in leading and p.span.covers(citation.sentence) for p in article.paragraphs
        )
        if leads and citation.role is CitationRole.RELAYED and fold(citation.outlet) != own:
            return citation.outlet
    return ""


def _cited_outlets(articles: Sequence[ArticleFacts]) -> frozenset[str]:
    roles = (CitationRole.RELAYED, CitationRole.EARLIER, CitationRole.MENTIONED)
    return frozenset(
        fold(c.outlet)
        for a in articles
        for c in a.attributions.citations
        if c.role in roles and fold(c.outlet) != fold(a.outlet or "")
    )


def _said_so_below(facts: ArticleFacts, headline: Assertion, entities: Entities) -> str:
    """ "Vaccine firm admits …" in a headline: who admits it first in the text below."""
    if headline.paragraph not in (ParagraphKind.TITLE, ParagraphKind.STANDFIRST):
        return ""
    said = facts.attributions.assertions
    below = (a for a in said if a.paragraph is ParagraphKind.PARAGRAPH)
    named = [a for a in below if _is_body(a.speaker, entities)]
    same = (a.speaker.name for a in named if a.cue_lemma == headline.cue_lemma)
    lede = (a.speaker.name for a in named[:1] if a.sentence == said[_first_below(said)].sentence)
    return next(same, "") or next(lede, "")


def _is_body(speaker: Speaker, entities: Entities) -> bool:
    known = entities.kinds.get(entities.forms.get(fold(speaker.name), ""))
    bodies = (SpeakerKind.ORGANISATION, SpeakerKind.BODY)
    return speaker.kind in bodies or known is NameKind.ORGANISATION


def _first_below(said: Sequence[Assertion]) -> int:
    """The index of the first assertion of the body."""
    return next(k for k, a in enumerate(said) if a.paragraph is ParagraphKind.PARAGRAPH)
