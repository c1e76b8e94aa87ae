"""A story's page, what changes on it, and the way from a development to its place there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.dateparse import parse_datetime

from apps.accounts.fragments import answer, reader_of, wants_fragment
from apps.accounts.keys import feed_key_of
from apps.accounts.models import Role, User
from apps.stories.as_of import options_of
from apps.stories.as_of_forms import CLOCKS, AsOfForm, first_error
from apps.stories.models import Development, Story
from apps.stories.page import NewEntry, lay_out
from apps.stories.picture import picture_of
from apps.stories.services import (
    AsOf,
    Clock,
    News,
    as_it_is_now,
    look_back,
    mark_read,
    news_for,
    news_since,
    note_visit,
    read_story,
    steps_of_story,
)
from apps.stories.views.keeping import (
    Own,
    etag_of,
    filled,
    kept,
    name_of,
    slot,
    tagged,
    unchanged_since,
)
from storytracker.analysis import ANALYSIS_VERSION

TEMPLATE = "stories/story.html"
Facts = dict[str, Any]


def get_story_for(user: User, slug: str, *, with_stamp: bool = False) -> Story:
    """The story, or 404 for whoever may not know of it."""
    stories = Story.objects.visible_to(user).select_related("merged_into")
    return get_object_or_404(stories.with_stamp() if with_stamp else stories, slug=slug)


def story(request: HttpRequest, slug: str) -> HttpResponse:
    """``stories:story``: the whole story on one page, as it is or stood, by either clock."""
    user = reader_of(request)
    found = get_story_for(user, slug, with_stamp=True)
    if found.merged_into:
        return redirect("stories:story", slug=found.merged_into.slug)
    form = AsOfForm(request.GET)
    if not form.is_valid():
        return _refused(request, found, first_error(form))
    as_of = form.as_of()
    if not as_of.is_now:
        return _shown(request, found, News(), "looked", lambda: as_it_stood(request, found, as_of))
    visit = note_visit(found, user)
    is_step = "clock" in request.GET
    return _shown(
        request,
        found,
        news_since(found, visit.read_until),
        "looked" if is_step else "timeline",
        lambda: as_it_is(request, found, as_of) | {"is_step": is_step},
    )


def _refused(request: HttpRequest, found: Story, problem: str) -> HttpResponse:
    """The story of now, and what is wrong with the time that was asked for."""
    part = "timeline" if wants_fragment(request) else "whole"
    text = _drawn(part, as_it_is(request, found) | {"problem": problem})
    return _laid_over(request, found, _own(request, News()), text, status=422)


def _shown(
    request: HttpRequest, found: Story, news: News, fragment: str, facts: Callable[[], Facts]
) -> HttpResponse:
    """The page, or its ``fragment`` for htmx, or that nothing has changed since it was asked."""
    part = fragment if wants_fragment(request) else "whole"
    name, own = name_of(request, found, part), _own(request, news)
    etag = etag_of(request, name, own)
    if etag and (unchanged := unchanged_since(request, etag)):
        return unchanged
    text = kept(name, lambda: _drawn(part, facts()))
    return tagged(_laid_over(request, found, own, text), etag)


def _own(request: HttpRequest, news: News) -> Own:
    return Own(news, feed_key_of(reader_of(request).pk))


def _drawn(part: str, facts: Facts) -> str:
    """A part of the page with its slots open; who asks is no fact of it."""
    open_slots = {"slot": slot, "csrf_token": slot("csrf"), "is_fragment": part != "whole"}
    return render_to_string(f"{TEMPLATE}#{part}", facts | open_slots)


def _laid_over(
    request: HttpRequest,
    found: Story,
    own: Own,
    text: str,
    *,
    status: int = 200,
    just_read: bool = False,
) -> HttpResponse:
    """What belongs to this person put into the part's slots, and the page around it."""
    body = filled(text, slots_for(request, found, own, just_read=just_read))
    if wants_fragment(request):
        response = HttpResponse(body, status=status)
    else:
        facts = {"story": found, "body": body, "news": own.news}
        response = render(request, TEMPLATE, facts, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def slots_for(
    request: HttpRequest, found: Story, own: Own, *, just_read: bool = False
) -> dict[str, str]:
    """What is in the slots of the story's page for one person."""
    news, slots = own.news, {"csrf": get_token(request)}
    slots["feeds"] = render_to_string(
        "stories/_feeds.html", {"story": found, "feed_key": own.feed_key}
    )
    if news.is_any or just_read:
        entries = [NewEntry(row) for row in news.developments]
        facts = {"story": found, "news": news, "new_entries": entries, "just_read": just_read}
        slots["news"] = render_to_string(f"{TEMPLATE}#news", facts, request)
        mark = render_to_string(f"{TEMPLATE}#new")
        slots |= {f"d{row.pk}": mark for row in news.developments}
        slots |= {f"c{row.pk}": mark for row in news.claims}
    return slots


def as_it_stood(request: HttpRequest, found: Story, as_of: AsOf) -> Facts:
    """The story at another time, by either clock; nothing can be changed there."""
    page = lay_out(look_back(found, as_of))
    return {
        "story": found,
        "page": page,
        "chart": picture_of(page),
        "as_of": as_of,
        "asked": f"?{request.GET.urlencode()}",
        "is_step": True,
        "is_stale": False,
    } | times(found, as_of)


def times(found: Story, as_of: AsOf) -> Facts:
    """What the control needs that moves the story to another time."""
    steps = steps_of_story(found, as_of.clock)
    return {
        "clocks": CLOCKS,
        "clock": as_of.clock,
        "options": options_of(steps, as_of),
        "analysis_now": ANALYSIS_VERSION,
    }


def as_it_is(request: HttpRequest, found: Story, as_of: AsOf | None = None) -> Facts:
    """The story of now, for whoever has this role."""
    user = reader_of(request)
    page = lay_out(read_story(found))
    return {
        "story": found,
        "page": page,
        "chart": picture_of(page),
        "can_edit": user.has_role(Role.EDITOR),
        "is_admin": user.has_role(Role.ADMIN),
        "is_stale": found.wanted_revision > found.built_revision,
    } | times(found, as_of or as_it_is_now(Clock.PUBLISHED))


def read(request: HttpRequest, slug: str) -> HttpResponse:
    """``stories:mark-read``: nothing that this page showed is new any longer."""
    user = reader_of(request)
    found = get_story_for(user, slug, with_stamp=True)
    mark_read(found, user, until=shown_until(request))
    if not wants_fragment(request):
        return redirect("stories:story", slug=found.slug)
    name = name_of(request, found, "looked")
    text = kept(name, lambda: _drawn("looked", as_it_is(request, found)))
    own = _own(request, news_for(found, user))
    return _laid_over(request, found, own, text, just_read=True)


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
