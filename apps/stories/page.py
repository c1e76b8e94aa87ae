"""A story as its page shows it: what was read, in the words and the order of the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from django.core.paginator import Page
from django.urls import reverse

from apps.sources.models import Article, Report
from apps.stories.models import ContextItem, Coverage, Development, Note, StoryClaim
from apps.stories.passages import Disagreement, Passage, outlet_name
from apps.stories.services import NOT_KEPT, Entry, StoryReading
from apps.stories.texts import ArticleLine, article_lines
from storytracker.analysis.types import (
    ContextKind,
    DevelopmentKind,
    Lineage,
    Role,
    Status,
)

PER_PAGE = 50
"""Entries of a timeline on one page: what the budgets of a page are measured with."""
FEW = 12
"""Up to so many entries and claims a page has everything in it, folded."""

VERBS = {
    DevelopmentKind.REPORT: "reports",
    DevelopmentKind.ADDITION: "adds",
    DevelopmentKind.CONFIRMATION: "confirms",
    DevelopmentKind.DENIAL: "denies",
    DevelopmentKind.CORRECTION: "corrects",
    DevelopmentKind.RETRACTION: "retracts",
}
TARGET_WORDS = {
    DevelopmentKind.ADDITION: "adds to",
    DevelopmentKind.CONFIRMATION: "confirms",
    DevelopmentKind.DENIAL: "denies what was reported by",
    DevelopmentKind.CORRECTION: "corrects",
    DevelopmentKind.RETRACTION: "takes back",
}
CONTEXT_WORDS = {
    ContextKind.STATEMENT: "says",
    ContextKind.NO_COMMENT: "did not comment",
    ContextKind.EXPECTED: "is expected",
}


@dataclass(frozen=True, slots=True)
class Telling:
    """An article that tells an entry, as a relay or as the report's own text.

    ``also`` are the tellings of other sites with the same text.
    """

    coverage: Coverage
    passages: tuple[Passage, ...]
    anchor: str
    also: tuple[Telling, ...] = ()

    @property
    def sites(self) -> int:
        return 1 + len(self.also)

    @property
    def article(self) -> Article:
        return self.coverage.article

    @property
    def outlet(self) -> str:
        return outlet_name(self.article)

    @property
    def is_inferred(self) -> bool:
        return self.coverage.lineage == Lineage.INFERRED

    @property
    def is_suggested_copy(self) -> bool:
        return self.coverage.role == Role.COPY and self.coverage.status == Status.SUGGESTED

    @property
    def is_confirmed_copy(self) -> bool:
        return self.coverage.role == Role.COPY and self.coverage.status == Status.CONFIRMED


@dataclass(frozen=True, slots=True)
class ContextLine:
    """A statement, a no-comment or an expected event beside the timeline."""

    item: ContextItem
    passages: tuple[Passage, ...]
    told_in: tuple[Passage, ...] = ()
    """Where an expected event is told as having happened."""

    @property
    def words(self) -> str:
        came = " and came" if self.told_in else ""
        return CONTEXT_WORDS[ContextKind(self.item.kind)] + came


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: its number on the whole timeline, and the way there.

    ``url`` leads to its own page where filters leave it out; empty where it has none.
    """

    number: int
    url: str


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One development in the words of the page."""

    development: Development
    number: int
    passages: tuple[Passage, ...]
    held: tuple[Telling, ...]
    relays: tuple[Telling, ...]
    context: tuple[ContextLine, ...]
    notes: tuple[Note, ...]
    target: Place | None
    disagreements: tuple[Disagreement, ...]
    way: str
    """To its entry where the page shows it, else to its own page."""

    @property
    def anchor(self) -> str:
        return anchor_of(self.development)

    @property
    def verb(self) -> str:
        return VERBS[DevelopmentKind(self.development.kind)]

    @property
    def origin(self) -> str:
        return self.development.report.name

    @property
    def relay_count(self) -> int:
        """The articles that relay it, those with the same text too."""
        return sum(telling.sites for telling in self.relays)

    @property
    def silent(self) -> tuple[ContextLine, ...]:
        """Who did not comment on the day on which this was denied."""
        if self.development.kind != DevelopmentKind.DENIAL:
            return ()
        day = self.development.when_day
        silent = (c for c in self.context if c.item.kind == ContextKind.NO_COMMENT)
        return tuple(c for c in silent if day and c.item.when_day == day)

    @property
    def target_words(self) -> str:
        return TARGET_WORDS.get(DevelopmentKind(self.development.kind), "follows")

    @property
    def sentence(self) -> str:
        """ "CNN adds: Assad agreed"."""
        return sentence_of(self.development)

    @property
    def url(self) -> str:
        """Its own page; empty in a look back at what has none any more."""
        return url_of(self.development, ())

    @property
    def folded_words(self) -> str:
        """What there is to be opened: "1 passage, 2 relays, why it stands here"."""
        held, beside = len(self.held), len(self.context)
        found = [
            (len(self.passages), "passage", "passages"),
            (held, "article with its text", "articles with its text"),
            (self.relay_count, "relay", "relays"),
            (beside, "statement beside it", "statements beside it"),
            (len(self.notes), "note", "notes"),
        ]
        words = [f"{count} {one if count == 1 else more}" for count, one, more in found if count]
        return ", ".join([*words, "why it stands here"])


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A development that somebody has not seen yet, as the box of news names it.

    ``shown`` are those on the page; to others it is their own page that leads.
    """

    development: Development
    shown: Collection[int]

    @property
    def url(self) -> str:
        return url_of(self.development, self.shown)

    @property
    def origin(self) -> str:
        return self.development.report.name

    @property
    def verb(self) -> str:
        return VERBS[DevelopmentKind(self.development.kind)]

    @property
    def says(self) -> str:
        return self.development.says


@dataclass(frozen=True, slots=True)
class Wanted:
    """A report that is not held, and how many of the story's claims it is an origin of."""

    report: Report
    claims: int


@dataclass(frozen=True)
class StoryPage:
    """Everything that the story's template draws; ``whole`` is the story before the filters.

    ``turned`` is the page of the timeline that is shown, where it takes several.
    """

    reading: StoryReading
    whole: StoryReading
    turned: Page[Entry]
    entries: tuple[TimelineEntry, ...]
    opening: tuple[ContextLine, ...]
    disagreements: tuple[Disagreement, ...]

    @property
    def shown(self) -> tuple[TimelineEntry, ...]:
        """The entries of the page that is shown."""
        first = max(self.turned.start_index() - 1, 0)
        return self.entries[first : self.turned.end_index()]

    @property
    def is_long(self) -> bool:
        """Whether what is folded is left to be fetched, and lists to pages of their own."""
        return len(self.entries) > FEW or len(self.claims) > FEW or len(self.articles) > 2 * FEW

    @property
    def pinned(self) -> tuple[TimelineEntry, ...]:
        return tuple(entry for entry in self.entries if entry.development.is_pinned)

    @cached_property
    def articles(self) -> tuple[ArticleLine, ...]:
        """A line per text, echoes under what they echo."""
        return article_lines(self.reading.articles)

    @property
    def notes(self) -> tuple[Note, ...]:
        """Those that stand at no entry."""
        at_entries = {note.pk for entry in self.entries for note in entry.notes}
        return tuple(note for note in self.reading.notes if note.pk not in at_entries)

    @property
    def claims(self) -> tuple[StoryClaim, ...]:
        return self.reading.claims

    @property
    def reopened(self) -> list[StoryClaim]:
        """Claims whose verdict rests on words that an article has taken out or softened."""
        return [
            row
            for row in self.whole.claims
            if row.claim.history and row.claim.history[0].has_lost_evidence  # type: ignore[attr-defined]
        ]

    @cached_property
    def newsrooms(self) -> list[str]:
        """Those with reporting of their own on some claim of the story."""
        return sorted({name for row in self.whole.claims for name in row.claim.origins})

    @cached_property
    def informants(self) -> list[str]:
        return sorted({name for row in self.whole.claims for name in row.claim.informants})

    @cached_property
    def wanted(self) -> list[Wanted]:
        """Reports that others cite and nobody here holds, those first that most hangs on."""
        resting = Counter(name for row in self.whole.claims for name in set(row.claim.origins))
        found = [Wanted(report, resting[report.name]) for report in self.reading.ghosts]
        return sorted(found, key=lambda each: (-each.claims, each.report.name))


def anchor_of(development: Development) -> str:
    """The id of a development's entry on its story's page."""
    return f"d{development.pk}"


def sentence_of(development: Development) -> str:
    """ "CNN adds: Assad agreed"."""
    verb = VERBS[DevelopmentKind(development.kind)]
    return f"{development.report.name} {verb}: {development.says}"


def url_of(development: Development, shown: Collection[int]) -> str:
    """The way to a development: its entry where that is ``shown`` (ids), else its page."""
    if development.pk in shown:
        return f"#{anchor_of(development)}"
    if development.pk < NOT_KEPT:
        return reverse("stories:development", args=[development.pk])
    return ""
