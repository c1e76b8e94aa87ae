"""What the lines of the front matter tell, filed in the draft: dates, bylines, outlet."""

from __future__ import annotations

from collections.abc import Sequence

from storytracker.analysis.reading.boilerplate import unwanted
from storytracker.analysis.reading.bylines import (
    are_names,
    names_in_byline,
    names_with_role,
    placed_name,
    split_names,
)
from storytracker.analysis.reading.controls import clock_alone
from storytracker.analysis.reading.dates import DateSource
from storytracker.analysis.reading.draft import Draft
from storytracker.analysis.reading.frontlines import (
    Line,
    beside_date,
    dated_by,
    tells_change,
    value_of,
)
from storytracker.analysis.reading.mastheads import (
    as_written,
    known_outlet,
    masthead,
    names_itself,
    without_motto,
)
from storytracker.analysis.reading.publishers import SILENT, is_silent_on, publisher
from storytracker.analysis.types import Basis, OutletFinding

CLOSING_LINES = 8  # an outlet speaks of itself in the last lines

_REASONS = {
    "date": ("other", "the line that dates the article"),
    "clock": ("other", "the line that gives the time"),
    "byline": ("credit", "the byline"),
    "job": ("credit", "the author's job"),
    "outlet": ("other", "the line that names the outlet"),
    "section": ("navigation", "a menu or section name"),
    "title": ("repeated title", "the title once more"),
    "address": ("address", "a web address of the front matter"),
    "place": ("other", "the line below the byline"),
}


def file_lines(lines: list[Line], kinds: list[str], end: int, draft: Draft) -> None:
    """File in ``draft`` what each of the first ``end`` lines is by its kind."""
    front = list(zip(lines[:end], kinds, strict=False))
    draft.addresses += [value_of(line.text) for line, kind in front if kind == "address"]
    dated = sorted(_dated(front), key=tells_change)
    draft.dates += [DateSource(text, Basis.TEXT, "a line of the front matter") for text in dated]
    for line, kind in front:
        if kind == "byline":
            draft.bylines += _names(line.text)
        elif kind == "outlet" and draft.outlet is None:
            draft.outlet = _outlet_of(line.text, draft, lines)
        if kind and kind not in ("the title", "labelled title"):
            found = _REASONS.get(kind) or unwanted(line.text) or (kind, "beside a picture's credit")
            draft.remove(line.text, *found, line.at)
    for line, kind in front:
        if kind == "date":
            _file_beside_date(line.text, lines, draft)


def closing_of(lines: Sequence[Line]) -> str:
    """The document's last lines."""
    return "\n".join(line.text for line in lines[-CLOSING_LINES:])


def _names(text: str) -> tuple[str, ...]:
    found = names_in_byline(text) or names_with_role(text) or placed_name(text)
    return found or split_names(value_of(text))


def _dated(front: list[tuple[Line, str]]) -> list[str]:
    """The date lines, each with the time that stands alone below or above it."""
    dated: list[str] = []
    for i, (line, kind) in enumerate(front):
        if kind != "date":
            continue
        text = line.text
        for near in (i + 1, i - 1):
            if 0 <= near < len(front) and front[near][1] == "clock":
                text = _with_clock(text, front[near][0].text)
        dated.append(text)
    return dated


def _with_clock(dated: str, timed: str) -> str:
    """The date line with the clock of another; the time of a change dates nothing else."""
    written = dated_by(dated)
    if written is None or written.clock is not None or tells_change(timed) != tells_change(dated):
        return dated
    at = written.span.end
    return f"{dated[:at]} {clock_alone(timed)}{dated[at:]}"


def _file_beside_date(text: str, lines: list[Line], draft: Draft) -> None:
    """File the author or the outlet that shares the line of the date."""
    written = dated_by(text)
    parts = beside_date(value_of(text), written) if written and value_of(text) == text else []
    for part in parts:
        names = names_in_byline(part)
        if not names and are_names(part) and part is parts[0] and not masthead(part, ()):
            names = split_names(part)
        if names and not draft.bylines:
            draft.bylines += names
        elif part[:3] in ("By ", "by "):
            staff = part[3:].removesuffix(" Staff")  # "By Quay Wire Staff"
            if draft.outlet is None and staff != part[3:] and masthead(staff, draft.addresses):
                draft.outlet = _outlet_of(staff, draft, lines)
        elif draft.outlet is None and masthead(part, draft.addresses):
            draft.outlet = _outlet_of(part, draft, lines)


def _outlet_of(text: str, draft: Draft, lines: list[Line]) -> OutletFinding:
    below = [line.text for line in lines if line.text != text]
    reason = masthead(text, draft.addresses) or publisher(text, below)
    if not reason and names_itself(text, closing_of(lines)):
        reason = "the closing lines name it too"
    basis = Basis.TEXT
    if not reason and value_of(text) == text and is_silent_on(text, below):
        reason, basis = SILENT, Basis.INFERRED
    reason = reason or "a labelled line names it"
    words = "\n".join(line.text for line in reversed(lines))
    name = known_outlet(text) or without_motto(value_of(text))
    return OutletFinding(as_written(name, words), basis, reason)
