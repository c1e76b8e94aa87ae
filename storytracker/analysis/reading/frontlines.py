"""What a single line at the top of a dump is: date, byline, outlet, section, address, text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from storytracker.analysis.lexicons import load
from storytracker.analysis.reading.boilerplate import bare, is_address, unwanted
from storytracker.analysis.reading.bylines import names_in_byline, names_with_role
from storytracker.analysis.reading.controls import clock_alone
from storytracker.analysis.reading.written_dates import Written, written_dates

LABEL_LIMIT = 250  # code points of a "Label: value" line
_LABELLED = re.compile(r"(?P<label>[A-Za-z][A-Za-z ]{1,18})\s?:\s+(?P<value>\S.*)")
# "By Harbour Wire Staff": nobody's name, but who wrote it.
_BY_STAFF = re.compile(r"(?i:by) (?:[A-Z][\w’'.-]{0,30} ){0,5}[A-Z][\w’'.-]{0,30}")
_PATH = re.compile(r"\s*[|/»>›·•]\s*")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a dump, cleaned; ``gap`` and ``gap_after`` tell of blank lines around it.

    ``at`` counts the lines of the dump that hold words.
    """

    text: str
    gap: bool
    gap_after: bool
    drop_cap: bool = False
    at: int = 0


def kind_of(text: str, title: str = "") -> str:
    """The kind of a front line by its own words; "" for text.

    "date", "clock" (a time without a day), "byline", "outlet", "section", "address", "title"
    (repeats ``title``), "labelled title", or the kind that ``unwanted`` gives it ("credit", …).
    """
    if title and _repeats(text, title):
        return "title"
    labelled = _label(text)
    if labelled:
        return labelled if labelled != "title" or title else "labelled title"
    if is_address(text):
        return "address"
    if dated_by(text):
        return "date"
    if clock_alone(text):
        return "clock"
    if names_in_byline(text) or names_with_role(text):
        return "byline"
    if bare(text) in load("layout")["byline"]["desks"]:
        return "job"
    if is_section(text):
        return "section"
    found = unwanted(text)
    return found[0] if found else ""


def value_of(text: str) -> str:
    """What stands behind the label of a "Label: value" line; the line itself without one."""
    match = _LABELLED.fullmatch(text)
    return match["value"] if match else text


def is_section(text: str) -> bool:
    """True for menus and section names: "World", "Home > News > Deals", "News | Shipping"."""
    words = load("layout")["section_words"]
    parts = [part for part in _PATH.split(text.casefold()) if part]
    if len(text) > 90 or not parts or re.search(r"[.!?:]$", text):
        return False
    if len(parts) > 1:
        known = any(all(word in words for word in part.split()) for part in parts)
        return known and all(len(part.split()) <= 4 for part in parts)
    plain_words = re.split(r"[\s,]+", parts[0])
    return len(plain_words) <= 6 and all(word in words for word in plain_words)


def dated_by(line: str) -> Written | None:
    """The date of a line that does little else than date the article ("Posted on 3 May 2020").

    Up to four further words without a sentence's end may stand beside it, such as a menu's.
    """
    if len(line) > 120 or not re.search(r"\d", line) or re.search(r"[a-z]{3}[.!?]$", line):
        return None
    for written in written_dates(line):
        rest = " | ".join(beside_date(line, written))
        words = re.findall(r"[^\W\d_]+", rest)
        if sum(word.casefold() not in _date_words() for word in words) <= 4:
            return written
        first = rest.split(" | ")[0]
        if (names_in_byline(first) or _BY_STAFF.fullmatch(first)) and len(words) <= 12:
            return written
    return None


def beside_date(line: str, written: Written) -> list[str]:
    """What stands beside the date on its line, cut where bars, dots and dashes part it."""
    rest = f"{line[: written.span.start]}|{line[written.span.end :]}"
    parts = re.split(r"\s*[|/»>›·•;]\s*|\s[–—-]\s", rest)
    return [part for each in parts if (part := _without_labels(each))]


def dates_document(line: str) -> bool:
    """True for a line that says itself that it dates the article ("First published on …")."""
    lists = load("dates")["labels"]
    labels = tuple(label for label in (*lists["published"], *lists["modified"]) if label != "on")
    return line.casefold().startswith(labels) and dated_by(line) is not None


def tells_change(line: str) -> bool:
    """True for a date line about a later change ("Updated 15 May")."""
    return line.casefold().startswith(tuple(load("dates")["labels"]["modified"]))


def _without_labels(part: str) -> str:
    """``part`` without the words at its ends that only label a date."""
    words = part.strip(" ,;:()[]").split(" ")
    while words and _labels_date(words[-1]):
        words.pop()
    while words and _labels_date(words[0]) and words[1:2] not in (["by"], ["By"]):
        words.pop(0)
    return " ".join(words).strip(" ,;:()[]")


def _labels_date(word: str) -> bool:
    key = word.casefold().strip(" ,;:()[].")
    return key in _date_words() or key in ("at", "")


@cache
def _date_words() -> frozenset[str]:
    lists = load("dates")
    labels = (*lists["labels"]["published"], *lists["labels"]["modified"], *lists["weekdays"])
    return frozenset(word for label in labels for word in label.split())


def _repeats(text: str, title: str) -> bool:
    line, head = bare(text), bare(title)
    # "Title | Site" and "Title - Site" repeat it too.
    tail = line[len(head) :]
    return line == head or (line.startswith(head) and bool(re.match(r"\s*[|»–—-]\s.{2,40}$", tail)))


def _label(text: str) -> str:
    match = _LABELLED.fullmatch(text) if len(text) <= LABEL_LIMIT else None
    labels = load("layout")["labels"]
    return str(labels.get(match["label"].casefold().strip(), "")) if match else ""
