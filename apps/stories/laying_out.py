"""From what was read of a story to what its page shows; asks the database nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from django.core.paginator import Paginator

from apps.sources.models import Article
from apps.stories.models import ContextItem, Coverage
from apps.stories.page import (
    PER_PAGE,
    ContextLine,
    Place,
    StoryPage,
    Telling,
    TimelineEntry,
    url_of,
)
from apps.stories.passages import Disagreement, Passage, disagreement, passages_of
from apps.stories.services import Entry, StoryReading
from apps.stories.texts import Places, gathered, once_per_text


def lay_out(
    reading: StoryReading, whole: StoryReading | None = None, number: str | int | None = 1
) -> StoryPage:
    """Put what was read into the shape of the page.

    ``whole`` is the story before filters narrowed it down, if they did; ``number`` is that of the
    page where the timeline takes several, the nearest there is where that is none.
    """
    whole = whole or reading
    turned = Paginator(reading.entries, PER_PAGE).get_page(number)
    shown = frozenset(entry.development.pk for entry in turned.object_list)
    surroundings = _Surroundings(reading, whole, shown)
    return StoryPage(
        reading,
        whole,
        turned,
        tuple(surroundings.entry(entry) for entry in reading.entries),
        tuple(surroundings.beside(item) for item in reading.opening),
        surroundings.disagreements,
    )


class _Surroundings:
    """What an entry is laid out with: the story's articles and its other entries."""

    def __init__(self, reading: StoryReading, whole: StoryReading, shown: Collection[int]) -> None:
        self.shown = shown
        self.places: Places = {row.article_id: row for row in reading.articles}
        self.articles = {row.article_id: row.article for row in reading.articles}
        self.disagreements = tuple(disagreement(d, self.articles) for d in reading.discrepancies)
        self.about = defaultdict[int, set[int]](set)
        for n, found in enumerate(self.disagreements):
            for passage in (*found.says, *found.against):
                self.about[passage.article_id].add(n)
        self.firsts = {
            entry.development.report_id: Place(entry.number, url_of(entry.development, shown))
            for entry in reversed(whole.entries)
        }

    def entry(self, entry: Entry) -> TimelineEntry:
        development = entry.development
        own = passages_of(development.passages, self.articles)
        held = _tellings(entry.held, self.articles, self.places)
        relays = _tellings(entry.relays, self.articles, self.places)
        told = [*own, *(p for telling in (*held, *relays) for p in telling.passages)]
        return TimelineEntry(
            development=development,
            number=entry.number,
            passages=once_per_text(own, self.places),
            held=held,
            relays=relays,
            context=tuple(self.beside(item) for item in entry.context),
            notes=entry.notes,
            target=self.firsts.get(development.target_id or 0),
            disagreements=self.concerning(told),
            way=url_of(development, self.shown),
        )

    def concerning(self, told: Sequence[Passage]) -> tuple[Disagreement, ...]:
        """The discrepancies about some of these words."""
        near = {n for passage in told for n in self.about[passage.article_id]}
        found = (self.disagreements[n] for n in sorted(near))
        return tuple(d for d in found if d.concerns(told))

    def beside(self, item: ContextItem) -> ContextLine:
        told_in = passages_of(item.told_in, self.articles)
        passages = once_per_text(passages_of(item.passages, self.articles), self.places)
        return ContextLine(item, passages, told_in)


def _tellings(
    rows: Iterable[Coverage], articles: Mapping[int, Article], places: Places
) -> tuple[Telling, ...]:
    """One for each text, in the order of ``rows``."""
    groups = gathered(rows, places, lambda row: row.article_id)
    found = ([_telling(row, articles) for row in group] for group in groups)
    return tuple(replace(first, also=tuple(also)) for first, *also in found)


def _telling(row: Coverage, articles: Mapping[int, Article]) -> Telling:
    return Telling(row, passages_of(row.passages, articles), f"t{row.pk}")
