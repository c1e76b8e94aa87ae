"""Stories, their timelines, their claims."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from pydantic import AwareDatetime

from apps.accounts.fragments import reader_of
from apps.stories.api.asking import Typed
from apps.stories.api.paging import Page, Paging
from apps.stories.exports import schema
from apps.stories.exports.documents import Documents
from apps.stories.filter_forms import LONGEST
from apps.stories.models import Story
from apps.stories.services import Clock, told_of
from apps.stories.views.asked import Asked, base_of, get_story_for, read_as_asked
from storytracker.analysis.types import Stance

router = Router(tags=["Stories"])


class Stories(Schema):
    """Which stories."""

    q: Typed = Field("", max_length=200, description="Words of the title, or of a claim.")
    state: Literal["", "open", "dormant", "closed"] = Field("", description="Empty: any.")


class Back(Schema):
    """As of when."""

    until: date | AwareDatetime | None = Field(
        None, description="The end of this day, or (on our clock) this moment; empty: now."
    )
    clock: Clock = Field(
        Clock.PUBLISHED, description="Whose clock: when it was published, or known here."
    )

    def read(self, request: HttpRequest, slug: str, *, with_told: bool = False) -> Asked:
        """The story as it was asked for, or Http404, or NotMeant."""
        story = get_story_for(reader_of(request), slug)
        return read_as_asked(request, story, with_told=with_told)


class Which(Back):
    """As of when, and what of it: the filters of the story’s page."""

    outlet: str = Field("", max_length=LONGEST, description="By or through it: its slug.")
    claim: int | None = Field(None, description="About this claim.")
    stance: Stance | None = Field(None, description="Towards the claim; denies: in part too.")
    first: date | None = Field(None, alias="from", description="Published on this day or later.")
    last: date | None = Field(None, alias="to", description="Published on this day or before.")
    new: Literal["", "1"] = Field("", description="1: only what is new for the key’s owner.")


@router.get("/stories", response=Page[schema.StoryCard], url_name="stories")
def list_stories(
    request: HttpRequest, which: Query[Stories], paging: Query[Paging]
) -> dict[str, Any]:
    """All stories, the newest change first."""
    rows = Story.objects.visible_to(reader_of(request)).for_index().with_words(which.q)
    if which.state:
        rows = rows.in_state(which.state)
    made = Documents(base_of(request))
    return paging.of(request, rows.select_related("merged_into"), lambda page: map(made.card, page))


@router.get("/stories/{slug:slug}", response=schema.StoryLine, url_name="story")
def get_story(request: HttpRequest, slug: str) -> schema.StoryLine:
    """One story. A merged one says where its articles are."""
    return Documents(base_of(request)).story(get_story_for(reader_of(request), slug))


@router.get("/stories/{slug:slug}/document", response=schema.StoryDocument, url_name="document")
def get_document(request: HttpRequest, slug: str, which: Query[Which]) -> schema.StoryDocument:
    """All of a story in one document, which is what “Export, JSON” gives."""
    asked = which.read(request, slug, with_told=True)
    made = Documents(base_of(request))
    return made.whole(asked.reading, asked.told, asked.as_of, asked.form.words)


@router.get(
    "/stories/{slug:slug}/developments", response=Page[schema.Development], url_name="developments"
)
def list_developments(
    request: HttpRequest, slug: str, which: Query[Which], paging: Query[Paging]
) -> dict[str, Any]:
    """The timeline, in its order."""
    rows = Documents(base_of(request)).developments(which.read(request, slug).reading)
    return paging.of(request, rows, list)


@router.get("/stories/{slug:slug}/claims", response=Page[schema.Claim], url_name="claims")
def list_claims(
    request: HttpRequest, slug: str, which: Query[Which], paging: Query[Paging]
) -> dict[str, Any]:
    """What the story turns on, with numbers, verdicts and evidence."""
    made = Documents(base_of(request))
    asked = which.read(request, slug)

    def documents(claims: list[Any]) -> list[schema.Claim]:
        told = asked.told or told_of(claims)
        return [made.claim(claim, told.get(claim.pk, ())) for claim in claims]

    rows = [row.claim for row in asked.reading.claims]
    return paging.of(request, rows, documents)


@router.get("/stories/{slug:slug}/articles", response=Page[schema.ArticleLine], url_name="articles")
def list_articles(
    request: HttpRequest, slug: str, back: Query[Back], paging: Query[Paging]
) -> dict[str, Any]:
    """The articles, the oldest first; dates are those that the story infers, where it does."""
    made = Documents(base_of(request))
    rows = back.read(request, slug).reading.articles
    return paging.of(
        request, rows, lambda page: (made.article_line(row.article, row.when) for row in page)
    )
