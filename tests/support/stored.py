"""A story's rows back as what the analysis found: so that rows can be asked what findings are.

What has no column is worked out from the rows as a page does it: which articles carry a claim
from its evidence, which report told it first from the timeline.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from apps.claims.models import Evidence
from apps.sources.models import Report
from apps.stories.facts import Holdings, read_articles
from apps.stories.models import Coverage, Story, StoryArticle, StoryClaim
from storytracker.analysis import types as found

Words = Mapping[str, Any]


class StoredStory:
    """One story as its rows tell it."""

    def __init__(self, story: Story) -> None:
        self.story = story
        links = StoryArticle.objects.filter(story=story).order_by("article_id")
        self.links = list(links)
        self.holdings: Holdings = read_articles([link.article_id for link in self.links])
        self.keys = {held.article.pk: key for key, held in self.holdings.by_key.items()}
        rows = StoryClaim.objects.standing().filter(story=story).select_related("claim")
        self.claims = list(rows.order_by("position"))
        self.claim_keys = {row.claim_id: row.key for row in self.claims}
        self.entries = list(story.developments.for_timeline(story))

    def analysis(self) -> found.StoryAnalysis:
        """All that its rows say, with articles by their keys."""
        return found.StoryAnalysis(
            title=self.story.title,
            claims=tuple(self._claim(row) for row in self.claims),
            reports=tuple(self._report(row) for row in self.story.reports.order_by("key")),
            coverage=tuple(
                self._coverage(row)
                for row in Coverage.objects.filter(story=self.story).select_related("report")
            ),
            developments=tuple(self._development(row) for row in self.entries),
            context=tuple(self._context(row) for row in self.story.context.order_by("position")),
            discrepancies=tuple(
                self._discrepancy(row) for row in self.story.discrepancies.order_by("key")
            ),
            contributions=tuple(self._contribution(link) for link in self.links),
            datings={self.keys[link.article_id]: link.when for link in self.links},
        )

    def _claim(self, row: StoryClaim) -> found.ClaimFinding:
        claim = row.claim
        evidence = tuple(self._evidence(each) for each in self._evidence_rows(row.claim_id))
        articles = tuple(sorted({each.article for each in evidence}))
        assert claim.articles == len(articles), f"“{claim}”: counts articles without evidence"
        return found.ClaimFinding(
            key=row.key,
            text=claim.text,
            evidence=evidence,
            articles=articles,
            newsrooms=tuple(claim.newsrooms),
            origins=tuple(claim.origins),
            informants=tuple(claim.informants),
            denied_by=tuple(claim.denied_by),
            first_report=self._first_report(row.claim_id),
            score=claim.score,
            working=tuple(claim.working),
        )

    def _evidence_rows(self, claim_id: int) -> Iterable[Evidence]:
        rows = Evidence.objects.filter(claim=claim_id, assertion__withdrawn_at=None)
        return rows.select_related("assertion__version")

    def _first_report(self, claim_id: int) -> str:
        telling = (e for e in self.entries if claim_id in {claim.pk for claim in e.claims.all()})
        first = next(telling, None)
        return first.report.key if first else ""

    def _evidence(self, row: Evidence) -> found.EvidenceFinding:
        return found.EvidenceFinding(
            article=self.keys[row.assertion.version.article_id],
            assertion=row.assertion.position,
            stance=found.Stance(row.stance),
            certainty=found.Certainty(row.certainty),
            strength=found.Strength(row.strength) if row.strength else None,
            score=row.score,
            origin=row.origin,
            counts=row.counts,
            informant=row.informant,
            reasons=tuple(row.reasons),
        )

    def _report(self, row: Report) -> found.ReportFinding:
        return found.ReportFinding(
            key=row.key,
            name=row.name,
            kind=found.ReportKind(row.kind),
            held_by=self.keys[row.article_id] if row.article_id else None,
            held_as=found.Role(row.held_as) if row.held_as else None,
            held_status=found.Status(row.held_status) if row.held_status else None,
            when=row.when,
            reasons=tuple(row.reasons),
        )

    def _coverage(self, row: Coverage) -> found.CoverageFinding:
        return found.CoverageFinding(
            article=self.keys[row.article_id],
            report=row.report.key,
            role=found.Role(row.role),
            via=row.via,
            lineage=found.Lineage(row.lineage),
            status=found.Status(row.status),
            passages=tuple(passage.span for passage in self._passages(row.passages)),
            score=row.score,
            reasons=tuple(row.reasons),
        )

    def _development(self, row: Any) -> found.DevelopmentFinding:
        return found.DevelopmentFinding(
            key=row.key,
            kind=found.DevelopmentKind(row.kind),
            report=row.report.key,
            claims=tuple(self.claim_keys[claim.pk] for claim in row.claims.all()),
            target=row.target.key if row.target else "",
            says=row.says,
            speaker=row.speaker,
            when=row.when,
            passages=self._passages(row.passages),
            score=row.score,
            reasons=tuple(row.reasons),
        )

    def _context(self, row: Any) -> found.ContextFinding:
        return found.ContextFinding(
            key=row.key,
            kind=found.ContextKind(row.kind),
            speaker=row.speaker,
            says=row.says,
            when=row.when,
            passages=self._passages(row.passages),
            after=row.after.key if row.after else "",
            reasons=tuple(row.reasons),
            told_in=next(iter(self._passages(row.told_in)), None),
        )

    def _discrepancy(self, row: Any) -> found.DiscrepancyFinding:
        return found.DiscrepancyFinding(
            key=row.key,
            kind=found.DiscrepancyKind(row.kind),
            about=row.about,
            says=self._passages(row.says),
            against=self._passages(row.against),
            likely_cause=row.likely_cause,
            reasons=tuple(row.reasons),
        )

    def _contribution(self, link: StoryArticle) -> found.Contribution:
        def keys(ids: Iterable[int]) -> tuple[str, ...]:
            return tuple(sorted(self.claim_keys[pk] for pk in ids))

        return found.Contribution(
            self.keys[link.article_id],
            keys(link.adds),
            keys(link.repeats),
            keys(link.denies),
            drops=tuple(self._dropped(each) for each in link.drops),
            sources=tuple(sorted((self.claim_keys[s["claim"]], s["origin"]) for s in link.sources)),
            echoes=self.keys[link.echoes_id] if link.echoes_id else "",
            text_of=self.keys[link.text_of_id] if link.text_of_id else "",
        )

    def _dropped(self, row: Words) -> found.Dropped:
        return found.Dropped(
            self.claim_keys[row["claim"]],
            row["is_denial"],
            row["report"],
            self._passages(row["passages"]),
        )

    def _passages(self, rows: Iterable[Words]) -> tuple[found.Passage, ...]:
        return tuple(self._passage(row) for row in rows)

    def _passage(self, row: Words) -> found.Passage:
        """A stored passage; the words kept with it must be the text's own."""
        span = found.Span(row["start"], row["end"])
        held = self.holdings.by_key[self.keys[row["article"]]]
        assert held.version.pk == row["version"]
        assert span.of(held.version.text) == row["words"]
        return found.Passage(held.facts.key, span)


def without_order(analysis: found.StoryAnalysis) -> dict[str, Any]:
    """An analysis so that two say the same exactly if they are equal.

    Rows keep no order where none is shown, and no column for the first report of a claim.
    """
    return {
        "title": analysis.title,
        "claims": [_claim(claim) for claim in analysis.claims],
        "reports": {report.key: report for report in analysis.reports},
        "coverage": {(each.article, each.report): each for each in analysis.coverage},
        "developments": [(_aside(d, claims=()), set(d.claims)) for d in analysis.developments],
        "context": analysis.context,
        "discrepancies": {each.key: each for each in analysis.discrepancies},
        "contributions": {each.article: each for each in analysis.contributions},
        "datings": analysis.datings,
    }


def _claim(claim: found.ClaimFinding) -> tuple[object, object]:
    evidence = {(each.article, each.assertion): each for each in claim.evidence}
    return _aside(claim, evidence=(), first_report=""), evidence


def _aside(finding: Any, **values: object) -> object:
    return replace(finding, **values)
