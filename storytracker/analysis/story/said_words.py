"""The words, figures and names of every assertion, and how alike two are in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, log

from storytracker.analysis.speech.tokens import tokens_of
from storytracker.analysis.story.asked import ReadByAssertion
from storytracker.analysis.story.claim_drafts import ClaimDraft
from storytracker.analysis.story.entities import Entities
from storytracker.analysis.story.propositions import (
    content_terms,
    figures,
)
from storytracker.analysis.types import (
    ArticleFacts,
    Assertion,
    NameKind,
)


@dataclass(frozen=True, slots=True)
class SaidWords:
    """An assertion with the words and names of what is said."""

    article: ArticleFacts
    index: int
    assertion: Assertion
    terms: frozenset[str]
    parties: frozenset[str]


def said_words(articles: Sequence[ArticleFacts], entities: Entities) -> list[SaidWords]:
    """All that is said in ``articles``, in their keys' order."""
    ordered = sorted(articles, key=lambda a: a.key)
    return [said for article in ordered for said in _said(article, entities)]


def _said_by(article: ArticleFacts, index: int, entities: Entities) -> SaidWords:
    assertion = article.attributions.assertions[index]
    terms = _terms(article, assertion, entities)
    return SaidWords(article, index, assertion, terms, _parties(article, assertion, entities))


_said = ReadByAssertion(_said_by)


def _terms(article: ArticleFacts, assertion: Assertion, entities: Entities) -> frozenset[str]:
    """Entities, figures and content words of what is said."""
    found: set[str] = set()
    for part in assertion.content:
        tokens = tokens_of(article.text, part.start, part.end)
        named = entities.at(article.key, part)
        found.update(entity for _, entity in named)
        inside = [any(s.start <= t.start < s.end for s, _ in named) for t in tokens]
        found |= content_terms(tokens, inside) | figures(tokens)
    return frozenset(found)


def _parties(article: ArticleFacts, assertion: Assertion, entities: Entities) -> frozenset[str]:
    """The people and bodies named in what is said."""
    kinds = (NameKind.PERSON, NameKind.ORGANISATION)
    return frozenset(
        entity
        for part in assertion.content
        for _, entity in entities.at(article.key, part)
        if entities.kinds.get(entity) in kinds
    )


def weights_of(said: Sequence[SaidWords]) -> dict[str, float]:
    """Rare terms weigh more: the logarithm of how many assertions there are for each with it."""
    counts = Counter(term for s in said for term in s.terms)
    return {term: log(1 + len(said) / n) for term, n in counts.items()}


def names_others(s: SaidWords, claim: ClaimDraft) -> bool:
    """A person or body that the claim does not speak of: it is about something else."""
    parties = {e for m in claim.matches for e in (m.proposition.agent, *m.proposition.others)}
    return bool(s.parties - parties)


def likeness(one: frozenset[str], other: frozenset[str], weights: dict[str, float]) -> float:
    """Share (0-1) of the lighter side's weight that both have."""
    # Exact whatever the order: a set's is another one in each process.
    lighter = min(fsum([weights[t] for t in one]), fsum([weights[t] for t in other]))
    return fsum([weights[t] for t in one & other]) / lighter if lighter else 0.0
