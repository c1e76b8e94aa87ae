"""Which line at the top of a dump is the title: not the outlet's name or the kicker above it."""

from __future__ import annotations

import re

from storytracker.analysis.lexicons import load
from storytracker.analysis.reading.closing import holds_motto
from storytracker.analysis.reading.frontfiling import closing_of
from storytracker.analysis.reading.frontlines import Line, is_section, kind_of
from storytracker.analysis.reading.mastheads import (
    known_outlet,
    masthead,
    names_itself,
    without_motto,
)
from storytracker.analysis.reading.publishers import (
    heads_statement,
    is_silent_on,
    is_told,
    labels_release,
    opens_as_headline,
    publisher,
    speaks_of,
)

TITLE_LIMIT = 250  # code points; longer first lines are paragraphs
FRONT_LINES = 20  # front matter is looked for in so many lines below the title
HEADLINE_WORDS = 5  # a headline below a bare name has so many words or more
KICKER_WORDS = 3
HEADLINE_SHARES = 2  # words that a headline has in common with its text, or more
MOTTO_WORDS = 8  # "The weekly for all who keep bees"

_STOPPED = re.compile(r"[a-z]{2}\.[\"”]?$")


def title_at(lines: list[Line]) -> int | None:
    """Index of the title: the first line of words that is no masthead or kicker above one."""
    kinds = [kind_of(line.text) for line in lines[:FRONT_LINES]]
    texts = [i for i, kind in enumerate(kinds) if kind in ("", "labelled title")]
    while len(texts) > 1 and _is_title(lines, texts[0]):
        skipped = _above_title(lines, kinds, texts) or _below_publisher(lines, kinds, texts)
        if not skipped:
            break
        texts = texts[skipped:]
    return texts[0] if texts and _is_title(lines, texts[0]) else None


def _is_title(lines: list[Line], at: int) -> bool:
    text = lines[at].text
    if len(text) > TITLE_LIMIT or at == len(lines) - 1:
        return False
    return not _STOPPED.search(text) or (len(text) <= 150 and lines[at].gap_after)


def _above_title(lines: list[Line], kinds: list[str], texts: list[int]) -> int:
    """How many of the first ``texts`` stand above the title: a masthead, its section, a kicker."""
    first, second = texts[:2]
    # The section below a masthead: glued to it, shorter than the headline that comes then.
    glued = second == first + 1 and not lines[first].gap_after and len(texts) > 2
    below = lines[second].text
    short = len(below.split()) <= (MOTTO_WORDS if holds_motto(below) else KICKER_WORDS)
    if glued and short:
        skipped = 3 if len(lines[texts[2]].text.split()) < KICKER_WORDS and len(texts) > 3 else 2
        if _is_masthead(lines, first) and _is_headline(lines, kinds, first, texts[skipped]):
            return skipped
    if not _is_title(lines, second):
        return 0
    if _stands_above(lines, kinds, first) or _is_kicker(lines, first, second):
        return 1
    named = _is_masthead(lines, first) and _is_headline(lines, kinds, first, second)
    return 1 if named else 0


def _below_publisher(lines: list[Line], kinds: list[str], texts: list[int]) -> int:
    """How many of ``texts`` stand above the title where the first names who publishes it."""
    first = texts[0]
    below = [line.text for line in lines[first + 1 :]]
    named = publisher(lines[first].text, below) or _is_masthead(lines, first)
    if not named and not (
        is_silent_on(lines[first].text, below)
        and opens_as_headline(lines[texts[1]].text)
        and {"date", "byline"} & set(kinds)
    ):
        return 0
    for skipped, at in enumerate(texts[1:], start=1):
        if not _is_title(lines, at):
            return 0
        motto = not lines[at - 1].gap_after and lines[at].gap_after and texts[skipped + 1 :]
        if motto and at == first + 1 and _is_title(lines, texts[skipped + 1]):
            continue
        text = lines[at].text
        if _heads_release(lines, at) or heads_statement(text):
            return skipped
        if len(text.split()) < HEADLINE_WORDS or _STOPPED.search(text):
            continue
        if speaks_of(text, [line.text for line in lines[at + 1 :]]) >= HEADLINE_SHARES:
            return skipped
    return 0


def _heads_release(lines: list[Line], at: int) -> bool:
    """True for a line right below "Press release", however short: "Our statement"."""
    text = lines[at].text
    headed = labels_release(lines[at - 1].text) and not labels_release(text)
    return headed and len(text.split()) > 1 and not _STOPPED.search(text)


def _stands_above(lines: list[Line], kinds: list[str], at: int) -> bool:
    """True for an outlet's name above the title: it runs on into a section or date, or recurs."""
    if not masthead(lines[at].text, ()):
        return False
    joined = not lines[at].gap_after and kinds[at + 1 : at + 2] in (["section"], ["date"])
    return joined or names_itself(lines[at].text, closing_of(lines))


def _is_masthead(lines: list[Line], at: int) -> bool:
    """True for a name that newspapers have: a word such as "Gazette" at its end, or "The …".

    Titles begin with "The" too: such a name must stand elsewhere in the document.
    """
    text = lines[at].text
    name = without_motto(text)
    if name != text or known_outlet(text):
        return True
    words = name.split()
    if is_told(name, [line.text for line in lines[at + 1 :]]):
        return True
    if not masthead(name, ()) or len(words) > 5:
        return False
    ends = words[-1].casefold() in load("layout")["masthead_words"]
    return ends or any(name.casefold() in line.text.casefold() for line in lines[at + 1 :])


def _is_headline(lines: list[Line], kinds: list[str], first: int, at: int) -> bool:
    """True for a line that heads an article whose outlet ``first`` names."""
    text, above = lines[at].text, lines[first].text
    words = len(text.split())
    if words < HEADLINE_WORDS or len(text) > TITLE_LIMIT or _STOPPED.search(text):
        return False
    if known_outlet(above) or without_motto(above) != above:
        return True
    follows = kinds[at + 1] if at + 1 < len(kinds) else ""
    return words > len(above.split()) and (follows in ("date", "byline") or above.isupper())


def _is_kicker(lines: list[Line], first: int, second: int) -> bool:
    """True for a label above the headline: "EXCLUSIVE", "Analysis:", "ISLANDS"."""
    above, below = lines[first].text, lines[second].text
    if len(above.split()) > KICKER_WORDS or len(below.split()) < HEADLINE_WORDS:
        return False
    if _STOPPED.search(below) or below.isupper():
        return False
    return above.isupper() or (above.endswith(":") and is_section(above.rstrip(" :")))
