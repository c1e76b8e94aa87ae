"""How a feed is doing, as a state and one line of words. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext, ngettext

from apps.sources.models import Feed

# With nothing new for as long, somebody may want to look whether the feed still lives.
QUIET_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Health:
    """``state`` is "ok", "failing", "paused" or "new"; ``words`` say why."""

    state: str
    words: str


def health_of(feed: Feed, now: datetime) -> Health:
    """How ``feed`` is doing."""
    if feed.paused_at:
        paused = feed.pause_reason or gettext("Paused. Nothing is asked until you resume.")
        return Health("paused", paused)
    if feed.failures:
        times = ngettext("once", "%(number)s times in a row", feed.failures)
        answer = feed.last_error or gettext("no answer")
        words = gettext("Failed %(times)s: %(answer)s")
        return Health(
            "failing", words % {"times": numbered(times, feed.failures), "answer": answer}
        )
    if feed.last_polled_at is None:
        return Health("new", gettext("Not asked yet; that happens within a minute."))
    taken = ngettext(
        "%(number)s article taken so far", "%(number)s articles taken so far", feed.entries_taken
    )
    how = {
        "every": interval_in_words(feed.interval_seconds),
        "taken": numbered(taken, feed.entries_taken),
    }
    if now - (feed.last_new_at or feed.created_at) > QUIET_AFTER:
        return Health(
            "ok", gettext("Asked every %(every)s; nothing new for a month. %(taken)s.") % how
        )
    return Health("ok", gettext("Asked every %(every)s; %(taken)s.") % how)


def numbered(words: str, number: int) -> str:
    """``words`` with ``number`` where they have a place for it."""
    return words % {"number": f"{number:,}"}


def interval_in_words(seconds: int) -> str:
    """ "15 minutes", "2 hours", "day"."""
    minutes = max(1, round(seconds / 60))
    if minutes >= 24 * 60:
        days = round(minutes / (24 * 60))
        return numbered(ngettext("day", "%(number)s days", days), days)
    if minutes >= 55:
        hours = round(minutes / 60) if minutes >= 90 else 1
        return numbered(ngettext("hour", "%(number)s hours", hours), hours)
    return numbered(ngettext("minute", "%(number)s minutes", minutes), minutes)
