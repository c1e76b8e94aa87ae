"""What exports have in common: the story that is asked for, and as of when."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from apps.accounts.fragments import reader_of
from apps.stories.models import Story
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


def base_of(request: HttpRequest) -> str:
    """Scheme and host, for addresses that are read elsewhere."""
    return request.build_absolute_uri("/").rstrip("/")
