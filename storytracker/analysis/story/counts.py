"""How many people an event struck: figures and number words, and what they count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from storytracker.analysis.lexicons import load
from storytracker.analysis.speech.tokens import Token

# Bounded: a run of figures that goes on for ever would be tried from each of them.
_FIGURE = re.compile(r"(\d[\d,]{0,30})$")
_YEAR = re.compile(r"(?:19|20)\d\d")


@cache
def number_lists(key: str) -> frozenset[str]:
    """The list ``key`` of the number lexicon."""
    return frozenset(load("numbers")[key].split())


@cache
def _values() -> dict[str, int]:
    units = {word: n for n, word in enumerate(load("numbers")["units"].split(), 1)}
    tens = {word: 10 * n for n, word in enumerate(load("numbers")["tens"].split(), 2)}
    both = {
        f"{ten}-{unit}": a + b for ten, a in tens.items() for unit, b in units.items() if b < 10
    }
    return units | tens | both


def number_of(token: Token) -> str:
    """The whole number that ``token`` writes in figures or words, "" for none; years are none."""
    match = _FIGURE.match(token.text)
    if match:
        return "" if _YEAR.fullmatch(match[1]) else match[1].replace(",", "")
    value = _values().get(token.lower)
    return str(value) if value else ""


def count_in(tokens: Sequence[Token]) -> str:
    """The first number among ``tokens`` that counts something, "" for none.

    What measures ("three days"), dates ("on 17 January") and rates are no counts.
    """
    for i, token in enumerate(tokens):
        number = number_of(token)
        if number and not _measures(tokens, i):
            return number
    return ""


def _measures(tokens: Sequence[Token], i: int) -> bool:
    around = (tokens[i - 1] if i else None, tokens[i + 1] if i + 1 < len(tokens) else None)
    if around[1] is not None and around[1].lemma in number_lists("measures"):
        return True
    return any(t is not None and t.lower in _months() for t in around)


@cache
def _months() -> frozenset[str]:
    return frozenset(load("dates")["months"])
