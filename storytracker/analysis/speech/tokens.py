"""One tokenisation for every stage: words, numbers and marks with their offsets."""

from __future__ import annotations

import re
from collections.abc import Sequence

from storytracker.analysis.lexicons import load
from storytracker.analysis.memo import Lately, remembered
from storytracker.analysis.speech.quotes import Quote
from storytracker.analysis.speech.words import CACHE_WORDS, Word, word

# Abbreviations that are ordinary words too: their stop stands alone.
_WORDS_TOO = frozenset(
    """no art fig ill ind mass miss sun sat wash ore mar max min ext mon est al""".split()  # noqa: SIM905
)


def _abbreviations() -> frozenset[str]:
    lists = load("abbreviations")
    bare = {a.rstrip(".") for a in (*lists["titles"], *lists["either"])}
    plain = {a.capitalize() for a in bare if a.isalpha() and a not in _WORDS_TOO}
    return frozenset(plain | {"Del", "vs", "Vs"})


_ABBREVIATIONS = _abbreviations()

# A chunk of text between two spaces is remembered with its tokens up to this length.
LONGEST_KEPT = 60

# Most chunks that are no mere word end so, and are cut there without any expression.
_ENDINGS = frozenset([*',.;:!?)”"', "'s", "’s"])

# The tokens of a chunk: first and last offset in it, and the word.
Pieces = tuple[tuple[int, int, Word], ...]

# The alternatives begin with different characters or fail at once, and none can match the same
# text in two ways, so the cost is linear.
_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}(?:-[^\W_]+)*"  # U.S., a.m., U.S.-based
    r"|[A-Z]\.(?=\s[A-Z])"  # a middle initial
    r"|[$£€]?\d[\d,.:/]*(?<![,.:/])(?:\w{1,8}\b|%)?(?:[-–]\w+)*"  # 10,000 $1.2bn 12th 5-4
    r"|[’'](?:s|S|re|ve|ll|d|m)\b"  # clitics stand alone
    rf"|(?:{'|'.join(sorted(_ABBREVIATIONS))})\.(?=\s)"
    r"|[^\W_]+(?:&[^\W_]+)?(?:(?:[’'](?!(?:s|S|re|ve|ll|d|m)\b)|-)[^\W_]+)*"
    r"|''|[.!?…]{2,}|--+|\S"
)


class Token:
    """A word or mark at ``text[start:end]``; ``form`` holds all that its letters tell.

    ``text`` is the word as written, ``lower`` the same in lower case.
    """

    __slots__ = ("end", "flags", "form", "lower", "start", "text")

    quote: Quote | None = None

    def __init__(self, start: int, end: int, form: Word) -> None:
        self.start = start
        self.end = end
        self.form = form
        self.text = form.text
        self.lower = form.lower
        self.flags = form.flags

    @property
    def lemma(self) -> str:
        """The dictionary form in lower case."""
        return self.form.lemma

    def __repr__(self) -> str:
        return f"{self.text}@{self.start}"


class StandIn(Token):
    """A token that stands for a whole quotation (see units.py)."""

    __slots__ = ("quote",)

    def __init__(self, start: int, end: int, form: Word, quote: Quote) -> None:
        super().__init__(start, end, form)
        self.quote = quote


def words_in(chunk: str, following: str = " ") -> list[Word]:
    """The words and marks of a ``chunk`` without spaces, for who needs no offsets.

    ``following`` is what stands behind it: a space, or nothing.
    """
    if chunk.isalpha():
        return [word(chunk)]
    kept = following == " " and len(chunk) < LONGEST_KEPT
    return [form for _, _, form in (_pieces(chunk) if kept else _cut(chunk, following))]


def tokenise(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of ``text[start:end]`` in order, with offsets into ``text``.

    "U.S.", "10,000", "air-defence" and "didn't" are one token each; the clitics of "Norway's"
    and "they've" stand alone. Never raises; white space belongs to no token.
    """
    found: list[Token] = []
    add = found.append
    at, limit = start, len(text) if end is None else min(end, len(text))
    for chunk in _chunks(text, start, limit):
        stop = at + len(chunk)
        if chunk.isalpha():
            add(Token(at, stop, word(chunk)))
        elif chunk:
            for first, last, form in _pieces_at(chunk, text, stop, limit):
                add(Token(at + first, at + last, form))
        at = stop + 1
    return found


def _tokens(text: str, start: int, end: int) -> tuple[Token, ...]:
    return tuple(tokenise(text, start, end))


PARTS_READ_LATELY = 500_000
"""Characters of parts of texts, some 7 MB with their tokens: those of a story of 200 articles."""

tokens_of = Lately(_tokens, lambda text, start, end: end - start, PARTS_READ_LATELY)
"""``tokenise`` for parts of texts that several stages read one after the other: remembered."""


def _pieces_at(chunk: str, text: str, stop: int, limit: int) -> Pieces:
    """The tokens of a ``chunk`` that ends at ``stop``; where a space follows, remembered."""
    following = " " if stop < limit and chunk[-1] != "." else _following(chunk, text, stop, limit)
    if following == " " and len(chunk) < LONGEST_KEPT:
        return _pieces(chunk)
    return _cut(chunk, following)


def _chunks(text: str, start: int, end: int) -> list[str]:
    """What stands between spaces and line feeds: no token goes over one. Most are one word."""
    return text[start:end].replace("\n", " ").split(" ")


def _following(chunk: str, text: str, stop: int, limit: int) -> str:
    """Of what follows a chunk that ends at ``stop``, as much as its tokens depend on."""
    if stop >= limit:
        return ""
    initial = chunk[-1] == "." and "A" <= chunk[-2:-1] <= "Z"
    return " A" if initial and stop + 1 < limit and "A" <= text[stop + 1] <= "Z" else " "


def _cut(chunk: str, following: str) -> Pieces:
    whole = len(chunk)
    for size in (whole - 1, whole - 2):
        head, rest = chunk[:size], chunk[size:]
        if rest in _ENDINGS and head.isalpha() and (rest != "." or _ends_with_stop(head)):
            return (0, size, word(head)), (size, whole, word(rest))
    matches = [m for m in _TOKEN.finditer(chunk + following) if m.end() <= whole]
    return tuple([(m.start(), m.end(), word(m[0])) for m in matches])


def _ends_with_stop(letters: str) -> bool:
    """Does a stop behind ``letters`` stand alone: no initial's, no abbreviation's?"""
    return len(letters) > 1 and letters not in _ABBREVIATIONS


def _cut_before_space(chunk: str) -> Pieces:
    return _cut(chunk, " ")


_pieces = remembered(_cut_before_space, CACHE_WORDS)


def all_flags(tokens: Sequence[Token]) -> int:
    """What one at least of ``tokens`` is: tells at once what is not worth looking for."""
    found = 0
    for token in tokens:
        found |= token.flags
    return found
