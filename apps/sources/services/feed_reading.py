"""Reading what a feed's address answered with, in a child process with limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apps.sources.services.isolating import run_isolated
from storytracker import isolation
from storytracker.analysis import wire
from storytracker.analysis.reading.feeds import find_feeds, read_feed
from storytracker.analysis.types import Feed, FeedLink
from storytracker.analysis.warming import load_everything

_EXAMPLES = (
    b'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>A</title><item>'
    b"<title>One</title><link>https://example.org/1</link><guid>1</guid>"
    b"<pubDate>Mon, 04 May 2020 10:00:00 GMT</pubDate><description>&lt;p&gt;x&lt;/p&gt;"
    b"</description></item></channel></rss>",
    b'{"version": "https://jsonfeed.org/version/1.1", "title": "A", "items": []}',
    b"<html><link rel=alternate type=application/rss+xml href=/feed></html>",
)


@dataclass(frozen=True, slots=True)
class FeedReading:
    """A feed as read, or the feeds that a page names which came in its place."""

    feed: Feed
    links: tuple[FeedLink, ...] = ()


def feed_to_json(header: Mapping[str, Any], body: bytes) -> dict[str, Any]:
    """Read a feed; where it is none, look for the feeds that it names as a page."""
    feed = read_feed(body, **header)
    links = find_feeds(body, header["url"]) if feed.problem else ()
    written: dict[str, Any] = wire.to_json(FeedReading(feed, links))
    return written


def feed_from_json(value: object) -> FeedReading:
    """The reading that ``value`` was made from. Raises ValueError for anything else."""
    return wire.from_json(FeedReading, value, 0)


def warm() -> None:
    """Load all that reading a feed opens files for."""
    load_everything()
    for example in _EXAMPLES:
        feed_to_json({"url": "https://example.org/"}, example)


isolation.register("feed", feed_to_json, warm=warm)


def read_in_child(content: bytes, *, url: str, content_type: str) -> FeedReading:
    """Read the bytes of a feed from ``url``.

    Raises Breach where it broke the reader's limits, ChildFailed where the program failed on it,
    NoChild where the system gives no process to read in, OutOfTime as ``isolation.call`` does.
    """
    header = {"url": url, "content_type": content_type}
    return run_isolated("feed", header, content, feed_from_json)
