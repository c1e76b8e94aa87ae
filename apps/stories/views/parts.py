"""What a long story's page shows only the beginning of: all of it, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from apps.accounts.fragments import reader_of
from apps.accounts.models import Role
from apps.stories.models import Discrepancy, Story, StoryArticle, StoryClaim
from apps.stories.passages import disagreements_of
from apps.stories.texts import article_lines
from apps.stories.views.story import get_story_for

PER_PAGE = 50
PARTS = {"articles": "Articles", "claims": "Claims", "discrepancies": "Discrepancies"}


def part(request: HttpRequest, slug: str, part: str) -> HttpResponse:
    """``stories:part``: all articles, claims or discrepancies of a story, 50 to a page."""
    if part not in PARTS:
        raise Http404
    user = reader_of(request)
    story = get_story_for(user, slug)
    if story.merged_into:
        return redirect("stories:part", slug=story.merged_into.slug, part=part)
    facts: dict[str, Any] = {
        "story": story,
        "part": part,
        "title": PARTS[part],
        "page": Paginator(all_of(story, part), PER_PAGE).get_page(request.GET.get("page")),
        "can_edit": user.has_role(Role.EDITOR),
    }
    return render(request, "stories/part.html", facts)


def all_of(story: Story, part: str) -> Sequence[Any]:
    """Every row of one part, in the order of the story's page."""
    if part == "articles":
        return article_lines(list(StoryArticle.objects.for_timeline(story)))
    if part == "claims":
        return list(StoryClaim.objects.for_board(story).filter(claim__withdrawn_at=None))
    return disagreements_of(Discrepancy.objects.for_timeline(story))
