"""Exact words on pages, with the way to them, and the two sides of a discrepancy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from apps.claims.models import Assertion
from apps.sources.models import Article
from apps.stories.models import Discrepancy
from storytracker.analysis.types import DiscrepancyKind

DISCREPANCY_WORDS = {
    DiscrepancyKind.OMISSION: "Reported, or left out?",
    DiscrepancyKind.ALTERED_QUOTE: "Two wordings of one quotation",
    DiscrepancyKind.STRENGTHENED: "Told as done, without a new source",
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

    @property
    def is_strengthening(self) -> bool:
        return self.discrepancy.kind == DiscrepancyKind.STRENGTHENED

    @property
    def badge(self) -> str:
        return "stronger than its source" if self.is_strengthening else "discrepancy"

    def concerns(self, passages: Iterable[Passage]) -> bool:
        """True where it is about some of these words."""
        sides = (*self.says, *self.against)
        return any(side.touches(passage) for passage in passages for side in sides)


def outlet_name(article: Article | None) -> str:
    """The outlet of an article, or that it is unidentified."""
    return article.outlet.name if article and article.outlet else "unidentified outlet"


def passages_of(found: Iterable[Mapping], articles: Mapping[int, Article]) -> tuple[Passage, ...]:
    """Passages as rows keep them, with their articles where these are given."""
    return tuple(passage_of(each, articles) for each in found)


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


def sentence_of(assertion: Assertion, article_id: int) -> Passage:
    """The sentence that an assertion of the article stands in, without its words."""
    return Passage(None, article_id, assertion.sentence_start, assertion.sentence_end, "")


def grown_at(disagreements: Iterable[Disagreement], sentence: Passage) -> list[Disagreement]:
    """Those of the discrepancies by which the sentence tells more than its source did."""
    return [
        d for d in disagreements
        if d.is_strengthening and any(said.touches(sentence) for said in d.says)
    ]  # fmt: skip


def disagreement(row: Discrepancy, articles: Mapping[int, Article]) -> Disagreement:
    """A discrepancy with the words of both sides; ``articles`` are those that they stand in."""
    return Disagreement(row, passages_of(row.says, articles), passages_of(row.against, articles))


def disagreements_of(rows: Iterable[Discrepancy]) -> tuple[Disagreement, ...]:
    """Discrepancies with both sides, of any article; one query."""
    rows = list(rows)
    ids = {p["article"] for row in rows for p in (*row.says, *row.against)}
    articles = Article.objects.select_related("outlet").in_bulk(ids) if ids else {}
    return tuple(disagreement(row, articles) for row in rows)
