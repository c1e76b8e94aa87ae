"""What leaves the house: tables, documents and feeds, with the time and the filters of the page."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from apps.accounts.fragments import reader_of
from apps.accounts.keys import PARAMETER, feed_key_of
from apps.stories.exports.documents import Documents
from apps.stories.exports.syndication import LONGEST, Feed, newest, to_atom, to_json_feed
from apps.stories.exports.tables import TABLES, to_file
from apps.stories.exports.timelinejs import to_timelinejs
from apps.stories.models import Development, Story
from apps.stories.narrowing import developments_of
from apps.stories.querysets import DevelopmentQuerySet, StoryQuerySet
from apps.stories.views.asked import (
    Asked,
    NotMeant,
    base_of,
    if_changed,
    of_story,
    query_of,
    read_as_asked,
)
from storytracker.analysis.reading.opml import write_opml
from storytracker.analysis.types import OpmlFeed

CSV = "text/csv; charset=utf-8"
ATOM = "application/atom+xml; charset=utf-8"
JSON_FEED = "application/feed+json; charset=utf-8"


def sent(
    request: HttpRequest,
    story: Story,
    name: str,
    content_type: str,
    make: Callable[[Asked, Documents], str],
) -> HttpResponse:
    """A file made from the story as it was asked for; 422 in words where that can't be meant."""
    try:
        asked = read_as_asked(request, story)
    except NotMeant as wrong:
        return wrong.told()
    response = HttpResponse(make(asked, Documents(base_of(request))), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{story.slug}-{name}"'
    return if_changed(request, response)


@of_story
def table(request: HttpRequest, story: Story, table: str) -> HttpResponse:
    """``stories:table``: assertions, claims or developments as CSV."""
    if table not in TABLES:
        raise Http404
    return sent(
        *(request, story, f"{table}.csv", CSV),
        make=lambda asked, made: to_file(TABLES[table](asked.reading, asked.told, made)),
    )


@of_story
def document(request: HttpRequest, story: Story) -> HttpResponse:
    """``stories:document``: the whole story as JSON (``StoryDocument`` of the API)."""
    return sent(
        *(request, story, "story.json", "application/json"),
        make=lambda a, made: made.whole(a.reading, a.told, a.as_of, a.form.words).model_dump_json(
            indent=1
        ),
    )


@of_story
def timelinejs(request: HttpRequest, story: Story) -> HttpResponse:
    """``stories:timelinejs``: what TimelineJS draws."""
    return sent(
        *(request, story, "timeline.json", "application/json"),
        make=lambda asked, made: json.dumps(
            to_timelinejs(asked.reading, made), ensure_ascii=False, indent=1
        ),
    )


# --- feeds ---------------------------------------------------------------------------------------


@of_story
def atom(request: HttpRequest, story: Story) -> HttpResponse:
    """``stories:atom``: a story's developments as they come up."""
    try:
        return atom_of(request, feed_of(request, story))
    except NotMeant as wrong:
        return wrong.told()


@of_story
def json_feed(request: HttpRequest, story: Story) -> HttpResponse:
    """``stories:json-feed``: the same as JSON Feed."""
    try:
        return json_feed_of(request, feed_of(request, story))
    except NotMeant as wrong:
        return wrong.told()


def all_atom(request: HttpRequest) -> HttpResponse:
    """``stories:all-atom``: the developments of all stories."""
    return atom_of(request, feed_of_all(request))


def all_json_feed(request: HttpRequest) -> HttpResponse:
    """``stories:all-json-feed``: the same as JSON Feed."""
    return json_feed_of(request, feed_of_all(request))


def atom_of(request: HttpRequest, feed: Feed) -> HttpResponse:
    content = to_atom(feed, Documents(base_of(request)))
    return if_changed(request, HttpResponse(content, content_type=ATOM), feed.updated)


def json_feed_of(request: HttpRequest, feed: Feed) -> HttpResponse:
    content = to_json_feed(feed, Documents(base_of(request)))
    return if_changed(request, HttpResponse(content, content_type=JSON_FEED), feed.updated)


def feed_of(request: HttpRequest, story: Story) -> Feed:
    """The story's feed; with filters or as of a time, of what these leave. Raises NotMeant."""
    rows = Development.objects.filter(story=story)
    if query_of(request):
        rows = rows.filter(pk__in=developments_of(read_as_asked(request, story).reading))
    home = request.build_absolute_uri(reverse("stories:story", args=[story.slug]))
    url = request.build_absolute_uri()
    return Feed(story.title, home, url, story.built_at, _newest(rows), names_stories=False)


def stories_asked(request: HttpRequest) -> StoryQuerySet:
    """All stories, or with ``?followed=1`` those that whoever asks follows."""
    visible = Story.objects.visible_to(reader_of(request)).filter(merged_into=None)
    return visible.followed_by(reader_of(request)) if request.GET.get("followed") else visible


def feed_of_all(request: HttpRequest) -> Feed:
    visible = stories_asked(request)
    rows = _newest(Development.objects.filter(story__in=visible))
    updated = newest(visible.values_list("built_at", flat=True))
    home, url = request.build_absolute_uri("/"), request.build_absolute_uri()
    return Feed("Storytracker", home, url, updated, rows, names_stories=True)


def _newest(rows: DevelopmentQuerySet) -> list[Development]:
    found = rows.shown().select_related("story", "report").order_by("-first_shown_at", "-position")
    return list(found[:LONGEST])


def opml(request: HttpRequest) -> HttpResponse:
    """``stories:opml``: every story's feed (or every followed one's), for a reader to subscribe to.

    It lists addresses with the reader's key, if they have one.
    """
    text = feed_key_of(reader_of(request).pk)
    query = f"?{PARAMETER}={text}" if text else ""
    stories = stories_asked(request)
    feeds = [
        OpmlFeed(
            request.build_absolute_uri(reverse("stories:atom", args=[slug]) + query),
            title,
            request.build_absolute_uri(reverse("stories:story", args=[slug])),
            "",
        )
        for slug, title in stories.values_list("slug", "title")
    ]
    content = write_opml(feeds, "Stories")
    response = HttpResponse(content, content_type="text/x-opml; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="storytracker-stories.opml"'
    return if_changed(request, response)
