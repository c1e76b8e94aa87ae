"""A story and its analysis by hand, small enough to be read: a plan, a report, a denial."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from apps.sources.models import Article
from apps.stories.facts import Holdings, read_articles
from apps.stories.models import Story
from apps.stories.services import link_articles
from apps.stories.services.rebuilding import write_analyses
from storytracker.analysis.types import (
    Basis,
    Certainty,
    ClaimFinding,
    ContextFinding,
    ContextKind,
    Contribution,
    CoverageFinding,
    Dating,
    DevelopmentFinding,
    DevelopmentKind,
    DiscrepancyFinding,
    DiscrepancyKind,
    EvidenceFinding,
    Lineage,
    Passage,
    Precision,
    ReportFinding,
    ReportKind,
    Role,
    Span,
    Stance,
    Status,
    StoryAnalysis,
    Strength,
)
from tests.support.made import Said, make_article

PLAN, JOBS = "plans:close:quay", "loses:jobs"
POST, OWNER = "outlet:harbour-post", "body:meridian-freight:denial"
GUESS = Dating(
    date(2024, 5, 5), precision=Precision.DAY, basis=Basis.INFERRED, reasons=("told a day later",)
)


@dataclass
class HarbourStory:
    """A linked story of ``count`` articles, not built yet; ``keys`` are in order of creation."""

    story: Story
    articles: list[Article]

    @property
    def keys(self) -> list[str]:
        return [article.content_hash for article in self.articles]

    def holdings(self) -> Holdings:
        return read_articles([article.pk for article in self.articles])

    def write(self, analysis: StoryAnalysis) -> None:
        self.story.refresh_from_db()
        write_analyses([(self.story, self.holdings(), analysis)])
        self.story.refresh_from_db()


def make_harbour_story(count: int = 3) -> HarbourStory:
    articles = [
        make_article(
            f"Meridian Freight to close Ostrava Quay ({number})",
            [
                Said("Meridian Freight plans to close Ostrava Quay, Harbour Post reported."),
                Said("Ostrava Quay will lose 300 jobs, the Port Authority said."),
                Said("Meridian Freight denied the plan.", stance=Stance.DENIES),
            ],
            day=date(2024, 5, 6) if number else None,
        )
        for number in range(count)
    ]
    (story_id,) = link_articles([article.pk for article in articles])
    return HarbourStory(Story.objects.get(pk=story_id), articles)


def analysis_of(keys: Sequence[str]) -> StoryAnalysis:
    """Every article tells the plan and its denial, the second one the jobs too."""
    passage = Passage(keys[0], Span(0, 16))
    return StoryAnalysis(
        title="Meridian Freight to close Ostrava Quay",
        claims=(
            claim(PLAN, "Meridian Freight plans to close Ostrava Quay", keys, 0, keys),
            claim(JOBS, "Ostrava Quay will lose 300 jobs", keys[1:2], 1, ()),
        ),
        reports=(
            report(POST, "Harbour Post", ReportKind.OUTLET, held_by=keys[0]),
            report(OWNER, "Meridian Freight", ReportKind.BODY, held_by=None),
        ),
        coverage=tuple(coverage(key, POST) for key in keys),
        developments=(
            development("report:post", DevelopmentKind.REPORT, POST, (PLAN, JOBS), "", passage),
            development("denial:owner", DevelopmentKind.DENIAL, OWNER, (PLAN,), POST, passage),
        ),
        context=(
            ContextFinding(
                key="no-comment:mayor",
                kind=ContextKind.NO_COMMENT,
                speaker="the mayor",
                says="The mayor did not comment",
                when=GUESS,
                passages=(passage,),
                after="report:post",
                reasons=("did not comment",),
            ),
        ),
        discrepancies=(
            DiscrepancyFinding(
                key="quote:mayor",
                kind=DiscrepancyKind.ALTERED_QUOTE,
                about="the words of the mayor",
                says=(passage,),
                against=(Passage(keys[-1], Span(0, 16)),),
                likely_cause="",
                reasons=("two wordings",),
            ),
        ),
        contributions=tuple(
            Contribution(
                key,
                adds=(PLAN,) if key == keys[0] else (),
                repeats=(PLAN,) if key != keys[0] else (),
                denies=(PLAN,),
            )
            for key in keys
        ),
        datings={keys[0]: GUESS},
    )


def claim(
    key: str, text: str, supported: Sequence[str], assertion: int, denied: Sequence[str]
) -> ClaimFinding:
    evidence = [evidence_of(article, assertion, Stance.SUPPORTS) for article in supported]
    evidence += [evidence_of(article, 2, Stance.DENIES) for article in denied]
    return ClaimFinding(
        key=key,
        text=text,
        evidence=tuple(evidence),
        articles=tuple(supported),
        newsrooms=("Harbour Post",),
        origins=("Harbour Post",),
        informants=("officials",),
        denied_by=("Meridian Freight",) if denied else (),
        first_report=POST,
        score=0.8,
        working=(f"{len(supported)} articles tell of it",),
    )


def evidence_of(article: str, assertion: int, stance: Stance) -> EvidenceFinding:
    return EvidenceFinding(
        article=article,
        assertion=assertion,
        stance=stance,
        certainty=Certainty.ASSERTED,
        strength=Strength.PLANNED,
        score=0.7,
        origin="Harbour Post",
        counts=stance is Stance.SUPPORTS,
        informant="officials",
        reasons=("the same event",),
    )


def report(key: str, name: str, kind: ReportKind, held_by: str | None) -> ReportFinding:
    return ReportFinding(
        key=key,
        name=name,
        kind=kind,
        held_by=held_by,
        held_as=Role.COPY if held_by else None,
        held_status=Status.SUGGESTED if held_by else None,
        when=GUESS,
        reasons=("cited by others",),
    )


def coverage(article: str, of: str) -> CoverageFinding:
    return CoverageFinding(
        article=article,
        report=of,
        role=Role.RELAY,
        via="Harbour Post",
        lineage=Lineage.STATED,
        status=Status.STATED,
        passages=(Span(0, 16),),
        score=0.9,
        reasons=("names it",),
    )


def development(
    key: str, kind: DevelopmentKind, of: str, claims: tuple[str, ...], target: str, where: Passage
) -> DevelopmentFinding:
    return DevelopmentFinding(
        key=key,
        kind=kind,
        report=of,
        claims=claims,
        target=target,
        says=f"{of} says so",
        speaker="officials",
        when=GUESS,
        passages=(where,),
        score=0.6,
        reasons=("first to tell",),
    )


def without_claim(analysis: StoryAnalysis, key: str) -> StoryAnalysis:
    """As if the program no longer found a claim."""

    def rest(keys: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(k for k in keys if k != key)

    return replace(
        analysis,
        claims=tuple(c for c in analysis.claims if c.key != key),
        developments=tuple(replace(d, claims=rest(d.claims)) for d in analysis.developments),
        contributions=tuple(
            replace(c, adds=rest(c.adds), repeats=rest(c.repeats), denies=rest(c.denies))
            for c in analysis.contributions
        ),
    )
