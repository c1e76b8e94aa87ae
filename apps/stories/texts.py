"""One text on many sites, drawn as one: a page's rows gathered by the text that they are of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from apps.claims.models import Claim, Evidence
from apps.stories.models import StoryArticle
from apps.stories.passages import Passage

T = TypeVar("T")

Places = Mapping[int, StoryArticle]
"""Article id → the article's place in the story: its date there, the text that it is of."""


def places_of(claim: Claim) -> dict[int, StoryArticle]:
    """Where the articles of the claim's stories stand; one query."""
    rows = StoryArticle.objects.filter(story__claims=claim).defer("terms")
    return {row.article_id: row for row in rows.order_by("-pk")}


def text_of(places: Places, article_id: int) -> int:
    """The id of the article that stands for the text which the article is."""
    place = places.get(article_id)
    return place.text_of_id or article_id if place else article_id


def gathered(rows: Iterable[T], places: Places, article_id: Callable[[T], int]) -> list[list[T]]:
    """The rows of one text together, where its first row stands; its own article's go first."""
    found: dict[int, list[T]] = {}
    for row in rows:
        found.setdefault(text_of(places, article_id(row)), []).append(row)
    for text, group in found.items():
        group.sort(key=lambda row: article_id(row) != text)
    return list(found.values())


def once_per_text(passages: Iterable[Passage], places: Places) -> tuple[Passage, ...]:
    """The passages without those that say the same in another copy of one text."""
    groups = gathered(passages, places, lambda passage: passage.article_id)
    return tuple(p for group in groups for p in {p.words: p for p in reversed(group)}.values())


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One assertion in a claim's table, and the same words on other sites with that text."""

    row: Evidence
    also: tuple[Evidence, ...]

    @property
    def sites(self) -> int:
        return 1 + len(self.also)


def evidence_lines(rows: Sequence[Evidence], places: Places) -> list[EvidenceLine]:
    """The table's rows (``EvidenceQuerySet.for_table``); what an editor decided stands apart."""
    by_words: dict[tuple[object, ...], list[Evidence]] = {}
    for row in rows:
        said = row.assertion
        alone = said.pk if said.decided else None
        key = (text_of(places, said.version.article_id), said.words, row.stance, row.origin, alone)
        by_words.setdefault(key, []).append(row)
    groups = (
        sorted(group, key=lambda row, text=key[0]: row.assertion.version.article_id != text)  # type: ignore[misc]
        for key, group in by_words.items()
    )
    return [EvidenceLine(first, tuple(also)) for first, *also in groups]


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article in its story's list: the sites with its text, and the echoes folded under it."""

    place: StoryArticle
    also: tuple[StoryArticle, ...]
    echoes: tuple[ArticleLine, ...] = ()

    @property
    def sites(self) -> int:
        return 1 + len(self.also)

    @property
    def does(self) -> list[str]:
        """ "adds 2", "leaves out 1": what it does to the story's claims."""
        return does_in_words(self.place)


def does_in_words(place: StoryArticle) -> list[str]:
    """What an article does to the story's claims, in words without the claims."""
    sources = len(place.sources)
    found = [
        (len(place.adds), f"adds {len(place.adds)}"),
        (sources, f"names {sources} new source{'s' if sources > 1 else ''}"),
        (len(place.repeats), f"repeats {len(place.repeats)}"),
        (len(place.denies), f"denies {len(place.denies)}"),
        (len(place.drops), f"leaves out {len(place.drops)}"),
    ]
    return [words for count, words in found if count]


def article_lines(rows: Sequence[StoryArticle]) -> tuple[ArticleLine, ...]:
    """A line per text in the order of ``rows``; an echo stands under what it echoes, if that is
    here."""
    places = {row.article_id: row for row in rows}
    groups = gathered(rows, places, lambda row: row.article_id)
    heads = {group[0].article_id: group for group in groups}
    under: dict[int, list[ArticleLine]] = {}
    for first, *also in groups:
        if first.echoes_id in heads:
            under.setdefault(first.echoes_id, []).append(ArticleLine(first, tuple(also)))
    return tuple(
        ArticleLine(first, tuple(also), tuple(under.get(first.article_id, ())))
        for first, *also in groups
        if first.echoes_id not in heads
    )
