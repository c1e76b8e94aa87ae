"""How the standing of a claim changed over time, step by step, and what caused each step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from apps.claims.models import Evidence, Verdict
from apps.stories.denials import DENYING
from storytracker.analysis.types import Stance

COLUMN, ROW, MARGIN = 64, 28, 16
"""Pixels of the picture: a step, an origin, the edge."""


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
class Picture:
    """The number of independent origins as a line of steps, each denial and verdict a mark."""

    width: int
    height: int
    line: str
    marks: tuple[tuple[int, int, Step], ...]


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
    top = max(step.origins for step in steps)
    height = 2 * MARGIN + top * ROW
    line, marks = f"M0 {height - MARGIN}", []
    for number, step in enumerate(steps):
        x, y = MARGIN + number * COLUMN, height - MARGIN - step.origins * ROW
        line += f"H{x}V{y}"
        marks.append((x, y, step))
    width = 2 * MARGIN + len(steps) * COLUMN
    return Picture(width, height, f"{line}H{width}", tuple(marks))
