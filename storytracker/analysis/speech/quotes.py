"""Quoted spans: straight and typographic marks, nested, unbalanced, over several paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from storytracker.analysis.lexicons import load
from storytracker.analysis.speech.cues import cues_by_form
from storytracker.analysis.types import Paragraph, Span

# Begins with a set of characters: the search for one is quicker than for one of two patterns.
# A typographic apostrophe only closes, and is looked for behind a single mark that opens.
_MARK = re.compile(r"['\"“”„«»‘](?:(?<=')')?")
_OPEN = "“„«"
_CLOSE = "”»"
_STRAIGHT = ('"', "''")  # two apostrophes are the typewriter's mark
_SINGLE = "‘'"
_BEFORE_OPENING = " \t\n([{—–-/:"
# A single mark that no space stands before and no letter behind.
_MAY_CLOSE = {mark: re.compile(rf"(?<!\s){mark}(?![^\W_])") for mark in "'’"}
_SENTENCE_STOP = re.compile(r"[.!?](?=\s|$)")
_WORD = re.compile(r"\w+")
# Words in marks at most this many, with no stop inside, name or doubt more often than they quote.
SCARE_WORDS = 3
# A single quotation mark is taken for one only when it closes within this many characters.
SINGLE_LIMIT = 400


_CUE_BEFORE = re.compile(r"(?<!\w)([a-z]+)[,:]? $")
_LONGEST_CUE = 20


@cache
def _quoting_verbs() -> frozenset[str]:
    """Forms of verbs that words in marks may follow as what was said; none that is a noun too."""
    nouns = frozenset(load("cues")["ambiguous"])
    return frozenset(
        form
        for form, cues in cues_by_form().items()
        if form not in nouns and any("quote" in cue.frames and not cue.particles for cue in cues)
    )


@dataclass(slots=True)
class Quote:
    """Words between quotation marks.

    ``span`` includes the marks, ``inside`` does not. ``closed`` is false where the closing mark
    is missing; ``continues`` where the quotation goes on in the next paragraph. ``scare`` marks
    words set off rather than said ("so-called" quotes, nicknames, titles). ``depth`` is 0 for an
    outermost quotation and 1 for one inside another.
    """

    span: Span
    inside: Span
    closed: bool
    continues: bool
    scare: bool
    depth: int = 0
    first: str = ""  # the first word inside, as written
    last: str = ""  # the last character inside


def find_quotes(text: str, paragraphs: Sequence[Paragraph]) -> tuple[Quote, ...]:
    """All quotations in ``paragraphs``, by start; a nested one follows the one around it.

    A quotation left open at the end of a paragraph continues when the next paragraph opens with
    a mark; else a mark that never closes holds to the end of its sentence. Never raises.
    """
    found: list[Quote] = []
    for number, paragraph in enumerate(paragraphs):
        following = paragraphs[number + 1].span if number + 1 < len(paragraphs) else None
        if _MARK.search(text, paragraph.span.start, paragraph.span.end):
            continued = following is not None and _opens_with_mark(text, following)
            found += _Paragraph(text, paragraph.span, continued).quotes()
    return tuple(found)


def _opens_with_mark(text: str, paragraph: Span) -> bool:
    first = text[paragraph.start : paragraph.start + 1]
    return first != "" and (
        first in _OPEN or first == '"' or text.startswith("''", paragraph.start)
    )


class _Paragraph:
    """The marks of one paragraph, read from left to right."""

    def __init__(self, text: str, span: Span, continued: bool) -> None:
        self.text = text
        self.span = span
        self.continued = continued
        self.found: list[Quote] = []
        self.nested: list[Quote] = []
        self.start: int | None = None
        self.depth = 0
        self.skip_to = 0
        self.width = 1

    def quotes(self) -> list[Quote]:
        for match in _MARK.finditer(self.text, self.span.start, self.span.end):
            if match.start() >= self.skip_to:
                self._read(match.start(), match.group())
        if self.start is not None:
            self._close_unclosed(self.span.end, at_end=True)
        return self.found

    def _read(self, at: int, mark: str) -> None:
        if mark in _SINGLE:
            self._read_single(at, mark)
        elif self.start is None:
            if mark in _OPEN or (mark in _STRAIGHT and self._may_open(at, len(mark))):
                self.start, self.width, self.depth, self.nested = at, len(mark), 0, []
        elif mark in _OPEN and self._looks_closing(at):
            self._close(at, len(mark))  # “It’s over,“ said Roe
        elif mark in _OPEN:
            self.depth += 1
        elif mark in _CLOSE and self.depth:
            self.depth -= 1
        elif mark in _STRAIGHT and self._must_open(at, mark):
            self._close_unclosed(at, at_end=False)
            self.start, self.width = at, len(mark)
        else:
            self._close(at, len(mark))

    def _may_open(self, at: int, width: int) -> bool:
        before = self._char(at - 1)
        after = self._char(at + width)
        return not before.isdigit() and (before in _BEFORE_OPENING or not after.isspace())

    def _looks_closing(self, at: int) -> bool:
        return self.depth == 0 and self._char(at - 1) in ",.!?" and self._char(at + 1).isspace()

    def _must_open(self, at: int, mark: str) -> bool:
        """A straight mark inside a quotation that can only open another one."""
        before, after = self._char(at - 1), self._char(at + len(mark))
        return before.isspace() and after.isalnum() and self._opens_later(at, mark)

    def _opens_later(self, at: int, mark: str) -> bool:
        following = self.text.find(mark, at + len(mark), self.span.end)
        return following >= 0 and not self._char(following - 1).isspace()

    def _char(self, at: int) -> str:
        return self.text[at] if self.span.start <= at < self.span.end else " "

    def _close(self, at: int, width: int) -> None:
        assert self.start is not None
        opened = self.start + self.width
        span, inside = Span(self.start, at + width), Span(opened, max(opened, at))
        scare = self._is_scare(span, inside)
        word = _WORD.match(self.text, opened, at)
        first = word.group() if word is not None else ""
        self._add(Quote(span, inside, True, False, scare, first=first, last=self._char(at - 1)))

    def _close_unclosed(self, limit: int, *, at_end: bool) -> None:
        assert self.start is not None
        goes_on = at_end and self.continued and self.text[self.start] != "'"
        end = limit
        if not goes_on:
            stop = _SENTENCE_STOP.search(self.text, self.start, limit)
            end = stop.end() if stop else limit
        while end > self.start + 1 and self.text[end - 1].isspace():
            end -= 1
        inside = Span(self.start + 1, max(end, self.start + 1))
        if end > self.start + 1:
            self._add(Quote(Span(self.start, end), inside, False, goes_on, False))
        self.start = None

    def _add(self, quote: Quote) -> None:
        self.found.append(quote)
        self.found += [inner for inner in self.nested if quote.span.covers(inner.span)]
        self.start = None

    def _is_scare(self, span: Span, inside: Span) -> bool:
        words = inside.of(self.text)
        if len(_WORD.findall(words)) > SCARE_WORDS or words[-1:] in ("!", "?"):
            return False
        if self._follows_cue(span.start):
            return False  # chanted "lock him up"
        if self._char(span.start - 2) in ",:" and words[-1:] in (",", "."):
            return False  # "…," he said, "a good price."
        if words[-1:] in (",", "."):
            return words[:1].islower() and words[-1:] == "."
        return self._char(span.end) != ","

    def _follows_cue(self, at: int) -> bool:
        before = _CUE_BEFORE.search(self.text, max(self.span.start, at - _LONGEST_CUE), at)
        return before is not None and before.group(1).lower() in _quoting_verbs()

    def _read_single(self, at: int, mark: str) -> None:
        if self._char(at - 1) not in _BEFORE_OPENING + '"“':
            return
        if not (self._char(at + 1).isalpha() or self._char(at + 1) in "[(…$"):
            return
        end = self._single_end(at, "’" if mark == "‘" else "'")
        if end is None:
            return
        span, inside = Span(at, end), Span(at + 1, end - 1)
        if self.start is not None:
            self.nested.append(Quote(span, inside, True, False, True, depth=1))
        else:
            self.found.append(Quote(span, inside, True, False, self._is_scare(span, inside)))
        self.skip_to = end

    def _single_end(self, at: int, mark: str) -> int | None:
        """The end of a single-quoted span: a mark that is no apostrophe."""
        limit = min(self.span.end, at + SINGLE_LIMIT)
        for match in _MAY_CLOSE[mark].finditer(self.text, at + 1, limit):
            end = match.start()
            if not self._char(end + 1).isalnum() and not self._char(end - 1).isspace():
                plural = self._char(end - 1) == "s" and self.text.find(mark, end + 1, limit) >= 0
                if not plural:
                    return end + 1
        return None
