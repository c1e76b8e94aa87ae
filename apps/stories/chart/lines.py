"""Lines between marks: bows to what tells an entry, elbows to what it adds to or denies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from apps.stories.chart.scale import DOT_RADIUS, MARK_RADIUS
from apps.stories.chart.shapes import Arc, Dot, Entry, Mark

STYLES = {
    "addition": "adds",
    "confirmation": "adds",
    "denial": "denies",
    "correction": "revises",
    "retraction": "revises",
}
"""How the line from an entry to its target is drawn."""


def bow(mark: Mark, dot: Dot, lane_height: int) -> Arc:
    """A flat bow above the lane, higher the further it reaches."""
    rise = min(12 + abs(dot.x - mark.x) // 9, lane_height // 2 + 6)
    start, end = mark.y - MARK_RADIUS, dot.y - DOT_RADIUS
    middle = (mark.x + dot.x) // 2
    path = f"M{mark.x} {start}Q{middle} {start - rise} {dot.x} {end}"
    return Arc(path, "relay", dot.is_inferred, dot.x, dot.y - DOT_RADIUS - 6)


def links(entries: Sequence[Entry], marks: Mapping[str, Mark]) -> list[Arc]:
    """A line from each entry to the one that it adds to, denies or corrects."""
    trunks: dict[str, int] = {}
    arcs: list[Arc] = []
    for entry in entries:
        if entry.target not in marks or entry.target == entry.key:
            continue
        shift = trunks.get(entry.target, 0)
        trunks[entry.target] = shift + 1
        path = elbow(marks[entry.target], marks[entry.key], shift)
        arcs.append(Arc(path, STYLES.get(entry.kind, "adds")))
    return arcs


def elbow(target: Mark, mark: Mark, shift: int) -> str:
    """Down (or up) from the target, then along the lane; within a lane a bow below it."""
    if target.y == mark.y:
        low = mark.y + MARK_RADIUS
        return f"M{target.x} {low}Q{(target.x + mark.x) // 2} {low + 24} {mark.x} {low}"
    down = 1 if mark.y > target.y else -1
    trunk = target.x + 5 * (min(shift, 3) - 1)
    right = 1 if mark.x >= trunk else -1
    if abs(mark.x - trunk) <= MARK_RADIUS + 10:
        return f"M{trunk} {target.y + down * MARK_RADIUS}L{mark.x} {mark.y - down * MARK_RADIUS}"
    return (
        f"M{trunk} {target.y + down * (MARK_RADIUS + 1)}V{mark.y - down * 10}"
        f"Q{trunk} {mark.y} {trunk + right * 10} {mark.y}H{mark.x - right * MARK_RADIUS}"
    )
