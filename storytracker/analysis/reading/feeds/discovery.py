"""The feeds that a web page names, for people who paste a site's address in place of a feed's."""

from __future__ import annotations

import re
from html import unescape

from storytracker.analysis.reading.encoding import decode
from storytracker.analysis.reading.feeds.wording import LONGEST_TITLE, address, shortened
from storytracker.analysis.types import FeedLink

MOST_FEEDS = 30
LOOKED_AT = 500_000  # code points of a page that are searched: its links stand in the head

_TYPES = re.compile(
    r"application/(?:rss|atom|rdf|feed)\+(?:xml|json)|application/json|(?:text|application)/xml",
    re.IGNORECASE,
)
_LINK = re.compile(r"<(link|base)\b([^<>]{1,4000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"([A-Za-z-]{2,20})\s{0,5}=\s{0,5}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.DOTALL
)
_COMMENT_OPEN, _COMMENT_CLOSE = "<!--", "-->"


def find_feeds(html: bytes, url: str = "") -> tuple[FeedLink, ...]:
    """The feeds that the ``link`` elements of a page name, in its order, absolute, each once.

    ``url`` is the page's. ``rel=alternate`` with a feed's media type, or ``rel=feed``, counts.
    Never raises; linear in the size of the page.
    """
    text = _without_comments(decode(html).text[:LOOKED_AT])
    base, found = address(url), dict[str, FeedLink]()
    for element, attributes in _LINK.findall(text):
        values = _attributes(attributes)
        if element.lower() == "base":
            base = address(values.get("href"), base) or base
        elif _is_feed(values) and (target := address(values.get("href"), base)):
            title = shortened(values.get("title", ""), LONGEST_TITLE)
            found.setdefault(target, FeedLink(target, title))
    return tuple(found.values())[:MOST_FEEDS]


def _is_feed(values: dict[str, str]) -> bool:
    rels = values.get("rel", "").lower().split()
    kind = values.get("type", "").partition(";")[0].strip()
    json_api = kind.lower() == "application/json" and "wp-json" in values.get("href", "")
    return "feed" in rels or ("alternate" in rels and bool(_TYPES.fullmatch(kind)) and not json_api)


def _attributes(source: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for name, *quoted in _ATTRIBUTE.findall(source):
        values.setdefault(name.lower(), unescape("".join(quoted)).strip())
    return values


def _without_comments(text: str) -> str:
    kept, at = [], 0
    while (start := text.find(_COMMENT_OPEN, at)) >= 0:
        kept.append(text[at:start])
        end = text.find(_COMMENT_CLOSE, start)
        at = len(text) if end < 0 else end + len(_COMMENT_CLOSE)
    return "".join((*kept, text[at:]))
