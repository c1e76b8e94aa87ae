"""Which lines around an article are no part of it, and why; judged one line at a time."""

from __future__ import annotations

import re
from functools import cache

from storytracker.analysis.lexicons import load
from storytracker.analysis.reading.controls import (
    heads_link_list,
    is_appeal,
    is_counter,
    is_notice,
    is_share_bar,
    is_stamp,
)

_STRAY_TAG = re.compile(r"<?!?--.{0,300}-->|</?[A-Za-z][^<>]{0,300}>|<!\[CDATA\[|\]\]>")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_COUNTED = re.compile(
    r"(?:\d[\d,.]{0,6}|no|one)\s+(?P<word>[a-z]+)\b|(?P<head>[a-z]+)\s*\(\d{1,6}\)"
)
# "(Example Herald/Jane Doe)" at the end: outlet and photographer.
_AGENCY_CREDIT = re.compile(
    r"[.\w”\"]\s?[(\[][A-Z][\w.&’' ]{1,30}\s?/\s?[A-Z][\w.’-]+(?: [A-Z][\w.’-]+){0,3}[)\]]\.?$"
)
# "(Jane Doe for the Example Herald)", and "… of the town. Herald file photo" as a last sentence.
_COMMISSIONED = re.compile(
    r"[.\w”\"]\s?[(\[][A-Z][\w.’-]+(?: [A-Z][\w.’-]+){1,3} for (?:[Tt]he )?"
    r"[A-Z][\w.’&' -]{2,40}[)\]]\.?$"
)
_OWN_PHOTO = re.compile(
    r"[.!?”\"]\s(?:[A-Z][\w.’'&-]*\s){1,4}(?:file |archive |staff )?"
    r"(?:photo|photograph|picture)\.?$"
)
_DATED_RIGHTS = re.compile(r"(?:copyright|©|\(c\))[^.!?]{0,80}\b(?:19|20)\d\d\b", re.IGNORECASE)
LONGEST = 900  # code points; a longer line is prose whatever it says
START = 80  # code points at a line's beginning that the lexicon's beginnings fit into
_MARKS = " >•*»"  # in front of a line's first word
_TAIL = 90  # a credit stands in the last code points of a caption


def bare(line: str) -> str:
    """``line`` as the lexicon compares it: lower case, no punctuation at the ends."""
    return line.casefold().strip(" \t.:;,!?…|•·»«›‹>-–—*#()[]\"“”'’")


def stray_markup(line: str) -> str:
    """Why a line of a plain-text dump is left-over mark-up or script; "" when it is not."""
    if _STRAY_TAG.fullmatch(line.strip()):
        return "left-over mark-up"
    if line.rstrip().endswith("-->"):
        return "left-over mark-up"
    lowered = line.casefold()
    # Prose may speak of "window." or "document."; script lines have signs that prose has not.
    script = any(mark in lowered for mark in _list("tracker", "phrases"))
    return "a script or tracker" if script and re.search(r"[{};=]|\(\)|</?script", line) else ""


def is_address(line: str) -> bool:
    """True for a line that is a web address and nothing else."""
    return _ADDRESS.fullmatch(line) is not None


def unwanted(line: str) -> tuple[str, str] | None:
    """Kind and reason for removing ``line``, or ``None`` to keep it.

    Only what a line shows by itself: captions beside a credit, comments behind their
    heading and self-descriptions at the end need their neighbours.
    """
    if len(line) > LONGEST:
        return None
    key = bare(line)
    if not key:
        return ("other", "a line without words") if line else None
    lowered = line.casefold()
    start = lowered.lstrip(_MARKS)[:START]
    return _of_the_site(line, key, lowered, start) or _around_the_text(line, lowered, start)


def _of_the_site(line: str, key: str, lowered: str, start: str) -> tuple[str, str] | None:
    """Kind and reason for a line with which the site speaks to its readers."""
    if is_address(line):
        return "address", "a bare web address"
    for kind, table, what in (
        ("sharing", "sharing", "a share button"),
        ("navigation", "navigation", "a link or notice of the site"),
    ):
        if key in _set(table, "lines") or _begins(line, start, table):
            return kind, what
    if is_share_bar(line) or _asks_to_follow(line, lowered):
        return "sharing", "share buttons"
    if is_counter(line):
        return "other", "a counter of the page"
    if is_stamp(line):
        return "other", "a stamp of the time alone"
    if is_appeal(line) or is_notice(line):
        return "navigation", "the site speaks to its readers"
    if len(line) < 100 and key.startswith(_list("comments", "closed")):
        return "comments", "a notice about comments"
    return None


def _around_the_text(line: str, lowered: str, start: str) -> tuple[str, str] | None:
    """Kind and reason for a line about the text or a picture: rights, credits, captions."""
    if _begins(line, start, "disclaimer") and _holds(lowered, "disclaimer", "phrases"):
        return "disclaimer", "a disclaimer of the site"
    if _short(line, "rights") and (
        _begins(line, start, "rights")
        or _holds(lowered, "rights", "phrases")
        or _DATED_RIGHTS.match(line)
    ):
        return "disclaimer", "a notice of rights"
    if _begins(line, start, "signoff"):
        return "credit", "the sign-off names who reported and edited"
    if _begins(line, start, "credit"):
        return "credit", "a picture's credit"
    if is_caption(line):
        return "caption", "a caption, by the credit at its end"
    return None


def _asks_to_follow(line: str, lowered: str) -> bool:
    asks = len(line) <= 140 and lowered.startswith(_list("sharing", "asks"))
    return asks and any(f"on {network}" in lowered for network in _list("sharing", "networks"))


def is_caption(line: str) -> bool:
    """True for a short block that ends in a picture's credit."""
    if not _short(line, "caption"):
        return False
    if any(mark.search(line) for mark in (_AGENCY_CREDIT, _COMMISSIONED, _OWN_PHOTO)):
        return True
    tail = line[-_TAIL:].casefold()
    bracket = re.search(r"[(\[][^()\[\]]{2,80}[)\]]\.?$", line)
    if bracket and any(mark in bracket[0].casefold() for mark in _list("caption", "marks")):
        return True
    at = max((tail.rfind(mark) for mark in _credit_words()), default=-1)
    # "Photo by X." ends the caption: a name behind the mark, no further sentence.
    return (
        at >= 0
        and not re.search(r"[.!?]\s+[A-Z]\w*\s+\w+\s+\w+\s", tail[at:])
        and _names_only(line, tail, at)
    )


def _names_only(line: str, tail: str, at: int) -> bool:
    written = line[-_TAIL:][at:]
    lower_words = re.findall(r"\b[a-z]{3,}\b", written)
    return (
        len(
            [
                w
                for w in lower_words
                if w not in ("photo", "image", "via", "images", "for", "credit", "file")
            ]
        )
        <= 2
    )


def starts_comments(line: str) -> str:
    """Why the reader comments begin at ``line``; "" when they don't."""
    key = bare(line)
    if key in _set("comments", "from_here"):
        return "the heading of the reader comments"
    if len(line) > 300:
        return ""
    match = _COUNTED.match(key)
    word = (match["word"] or match["head"]) if match else ""
    if match and word in _set("comments", "counted") and _is_count(key, match):
        return "the number of reader comments"
    return ""


def _is_count(key: str, match: re.Match[str]) -> bool:
    rest = key[match.end() :].strip()
    return not rest or rest.startswith(("to ", "on ", "so far", "yet", "“", '"', "for this"))


def starts_link_list(line: str) -> bool:
    """True for the heading of a list of links to other articles."""
    key = bare(line)
    headed = heads_link_list(key) and not re.search(r"[.!?]$", line)
    return headed or key in _set("navigation", "list_heads")


def is_source_list(line: str) -> bool:
    """True for "Sources: A, B and C." and "With inputs from A"."""
    return _starts(line, "sources")


def _short(line: str, table: str) -> bool:
    return len(line) <= _longest(table)


@cache
def _longest(table: str) -> int:
    return int(load("boilerplate")[table]["longest"])


def _starts(line: str, table: str) -> bool:
    return _begins(line, line.casefold().lstrip(_MARKS), table)


def _begins(line: str, start: str, table: str) -> bool:
    return start.startswith(_starts_of(table)) and _short(line, table)


def _holds(lowered: str, table: str, name: str) -> bool:
    return any(phrase in lowered for phrase in _list(table, name))


@cache
def _list(table: str, name: str) -> tuple[str, ...]:
    return tuple(load("boilerplate")[table][name])


@cache
def _set(table: str, name: str) -> frozenset[str]:
    return frozenset(map(bare, _list(table, name)))


@cache
def _starts_of(table: str) -> tuple[str, ...]:
    return _list(table, "starts")


@cache
def _credit_words() -> tuple[str, ...]:
    """Marks that show a credit without brackets: those with "photo", "image" or a colon."""
    sure = {"photo by", "photograph by", "photo credit:", "picture by", "photo:", "photograph:"}
    sure |= {"picture:", "image credit:", "pic:"}
    sure |= {"drawing:", "illustration:", "graphic:", "chart:", "map:"}
    return tuple(
        mark for mark in _list("caption", "marks") if mark in sure or mark.endswith("images")
    )
