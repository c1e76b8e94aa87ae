"""Outlets: what is held of each and what it did, and what editors say of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from apps.accounts.fragments import reader_of
from apps.accounts.models import Role
from apps.sources.models import Outlet
from apps.sources.services import CantBeDecided, OutletConflict
from apps.stories.forms import DescribeForm
from apps.stories.outlets import (
    SORTS,
    articles_of,
    corrections,
    figures_of,
    ghosts,
    lag_of,
    lines_of,
    listed,
    stories_of,
)
from apps.stories.services import describe_outlet
from apps.stories.views.asked import words_in

PER_PAGE = 50
ARTICLES = 25
"""Articles on a page of an outlet's."""
MOST = 25
"""At most so many stories, corrections and reports not held are listed; the page says of how
many."""


def outlets(request: HttpRequest) -> HttpResponse:
    """``stories:outlets``: ``?q=`` words of name or family, ``?sort=`` one of SORTS, ``?page=``."""
    query = words_in(request)
    asked = request.GET.get("sort", "")
    sort = asked if asked in SORTS else "name"
    page = Paginator(listed(query, sort), PER_PAGE).get_page(request.GET.get("page"))
    here = list(page.object_list)
    figures = figures_of(here, reader_of(request))
    context = {
        "page": page,
        "rows": [(each, figures[each.pk]) for each in here],
        "query": query,
        "sort": sort,
        "sorts": SORTS,
        "filters": urlencode({"q": query, "sort": sort}),
    }
    return render(request, "stories/outlets.html", context)


def outlet(request: HttpRequest, slug: str) -> HttpResponse:
    """``stories:outlet``: all of one outlet."""
    found, user = get_object_or_404(Outlet, slug=slug), reader_of(request)
    held = articles_of(found, user).select_related("outlet")
    page = Paginator(held, ARTICLES).get_page(request.GET.get("page"))
    decisions = list(found.decisions.select_related("by").order_by("-at", "-pk"))  # type: ignore[attr-defined]
    letters = (each for each in decisions if each.field == "reliability")
    stories = stories_of(found, user)
    context = {
        "outlet": found,
        "figures": figures_of([found], user)[found.pk],
        "lag": lag_of(found, user),
        "relatives": relatives(found),
        "letter": next(letters, None) if found.reliability else None,
        "page": page,
        "lines": lines_of(list(page.object_list), user),
        "ghosts": ghosts([found.pk], user).prefetch_related("stories")[:MOST],
        "corrections": corrections(found, user)[:MOST],
        "stories": stories[:MOST],
        "story_count": stories.count(),
        "decisions": decisions,
        "most": MOST,
        "can_edit": user.has_role(Role.EDITOR),
    }
    return render(request, "stories/outlet.html", context)


def relatives(found: Outlet) -> list[Outlet]:
    """Others of its publisher family."""
    same = Outlet.objects.filter(family=found.family).exclude(family="").exclude(pk=found.pk)
    return list(same.order_by("name")[:MOST])


def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """``stories:edit-outlet``: its name, its family, a letter for its reliability."""
    found = get_object_or_404(Outlet, slug=slug)
    form = DescribeForm(
        request.POST if request.method == "POST" else None,
        initial={"name": found.name, "family": found.family, "reliability": found.reliability},
    )
    context: dict[str, Any] = {"outlet": found, "form": form, "revision": found.revision}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                describe_outlet(found, by=reader_of(request), **form.what())
                messages.success(
                    request, gettext("Saved. Timelines that it bears on follow in a moment.")
                )
                return redirect("stories:outlet", slug=found.slug)
            except OutletConflict as conflict:
                context |= {"conflict": conflict, "revision": conflict.revision}
                status = 409
            except CantBeDecided as problem:
                form.add_error(None, str(problem))
    return render(request, "stories/outlet_form.html", context, status=status)
