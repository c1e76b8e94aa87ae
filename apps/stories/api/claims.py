"""Single claims, and speakers with what they say."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from apps.accounts.fragments import reader_of
from apps.claims.models import Speaker
from apps.stories.api.asking import Typed
from apps.stories.api.paging import Page, Paging
from apps.stories.exports import schema
from apps.stories.exports.documents import Documents
from apps.stories.views.asked import base_of
from apps.stories.views.claim import get_claim_for
from apps.stories.views.speaker import said_by

router = Router(tags=["Claims and speakers"])


class Named(Schema):
    q: Typed = Field("", max_length=200, description="A part of the name.")


@router.get("/claims/{int:pk}", response=schema.Claim, url_name="claim")
def get_claim(request: HttpRequest, pk: int) -> schema.Claim:
    """A claim with its numbers, verdicts and evidence."""
    claim = get_claim_for(reader_of(request), pk)
    told = list(claim.evidence.for_table())  # type: ignore[attr-defined]
    return Documents(base_of(request)).claim(claim, told)


@router.get("/speakers", response=Page[schema.Speaker], url_name="speakers")
def list_speakers(
    request: HttpRequest, which: Query[Named], paging: Query[Paging]
) -> dict[str, Any]:
    """Persons, bodies and unnamed people who are said to have said something, by name."""
    rows = Speaker.objects.standing().exclude(name="").order_by("name", "pk")
    if which.q:
        rows = rows.filter(name__icontains=which.q)
    made = Documents(base_of(request))
    return paging.of(request, rows, lambda page: map(made.speaker, page))


@router.get("/speakers/{int:pk}", response=schema.Speaker, url_name="speaker")
def get_speaker(request: HttpRequest, pk: int) -> schema.Speaker:
    """A speaker; for one that editors merged into another, that one."""
    return Documents(base_of(request)).speaker(_known(pk))


@router.get("/speakers/{int:pk}/assertions", response=Page[schema.Assertion], url_name="assertions")
def list_assertions(request: HttpRequest, pk: int, paging: Query[Paging]) -> dict[str, Any]:
    """What they are said to have said, over stories and time, the oldest first."""
    made = Documents(base_of(request))
    rows = said_by(_known(pk), reader_of(request)).select_related("speaker__canonical", "version")
    return paging.of(
        request, rows, lambda page: (made.assertion(row, row.version.article_id) for row in page)
    )


def _known(pk: int) -> Speaker:
    found: Speaker = get_object_or_404(Speaker.objects.select_related("canonical"), pk=pk)
    return found.known_as
