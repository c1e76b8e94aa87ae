"""What exports have in common: the story that is asked for, and as of when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from hashlib import sha256
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from apps.accounts.fragments import reader_of
from apps.accounts.keys import for_one_only
from apps.stories.as_of_forms import AsOfForm
from apps.stories.models import Story
from apps.stories.services import AsOf, StoryReading, Told, look_back, read_story, told_of
from apps.stories.views.story import get_story_for

StoryView = Callable[..., HttpResponse]


def of_story(view: StoryView) -> StoryView:
    """Gives ``view`` the story of the address; one that was merged leads to where its articles are.

    404 for whoever may not know of it.
    """

    @wraps(view)
    def found(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        story = get_story_for(reader_of(request), slug)
        if story.merged_into:
            return redirect(address_in(request, story.merged_into))
        return view(request, story, **kwargs)

    return found


def address_in(request: HttpRequest, story: Story) -> str:
    """The address that was asked for, in another story, with the same parameters."""
    match = request.resolver_match
    assert match is not None
    path = reverse(match.view_name, kwargs=match.kwargs | {"slug": story.slug})
    query = request.META.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path


@dataclass(frozen=True, slots=True)
class Asked:
    """A story as it was asked for: of now, or in a look back."""

    reading: StoryReading
    told: Told
    as_of: AsOf | None


class NotADay(ValueError):
    """What was asked for is no day, or no clock; ``str()`` says so in words."""


def read_as_asked(request: HttpRequest, story: Story) -> Asked:
    """The story and who says what there, as of ``?until=`` by ``?clock=``. Raises NotADay."""
    as_of = None
    if "until" in request.GET:
        form = AsOfForm(request.GET)
        if not form.is_valid():
            raise NotADay(wrong_in(form))
        as_of = form.looked_back()
    reading = look_back(story, as_of) if as_of else read_story(story)
    return Asked(reading, told_of(row.claim for row in reading.claims), as_of)


def wrong_in(form: Form) -> str:
    """What is wrong in a form, in its own words."""
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


def if_changed(
    request: HttpRequest, response: HttpResponse, changed: datetime | None = None
) -> HttpResponse:
    """The answer, or 304 for whoever has it already; for one person only.

    The ETag is that of the bytes, so it can't be wrong; ``changed`` is a Last-Modified.
    """
    for_one_only(response)
    etag = f'"{sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    seconds = int(changed.timestamp()) if changed else None
    if seconds is not None:
        response["Last-Modified"] = http_date(seconds)
    answer = get_conditional_response(request, etag, seconds, response)
    assert isinstance(answer, HttpResponse)
    return answer


def base_of(request: HttpRequest) -> str:
    """Scheme and host, for addresses that are read elsewhere."""
    return request.build_absolute_uri("/").rstrip("/")
