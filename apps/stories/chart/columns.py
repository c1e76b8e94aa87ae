"""Where things stand in time: days are columns, not a scale.

Three busy days and a month of silence would leave a scale with nothing to read. A gap of more than
a day is marked as a break. Within a day the order of the timeline holds (provenance before the
clock); the articles that relay an entry stand behind it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from apps.stories.chart.scale import LEAST_WIDTH, LETTER, Scale
from apps.stories.chart.shapes import Day, Entry

BUNDLE = "bundle"
Slots = dict[date | None, dict[str, int]]
"""For every day in order: its columns from left to right, each with its width."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The x of every entry by its key, and of what tells one by its day and key."""

    width: int
    days: tuple[Day, ...]
    entries: Mapping[str, int]
    tellings: Mapping[tuple[date | None, str], int]


def with_days(entries: Sequence[Entry]) -> list[Entry]:
    """Give each entry a day to stand in: an undated one stands with its predecessor."""
    known = next((e.day for e in entries if e.day), None)
    placed: list[Entry] = []
    for entry in entries:
        day = entry.day or known
        if entry.is_approximate and day and known and day < known:
            day = known
        known = day
        tellings = tuple(replace(t, day=t.day or day) for t in entry.tellings)
        placed.append(replace(entry, day=day, tellings=tellings))
    return placed


def columns_of(entries: Sequence[Entry], scale: Scale) -> Columns:
    """The x of every entry and of every article that tells one."""
    slots = _slots(entries, scale)
    labels = _labels(slots)
    gaps = sum(_is_break(before, after) for before, after in pairwise(slots))
    widths = {day: _width(slots[day], labels[day], scale) for day in slots}
    needed = sum(widths.values()) + gaps * scale.break_width
    stretch = max(1.0, LEAST_WIDTH / needed)
    x, previous = 0.0, None
    places: dict[tuple[date | None, str], int] = {}
    days: list[Day] = []
    for day, pitches in slots.items():
        broken = _is_break(previous, day)
        left = x + scale.break_width * stretch * broken
        x = left + widths[day] * stretch
        spare = (widths[day] - sum(pitches.values())) / 2
        at = left + spare * stretch
        for key, pitch in pitches.items():
            places[day, key] = round(at + pitch * stretch / 2)
            at += pitch * stretch
        days.append(Day(labels[day], round((left + x) / 2), round(left), round(x), broken))
        previous = day
    at_entry = {e.key: places[e.day, _entry_slot(e)] for e in entries}
    return Columns(round(x), tuple(days), at_entry, places)


def _slots(entries: Sequence[Entry], scale: Scale) -> Slots:
    by_day: dict[date | None, list[Entry]] = {}
    told: dict[date | None, dict[str, None]] = {}
    for entry in entries:
        by_day.setdefault(entry.day, []).append(entry)
        for telling in entry.tellings:
            told.setdefault(telling.day, {})[telling.key] = None
    slots: Slots = {}
    for day in sorted({*by_day, *told}, key=lambda d: d or date.max):
        slots[day] = {_entry_slot(e): scale.entry_pitch for e in by_day.get(day, ())}
        keys = list(told.get(day, ()))
        # An article has one column, whatever it tells; too many share one.
        keys = keys if len(keys) <= scale.tellings_per_day else [BUNDLE]
        slots[day] |= dict.fromkeys(keys, scale.telling_pitch)
    return slots


def _entry_slot(entry: Entry) -> str:
    return f"entry {entry.key}"


def _width(pitches: Mapping[str, int], label: str, scale: Scale) -> int:
    """Of a day: its columns, or its date where that takes more."""
    return max(2 * scale.day_padding + sum(pitches.values()), LETTER * len(label) + 6)


def _is_break(before: date | None, after: date | None) -> bool:
    return before is not None and after is not None and (after - before).days > 1


def _labels(slots: Slots) -> dict[date | None, str]:
    days = list(slots)
    return {day: _label(before, day) for before, day in zip([None, *days], days, strict=False)}


def _label(before: date | None, day: date | None) -> str:
    if day is None:
        return "no date"
    year = f" {day.year}" if before is None or before.year != day.year else ""
    return f"{day.day} {day:%b}{year}"
