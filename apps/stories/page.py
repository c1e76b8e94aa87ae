"""A story as its page shows it: what was read, in the words and the order of the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse

from apps.claims.models import Claim
from apps.sources.models import Article, Report
from apps.stories.models import ContextItem, Coverage, Development, Discrepancy, Note, StoryClaim
from apps.stories.services import Entry, News, StoryReading
from storytracker.analysis.types import (
    ContextKind,
    DevelopmentKind,
    DiscrepancyKind,
    Lineage,
    Role,
    Status,
)

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
DISCREPANCY_WORDS = {
    DiscrepancyKind.OMISSION: "Reported, or left out?",
    DiscrepancyKind.ALTERED_QUOTE: "Two wordings of one quotation",
}


@dataclass(frozen=True, slots=True)
class Passage:
    """Exact words in an article, and the way to them."""

    article: Article | None
    article_id: int
    start: int
    end: int
    words: str
    version_id: int | None = None

    @property
    def url(self) -> str:
        """To the words, in the version that they were read in."""
        place = reverse("stories:article", args=[self.article_id])
        is_now = self.article is None or self.version_id in (None, self.article.current_version_id)
        return f"{place}{'' if is_now else f'?version={self.version_id}'}#c{self.start}-{self.end}"

    @property
    def outlet(self) -> str:
        return outlet_name(self.article)

    def touches(self, other: Passage) -> bool:
        """True where both share words of one article."""
        same = self.article_id == other.article_id
        return same and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Telling:
    """An article that tells an entry, as a relay or as the report's own text."""

    coverage: Coverage
    passages: tuple[Passage, ...]
    anchor: str

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

    @property
    def words(self) -> str:
        return CONTEXT_WORDS[ContextKind(self.item.kind)]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A discrepancy with its two sides."""

    discrepancy: Discrepancy
    says: tuple[Passage, ...]
    against: tuple[Passage, ...]

    @property
    def anchor(self) -> str:
        return f"x{self.discrepancy.pk}"

    @property
    def words(self) -> str:
        return DISCREPANCY_WORDS[DiscrepancyKind(self.discrepancy.kind)]


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One development in the words of the page."""

    development: Development
    number: int
    is_new: bool
    passages: tuple[Passage, ...]
    held: tuple[Telling, ...]
    relays: tuple[Telling, ...]
    context: tuple[ContextLine, ...]
    notes: tuple[Note, ...]
    target_number: int | None
    target_anchor: str
    disagreements: tuple[Disagreement, ...]

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
    def target_words(self) -> str:
        return TARGET_WORDS.get(DevelopmentKind(self.development.kind), "follows")

    @property
    def sentence(self) -> str:
        """ "CNN adds: Assad agreed"."""
        return f"{self.origin} {self.verb}: {self.development.says}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A report that is not held, and how many of the story's claims it is an origin of."""

    report: Report
    claims: int


@dataclass(frozen=True)
class StoryPage:
    """Everything that the story's template draws."""

    reading: StoryReading
    news: News
    entries: tuple[TimelineEntry, ...]
    opening: tuple[ContextLine, ...]
    disagreements: tuple[Disagreement, ...]

    @property
    def new_entries(self) -> tuple[TimelineEntry, ...]:
        return tuple(entry for entry in self.entries if entry.is_new)

    @property
    def pinned(self) -> tuple[TimelineEntry, ...]:
        return tuple(entry for entry in self.entries if entry.development.is_pinned)

    @property
    def claims(self) -> tuple[StoryClaim, ...]:
        return self.reading.claims

    @property
    def new_claims(self) -> tuple[Claim, ...]:
        return tuple(row.claim for row in self.claims if row.claim_id in self.news.claims)

    @property
    def reopened(self) -> list[StoryClaim]:
        """Claims whose verdict rests on words that an article has taken out or softened."""
        return [
            row
            for row in self.claims
            if row.claim.history and row.claim.history[0].has_lost_evidence  # type: ignore[attr-defined]
        ]

    @cached_property
    def newsrooms(self) -> list[str]:
        """Those with reporting of their own on some claim of the story."""
        return sorted({name for row in self.claims for name in row.claim.origins})

    @cached_property
    def informants(self) -> list[str]:
        return sorted({name for row in self.claims for name in row.claim.informants})

    @property
    def wanted(self) -> list[Wanted]:
        """Reports that others cite and nobody here holds, those first that most hangs on."""
        found = [
            Wanted(report, sum(report.name in row.claim.origins for row in self.claims))
            for report in self.reading.ghosts
        ]
        return sorted(found, key=lambda each: (-each.claims, each.report.name))


def outlet_name(article: Article | None) -> str:
    """The outlet of an article, or that it is unidentified."""
    return article.outlet.name if article and article.outlet else "unidentified outlet"


def anchor_of(development: Development) -> str:
    """The id of a development's entry on its story's page."""
    return f"d{development.pk}"


def lay_out(reading: StoryReading, news: News) -> StoryPage:
    """Put what was read into the shape of the page; asks the database nothing."""
    articles = {row.article_id: row.article for row in reading.articles}
    disagreements = tuple(_disagreement(d, articles) for d in reading.discrepancies)
    firsts = {
        entry.development.report_id: (number, anchor_of(entry.development))
        for number, entry in reversed(list(enumerate(reading.entries, start=1)))
    }
    entries = tuple(
        _entry(entry, number, news, articles, firsts, disagreements)
        for number, entry in enumerate(reading.entries, start=1)
    )
    opening = tuple(_context(item, articles) for item in reading.opening)
    return StoryPage(reading, news, entries, opening, disagreements)


def _entry(
    entry: Entry,
    number: int,
    news: News,
    articles: Mapping[int, Article],
    firsts: Mapping[int, tuple[int, str]],
    disagreements: Iterable[Disagreement],
) -> TimelineEntry:
    development = entry.development
    own = _passages(development.passages, articles)
    held = tuple(_telling(row, number, articles) for row in entry.held)
    relays = tuple(_telling(row, number, articles) for row in entry.relays)
    target = firsts.get(development.target_id or 0)
    told = [*own, *(p for telling in (*held, *relays) for p in telling.passages)]
    return TimelineEntry(
        development=development,
        number=number,
        is_new=development.pk in news.developments,
        passages=own,
        held=held,
        relays=relays,
        context=tuple(_context(item, articles) for item in entry.context),
        notes=entry.notes,
        target_number=target[0] if target else None,
        target_anchor=target[1] if target else "",
        disagreements=tuple(d for d in disagreements if _concerns(d, told)),
    )


def _concerns(disagreement: Disagreement, passages: Iterable[Passage]) -> bool:
    """True where it is about words that the entry rests on."""
    sides = (*disagreement.says, *disagreement.against)
    return any(side.touches(passage) for passage in passages for side in sides)


def _telling(row: Coverage, number: int, articles: Mapping[int, Article]) -> Telling:
    return Telling(row, _passages(row.passages, articles), f"t{row.pk}")


def _context(item: ContextItem, articles: Mapping[int, Article]) -> ContextLine:
    return ContextLine(item, _passages(item.passages, articles))


def _disagreement(row: Discrepancy, articles: Mapping[int, Article]) -> Disagreement:
    return Disagreement(row, _passages(row.says, articles), _passages(row.against, articles))


def _passages(found: Iterable[Mapping], articles: Mapping[int, Article]) -> tuple[Passage, ...]:
    return tuple(passage_of(p, articles) for p in found)


def passage_of(kept: Mapping[str, Any], articles: Mapping[int, Article]) -> Passage:
    """A passage as rows keep it, with its article where that is among ``articles``."""
    return Passage(
        article=articles.get(kept["article"]),
        article_id=kept["article"],
        start=kept["start"],
        end=kept["end"],
        words=kept["words"],
        version_id=kept.get("version"),
    )
