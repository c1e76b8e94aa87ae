"""A story's kept part as one person gets it: what is theirs laid over, and the page around it.

The page around is kept as well, and so are the small parts in the slots, each with slots of its
own where a name, a key or the token of forms goes. How somebody has set the program is part of what
a frame is kept by; who they are is not.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.html import escape
from django.utils.safestring import SafeString

from apps.accounts.fragments import reader_of, wants_fragment
from apps.stories.models import Story
from apps.stories.page import NewEntry, anchor_of
from apps.stories.views.asked import filters_of, query_of
from apps.stories.views.keeping import Own, filled, kept, name_of, slot

TEMPLATE = "stories/story.html"
Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Somebody:
    """Whoever has this role and these settings, for a frame to be drawn with."""

    role: str
    role_shown: str
    theme: str
    letter_keys: bool
    is_authenticated: bool = True

    def get_username(self) -> str:
        return slot("name")

    def get_role_display(self) -> str:
        return self.role_shown


def drawn(part: str, facts: Facts) -> str:
    """A part of the page with its slots open; who asks is no fact of it."""
    open_slots = {"slot": slot, "csrf_token": slot("csrf"), "is_fragment": part != "whole"}
    return render_to_string(f"{TEMPLATE}#{part}", facts | open_slots)


def laid_over(
    request: HttpRequest,
    found: Story,
    own: Own,
    text: str,
    *,
    status: int = 200,
    just_read: bool = False,
) -> HttpResponse:
    """What belongs to this person put into the part's slots, and the page around it."""
    shown = [row.pk for row in own.news.developments if f'id="{anchor_of(row)}"' in text]
    body = filled(text, slots_for(request, found, own, shown, just_read=just_read))
    words = body if wants_fragment(request) else framed(request, found, own, body)
    response = HttpResponse(words, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def framed(request: HttpRequest, found: Story, own: Own, body: SafeString) -> str:
    """The whole page; drawn as any other where there is a message on it, which is said once."""
    facts = {"story": found} | addresses(request)
    if len(get_messages(request)):
        return render_to_string(TEMPLATE, facts | {"body": body, "news": own.news}, request)
    slots = {"body": body, "csrf": get_token(request)}
    slots["name"] = escape(reader_of(request).get_username())
    if own.news.count:
        slots["count"] = render_to_string(f"{TEMPLATE}#count", {"news": own.news})
    return filled(_frame(request, found, facts), slots)


def _frame(request: HttpRequest, found: Story, facts: Facts) -> str:
    user = reader_of(request)
    somebody = Somebody(user.role, user.get_role_display(), user.theme, user.letter_keys)
    around = {"user": somebody, "request": {"resolver_match": request.resolver_match}}
    facts = facts | around | {"slot": slot, "csrf_token": slot("csrf"), "body": slot("body")}
    name = name_of(request, found, f"frame {user.theme} {user.letter_keys}")
    return kept(name, lambda: render_to_string(TEMPLATE, facts))


def slots_for(
    request: HttpRequest,
    found: Story,
    own: Own,
    shown: Collection[int],
    *,
    just_read: bool = False,
) -> dict[str, str]:
    """What is in the slots of the story's page for one person; it shows these developments."""
    news, csrf = own.news, get_token(request)
    known = {"story": found, "is_followed": own.is_followed} | addresses(request)
    known["feed_key"] = slot("key") if own.feed_key else ""
    feeds = kept(
        name_of(request, found, f"feeds {bool(own.feed_key)}"),
        lambda: render_to_string("stories/_feeds.html", known),
    )
    follow = kept(
        name_of(request, found, f"follow {own.is_followed}"), lambda: drawn("follow", known)
    )
    slots: dict[str, str] = {
        "csrf": csrf,
        "feeds": filled(feeds, {"key": own.feed_key}),
        "follow": filled(follow, {"csrf": csrf}),
    }
    if news.is_any or just_read:
        entries = [NewEntry(row, shown) for row in news.developments]
        facts = known | {"news": news, "new_entries": entries, "just_read": just_read}
        slots["news"] = render_to_string(f"{TEMPLATE}#news", facts, request)
        mark = render_to_string(f"{TEMPLATE}#new")
        slots |= {f"d{row.pk}": mark for row in news.developments}
        slots |= {f"c{row.pk}": mark for row in news.claims}
    return slots


def addresses(request: HttpRequest) -> Facts:
    """What links to the same in another form carry along: the filters, and with them the time."""
    query = query_of(request)
    return {
        "filtered": filters_of(request),
        "asked": f"?{query}" if query else "",
        "is_look_back": bool(request.GET.get("until")),
    }
