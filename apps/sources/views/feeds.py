"""Feeds that are asked by themselves: how they do, and what can be done with each."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from apps.accounts.fragments import reader_of
from apps.sources import services
from apps.sources.forms import FeedForm
from apps.sources.health import health_of
from apps.sources.models import Feed, Outlet
from storytracker.analysis.reading.opml import write_opml
from storytracker.analysis.types import OpmlFeed

FEEDS_PER_PAGE = 100
OUTLETS_OFFERED = 500


def get_feed_for(request: HttpRequest, pk: int) -> Feed:
    """The feed, or 404 for whoever may not know of it."""
    return get_object_or_404(Feed.objects.visible_to(reader_of(request)), pk=pk)


def feeds(request: HttpRequest) -> HttpResponse:
    """``sources:feeds``: a row per feed, those that fail or are paused first."""
    visible = Feed.objects.visible_to(reader_of(request)).select_related("outlet")
    # A name on the way up: which stories a feed is bound to, sources don't know.
    listed = visible.prefetch_related("story_feeds__story").troubled_first()
    page = Paginator(listed, FEEDS_PER_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    rows = [(feed, health_of(feed, now)) for feed in page.object_list]
    return render(request, "sources/feeds.html", {"page": page, "rows": rows})


def export(request: HttpRequest) -> HttpResponse:
    """``sources:feeds-opml``: all feeds as a list that any feed reader takes."""
    listed = Feed.objects.visible_to(reader_of(request)).order_by("folder", "title", "pk")
    lines = [OpmlFeed(f.url, f.title, f.home_url, f.folder) for f in listed]
    response = HttpResponse(write_opml(lines), content_type="text/x-opml; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="storytracker-feeds.opml"'
    return response


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """``sources:feed``: whose articles a feed has, and which of them are taken."""
    feed = get_feed_for(request, pk)
    said = {"outlet": feed.outlet.name if feed.outlet else "", "words": feed.words}
    form = FeedForm(request.POST or None, initial=said)
    if request.method == "POST" and form.is_valid():
        services.change_feed(feed, by=reader_of(request), **form.cleaned_data)
        messages.success(
            request,
            gettext("%(feed)s is changed. It holds from the next poll on.") % {"feed": feed},
        )
        return to_row(feed)
    outlets = Outlet.objects.order_by("name").values_list("name", flat=True)[:OUTLETS_OFFERED]
    status = 422 if request.method == "POST" else 200
    context = {"feed": feed, "form": form, "outlets": outlets}
    return render(request, "sources/feed.html", context, status=status)


def poll(request: HttpRequest, pk: int) -> HttpResponse:
    """``sources:poll-feed``: asks a feed now, whenever its turn would be."""
    by = reader_of(request)
    return act(request, pk, lambda feed: services.poll_now(feed, by=by), "{} is asked now.")


def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """``sources:pause-feed``: asks it no more until somebody resumes it."""
    by = reader_of(request)
    return act(request, pk, lambda feed: services.pause_feed(feed, by=by), "{} is paused.")


def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """``sources:resume-feed``: asks a paused feed again, and forgets how often it failed."""
    by = reader_of(request)
    return act(request, pk, lambda feed: services.resume_feed(feed, by=by), "{} is asked again.")


def act(request: HttpRequest, pk: int, work: Callable[[Feed], object], words: str) -> HttpResponse:
    """Do something to a feed, say so, and lead back to its row."""
    feed = get_feed_for(request, pk)
    try:
        work(feed)
        messages.success(request, words.format(feed))
    except services.CantBePolled as problem:
        messages.error(request, str(problem))
    return to_row(feed)


def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """``sources:remove-feed``: asks, and forgets the feed; its articles stay."""
    feed = get_feed_for(request, pk)
    if request.method != "POST":
        return render(request, "sources/remove_feed.html", {"feed": feed})
    name = str(feed)
    services.remove_feed(feed, by=reader_of(request))
    messages.success(request, gettext("%(name)s is removed. Its articles stay.") % {"name": name})
    return redirect("sources:feeds")


def to_row(feed: Feed) -> HttpResponse:
    return redirect(f"{reverse('sources:feeds')}#f{feed.pk}")
