"""A message passed on inside another's text: its own header lines, and where its words begin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html import unescape

from storytracker.analysis.lexicons import load
from storytracker.analysis.reading.cleaning import plain

HEADER_LINES = 12  # a forwarded message repeats four to six fields
LONGEST_FIELD = 1000
LONGEST_NOTE = 2000  # code points above it; more is an article with an older mail below

_TAG = re.compile(r"<[^<>]{0,2000}>")
_BREAK = re.compile(r"<(?:br|/?p|/?div|/?tr|/?li|/?h[1-6]|hr|/?table)\b[^<>]{0,2000}>", re.I)


@dataclass(frozen=True, slots=True)
class Forwarded:
    """``rest`` is the message's own text; ``note`` what the sender wrote above it."""

    rest: str
    note: str = ""
    fields: dict[str, str] = field(default_factory=dict)


def split_forwarded(text: str) -> Forwarded | None:
    """The first message that a plain text passes on; ``None`` where it passes on none."""
    for marker in _marker().finditer(text):
        note = text[: marker.start()]
        lines = [(line.lstrip("> \t"), end) for line, end in _lines(text, marker.end())]
        found = _header(lines)
        if found and len(plain(note)) <= LONGEST_NOTE:
            fields, end = found
            return Forwarded(_unquoted(text[end:]), plain(note), fields)
    return None


def split_forwarded_html(html: str) -> Forwarded | None:
    """The same for HTML; ``rest`` is mark-up whose first tags may close what stood above."""
    for marker in _marker().finditer(html):
        note = plain(
            unescape(_TAG.sub(" ", html[max(0, marker.start() - 20_000) : marker.start()]))
        )
        found = _header(list(_html_lines(html, marker.end())))
        if found and len(note) <= LONGEST_NOTE:
            return Forwarded(html[found[1] :], note, found[0])
    return None


def bare_subject(subject: str) -> str:
    """``subject`` without "Fwd:", "Re:", "WG:" in front."""
    return _prefixes().sub("", plain(subject))


def _lines(text: str, at: int) -> Iterator[tuple[str, int]]:
    for _ in range(2 * HEADER_LINES):
        if at >= len(text):
            return
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        yield text[at:end], min(len(text), end + 1)
        at = end + 1


def _html_lines(html: str, at: int) -> Iterator[tuple[str, int]]:
    for _ in range(6 * HEADER_LINES):
        mark = _BREAK.search(html, at, at + 20_000)
        if mark is None:
            return
        yield plain(unescape(_TAG.sub("", html[at : mark.start()]))), mark.end()
        at = mark.end()


def _header(lines: list[tuple[str, int]]) -> tuple[dict[str, str], int] | None:
    """The fields among the first lines and the offset below them; two are the least."""
    fields: dict[str, str] = {}
    count, below = 0, 0
    for line, end in lines:
        words = plain(line)
        match = _field().match(words)
        if match is None and words and (not count or not line[:1].isspace()):
            break
        if match:
            count, below = count + 1, end
            name = _field_names()[match["name"].casefold()]
            fields.setdefault(name, match["value"].strip(" *")[:LONGEST_FIELD])
        if count == HEADER_LINES:
            break
    return (fields, below) if count >= 2 and "from" in fields else None


def _unquoted(text: str) -> str:
    """Without the "> " in front of every line that some programs write."""
    lines = text.split("\n")
    filled = [line for line in lines if line.strip()]
    if filled and sum(line.startswith(">") for line in filled) > 0.9 * len(filled):
        return "\n".join(re.sub(r"^> ?", "", line) for line in lines)
    return text


@cache
def _marker() -> re.Pattern[str]:
    words = "|".join(re.escape(each).replace("'", "['’]") for each in load("mail", "")["forwarded"])
    return re.compile(
        rf"(?:^|(?<=[>\n]))[> \t]*(?:-{{2,20}}[ \t]*(?:{words})[ \t]*:?[ \t]*-{{2,20}}"
        rf"|(?:{words})[ \t]*:)(?=[ \t]*(?:\r?\n|<|$))",
        re.IGNORECASE,
    )


@cache
def _field_names() -> dict[str, str]:
    table = load("mail", "")["fields"]
    return {word: name for name, words in table.items() for word in words}


@cache
def _field() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, _field_names()), key=len, reverse=True))
    return re.compile(rf"\*?(?P<name>{names})\s?:\*?\s*(?P<value>.*)", re.IGNORECASE)


@cache
def _prefixes() -> re.Pattern[str]:
    names = "|".join(map(re.escape, load("mail", "")["prefixes"]))
    return re.compile(rf"(?:(?:{names})(?:\[\d+\])?\s?:\s*){{1,10}}", re.IGNORECASE)
