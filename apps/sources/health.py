"""How a feed is doing, as a state and one line of words. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

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
        return Health("paused", feed.pause_reason or "Paused. Nothing is asked until you resume.")
    if feed.failures:
        times = "once" if feed.failures == 1 else f"{feed.failures} times in a row"
        return Health("failing", f"Failed {times}: {feed.last_error or 'no answer'}")
    if feed.last_polled_at is None:
        return Health("new", "Not asked yet; that happens within a minute.")
    every = f"Asked every {interval_in_words(feed.interval_seconds)}"
    taken = f"{feed.entries_taken:,} article{'s' * (feed.entries_taken != 1)} taken so far"
    if now - (feed.last_new_at or feed.created_at) > QUIET_AFTER:
        return Health("ok", f"{every}; nothing new for a month. {taken[0].upper()}{taken[1:]}.")
    return Health("ok", f"{every}; {taken}.")


def interval_in_words(seconds: int) -> str:
    """ "15 minutes", "2 hours", "day"."""
    minutes = max(1, round(seconds / 60))
    if minutes >= 24 * 60:
        days = round(minutes / (24 * 60))
        return "day" if days == 1 else f"{days} days"
    if minutes >= 90:
        return f"{round(minutes / 60)} hours"
    return "hour" if minutes >= 55 else ("minute" if minutes == 1 else f"{minutes} minutes")
