"""How the standing of a claim changed over time, step by step, and what caused each step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from apps.claims.models import Evidence, Verdict
from apps.stories.denials import DENYING
from storytracker.analysis.types import Stance

WIDTH = 736
"""Pixels of the picture at least, which is what a chart has on a wide screen (46rem)."""

COLUMN, LEFT, TOP, BOTTOM = 88, 32, 24, 40
"""Pixels: a step at least, and the edges; left stand the numbers, below the days."""

HEIGHT, ROW, TICKS = 160, 36, 5
"""Pixels for all origins, and for one at most; how many numbers stand beside them at most."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change: the day (``None``: not known), its cause in words, and what stood after it.

    ``evidence`` leads to the exact words, ``verdict`` to what an editor said.
    """

    day: date | None
    cause: str
    origins: int
    denials: int
    evidence: Evidence | None = None
    verdict: Verdict | None = None

    @property
    def is_denial(self) -> bool:
        return self.evidence is not None and self.evidence.stance in DENYING


@dataclass(frozen=True, slots=True)
class Mark:
    """A step in the picture: where it stands, its number in the table, and its day in words."""

    x: int
    y: int
    number: int
    step: Step
    day: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A number of origins, and how high it stands."""

    y: int
    origins: int


@dataclass(frozen=True, slots=True)
class Picture:
    """The number of independent origins as a line of steps, with a mark for each cause."""

    width: int
    height: int
    left: int
    line: str
    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]

    @property
    def bottom(self) -> int:
        """Where the days stand."""
        return self.height - 8


def steps_of(rows: Sequence[Evidence], verdicts: Iterable[Verdict]) -> list[Step]:
    """The steps of one claim, the oldest first; ``rows`` come from ``EvidenceQuerySet.for_table``.

    An origin counts from the first article that carries it and that the claim's numbers count.
    Verdicts stand on the day on which they were given. Asks the database nothing.
    """
    origins: set[str] = set()
    deniers: set[str] = set()
    steps: list[Step] = []
    for day, row, verdict in _in_order(rows, verdicts):
        if verdict:
            cause = f"{verdict.by.get_username()}: {verdict.get_status_display().lower()}"
        elif row and row.stance in DENYING:
            name = row.assertion.speaker.known_as.name or row.origin
            if name in deniers:
                continue
            deniers.add(name)
            cause = f"{name or 'somebody'} denies it"
        elif row and row.counts and row.origin and row.origin not in origins:
            origins.add(row.origin)
            cause = f"{row.origin} puts it out" if len(origins) == 1 else f"{row.origin} too"
        else:
            continue
        steps.append(Step(day, cause, len(origins), len(deniers), row, verdict))
    return steps


def _in_order(
    rows: Iterable[Evidence], verdicts: Iterable[Verdict]
) -> Iterator[tuple[date | None, Evidence | None, Verdict | None]]:
    """Within a day what is said comes before what an editor says of it; no day comes last."""
    told = [(row.assertion.version.article.when_day, row, None) for row in rows if _speaks(row)]
    given = [(timezone.localdate(v.at), None, v) for v in sorted(verdicts, key=lambda v: v.at)]
    yield from sorted([*told, *given], key=lambda each: (each[0] or date.max, each[2] is not None))


def _speaks(row: Evidence) -> bool:
    return row.stance in (*DENYING, Stance.SUPPORTS)


def draw(steps: Sequence[Step]) -> Picture | None:
    """The steps as a picture; ``None`` where a single one would say no more than its words."""
    if len(steps) < 2:
        return None
    most = max(1, *(step.origins for step in steps))
    row = min(ROW, HEIGHT / most)
    column = max(COLUMN, (WIDTH - LEFT) // len(steps))
    width, base = LEFT + column * len(steps), TOP + round(most * row)

    def level(origins: int) -> int:
        return base - round(origins * row)

    marks = tuple(
        Mark(LEFT + column * n + column // 2, level(step.origins), n + 1, step, day)
        for n, (step, day) in enumerate(zip(steps, _days(steps), strict=True))
    )
    line = f"M{LEFT} {base}" + "".join(f"H{mark.x}V{mark.y}" for mark in marks) + f"H{width}"
    ticks = tuple(Tick(level(n), n) for n in range(0, most + 1, -(-most // TICKS)))
    return Picture(width, base + BOTTOM, LEFT, line, ticks, marks)


def _days(steps: Iterable[Step]) -> Iterator[str]:
    """The steps' days in words, with the year where it is another one than before."""
    year = 0
    for step in steps:
        if not step.day:
            yield "no day"
            continue
        yield f"{step.day.day} {step.day:%b}{f' {step.day.year}' if step.day.year != year else ''}"
        year = step.day.year
