"""The English dictionary of word forms: which forms are known, and what they are forms of.

simplemma's, loaded once per process and kept; simplemma itself would keep it among what may be
forgotten, and go through several layers for every word.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from simplemma.strategies import DefaultStrategy, DictionaryLookupStrategy
from simplemma.strategies.dictionaries import DefaultDictionaryFactory, DictionaryFactory

_LANGUAGE = "en"


class _Kept(DictionaryFactory):
    """Hands out one dictionary, loaded when it is first asked for."""

    @cache  # noqa: B019 (there is one factory)
    def get_dictionary(self, lang: str) -> Mapping[str, str]:
        return DefaultDictionaryFactory().get_dictionary(lang)


_FACTORY = _Kept()
_LOOKUP = DictionaryLookupStrategy(_FACTORY)
_STRATEGY = DefaultStrategy(dictionary_factory=_FACTORY)


def is_known(form: str) -> bool:
    """Is ``form`` (not empty) in the dictionary, in its own case or the other one?"""
    return _LOOKUP.get_lemma(form, _LANGUAGE) is not None


def dictionary_form(form: str) -> str:
    """What ``form`` (not empty) is a form of, in lower case; itself where that is not known."""
    return (_STRATEGY.get_lemma(form, _LANGUAGE) or form).lower()
