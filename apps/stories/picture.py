"""From a story's page to what the chart draws."""

from __future__ import annotations

from apps.stories import chart
from apps.stories.page import StoryPage, Telling, TimelineEntry
from storytracker.analysis.types import Basis, Role, Status

MOST = 200
"""Entries that one chart is still looked through for."""


def picture_of(page: StoryPage) -> chart.Chart | None:
    """The swimlane chart of a story; ``None`` without a timeline.

    Of a story that is too long for one chart it is that of the page that is shown.
    """
    entries = page.entries if len(page.entries) <= MOST else page.shown
    keys = {entry.number: entry.development.key for entry in entries}
    return chart.draw([_entry(entry, keys, page.is_long) for entry in entries])


def _entry(entry: TimelineEntry, keys: dict[int, str], is_long: bool) -> chart.Entry:
    development = entry.development
    # What is folded stands on the entry's own page where this one has not got it.
    folded = entry.url if is_long or not entry.way.startswith("#") else ""
    return chart.Entry(
        key=development.key,
        address=entry.way,
        number=entry.number,
        origin=entry.origin,
        kind=development.kind,
        verb=entry.verb,
        words=entry.sentence,
        day=development.when_day,
        clock=f"{development.when_clock:%H:%M}" if development.when_clock else "",
        is_approximate=development.when_basis == Basis.INFERRED,
        held=_held(entry),
        target=keys.get(entry.target.number, "") if entry.target else "",
        tellings=tuple(_telling(t, folded, is_long) for t in (*entry.held, *entry.relays)),
    )


def _held(entry: TimelineEntry) -> chart.Held:
    if not entry.held:
        return chart.Held.NO
    firm = any(t.coverage.status != Status.SUGGESTED for t in entry.held)
    return chart.Held.YES if firm else chart.Held.SUGGESTED


def _telling(telling: Telling, folded: str, is_long: bool) -> chart.Telling:
    article = telling.article
    how = "a copy" if telling.coverage.role == Role.COPY else telling.coverage.role
    sites = f"; the same text on {telling.sites} sites" if telling.also else ""
    words = f"{telling.outlet}: {article.title} ({how}{sites})"
    return chart.Telling(
        key=str(article.pk),
        address=f"{folded}#{telling.anchor}",
        words=f"{telling.outlet} ({how})" if is_long else words,
        sites=telling.sites,
        day=article.when_day,
        is_copy=telling.coverage.role != Role.RELAY,
        is_inferred=telling.is_inferred,
    )
