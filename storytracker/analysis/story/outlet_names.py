"""One name per outlet in a story: "the Globe" is The Norland Globe where that one is told of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from storytracker.analysis.lexicons import load
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
)


def with_canonical_outlets(articles: Sequence[ArticleFacts]) -> list[ArticleFacts]:
    """The same articles with every mention of an outlet under its fullest name in the story.

    A name that ends in another's words, or begins with them, is taken for the longer one where
    only one fits; names that publish one of the articles win over names from the world's list.
    """
    names = _Names(articles)
    return [
        replace(
            article,
            outlet=names.canonical(article.outlet) if article.outlet else None,
            attributions=_renamed(article.attributions, names),
        )
        for article in articles
    ]


class _Names:
    def __init__(self, articles: Sequence[ArticleFacts]) -> None:
        self.own = {fold(a.outlet) for a in articles if a.outlet}
        self.texts = "\n".join(a.text for a in articles)
        spellings = Counter(_spoken_of(articles))
        self.best: dict[str, str] = {}
        for name in sorted(spellings, key=lambda n: (len(n), n)):
            self.best[fold(name)] = name

    def is_own(self, speaker: Speaker) -> bool:
        """True for "Fleet & Barge", taken for a firm, where an article here is published by it."""
        kinds = (SpeakerKind.ORGANISATION, SpeakerKind.UNNAMED)
        return speaker.kind in kinds and fold(speaker.name) in self.own

    def canonical(self, name: str) -> str:
        """The fullest name of the outlet that ``name`` means in this story."""
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
    def citation(found: Citation) -> Citation:
        return replace(found, outlet=names.canonical(found.outlet))

    def hop(found: Hop) -> Hop:
        return replace(found, outlet=names.canonical(found.outlet))

    def assertion(found: Assertion) -> Assertion:
        speaker = found.speaker
        if names.is_own(speaker) and not found.via:
            return _through_speaker(found)
        if speaker.kind is SpeakerKind.OUTLET and speaker.name:
            speaker = replace(speaker, name=names.canonical(speaker.name))
        return replace(found, speaker=speaker, via=tuple(hop(h) for h in found.via))

    said = tuple(assertion(a) for a in attributions.assertions)
    fresh = [
        _citing(new)
        for old, new in zip(attributions.assertions, said, strict=True)
        if new.via and not old.via
    ]
    return replace(
        attributions,
        citations=(*(citation(c) for c in attributions.citations), *fresh),
        assertions=said,
    )


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
