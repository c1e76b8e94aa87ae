"""Where sentences begin and end, with offsets; no sentence crosses a paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from storytracker.analysis.lexicons import load
from storytracker.analysis.speech.cues import cues_by_form
from storytracker.analysis.types import Paragraph, ParagraphKind, Span

# "[.!?…]+" says the same, but a pattern that begins with a single character is found sooner.
_MARKS = frozenset(("”", "’", '"', "'", "»"))
# A name and what may be a verb of saying behind it; how far that is looked for, in characters.
_NAME_AND_VERB = re.compile(r"(?<!\s)\s++(?:[A-Z][\w.’'-]*+\s++){1,5}+([a-z]++)\b")
_LONGEST_NAME = 80
# What follows when the words in marks were the whole of what was said.
_SCENE = re.compile(
    r"(?<!\s)(?!\s*+[,:]?\s*+[\"“‘])\s*+(?:[.,;–—-]|$"
    r"|(?:[a-z]{1,30}ly|[a-z]{1,30}ing|in|on|at|to|of|as|when|before|after|during|while|with|from"
    r"|about|later|again|aloud|and|back)\b"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
)
_WHOM = re.compile(
    r"(?<!\s)(?![^.]{0,60}[,:]\s*+[\"“‘])\s*+"
    r"(?:(?!(?:that|he|she|they|it|the)\b)[\w’'-]{1,40}+\s*+){0,5}?"
    r"(?:[.,;:]|$|(?:in|on|at|during|before|after|as|when)\b)"
)
# From the first mark of a run only: each later one would be tried again.
_STOP = re.compile(r"[.!?…](?<![.!?…].)[.!?…]*+[\"'”’»)\]]*+(?=\s|$)")
_OPENER = re.compile(r"[(\[\"“‘«]")
_NEXT_WORD = re.compile(r"\s*([\"'“‘«(\[]*)(\S?)([^\s,;:]*)")
_CLOSERS = "\"'”’»)]"
# No abbreviation is longer; looking back further would make a run of letters quadratic.
_LONGEST_WORD = 24


def split_sentences(text: str, paragraphs: Sequence[Paragraph]) -> tuple[Span, ...]:
    """The sentences of all ``paragraphs`` as spans of ``text``, in order, trimmed of spaces.

    A stop inside an abbreviation ("U.S.", "Gen.", "a.m."), after an initial, or before a word in
    lower case ends nothing; closing quotation marks and brackets belong to the sentence that
    they close. Never raises.
    """
    return tuple([sentence for each in paragraphs for sentence in _split(text, each)])


def _split(text: str, paragraph: Paragraph) -> list[Span]:
    found: list[Span] = []
    start, limit = paragraph.span.start, paragraph.span.end
    titled = paragraph.kind is ParagraphKind.TITLE
    for match in _STOP.finditer(text, start, limit):
        end = match.end()
        if end == limit or _ends(text, start, match, limit, titled=titled):
            found += _trimmed(text, start, end)
            start = end
    if start < limit:
        found += _trimmed(text, start, limit)
    return found


def _trimmed(text: str, start: int, end: int) -> tuple[Span, ...]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (Span(start, end),) if start < end else ()


def _ends(text: str, start: int, match: re.Match[str], limit: int, *, titled: bool) -> bool:
    """Does the stop at ``match`` end the sentence that began at ``start``?

    In a headline every word may be capitalised: "Norhaven Prepares to Attack, U.S. Officials Say".
    """
    following = _NEXT_WORD.match(text, match.end(), min(limit, match.end() + 40))
    if following is None or not following.group(2):
        return True
    opening, first, rest = following.groups()
    if first.islower() or first in ",;:-–—":
        return False
    stop = match.group()
    if stop[0] in "?!" and stop[-1:] in _MARKS and _is_attributed(text, match.end(), limit):
        return False
    if stop[0] != "." or stop.rstrip(_CLOSERS) != "." or len(stop) > 1:
        return True
    last = _last_word(text, max(start, match.start() - _LONGEST_WORD), match.start()).lower() + "."
    if titled and (last in _lists()[1] or _dotted(last)):
        return False
    return _ends_after(last, first + rest, bool(opening), text, match.start())


def _last_word(text: str, start: int, end: int) -> str:
    """What stands right before ``end``, without an opening mark."""
    words = text[start:end].split()
    if not words or text[end - 1].isspace():
        return ""
    return words[-1] if words[-1].isalpha() else _OPENER.split(words[-1])[-1]


def _is_attributed(text: str, at: int, limit: int) -> bool:
    """``“Why?” Roe asked.``: the sentence goes on; ``“Why?” Roe said he knew.`` is another one."""
    named = _NAME_AND_VERB.match(text, at, min(limit, at + _LONGEST_NAME))
    if named is None or named.group(1) not in _quoting():
        return False
    told = "addressee" in {f for cue in cues_by_form()[named.group(1)] for f in cue.frames}
    return (_WHOM if told else _SCENE).match(text, named.end(), limit) is not None


@cache
def _quoting() -> frozenset[str]:
    """The forms of verbs that may have words in marks before them."""
    return frozenset(
        form
        for form, cues in cues_by_form().items()
        if any("quote" in cue.frames and not cue.particles for cue in cues)
    )


def _ends_after(last: str, following: str, opening: bool, text: str, at: int) -> bool:
    titles, either, openers = _lists()
    if last in titles and not (last == "no." and not following[:1].isdigit()):
        return False
    if len(last) == 2 and last[0].isalpha() and text[at - 1].isupper():
        return False  # an initial
    if last in either or _dotted(last):
        return opening or following.lower().rstrip(".,'’\"”") in openers
    return True


def _dotted(last: str) -> bool:
    return len(last) >= 4 and last[1] == "." and last[0].isalpha() and last[2].isalpha()


@cache
def _lists() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    lists = load("abbreviations")
    return frozenset(lists["titles"]), frozenset(lists["either"]), frozenset(lists["openers"])
