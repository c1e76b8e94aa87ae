"""Following a story, and following it no longer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from apps.accounts.fragments import answer, reader_of, wants_fragment
from apps.stories.services import follow, unfollow
from apps.stories.views.asked import get_story_for


def follow_story(request: HttpRequest, slug: str) -> HttpResponse:
    """``stories:follow``: ``do=stop`` ends it, anything else begins it."""
    found, user = get_story_for(reader_of(request), slug), reader_of(request)
    is_end = request.POST.get("do") == "stop"
    (unfollow if is_end else follow)(found, user)
    if not wants_fragment(request):
        return redirect("stories:story", slug=found.slug)
    context = {"story": found, "is_followed": not is_end, "is_told": True}
    return answer(request, "stories/story.html", context, partial="follow")
