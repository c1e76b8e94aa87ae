"""What is asked of a story: which one, as of when, and what of it. Pages and exports ask alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from hashlib import sha256
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from apps.accounts.fragments import reader_of
from apps.accounts.keys import for_one_only
from apps.accounts.models import User
from apps.stories.as_of_forms import AsOfForm
from apps.stories.filter_forms import FILTERS, TIMES, FilterForm, query_with
from apps.stories.models import Story
from apps.stories.narrowing import narrow
from apps.stories.services import (
    AsOf,
    News,
    StoryReading,
    Told,
    look_back,
    news_for,
    read_story,
    told_of,
)

LONGEST_QUERY = 200
"""Characters of it, as the fields on pages have it."""
StoryView = Callable[..., HttpResponse]


def get_story_for(user: User, slug: str, *, for_page: bool = False) -> Story:
    """The story, or 404 for whoever may not know of it; ``for_page`` with its stamp, and what is
    ``user``'s own about it."""
    stories = Story.objects.visible_to(user)
    if for_page:
        stories = stories.for_page_of(user)
    return get_object_or_404(stories, slug=slug)


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
    """A story as it was asked for: of now or in a look back, narrowed down by filters or not.

    ``whole`` is the story before the filters, ``form`` has these in words. ``told`` is empty where
    nobody asked for it.
    """

    whole: StoryReading
    reading: StoryReading
    told: Told
    as_of: AsOf | None
    form: FilterForm


class NotMeant(ValueError):
    """What was asked for is no day, no clock or no filter; ``str()`` says so in words."""

    def __init__(self, form: Form) -> None:
        super().__init__(wrong_in(form))
        self.form = form

    def told(self) -> HttpResponse:
        """An answer for programs: 422, in words."""
        return HttpResponse(f"{self}\n", status=422, content_type="text/plain; charset=utf-8")


def read_as_asked(
    request: HttpRequest, story: Story, *, with_told: bool = True, news: News | None = None
) -> Asked:
    """The story and who says what there, as of ``?until=`` by ``?clock=``, narrowed down by the
    ``FILTERS``. What is new is so for whoever asks, and nothing is in a look back. Raises NotMeant.
    """
    as_of = time_asked(request)
    whole = look_back(story, as_of) if as_of else read_story(story)
    form = FilterForm(request.GET, whole, is_look_back=as_of is not None)
    if not form.is_valid():
        raise NotMeant(form)
    filters = form.filters()
    needs_told = with_told or filters.ask_who_said
    told = told_of(row.claim for row in whole.claims) if needs_told else {}
    if as_of or not filters.is_new:
        news = News()
    elif news is None:
        news = news_for(story, reader_of(request))
    return Asked(whole, *narrow(whole, told, filters, news), as_of, form)


def time_asked(request: HttpRequest) -> AsOf | None:
    """The look back that is asked for, or ``None``. Raises NotMeant."""
    form = AsOfForm(request.GET)
    if not form.is_valid():
        raise NotMeant(form)
    return form.looked_back()


def filters_of(request: HttpRequest) -> str:
    """The filters of an address, as a query without what is empty."""
    return query_with(request.GET, FILTERS)


def query_of(request: HttpRequest) -> str:
    """The filters and the time of an address, likewise."""
    return query_with(request.GET, (*FILTERS, *TIMES))


def words_in(request: HttpRequest) -> str:
    """What is looked for with ``?q=``, without the one character that PostgreSQL can't hold."""
    return " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST_QUERY]


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
