"""The small parts of an entry: plain words, sound addresses, dates, people, a lasting key."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from email.utils import parsedate_tz
from hashlib import sha256
from urllib.parse import urljoin, urlsplit

from storytracker.analysis.reading.bylines import split_names
from storytracker.analysis.reading.cleaning import plain
from storytracker.analysis.reading.dates import DateSource, find_date
from storytracker.analysis.types import UNDATED, Basis, Dating, FeedEntry, Precision

LOOKED_AT = 20_000  # code points of mark-up that a title or summary is made from
LONGEST_TITLE = 1000
LONGEST_SUMMARY = 5000
LONGEST_KEY = 500
LONGEST_URL = 4000
MOST_AUTHORS = 20

_BLOCK = re.compile(
    r"</?(?:p|div|br|hr|li|ul|ol|h[1-6]|table|tr|td|th|blockquote|pre|figure|figcaption|img)\b"
    r"[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[A-Za-z!?][^<>]*>")
_ZONE = re.compile(r"(?:[+-]\d\d:?\d\d|[A-Za-z]{1,5})\s*(?:\([^()]*\))?$")
_CLOSING = re.compile(r"</[A-Za-z][A-Za-z0-9]*\s*>")
_UNSEEN = re.compile(r"<(script|style)\b", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")


def words_of_markup(markup: str, longest: int = LONGEST_SUMMARY) -> str:
    """The plain words of a piece of HTML on one line, at most ``longest`` code points."""
    piece = _without_unseen(markup[:LOOKED_AT])
    piece = _TAG.sub("", _BLOCK.sub(" ", piece))
    return shortened(html.unescape(piece), longest)


def is_marked_up(words: str) -> bool:
    """True where a tag is closed in them, whatever the feed calls them."""
    return bool(_CLOSING.search(words))


def _without_unseen(markup: str) -> str:
    kept, at = [], 0
    while unseen := _UNSEEN.search(markup, at):
        kept.append(markup[at : unseen.start()])
        end = markup.lower().find(f"</{unseen[1].lower()}", unseen.end())
        if end < 0:
            return "".join(kept)
        at = end
    return "".join((*kept, markup[at:]))


def shortened(words: str, longest: int) -> str:
    """``words`` on one line, cut at a space where they are longer than ``longest``."""
    line = plain(words[: 4 * longest])
    return line if len(line) <= longest else line[:longest].rsplit(" ", 1)[0] + " …"


def address(url: object, base: str = "") -> str:
    """An absolute http(s) address out of ``url``, which may be relative to ``base``, or ""."""
    if not isinstance(url, str) or not url.strip() or len(url) > LONGEST_URL:
        return ""
    try:
        found = urljoin(base, "".join(url.split()))
        parts = urlsplit(found)
        host = parts.hostname
    except ValueError:
        return ""
    return found if parts.scheme in ("http", "https") and host else ""


def language_tag(tag: object) -> str:
    """A language tag as written, hyphens between its parts; "" for anything else."""
    words = tag.strip() if isinstance(tag, str) else ""
    return words.replace("_", "-") if _LANGUAGE.fullmatch(words) else ""


def people(names: Iterable[object]) -> tuple[str, ...]:
    """Names out of authors' fields: lists taken apart, mail addresses and roles left out."""
    found: dict[str, None] = {}
    for name in names:
        if isinstance(name, str):
            words = re.sub(r"\S+@\S+", " ", words_of_markup(name, 300))
            found.update(dict.fromkeys(split_names(words.strip(" ()<>"))))
    return tuple(found)[:MOST_AUTHORS]


def dated(words: object, name: str, fallback: object = None) -> Dating:
    """When ``words`` (RFC 822, RFC 3339 or anything like them) say, with their time zone.

    ``fallback`` is a nine-tuple in UTC that a feed parser made of them, for rare spellings.
    """
    text = words.strip()[:100] if isinstance(words, str) else ""
    if not text:
        return UNDATED
    found = find_date([DateSource(text, Basis.FEED, name)])
    if found.day is not None and found.precision is not Precision.MONTH:
        return found
    exact = _by_mail_rules(text, name) or (found if found.day else None)
    return exact or _by_tuple(fallback, name)


def _by_mail_rules(text: str, name: str) -> Dating | None:
    """RFC 822 with a year of two figures, and the order of C's ctime."""
    parts = parsedate_tz(text)
    if parts is None:
        return None
    try:
        moment = datetime(*parts[:5])
    except ValueError:
        return None
    # The stdlib takes a missing zone for UTC.
    offset = (parts[9] or 0) // 60 if _ZONE.search(text) else None
    return _dating(moment, offset, name)


def _by_tuple(moment: object, name: str) -> Dating:
    try:
        return _dating(datetime(*tuple(moment)[:5]), 0, name)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return UNDATED


def _dating(moment: datetime, offset: int | None, name: str) -> Dating:
    day = Dating(
        moment.date(),
        precision=Precision.DAY,
        basis=Basis.FEED,
        reasons=(f"{name} gives the date",),
    )
    if moment.time() == time(0, 0):  # programs write a day without a time as midnight
        return day
    if offset is not None and abs(offset) > 14 * 60:
        offset = None
    clock = time(moment.hour, moment.minute)
    return replace(day, clock=clock, utc_offset=offset, precision=Precision.MINUTE)


def hashed_key(title: str, day: date | None) -> str:
    """A key for an entry that has neither id nor address."""
    words = f"{title}\n{day.isoformat() if day else ''}"
    return "hash:" + sha256(words.encode("utf-8", "replace")).hexdigest()


def lasting_key(identity: str, url: str, title: str, published: Dating) -> str:
    """The entry's id, else its address, else a hash; long ones hashed."""
    key = "".join(identity.split()) or url or hashed_key(title, published.day)
    if len(key) > LONGEST_KEY:
        return "hash:" + sha256(key.encode("utf-8", "replace")).hexdigest()
    return key


def with_own_keys(entries: Iterable[FeedEntry]) -> tuple[FeedEntry, ...]:
    """Give entries that share a key one each: some feeds write the same id into all of them.

    Such entries go by their address and title as well; those that agree in all are the same.
    """
    listed = list(entries)
    groups: dict[str, set[tuple[str, str]]] = {}
    for entry in listed:
        groups.setdefault(entry.key, set()).add((entry.url, entry.title))
    return tuple(
        entry if len(groups[entry.key]) == 1 else replace(entry, key=_further_key(entry))
        for entry in listed
    )


def _further_key(entry: FeedEntry) -> str:
    words = "\n".join((entry.key, entry.url, entry.title))
    return "hash:" + sha256(words.encode("utf-8", "replace")).hexdigest()


def minutes_of(count: object, unit: timedelta = timedelta(minutes=1)) -> int | None:
    """``count`` units in minutes, between one minute and a year; ``None`` for anything else."""
    try:
        minutes = int(float(str(count).strip()[:20]) * unit.total_seconds() / 60)
    except (ValueError, OverflowError):
        return None
    return minutes if 1 <= minutes <= 366 * 24 * 60 else None
