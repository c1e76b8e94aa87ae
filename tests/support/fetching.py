"""Fetching in tests: made-up articles as pages of a real site, and the ticks that fetch them."""

from __future__ import annotations

import time
from collections.abc import Iterable
from html import escape

from apps.sources.models import ImportItem
from apps.sources.services import Document, tell_fetchers, tell_pollers
from storytracker import recipe  # noqa: F401 - its tasks are what the messages name
from tests.support import queues
from tests.support.articles import text
from tests.support.site import Site


def page_of(number: int) -> str:
    """Made-up article ``number`` as a web page."""
    title, _, *paragraphs = text(number).strip().split("\n\n")
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html lang="en"><head><title>{escape(title)}</title>'
        f'<meta property="article:published_time" content="2024-03-{number % 28 + 1:02}T09:30:00Z">'
        f"</head><body><article><h1>{escape(title)}</h1>{body}</article></body></html>"
    )


def address(site: Site, number: int) -> str:
    """Where ``serve`` puts article ``number``."""
    return f"{site.url}/{number}"


def serve(site: Site, numbers: Iterable[int]) -> list[Document]:
    """Put articles on the site; returns them as addresses to import."""
    documents = []
    for number in numbers:
        site.page(f"/{number}", page_of(number))
        documents.append(Document(url=address(site, number)))
    return documents


def fetch_all(seconds: float = 20) -> int:
    """Tick and work until nothing waits to be fetched; returns how many ticks had work."""
    end, ticks = time.monotonic() + seconds, 0
    while ImportItem.objects.filter(state__in=["queued", "fetching"]).exists():
        assert time.monotonic() < end, "still waiting to be fetched"
        ticks += bool(tick())
        time.sleep(0.02)
    return ticks


def tick() -> int:
    """What the sweeper's process does each second, and the workers after it."""
    told = tell_pollers() + tell_fetchers()
    for message in queues.take():
        message.run()
    return told
