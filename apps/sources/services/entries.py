"""From a feed's entries to documents: each once, and only those that are wanted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta, timezone
from hashlib import sha256
from html import escape
from typing import Any
from uuid import uuid4

from django.db import connection

from apps.sources.documents import Document, bad_address
from apps.sources.models import Channel, Feed, FeedEntry
from apps.sources.services.importing import accept_documents
from apps.sources.words import for_machines
from storytracker.analysis import types as found
from storytracker.analysis.types import Dating

# Of a feed that is new to us no more than a day or two of a newsroom's: some feeds hold their
# whole archive, and who adds a feed wants what comes.
NEWEST_OF_A_NEW_FEED = 20
# Code points of mark-up that may hold an article; a teaser has a few hundred.
LEAST_FULL_TEXT = 1000
LONGEST_HINT = 500

INSERT = """
INSERT INTO sources_feedentry (feed_id, key, taken, seen_at)
SELECT %s, key, false, now() FROM unnest(%s::text[]) AS key
ON CONFLICT (feed_id, key) DO NOTHING
RETURNING key
"""


def take_entries(feed: Feed, entries: Sequence[found.FeedEntry]) -> int:
    """Take in what is new in a feed and wanted, as one import; returns how many entries.

    In the caller's transaction, which holds the feed's lease. An entry is known by its own key
    from the first time that it is seen, taken or not. Of a feed that was never read before, the
    newest twenty are taken.
    """
    by_key = {key_of(entry): entry for entry in reversed(entries)}
    new = insert(feed, sorted(by_key))
    wanted = [entry for entry in entries if key_of(entry) in new and is_wanted(feed, entry)]
    if feed.last_ok_at is None:
        newest = {key_of(entry) for entry in newest_first(wanted)[:NEWEST_OF_A_NEW_FEED]}
        wanted = [entry for entry in wanted if key_of(entry) in newest]
    if not wanted:
        return 0
    accept_documents(
        by=feed.created_by,
        channel=Channel.FEED,
        documents=[document_of(feed, entry) for entry in wanted],
        submit_token=uuid4(),
        # What is new now goes before long imports; a feed's first lot goes with them.
        bulk=feed.last_ok_at is None,
        feed=feed,
    )
    taken = FeedEntry.objects.filter(feed=feed, key__in=[key_of(entry) for entry in wanted])
    return taken.update(taken=True)


def insert(feed: Feed, keys: Sequence[str]) -> set[str]:
    """Note entries as seen; returns the keys of those that were not before."""
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [feed.pk, list(keys)])
        return {row[0] for row in cursor.fetchall()}


def key_of(entry: found.FeedEntry) -> str:
    """What an entry is known by, as its row keeps it."""
    return sha256(entry.key.encode("utf-8", "surrogatepass")).hexdigest()


def is_wanted(feed: Feed, entry: found.FeedEntry) -> bool:
    """True where an entry has all of the feed's words in title or summary, and can be taken."""
    said = f"{entry.title} {entry.summary}".casefold()
    has_words = all(word in said for word in feed.words.casefold().split())
    return has_words and (not bad_address(entry.url) or has_full_text(entry))


def has_full_text(entry: found.FeedEntry) -> bool:
    return len(entry.content_html) >= LEAST_FULL_TEXT


def newest_first(entries: Sequence[found.FeedEntry]) -> list[found.FeedEntry]:
    """Entries by date, newest first; in the feed's order where one has no date."""
    if any(entry.published.day is None for entry in entries):
        return list(entries)
    return sorted(entries, key=lambda entry: moment(entry.published), reverse=True)


def moment(dating: Dating) -> datetime:
    """A date as a moment, good enough to sort by."""
    assert dating.day is not None
    zone = timezone(timedelta(minutes=dating.utc_offset)) if dating.utc_offset else UTC
    return datetime.combine(dating.day, dating.clock or time(12), zone)


def document_of(feed: Feed, entry: found.FeedEntry) -> Document:
    """The document that an entry stands for: its page, or its own text where it names none."""
    known: dict[str, Any] = {
        "given_outlet": feed.outlet.name if feed.outlet else "",
        "hints": hints_of(entry),
    }
    if not bad_address(entry.url):
        return Document(url=entry.url, **known)
    return Document(
        content=page_of(entry).encode("utf-8", "replace"),
        content_type="text/html; charset=utf-8",
        **known,
    )


def hints_of(entry: found.FeedEntry) -> dict[str, Any]:
    """What a feed says of an entry, for where its page says nothing."""
    hints = {
        "title": without_nul(entry.title)[:LONGEST_HINT],
        "published": for_machines(entry.published),
        "authors": [without_nul(name)[:LONGEST_HINT] for name in entry.authors],
    }
    return {name: value for name, value in hints.items() if value}


def without_nul(words: str) -> str:
    """No column of PostgreSQL takes a NUL."""
    return words.replace("\0", "")


def page_of(entry: found.FeedEntry) -> str:
    """An entry's own text as a page."""
    title = escape(entry.title)
    return (
        f'<!doctype html><html lang="{escape(entry.language)}"><head><title>{title}</title></head>'
        f"<body><article><h1>{title}</h1>{entry.content_html}</article></body></html>"
    )
