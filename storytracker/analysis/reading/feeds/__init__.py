"""Feeds: the bytes of an RSS, RDF, Atom or JSON feed → ``Feed``; the feeds that a page names."""

from storytracker.analysis.reading.feeds.discovery import find_feeds
from storytracker.analysis.reading.feeds.feed import MAX_FEED_BYTES, read_feed

__all__ = ["MAX_FEED_BYTES", "find_feeds", "read_feed"]
