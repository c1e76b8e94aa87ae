"""A story on one page, in sentences: what a brief is, whatever it is drawn as."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from apps.sources.words import basis_in_words, when_in_words
from apps.stories.models import StoryArticle
from apps.stories.passages import outlet_name

NO_ADDRESS = "no web address: imported as a file or pasted"


@dataclass(frozen=True, slots=True)
class Reference:
    """The number of a source, and the way to the exact words there."""

    number: int
    address: str
    words: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, what it rests on, and the page that says more (empty: none does)."""

    text: str
    references: tuple[Reference, ...] = ()
    address: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A claim or another matter: what it is, and what there is to say of it.

    ``status`` is a verdict's; empty where no editor gave one.
    """

    text: Sentence
    details: tuple[Sentence, ...] = ()
    status: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """``empty`` says in words that there are no points; ``more`` is how many were left out."""

    key: str
    title: str
    points: tuple[Point, ...]
    empty: str = ""
    more: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """An article that the brief refers to; ``web`` is its public address or empty."""

    number: int
    outlet: str
    published: str
    title: str
    web: str
    address: str


@dataclass(frozen=True, slots=True)
class Brief:
    """All that a brief says, in its order; ``address`` leads to the story.

    ``standing`` says as of when and by which clock, ``numbers`` what the story consists of.
    """

    title: str
    address: str
    standing: str
    numbers: str
    latest: Sentence | None
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]


class Sources:
    """Numbers articles in the order in which they are first referred to."""

    def __init__(self, rows: Iterable[StoryArticle], base: str) -> None:
        self._rows = {row.article_id: row for row in rows}
        self._numbers: dict[int, int] = {}
        self._base = base

    def cite(self, article_id: int, start: int, end: int, words: str) -> Reference | None:
        """The reference to words of an article; ``None`` for one that is not of the story."""
        if article_id not in self._rows:
            return None
        number = self._numbers.setdefault(article_id, len(self._numbers) + 1)
        address = f"{self._address(article_id)}#c{start}-{end}"
        return Reference(number, address, " ".join(words.split()))

    def passages(self, found: Iterable[Mapping]) -> tuple[Reference, ...]:
        """References to passages as rows keep them, the first in each article."""
        return _one_each(self.cite(p["article"], p["start"], p["end"], p["words"]) for p in found)

    def listed(self) -> tuple[Source, ...]:
        """All that were referred to, by number."""
        return tuple(
            self._source(number, self._rows[pk])
            for pk, number in sorted(self._numbers.items(), key=lambda item: item[1])
        )

    def _address(self, article_id: int) -> str:
        return self._base + reverse("stories:article", args=[article_id])

    def _source(self, number: int, row: StoryArticle) -> Source:
        article, basis = row.article, basis_in_words(row.when)
        return Source(
            number=number,
            outlet=outlet_name(article),
            published=when_in_words(row.when) + (f" ({basis})" if basis else ""),
            title=article.title or "Without a headline",
            web=article.url if article.url.startswith(("https://", "http://")) else "",
            address=self._address(article.pk),
        )


def _one_each(found: Iterable[Reference | None]) -> tuple[Reference, ...]:
    """At most one reference per source, in the order of their numbers."""
    first: dict[int, Reference] = {}
    for each in found:
        if each:
            first.setdefault(each.number, each)
    return tuple(first[number] for number in sorted(first))


def references(sources: Sources, rows: Sequence) -> tuple[Reference, ...]:
    """References to the words of ``Evidence`` rows, the first in each article."""
    spans = ((row.assertion.content[0], row.assertion) for row in rows if row.assertion.content)
    return _one_each(
        sources.cite(a.version.article_id, start, end, a.words) for (start, end), a in spans
    )


def day_in_full(day: date) -> str:
    """ "2 November 2023"."""
    return f"{day.day} {day:%B} {day.year}"
