"""A story's claims: propositions of many articles that say the same, joined and weighed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from storytracker.analysis.story.asked import ReadByAssertion
from storytracker.analysis.story.choosing import choose
from storytracker.analysis.story.claim_drafts import ClaimDraft, Match
from storytracker.analysis.story.drafting import draft
from storytracker.analysis.story.entities import Entities
from storytracker.analysis.story.event_reading import propositions
from storytracker.analysis.story.joining import clusters
from storytracker.analysis.story.propositions import Proposition, is_leading
from storytracker.analysis.story.state_words import is_about
from storytracker.analysis.story.vocabulary import small_words
from storytracker.analysis.types import ArticleFacts, Assertion, Span, Stance

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def find_claims(
    articles: Sequence[ArticleFacts], told: Sequence[Proposition], entities: Entities
) -> tuple[ClaimDraft, ...]:
    """The claims of a story, the most told first; independent of the order of ``articles``.

    ``told`` are the articles' ``propositions_of``.
    """
    by_key = {a.key: a for a in articles}
    kept = choose(clusters(told, entities), by_key, entities)
    drafts = _told_apart([draft(cluster, by_key, entities) for cluster in kept])
    return tuple(sorted(drafts, key=lambda d: (-d.score, d.key)))


def _told_apart(drafts: Sequence[ClaimDraft]) -> list[ClaimDraft]:
    """Each under a key of its own, since whatever rests on a claim is found by that.

    What is named and worded alike is one claim; of others that are named alike the first in the
    articles has the key.
    """
    same: dict[str, dict[str, ClaimDraft]] = defaultdict(dict)
    for each in sorted(drafts, key=_first_place):
        known = same[each.key].get(each.text)
        same[each.key][each.text] = _together(known, each) if known else each
    return [
        replace(each, key=f"{key}|{number}") if number > 1 else each
        for key, several in same.items()
        for number, each in enumerate(several.values(), start=1)
    ]


def _together(one: ClaimDraft, other: ClaimDraft) -> ClaimDraft:
    matches = sorted((*one.matches, *other.matches), key=_place)
    return replace(one, matches=tuple(matches), score=max(one.score, other.score))


def _place(match: Match) -> tuple[str, int, Span]:
    told = match.proposition
    return told.article, told.assertion, told.clause


def _first_place(draft: ClaimDraft) -> tuple[str, int, Span]:
    return min(map(_place, draft.matches))


def propositions_of(articles: Sequence[ArticleFacts], entities: Entities) -> list[Proposition]:
    """What they tell of events; behind a denying cue only the event that is denied."""
    ordered = sorted(articles, key=lambda a: a.key)
    return [p for article in ordered for told in _told(article, entities) for p in told]


def _told_by(article: ArticleFacts, index: int, entities: Entities) -> tuple[Proposition, ...]:
    assertion = article.attributions.assertions[index]
    if assertion.stance is Stance.NO_COMMENT:
        return ()
    leading = is_leading(article, assertion)
    told = propositions(article, index, entities, leading=leading)
    denied = assertion.cue_lemma in small_words("denying_cues")
    past = _is_past(article, assertion)
    return tuple([p for p in told if (p.first or not denied) and not (past and _passes(p))])


_told = ReadByAssertion(_told_by)


def _passes(proposition: Proposition) -> bool:
    """What was done in an earlier year is background; what somebody knew then may be news."""
    return not is_about(proposition.concept, "object")


def _is_past(article: ArticleFacts, assertion: Assertion) -> bool:
    """A sentence that names an earlier year tells of something before the story."""
    if article.published.day is None:
        return False
    years = [int(y) for y in _YEAR.findall(assertion.sentence.of(article.text))]
    return bool(years) and max(years) < article.published.day.year
