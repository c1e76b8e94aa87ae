"""A story's page, what changes on it, and the way from a development to its place there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.dateparse import parse_datetime

from apps.accounts.fragments import answer, reader_of, wants_fragment
from apps.accounts.keys import feed_key_of
from apps.accounts.models import Role, User
from apps.stories.as_of import options_of
from apps.stories.as_of_forms import CLOCKS, AsOfForm, first_error
from apps.stories.models import Development, Story
from apps.stories.page import lay_out
from apps.stories.picture import picture_of
from apps.stories.services import (
    AsOf,
    Clock,
    News,
    as_it_is_now,
    look_back,
    mark_read,
    news_for,
    note_visit,
    read_story,
    steps_of_story,
)
from storytracker.analysis import ANALYSIS_VERSION

TEMPLATE = "stories/story.html"


def get_story_for(user: User, slug: str) -> Story:
    """The story, or 404 for whoever may not know of it."""
    return get_object_or_404(
        Story.objects.visible_to(user).select_related("merged_into"), slug=slug
    )


def story(request: HttpRequest, slug: str) -> HttpResponse:
    """``stories:story``: the whole story on one page."""
    found = get_story_for(reader_of(request), slug)
    if found.merged_into:
        return redirect("stories:story", slug=found.merged_into.slug)
    form = AsOfForm(request.GET)
    if not form.is_valid():
        context = story_context(request, found) | {"problem": first_error(form)}
        return answer(request, TEMPLATE, context, partial="timeline", status=422)
    if not form.as_of().is_now:
        return looked_back(request, found, form.as_of())
    note_visit(found, reader_of(request))
    is_step = "clock" in request.GET
    context = story_context(request, found, form.as_of()) | {"is_step": is_step}
    return answer(request, TEMPLATE, context, partial="looked" if is_step else "timeline")


def looked_back(request: HttpRequest, found: Story, as_of: AsOf) -> HttpResponse:
    """The story as it stood, by either clock; nothing can be changed there."""
    page = lay_out(look_back(found, as_of), News(None, frozenset(), frozenset()))
    context = {
        "story": found,
        "page": page,
        "chart": picture_of(page),
        "as_of": as_of,
        "asked": f"?{request.GET.urlencode()}",
        "is_step": True,
        "is_stale": False,
    } | times(found, as_of)
    return answer(request, TEMPLATE, context, partial="looked")


def times(found: Story, as_of: AsOf) -> dict[str, Any]:
    """What the control needs that moves the story to another time."""
    steps = steps_of_story(found, as_of.clock)
    return {
        "clocks": CLOCKS,
        "clock": as_of.clock,
        "options": options_of(steps, as_of),
        "analysis_now": ANALYSIS_VERSION,
    }


def story_context(request: HttpRequest, found: Story, as_of: AsOf | None = None) -> dict[str, Any]:
    user = reader_of(request)
    page = lay_out(read_story(found), news_for(found, user))
    return {
        "story": found,
        "page": page,
        "chart": picture_of(page),
        "can_edit": user.has_role(Role.EDITOR),
        "feed_key": feed_key_of(user.pk),
        "is_stale": found.wanted_revision > found.built_revision,
    } | times(found, as_of or as_it_is_now(Clock.PUBLISHED))


def read(request: HttpRequest, slug: str) -> HttpResponse:
    """``stories:mark-read``: nothing that this page showed is new any longer."""
    found = get_story_for(reader_of(request), slug)
    mark_read(found, reader_of(request), until=shown_until(request))
    if not wants_fragment(request):
        return redirect("stories:story", slug=found.slug)
    return answer(
        request, TEMPLATE, story_context(request, found) | {"just_read": True}, partial="looked"
    )


def shown_until(request: HttpRequest) -> Any:
    """When the page was made that the person looked at; ``None`` where the form does not say."""
    try:
        moment = parse_datetime(request.POST.get("until", ""))
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


def freshness(request: HttpRequest, slug: str) -> HttpResponse:
    """``stories:freshness``: whether the timeline still waits for its rebuild (polled)."""
    found = get_story_for(reader_of(request), slug)
    if not wants_fragment(request):
        return redirect("stories:story", slug=found.slug)
    stale = found.wanted_revision > found.built_revision
    context = {"story": found, "is_stale": stale, "is_updated": not stale}
    return answer(request, TEMPLATE, context, partial="freshness")


def development(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:development``: a lasting address, leading to the entry on its story's page."""
    visible = Development.objects.visible_to(reader_of(request)).select_related("story")
    found = get_object_or_404(visible, pk=pk)
    response = redirect("stories:story", slug=found.story.slug)
    response["Location"] += f"#d{found.pk}"
    return response
