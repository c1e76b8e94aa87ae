"""Bylines: "By Jane Doe and John Roe, staff writers" → the names."""

from __future__ import annotations

import re
from functools import cache

from storytracker.analysis.lexicons import load
from storytracker.analysis.outlets import outlet
from storytracker.analysis.reading.cleaning import plain

BYLINE_LIMIT = 160  # code points; longer lines are sentences that start with "By"
NAMES_LIMIT = 2000  # code points; a longer list of names is none
NAME_WORDS = 5  # a person's name has so many words or fewer
_WORD = r"[^\W\d_][\w’'.\-]*"
_PARTICLE = r"de|da|del|della|di|von|van|der|den|la|le|al|el|bin|ibn|y|e"
_NAME = re.compile(rf"{_WORD}(?: (?:{_PARTICLE}|{_WORD})){{0,5}}")
_SIGNOFF = re.compile(r"\W{0,3}(?:reporting|writing) by (?P<names>[^;.()]{3,120})", re.IGNORECASE)
_IN_PLACE = re.compile(r" (?:in|from) [A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*")
_BETWEEN = re.compile(r"\s*(?:,|;|&|/|\||\band\b|\bund\b|\bet\b|\by\b|\bwith\b)\s*", re.IGNORECASE)


def names_in_byline(line: str) -> tuple[str, ...]:
    """The names of a line such as "By A B and C D"; empty when the line is no byline."""
    lists = load("layout")["byline"]
    lowered = line.casefold()
    start = next((start for start in lists["starts"] if lowered.startswith(start)), "")
    if not start or len(line) > BYLINE_LIMIT:
        return ()
    rest = line[len(start) :].strip()
    first = rest.split(" ", 1)[0].casefold()
    if (
        first in lists["not_names"]
        or re.search(r"[.!?]$", rest)
        and not re.search(r"\b\w\.$", rest)
    ):
        return ()
    names = split_names(rest)
    return names if all(looks_like_name(name) for name in names) else ()


def split_names(text: str) -> tuple[str, ...]:
    """Names out of "A B, C D and E F", roles ("staff writer") and "By" cut; without repeats."""
    if len(text) > NAMES_LIMIT:
        return ()
    names: list[str] = []
    for part in _BETWEEN.split(plain(text)):
        part = re.sub(
            r"^(?:by|von|par|por|di|from)\s*:?\s+", "", part.strip(" .·•-–—"), flags=re.IGNORECASE
        )
        part = re.sub(r"\s*[(<\[@].*$|\s+[·•|–—-]\s.*$", "", part)
        role = _roles().search(part.casefold())
        if part and not role and part not in names and not re.search(r"https?:|\d{2}", part):
            names.append(_in_small_letters(_without_job(part)))
    # "Jane Doe, professor of public law at the University of Example": no name is so long.
    short = [name for name in names if len(name.split()) <= NAME_WORDS]
    return tuple(short or names)


@cache
def _roles() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, load('layout')['byline']['roles']))})\b")


def _without_job(part: str) -> str:
    """``part`` without a job's title behind the name, as some languages put it there."""
    name, _, last = part.rpartition(" ")
    return name if name and last in load("head", language="")["authors"]["titles"] else part


def looks_like_name(text: str) -> bool:
    """True for one to six words, the first a capitalised one, as people's names are written."""
    return bool(_NAME.fullmatch(text)) and text[0].isupper() and len(text) <= 60


def names_with_role(line: str) -> tuple[str, ...]:
    """The names of a line such as "Jane Doe, political editor"; empty when it is no byline."""
    names, _, role = line.partition(",")
    roles = load("layout")["byline"]["roles"]
    if len(line) > BYLINE_LIMIT or re.search(r"[.!?:]$", line) or not are_names(names):
        return ()
    known = any(re.search(rf"\b{re.escape(each)}\b", role.casefold()) for each in roles)
    return split_names(names) if known and len(role.split()) <= 6 else ()


def are_names(line: str) -> bool:
    """True for a line of people's names alone: two to four words each, none of them "The"."""
    parts = [part for part in _BETWEEN.split(line) if part]
    return bool(parts) and all(
        looks_like_name(part) and 2 <= len(part.split()) <= 4 and not part.startswith("The ")
        for part in parts
    )


def is_job(line: str) -> bool:
    """True for a line that holds an author's job alone: "Staff writer", "Editor in Paris"."""
    words = re.split(r" (?:in|at|for) ", line)[0].split()
    if not words or len(line.split()) > 6 or re.search(r"[.!?:]$", line):
        return False
    return words[-1].casefold().strip(",") in load("layout")["byline"]["jobs"]


def placed_name(line: str) -> tuple[str, ...]:
    """The names of "Jane Doe in Paris"; empty for other lines."""
    match = re.fullmatch(r"(?P<names>.+?),? (?:in|reporting from) (?P<place>[A-Z].{1,40})", line)
    if match is None or not are_names(match["names"]) or len(match["place"].split()) > 4:
        return ()
    return split_names(match["names"])


def names_in_signoff(line: str) -> tuple[str, ...]:
    """The reporters' names of a wire's sign-off: "(Reporting by A B in Rome; Editing by C D)"."""
    match = _SIGNOFF.match(line)
    if match is None:
        return ()
    parts = re.split(r",| and ", _IN_PLACE.sub("", match["names"]))
    names = [part.strip() for part in parts if part.strip()]
    return split_names(", ".join(names)) if all(map(are_names, names)) else ()


def _in_small_letters(name: str) -> str:
    """A person's name that is written in capitals, as names are: "JANE O'ROE" → "Jane O'Roe"."""
    if not name.isupper() or not are_names(name) or outlet(name) is not None:
        return name
    if any(word in load("layout")["masthead_words"] for word in name.casefold().split()):
        return name
    # Initials ("J.R.") stay as they are.
    return " ".join(word if "." in word or len(word) < 2 else word.title() for word in name.split())
