"""Feeds and lists of feeds, as read."""

from __future__ import annotations

from dataclasses import dataclass

from storytracker.analysis.types.dates import UNDATED, Dating


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of a feed.

    ``key`` names it for good: its id, else its address, else a hash of title and date; unique
    within one feed wherever id, address or title differ. ``url`` is absolute (http or https) or
    empty. ``title`` and ``summary`` are plain text on one line. ``content_html`` is the full
    text as mark-up, raw (nothing cleaned out of it), where the feed holds it.
    """

    key: str
    url: str
    title: str
    published: Dating = UNDATED
    updated: Dating = UNDATED
    authors: tuple[str, ...] = ()
    summary: str = ""
    content_html: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as read, its entries in the feed's own order.

    ``ttl_minutes`` is how long the publisher says that it stays fresh. ``problem`` says in words
    why nothing could be read; ``notice`` says what was left out of a feed that could be read
    in part. Both are empty when all is well; a feed without entries is well.
    """

    title: str = ""
    home_url: str = ""
    self_url: str = ""
    language: str = ""
    entries: tuple[FeedEntry, ...] = ()
    ttl_minutes: int | None = None
    problem: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that a page names: its absolute address, and the title that the page gives it."""

    url: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class OpmlFeed:
    """One subscription of an OPML list; ``folder`` is its path of outlines, "News/World"."""

    url: str
    title: str = ""
    home_url: str = ""
    folder: str = ""
