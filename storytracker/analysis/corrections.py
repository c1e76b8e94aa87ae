"""Corrections and retractions: an outlet takes back what it put out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from storytracker.analysis.lexicons import load
from storytracker.analysis.outlets import outlet
from storytracker.analysis.types import ArticleFacts, Span


@dataclass(frozen=True, slots=True)
class Correction:
    """One sentence (``span`` of the article) in which ``outlet`` corrects itself."""

    article: str
    outlet: str
    span: Span
    retracts: bool
    reasons: tuple[str, ...]


@cache
def _phrases(kind: str) -> tuple[str, ...]:
    return tuple(load("corrections")[kind])


def find_corrections(articles: Sequence[ArticleFacts]) -> tuple[Correction, ...]:
    """Every correction that the articles carry or tell of, one per outlet and kind."""
    found: dict[tuple[str, bool], Correction] = {}
    for article in sorted(articles, key=lambda a: a.key):
        for sentence in article.attributions.sentences:
            correction = _correction(article, sentence)
            if correction is not None:
                found.setdefault((correction.outlet, correction.retracts), correction)
    return tuple(found[k] for k in sorted(found))


def _correction(article: ArticleFacts, sentence: Span) -> Correction | None:
    words = sentence.of(article.text).lower()
    retracts = any(p in words for p in _phrases("retraction"))
    phrase = next((p for k in ("own", "reported", "retraction") for p in _phrases(k) if p in words),
                  "")  # fmt: skip
    if not phrase:
        return None
    named = _named_outlet(article, sentence)
    own = any(p in words for p in _phrases("own"))
    name = article.outlet if own else named
    if not name:
        return None
    return Correction(article.key, name, sentence, retracts, (f"says “{phrase}”",))


def _named_outlet(article: ArticleFacts, sentence: Span) -> str:
    for citation in article.attributions.citations:
        if sentence.covers(citation.span):
            return citation.outlet
    for name in article.attributions.names:
        known = outlet(name.canonical)
        if known and any(sentence.covers(m) for m in name.mentions):
            return known.name
    return ""
