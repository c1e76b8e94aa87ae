"""What a reader of a format hands on."""

from __future__ import annotations

from dataclasses import dataclass

from storytracker.analysis.reading.draft import Draft


@dataclass(frozen=True, slots=True)
class Formatted:
    """A draft, or in ``problem`` why there is none."""

    draft: Draft | None = None
    problem: str = ""
