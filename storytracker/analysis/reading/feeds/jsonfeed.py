"""JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from storytracker.analysis.reading.feeds.safe_xml import MAX_ENTRIES
from storytracker.analysis.reading.feeds.wording import (
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    address,
    dated,
    language_tag,
    lasting_key,
    people,
    shortened,
    with_own_keys,
    words_of_markup,
)
from storytracker.analysis.types import Feed, FeedEntry

_VERSION = "jsonfeed.org/version/"
Item = dict[str, Any]


def read_json_feed(text: str, url: str) -> Feed:
    """Read the characters of a JSON Feed fetched from ``url``; never raises."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        return Feed(problem="This looks like JSON but is broken, so no feed could be read from it.")
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        return Feed(problem="This is JSON, but no JSON Feed: it has no list of items.")
    if _VERSION not in str(feed.get("version", "")):
        return Feed(problem="This is JSON, but it doesn't say that it is a JSON Feed.")
    items = [item for item in feed["items"][:MAX_ENTRIES] if isinstance(item, dict)]
    base = address(url) or address(feed.get("feed_url"))
    language = language_tag(feed.get("language"))
    return Feed(
        title=shortened(_text(feed.get("title")), LONGEST_TITLE),
        home_url=address(feed.get("home_page_url"), base),
        self_url=address(feed.get("feed_url"), base),
        language=language,
        entries=with_own_keys(_entry(item, base, feed) for item in items),
        notice=_notice(len(feed["items"]), len(items)),
    )


def _notice(there: int, read: int) -> str:
    if there > MAX_ENTRIES:
        return f"Only the first {MAX_ENTRIES} of its {there} items were looked at."
    return (
        f"{there - read} items were left out: they hold nothing readable." if read < there else ""
    )


def _entry(item: Item, base: str, feed: Item) -> FeedEntry:
    content, words = _text(item.get("content_html")), _text(item.get("content_text"))
    summary = _text(item.get("summary")) or words
    title = shortened(_text(item.get("title")), LONGEST_TITLE)
    url = next(_urls(item, base), "")
    published = dated(item.get("date_published"), "the feed's “date_published”")
    return FeedEntry(
        key=lasting_key(_identity(item.get("id")), url, title or summary[:200], published),
        url=url,
        title=title,
        published=published,
        updated=dated(item.get("date_modified"), "the feed's “date_modified”"),
        authors=people(_names(item)) or people(_names(feed)),
        summary=shortened(summary, LONGEST_SUMMARY) or words_of_markup(content),
        content_html=content,
        language=language_tag(item.get("language")),
    )


def _urls(item: Item, base: str) -> Iterator[str]:
    for key, within in (("url", base), ("external_url", base), ("id", "")):
        if found := address(item.get(key), within):
            yield found


def _identity(value: object) -> str:
    """The id as words: 1.0 allows numbers too."""
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value)[:1000] if numeric else _text(value)


def _names(holder: Item) -> Iterator[object]:
    listed = holder.get("authors")
    for author in (*(listed if isinstance(listed, list) else ()), holder.get("author")):
        if isinstance(author, dict):
            yield author.get("name")


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
