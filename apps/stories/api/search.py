"""Search, with the words and filters of the search page."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from apps.accounts.fragments import reader_of
from apps.stories.api.asking import Typed
from apps.stories.api.paging import Page, Paging
from apps.stories.exports import schema
from apps.stories.search.asking import LONGEST
from apps.stories.search.finding import MOST
from apps.stories.search.results import search
from apps.stories.search.showing import Hit
from apps.stories.views.asked import base_of
from apps.stories.views.search import bounded

router = Router(tags=["Search"])


class Words(Schema):
    q: Typed = Field(
        ...,
        max_length=LONGEST,
        description="Words and filters, such as “missiles outlet:cnn stance:denies”.",
    )
    kind: Literal["claims", "passages", "articles", "speakers", "stories"]


@router.get("/search", response=Page[schema.SearchHit], url_name="search")
def list_hits(request: HttpRequest, which: Query[Words], paging: Query[Paging]) -> dict[str, Any]:
    """What has all of these words, in the order of the search page."""
    with bounded():
        results = search(which.q.strip(), reader_of(request))
        count = len(results.ids(which.kind)[:MOST])
        part = slice(paging.part.start, min(paging.part.stop, count))
        hits = results.page(which.kind, part) if part.start < count else []
    return paging.told(request, [_hit(each, which.kind, request) for each in hits], count)


def _hit(hit: Hit, kind: str, request: HttpRequest) -> schema.SearchHit:
    return schema.SearchHit(
        kind=kind,
        id=hit.row.pk,
        text=hit.texts[0],
        snippet="".join(piece.words for piece in hit.snippet),
        url=base_of(request) + hit.address,
    )
