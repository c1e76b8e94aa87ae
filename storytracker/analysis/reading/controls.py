"""Lines of a page that are its controls: share bars, counters, stamps of time, appeals."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from storytracker.analysis.lexicons import load

MOST_CONTROLS = 16  # words of one share bar
STAMP_LIMIT = 60  # code points of a line that holds a clock alone

_WORDS = re.compile(r"[^\W\d_]+(?:[-’'.][^\W\d_]+)*")
_COUNT = r"[\d.,]{1,9}(?:\s?[km](?![a-z]))?\+?"
_CLOCK = re.compile(r"[0-2]?\d[:.h][0-5]\d(?::[0-5]\d)?(?:\s?[ap]\.?m\b\.?)?|1?\d\s?[ap]\.?m\b\.?")
_AGO = re.compile(
    r"(?:\d{1,3}|an?) ?(?:s|m|h|d|secs?|mins?|seconds?|minutes?|hrs?|hours?|days?|weeks?|months?)"
    r" ago"
)
_SITE_CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.\w|(?<!\w)@\w{3,}|(?<!\d)\+?\d[\d ()-]{5,}\d(?!\d)")


def is_share_bar(line: str) -> bool:
    """True for "Share | Save | Comment (4)" and "Like Tweet Print": controls and no other word."""
    # "Twitter." and "Facebook and Instagram." are answers in an interview.
    if len(line) > _table("controls")["longest"] or line.endswith((".", "?", "!")):
        return False
    words = [word.casefold().strip(".") for word in _WORDS.findall(line)]
    core, known = _control_words()
    only = all(word in known or known.issuperset(word.split("-")) for word in words)
    return only and len(words) <= MOST_CONTROLS and any(word in core for word in words)


@cache
def _control_words() -> tuple[frozenset[str], frozenset[str]]:
    lists = _table("controls")
    return frozenset(lists["core"]), frozenset((*lists["core"], *lists["beside"]))


def is_counter(line: str) -> bool:
    """True for "1,204 views", "4 min read", "Listen to this article (5 minutes)"."""
    lists, lowered = _table("counters"), line.casefold().strip(" .()[]")
    if len(line) > lists["longest"]:
        return False
    counted = re.fullmatch(rf"{_COUNT}[ -]?(?P<word>[a-z][a-z. ]*)", lowered)
    if counted and counted["word"].strip(" .") in lists["words"]:
        return True
    return lowered.startswith(tuple(lists["starts"])) and not re.search(r"[a-z]{2}[.!?]$", line)


def clock_alone(line: str) -> str:
    """The clock, with its zone, of a line that holds nothing else but a label; "" for none."""
    if len(line) > STAMP_LIMIT:
        return ""
    match = _CLOCK.search(line.casefold())
    if match is None or not match[0][-1].isdigit() and "m" not in match[0]:
        return ""
    around = line[: match.start()] + " " + line[match.end() :]
    known = all(_is_clock_word(word) for word in _WORDS.findall(around))
    return line[match.start() :] if known and not re.search(r"\d", _offsets_cut(around)) else ""


def is_stamp(line: str) -> bool:
    """True for a time without a day: "14:32", "Updated at 15.02 GMT", "2 hours ago"."""
    if clock_alone(line):
        return True
    ago = _AGO.search(line.casefold()) if len(line) <= STAMP_LIMIT else None
    if ago is None:
        return False
    around = line[: ago.start()] + " " + line[ago.end() :]
    return all(_is_clock_word(word) for word in _WORDS.findall(around))


def is_appeal(line: str) -> bool:
    """True for what the site asks of its readers: "Got a story? Call the newsdesk on …"."""
    lists, lowered = _table("appeals"), line.casefold().strip(" .>•*»([")
    if len(line) > lists["longest"]:
        return False
    reached = _SITE_CONTACT.search(line) is not None
    if reached and any(phrase in lowered for phrase in lists["reachable"]):
        return True
    if _opens(lowered, lists["reaching"]) and reached:
        return True
    asks = _opens(lowered, lists["imperatives"]) or (
        "?" in line and _opens(lowered, lists["questions"])
    )
    return asks and _business().search(lowered) is not None


@cache
def _business() -> re.Pattern[str]:
    words = "|".join(map(re.escape, _table("appeals")["business"]))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)")


def is_notice(line: str) -> bool:
    """True for "You have 2 free articles left", "This article is more than 3 years old"."""
    lists, lowered = _table("notice"), line.casefold().strip(" .>•*»")
    starts, phrases = tuple(lists["starts"]), lists["phrases"]
    short = len(line) <= lists["longest"] and lowered.startswith(starts)
    return short and any(phrase in lowered for phrase in phrases)


def heads_link_list(key: str) -> bool:
    """True for a line (bare, lower case) such as "more headlines" and "also in business"."""
    lists, words = load("boilerplate")["navigation"], key.split()
    if not 2 <= len(words) <= 6:
        return False
    if _opens(key, lists["list_names"]):
        return True
    return words[0] in lists["list_starts"] and _list_ends().search(key) is not None


@cache
def _list_ends() -> re.Pattern[str]:
    ends = "|".join(map(re.escape, load("boilerplate")["navigation"]["list_ends"]))
    about = r"(?: (?:about|by|from|in|of|on)(?: [\w’'-]+){1,3})?"
    return re.compile(rf" (?:{ends}){about}$")


def _opens(lowered: str, starts: list[str]) -> bool:
    """True where a whole word of ``lowered`` ends where one of ``starts`` does."""
    if not lowered.startswith(tuple(starts)):
        return False
    found = (start for start in starts if lowered.startswith(start))
    return any(
        start.endswith(" ") or not lowered[len(start) : len(start) + 1].isalpha() for start in found
    )


def _offsets_cut(around: str) -> str:
    return re.sub(r"(?:GMT|UTC)?[+-]\d{1,2}(?::?\d\d)?", "", around)


def _is_clock_word(word: str) -> bool:
    # Zones are written in capitals: "IST", "ET".
    zone = word.isupper() and 2 <= len(word) <= 5
    return zone or word.casefold() in _clock_words()


@cache
def _clock_words() -> frozenset[str]:
    lists = load("dates")
    labels = (*lists["labels"]["published"], *lists["labels"]["modified"], *lists["zones"])
    words = {word for label in labels for word in label.split()}
    return frozenset(words | {"at", "time", "local", "time:", "about", "as", "of", "hrs"})


def _table(name: str) -> Any:
    return load("boilerplate")[name]
