"""Corrections and retractions: an outlet takes back what it put out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from storytracker.analysis.lexicons import load
from storytracker.analysis.memo import READ_LATELY, Lately
from storytracker.analysis.story.entities import Entities
from storytracker.analysis.story.name_forms import fold
from storytracker.analysis.types import ArticleFacts, NameKind, Passage, Span


@dataclass(frozen=True, slots=True)
class Correction:
    """An outlet corrects (or retracts) its report, as ``passages`` tell.

    ``own`` is the article that carries the correction itself, "" where it is only told of.
    """

    outlet: str
    retracts: bool
    own: str
    passages: tuple[Passage, ...]
    reasons: tuple[str, ...]


@cache
def _phrases(kind: str) -> tuple[str, ...]:
    return tuple(load("corrections")[kind])


def find_corrections(
    articles: Sequence[ArticleFacts], entities: Entities
) -> tuple[Correction, ...]:
    """Every correction that the articles carry or tell of, one per outlet or body and kind."""
    told: dict[tuple[str, bool], list[tuple[Passage, bool, str]]] = defaultdict(list)
    names = _outlets(articles)
    for article in sorted(articles, key=lambda a: a.key):
        for sentence, own, phrase, retracts in _phrased(article):
            who = article.outlet if own else _corrector(article, sentence, phrase, names, entities)
            if who:
                told[who, retracts].append((Passage(article.key, sentence), own, phrase))
    return tuple(_correction(key, told[key]) for key in sorted(told))


def _correction(key: tuple[str, bool], told: Sequence[tuple[Passage, bool, str]]) -> Correction:
    own = next((passage.article for passage, is_own, _ in told if is_own), "")
    phrases = dict.fromkeys(phrase.strip(" :") for _, _, phrase in told)
    return Correction(
        outlet=key[0],
        retracts=key[1],
        own=own,
        passages=tuple(passage for passage, _, _ in told),
        reasons=tuple(f"says “{phrase}”" for phrase in phrases),
    )


def _found_in(article: ArticleFacts) -> tuple[tuple[Span, bool, str, bool], ...]:
    """Its sentences that tell of a correction, each with its ``_kind``."""
    sentences = article.attributions.sentences
    found = [(sentence, *_kind(sentence.of(article.text).lower())) for sentence in sentences]
    return tuple([each for each in found if each[2]])


_phrased = Lately(_found_in, lambda article: len(article.text), READ_LATELY)


def _kind(words: str) -> tuple[bool, str, bool]:
    """(carried by the article itself, the phrase that tells it, a retraction)."""
    for kind in ("own", "retraction", "reported"):
        for phrase in _phrases(kind):
            if phrase in words:
                return kind == "own", phrase, kind == "retraction"
    return False, "", False


def _outlets(articles: Sequence[ArticleFacts]) -> tuple[str, ...]:
    """All outlets that the articles come from or cite, the longest name first."""
    names = {a.outlet for a in articles if a.outlet}
    names |= {c.outlet for a in articles for c in a.attributions.citations}
    return tuple(sorted(names, key=lambda n: (-len(n), n)))


def _corrector(
    article: ArticleFacts,
    sentence: Span,
    phrase: str,
    names: Sequence[str],
    entities: Entities,
) -> str:
    """The outlet or body named last before the words that tell of the correction."""
    start = sentence.start + sentence.of(article.text).lower().index(phrase)
    before = Span(sentence.start, start)
    words = f" {fold(before.of(article.text))} "
    outlet = next((name for name in names if f" {fold(name)} " in words), "")
    if outlet:
        return outlet
    no_bodies = (NameKind.PLACE, NameKind.OUTLET)
    named = entities.at(article.key, before)
    bodies = [entity for _, entity in named if entities.kinds.get(entity) not in no_bodies]
    return entities.labels[bodies[-1]] if bodies else ""
