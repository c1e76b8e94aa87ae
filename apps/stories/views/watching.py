"""An article whose address is asked again: asking for it, and what came of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from apps.accounts.fragments import answer, reader_of, wants_fragment
from apps.accounts.models import Role
from apps.sources.models import Article, Watch
from apps.sources.services import CantBeFetched, fetch_again
from apps.stories.views.article import TEMPLATE, found_url, get_article_for, way_back


def again(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:fetch-again``: has the article's address asked again."""
    found = get_article_for(reader_of(request), pk)
    try:
        fetch_again(found, by=reader_of(request))
    except CantBeFetched as problem:
        messages.error(request, str(problem))
        return redirect(way_back(request, found))
    if wants_fragment(request):
        return part(request, found)
    if request.POST.get("next"):
        messages.success(
            request,
            gettext("“%(title)s” is being fetched again; its page tells.") % {"title": found.title},
        )
        return redirect(way_back(request, found))
    return redirect(f"{found_url(found)}#watch")


def watch(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:watch``: what came of the last check (polled while somebody waits for one)."""
    found = get_article_for(reader_of(request), pk)
    return part(request, found) if wants_fragment(request) else redirect(found_url(found))


def part(request: HttpRequest, found: Article) -> HttpResponse:
    context = {
        "article": found,
        "version": found.current_version,
        "watch": Watch.objects.filter(article=found).first(),
        "can_edit": reader_of(request).has_role(Role.EDITOR) and not found.is_removed,
        "is_watched": True,
    }
    return answer(request, TEMPLATE, context, partial="watch")
