"""All articles of one story in, everything the program reads out of them together out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from storytracker.analysis import thresholds
from storytracker.analysis.lexicons import load
from storytracker.analysis.speech.tokens import tokenise
from storytracker.analysis.story.attaching import attach
from storytracker.analysis.story.citation_check import find_discrepancies
from storytracker.analysis.story.claim_drafts import ClaimDraft
from storytracker.analysis.story.context import find_context
from storytracker.analysis.story.contributions import Contributions
from storytracker.analysis.story.corrections import find_corrections
from storytracker.analysis.story.deciding import decide
from storytracker.analysis.story.decisions import NO_DECISIONS, StoryDecisions
from storytracker.analysis.story.entities import resolve_entities
from storytracker.analysis.story.lineage import Lineages
from storytracker.analysis.story.matching import find_claims, propositions_of
from storytracker.analysis.story.outlet_names import with_canonical_outlets
from storytracker.analysis.story.standing import Backing, Standing
from storytracker.analysis.story.strengthening import find_strengthened
from storytracker.analysis.story.timeline import Timeline
from storytracker.analysis.story.undated import effective_datings
from storytracker.analysis.types import (
    ArticleFacts,
    ClaimFinding,
    EvidenceFinding,
    StoryAnalysis,
)


def analyse_story(
    articles: Sequence[ArticleFacts], decisions: StoryDecisions = NO_DECISIONS
) -> StoryAnalysis:
    """Claims, reports, coverage, timeline, context and discrepancies of one story.

    A pure function of the set of ``articles`` and of what editors decided on its claims: their
    order and repetition change nothing. It takes time linear in the articles and quadratic only
    within one event's propositions.
    Raises ValueError for no articles at all.
    """
    facts = sorted({a.key: a for a in articles}.values(), key=lambda a: a.key)
    if not facts:
        raise ValueError("a story has at least one article")
    facts = with_canonical_outlets(facts)
    entities = resolve_entities(facts)
    told = propositions_of(facts, entities)
    found = attach(find_claims(facts, told, entities), facts, entities)
    claims = decide(found, facts, entities, decisions)
    lineages = Lineages(facts, claims, entities)
    datings = effective_datings(facts)
    standing = Standing(facts, claims, lineages, entities, datings)
    strengthened = find_strengthened(standing, told)
    if grown := frozenset(p for each in strengthened for p in each.says):
        standing = Standing(facts, claims, lineages, entities, datings, grown)
    timeline = Timeline(standing, find_corrections(facts, entities))
    developments = timeline.developments()
    context = find_context(standing, entities, developments)
    return StoryAnalysis(
        title=story_title(facts),
        claims=tuple(_claim(c, standing, timeline) for c in claims),
        reports=timeline.reports(),
        coverage=timeline.coverage,
        developments=developments,
        context=context,
        discrepancies=(*find_discrepancies(facts, claims, lineages, entities), *strengthened),
        contributions=Contributions(standing, timeline, context).found(),
        datings=datings,
    )


def story_title(articles: Sequence[ArticleFacts]) -> str:
    """The headline that shares most words with the others; of equals, the shortest."""
    articles = _early(articles)
    small = load("stopwords")["words"].split()
    terms = {
        a.key: {t.lemma for t in tokenise(a.title) if t.text[0].isalnum() and t.lower not in small}
        for a in articles
    }
    shared = Counter(t for found in terms.values() for t in found)

    def rank(article: ArticleFacts) -> tuple[float, int, str]:
        common = sum(shared[t] - 1 for t in terms[article.key])
        return (-common / max(1, len(terms[article.key])), len(article.title), article.key)

    return _without_label(min(articles, key=rank).title)


def _early(articles: Sequence[ArticleFacts]) -> Sequence[ArticleFacts]:
    """Those of the story's first days, so that its name stays while it goes on."""
    days = sorted(a.published.day for a in articles if a.published.day)
    if not days:
        return articles
    last = days[0] + timedelta(days=thresholds.TITLE_DAYS)
    return [a for a in articles if a.published.day and a.published.day <= last]


def _without_label(headline: str) -> str:
    """ "Exclusive: Acme to close plant" without its label."""
    label, colon, rest = headline.partition(": ")
    labels = load("entities")["headline_labels"].split()
    return rest[:1].upper() + rest[1:] if colon and rest and label.lower() in labels else headline


def _claim(claim: ClaimDraft, standing: Standing, timeline: Timeline) -> ClaimFinding:
    backings = standing.of(claim)
    origins, newsrooms = standing.origins(claim), standing.newsrooms(claim)
    informants = standing.informants(claim)
    return ClaimFinding(
        key=claim.key,
        text=claim.text,
        evidence=_evidence(claim, backings, standing),
        articles=tuple(sorted(claim.articles)),
        newsrooms=newsrooms,
        origins=origins,
        informants=informants,
        denied_by=standing.denied_by(claim),
        first_report=timeline.first_report(claim),
        score=claim.score,
        working=(*claim.decided, *_working(claim, backings, standing)),
        names=claim.names,
    )


def _evidence(
    claim: ClaimDraft, backings: Sequence[Backing], standing: Standing
) -> tuple[EvidenceFinding, ...]:
    """One finding per assertion: of several events in one sentence the first that supports."""
    found: dict[tuple[str, int], EvidenceFinding] = {}
    for b in backings:
        place = (b.article.key, b.match.proposition.assertion)
        if place in found:
            continue
        counts, why = _counts(claim, b, standing)
        found[place] = EvidenceFinding(
            article=b.article.key,
            assertion=b.match.proposition.assertion,
            stance=b.match.stance,
            certainty=b.match.proposition.certainty,
            strength=b.match.proposition.strength,
            score=b.match.score,
            origin=b.source.name,
            counts=counts,
            informant=b.informant,
            reasons=(*b.match.reasons, b.source.reason, why),
        )
    return tuple(found[k] for k in sorted(found))


def _counts(claim: ClaimDraft, backing: Backing, standing: Standing) -> tuple[bool, str]:
    if backing.denies:
        return backing.source.stated, "a denial, with its source stated" if (
            backing.source.stated
        ) else "a denial whose source is not stated"  # fmt: skip
    if not backing.supports:
        return False, "neither supports nor denies it"
    if backing.conditional:
        return False, "said under a condition, so it counts for no origin"
    if not backing.source.stated:
        return False, "its lineage is only inferred, so it counts for no origin"
    independent, why = standing.is_independent(claim, backing.source.name)
    return independent, f"{backing.source.name}: {why}"


def _working(claim: ClaimDraft, backings: Sequence[Backing], standing: Standing) -> tuple[str, ...]:
    """How the three numbers were reached, one sentence each."""
    lines = [f"{len(claim.articles)} articles tell of it"]
    for name in standing.order:
        if any(b.source.name == name and b.supports for b in backings):
            independent, why = standing.is_independent(claim, name)
            lines.append(f"{name}: {'an origin' if independent else 'no origin'} – {why}")
    unknown = {b.article.key for b in backings if b.supports and not b.source.name}
    if unknown:
        lines.append(f"{len(unknown)} of unknown lineage, counted as none")
    informants = standing.informants(claim)
    if len(informants) == 1 and len(standing.origins(claim)) > 1:
        lines.append(f"all origins rest on one informant: {informants[0]}")
    return tuple(lines)
