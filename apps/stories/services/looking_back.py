"""A story as it stood: what had been published until a day, or what was known here by then.

Computed from the articles and decisions of that time by the analysis of today, and never kept:
there is no second history that could say something else than the first. What editors put right
about single articles and assertions is taken in throughout.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from django.db.models import Min
from django.utils import formats, timezone

from apps.sources.models import ArticleVersion, Report
from apps.sources.services import outlets_called
from apps.stories.facts import Holdings, read_articles, read_versions
from apps.stories.models import (
    ContextItem,
    Coverage,
    Development,
    Discrepancy,
    Note,
    Story,
    StoryArticle,
    StoryClaim,
)
from apps.stories.rulings import read_decisions
from apps.stories.services.analysed import Analysed
from apps.stories.services.claim_rows import WrittenClaims
from apps.stories.services.claims_then import NOT_KEPT, board_of
from apps.stories.services.overlaying import entry_key, read_desk
from apps.stories.services.reading import StoryReading, arrange
from apps.stories.services.timeline_values import Values, report_key
from storytracker.analysis.story.story import analyse_story
from storytracker.analysis.types import StoryAnalysis


class Clock(StrEnum):
    """Which time counts: when articles were published, or when we came to know of them."""

    PUBLISHED = "published"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class AsOf:
    """A look back to the end of ``day`` (in the reader's timezone) on one of the two clocks.

    On our clock a moment (``at``) may be given instead, of which ``day`` is the day.
    """

    day: date
    clock: Clock = Clock.PUBLISHED
    at: datetime | None = None

    @property
    def moment(self) -> datetime | None:
        """Until when decisions count; ``None`` on the publishers' clock: all that we decided."""
        if self.clock is Clock.PUBLISHED or self.is_now:
            return None
        return self.at or timezone.make_aware(
            datetime.combine(self.day + timedelta(days=1), time.min)
        )

    @property
    def is_now(self) -> bool:
        return self.day == date.max

    @property
    def value(self) -> str:
        """As addresses have it: "2023-11-02", "2023-11-02T17:41Z", nothing for now."""
        if self.is_now:
            return ""
        if self.clock is Clock.KNOWN and self.at:
            return f"{self.at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
        return self.day.isoformat()

    @property
    def words(self) -> str:
        """ "the end of 2 Nov 2023", "2 Nov 2023, 17:41 UTC", "now"."""
        if self.is_now:
            return "now"
        if self.clock is Clock.KNOWN and self.at:
            return formats.date_format(timezone.localtime(self.at), "j M Y, H:i T")
        return f"the end of {formats.date_format(self.day, 'j M Y')}"


def as_it_is_now(clock: Clock) -> AsOf:
    """No look back at all: everything that there is."""
    return AsOf(date.max, clock)


def look_back(story: Story, as_of: AsOf) -> StoryReading:
    """What the story's page would show; nothing is written. Rows that the story has keep their
    ids, so that links lead on; other ids are ``NOT_KEPT`` and above, those of ``StoryClaim`` empty.
    """
    rows = _articles(story, as_of)
    ids = [row.article_id for row in rows]
    holdings = _holdings(ids, as_of)
    desk = read_desk(story, as_of.moment)
    found = StoryAnalysis(title=story.title)
    if holdings.by_key:
        decisions = read_decisions(story, holdings, as_of.moment)
        found = desk.lay_over(analyse_story(holdings.facts, decisions), holdings)
    board = board_of(story, holdings, found.claims, as_of)
    claims = WrittenClaims(
        {f.key: row.claim for f, row in zip(found.claims, board, strict=True)}, False
    )
    values = Values(Analysed(story, holdings, found, desk), claims)
    return _reading(values, rows, board, as_of)


# --- what there was ----------------------------------------------------------------------------


def _articles(story: Story, as_of: AsOf) -> list[StoryArticle]:
    rows = StoryArticle.objects.for_timeline(story)
    if as_of.is_now:
        return list(rows)
    if as_of.moment is None:
        return list(rows.filter(when_day__lte=as_of.day))
    arrived = rows.annotate(arrived=Min("article__versions__fetched_at"))
    return list(arrived.filter(arrived__lt=as_of.moment))


def _holdings(article_ids: Sequence[int], as_of: AsOf) -> Holdings:
    """The articles in the versions of that time, as far as these were read for who said what."""
    if as_of.moment is None:
        return read_articles(article_ids)
    then = ArticleVersion.objects.filter(
        article__in=article_ids, fetched_at__lt=as_of.moment, analysis__isnull=False
    )
    newest = then.order_by("article_id", "-number").distinct("article_id")
    ids = list(newest.values_list("pk", flat=True))
    return read_versions(ArticleVersion.objects.filter(pk__in=ids), article_ids)


# --- its timeline --------------------------------------------------------------------------------


def _reading(
    values: Values, rows: Sequence[StoryArticle], board: Sequence[StoryClaim], as_of: AsOf
) -> StoryReading:
    story, found = values.story, values.analysis
    _tell_what_they_do(values, rows)
    spare = itertools.count(NOT_KEPT)
    articles = {row.article_id: row.article for row in rows}
    reports = _reports(values, spare)
    by_id = {report.pk: report for report in reports.values()}
    developments = _developments(values, reports, by_id, spare)
    touched = {entry_key(each.key): values.claims.ids(each.claims) for each in found.developments}
    coverage = [
        Coverage(pk=next(spare), story=story, **values.coverage_values(each, reports))
        for each in found.coverage
    ]
    for row in coverage:
        row.article, row.report = articles[row.article_id], by_id[row.report_id]
    coverage.sort(key=lambda row: (row.report_id, row.article.when_day or date.max, row.article_id))
    context = [
        ContextItem(pk=next(spare), story=story, **values.context_values(n, each, developments))
        for n, each in enumerate(found.context)
    ]
    discrepancies = [
        Discrepancy(pk=next(spare), story=story, **values.discrepancy_values(each))
        for each in found.discrepancies
    ]
    notes = Note.objects.filter(story=story).threads()
    return arrange(
        story,
        developments=list(developments.values()),
        touched={d.pk: frozenset(touched[key]) for key, d in developments.items()},
        coverage=coverage,
        context=context,
        notes=[n for n in notes if as_of.moment is None or n.at < as_of.moment],
        board=board,
        discrepancies=sorted(discrepancies, key=lambda row: row.key),
        articles=rows,
        ghosts=sorted((r for r in by_id.values() if not r.article_id), key=lambda r: r.name),
    )


def _tell_what_they_do(values: Values, rows: Sequence[StoryArticle]) -> None:
    """Have the rows of the story's articles, unsaved, say what these did by then."""
    places = {row.article_id: row for row in rows}
    for key, told in values.article_values().items():
        place = places[values.holdings.by_key[key].article.pk]
        for name, value in told.items():
            setattr(place, name, value)


def _reports(values: Values, spare: itertools.count[int]) -> dict[str, Report]:
    kept = dict(values.story.reports.values_list("key", "pk"))
    outlets = outlets_called(values.outlet_names())
    held = {h.article.pk: h.article for h in values.holdings.by_key.values()}
    made: dict[str, Report] = {}
    for each in values.analysis.reports:
        key = report_key(each.key)
        made[key] = Report(pk=kept.get(key) or next(spare), **values.report_values(each, outlets))
        made[key].outlet = outlets.get(each.name) if made[key].outlet_id else None
        if article_id := made[key].article_id:
            made[key].article = held[article_id]
    return made


def _developments(
    values: Values,
    reports: Mapping[str, Report],
    by_id: Mapping[int, Report],
    spare: itertools.count[int],
) -> dict[str, Development]:
    rows = Development.objects.filter(story=values.story)
    kept = {row.key: row for row in rows.only("pk", "key", "first_shown_at")}
    made: dict[str, Development] = {}
    for position, found in enumerate(values.analysis.developments):
        key = entry_key(found.key)
        told = values.development_values(position, found, reports)
        pk = kept[key].pk if key in kept else next(spare)
        made[key] = Development(pk=pk, story=values.story, **told)
        if key in kept:
            made[key].first_shown_at = kept[key].first_shown_at
        made[key].report = by_id[told["report_id"]]
        if told["target_id"]:
            made[key].target = by_id[told["target_id"]]
    return made
