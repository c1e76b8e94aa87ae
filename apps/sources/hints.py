"""What a feed says of an article, for where its page says less. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from storytracker.analysis.types import UNDATED, Basis, Dating, Precision

EXACTNESS = (Precision.UNKNOWN, Precision.MONTH, Precision.DAY, Precision.MINUTE)
FROM_FEED = "the feed’s date"
_MONTH = re.compile(r"\d{4}-\d{2}")


def title_of(hints: Mapping[str, Any]) -> str:
    """The entry's title; empty where the feed gave none."""
    return str(hints.get("title", ""))


def authors_of(hints: Mapping[str, Any]) -> Sequence[str]:
    """The entry's authors; none where the feed named none."""
    return [str(name) for name in hints.get("authors", ())]


def published_of(hints: Mapping[str, Any]) -> Dating:
    """The entry's date, with basis "feed"; undated where it has none that can be read."""
    words = str(hints.get("published", ""))
    try:
        if _MONTH.fullmatch(words):
            return from_feed(date.fromisoformat(f"{words}-01"), precision=Precision.MONTH)
        moment = datetime.fromisoformat(words)
    except ValueError:
        return UNDATED
    if "T" not in words:
        return from_feed(moment.date(), precision=Precision.DAY)
    offset = moment.utcoffset()
    return from_feed(
        moment.date(),
        clock=moment.time(),
        utc_offset=None if offset is None else int(offset.total_seconds() // 60),
        precision=Precision.MINUTE,
    )


def from_feed(day: date, **known: Any) -> Dating:
    return Dating(day, basis=Basis.FEED, reasons=(FROM_FEED,), **known)


def merged(page: Dating, feed: Dating) -> Dating:
    """The page's date, made good by the feed's where the page has none or a less exact one.

    A feed's date is when the entry was put out, which is at times that of a later edition: where
    page and feed name different days, the page's stays, unless it was only inferred.
    """
    if feed.day is None:
        return page
    if page.day is None or page.basis is Basis.INFERRED:
        return feed
    if feed.day in (page.day, *page.other_days) and page.other_days:
        return replace(feed, reasons=(*page.reasons, "the feed’s date tells which day is meant"))
    less_exact = EXACTNESS.index(page.precision) < EXACTNESS.index(feed.precision)
    if less_exact and agrees(page, feed.day):
        return replace(feed, reasons=(*page.reasons, "the feed’s date is more exact"))
    return page


def agrees(page: Dating, day: date) -> bool:
    """True where ``day`` is what the page says, as far as it says it."""
    assert page.day is not None
    if page.precision is Precision.MONTH:
        return (page.day.year, page.day.month) == (day.year, day.month)
    return page.day == day
