"""In which language an article is, in words, where the analysis has no word lists for it."""

from __future__ import annotations

from django.conf.locale import LANG_INFO

from storytracker.analysis.lexicons import languages
from storytracker.analysis.reading.language import analysed_as, language_of


def language_name(code: str) -> str:
    """ "German" for "de"; "a language that was not recognised" for "und" or an unlisted one."""
    known = LANG_INFO.get(code, {}).get("name", "")
    return known or "a language that was not recognised"


def not_analysed(text: str, stated: str) -> str:
    """The name of the language of ``text`` where it is kept unanalysed; empty where it isn't.

    ``stated`` is the article's language as kept.
    """
    if analysed_as(text, stated):
        return ""
    return language_name(language_of(text, "" if stated == "und" else stated))


def not_analysed_by_code(code: str) -> str:
    """The same without the text at hand: by the language that was read out of it."""
    return "" if code in languages() else language_name(code)
