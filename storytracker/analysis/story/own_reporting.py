"""Who told the article's own outlet something: that is its own reporting, whatever it cites."""

from __future__ import annotations

from storytracker.analysis.speech.tokens import tokenise
from storytracker.analysis.story.counts import number_of
from storytracker.analysis.story.vocabulary import small_words
from storytracker.analysis.types import ArticleFacts, Assertion, SpeakerKind

ADDRESSEE_CHARS = 60
"""Whom somebody "told" stands within so many characters."""


def own_informants(article: ArticleFacts) -> frozenset[str]:
    """The words by which the article calls unnamed people who told its own outlet something."""
    said = article.attributions.assertions
    return frozenset().union(*(informant_words(a) for a in said if is_told_here(article, a)))


def is_told_here(article: ArticleFacts, assertion: Assertion) -> bool:
    """True for "…, three people told the Courier" in the Courier."""
    if not article.outlet or assertion.cue is None or assertion.cue_lemma != "tell":
        return False
    names = tuple(_names(article.outlet))
    unnamed = assertion.speaker.kind is SpeakerKind.UNNAMED
    return unnamed and _addressee(article.text, assertion.cue.end).startswith(names)


def informant_words(assertion: Assertion) -> frozenset[str]:
    """ "three people familiar with it" → 3, "an official there" → official; none for others."""
    speaker = assertion.speaker
    if speaker.kind is not SpeakerKind.UNNAMED:
        return frozenset()
    found = set()
    for token in tokenise(speaker.name):
        if token.lower in small_words("phrase_end") - {"of"}:
            break
        if number := number_of(token):
            found.add(number)
        elif token.text[0].isalpha():
            found.add(token.lemma)
    return frozenset(found - small_words("faceless_people") - {"1"})


def _names(outlet: str) -> list[str]:
    """The outlet's name, and its first word where that is an abbreviation ("NPB News")."""
    plain = outlet.lower().removeprefix("the ")
    first = outlet.split()[0]
    return [plain, first.lower()] if first.isupper() and len(first) > 1 else [plain]


def _addressee(text: str, start: int) -> str:
    """What stands behind "told", in small letters and without an article."""
    return text[start : start + ADDRESSEE_CHARS].lower().lstrip().removeprefix("the ")
