"""What is new, for feed readers: Atom (RFC 4287) and JSON Feed 1.1, and lists of feeds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from html import escape
from typing import Any

from django.utils.feedgenerator import Atom1Feed

from apps.sources.words import basis_in_words, when_in_words
from apps.stories.exports.documents import Documents
from apps.stories.models import Development
from apps.stories.page import sentence_of
from storytracker.analysis.types import Dating, Precision

LONGEST = 100
"""Entries of a feed: a reader that comes once a day misses none of a busy one."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: the developments as they came up here, the newest first.

    ``url`` is its own address, ``home`` the page that it is of, ``updated`` when that last
    changed.
    """

    title: str
    home: str
    url: str
    updated: datetime | None
    rows: Sequence[Development]
    names_stories: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One development as both kinds of feed have it; ``published`` only where it is known to the
    minute and the zone."""

    url: str
    title: str
    html: str
    author: str
    kind: str
    published: datetime | None
    updated: datetime


def items_of(feed: Feed, made: Documents) -> list[Item]:
    return [_item(row, made, feed.names_stories) for row in feed.rows]


def _item(row: Development, made: Documents, names_story: bool) -> Item:
    story = f"{row.story.title} – " if names_story else ""
    return Item(
        url=made.url("development", row.pk),
        title=plain(story + sentence_of(row)),
        html=plain(_html(row, made)),
        author=plain(row.report.name),
        kind=row.kind,
        published=moment_of(row.when),
        updated=row.first_shown_at,
    )


def plain(text: str) -> str:
    """Without what XML 1.0 can't hold at all."""
    return "".join(c for c in text if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff"))


def _html(row: Development, made: Documents) -> str:
    basis = basis_in_words(row.when)
    when = when_in_words(row.when) + (f" ({basis})" if basis else "")
    quoted = "".join(
        f'<blockquote><a href="{escape(p.url, quote=True)}">{escape(p.words)}</a></blockquote>'
        for p in made.passages(row.passages)
    )
    return f"<p>{escape(row.says)}</p>{quoted}<p>{escape(when)}</p>"


def moment_of(dating: Dating) -> datetime | None:
    """The moment, in UTC, of a date that is known to the minute with its zone."""
    if dating.day is None or dating.clock is None or dating.utc_offset is None:
        return None
    if dating.precision is not Precision.MINUTE:
        return None
    clock = time(dating.clock.hour, dating.clock.minute)
    local = datetime.combine(dating.day, clock, UTC)
    return local - timedelta(minutes=dating.utc_offset)


class _Atom(Atom1Feed):
    """Django's Atom, in which an empty feed too says when it was last updated."""

    def __init__(self, updated: datetime, **about: Any) -> None:
        super().__init__(**about)
        self.updated = updated

    def latest_post_date(self) -> datetime:
        return self.updated


def to_atom(feed: Feed, made: Documents) -> bytes:
    items = items_of(feed, made)
    newest = max((item.updated for item in items), default=datetime(1970, 1, 1, tzinfo=UTC))
    out = _Atom(
        updated=feed.updated or newest,
        title=plain(feed.title),
        link=feed.home,
        description="",
        feed_url=feed.url,
        language="en-GB",
    )
    for item in items:
        out.add_item(
            title=item.title,
            link=item.url,
            description=item.html,
            unique_id=item.url,
            author_name=item.author,
            categories=[item.kind],
            pubdate=item.published,
            updateddate=item.updated,
        )
    return out.writeString("utf-8").encode()


def to_json_feed(feed: Feed, made: Documents) -> bytes:
    found: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.url,
        "language": "en-GB",
        "items": [_json_item(item) for item in items_of(feed, made)],
    }
    return json.dumps(found, ensure_ascii=False, indent=1).encode()


def _json_item(item: Item) -> dict[str, Any]:
    published = {"date_published": item.published.isoformat()} if item.published else {}
    return {
        "id": item.url,
        "url": item.url,
        "title": item.title,
        "content_html": item.html,
        "date_modified": item.updated.isoformat(),
        "authors": [{"name": item.author}],
        "tags": [item.kind],
    } | published


def newest(rows: Iterable[datetime | None]) -> datetime | None:
    """The newest of some moments; ``None`` where there is none."""
    return max((row for row in rows if row), default=None)
