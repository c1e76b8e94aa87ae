"""One tokenisation for every stage: words, numbers and marks with their offsets."""

from __future__ import annotations

import re

from storytracker.analysis.lexicons import load
from storytracker.analysis.memo import Lately, remembered
from storytracker.analysis.speech.words import CACHE_WORDS, GLUED, Word, word

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

# Most chunks that are no mere word end so, and are cut there without any expression.
_ENDINGS = frozenset([*',.;:!?)”"', "'s", "’s"])

# What may hang on the word before it: whoever asks must know whether a space stands between.
_MAY_HANG = frozenset(["-", ".", "'s", "’s", "'S", "’S"])

# The words of a chunk, each with its first offset in it.
Pieces = tuple[tuple[int, Word], ...]

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


class Token(Word):
    """A word or mark at ``text[start:end]``; ``form`` is the word that all such places share."""

    __slots__ = ("end", "form", "start")

    def __init__(self, start: int, form: Word) -> None:
        self.start = start
        self.end = start + form.size
        self.form = form
        self.text = form.text
        self.size = form.size
        self.lower = form.lower
        self.flags = form.flags

    @property
    def lemma(self) -> str:
        """The dictionary form in lower case."""
        return self.form.lemma

    def __repr__(self) -> str:
        return f"{self.text}@{self.start}"


def words_in(chunk: str, following: str = " ") -> list[Word]:
    """The words and marks of a ``chunk`` without spaces, for who needs no offsets.

    ``following`` is what stands behind it: a space, or nothing.
    """
    if chunk.isalpha():
        return [word(chunk)]
    pieces = _pieces(chunk) if following == " " else _cut(chunk, following)
    return [form for _, form in pieces]


def read_words(text: str, start: int = 0, end: int | None = None) -> tuple[list[Word], list[int]]:
    """The words and marks of ``text[start:end]`` in order, and the offsets at which they begin.

    "U.S.", "10,000", "air-defence" and "didn't" are one word each; the clitics of "Norway's"
    and "they've" stand alone. Never raises; white space belongs to no word. Equal forms are one
    object: whoever has other classes to give to one place puts another there (``Word.marked``).
    """
    found: list[Word] = []
    starts: list[int] = []
    add, begin = found.append, starts.append
    at, limit = start, len(text) if end is None else min(end, len(text))
    for chunk in _chunks(text, start, limit):
        stop = at + len(chunk)
        if chunk.isalpha():
            add(word(chunk))
            begin(at)
        elif chunk:
            plain = stop < limit and chunk[-1] != "."
            for first, form in _pieces(chunk) if plain else _pieces_at(chunk, text, stop, limit):
                add(form)
                begin(at + first)
        at = stop + 1
    return found, starts


def tokenise(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """What ``read_words`` finds, each with its place."""
    found, starts = read_words(text, start, end)
    return [Token(at, form) for at, form in zip(starts, found, strict=True)]


def _tokens(text: str, start: int, end: int) -> tuple[Token, ...]:
    return tuple(tokenise(text, start, end))


PARTS_READ_LATELY = 500_000
"""Characters of parts of texts, some 7 MB with their tokens: those of a story of 200 articles."""

tokens_of = Lately(_tokens, lambda text, start, end: end - start, PARTS_READ_LATELY)
"""``tokenise`` for parts of texts that several stages read one after the other: remembered."""


def _pieces_at(chunk: str, text: str, stop: int, limit: int) -> Pieces:
    """The words of a ``chunk`` that ends at ``stop``; where a space follows, remembered."""
    following = _following(chunk, text, stop, limit)
    return _pieces(chunk) if following == " " else _cut(chunk, following)


def _chunks(text: str, start: int, end: int) -> list[str]:
    """What stands between spaces and line feeds: no token goes over one. Most are one word."""
    return text[start:end].replace("\n", " ").split(" ")


def _following(chunk: str, text: str, stop: int, limit: int) -> str:
    """Of what follows a chunk that ends at ``stop``, as much as its tokens depend on."""
    if stop >= limit:
        return ""
    initial = chunk[-1] == "." and "A" <= chunk[-2:-1] <= "Z"
    # "J. Roe", "E. coli"
    return " A" if initial and stop + 1 < limit and text[stop + 1].isalpha() else " "


def _cut(chunk: str, following: str) -> Pieces:
    whole = len(chunk)
    for size in (whole - 1, whole - 2):
        head, rest = chunk[:size], chunk[size:]
        if rest in _ENDINGS and head.isalpha() and (rest != "." or _ends_with_stop(head)):
            return (0, word(head)), (size, _behind(rest))
    matches = [m for m in _TOKEN.finditer(chunk + following) if m.end() <= whole]
    return tuple([(m.start(), _form_at(chunk, m.start(), m[0])) for m in matches])


def _form_at(chunk: str, at: int, form: str) -> Word:
    apart = at == 0 or chunk[at - 1].isspace()  # a no-break space stands inside a chunk
    return word(form) if apart else _behind(form)


def _behind(form: str) -> Word:
    """A form that no space stands before."""
    return _glued(form) if form in _MAY_HANG else word(form)


def _glued_form(form: str) -> Word:
    shared = word(form)
    return shared.marked(shared.flags | GLUED)


_glued = remembered(_glued_form, len(_MAY_HANG))


def _ends_with_stop(letters: str) -> bool:
    """Does a stop behind ``letters`` stand alone: no initial's, no abbreviation's?"""
    return len(letters) > 1 and letters not in _ABBREVIATIONS


def _cut_before_space(chunk: str) -> Pieces:
    return _cut(chunk, " ")


_pieces = remembered(_cut_before_space, CACHE_WORDS)
