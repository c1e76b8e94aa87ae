"""The whole chart: a lane per origin, a mark per entry, a dot per article that tells it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from apps.stories.chart.columns import BUNDLE, Columns, columns_of, with_days
from apps.stories.chart.lines import bow, links
from apps.stories.chart.scale import (
    AXIS,
    LETTER,
    MOST_LANES,
    NAME_LENGTH,
    NAMES_WIDTH,
    TICKS,
    TOP,
    Scale,
    scale_for,
)
from apps.stories.chart.shapes import Arc, Chart, Dot, Entry, Held, Lane, Mark, Telling, Tick

SHAPES = {"denial": "denies", "correction": "revises", "retraction": "revises"}
"""The shapes of marks, by kind; of any other kind it is that of a report."""


def draw(entries: Sequence[Entry]) -> Chart | None:
    """Lay ``entries`` (in timeline order) out; ``None`` when there is nothing to draw."""
    if not entries:
        return None
    dated = with_days(entries)
    origins = _own_lanes(dated)
    scale = scale_for(len(dated), len(origins))
    lanes = _lanes(origins, dated, scale)
    height_of = {lane.full_name: lane.y for lane in lanes}
    columns = columns_of(dated, scale)
    marks = {
        e.key: _mark(e, columns.entries[e.key], height_of.get(e.origin, lanes[-1].y), scale)
        for e in dated
    }
    dots, relays = _tellings(dated, columns, marks, scale)
    ticks = _ticks(dated, columns)
    axis_y = TOP + scale.lane_height * len(lanes)
    return Chart(
        names_width=NAMES_WIDTH,
        width=columns.width,
        height=axis_y + AXIS + (TICKS if ticks else 0),
        axis_y=axis_y,
        lanes=lanes,
        days=columns.days,
        ticks=ticks,
        arcs=(*relays, *links(dated, marks)),
        marks=tuple(marks.values()),
        dots=tuple(dots),
        summary=summarise(dated),
        is_dense=scale.is_dense,
    )


def summarise(entries: Sequence[Entry]) -> str:
    """What can be seen at a glance, for whoever does not see it; the list tells each entry."""
    origins = len({entry.origin for entry in entries})
    days = sorted(entry.day for entry in entries if entry.day)
    when = f", {_span(days[0], days[-1])}" if days else ""
    verbs = Counter(entry.verb for entry in entries)
    does = ", ".join(f"{count} {verb}" for verb, count in verbs.items())
    missing = sum(entry.held is Held.NO for entry in entries)
    held = f"; the texts of {missing} are not held" if missing else ""
    return (
        f"{len(entries)} entr{'y' if len(entries) == 1 else 'ies'} by {origins} "
        f"origin{'' if origins == 1 else 's'}{when}: {does}{held}. "
        "The list below tells each of them in words."
    )


def _span(first: date, last: date) -> str:
    a, b = (f"{day.day} {day:%B %Y}" for day in (first, last))
    return a if a == b else f"{a} to {b}"


# --- lanes and marks ----------------------------------------------------------------------------


def _own_lanes(entries: Sequence[Entry]) -> list[str]:
    """The origins with a lane of their own, as they come up; of too many those that did most."""
    counts = Counter(entry.origin for entry in entries)
    if len(counts) <= MOST_LANES:
        return list(counts)
    kept = {name for name, _ in counts.most_common(MOST_LANES - 1)}
    return [name for name in counts if name in kept]


def _lanes(origins: Sequence[str], entries: Iterable[Entry], scale: Scale) -> tuple[Lane, ...]:
    others = len({entry.origin for entry in entries} - set(origins))
    names = [*origins, *([f"{others} more origins"] if others else [])]
    half = scale.lane_height // 2
    return tuple(
        Lane(_short(name), name, TOP + scale.lane_height * i + half) for i, name in enumerate(names)
    )


def _short(name: str) -> str:
    name = name.removeprefix("The ") if len(name) > NAME_LENGTH else name
    return name if len(name) <= NAME_LENGTH else name[: NAME_LENGTH - 1].rstrip() + "…"


def _mark(entry: Entry, x: int, y: int, scale: Scale) -> Mark:
    approximate = "about " if entry.is_approximate else ""
    when = f", {approximate}{entry.day.day} {entry.day:%B %Y}" if entry.day else ""
    says = f"{entry.origin} {entry.verb}" if scale.is_dense else entry.words.rstrip(".")
    return Mark(
        x=x,
        y=y,
        number=entry.number,
        shape=SHAPES.get(entry.kind, "report"),
        held=entry.held,
        verb="" if scale.is_dense else entry.verb,
        address=entry.address,
        words=f"{entry.number}: {says}{when}",
    )


def _ticks(entries: Iterable[Entry], columns: Columns) -> tuple[Tick, ...]:
    """The times of day that are known, where they do not run into each other."""
    ticks: list[Tick] = []
    for entry in sorted(entries, key=lambda e: columns.entries[e.key]):
        x = columns.entries[entry.key]
        room = not ticks or x - ticks[-1].x > LETTER * (len(entry.clock) + 1)
        if entry.clock and room:
            ticks.append(Tick(x, entry.clock))
    return tuple(ticks)


# --- who tells it ---------------------------------------------------------------------------------


def _tellings(
    entries: Iterable[Entry], columns: Columns, marks: Mapping[str, Mark], scale: Scale
) -> tuple[list[Dot], list[Arc]]:
    dots: list[Dot] = []
    arcs: list[Arc] = []
    for entry in entries:
        mark = marks[entry.key]
        for dot in _dots(entry, columns, mark.y):
            dots.append(dot)
            arcs.append(bow(mark, dot, scale.lane_height))
    return dots, arcs


def _dots(entry: Entry, columns: Columns, y: int) -> list[Dot]:
    """A mark for each article that tells the entry; those of a crowded day share one."""
    dots: list[Dot] = []
    bundles: dict[date | None, list[Telling]] = {}
    for telling in entry.tellings:
        x = columns.tellings.get((telling.day, telling.key))
        if x is None:
            bundles.setdefault(telling.day, []).append(telling)
        else:
            dots.append(_dot(telling, x, y))
    for day, tellings in bundles.items():
        dots.append(_bundle(entry, tellings, columns.tellings[day, BUNDLE], y))
    return dots


def _dot(telling: Telling, x: int, y: int) -> Dot:
    return Dot(x, y, telling.address, telling.words, telling.is_copy, telling.is_inferred)


def _bundle(entry: Entry, tellings: Sequence[Telling], x: int, y: int) -> Dot:
    if len(tellings) == 1:
        return _dot(tellings[0], x, y)
    return Dot(
        x=x,
        y=y,
        address=tellings[0].address,
        words=f"{len(tellings)} articles tell {entry.number}",
        is_copy=False,
        is_inferred=all(t.is_inferred for t in tellings),
        count=len(tellings),
    )
