"""The swimlane chart as plain geometry: entries in, lanes, marks and arcs with coordinates out.

Pure: no database, no clock, no mark-up. The template draws what stands here and nothing else.
All coordinates are whole user units of the SVG; x grows with time, y with the lane.

Days are columns, not a scale: three busy days and a month of silence would leave a scale with
nothing to read. A gap of more than a day is marked as a break. Within a day the order of the
timeline holds (provenance before the clock); the articles that relay an entry stand behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise

LANE_LABELS = 176  # the gutter with the names of the origins
LANE_HEIGHT = 60
TOP = 30
AXIS = 34
ENTRY_PITCH = 76  # room for the verb below a mark
TELLING_PITCH = 30
DAY_PADDING = 20
BREAK = 26  # shown between days that do not follow each other
LEAST_WIDTH = 860
MARK_RADIUS = 11
DOT_RADIUS = 6
TELLINGS_PER_DAY = 6  # more than that in a day are bundled, a mark per lane
NAME_LENGTH = 21


class Held(StrEnum):
    """Whether we hold the text of a report."""

    NO = "no"
    SUGGESTED = "suggested"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class Telling:
    """A text that tells an entry, on so many sites: a relay or a copy of its report."""

    key: str
    anchor: str
    words: str
    day: date | None = None
    is_copy: bool = False
    is_inferred: bool = False
    sites: int = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One development, in the order of the timeline.

    ``target`` is the key of the entry that it adds to or denies, "" for none; ``verb`` is what
    its origin does ("adds"); ``kind`` chooses shape and line; ``words`` is the whole sentence.
    """

    key: str
    anchor: str
    number: int
    origin: str
    kind: str
    verb: str
    words: str
    day: date | None = None
    is_approximate: bool = False
    held: Held = Held.NO
    target: str = ""
    tellings: tuple[Telling, ...] = ()


@dataclass(frozen=True, slots=True)
class Lane:
    name: str
    full_name: str
    y: int


@dataclass(frozen=True, slots=True)
class Mark:
    """An entry on its lane; ``left`` and ``top`` are those of a target of 28 by 28."""

    x: int
    y: int
    number: int
    kind: str
    held: Held
    verb: str
    anchor: str
    words: str

    @property
    def left(self) -> int:
        return self.x - 14

    @property
    def top(self) -> int:
        return self.y - 14

    @property
    def verb_x(self) -> int:
        """Beside the lines that leave the mark downwards."""
        return self.x + 14

    @property
    def verb_y(self) -> int:
        return self.y + 24


@dataclass(frozen=True, slots=True)
class Dot:
    """One article (or ``count`` of them) that tells an entry."""

    x: int
    y: int
    anchor: str
    words: str
    is_copy: bool
    is_inferred: bool
    count: int = 1

    @property
    def left(self) -> int:
        return self.x - 14

    @property
    def top(self) -> int:
        return self.y - 14


@dataclass(frozen=True, slots=True)
class Arc:
    """A line between two marks; ``style`` is "relay", "adds", "denies" or "revises"."""

    path: str
    style: str
    is_inferred: bool = False
    query_x: int = 0
    query_y: int = 0


@dataclass(frozen=True, slots=True)
class Day:
    label: str
    x: int
    left: int
    right: int
    after_break: bool = False

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def break_x(self) -> int:
        return self.left - BREAK // 2


@dataclass(frozen=True, slots=True)
class Chart:
    width: int
    height: int
    lanes: tuple[Lane, ...]
    days: tuple[Day, ...]
    arcs: tuple[Arc, ...]
    marks: tuple[Mark, ...]
    dots: tuple[Dot, ...]
    summary: str

    @property
    def lanes_left(self) -> int:
        return LANE_LABELS

    @property
    def axis_y(self) -> int:
        return self.height - AXIS

    @property
    def label_y(self) -> int:
        return self.height - 12


STYLES = {
    "addition": "adds",
    "confirmation": "adds",
    "denial": "denies",
    "correction": "revises",
    "retraction": "revises",
}
"""How the line from an entry to its target is drawn."""


def draw(entries: Sequence[Entry]) -> Chart | None:
    """Lay ``entries`` (in timeline order) out; ``None`` when there is nothing to draw."""
    if not entries:
        return None
    dated = _with_days(entries)
    lanes = _lanes(dated)
    height_of = {lane.full_name: lane.y for lane in lanes}
    columns = _columns(dated)
    marks = {e.key: _mark(e, columns.entries[e.key], height_of[e.origin]) for e in dated}
    dots, relays = _tellings(dated, columns, marks)
    return Chart(
        width=columns.width,
        height=TOP + LANE_HEIGHT * len(lanes) + AXIS,
        lanes=lanes,
        days=columns.days,
        arcs=(*relays, *_links(dated, marks)),
        marks=tuple(marks.values()),
        dots=tuple(dots),
        summary=summarise(entries),
    )


def summarise(entries: Iterable[Entry]) -> str:
    """The chart in words, for whoever does not see it: a sentence for each entry."""
    return " ".join(_sentence(entry) for entry in entries)


def _sentence(entry: Entry) -> str:
    told = sum(telling.sites for telling in entry.tellings)
    held = {
        Held.NO: "its text is not held",
        Held.SUGGESTED: "a text is held that the program takes for a copy of it",
        Held.YES: "its text is held",
    }[entry.held]
    relays = {0: "no other article tells it", 1: "one article tells it"}.get(
        told, f"{told} articles tell it"
    )
    return f"{entry.number}: {entry.words.rstrip('.')}; {held}, {relays}."


# --- days and columns -----------------------------------------------------------------------


def _with_days(entries: Sequence[Entry]) -> list[Entry]:
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


@dataclass(frozen=True, slots=True)
class _Columns:
    width: int
    days: tuple[Day, ...]
    entries: dict[str, int]
    tellings: dict[tuple[date | None, str], int]


BUNDLE = "bundle"


def _columns(entries: Sequence[Entry]) -> _Columns:
    """The x of every entry and of every article that tells one."""
    slots = _slots(entries)
    needed = LANE_LABELS + sum(_needed(slots[day]) for day in slots) + _breaks(slots) * BREAK
    stretch = max(1.0, (LEAST_WIDTH - LANE_LABELS) / max(1, needed - LANE_LABELS))
    x = float(LANE_LABELS)
    places: dict[date | None, dict[str, int]] = {}
    days: list[Day] = []
    previous: date | None = None
    for day, pitches in slots.items():
        broken = _is_break(previous, day)
        x += BREAK * stretch * broken
        left = x
        x += DAY_PADDING * stretch
        places[day] = {}
        for key, pitch in pitches.items():
            places[day][key] = round(x + pitch * stretch / 2)
            x += pitch * stretch
        x += DAY_PADDING * stretch
        days.append(
            Day(_label(previous, day), round((left + x) / 2), round(left), round(x), broken)
        )
        previous = day
    at = {e.key: places[e.day][_entry_slot(e)] for e in entries}
    tellings = {(day, key): p for day, found in places.items() for key, p in found.items()}
    return _Columns(round(x), tuple(days), at, tellings)


def _slots(entries: Sequence[Entry]) -> dict[date | None, dict[str, int]]:
    """For every day in order: its columns from left to right, each with its width."""
    days = {e.day for e in entries} | {t.day for e in entries for t in e.tellings}
    slots: dict[date | None, dict[str, int]] = {}
    for day in sorted(days, key=lambda d: d or date.max):
        slots[day] = {_entry_slot(e): ENTRY_PITCH for e in entries if e.day == day}
        slots[day] |= dict.fromkeys(_telling_slots(entries, day), TELLING_PITCH)
    return slots


def _entry_slot(entry: Entry) -> str:
    return f"entry {entry.key}"


def _telling_slots(entries: Sequence[Entry], day: date | None) -> list[str]:
    """An article has one column, whatever it tells; too many share one."""
    keys = dict.fromkeys(t.key for e in entries for t in e.tellings if t.day == day)
    return list(keys) if len(keys) <= TELLINGS_PER_DAY else [BUNDLE]


def _needed(pitches: dict[str, int]) -> int:
    return 2 * DAY_PADDING + sum(pitches.values())


def _breaks(slots: dict[date | None, dict[str, int]]) -> int:
    return sum(_is_break(before, after) for before, after in pairwise(slots))


def _is_break(before: date | None, after: date | None) -> bool:
    return before is not None and after is not None and (after - before).days > 1


def _label(before: date | None, day: date | None) -> str:
    if day is None:
        return "no date"
    year = f" {day.year}" if before is None or before.year != day.year else ""
    return f"{day.day} {day:%b}{year}"


# --- lanes, marks, arcs ---------------------------------------------------------------------


def _lanes(entries: Sequence[Entry]) -> tuple[Lane, ...]:
    names = list(dict.fromkeys(entry.origin for entry in entries))
    return tuple(
        Lane(_short(name), name, TOP + LANE_HEIGHT * i + LANE_HEIGHT // 2)
        for i, name in enumerate(names)
    )


def _short(name: str) -> str:
    name = name.removeprefix("The ") if len(name) > NAME_LENGTH else name
    return name if len(name) <= NAME_LENGTH else name[: NAME_LENGTH - 1].rstrip() + "…"


def _mark(entry: Entry, x: int, y: int) -> Mark:
    approximate = "about " if entry.is_approximate else ""
    when = f", {approximate}{entry.day.day} {entry.day:%B %Y}" if entry.day else ""
    words = f"{entry.number}: {entry.words.rstrip('.')}{when}"
    return Mark(x, y, entry.number, entry.kind, entry.held, entry.verb, entry.anchor, words)


def _tellings(
    entries: Sequence[Entry], columns: _Columns, marks: dict[str, Mark]
) -> tuple[list[Dot], list[Arc]]:
    dots: list[Dot] = []
    arcs: list[Arc] = []
    for entry in entries:
        mark = marks[entry.key]
        for dot in _dots(entry, columns, mark.y):
            dots.append(dot)
            arcs.append(_bow(mark, dot))
    return dots, arcs


def _dots(entry: Entry, columns: _Columns, y: int) -> list[Dot]:
    """A mark for each article that tells the entry; those of a crowded day share one."""
    dots: list[Dot] = []
    bundles: dict[date | None, list[Telling]] = {}
    for telling in entry.tellings:
        x = columns.tellings.get((telling.day, telling.key))
        if x is None:
            bundles.setdefault(telling.day, []).append(telling)
        else:
            t = telling
            dots.append(Dot(x, y, t.anchor, t.words, t.is_copy, t.is_inferred))
    for day, tellings in bundles.items():
        dots.append(_bundle(entry, tellings, columns.tellings[day, BUNDLE], y))
    return dots


def _bundle(entry: Entry, tellings: Sequence[Telling], x: int, y: int) -> Dot:
    if len(tellings) == 1:
        t = tellings[0]
        return Dot(x, y, t.anchor, t.words, t.is_copy, t.is_inferred)
    return Dot(
        x=x,
        y=y,
        anchor=tellings[0].anchor,
        words=f"{len(tellings)} articles tell {entry.number}",
        is_copy=False,
        is_inferred=all(t.is_inferred for t in tellings),
        count=len(tellings),
    )


def _bow(mark: Mark, dot: Dot) -> Arc:
    """A flat bow above the lane, higher the further it reaches."""
    rise = min(12 + abs(dot.x - mark.x) // 9, LANE_HEIGHT // 2 + 6)
    start, end = mark.y - MARK_RADIUS, dot.y - DOT_RADIUS
    middle = (mark.x + dot.x) // 2
    path = f"M{mark.x} {start}Q{middle} {start - rise} {dot.x} {end}"
    return Arc(path, "relay", dot.is_inferred, dot.x, dot.y - DOT_RADIUS - 6)


def _links(entries: Sequence[Entry], marks: dict[str, Mark]) -> list[Arc]:
    """A line from each entry to the one that it adds to, denies or corrects."""
    trunks: dict[str, int] = {}
    arcs: list[Arc] = []
    for entry in entries:
        if entry.target not in marks or entry.target == entry.key:
            continue
        shift = trunks.get(entry.target, 0)
        trunks[entry.target] = shift + 1
        path = _elbow(marks[entry.target], marks[entry.key], shift)
        arcs.append(Arc(path, STYLES.get(entry.kind, "adds")))
    return arcs


def _elbow(target: Mark, mark: Mark, shift: int) -> str:
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
