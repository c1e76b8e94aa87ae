"""RSS, RDF, Atom and CDF, read by feedparser from bytes that have been made safe before."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import feedparser

from storytracker.analysis.reading.feeds.safe_xml import safe_xml
from storytracker.analysis.reading.feeds.wording import (
    LONGEST_TITLE,
    address,
    dated,
    is_marked_up,
    language_tag,
    lasting_key,
    minutes_of,
    people,
    shortened,
    with_own_keys,
    words_of_markup,
)
from storytracker.analysis.types import UNDATED, Dating, Feed, FeedEntry

_ROOTS = frozenset({"rss", "feed", "rdf", "channel"})
_NOT_FEEDS = {
    "html": "This is a web page, not a feed. Give the address of the page's feed.",
    "opml": "This is a list of feeds (OPML), not a feed. Import it as a list.",
    "sitemapindex": "This is a site map, not a feed.",
    "urlset": "This is a site map, not a feed.",
}
# RSS 1.0 module "syndication": how long a period is.
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
Parsed = dict[str, Any]


def read_xml_feed(text: str, url: str) -> Feed:
    """Read the characters of a feed in XML (none that XML forbids); never raises."""
    safe = safe_xml(text)
    if safe.root in _NOT_FEEDS:
        return Feed(problem=_NOT_FEEDS[safe.root])
    if safe.problem:
        return Feed(problem=f"This could not be read as a feed. {safe.problem}")
    parsed = _parsed(safe.xml)
    if parsed is None:
        return Feed(problem="The feed's mark-up is broken so badly that it can't be read.")
    if safe.root not in _ROOTS and not parsed["entries"]:
        return Feed(problem=f"This is XML of another kind (“{safe.root}”), not a feed.")
    return _feed(parsed, address(url), safe.notice)


def _parsed(xml: bytes) -> Parsed | None:
    """What feedparser makes of it.

    It isn't told the feed's address: it would resolve ids too, which have to stay the same
    when a feed moves.
    """
    headers = {"content-type": "application/xml; charset=utf-8"}
    try:
        parsed: Parsed = feedparser.parse(
            io.BytesIO(xml),  # never the bytes: feedparser would open a file of such a name
            response_headers=headers,
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except Exception:  # whatever it stumbles over, the other feeds go on
        return None
    return parsed


def _feed(parsed: Parsed, url: str, notice: str) -> Feed:
    feed = parsed["feed"]
    entries = (_entry(entry, url) for entry in parsed["entries"])
    return Feed(
        title=_words(feed, "title", LONGEST_TITLE),
        home_url=address(feed.get("link"), url),
        self_url=next(_links(feed, ("self",), url), ""),
        language=language_tag(feed.get("language")),
        entries=with_own_keys(entries),
        ttl_minutes=_ttl(feed),
        notice=notice,
    )


def _ttl(feed: Parsed) -> int | None:
    period = _PERIODS.get(str(feed.get("sy_updateperiod", "")).strip().lower())
    if feed.get("ttl") or period is None:
        return minutes_of(feed.get("ttl", ""))
    times = minutes_of(feed.get("sy_updatefrequency") or 1) or 1
    return minutes_of(1, period / times)


def _entry(entry: Parsed, base: str) -> FeedEntry:
    title = _words(entry, "title", LONGEST_TITLE)
    url = _entry_url(entry, base)
    published, updated = _dates(entry)
    content = _content(entry)
    return FeedEntry(
        key=lasting_key(_text(entry.get("id")), url, title, published),
        url=url,
        title=title,
        published=published,
        updated=updated,
        authors=people(_names(entry)),
        summary=_words(entry, "summary") or words_of_markup(content),
        content_html=content,
        language=_language(entry),
    )


def _entry_url(entry: Parsed, base: str) -> str:
    """The article's own address: what FeedBurner replaced, the link, another link, the id."""
    candidates = (
        entry.get("feedburner_origlink"),
        next(_links(entry, ("alternate",), base), ""),
        entry.get("link"),
        next(_links(entry, ("", "via", "related"), base), ""),
    )
    found = next((url for each in candidates if (url := address(each, base))), "")
    # RDF's id is an address; RSS says of its own whether it is one.
    return found or (address(entry.get("id")) if entry.get("guidislink") is not False else "")


def _links(holder: Parsed, rels: tuple[str, ...], base: str) -> Iterator[str]:
    for link in holder.get("links") or ():
        if link.get("rel", "") in rels and (url := address(link.get("href"), base)):
            yield url


def _dates(entry: Parsed) -> tuple[Dating, Dating]:
    """When it was published and last changed; a feed that gives one date means the first.

    Read by ``dict.get``: feedparser's own look-up answers "updated" with "published".
    """
    found = {
        key: dated(
            dict.get(entry, key),
            f"the feed's “{key}”",
            dict.get(entry, f"{key}_parsed"),
        )
        for key in ("published", "created", "updated")
    }
    first = next((each for each in found.values() if each.day is not None), UNDATED)
    return first, found["updated"]


def _names(entry: Parsed) -> Iterator[object]:
    listed = [each.get("name") for each in entry.get("authors") or ()]
    yield from listed if any(listed) else [entry.get("author")]


def _content(entry: Parsed) -> str:
    """The full text as mark-up: the longest "content"; plain text in ``pre`` is none."""
    values = [
        _text(each.get("value"))
        for each in entry.get("content") or ()
        if "html" in _text(each.get("type")) or "<" in _text(each.get("value"))
    ]
    return max(values, key=len, default="")


def _words(holder: Parsed, key: str, longest: int = 5000) -> str:
    value, detail = _text(holder.get(key)), holder.get(f"{key}_detail") or {}
    if _text(detail.get("type")) not in ("", "text/plain") or is_marked_up(value):
        return words_of_markup(value, longest)
    return shortened(value, longest)


def _language(entry: Parsed) -> str:
    details = [
        entry.get("title_detail"),
        *(entry.get("content") or ()),
        entry.get("summary_detail"),
    ]
    tags = (language_tag(detail.get("language")) for detail in details if detail)
    return language_tag(dict.get(entry, "language")) or next(filter(None, tags), "")


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
