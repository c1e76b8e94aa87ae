"""A story's page, and what changes on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django_htmx.http import HttpResponseClientRedirect, replace_url, reswap, retarget

from apps.accounts.fragments import answer, reader_of, wants_fragment
from apps.accounts.keys import feed_key_from
from apps.accounts.middleware import own_path
from apps.accounts.models import Role
from apps.stories.as_of import options_of
from apps.stories.as_of_forms import CLOCKS
from apps.stories.filter_forms import TIMES, FilterForm, query_with
from apps.stories.laying_out import lay_out
from apps.stories.models import Story
from apps.stories.page import StoryPage
from apps.stories.picture import picture_of
from apps.stories.services import (
    AsOf,
    Clock,
    News,
    as_it_is_now,
    mark_read,
    news_for,
    news_since,
    read_story,
    read_until,
    steps_of_story,
)
from apps.stories.views.asked import (
    Asked,
    NotMeant,
    address_in,
    get_story_for,
    query_of,
    read_as_asked,
    time_asked,
)
from apps.stories.views.framing import TEMPLATE, Facts, addresses, drawn, laid_over
from apps.stories.views.keeping import (
    Own,
    etag_of,
    kept,
    name_of,
    tagged,
    unchanged_since,
)
from storytracker.analysis import ANALYSIS_VERSION

PROBLEMS = "#filter-problems"


def story(request: HttpRequest, slug: str) -> HttpResponse:
    """``stories:story``: the story on one page, as it is or stood, or what filters leave of it."""
    user = reader_of(request)
    found = get_story_for(user, slug, for_page=True)
    if found.merged_into:
        return redirect(address_in(request, found.merged_into))
    try:
        as_of = time_asked(request)
        news = News() if as_of else news_since(found, read_until(found, user))
        fragment = "filtered" if has_same_times(request) else "looked"
        facts = _facts(request, found, news)
        return at_its_address(request, _shown(request, found, news, fragment, facts))
    except NotMeant as wrong:
        return _refused(request, found, wrong.form)


def _facts(request: HttpRequest, found: Story, news: News) -> Callable[[], Facts]:
    """What is drawn, read when it is; that raises NotMeant."""

    def facts() -> Facts:
        asked = read_as_asked(request, found, with_told=False, news=news)
        return story_facts(request, found, asked) | {"is_told": True}

    return facts


def _refused(request: HttpRequest, found: Story, wrong: Form) -> HttpResponse:
    """What can't be meant, in words; the page keeps what it showed, and all that was typed."""
    if wants_fragment(request):
        response = answer(request, TEMPLATE, {"wrong": wrong}, partial="problems", status=422)
        return reswap(retarget(response, PROBLEMS), "outerHTML")
    whole = read_story(found)
    form = wrong if isinstance(wrong, FilterForm) else FilterForm(request.GET, whole)
    form.is_valid()
    facts = story_facts(request, found, Asked(whole, whole, {}, None, form)) | {"wrong": wrong}
    text = drawn("whole", facts)
    return laid_over(request, found, _own(found, News()), text, status=422)


def has_same_times(request: HttpRequest) -> bool:
    """Whether the page that asks for a part of itself shows the story as of the same time."""
    before = QueryDict(urlsplit(request.htmx.current_url or "").query)  # type: ignore[attr-defined]
    return query_with(before, TIMES) == query_with(request.GET, TIMES)


def at_its_address(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Has the browser show the address without what is empty, so that it can be handed on."""
    if not wants_fragment(request):
        return response
    return replace_url(response, f"{request.path}?{query_of(request)}".rstrip("?"))


def _shown(
    request: HttpRequest, found: Story, news: News, fragment: str, facts: Callable[[], Facts]
) -> HttpResponse:
    """The page, or its ``fragment`` for htmx, or that nothing has changed since it was asked."""
    part = fragment if wants_fragment(request) else "whole"
    name, own = name_of(request, found, part), _own(found, news)
    etag = etag_of(request, name, own)
    if etag and (unchanged := unchanged_since(request, etag)):
        return unchanged
    return tagged(laid_over(request, found, own, _text(request, name, part, facts)), etag)


def _text(request: HttpRequest, name: str, part: str, facts: Callable[[], Facts]) -> str:
    """A part of the page as it is kept; what is new to one person alone is drawn each time."""
    if request.GET.get("new"):
        return drawn(part, facts())
    return kept(name, lambda: drawn(part, facts()))


def _own(found: Story, news: News) -> Own:
    is_followed: bool = found.is_followed  # type: ignore[attr-defined]
    public: str = found.feed_key_public  # type: ignore[attr-defined]
    return Own(news, feed_key_from(public), is_followed)


def story_facts(request: HttpRequest, found: Story, asked: Asked) -> Facts:
    """All that is drawn for whoever has this role; in a look back nothing can be changed."""
    user, as_of = reader_of(request), asked.as_of
    page = lay_out(asked.reading, asked.whole, request.GET.get("page"))
    return (
        {
            "story": found,
            "page": page,
            # What stood there then can't be fetched by itself.
            "is_long": as_of is None and page.is_long,
            **beginnings(page),
            "chart": picture_of(page),
            "filters": asked.form,
            "as_of": as_of,
            "can_edit": as_of is None and user.has_role(Role.EDITOR),
            "is_admin": as_of is None and user.has_role(Role.ADMIN),
        }
        | (freshness_facts(found) if as_of is None else {})
        | addresses(request)
        | times(found, as_of or as_it_is_now(clock_asked(request)))
    )


def beginnings(page: StoryPage) -> Facts:
    """Of each list as much as the page shows of it."""
    claims, disagreements, articles, wanted = (12, 3, 10, 20) if page.is_long else [None] * 4
    return {
        "claims": page.claims[:claims],
        "disagreements": page.disagreements[:disagreements],
        "articles": page.articles[:articles],
        "wanted": page.wanted[:wanted],
    }


def clock_asked(request: HttpRequest) -> Clock:
    """Whose times there are to choose from."""
    return Clock.KNOWN if request.GET.get("clock") == Clock.KNOWN else Clock.PUBLISHED


def times(found: Story, as_of: AsOf) -> Facts:
    """What the control needs that moves the story to another time."""
    steps = steps_of_story(found, as_of.clock)
    return {
        "clocks": CLOCKS,
        "clock": as_of.clock,
        "is_step": not as_of.is_now or as_of.clock is Clock.KNOWN,
        "options": options_of(steps, as_of),
        "analysis_now": ANALYSIS_VERSION,
    }


def read(request: HttpRequest, slug: str) -> HttpResponse:
    """``stories:mark-read``: nothing that this page showed is new any longer.

    It has the filters of the page in its address.
    """
    user = reader_of(request)
    found = get_story_for(user, slug, for_page=True)
    mark_read(found, user, until=shown_until(request))
    back = reverse("stories:story", args=[found.slug]) + addresses(request)["asked"]
    if not wants_fragment(request):
        return redirect(back)
    news = news_for(found, user)

    def facts() -> Facts:
        asked = read_as_asked(request, found, with_told=False, news=news)
        return story_facts(request, found, asked)

    try:
        text = _text(request, name_of(request, found, "marked"), "looked", facts)
    except NotMeant:
        return HttpResponseClientRedirect(back)
    return laid_over(request, found, _own(found, news), text, just_read=True)


def shown_until(request: HttpRequest) -> datetime | None:
    """When the page was made that the person looked at; ``None`` where the form does not say."""
    return moment_in(request.POST.get("until", ""))


def moment_in(text: str) -> datetime | None:
    """A moment with its zone, out of what a page sends back; ``None`` for anything else."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


def freshness_facts(found: Story) -> Facts:
    """How the page as it is now asks for what comes up after it was made."""
    stale = found.wanted_revision > found.built_revision
    return {"is_stale": stale, "since": found.built_at, "polls": stale or bool(found.built_at)}


def freshness(request: HttpRequest, slug: str) -> HttpResponse:
    """``stories:freshness``: polled by the story's page; 204 as long as there is nothing to say.

    With ``?waits=1`` whether the timeline has had its rebuild, else how many developments came up
    after ``?since=``, when the asking page was made. Nothing is put in above the reader.
    """
    found = get_story_for(reader_of(request), slug)
    back = own_path(request, request.headers.get("HX-Current-URL", ""))
    if not wants_fragment(request):
        return redirect("stories:story", slug=found.slug)
    facts = {"story": found, "back": back or reverse("stories:story", args=[found.slug])}
    if request.GET.get("waits"):
        if found.wanted_revision > found.built_revision:
            return HttpResponse(status=204)
        return answer(request, TEMPLATE, facts | {"is_updated": True}, partial="freshness")
    since = moment_in(request.GET.get("since", ""))
    fresh = news_since(found, since).count if since else 0
    if not fresh:
        return HttpResponse(status=204)
    facts |= {"fresh": fresh, "since": since, "polls": True}
    return answer(request, TEMPLATE, facts, partial="freshness")
