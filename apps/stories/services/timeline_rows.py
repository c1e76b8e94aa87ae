"""Writing the timelines of stories: reports, developments, coverage, context, discrepancies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import models

from apps.sources.models import Report
from apps.sources.services import get_outlets
from apps.sources.services.copying import copy_in
from apps.stories.models import (
    ContextItem,
    Coverage,
    Development,
    Discrepancy,
    Story,
    StoryArticle,
)
from apps.stories.services.addresses import remember_entries
from apps.stories.services.analysed import Analysed
from apps.stories.services.claim_rows import WrittenClaims
from apps.stories.services.syncing import Synced, clipped, delete_rows, sync_rows
from apps.stories.services.timeline_values import KEY_CHARS, Values, report_key

DevelopmentClaim = Development.claims.through
StoryReport = Story.reports.through

M = TypeVar("M", bound=models.Model)
Place = tuple[int, Any]
"""A story's id and what names the row in the story."""

Wanted = dict[Place, dict[str, Any]]


def write_timelines(
    stories: Sequence[Analysed], claims: Mapping[int, WrittenClaims], now: datetime
) -> set[int]:
    """Make the stories' rows say what was found; touches what differs.

    Gives back the ids of the stories that say something which they did not say before. The number
    of statements depends neither on the stories nor on what they have.
    """
    return _Writer([Values(each, claims[each.story.pk]) for each in stories], now).write()


@dataclass(frozen=True, slots=True)
class _Writer:
    stories: Sequence[Values]
    now: datetime

    def write(self) -> set[int]:
        reports = self._write_reports()
        developments = self._write_developments(reports.rows)
        self._write_development_claims(developments.rows)
        self._write_coverage(reports.rows)
        self._write_context(developments.rows)
        discrepancies = self._write_discrepancies()
        self._write_articles()
        remember_entries(developments.gone)
        delete_rows(Development, developments.gone)
        self._drop_reports(reports)
        news = {pk for pk, _ in (*developments.created, *discrepancies.created)}
        return news | {each.story.pk for each in self.stories if each.claims.is_news}

    @property
    def ids(self) -> list[int]:
        return [each.story.pk for each in self.stories]

    def _rows(self, model: type[M], name: str) -> dict[Place, M]:
        """The stories' rows of a model by what this attribute of theirs says."""
        rows = model._default_manager.filter(story__in=self.ids)
        return {(row.story_id, getattr(row, name)): row for row in rows}  # type: ignore[attr-defined]

    # --- reports and developments -----------------------------------------------------------

    def _write_reports(self) -> Synced[Place, Report]:
        links = StoryReport.objects.filter(story__in=self.ids).select_related("report")
        existing = {(link.story_id, link.report.key): link.report for link in links}
        # Made where only others' words tell of one.
        outlets = get_outlets({name for each in self.stories for name in each.outlet_names()})
        wanted = {
            (each.story.pk, report_key(found.key)): each.report_values(found, outlets)
            for each in self.stories
            for found in each.analysis.reports
        }
        synced = sync_rows(Report, existing, wanted)
        made = sorted(synced.created)
        copy_in([StoryReport(story_id=place[0], report=synced.rows[place]) for place in made])
        return synced

    def _drop_reports(self, reports: Synced[Place, Report]) -> None:
        """Delete the stories' reports that nothing cites any more."""
        if reports.gone:
            StoryReport.objects.filter(story__in=self.ids, report__in=reports.gone).delete()
            delete_rows(Report, reports.gone)

    def _write_developments(self, reports: Mapping[Place, Report]) -> Synced[Place, Development]:
        wanted: Wanted = {}
        by_story = _by_story(reports)
        for each in self.stories:
            own = by_story[each.story.pk]
            for position, found in enumerate(each.analysis.developments):
                values = each.development_values(position, found, own)
                _want(wanted, each, found.key, values)
        existing = self._rows(Development, "key")
        return sync_rows(Development, existing, wanted, fixed={"first_shown_at": self.now})

    def _write_development_claims(self, developments: Mapping[Place, Development]) -> None:
        links = DevelopmentClaim.objects.filter(development__story__in=self.ids)
        existing = {(link.development_id, link.claim_id): link for link in links}
        wanted = {
            (row, claim): {"development_id": row, "claim_id": claim}
            for each in self.stories
            for found in each.analysis.developments
            for row in [developments[each.story.pk, found.key].pk]
            for claim in each.claims.ids(found.claims)
        }
        delete_rows(DevelopmentClaim, sync_rows(DevelopmentClaim, existing, wanted).gone)

    # --- what stands under and beside them --------------------------------------------------

    def _write_coverage(self, reports: Mapping[Place, Report]) -> None:
        wanted: Wanted = {}
        by_story = _by_story(reports)
        for each in self.stories:
            own = by_story[each.story.pk]
            for found in each.analysis.coverage:
                values = each.coverage_values(found, own)
                _want(wanted, each, (values["article_id"], values["report_id"]), values)
        rows = Coverage.objects.filter(story__in=self.ids)
        existing = {(row.story_id, (row.article_id, row.report_id)): row for row in rows}
        delete_rows(Coverage, sync_rows(Coverage, existing, wanted).gone)

    def _write_context(self, developments: Mapping[Place, Development]) -> None:
        wanted: Wanted = {}
        by_story = _by_story(developments)
        for each in self.stories:
            own = by_story[each.story.pk]
            for position, found in enumerate(each.analysis.context):
                values = each.context_values(position, found, own)
                _want(wanted, each, clipped(found.key, KEY_CHARS), values)
        synced = sync_rows(ContextItem, self._rows(ContextItem, "key"), wanted)
        delete_rows(ContextItem, synced.gone)

    def _write_discrepancies(self) -> Synced[Place, Discrepancy]:
        wanted: Wanted = {}
        for each in self.stories:
            for found in each.analysis.discrepancies:
                key = clipped(found.key, KEY_CHARS)
                _want(wanted, each, key, each.discrepancy_values(found))
        synced = sync_rows(Discrepancy, self._rows(Discrepancy, "key"), wanted)
        delete_rows(Discrepancy, synced.gone)
        return synced

    def _write_articles(self) -> None:
        """What each article adds, repeats, denies, and when it is from."""
        wanted: Wanted = {}
        for each in self.stories:
            for key, values in each.article_values().items():
                _want(wanted, each, each.holdings.by_key[key].article.pk, values)
        # What linking keeps in these rows is large, and nobody's business here.
        rows = StoryArticle.objects.filter(story__in=self.ids).defer("terms", "reasons")
        existing = {(row.story_id, row.article_id): row for row in rows}
        sync_rows(StoryArticle, existing, wanted)


def _want(wanted: Wanted, each: Values, name: Any, values: dict[str, Any]) -> None:
    wanted[each.story.pk, name] = {"story_id": each.story.pk, **values}


def _by_story(rows: Mapping[Place, M]) -> Mapping[int, dict[Any, M]]:
    """Story id → what names a row there → the row."""
    found = defaultdict[int, dict[Any, M]](dict)
    for (story, name), row in rows.items():
        found[story][name] = row
    return found
