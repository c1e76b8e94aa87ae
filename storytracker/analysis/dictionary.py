"""The English dictionary of word forms: which forms are known, and what they are forms of.

simplemma's, loaded once per process and kept as plain strings (a tenth of a second); simplemma
itself would keep it as bytes, among what may be forgotten, and go through seven layers for a word.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from simplemma.strategies import RulesStrategy
from simplemma.strategies.dictionaries import DefaultDictionaryFactory

_LANGUAGE = "en"
_RULES = RulesStrategy()


@cache
def _forms() -> Mapping[str, str]:
    return dict(DefaultDictionaryFactory().get_dictionary(_LANGUAGE).items())


def _look_up(form: str) -> str | None:
    """A form in its own case, or else in the other one, as simplemma looks it up."""
    forms = _forms()
    return forms.get(form) or forms.get(form.lower() if form[0].isupper() else form.capitalize())


def is_known(form: str) -> bool:
    """Is ``form`` (not empty) in the dictionary, whatever its case?"""
    return _look_up(form) is not None


def dictionary_form(form: str) -> str:
    """What ``form``, letters only, is a form of, in lower case; itself where nothing tells."""
    forms = _forms()
    found = forms.get(form)  # most are listed as they are
    return (found or _look_up(form) or _RULES.get_lemma(form, _LANGUAGE) or form).lower()
