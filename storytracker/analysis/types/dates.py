"""When something was published or happened, how exactly that is known, and from what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum


class Precision(StrEnum):
    """How exactly a date is known; an undated article never gets an invented minute."""

    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """What a fact rests on."""

    METADATA = "metadata"
    FEED = "feed"
    TEXT = "text"
    INFERRED = "inferred"
    EDITOR = "editor"


@dataclass(frozen=True, slots=True)
class Dating:
    """When something was published or happened.

    ``day`` is the first of the month for ``Precision.MONTH`` and ``None`` for ``UNKNOWN``.
    ``clock`` and ``utc_offset`` (minutes) are set for ``Precision.MINUTE`` only; an offset
    of ``None`` means that the zone is unknown. ``other_days`` holds the other readings of
    an ambiguous date ("02/11": 2 November or 11 February): not empty means "ask an editor".
    """

    day: date | None = None
    clock: time | None = None
    utc_offset: int | None = None
    precision: Precision = Precision.UNKNOWN
    basis: Basis = Basis.INFERRED
    other_days: tuple[date, ...] = ()
    reasons: tuple[str, ...] = ()


UNDATED = Dating(reasons=("no date found",))
