"""The top of a plain-text dump: title, standfirst, and the bare lines that date and name it."""

from __future__ import annotations

import re
from dataclasses import replace

from storytracker.analysis.reading.bylines import are_names, is_job, placed_name
from storytracker.analysis.reading.cleaning import words_of
from storytracker.analysis.reading.dateline import split_dateline
from storytracker.analysis.reading.draft import Block, Draft
from storytracker.analysis.reading.frontfiling import closing_of, file_lines
from storytracker.analysis.reading.frontlines import Line, kind_of, value_of
from storytracker.analysis.reading.headline import FRONT_LINES, title_at
from storytracker.analysis.reading.mastheads import masthead, names_itself
from storytracker.analysis.reading.publishers import is_silent_on, publisher
from storytracker.analysis.types import ParagraphKind

CAPTION_LIMIT = 250  # code points of a caption below its credit
STANDFIRST_LIMIT = 600  # code points of one standfirst
STANDFIRSTS = 2  # more text than that in front of a date or picture is body already
LEDE_ECHO = 0.5  # share of a standfirst's words that the next paragraph repeats

# Lines that stand above the body only: text in front of one is a standfirst.
_HEAD = frozenset({"date", "byline", "outlet", "title", "job"})
_PICTURE = frozenset({"credit", "caption"})
# Lines that may stand inside the body too.
_LOOSE = _PICTURE | {"section", "place", "address", "sharing", "other", "navigation", "clock"}
_META = frozenset({"date", "clock", "byline", "job", "outlet", "address", "section"})


def read_front(lines: list[Line], draft: Draft) -> list[Line]:
    """Fill title, dates, bylines, outlet and standfirsts; return the lines of the body."""
    lines = _joined_bylines(lines)
    at = title_at(lines)
    if at is None:
        draft.reasons.append("no line looks like a title")
        at = -1
    else:
        draft.title_at = lines[at].at
        draft.title = value_of(lines[at].text) if kind_of(lines[at].text) else lines[at].text
    kinds = _kinds(lines, at, draft.title)
    end = _front_end(lines, kinds, at)
    texts = [i for i in range(at + 1, end) if not kinds[i]]
    standfirsts = {i for i in texts if _is_standfirst(lines, kinds, i, end)}
    file_lines(lines, kinds, end, draft)
    draft.blocks += [
        Block(lines[i].text, ParagraphKind.STANDFIRST, at=lines[i].at) for i in sorted(standfirsts)
    ]
    body = [i for i in texts if i not in standfirsts]
    return [lines[i] for i in body] + lines[end:]


def _joined_bylines(lines: list[Line]) -> list[Line]:
    """Join a lone "By" to the name on the line below it."""
    joined: list[Line] = []
    for line in lines[:FRONT_LINES]:
        if joined and joined[-1].text.casefold() in ("by", "by:") and len(line.text) < 80:
            joined[-1] = replace(joined[-1], text=f"By {line.text}", gap_after=line.gap_after)
        else:
            joined.append(line)
    return joined + lines[FRONT_LINES:]


# --- what the lines are ---------------------------------------------------------------------


def _kinds(lines: list[Line], at: int, title: str) -> list[str]:
    """A kind for each line down to the limit, by its words, then by its neighbours."""
    front = lines[: at + 1 + FRONT_LINES]
    kinds = [kind_of(line.text, title if i > at else "") for i, line in enumerate(front)]
    addresses = [line.text for line, kind in zip(front, kinds, strict=True) if kind == "address"]
    closing = closing_of(lines)
    if at >= 0:
        kinds[at] = "the title"
        named = False
        for i in range(at):  # what the title was looked for below
            if not kinds[i]:
                kinds[i] = "section" if named or not _publishes(lines, i, addresses) else "outlet"
                named = True
    for _ in range(2):  # a line may be known by a neighbour that is known by its own
        for i, line in enumerate(front):
            if not kinds[i] or (kinds[i] == "clock" and "date" not in _beside(kinds, i)):
                kinds[i] = _kind_beside(front, kinds, i) or _outlet_kind(
                    line.text, kinds, i, addresses, closing
                )
    return kinds


def _publishes(lines: list[Line], i: int, addresses: list[str]) -> bool:
    """Does the line above the title name the outlet?"""
    text, below = lines[i].text, [line.text for line in lines[i + 1 :]]
    return bool(masthead(text, addresses) or publisher(text, below) or is_silent_on(text, below))


def _beside(kinds: list[str], i: int) -> tuple[str, str]:
    return kinds[i - 1] if i else "", kinds[i + 1] if i + 1 < len(kinds) else ""


def _kind_beside(lines: list[Line], kinds: list[str], i: int) -> str:
    line, (above, below) = lines[i], _beside(kinds, i)
    if above == "credit" and not line.gap and line.gap_after and len(line.text) <= CAPTION_LIMIT:
        return "caption"
    if re.search(r"[.!?:,]$", line.text) or len(line.text) > 80:
        return ""
    glued = (above in _META and not line.gap) or (below in _META and not line.gap_after)
    if is_job(line.text) and (above == "byline" or (i and are_names(lines[i - 1].text))):
        return "job"
    if (
        above in ("byline", "job")
        and not line.gap
        and line.gap_after
        and len(line.text.split()) <= 6
    ):
        return "place"
    dated = {"date", "clock", "job"} & {above, below}
    named = are_names(line.text) and not masthead(line.text, ())
    if (dated and named) or ({"date", "clock"} & {above, below} and placed_name(line.text)):
        return "byline"
    lone = glued and len(line.text.split()) == 1 and not masthead(line.text, ())
    return "section" if lone else ""


def _outlet_kind(text: str, kinds: list[str], i: int, addresses: list[str], closing: str) -> str:
    """ "outlet" for a line beside others of the front matter that names the outlet."""
    near = {*kinds[max(0, i - 1) : i], *kinds[i + 1 : i + 2]}
    if not near & (_META | {"the title", "title"}) or re.search(r"[.!?:,]$", text):
        return ""
    strong = masthead(text, addresses) and near & _META
    return "outlet" if strong or names_itself(text, closing) else ""


# --- where the body begins ------------------------------------------------------------------


def _front_end(lines: list[Line], kinds: list[str], at: int) -> int:
    """Index of the first line below the last line of front matter."""
    end, texts = at + 1, 0
    for i in range(at + 1, len(kinds)):
        if kinds[i] in _HEAD | _LOOSE:
            end = i + 1
        elif not kinds[i]:
            texts += 1
            if texts > STANDFIRSTS or len(lines[i].text) > STANDFIRST_LIMIT:
                break
    return end


def _is_standfirst(lines: list[Line], kinds: list[str], i: int, end: int) -> bool:
    """Is the text at ``i``, above further lines of the front matter, no body yet?

    A date line, byline or title below it says so. A picture or share bar may also follow the
    first paragraph: then the text must lack a full stop or be glued to the picture, or the body
    must begin anew below (a drop cap, a dateline, the same words again).
    """
    if any(kind in _HEAD for kind in kinds[i + 1 : end]):
        return True
    text = lines[i].text
    if lines[i].drop_cap or split_dateline(text)[0] or end >= len(lines):
        return False
    begins_below = lines[end].drop_cap or bool(split_dateline(lines[end].text)[0])
    glued = not lines[i].gap_after and kinds[i + 1] in _PICTURE
    teaser = not re.search(r"[.!?][\"”’)]*$", text)
    return begins_below or glued or teaser or _echoes(text, lines[end].text)


def _echoes(text: str, following: str) -> bool:
    words = words_of(text)
    return bool(words) and len(words & words_of(following)) >= LEDE_ECHO * len(words)
