"""The language of a text, by its most frequent words; a light test, not a classifier."""

from __future__ import annotations

import re
from functools import cache

from storytracker.analysis.lexicons import languages, load

SAMPLE = 5000  # code points
SURE_SHARE = 0.25  # so many words of the language that the page states: no other is tried
MIN_SHARE = 0.12  # of all words; running English has about 0.35 of its listed words
MIN_WORDS = 20  # fewer tell nothing
PLAIN_LETTERS = 0.95  # so many letters of a few words are a-z where they may be English


def language_of(text: str, locale: str = "") -> str:
    """A two-letter code: by the words of ``text``, else the page's ``locale``, else "und"."""
    words = re.findall(r"[^\W\d_]+", text[:SAMPLE].lower())
    match = re.match(r"[a-z]{2,3}(?=[-_]|$)", locale.strip().lower())
    stated = match[0] if match else ""
    if len(words) >= MIN_WORDS:
        if _share(words, stated) >= SURE_SHARE:
            return stated
        shares = {language: _share(words, language) for language in _stop_words()}
        best = max(shares, key=lambda language: shares[language])
        if shares[best] >= MIN_SHARE:
            return best
    return stated or "und"


def analysed_as(text: str, stated: str) -> str:
    """The language whose word lists read ``text``, "" for none: it is kept and not analysed.

    ``stated`` is what is known of its language (``Reading.language``, "und" for nothing). The
    words themselves win, as in :func:`language_of`; a few words of which nothing is known are
    taken for English where their letters are.
    """
    language = language_of(text, "" if stated == "und" else stated)
    if language == "und" and _may_be_english(text[:SAMPLE]):
        language = "en"
    return language if language in languages() else ""


def _may_be_english(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    few = len(re.findall(r"[^\W\d_]+", text)) < MIN_WORDS
    return few and sum(c.isascii() for c in letters) >= PLAIN_LETTERS * len(letters)


def _share(words: list[str], language: str) -> float:
    known = _stop_words().get(language, frozenset())
    return sum(map(known.__contains__, words)) / len(words)


@cache
def _stop_words() -> dict[str, frozenset[str]]:
    table = load("stopwords", language="")
    return {language: frozenset(words.split()) for language, words in table.items()}
