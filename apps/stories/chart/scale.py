"""How large things are drawn: roomy where there are few, dense where there are many."""

from __future__ import annotations

from dataclasses import dataclass

NAMES_WIDTH = 176
NAME_LENGTH = 21
"""Characters of a name that fit into ``NAMES_WIDTH``."""
TOP = 30
AXIS = 34
TICKS = 16
"""More below the axis, for times of day."""
LEAST_WIDTH = 560
"""With the names 46 rem, as wide as the column on a screen that the chart is shown on unasked."""
MARK_RADIUS = 11
DOT_RADIUS = 6
FEW = 24
"""Entries that are drawn with room for their verbs; more would be wider than three screens."""
FEW_LANES = 12
MOST_LANES = 30
"""Lanes that can be followed by eye; the origins beyond share the last one."""
LETTER = 7
"""The width of a character of a date at 12 px, rounded up."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Widths and heights in user units.

    ``entry_pitch`` is the column of an entry, at least as wide as a target for a finger;
    ``tellings_per_day`` as many as have a column each, more share one.
    """

    is_dense: bool
    lane_height: int
    entry_pitch: int
    telling_pitch: int
    day_padding: int
    break_width: int
    tellings_per_day: int


def scale_for(entries: int, lanes: int) -> Scale:
    """The scale for so many entries on so many lanes."""
    dense = entries > FEW
    return Scale(
        is_dense=dense,
        lane_height=60 if lanes <= FEW_LANES and not dense else 40,
        entry_pitch=34 if dense else 76,
        telling_pitch=30,
        day_padding=8 if dense else 20,
        break_width=18 if dense else 26,
        tellings_per_day=2 if dense else 6,
    )
