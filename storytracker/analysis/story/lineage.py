"""Where the words of each article come from: its own reporting, a relay's, a copy's, a body's.

What is stated counts; what is only inferred is shown with a question mark and counts as no
origin (rule of trust 2).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from storytracker.analysis import thresholds
from storytracker.analysis.lexicons import load
from storytracker.analysis.outlets import outlet
from storytracker.analysis.speech.tokens import tokenise
from storytracker.analysis.story.entities import Entities, fold
from storytracker.analysis.story.matching import ClaimDraft, Match
from storytracker.analysis.story.propositions import leading_assertions
from storytracker.analysis.story.provenance import precedence
from storytracker.analysis.story.similarity import overlap
from storytracker.analysis.story.vocabulary import definite_bodies, same_event, small_words
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
    Status,
)

_IN_BRACKETS = re.compile(r"\(([^()]{2,40})\)")
_SPOKESMAN_FOR = re.compile(r"\b[Ss]pokes\w+ (?:for|of)\b")
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


@dataclass(frozen=True, slots=True)
class CopyFinding:
    """An article that looks like another outlet's text."""

    article: str
    outlet: str
    status: Status
    score: float
    evidence: tuple[tuple[str, Span, Span], ...]
    """(other article's key, its passage about the outlet's report, the matching sentence here)."""
    reasons: tuple[str, ...]


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
        self.copies = find_copies(articles, claims, self.main_relay)
        self._cited = _cited_outlets(articles)
        self._derived = {a.key: self._derived_from(a) for a in articles}

    def source(self, article: str, index: int, claim: ClaimDraft | None = None) -> Source:
        """Whose report assertion ``index`` of ``article`` leads back to."""
        facts = self.articles[article]
        assertion = facts.attributions.assertions[index]
        if assertion.via and fold(assertion.via[-1].outlet) == fold(facts.outlet or ""):
            return Source(facts.outlet or "", ReportKind.OUTLET, Lineage.STATED, "",
                          "the outlet's own report: it says so")  # fmt: skip
        answer = _is_answering(assertion) and voice(assertion.speaker, self.entities)
        if assertion.via and not answer:
            return _via_source(assertion)
        named_by = assertion.source.of(facts.text) if assertion.source else ""
        body = _body_of(assertion, named_by, claim, self.entities)
        if body:
            via = assertion.via[-1].outlet if assertion.via else ""
            return Source(body, ReportKind.BODY, Lineage.STATED, via, f"{body} says so itself")
        credited = self._credited(article, claim) if claim else ""
        if credited:
            reason = f"told without a source, in an article that has it from {credited}"
            return Source(credited, ReportKind.OUTLET, Lineage.INFERRED, "", reason)
        return self._own_or_inferred(facts, assertion)

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
        if copied is not None:
            lineage = Lineage.STATED if copied.status is Status.CONFIRMED else Lineage.INFERRED
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

    def _derived_from(self, facts: ArticleFacts) -> str:
        """The outlet whose relays this article shares its wording with, "" for none."""
        if self.main_relay[facts.key] or facts.key in self.copies:
            return ""
        if facts.outlet and fold(facts.outlet) in self._cited:
            return ""
        votes: Counter[str] = Counter()
        for claim in self.claims:
            for mine in _of_article(claim, facts.key):
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


def _via_source(assertion: Assertion) -> Source:
    first, last = assertion.via[0], assertion.via[-1]
    via = first.outlet if first is not last else ""
    return Source(last.outlet, ReportKind.OUTLET, last.lineage, via, last.reason)


def _is_attributed(assertion: Assertion) -> bool:
    return assertion.speaker.kind is not SpeakerKind.OUTLET


def _body_of(
    assertion: Assertion, source: str, claim: ClaimDraft | None, entities: Entities
) -> str:
    """The body that puts this out itself: it answers a report, or speaks of its own doing."""
    name = voice(assertion.speaker, entities, source)
    if not name:
        return ""
    answers = assertion.stance in DENIALS or _is_answering(assertion)
    cue = assertion.cue_lemma.partition(" ")[0]
    told_in_private = cue in small_words("private_cues") and not assertion.direct
    concerned = claim is not None and claim.agent != "" and (
        entities.connected(entities.forms.get(fold(name), fold(name)), claim.agent)
    )  # fmt: skip
    official = assertion.speaker.kind is SpeakerKind.BODY and _is_agency(name, entities)
    public = (concerned or official) and not told_in_private
    return name if answers or public else ""


def _is_answering(assertion: Assertion) -> bool:
    return assertion.cue_lemma in small_words("denying_cues") | small_words("confirming_cues")


def _is_agency(name: str, entities: Entities) -> bool:
    """A body with a name of its own: no country, no "officials", no "intelligence"."""
    entity = entities.forms.get(fold(name), "")
    vague = set(fold(name).split()) & small_words("faceless_bodies")
    return entities.kinds.get(entity) is NameKind.ORGANISATION and not vague


def voice(speaker: Speaker, entities: Entities, source: str = "") -> str:
    """For whom a speaker speaks, by the fullest name: a spokesman for his body; "" for nobody.

    ``source`` holds the words that name the speaker: "a spokesman for Minister Roe" speaks for
    the minister's office and not as Roe.
    """
    if speaker.kind is SpeakerKind.OUTLET:
        return ""
    for_somebody = bool(_SPOKESMAN_FOR.search(source)) and not is_spokesman(speaker)
    if speaker.kind is SpeakerKind.PERSON and speaker.role and for_somebody:
        return f"{speaker.role.lower()}'s office"
    name = speaker.name
    if speaker.kind is SpeakerKind.PERSON:
        name = speaker.group or speaker.name
    if speaker.kind is SpeakerKind.UNNAMED:
        if not any(word in speaker.name.lower() for word in small_words("spokespeople")):
            return ""
        name = speaker.group or speaker.name
    name = _office(_in_full(name))
    entity = entities.forms.get(fold(name), "") or _only_one(fold(name), entities)
    return entities.labels.get(entity, name)


def is_spokesman(speaker: Speaker) -> bool:
    """True for somebody whose role is to speak for others."""
    return speaker.role.lower().startswith("spokes")


def _office(name: str) -> str:
    """ "The office of Mayor Roe" is the governor's office."""
    words = name.lower().split()
    if "office" not in words:
        return name
    role = next((w for w in words if w.removesuffix("'s") in _high_offices()), "")
    return f"{role.removesuffix(chr(39) + 's')}'s office" if role and words[0] != "prime" else name


@cache
def _high_offices() -> frozenset[str]:
    return frozenset(load("entities")["high_offices"].split())


def _in_full(name: str) -> str:
    """ "PM's office" is the prime minister's office."""
    short, owns, rest = name.partition("'s ")
    full = load("entities")["office_short_forms"].get(short.lower())
    return f"{full}{owns}{rest}" if full else name


def _only_one(noun: str, entities: Entities) -> str:
    """ "the ministry": the one body of the story whose name ends in that noun."""
    if noun not in definite_bodies():
        return ""
    found = {e for e in entities.labels if e.split()[-1] == noun}
    return found.pop() if len(found) == 1 else ""


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


# --- copies ---


def find_copies(
    articles: Sequence[ArticleFacts], claims: Sequence[ClaimDraft], relays: dict[str, str]
) -> dict[str, CopyFinding]:
    """Articles whose text is another outlet's: an editor says so, or it fits what others cite."""
    found: dict[str, CopyFinding] = {}
    for article in sorted(articles, key=lambda a: a.key):
        copied = _confirmed_copy(article)
        if copied is None and article.copy_confirmed is None:
            copied = (
                _credited_wire(article)
                or _same_text(article, articles)
                or _fits_citations(article, articles, claims, relays)
            )
        if copied is not None:
            found[article.key] = copied
    return found


def _confirmed_copy(article: ArticleFacts) -> CopyFinding | None:
    if not article.copy_confirmed:
        return None
    return CopyFinding(
        article.key, article.copy_confirmed, Status.CONFIRMED, 1.0, (), ("an editor said so",)
    )


def _credited_wire(article: ArticleFacts) -> CopyFinding | None:
    """ "PARIS (Wire) –": the dateline names whose text it is."""
    credited = _IN_BRACKETS.search(article.dateline)
    known = outlet(credited.group(1)) if credited else None
    if known is None or fold(known.name) == fold(article.outlet or ""):
        return None
    reason = f"its dateline credits {known.name}: “{article.dateline}”"
    return CopyFinding(article.key, known.name, Status.SUGGESTED, 0.9, (), (reason,))


def _same_text(article: ArticleFacts, articles: Sequence[ArticleFacts]) -> CopyFinding | None:
    """An unsigned article with the text of one that an outlet has signed."""
    if article.outlet:
        return None
    for other in sorted(articles, key=lambda a: a.key):
        if other.outlet and _body_overlap(article, other) >= thresholds.SAME_TEXT:
            return CopyFinding(
                article.key, other.outlet, Status.SUGGESTED, _body_overlap(article, other), (),
                (f"has the text of the article that {other.outlet} published",),
            )  # fmt: skip
    return None


def _body_overlap(one: ArticleFacts, other: ArticleFacts) -> float:
    return round(overlap(_body(one), _body(other), 4), 2)


def _body(article: ArticleFacts) -> str:
    kinds = (ParagraphKind.PARAGRAPH, ParagraphKind.QUOTATION)
    return "\n".join(p.span.of(article.text) for p in article.paragraphs if p.kind in kinds)


def _fits_citations(
    article: ArticleFacts,
    articles: Sequence[ArticleFacts],
    claims: Sequence[ClaimDraft],
    relays: dict[str, str],
) -> CopyFinding | None:
    """An unsigned article that says in its own voice what others cite an outlet for."""
    if article.outlet or relays[article.key]:
        return None
    bearing = _claims_by_sentence(claims, articles)
    evidence: dict[str, list[tuple[str, Span, Span]]] = defaultdict(list)
    for other in sorted(articles, key=lambda a: a.key):
        if other.key == article.key:
            continue
        for theirs in other.attributions.assertions:
            if not theirs.via or theirs.via[-1].lineage is Lineage.INFERRED:
                continue
            fit = _fitting_sentence(article, theirs, other, bearing)
            if fit is not None:
                evidence[theirs.via[-1].outlet].append((other.key, theirs.sentence, fit))
    return _best_copy(article, evidence, precedence(articles, relays, {}))


Bearing = dict[tuple[str, Span], set[str]]
"""(article, sentence) → the claims that it bears on."""


def _claims_by_sentence(claims: Sequence[ClaimDraft], articles: Sequence[ArticleFacts]) -> Bearing:
    found: Bearing = defaultdict(set)
    by_key = {a.key: a for a in articles}
    for claim in claims:
        for match in claim.matches:
            p = match.proposition
            sentence = by_key[p.article].attributions.assertions[p.assertion].sentence
            found[p.article, sentence].add(claim.key)
    return found


def _fitting_sentence(
    article: ArticleFacts, theirs: Assertion, other: ArticleFacts, bearing: Bearing
) -> Span | None:
    """The sentence of ``article`` that says the same: alike in words, not of another claim."""
    cited = theirs.sentence.of(other.text)
    about = bearing.get((other.key, theirs.sentence), set())
    best = None
    score = thresholds.FITTING_CLAIM if about else thresholds.FITTING_SENTENCE
    for mine in article.attributions.assertions:
        if mine.via or mine.direct or mine.paragraph is ParagraphKind.TITLE:
            continue
        own = bearing.get((article.key, mine.sentence), set())
        if bool(own) != bool(about) or (own and not own & about):
            continue
        fit = _content_overlap(mine.sentence.of(article.text), cited)
        if fit > score:
            best, score = mine.sentence, fit
    return best


def _content_overlap(one: str, other: str) -> float:
    """Share (0-1) of the shorter sentence's content words that the other has too."""
    mine, theirs = _content(one), _content(other)
    small = min(len(mine), len(theirs))
    return len(mine & theirs) / small if small >= thresholds.FITTING_WORDS else 0.0


@lru_cache(maxsize=20_000)
def _content(sentence: str) -> frozenset[str]:
    stop = load("stopwords")["words"].split()
    lemmas = (
        t.lemma.replace(".", "")
        for t in tokenise(sentence.replace("-", " "))
        if t.text[0].isalpha() and t.lower not in stop
    )
    return frozenset(same_event(lemma) for lemma in lemmas) - {"say", "report"}


def _best_copy(
    article: ArticleFacts,
    evidence: dict[str, list[tuple[str, Span, Span]]],
    before: frozenset[tuple[str, str]],
) -> CopyFinding | None:
    """The first outlet cited for what the article leads with: a later one would cite it."""
    leads = {article.attributions.assertions[i].sentence for i in leading_assertions(article)}
    fitting = {o: found for o, found in evidence.items() if any(e[2] in leads for e in found)}
    first = [o for o in fitting if not any((fold(p), fold(o)) in before for p in fitting if p != o)]
    ranked = sorted(first or fitting, key=lambda o: (-len(fitting[o]), o))
    if not ranked or len(fitting[ranked[0]]) < thresholds.COPY_PASSAGES:
        return None
    name, passages = ranked[0], fitting[ranked[0]]
    return CopyFinding(
        article.key,
        name,
        Status.SUGGESTED,
        round(min(0.95, 0.5 + 0.1 * len(passages)), 2),
        tuple(passages),
        (
            f"{len(passages)} passages elsewhere cite {name} for what it says in its own voice",
            "it names no outlet of its own and relays nobody",
        ),
    )
