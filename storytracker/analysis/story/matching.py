"""A story's claims: propositions of many articles that say the same, joined and weighed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from storytracker.analysis.memo import READ_LATELY, Lately
from storytracker.analysis.story.choosing import choose
from storytracker.analysis.story.claim_drafts import ClaimDraft
from storytracker.analysis.story.drafting import draft
from storytracker.analysis.story.entities import Around, Entities
from storytracker.analysis.story.event_reading import propositions
from storytracker.analysis.story.joining import clusters
from storytracker.analysis.story.propositions import Proposition, leading_assertions
from storytracker.analysis.story.state_words import is_about
from storytracker.analysis.story.vocabulary import small_words
from storytracker.analysis.types import ArticleFacts, Assertion, Stance

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def find_claims(
    articles: Sequence[ArticleFacts], told: Sequence[Proposition], entities: Entities
) -> tuple[ClaimDraft, ...]:
    """The claims of a story, the most told first; independent of the order of ``articles``.

    ``told`` are the articles' ``propositions_of``.
    """
    by_key = {a.key: a for a in articles}
    kept = choose(clusters(told, entities), by_key, entities)
    drafts = [draft(cluster, by_key, entities) for cluster in kept]
    return tuple(sorted(drafts, key=lambda d: (-d.score, d.key)))


def propositions_of(articles: Sequence[ArticleFacts], entities: Entities) -> list[Proposition]:
    """What they tell of events; behind a denying cue only the event that is denied."""
    ordered = sorted(articles, key=lambda a: a.key)
    return [p for article in ordered for p in _told_lately(article, entities.around(article))]


def _told(article: ArticleFacts, around: Around) -> tuple[Proposition, ...]:
    entities = around.entities(article.key)
    leading = leading_assertions(article)
    found: list[Proposition] = []
    for index, assertion in enumerate(article.attributions.assertions):
        if assertion.stance is Stance.NO_COMMENT:
            continue
        told = propositions(article, index, entities, leading=index in leading)
        denied = assertion.cue_lemma in small_words("denying_cues")
        past = _is_past(article, assertion)
        found.extend(p for p in told if (p.first or not denied) and not (past and _passes(p)))
    return tuple(found)


_told_lately = Lately(_told, lambda article, around: len(article.text), READ_LATELY)


def _passes(proposition: Proposition) -> bool:
    """What was done in an earlier year is background; what somebody knew then may be news."""
    return not is_about(proposition.concept, "object")


def _is_past(article: ArticleFacts, assertion: Assertion) -> bool:
    """A sentence that names an earlier year tells of something before the story."""
    if article.published.day is None:
        return False
    years = [int(y) for y in _YEAR.findall(assertion.sentence.of(article.text))]
    return bool(years) and max(years) < article.published.day.year
