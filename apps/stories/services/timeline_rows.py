"""A story's reports, developments, coverage, context and discrepancies as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps.sources.models import Outlet, Report
from apps.sources.services import get_outlets
from apps.stories.facts import Holdings
from apps.stories.models import (
    ContextItem,
    Coverage,
    Development,
    Discrepancy,
    Story,
    StoryArticle,
)
from apps.stories.services.claim_rows import WrittenClaims
from apps.stories.services.overlaying import Desk, Kind, entry_key
from apps.stories.services.syncing import Synced, clipped, dated, delete_rows, sync_rows
from storytracker.analysis import ANALYSIS_VERSION
from storytracker.analysis.types import (
    ContextFinding,
    Contribution,
    CoverageFinding,
    DevelopmentFinding,
    DiscrepancyFinding,
    Dropped,
    ReportFinding,
    ReportKind,
    StoryAnalysis,
)

NAME_CHARS = 200
REPORT_KEY_CHARS = 220
KEY_CHARS = 300

DevelopmentClaim = Development.claims.through
StoryReport = Story.reports.through


@dataclass(frozen=True, slots=True)
class Writer:
    """What all the writing needs: the story, its articles, what was read out of them."""

    story: Story
    holdings: Holdings
    analysis: StoryAnalysis
    claims: WrittenClaims
    now: datetime
    desk: Desk = Desk()

    def write(self) -> bool:
        """Write the timeline; true where it says something that it did not say before."""
        reports = self._write_reports()
        developments = self._write_developments(reports.rows)
        self._write_development_claims(developments)
        self._write_coverage(reports.rows)
        self._write_context(developments.rows)
        news = self._write_discrepancies()
        self._write_articles()
        delete_rows(Development, developments.gone)
        self._drop_reports(reports.gone)
        return news or self.claims.is_news or bool(developments.created)

    # --- reports ----------------------------------------------------------------------------

    def _write_reports(self) -> Synced[str, Report]:
        existing = {report.key: report for report in self.story.reports.all()}
        # Made where only others' words tell of one.
        outlets = get_outlets(self.outlet_names())
        wanted = {
            report_key(found.key): self.report_values(found, outlets)
            for found in self.analysis.reports
        }
        synced = sync_rows(Report, existing, wanted)
        StoryReport.objects.bulk_create(
            [StoryReport(story=self.story, report=report) for report in synced.created]
        )
        return synced

    def outlet_names(self) -> set[str]:
        """The names of the outlets that the reports are of."""
        return {f.name for f in self.analysis.reports if f.kind is ReportKind.OUTLET}

    def report_values(self, found: ReportFinding, outlets: Mapping[str, Outlet]) -> dict[str, Any]:
        outlet = outlets.get(found.name) if found.kind is ReportKind.OUTLET else None
        held = self.holdings.by_key[found.held_by] if found.held_by else None
        return {
            "key": report_key(found.key),
            "kind": found.kind.value,
            "name": found.name[:NAME_CHARS],
            "outlet_id": outlet.pk if outlet else None,
            "article_id": held.article.pk if held else None,
            "held_as": found.held_as.value if found.held_as else "",
            "held_status": found.held_status.value if found.held_status else "",
            "reasons": list(found.reasons),
            "analysis_version": ANALYSIS_VERSION,
            **dated(found.when),
        }

    def _drop_reports(self, gone: Sequence[Report]) -> None:
        """Delete the story's reports that nothing cites any more."""
        if gone:
            StoryReport.objects.filter(story=self.story, report__in=gone).delete()
            delete_rows(Report, gone)

    # --- developments -----------------------------------------------------------------------

    def _write_developments(self, reports: Mapping[str, Report]) -> Synced[str, Development]:
        existing = {row.key: row for row in Development.objects.filter(story=self.story)}
        wanted = {
            found.key: self.development_values(position, found, reports)
            for position, found in enumerate(self.analysis.developments)
        }
        fixed = {"story": self.story, "first_shown_at": self.now}
        return sync_rows(Development, existing, wanted, fixed=fixed)

    def development_values(
        self, position: int, found: DevelopmentFinding, reports: Mapping[str, Report]
    ) -> dict[str, Any]:
        target = reports[report_key(found.target)].pk if found.target else None
        return {
            "key": found.key,
            "position": position,
            "kind": found.kind.value,
            "report_id": reports[report_key(found.report)].pk,
            "target_id": target,
            "says": found.says,
            "speaker": clipped(found.speaker, KEY_CHARS),
            "passages": self.holdings.passages(found.passages),
            "score": found.score,
            "reasons": list(found.reasons),
            "analysis_version": ANALYSIS_VERSION,
            "is_hidden": found.key in self.desk.entries(Kind.HIDE),
            "is_pinned": found.key in self.desk.entries(Kind.PIN),
            **dated(found.when),
        }

    def _write_development_claims(self, developments: Synced[str, Development]) -> None:
        links = DevelopmentClaim.objects.filter(development__story=self.story)
        existing = {(link.development_id, link.claim_id): link for link in links}
        wanted = {
            (row, claim): {"development_id": row, "claim_id": claim}
            for found in self.analysis.developments
            for row in [developments.rows[found.key].pk]
            for claim in self.claims.ids(found.claims)
        }
        delete_rows(DevelopmentClaim, sync_rows(DevelopmentClaim, existing, wanted).gone)

    # --- what stands under and beside them --------------------------------------------------

    def _write_coverage(self, reports: Mapping[str, Report]) -> None:
        rows = Coverage.objects.filter(story=self.story)
        existing = {(row.article_id, row.report_id): row for row in rows}
        wanted = {
            (values["article_id"], values["report_id"]): values
            for values in (self.coverage_values(f, reports) for f in self.analysis.coverage)
        }
        delete_rows(Coverage, sync_rows(Coverage, existing, wanted, fixed=self._own).gone)

    def coverage_values(
        self, found: CoverageFinding, reports: Mapping[str, Report]
    ) -> dict[str, Any]:
        held = self.holdings.by_key[found.article]
        return {
            "article_id": held.article.pk,
            "report_id": reports[report_key(found.report)].pk,
            "role": found.role.value,
            "via": found.via[:NAME_CHARS],
            "lineage": found.lineage.value,
            "status": found.status.value,
            "passages": [held.passage(span) for span in found.passages],
            "score": found.score,
            "reasons": list(found.reasons),
            "analysis_version": ANALYSIS_VERSION,
        }

    def _write_context(self, developments: Mapping[str, Development]) -> None:
        existing = {row.key: row for row in ContextItem.objects.filter(story=self.story)}
        wanted = {
            clipped(found.key, KEY_CHARS): self.context_values(position, found, developments)
            for position, found in enumerate(self.analysis.context)
        }
        delete_rows(ContextItem, sync_rows(ContextItem, existing, wanted, fixed=self._own).gone)

    def context_values(
        self, position: int, found: ContextFinding, developments: Mapping[str, Development]
    ) -> dict[str, Any]:
        after = developments[entry_key(found.after)].pk if found.after else None
        return {
            "key": clipped(found.key, KEY_CHARS),
            "position": position,
            "kind": found.kind.value,
            "speaker": clipped(found.speaker, KEY_CHARS),
            "says": found.says,
            "after_id": after,
            "passages": self.holdings.passages(found.passages),
            "told_in": self.holdings.passages([found.told_in] if found.told_in else []),
            "reasons": list(found.reasons),
            "analysis_version": ANALYSIS_VERSION,
            **dated(found.when),
        }

    def _write_discrepancies(self) -> bool:
        existing = {row.key: row for row in Discrepancy.objects.filter(story=self.story)}
        wanted = {
            clipped(found.key, KEY_CHARS): self.discrepancy_values(found)
            for found in self.analysis.discrepancies
        }
        synced = sync_rows(Discrepancy, existing, wanted, fixed=self._own)
        delete_rows(Discrepancy, synced.gone)
        return bool(synced.created)

    def discrepancy_values(self, found: DiscrepancyFinding) -> dict[str, Any]:
        return {
            "key": clipped(found.key, KEY_CHARS),
            "kind": found.kind.value,
            "about": found.about,
            "says": self.holdings.passages(found.says),
            "against": self.holdings.passages(found.against),
            "likely_cause": found.likely_cause,
            "reasons": list(found.reasons),
            "analysis_version": ANALYSIS_VERSION,
        }

    def _write_articles(self) -> None:
        """What each article adds, repeats, denies, and when it is from."""
        rows = StoryArticle.objects.filter(story=self.story)
        existing = {row.article_id: row for row in rows}
        wanted = {self._article(key): values for key, values in self.article_values().items()}
        sync_rows(StoryArticle, existing, wanted)

    def article_values(self) -> dict[str, dict[str, Any]]:
        """Article key → what it does to the story, and when it is from."""
        contributions = {c.article: c for c in self.analysis.contributions}
        values = {}
        for key, held in self.holdings.by_key.items():
            does = contributions.get(key) or Contribution(key, (), (), ())
            values[key] = {
                "adds": self.claims.ids(does.adds),
                "repeats": self.claims.ids(does.repeats),
                "denies": self.claims.ids(does.denies),
                "drops": [each for d in does.drops for each in self._dropped(d)],
                "sources": [
                    {"claim": pk, "origin": origin}
                    for claim, origin in does.sources
                    for pk in self.claims.ids([claim])
                ],
                "echoes_id": self._article(does.echoes) if does.echoes else None,
                "text_of_id": self._article(does.text_of) if does.text_of else None,
                **dated(self.analysis.datings.get(key, held.facts.published)),
            }
        return values

    def _dropped(self, found: Dropped) -> list[dict[str, Any]]:
        return [
            {
                "claim": pk,
                "is_denial": found.is_denial,
                "report": found.report,
                "passages": self.holdings.passages(found.passages),
            }
            for pk in self.claims.ids([found.claim])
        ]

    def _article(self, key: str) -> int:
        return self.holdings.by_key[key].article.pk

    @property
    def _own(self) -> dict[str, Story]:
        return {"story": self.story}


def report_key(key: str) -> str:
    return clipped(key, REPORT_KEY_CHARS)
