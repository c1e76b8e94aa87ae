"""A story as TimelineJS 3 reads it (knightlab.com, “Using JSON with TimelineJS”)."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import Any

from apps.sources.words import basis_in_words
from apps.stories.exports.documents import Documents
from apps.stories.exports.schema import Development, Passage
from apps.stories.services import StoryReading
from storytracker.analysis.types import Dating, Precision


def to_timelinejs(reading: StoryReading, made: Documents) -> dict[str, Any]:
    """A slide per dated development: its lane (``group``) is the origin, and ``display_date``
    says how exactly the date is known. Texts are HTML there, so words are escaped."""
    rows = zip(made.developments(reading), reading.entries, strict=True)
    dated = [(row, entry.development.when) for row, entry in rows if row.when.day]
    return {
        "title": {"text": {"headline": escape(reading.story.title), "text": _left_out(reading)}},
        "events": [_event(row, dating) for row, dating in dated],
    }


def _left_out(reading: StoryReading) -> str:
    undated = sum(entry.development.when_day is None for entry in reading.entries)
    if not undated:
        return ""
    noun = "development is" if undated == 1 else "developments are"
    return f"<p>{undated} {noun} without a date, and not shown.</p>"


def _event(row: Development, dating: Dating) -> dict[str, Any]:
    assert row.when.day
    start = _date(row.when.day, dating) | {"display_date": escape(row.when.display)}
    words = "".join(_quoted(passage) for passage in row.passages)
    about = f"<p>{escape(basis_in_words(dating))}</p>"
    return {
        "unique_id": f"d{row.id or row.position}",
        "start_date": start,
        "display_date": escape(row.when.display),
        "group": escape(row.origin),
        "text": {"headline": escape(row.sentence), "text": words + about},
    }


def _date(day: date, dating: Dating) -> dict[str, int]:
    """No more exact than what is known."""
    found = {"year": day.year, "month": day.month}
    if dating.precision is Precision.MONTH:
        return found
    found["day"] = day.day
    if dating.precision is Precision.MINUTE and dating.clock:
        found |= {"hour": dating.clock.hour, "minute": dating.clock.minute}
    return found


def _quoted(passage: Passage) -> str:
    url = escape(passage.url, quote=True)
    return f'<blockquote><a href="{url}">{escape(passage.words)}</a></blockquote>'
