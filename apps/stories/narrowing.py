"""A story narrowed down to what filters ask for: its timeline, its claims, who says what of them.

Pure: asks the database nothing. Articles, discrepancies and reports that nobody holds stay, since
what is left refers to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from apps.claims.models import Evidence
from apps.sources.models import Article
from apps.sources.services.outlets import slug_of
from apps.stories.denials import DENYING
from apps.stories.models import ContextItem, StoryClaim
from apps.stories.passages import outlet_name
from apps.stories.services import Entry, News, StoryReading, Told
from storytracker.analysis.types import ContextKind, DevelopmentKind, Stance

UNIDENTIFIED = "unidentified"
"""Stands for the outlet of articles that have none."""

MOST = 200
"""Names in a list to choose from."""

STANCE_OF_KIND = {
    DevelopmentKind.REPORT: Stance.SUPPORTS,
    DevelopmentKind.ADDITION: Stance.SUPPORTS,
    DevelopmentKind.CONFIRMATION: Stance.SUPPORTS,
    DevelopmentKind.DENIAL: Stance.DENIES,
}
"""How an entry stands to the claims that it touches; corrections and retractions go either way."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for; each is empty where anything will do. Days are included."""

    outlet: str = ""
    claim: int | None = None
    stance: Stance | None = None
    first: date | None = None
    last: date | None = None
    is_new: bool = False

    def __bool__(self) -> bool:
        return self != Filters()

    @property
    def ask_who_said(self) -> bool:
        """True where claims are chosen by what is said of them, and not by themselves."""
        return bool(self.outlet or self.stance or self.first or self.last)


@dataclass(frozen=True)
class Publishers:
    """Who publishes in a story, held here or only cited: the slug of each name."""

    reading: StoryReading

    @cached_property
    def named(self) -> dict[str, str]:
        """Slug → name, by name; outlets of articles as they are addressed, others alike.

        Of very many those alone that tell an entry: nobody looks through two thousand.
        """
        held = {a.outlet.slug: a.outlet.name for a in self._articles if a.outlet}
        if len(held) > MOST:
            held = {slug: name for slug, name in held.items() if slug in self._telling}
        cited = {self.slug(e.development.report.name): e for e in self.reading.entries}
        names = {slug: entry.development.report.name for slug, entry in cited.items()} | held
        listed = dict(sorted(names.items(), key=lambda item: item[1].casefold()))
        if any(article.outlet is None for article in self._articles):
            listed[UNIDENTIFIED] = outlet_name(None)
        return listed

    def slug(self, name: str) -> str:
        """The slug of an outlet or body by its name."""
        if name not in self._slugs:
            self._slugs[name] = slug_of(name)
        return self._slugs[name]

    def of(self, article: Article) -> str:
        return article.outlet.slug if article.outlet else UNIDENTIFIED

    @cached_property
    def _telling(self) -> set[str]:
        rows = (row for each in self.reading.entries for row in (*each.held, *each.relays))
        return {self.of(row.article) for row in rows}

    @cached_property
    def _slugs(self) -> dict[str, str]:
        return {a.outlet.name: a.outlet.slug for a in self._articles if a.outlet}

    @property
    def _articles(self) -> Iterable[Article]:
        return (row.article for row in self.reading.articles)


def narrow(
    reading: StoryReading, told: Told, filters: Filters, news: News
) -> tuple[StoryReading, Told]:
    """What is left of a story, and of who says what there, when only what is asked for stays.

    ``told`` is needed where ``filters.ask_who_said``, ``news`` where ``filters.is_new``. Entries
    stay whole, with all who relay them, and keep their numbers. What stands beside the timeline
    moves to the entry before it that is left.
    """
    return _Narrowing(reading, told, filters, news).result() if filters else (reading, told)


class _Narrowing:
    """One story, one set of filters."""

    def __init__(self, reading: StoryReading, told: Told, filters: Filters, news: News) -> None:
        self.reading, self.filters = reading, filters
        self.new_developments = {row.pk for row in news.developments}
        self.new_claims = {claim.pk for claim in news.claims}
        self.publishers = Publishers(reading)
        self.days = {row.article_id: row.when_day for row in reading.articles}
        self.outlets = {row.article_id: self.publishers.of(row.article) for row in reading.articles}
        self.told: Mapping[int, list[Evidence]] = {
            pk: [row for row in rows if self.has_said(row)] for pk, rows in told.items()
        }

    def result(self) -> tuple[StoryReading, Told]:
        opening, entries = self.timeline()
        fresh = {pk for entry in entries for pk in entry.claims} | self.new_claims
        claims = tuple(row for row in self.reading.claims if self.has_claim(row, fresh))
        left = replace(
            self.reading,
            opening=tuple(opening),
            entries=tuple(entries),
            hidden=(),
            claims=claims,
            withdrawn=(),
        )
        ids = {row.claim_id for row in claims}
        return left, {pk: rows for pk, rows in self.told.items() if pk in ids}

    def timeline(self) -> tuple[list[ContextItem], list[Entry]]:
        opening = [item for item in self.reading.opening if self.has_beside(item)]
        entries: list[Entry] = []
        for entry in self.reading.entries:
            beside = tuple(item for item in entry.context if self.has_beside(item))
            if self.has_entry(entry):
                entries.append(replace(entry, context=beside))
            elif entries:
                entries[-1] = replace(entries[-1], context=entries[-1].context + beside)
            else:
                opening += beside
        return opening, entries

    # --- what is asked for ---

    def has_entry(self, entry: Entry) -> bool:
        asked, row = self.filters, entry.development
        return (
            asked.claim in (None, *entry.claims)
            and (not asked.outlet or asked.outlet in self.tellers(entry))
            and (asked.stance is None or self.is_stance(entry))
            and self.is_day(row.when_day)
            and (not asked.is_new or row.pk in self.new_developments)
        )

    def has_beside(self, item: ContextItem) -> bool:
        """A statement touches no claim, and nobody keeps when it was first shown."""
        asked = self.filters
        told_by = {self.outlets.get(p["article"]) for p in item.passages}
        stance = Stance.NO_COMMENT if item.kind == ContextKind.NO_COMMENT else None
        return (
            asked.claim is None
            and not asked.is_new
            and (not asked.outlet or asked.outlet in told_by)
            and (asked.stance is None or asked.stance is stance)
            and self.is_day(item.when_day)
        )

    def has_claim(self, row: StoryClaim, fresh: set[int]) -> bool:
        asked = self.filters
        return (
            asked.claim in (None, row.claim_id)
            and (not asked.ask_who_said or bool(self.told.get(row.claim_id)))
            and (not asked.is_new or row.claim_id in fresh)
        )

    def has_said(self, row: Evidence) -> bool:
        """Whether an assertion counts: by its article's outlet or its origin, stance and day."""
        asked, article = self.filters, row.assertion.version.article_id
        by = {self.outlets.get(article), row.origin and self.publishers.slug(row.origin)}
        return (
            (not asked.outlet or asked.outlet in by)
            and (asked.stance is None or Stance(row.stance) in self.stances)
            and self.is_day(self.days.get(article))
        )

    @cached_property
    def stances(self) -> tuple[Stance, ...]:
        """A denial in part is one, as it is where denials are counted."""
        asked = self.filters.stance
        return DENYING if asked is Stance.DENIES else (asked,) if asked else ()

    def is_stance(self, entry: Entry) -> bool:
        """By what the entry is; what is unclear or denied in part, by what its origin says."""
        kind = STANCE_OF_KIND.get(DevelopmentKind(entry.development.kind))
        if self.filters.stance in STANCE_OF_KIND.values():
            return kind is self.filters.stance
        origin = entry.development.report.name
        return any(row.origin == origin for pk in entry.claims for row in self.told.get(pk, ()))

    def is_day(self, day: date | None) -> bool:
        """Whatever has no day is on none."""
        first, last = self.filters.first, self.filters.last
        if first is None and last is None:
            return True
        return day is not None and (first or day) <= day <= (last or day)

    def tellers(self, entry: Entry) -> set[str]:
        """Whoever put it out, holds its text or relays it."""
        told_by = {self.publishers.of(row.article) for row in (*entry.held, *entry.relays)}
        return {self.publishers.slug(entry.development.report.name), *told_by}


def developments_of(reading: StoryReading) -> frozenset[int]:
    """The ids of the developments that stand on a timeline."""
    return frozenset(entry.development.pk for entry in reading.entries)
