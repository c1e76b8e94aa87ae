"""Which day a stamp in UTC falls on where the article was published, and joining two datings.

Systems often store UTC: an evening in New York is the next day there. The page's own visible
date and its address tell the day that its readers saw; that day counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Protocol

from storytracker.analysis.reading.written_dates import Written, written_dates
from storytracker.analysis.types import Dating, Precision

# The world's zones reach from UTC-12 to UTC+14; each is a multiple of a quarter of an hour.
WEST, EAST, QUARTER = -12 * 60, 14 * 60, 15
# Where no clock tells the zone: from the American west coast to New Zealand, as most outlets are.
LIKELY_WEST, LIKELY_EAST = -8 * 60, 13 * 60
DAY = 24 * 60


class Source(Protocol):
    """The fields of a ``DateSource`` that matter here."""

    @property
    def text(self) -> str: ...
    @property
    def local(self) -> bool: ...
    @property
    def seen(self) -> str: ...


def on_local_day(dating: Dating, sources: Sequence[Source]) -> Dating:
    """``dating`` on the day that the page shows, where it is a stamp in UTC of the day beside it.

    The moment stays the same: clock and offset are written in the zone that the page's own
    clock implies, else in the nearest one in which the moment falls on that day. A page that
    shows the stamp's own day too keeps it, and so does a moment that no zone puts there.
    """
    if dating.utc_offset != 0 or dating.clock is None or dating.day is None or dating.other_days:
        return dating
    # What stands beside a stamp in the page shows how the page itself renders stamps.
    witnesses = sorted((source for source in sources if source.local), key=lambda s: not s.seen)
    for source in witnesses:
        for witness in _seen(source):
            if witness.days[0] == dating.day:
                return dating
            offset = _offset_to(witness, dating.day, dating.clock)
            if offset is not None:
                return moved(dating, offset)
    return dating


def moved(dating: Dating, offset: int) -> Dating:
    """The same moment as ``dating`` (its offset known) in the zone ``offset`` minutes from UTC."""
    if dating.clock is None or dating.day is None or dating.utc_offset is None:
        return dating
    minutes = dating.clock.hour * 60 + dating.clock.minute - dating.utc_offset + offset
    days, minutes = divmod(minutes, DAY)
    return replace(
        dating,
        day=dating.day + timedelta(days=days),
        clock=time(*divmod(minutes, 60)),
        utc_offset=offset,
        reasons=(
            *dating.reasons,
            "the page shows the day that this moment fell on where it appeared",
        ),
    )


def _seen(source: Source) -> Iterator[Written]:
    for words in (source.seen, source.text):
        for written in written_dates(words)[:1]:
            sure = not written.ambiguous and written.precision is not Precision.MONTH
            if sure and written.utc_offset != 0:
                yield written
                return


def _offset_to(witness: Written, day: date, clock: time) -> int | None:
    """Minutes from UTC that put ``day`` and ``clock`` (UTC) on the witness's day, or ``None``."""
    apart = (witness.days[0] - day).days
    minutes = clock.hour * 60 + clock.minute
    if abs(apart) != 1:
        return None
    if witness.clock is not None:
        offset = witness.clock.hour * 60 + witness.clock.minute + apart * DAY - minutes
        if WEST <= offset <= EAST and offset % QUARTER == 0:
            return offset
    nearest = -(minutes // 60 + 1) * 60 if apart < 0 else -((minutes - DAY) // 60) * 60
    return nearest if LIKELY_WEST <= nearest <= LIKELY_EAST else None
