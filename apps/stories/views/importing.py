"""What somebody brings into a story: imports made for it, feeds that are bound to it."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from apps.accounts.fragments import reader_of
from apps.sources.models import Feed
from apps.sources.views.importing import Desk, hand_in
from apps.stories.forms import BindFeedForm
from apps.stories.models import Story, StoryFeed
from apps.stories.services import CantBeBound, bind_feed, import_into_story, unbind_feed
from apps.stories.views.asked import get_story_for


def new_import(request: HttpRequest, slug: str) -> HttpResponse:
    """``stories:import``: the same ways in as everywhere, and all of it belongs to the story."""
    story = get_story_for(reader_of(request), slug)

    def settle(feeds: list[Feed], words: str) -> None:
        for feed in feeds:
            bind_once(story, feed, words, request)

    desk = Desk(
        reverse("stories:import", args=[slug]),
        accept=partial(import_into_story, story),
        settle=settle,
        feeds_address=reverse("stories:feeds", args=[slug]),
        shown={"story": story},
    )
    return hand_in(request, desk)


def bind_once(story: Story, feed: Feed, words: str, request: HttpRequest) -> None:
    """Bind a feed that may be bound already."""
    try:
        bind_feed(story, feed, words, reader_of(request))
    except CantBeBound:
        pass


def feeds(request: HttpRequest, slug: str) -> HttpResponse:
    """``stories:feeds``: which feeds bring what belongs to the story, and binding another."""
    story = get_story_for(reader_of(request), slug)
    form = BindFeedForm(Feed.objects.visible_to(reader_of(request)), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            bind_feed(
                story, form.cleaned_data["feed"], form.cleaned_data["words"], reader_of(request)
            )
            messages.success(
                request, gettext("Bound. What comes from now on belongs to this story.")
            )
            return redirect("stories:feeds", slug=slug)
        except CantBeBound as problem:
            form.add_error("feed", str(problem))
    bound = StoryFeed.objects.filter(story=story).select_related("feed", "created_by")
    context = {"story": story, "form": form, "bound": bound.order_by("pk")}
    status = 422 if request.method == "POST" else 200
    return render(request, "stories/feeds.html", context, status=status)


def unbind(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """``stories:unbind-feed``: what is in the story stays there."""
    story = get_story_for(reader_of(request), slug)
    binding = get_object_or_404(StoryFeed.objects.filter(story=story), pk=pk)
    unbind_feed(binding, by=reader_of(request))
    messages.success(request, gettext("Not bound any longer. What is in the story stays."))
    return redirect("stories:feeds", slug=slug)
