"""The top of a plain-text dump: title, standfirst, and the bare lines that date and name it."""

from __future__ import annotations

import re

from storytracker.analysis.boilerplate import unwanted
from storytracker.analysis.bylines import are_names, names_in_byline, names_with_role, split_names
from storytracker.analysis.cleaning import words_of
from storytracker.analysis.dateline import split_dateline
from storytracker.analysis.dates import DateSource
from storytracker.analysis.draft import Block, Draft
from storytracker.analysis.frontlines import Line, kind_of, tells_change, value_of
from storytracker.analysis.mastheads import as_written, masthead, names_itself
from storytracker.analysis.types import Basis, OutletFinding, ParagraphKind

TITLE_LIMIT = 250  # code points; longer first lines are paragraphs
FRONT_LINES = 20  # front matter is looked for in so many lines below the title
CLOSING_LINES = 8  # an outlet speaks of itself in the last lines
STANDFIRST_LIMIT = 600  # code points of one standfirst
STANDFIRSTS = 2  # more text than that in front of a date or picture is body already
LEDE_ECHO = 0.5  # share of a standfirst's words that the next paragraph repeats

# Lines that stand above the body only: text in front of one is a standfirst.
_HEAD = frozenset({"date", "byline", "outlet", "title"})
_PICTURE = frozenset({"credit", "caption"})
# Lines that may stand inside the body too.
_LOOSE = _PICTURE | {"section", "place", "address", "sharing"}
_META = frozenset({"date", "byline", "outlet", "address", "section"})
_REASONS = {
    "date": ("other", "the line that dates the article"),
    "byline": ("credit", "the byline"),
    "outlet": ("other", "the line that names the outlet"),
    "section": ("navigation", "a menu or section name"),
    "title": ("repeated title", "the title once more"),
    "address": ("address", "a web address of the front matter"),
    "place": ("other", "the line below the byline"),
}


def read_front(lines: list[Line], draft: Draft) -> list[Line]:
    """Fill title, dates, bylines, outlet and standfirsts; return the lines of the body."""
    at = _title_at(lines)
    if at is None:
        draft.reasons.append("no line looks like a title")
        at = -1
    else:
        draft.title = value_of(lines[at].text) if kind_of(lines[at].text) else lines[at].text
    kinds = _kinds(lines, at, draft.title)
    end = _front_end(lines, kinds, at)
    texts = [i for i in range(at + 1, end) if not kinds[i]]
    standfirsts = {i for i in texts if _is_standfirst(lines, kinds, i, end)}
    _file_lines(lines, kinds, end, draft)
    draft.blocks += [Block(lines[i].text, ParagraphKind.STANDFIRST) for i in sorted(standfirsts)]
    body = [i for i in texts if i not in standfirsts]
    return [lines[i] for i in body] + lines[end:]


# --- the title ------------------------------------------------------------------------------


def _title_at(lines: list[Line]) -> int | None:
    """Index of the title: the first line of words, unless it is the outlet's name above it."""
    kinds = [kind_of(line.text) for line in lines[:FRONT_LINES]]
    texts = [i for i, kind in enumerate(kinds) if kind in ("", "labelled title")]
    if not texts or not _is_title(lines, texts[0]):
        return None
    if len(texts) > 1 and _is_title(lines, texts[1]) and _stands_above(lines, kinds, texts[0]):
        return texts[1]
    return texts[0]


def _is_title(lines: list[Line], at: int) -> bool:
    text = lines[at].text
    if len(text) > TITLE_LIMIT or at == len(lines) - 1:
        return False
    stopped = re.search(r"[a-z]{2}\.[\"”]?$", text)
    return not stopped or (len(text) <= 150 and lines[at].gap_after)


def _stands_above(lines: list[Line], kinds: list[str], at: int) -> bool:
    """True for an outlet's name above the title: it runs on into a section or date, or recurs."""
    if not masthead(lines[at].text, ()):
        return False
    joined = not lines[at].gap_after and kinds[at + 1 : at + 2] in (["section"], ["date"])
    return joined or names_itself(lines[at].text, _closing(lines))


# --- what the lines are ---------------------------------------------------------------------


def _kinds(lines: list[Line], at: int, title: str) -> list[str]:
    """A kind for each line down to the limit, by its words, then by its neighbours."""
    front = lines[: at + 1 + FRONT_LINES]
    kinds = [kind_of(line.text, title if i > at else "") for i, line in enumerate(front)]
    addresses = [line.text for line, kind in zip(front, kinds, strict=True) if kind == "address"]
    closing = _closing(lines)
    if at >= 0:
        kinds[at] = "the title"
    for _ in range(2):  # a line may be known by a neighbour that is known by its own
        for i, line in enumerate(front):
            if not kinds[i]:
                kinds[i] = _kind_beside(front, kinds, i) or _outlet_kind(
                    line.text, kinds, i, addresses, closing
                )
    return kinds


def _kind_beside(lines: list[Line], kinds: list[str], i: int) -> str:
    line, above = lines[i], kinds[i - 1] if i else ""
    below = kinds[i + 1] if i + 1 < len(kinds) else ""
    if above == "credit" and not line.gap and line.gap_after and len(line.text) <= TITLE_LIMIT:
        return "caption"
    if re.search(r"[.!?:,]$", line.text) or len(line.text) > 80:
        return ""
    glued = (above in _META and not line.gap) or (below in _META and not line.gap_after)
    if above == "byline" and not line.gap and line.gap_after and len(line.text.split()) <= 6:
        return "place"
    if "date" in (above, below) and are_names(line.text) and not masthead(line.text, ()):
        return "byline"
    return "section" if glued and len(line.text.split()) == 1 else ""


def _outlet_kind(text: str, kinds: list[str], i: int, addresses: list[str], closing: str) -> str:
    """ "outlet" for a line beside others of the front matter that names the outlet."""
    near = {*kinds[max(0, i - 1) : i], *kinds[i + 1 : i + 2]}
    if not near & (_META | {"the title", "title"}) or re.search(r"[.!?:,]$", text):
        return ""
    strong = masthead(text, addresses) and near & _META
    return "outlet" if strong or names_itself(text, closing) else ""


def _closing(lines: list[Line]) -> str:
    return "\n".join(line.text for line in lines[-CLOSING_LINES:])


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


# --- filing ---------------------------------------------------------------------------------


def _file_lines(lines: list[Line], kinds: list[str], end: int, draft: Draft) -> None:
    front = list(zip(lines[:end], kinds, strict=False))
    draft.addresses += [value_of(line.text) for line, kind in front if kind == "address"]
    dated = sorted((line.text for line, kind in front if kind == "date"), key=tells_change)
    draft.dates += [DateSource(text, Basis.TEXT, "a line of the front matter") for text in dated]
    for line, kind in front:
        if kind == "byline":
            names = names_in_byline(line.text) or names_with_role(line.text)
            draft.bylines += names or split_names(value_of(line.text))
        elif kind == "outlet" and draft.outlet is None:
            draft.outlet = _outlet_of(line.text, draft, lines)
        if kind and kind not in ("the title", "labelled title"):
            found = _REASONS.get(kind) or unwanted(line.text) or (kind, "beside a picture's credit")
            draft.remove(line.text, *found)


def _outlet_of(text: str, draft: Draft, lines: list[Line]) -> OutletFinding:
    reason = masthead(text, draft.addresses)
    if not reason:
        itself = names_itself(text, _closing(lines))
        reason = "the closing lines name it too" if itself else "a labelled line names it"
    return OutletFinding(as_written(value_of(text), _closing(lines)), Basis.TEXT, reason)
