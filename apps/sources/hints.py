"""What a feed says of an article, for where its page says less. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from storytracker.analysis.types import UNDATED, Basis, Dating, Precision

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
