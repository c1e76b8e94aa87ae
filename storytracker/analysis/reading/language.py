"""The language of a text, by its most frequent words; a light test, not a classifier."""

from __future__ import annotations

import re
from functools import cache

from storytracker.analysis.lexicons import load

SAMPLE = 5000  # code points
MIN_SHARE = 0.12  # of all words; running English has about 0.35 of its listed words


def language_of(text: str, locale: str = "") -> str:
    """A two-letter code: by the words of ``text``, else the page's ``locale``, else "und"."""
    words = re.findall(r"[^\W\d_]+", text[:SAMPLE].lower())
    if len(words) >= 20:
        shares = {
            language: sum(map(stop_words.__contains__, words)) / len(words)
            for language, stop_words in _stop_words().items()
        }
        best = max(shares, key=lambda language: shares[language])
        if shares[best] >= MIN_SHARE:
            return best
    match = re.match(r"[a-z]{2,3}(?=[-_]|$)", locale.strip().lower())
    return match[0] if match else "und"


@cache
def _stop_words() -> dict[str, frozenset[str]]:
    table = load("stopwords", language="")
    return {language: frozenset(words.split()) for language, words in table.items()}
