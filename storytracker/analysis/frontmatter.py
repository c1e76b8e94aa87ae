"""The top of a plain-text dump: title, standfirst, and the bare lines that date and name it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from storytracker.analysis.boilerplate import bare, is_address, unwanted
from storytracker.analysis.bylines import looks_like_name, names_in_byline, split_names
from storytracker.analysis.cleaning import words_of
from storytracker.analysis.dateline import split_dateline
from storytracker.analysis.dates import DateSource
from storytracker.analysis.draft import Block, Draft
from storytracker.analysis.lexicons import load
from storytracker.analysis.mastheads import masthead
from storytracker.analysis.types import Basis, OutletFinding, ParagraphKind
from storytracker.analysis.written_dates import Written, written_dates

TITLE_LIMIT = 250  # code points; longer first lines are paragraphs
FRONT_LINES = 20  # front matter is looked for in so many lines below the title
STANDFIRST_LIMIT = 600  # code points of one standfirst
STANDFIRSTS = 2  # more text than that in front of a date or picture is body already
LEDE_ECHO = 0.5  # share of a standfirst's words that the next paragraph repeats
_LABELLED = re.compile(r"(?P<label>[A-Za-z][A-Za-z ]{1,18})\s?:\s+(?P<value>\S.*)")

# Lines that stand above the body: text in front of one is a standfirst. Pictures may stand
# inside the body, so they need more (see ``_is_standfirst``).
_HEAD = frozenset({"date", "byline", "outlet", "title", "address", "sharing"})
_PICTURE = frozenset({"credit", "caption"})
_REASONS = {
    "date": ("other", "the line that dates the article"),
    "byline": ("credit", "the byline"),
    "outlet": ("other", "the line that names the outlet"),
    "section": ("navigation", "a menu or section name"),
    "title": ("repeated title", "the title once more"),
    "address": ("address", "a web address of the front matter"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a dump, cleaned; ``gap`` and ``gap_after`` tell of blank lines around it."""

    text: str
    gap: bool
    gap_after: bool
    drop_cap: bool = False


def read_front(lines: list[Line], draft: Draft) -> list[Line]:
    """Fill title, dates, bylines, outlet and standfirsts; return the lines of the body."""
    kinds = [_kind(line.text, "") for line in lines[:FRONT_LINES]]
    at = next((i for i, kind in enumerate(kinds) if not kind or kind == "labelled title"), None)
    if at is None or not _is_title(lines, at):
        draft.reasons.append("no line looks like a title")
        at = -1
    else:
        draft.title = _value(lines[at].text) if kinds[at] else lines[at].text
    kinds = _kinds_below(lines, at, draft.title)
    end = _front_end(lines, kinds, at)
    standfirsts = {
        i for i in range(at + 1, end) if not kinds[i] and _is_standfirst(lines, kinds, i, end)
    }
    _file_lines(lines, kinds, end, draft)
    draft.blocks += [Block(lines[i].text, ParagraphKind.STANDFIRST) for i in sorted(standfirsts)]
    return [
        line
        for i, line in enumerate(lines)
        if i >= end or not kinds[i] and i not in standfirsts | {at}
    ]


def _is_title(lines: list[Line], at: int) -> bool:
    text = lines[at].text
    if len(text) > TITLE_LIMIT or at == len(lines) - 1:
        return False
    return not re.search(r"[a-z]{2}\.[\"”]?$", text) or len(text) <= 150 and lines[at].gap_after


# --- what a line of the front matter is -----------------------------------------------------


def _kind(text: str, title: str) -> str:
    """The kind of a front line by its own words; "" for text."""
    if title and _repeats(text, title):
        return "title"
    labelled = _label(text)
    if labelled:
        return labelled if labelled != "title" or title else "labelled title"
    if is_address(text):
        return "address"
    if dated_by(text):
        return "date"
    if names_in_byline(text):
        return "byline"
    words = [word for word in re.split(r"[\s|/,»>·•]+", text.casefold()) if word]
    if len(words) <= 6 and all(word in load("layout")["section_words"] for word in words):
        return "section"
    found = unwanted(text)
    return found[0] if found else ""


def _repeats(text: str, title: str) -> bool:
    line, head = bare(text), bare(title)
    # "Title | Site" and "Title - Site" repeat it too.
    return line == head or (
        line.startswith(head) and bool(re.match(r"\s*[|»–—-]\s.{2,40}$", line[len(head) :]))
    )


def _label(text: str) -> str:
    match = _LABELLED.fullmatch(text) if len(text) <= TITLE_LIMIT else None
    return str(load("layout")["labels"].get(match["label"].casefold().strip(), "")) if match else ""


def _value(text: str) -> str:
    match = _LABELLED.fullmatch(text)
    return match["value"] if match else text


def dated_by(line: str) -> Written | None:
    """The date of a line that does little else than date the article ("Posted on 3 May 2020").

    Up to four further words without a sentence's end may stand beside it, such as a menu's.
    """
    if len(line) > 120:
        return None
    for written in written_dates(line):
        rest = line[: written.span.start] + " " + line[written.span.end :]
        words = re.findall(r"[^\W\d_]+", rest)
        labels = {
            w
            for label in (
                *load("dates")["labels"]["published"],
                *load("dates")["labels"]["modified"],
            )
            for w in label.split()
        }
        others = [w for w in words if w.casefold() not in labels | load("dates")["weekdays"].keys()]
        if len(others) <= 4 and not re.search(r"[a-z]{2}[.!?]$", line):
            return written
    return None


def _kinds_below(lines: list[Line], at: int, title: str) -> list[str]:
    kinds = [
        _kind(line.text, title if i > at else "")
        for i, line in enumerate(lines[: at + 1 + FRONT_LINES])
    ]
    if at >= 0:
        kinds[at] = "the title"
    addresses = [line.text for line, kind in zip(lines, kinds, strict=False) if kind == "address"]
    for i in range(min(len(lines), len(kinds))):
        if not kinds[i] and i > at:
            kinds[i] = _kind_by_neighbours(lines, kinds, i, addresses)
    return kinds


def _kind_by_neighbours(lines: list[Line], kinds: list[str], i: int, addresses: list[str]) -> str:
    line = lines[i]
    above = kinds[i - 1] if i else ""
    below = kinds[i + 1] if i + 1 < len(kinds) else ""
    if above == "credit" and not line.gap and line.gap_after and len(line.text) <= TITLE_LIMIT:
        return "caption"
    marked = {"date", "byline", "outlet", "address", "section"}
    beside = (above in marked and not line.gap) or (below in marked and not line.gap_after)
    if (beside or (above in marked and below in marked)) and not re.search(r"[.!?:,]$", line.text):
        if masthead(line.text, addresses):
            return "outlet"
        if (
            "date" in (above, below)
            and 2 <= len(line.text.split()) <= 3
            and looks_like_name(line.text)
        ):
            return "byline"
    return ""


# --- where the body begins ------------------------------------------------------------------


def _front_end(lines: list[Line], kinds: list[str], at: int) -> int:
    """Index of the first line below the last line of front matter."""
    end, texts = at + 1, 0
    for i in range(at + 1, len(kinds)):
        if kinds[i] in _HEAD or kinds[i] in _PICTURE or kinds[i] == "section":
            end = i + 1
        elif not kinds[i]:
            texts += 1
            if texts > STANDFIRSTS or len(lines[i].text) > STANDFIRST_LIMIT:
                break
    return end


def _is_standfirst(lines: list[Line], kinds: list[str], i: int, end: int) -> bool:
    if any(kind in _HEAD for kind in kinds[i + 1 : end]):
        return True
    if lines[i].drop_cap or split_dateline(lines[i].text)[0]:
        return False
    body = lines[end] if end < len(lines) else None
    if body is None:
        return False
    if body.drop_cap or split_dateline(body.text)[0] or _echoes(lines[i].text, body.text):
        return True
    glued = not lines[i].gap_after and i + 1 < end
    return glued or (len(lines[i].text) <= 220 and "date" not in kinds[:i])


def _echoes(text: str, following: str) -> bool:
    words = words_of(text)
    return bool(words) and len(words & words_of(following)) >= LEDE_ECHO * len(words)


# --- filing ---------------------------------------------------------------------------------


def _file_lines(lines: list[Line], kinds: list[str], end: int, draft: Draft) -> None:
    addresses = [
        line.text for line, kind in zip(lines[:end], kinds, strict=False) if kind == "address"
    ]
    draft.addresses += [_value(address) for address in addresses]
    for line, kind in zip(lines[:end], kinds, strict=False):
        if kind == "date":
            draft.dates.append(DateSource(line.text, Basis.TEXT, "a line of the front matter"))
        elif kind == "byline":
            names = names_in_byline(line.text) or split_names(_value(line.text))
            draft.bylines += [name for name in names if name not in draft.bylines]
        elif kind == "outlet" and draft.outlet is None:
            reason = masthead(line.text, draft.addresses) or "a labelled line of the front matter"
            draft.outlet = OutletFinding(_value(line.text), Basis.TEXT, reason)
        if kind and kind not in ("the title", "labelled title"):
            removal, reason = (
                _REASONS.get(kind) or unwanted(line.text) or (kind, "beside a picture's credit")
            )
            draft.remove(line.text, removal, reason)
