"""The hits of one page as people see them: marked, each with the way to its exact words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Prefetch
from django.urls import reverse

from apps.claims.models import Assertion, Claim, Evidence, Speaker
from apps.sources.models import Article
from apps.stories.models import Story
from apps.stories.search.finding import Found, Match
from apps.stories.search.marking import WIDE, Marker, Piece, Span
from storytracker.analysis.types import ParagraphKind


@dataclass(slots=True)
class Hit:
    """One row: what it is, its words with the hits marked, where it leads."""

    row: Any
    texts: tuple[str, ...]
    address: str = ""
    marked: list[list[Piece]] = field(default_factory=list)
    snippet: list[Piece] = field(default_factory=list)
    said: int = 0


def claims(ids: Sequence[int], part: slice) -> list[Hit]:
    """The most told first."""
    rows = Claim.objects.with_stance_counts().filter(pk__in=ids).order_by("-articles", "-pk")
    return [Hit(row, (row.text,), reverse("stories:claim", args=[row.pk])) for row in rows[part]]


def passages(ids: Sequence[int], part: slice) -> list[Hit]:
    """The newest article first."""
    bears_on = Prefetch(
        "evidence", Evidence.objects.filter(claim__withdrawn_at=None).select_related("claim")
    )
    rows = (
        Assertion.objects.filter(pk__in=ids)
        .select_related("version__article__outlet", "speaker__canonical")
        .defer("version__text")
        .prefetch_related(bears_on)
        .order_by(F("version__article__when_day").desc(nulls_last=True), "-version_id", "position")
    )
    return [
        Hit(row, (row.words, row.speaker_name), in_article(row.version.article_id, row.content[0]))
        for row in rows[part]
    ]


def articles(ids: Sequence[int], part: slice, match: Match) -> list[Hit]:
    """Those whose headline says it first, then the newest."""
    rows = Article.objects.filter(pk__in=ids).select_related("outlet", "current_version")
    newest = F("when_day").desc(nulls_last=True)
    if match.wanted is None:
        ordered = rows.order_by(newest, "-pk")
    else:
        titled = Match(match.wanted).of("title")
        ordered = rows.alias(in_title=titled).order_by("-in_title", newest, "-pk")
    return [
        Hit(
            row,
            (row.title, row.current_version.text if row.current_version else ""),
            reverse("stories:article", args=[row.pk]),
        )
        for row in ordered[part]
    ]


def speakers(ids: Sequence[int], part: slice, said: dict[int, int]) -> list[Hit]:
    """Those who speak most first: in the order of ``ids``."""
    wanted = ids[part]
    rows = Speaker.objects.in_bulk(wanted)
    return [
        Hit(
            rows[pk],
            (rows[pk].name, rows[pk].group),
            reverse("stories:speaker", args=[pk]),
            said=said[pk],
        )
        for pk in wanted
    ]


def stories(ids: Sequence[int], part: slice) -> list[Hit]:
    """The newest change first."""
    rows = Story.objects.filter(pk__in=ids)
    return [Hit(row, (row.title,), reverse("stories:story", args=[row.slug])) for row in rows[part]]


def rows_of(found: Found, match: Match) -> dict[str, Callable[[slice], list[Hit]]]:
    """How the hits of each kind are read, a part of them at a time."""
    return {
        "claims": lambda part: claims(found.claims, part),
        "passages": lambda part: passages(found.passages, part),
        "articles": lambda part: articles(found.articles, part, match),
        "speakers": lambda part: speakers(found.speakers, part, found.said),
        "stories": lambda part: stories(found.stories, part),
    }


def mark(hit: Hit, marker: Marker) -> None:
    """Mark what was asked for; of an article's text only the best place is shown."""
    if isinstance(hit.row, Article):
        title, text = hit.texts
        hit.marked = [marker.pieces(title)]
        if place := marker.best(text, headline_end(hit.row)):
            hit.snippet = snippet(text, place, marker)
            hit.address = in_article(hit.row.pk, place)
    else:
        hit.marked = [marker.pieces(text) for text in hit.texts]


def headline_end(article: Article) -> int:
    """Where the text begins that is no repetition of the headline."""
    paragraphs = article.current_version.paragraphs if article.current_version else []
    return next((end for _, end, kind in paragraphs[:1] if kind == ParagraphKind.TITLE), 0)


def snippet(text: str, place: Span, marker: Marker) -> list[Piece]:
    """The words around ``place`` in its paragraph, cut at spaces."""
    start, end = place
    room = max(0, WIDE - (end - start)) // 2
    first = max(text.rfind("\n", 0, start) + 1, start - room)
    stop = text.find("\n", end)
    last = min(len(text) if stop < 0 else stop, end + room)
    if first and text[first - 1] not in "\n ":
        first = min(start, text.find(" ", first) + 1 or start)
    if last < len(text) and text[last] not in "\n ":
        last = max(end, text.rfind(" ", end, last))
    pieces = marker.pieces(text[first:last])
    before = [Piece("… ", False)] if first and text[first - 1] != "\n" else []
    after = [Piece(" …", False)] if last < len(text) and text[last] != "\n" else []
    return [*before, *pieces, *after]


def in_article(article_id: int, place: Sequence[int]) -> str:
    """The address of some words of an article."""
    return f"{reverse('stories:article', args=[article_id])}#c{place[0]}-{place[1]}"
