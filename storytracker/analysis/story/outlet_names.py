"""One name per outlet in a story: "the Globe" is The Norland Globe where that one is told of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from operator import is_
from typing import TypeVar

from storytracker.analysis.lexicons import load
from storytracker.analysis.memo import READ_LATELY, Lately
from storytracker.analysis.outlets import outlet
from storytracker.analysis.story.name_forms import fold
from storytracker.analysis.types import (
    ArticleFacts,
    Assertion,
    Attributions,
    Citation,
    CitationRole,
    Hop,
    Lineage,
    Speaker,
    SpeakerKind,
    Stance,
)


def with_canonical_outlets(articles: Sequence[ArticleFacts]) -> list[ArticleFacts]:
    """The same articles with every mention of an outlet under its fullest name in the story.

    A name that ends in another's words, or begins with them, is taken for the longer one where
    only one fits; names that publish one of the articles win over names from the world's list.
    """
    names = _Names(articles)
    return [_named(article, names) for article in articles]


def _named(article: ArticleFacts, names: _Names) -> ArticleFacts:
    """The article with its outlets so; the very same one where that changes nothing."""
    outlet = names.canonical(article.outlet) if article.outlet else None
    attributions = _renamed(article.attributions, names)
    if outlet == article.outlet and attributions is article.attributions:
        return article
    return _lately(replace(article, outlet=outlet, attributions=attributions))


def _itself(article: ArticleFacts) -> ArticleFacts:
    return article


_lately = Lately(_itself, lambda article: len(article.text), READ_LATELY)
"""The same object where an equal one was made lately: equal ones are compared field by field."""


class _Names:
    def __init__(self, articles: Sequence[ArticleFacts]) -> None:
        self.articles = articles
        self.own = {fold(a.outlet) for a in articles if a.outlet}
        spellings = Counter(_spoken_of(articles))
        self.best: dict[str, str] = {}
        for name in sorted(spellings, key=lambda n: (len(n), n)):
            self.best[fold(name)] = name
        self._canonical: dict[str, str] = {}

    @cached_property
    def texts(self) -> str:
        return "\n".join(a.text for a in self.articles)

    def is_own(self, speaker: Speaker) -> bool:
        """True for "Fleet & Barge", taken for a firm, where an article here is published by it."""
        kinds = (SpeakerKind.ORGANISATION, SpeakerKind.UNNAMED)
        return speaker.kind in kinds and fold(speaker.name) in self.own

    def canonical(self, name: str) -> str:
        """The fullest name of the outlet that ``name`` means in this story."""
        known = self._canonical.get(name)
        if known is None:
            known = self._canonical[name] = self._find(name)
        return known

    def _find(self, name: str) -> str:
        folded = fold(name)
        press, _, rest = folded.partition(" ")
        if rest and folded not in self.own and press in load("people")["press"]:
            name, folded = name.partition(" ")[2], rest  # "Broadcaster Norhaven One"
        fuller = self._fuller(folded)
        return self.best.get(fuller, name)

    def _fuller(self, folded: str) -> str:
        known = outlet(self.best.get(folded, folded))
        if folded in self.own:
            return folded
        words = folded.split()
        candidates = [o for o in self.best if o != folded and _is_part(words, o.split())]
        own = [o for o in candidates if o in self.own]
        if len(own) == 1:
            return own[0]
        if known is None and len(candidates) == 1:
            return candidates[0]
        if known is None or known.name in self.texts:
            return folded
        return self._mistaken(known.surface_forms()) or folded

    def _mistaken(self, forms: Iterable[str]) -> str:
        """The story's own outlet whose short form was taken for a known one's elsewhere."""
        for form in forms:
            words = fold(form).split()
            if len(words) != 1:
                continue
            own = [o for o in self.own if _is_part(words, o.split())]
            if len(own) == 1:
                return own[0]
        return ""


def _is_part(words: list[str], longer: list[str]) -> bool:
    if not words or len(words) >= len(longer):
        return False
    generic = load("entities")["outlet_generic"].split()
    if all(word in generic for word in words):
        return False
    return longer[-len(words) :] == words or longer[: len(words)] == words


def _spoken_of(articles: Sequence[ArticleFacts]) -> Iterable[str]:
    for article in articles:
        if article.outlet:
            yield article.outlet
        for citation in article.attributions.citations:
            yield citation.outlet
        for assertion in article.attributions.assertions:
            yield from (hop.outlet for hop in assertion.via)


def _renamed(attributions: Attributions, names: _Names) -> Attributions:
    old = attributions.assertions
    said = [_assertion(found, names) for found in old]
    cited = [_with_outlet(found, names) for found in attributions.citations]
    fresh = [_citing(new) for was, new in zip(old, said, strict=True) if new.via and not was.via]
    if not fresh and _are_same(said, old) and _are_same(cited, attributions.citations):
        return attributions
    return replace(attributions, citations=(*cited, *fresh), assertions=tuple(said))


def _are_same(some: Iterable[object], others: Iterable[object]) -> bool:
    return all(map(is_, some, others))


def _assertion(found: Assertion, names: _Names) -> Assertion:
    speaker = found.speaker
    silent = found.stance is Stance.NO_COMMENT  # who declined to comment has put nothing out
    if not found.via and not silent and names.is_own(speaker):
        return _through_speaker(found)
    if speaker.kind is SpeakerKind.OUTLET and speaker.name:
        name = names.canonical(speaker.name)
        speaker = speaker if name == speaker.name else replace(speaker, name=name)
    via = tuple([_with_outlet(hop, names) for hop in found.via])
    if speaker is found.speaker and _are_same(via, found.via):
        return found
    return replace(found, speaker=speaker, via=via)


Named = TypeVar("Named", Citation, Hop)


def _with_outlet(found: Named, names: _Names) -> Named:
    name = names.canonical(found.outlet)
    return found if name == found.outlet else replace(found, outlet=name)


def _through_speaker(found: Assertion) -> Assertion:
    """What an outlet of the story said came through it."""
    name, why = found.speaker.name, "the sentence names it, and it publishes an article here"
    hop = Hop(name, found.source, Lineage.STATED, f"{name}: {why}")
    speaker = Speaker(name, SpeakerKind.OUTLET)
    return replace(found, speaker=speaker, via=(hop,), reasons=(*found.reasons, hop.reason))


def _citing(found: Assertion) -> Citation:
    hop = found.via[0]
    span = hop.span or found.sentence
    return Citation(hop.outlet, span, CitationRole.RELAYED, found.sentence, reason=hop.reason)
