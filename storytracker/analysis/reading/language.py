"""The language of a text, by its most frequent words; a light test, not a classifier."""

from __future__ import annotations

import re
from functools import cache

from storytracker.analysis.lexicons import load

SAMPLE = 5000  # code points
SURE_SHARE = 0.25  # so many words of the language that the page states: no other is tried
MIN_SHARE = 0.12  # of all words; running English has about 0.35 of its listed words


def language_of(text: str, locale: str = "") -> str:
    """A two-letter code: by the words of ``text``, else the page's ``locale``, else "und"."""
    words = re.findall(r"[^\W\d_]+", text[:SAMPLE].lower())
    match = re.match(r"[a-z]{2,3}(?=[-_]|$)", locale.strip().lower())
    stated = match[0] if match else ""
    if len(words) >= 20:
        if _share(words, stated) >= SURE_SHARE:
            return stated
        shares = {language: _share(words, language) for language in _stop_words()}
        best = max(shares, key=lambda language: shares[language])
        if shares[best] >= MIN_SHARE:
            return best
    return stated or "und"


def _share(words: list[str], language: str) -> float:
    known = _stop_words().get(language, frozenset())
    return sum(map(known.__contains__, words)) / len(words)


@cache
def _stop_words() -> dict[str, frozenset[str]]:
    table = load("stopwords", language="")
    return {language: frozenset(words.split()) for language, words in table.items()}
