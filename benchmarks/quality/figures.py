"""Figures with their 95 % intervals, and how far ahead of the best other one ours is."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.quality.scores import Part, Total

OURS = "storytracker"
RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Figure:
    """One contender's figure on one set, or ours minus the best other's (``against``).

    ``low`` and ``high`` bound 95 % of the resamples (bootstrap over the pages; equal to the
    value for a plain count). ``failures`` counts pages on which the contender raised something.
    """

    set: str
    metric: str
    contender: str
    value: float
    low: float
    high: float
    cases: int
    failures: int = 0
    against: str = ""


def figures(
    set_name: str,
    metric: str,
    total: Total,
    parts: Mapping[str, Sequence[Part]],
    failures: Mapping[str, int] | None = None,
) -> list[Figure]:
    """The figure of each contender from what its pages gave, and then the difference.

    All are resampled alike, page by page, so the difference's interval is a paired one.
    """
    cases = len(next(iter(parts.values())))
    samples = _resampled(total, parts, cases)
    found = [
        Figure(
            set_name, metric, name, total(own), *_middle(samples[name]), cases,
            (failures or {}).get(name, 0),
        )
        for name, own in parts.items()
    ]  # fmt: skip
    return [*found, *_difference(found, samples)]


def count(set_name: str, metric: str, value: float, cases: int, contender: str = OURS) -> Figure:
    """A figure that needs no interval: a plain count, or a share of all there is."""
    return Figure(set_name, metric, contender, value, value, value, cases)


def _resampled(
    total: Total, parts: Mapping[str, Sequence[Part]], cases: int
) -> dict[str, list[float]]:
    chance = random.Random(1)
    samples: dict[str, list[float]] = {name: [] for name in parts}
    for _ in range(RESAMPLES):
        drawn = chance.choices(range(cases), k=cases)
        for name, own in parts.items():
            samples[name].append(total([own[page] for page in drawn]))
    return samples


def _difference(found: Sequence[Figure], samples: Mapping[str, Sequence[float]]) -> list[Figure]:
    ours = next((figure for figure in found if figure.contender == OURS), None)
    others = [figure for figure in found if figure.contender != OURS]
    if ours is None or not others:
        return []
    best = max(others, key=lambda figure: figure.value)
    pairs = zip(samples[OURS], samples[best.contender], strict=True)
    low, high = _middle([mine - theirs for mine, theirs in pairs])
    value = ours.value - best.value
    return [
        Figure(ours.set, ours.metric, OURS, value, low, high, ours.cases, against=best.contender)
    ]


def _middle(values: Sequence[float]) -> tuple[float, float]:
    """The bounds of the middle 95 %."""
    ordered = sorted(values)
    last = len(ordered) - 1
    return ordered[round(0.025 * last)], ordered[round(0.975 * last)]
