"""``stories:index``: all stories, the newest change first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property

from apps.accounts.fragments import reader_of
from apps.accounts.models import Role, User
from apps.sources.models import Import, ImportItem
from apps.stories.models import Development, Story, StoryClaim, Visit
from apps.stories.page import VERBS
from apps.stories.services import news_counts, news_of_followed
from apps.stories.views.asked import words_in
from storytracker.analysis.types import DevelopmentKind

PER_PAGE = 25
FARTHEST = 100 * PER_PAGE
"""Stories that can be reached by turning pages: counting all of them would read all of them."""

MOST_ADMINS = 5
"""Names of admins that are told to whoever may not import."""

STATES = ("open", "dormant", "closed")


class Pages(Paginator):  # type: ignore[type-arg]
    """The newest stories, page by page; what is further back is found by its words."""

    @cached_property
    def count(self) -> int:
        """How many there are, but no more than ``FARTHEST``."""
        return self.object_list[:FARTHEST].count()  # type: ignore[attr-defined]

    @property
    def is_cut(self) -> bool:
        """True where there may be more."""
        return self.count == FARTHEST


@dataclass(slots=True)
class Card:
    """A story in the list."""

    story: Story
    new: int = 0
    is_unread: bool = False
    is_followed: bool = False
    newsrooms: set[str] = field(default_factory=set)
    informants: set[str] = field(default_factory=set)

    @property
    def newest(self) -> Development | None:
        found: list[Development] = getattr(self.story, "newest", [])
        return found[0] if found else None

    @property
    def newest_verb(self) -> str:
        return VERBS[DevelopmentKind(self.newest.kind)] if self.newest else ""


def index(request: HttpRequest) -> HttpResponse:
    """The list, 25 to a page: ``?q=`` words, ``?status=`` of ``STATES``, ``?followed=1``."""
    stories = Story.objects.visible_to(reader_of(request)).for_index()
    query, state = words_in(request), request.GET.get("status", "")
    stories = stories.with_words(query)
    if state in STATES:
        stories = stories.in_state(state)
    if is_followed := bool(request.GET.get("followed")):
        stories = stories.followed_by(reader_of(request))
    page = Pages(stories, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "cards": cards_of(list(page.object_list), request),
        "query": query,
        "state": state if state in STATES else "",
        "states": STATES,
        "is_followed": is_followed,
        "news": news_of_followed(reader_of(request)),
        "filters": urlencode(
            {"q": query, "status": state} | ({"followed": 1} if is_followed else {})
        ),
    }
    if not context["cards"] and not query and not context["state"]:
        context |= first_steps(reader_of(request))
    return render(request, "stories/index.html", context)


def first_steps(user: User) -> dict[str, Any]:
    """What somebody can do where there is no story yet: whom to ask, or what is on its way."""
    admins = User.objects.filter(role=Role.ADMIN, is_active=True).order_by("username")
    newest = Import.objects.visible_to(user).order_by("-pk").first()
    under_way = newest and not ImportItem.objects.progress(newest).is_finished
    return {
        "admins": list(admins.values_list("username", flat=True)[:MOST_ADMINS]),
        "under_way": newest if under_way else None,
    }


def cards_of(stories: Sequence[Story], request: HttpRequest) -> list[Card]:
    """A card per story, in four queries however many there are."""
    user, ids = reader_of(request), [story.pk for story in stories]
    news = news_counts(ids, user)
    visited = set(Visit.objects.filter(user=user, story__in=ids).values_list("story_id", flat=True))
    mine = Story.objects.filter(pk__in=ids).followed_by(user).order_by()
    followed = set(mine.values_list("pk", flat=True))
    cards = {
        s.pk: Card(s, news.get(s.pk, 0), s.pk not in visited, s.pk in followed) for s in stories
    }
    rows = StoryClaim.objects.filter(story__in=ids).standing().select_related("claim")
    for row in rows:
        cards[row.story_id].newsrooms.update(row.claim.origins)
        cards[row.story_id].informants.update(row.claim.informants)
    return list(cards.values())
