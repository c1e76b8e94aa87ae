"""The control that moves a story to another time: its steps, and the one that is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apps.stories.services import AsOf, Step


@dataclass(frozen=True, slots=True)
class Option:
    """One time to choose: its value in addresses, and what it says."""

    value: str
    words: str
    is_chosen: bool


def options_of(steps: Sequence[Step], chosen: AsOf | None) -> list[Option]:
    """The times to choose from, the oldest first and "now" last.

    A time that is none of the steps (somebody wrote it into the address) is among them.
    """
    found = [(step.as_of, f"{step.as_of.words} – {step.words}") for step in steps]
    value = chosen.value if chosen else ""
    if chosen and value and value not in {as_of.value for as_of, _ in found}:
        place = sum(_order(as_of) <= _order(chosen) for as_of, _ in found)
        found.insert(place, (chosen, chosen.words))
    options = [Option(as_of.value, words, as_of.value == value) for as_of, words in found]
    return [*options, Option("", "now", not value)]


def _order(as_of: AsOf) -> tuple[object, ...]:
    return (as_of.day, as_of.moment is not None and as_of.moment.timestamp())
