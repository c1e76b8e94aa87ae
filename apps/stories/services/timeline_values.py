"""A story's reports, developments, coverage, context and discrepancies as values of rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apps.sources.models import Outlet, Report
from apps.stories.facts import Holdings
from apps.stories.models import Development, Story
from apps.stories.services.analysed import Analysed
from apps.stories.services.claim_rows import WrittenClaims
from apps.stories.services.overlaying import Kind, entry_key
from apps.stories.services.syncing import clipped, dated
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


@dataclass(frozen=True, slots=True)
class Values:
    """One story's timeline as values of rows, by the names of their columns."""

    of: Analysed
    claims: WrittenClaims

    @property
    def story(self) -> Story:
        return self.of.story

    @property
    def holdings(self) -> Holdings:
        return self.of.holdings

    @property
    def analysis(self) -> StoryAnalysis:
        return self.of.analysis

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
            "is_hidden": found.key in self.of.desk.entries(Kind.HIDE),
            "is_pinned": found.key in self.of.desk.entries(Kind.PIN),
            **dated(found.when),
        }

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


def report_key(key: str) -> str:
    return clipped(key, REPORT_KEY_CHARS)
