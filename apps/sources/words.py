"""Dates in words: how exactly they are known, and on what basis. Pure."""

from __future__ import annotations

from datetime import date

from storytracker.analysis.types import Basis, Dating, Precision

BASES = {
    Basis.METADATA: "from the page’s metadata",
    Basis.FEED: "from the feed",
    Basis.TEXT: "stated in the text",
    Basis.INFERRED: "inferred",
    Basis.EDITOR: "set by an editor",
}


def day_in_words(day: date) -> str:
    """ "2 Nov 2023"."""
    return f"{day.day} {day:%b} {day.year}"


def when_in_words(dating: Dating) -> str:
    """ "≈ 2 Nov 2023", "2 Nov 2023, 23:18", "Nov 2023"; "date unknown" without a day."""
    if dating.day is None:
        return "date unknown"
    about = "≈ " if dating.basis is Basis.INFERRED else ""
    if dating.precision is Precision.MONTH:
        return f"{about}{dating.day:%b %Y}"
    clock = f", {dating.clock:%H:%M}" if dating.clock else ""
    return f"{about}{day_in_words(dating.day)}{clock}"


def basis_in_words(dating: Dating) -> str:
    """How exact, and why: "day only, stated in the text"; empty without a day."""
    if dating.day is None:
        return ""
    return f"{_precision(dating)}, {BASES[dating.basis]}"


def _precision(dating: Dating) -> str:
    if dating.precision is not Precision.MINUTE:
        return f"{dating.precision} only" if dating.precision is not Precision.UNKNOWN else "unsure"
    if dating.utc_offset is None:
        return "to the minute, time zone unknown"
    sign = "−" if dating.utc_offset < 0 else "+"
    hours, minutes = divmod(abs(dating.utc_offset), 60)
    return f"to the minute, UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "")


def for_machines(dating: Dating) -> str:
    """The value of a ``<time datetime>``: no more exact than what is known."""
    if dating.day is None:
        return ""
    if dating.precision is Precision.MONTH:
        return f"{dating.day:%Y-%m}"
    if dating.clock is None:
        return dating.day.isoformat()
    stamp = f"{dating.day.isoformat()}T{dating.clock:%H:%M}"
    if dating.utc_offset is None:
        return stamp
    sign = "-" if dating.utc_offset < 0 else "+"
    hours, minutes = divmod(abs(dating.utc_offset), 60)
    return f"{stamp}{sign}{hours:02}:{minutes:02}"
