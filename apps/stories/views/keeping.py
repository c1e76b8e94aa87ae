"""What is drawn once for a version of a story, and what is laid over it for one person.

A part of the story's page is kept as text, by the story's stamp (``apps.stories.stamping``), the
role, the clock and the language of whoever asks, and what was asked for. It goes by version, never
by time: an older one is not asked for again, and makes room. Each web process keeps its own, so
nothing has to be told to the others.

What belongs to one person stays out. Where it goes there is a slot, which is filled for every
answer (``framing.py``): their name, what is new, the token of forms, their key for feeds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from secrets import token_hex

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.safestring import SafeString, mark_safe

from apps.accounts.fragments import reader_of
from apps.accounts.keys import for_one_only
from apps.stories.models import Story
from apps.stories.services import News

PREFIX = f"slot-{token_hex(8)}-"
"""How a slot begins: another one in every run, so that no article can have it in its words."""
SLOT = re.compile(rf"{PREFIX}([a-z0-9]+);")
MADE_OF = {".py", ".html", ".css", ".js", ".svg"}
INDENTS = re.compile(r"\n\s+")


def slot(name: str) -> str:
    """The mark that ``filled`` puts something in the place of."""
    return f"{PREFIX}{name};"


def kept(name: str, draw: Callable[[], str]) -> str:
    """The part of that name with its slots open, drawn where it is not kept yet."""
    pages = caches["pages"]
    text: str | None = pages.get(name)
    if text is None:
        text = INDENTS.sub("\n", draw())
        pages.set(name, text)
    return text


def name_of(request: HttpRequest, story: Story, part: str) -> str:
    """By what a part is kept: all that it depends on.

    ``story`` comes ``for_page_of`` somebody, out of those that its reader may see.
    """
    facts = (
        story.pk,
        story.stamp,  # type: ignore[attr-defined]
        part,
        reader_of(request).role,
        timezone.get_current_timezone_name(),
        translation.get_language(),
        sorted(request.GET.lists()),
    )
    return sha256(repr(facts).encode()).hexdigest()


def filled(text: str, slots: Mapping[str, str]) -> SafeString:
    """The part as one person gets it; a slot that has nothing for them is left empty."""
    # What was kept and what is put in were both drawn by templates.
    return mark_safe(SLOT.sub(lambda found: slots.get(found[1], ""), text))  # noqa: S308


@dataclass(frozen=True, slots=True)
class Own:
    """What is one person's on a story's page: what is new, their key for feeds, if they follow."""

    news: News
    feed_key: str
    is_followed: bool


def etag_of(request: HttpRequest, name: str, own: Own) -> str:
    """Another one as soon as the answer would be; empty where it can't be asked for again.

    Beside the part of that name: who asks, as they have set the program; their secret behind the
    token of forms, and their key for feeds; what is new for them; and the program's own files.
    """
    if len(get_messages(request)):
        return ""  # said once
    user = reader_of(request)
    get_token(request)  # makes the secret where there is none
    facts = (
        name,
        (user.pk, user.get_username(), user.theme, user.letter_keys),
        request.META["CSRF_COOKIE"],
        own.feed_key,
        own.is_followed,
        own.news.since if own.news.is_any else None,
        [row.pk for row in (*own.news.developments, *own.news.claims)],
        program(),
    )
    return f'"{sha256(repr(facts).encode()).hexdigest()[:32]}"'


def unchanged_since(request: HttpRequest, etag: str) -> HttpResponse | None:
    """304 for whoever has the answer already."""
    answer = get_conditional_response(request, etag)
    return tagged(answer, etag) if isinstance(answer, HttpResponse) else None


def tagged(response: HttpResponse, etag: str) -> HttpResponse:
    """For one person only, who asks each time whether it has changed; or never again."""
    for_one_only(response)
    patch_vary_headers(response, ["HX-Request"])
    if etag:
        response["ETag"] = etag
    else:
        response["Cache-Control"] = "private, no-store"
    return response


@lru_cache(maxsize=1)
def program() -> str:
    """A digest of the files that pages are made of: with another program they are others."""
    digest = sha256()
    for folder in ("apps", "storytracker", "static", "templates"):
        for path in sorted((settings.BASE_DIR / folder).rglob("*.*")):
            if path.suffix in MADE_OF:
                digest.update(path.read_bytes())
    return digest.hexdigest()
