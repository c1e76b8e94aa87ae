"""What the chart is drawn from, and what it consists of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Held(StrEnum):
    """Whether we hold the text of a report."""

    NO = "no"
    SUGGESTED = "suggested"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class Telling:
    """A text that tells an entry, on so many sites: a relay or a copy of its report."""

    key: str
    address: str
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
    ``clock`` is the time of day, "18:05", "" where it is not known to the minute.
    """

    key: str
    address: str
    number: int
    origin: str
    kind: str
    verb: str
    words: str
    day: date | None = None
    clock: str = ""
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
    """An entry on its lane; ``shape`` is "report", "denies" or "revises"."""

    x: int
    y: int
    number: int
    shape: str
    held: Held
    verb: str
    address: str
    words: str


@dataclass(frozen=True, slots=True)
class Dot:
    """One article (or ``count`` of them) that tells an entry."""

    x: int
    y: int
    address: str
    words: str
    is_copy: bool
    is_inferred: bool
    count: int = 1


@dataclass(frozen=True, slots=True)
class Arc:
    """A line between two marks; ``style`` is "relay", "adds", "denies" or "revises"."""

    path: str
    style: str
    is_inferred: bool = False
    query_x: int = 0
    query_y: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """All arcs that look the same, as one path."""

    style: str
    is_inferred: bool
    path: str


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


@dataclass(frozen=True, slots=True)
class Tick:
    """A time of day below its mark."""

    x: int
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """``names_width`` is that of the gutter with the names, which stays while the rest scrolls."""

    names_width: int
    width: int
    height: int
    axis_y: int
    lanes: tuple[Lane, ...]
    days: tuple[Day, ...]
    ticks: tuple[Tick, ...]
    arcs: tuple[Arc, ...]
    marks: tuple[Mark, ...]
    dots: tuple[Dot, ...]
    summary: str
    is_dense: bool

    @property
    def lines(self) -> tuple[Line, ...]:
        """The arcs, a path for each look."""
        paths: dict[tuple[str, bool], list[str]] = {}
        for arc in self.arcs:
            paths.setdefault((arc.style, arc.is_inferred), []).append(arc.path)
        return tuple(Line(style, inferred, "".join(p)) for (style, inferred), p in paths.items())

    @property
    def lane_path(self) -> str:
        return "".join(f"M0 {lane.y}H{self.width}" for lane in self.lanes)

    @property
    def break_path(self) -> str:
        """A line in each stretch of time that is left out."""
        pairs = zip(self.days, self.days[1:], strict=False)
        gaps = ((a.right + b.left) // 2 for a, b in pairs if b.after_break)
        return "".join(f"M{x} 6V{self.axis_y}" for x in gaps)

    @property
    def tick_y(self) -> int:
        return self.axis_y + 15

    @property
    def label_y(self) -> int:
        """Dates stand below; above, where the chart may be higher than the screen."""
        return 16 if self.is_dense else self.height - 10
