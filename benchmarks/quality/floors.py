"""The floors: what our figures may not fall below (``benchmarks/floors.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from benchmarks.quality.figures import OURS, Figure

FILE = Path(__file__).resolve().parents[1] / "floors.toml"

Floors = Mapping[str, Mapping[str, float]]


def floors() -> Floors:
    """The floors by set and metric. Raises ValueError for one that is no share of 1."""
    listed = tomllib.loads(FILE.read_text(encoding="utf-8"))
    for set_name, of_set in listed.items():
        for metric, floor in of_set.items():
            if isinstance(floor, bool) or not 0 <= floor <= 1:
                raise ValueError(f"{FILE.name}: {set_name}.{metric} = {floor} is no share of 1")
    return listed


def fallen(figures: Iterable[Figure], floors: Floors) -> Iterator[str]:
    """A line for each of our figures that is below its floor, and for each that has none.

    Floors of sets that were not measured are passed over; a metric that a measured set no
    longer gives is a fall.
    """
    ours = {
        (figure.set, figure.metric): figure.value
        for figure in figures
        if figure.contender == OURS and not figure.against
    }
    measured = {set_name for set_name, _ in ours}
    for set_name in measured & floors.keys():
        for metric, floor in floors[set_name].items():
            value = ours.get((set_name, metric))
            if value is None:
                yield f"{set_name} {metric}: not measured any more; its floor is {floor}"
            elif value < floor:
                yield f"{set_name} {metric}: {value:.4f} is below its floor {floor}"
