"""From a story's page to what the chart draws."""

from __future__ import annotations

from apps.stories import chart
from apps.stories.page import StoryPage, Telling, TimelineEntry
from storytracker.analysis.types import Basis, Role, Status


def picture_of(page: StoryPage) -> chart.Chart | None:
    """The swimlane chart of a story; ``None`` without a timeline."""
    keys = {entry.number: entry.development.key for entry in page.entries}
    return chart.draw([_entry(entry, keys) for entry in page.entries])


def _entry(entry: TimelineEntry, keys: dict[int, str]) -> chart.Entry:
    development = entry.development
    return chart.Entry(
        key=development.key,
        address=f"#{entry.anchor}",
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
        tellings=tuple(_telling(t) for t in (*entry.held, *entry.relays)),
    )


def _held(entry: TimelineEntry) -> chart.Held:
    if not entry.held:
        return chart.Held.NO
    firm = any(t.coverage.status != Status.SUGGESTED for t in entry.held)
    return chart.Held.YES if firm else chart.Held.SUGGESTED


def _telling(telling: Telling) -> chart.Telling:
    article = telling.article
    how = "a copy" if telling.coverage.role == Role.COPY else telling.coverage.role
    sites = f"; the same text on {telling.sites} sites" if telling.also else ""
    return chart.Telling(
        key=str(article.pk),
        address=f"#{telling.anchor}",
        words=f"{telling.outlet}: {article.title} ({how}{sites})",
        sites=telling.sites,
        day=article.when_day,
        is_copy=telling.coverage.role != Role.RELAY,
        is_inferred=telling.is_inferred,
    )
