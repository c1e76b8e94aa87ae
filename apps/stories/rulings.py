"""Editors' decisions on a story's claims, as the analysis takes them in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Exists, F, OuterRef, Q

from apps.claims.models import Assertion
from apps.stories.facts import Holdings
from apps.stories.models import ClaimDecision, Story, StoryClaim, StoryDecision
from storytracker.analysis.story.decisions import (
    ClaimName,
    Decision,
    Ruling,
    Said,
    StoryDecisions,
)
from storytracker.analysis.types import Stance

Keys = Mapping[int, str]
"""Article id → its key in the analysis."""


def read_decisions(
    story: Story, holdings: Holdings, until: datetime | None = None
) -> StoryDecisions:
    """All decisions on the story's claims, undone ones too; at most two queries.

    ``until``: those that had been made then, as they stood then.

    Those that were made in a story which a claim came from are among them. Claims are called
    by their id, so that what comes back (``ClaimFinding.names``) leads to the rows. Assertions
    of articles that the story no longer holds are left out.
    """
    return read_all_decisions({story.pk: holdings}, until)[story.pk]


def read_all_decisions(
    stories: Mapping[int, Holdings], until: datetime | None = None
) -> dict[int, StoryDecisions]:
    """``read_decisions`` for each of these stories (by id), in as many queries as for one."""
    rows = ClaimDecision.objects.filter(
        Q(story__in=stories)
        | Exists(StoryClaim.objects.filter(story__in=stories, claim=OuterRef("claim")))
    )
    made = as_they_stood(rows.select_related("by").order_by("pk"), until)
    homes = StoryClaim.objects.filter(story__in=stories, claim__in={row.claim_id for row in made})
    brought = set(homes.values_list("story_id", "claim_id")) if made else set()
    found = {}
    for pk, holdings in stories.items():
        keys = {held.article.pk: key for key, held in holdings.by_key.items()}
        own = [row for row in made if row.story_id == pk or (pk, row.claim_id) in brought]
        found[pk] = StoryDecisions(tuple(_decision(row, keys) for row in own))
    return found


D = TypeVar("D", ClaimDecision, StoryDecision)


def as_they_stood(decisions: Iterable[D], until: datetime | None) -> list[D]:
    """The decisions that had been made by then (``None``: now), each undone only if it was then."""
    found = [each for each in decisions if until is None or each.at <= until]
    for each in found:
        if until and each.undone_at and each.undone_at > until:
            each.undone_at = each.undone_by = None
    return found


def _decision(row: ClaimDecision, keys: Keys) -> Decision:
    return Decision(
        number=row.pk,
        kind=Ruling(row.kind),
        claim=_claim_name(row.claim_id, row.about, keys),
        other=_claim_name(row.other_id, row.other_about, keys) if row.other_id else None,
        said=_said(row.said, keys),
        text=row.text,
        stance=Stance(row.stance) if row.stance else None,
        by=row.by.get_username(),
        reason=row.reason,
        undone=not row.stands,
    )


def _claim_name(claim_id: int, about: Mapping[str, Any], keys: Keys) -> ClaimName:
    rests_on = _said(about.get("rests_on", ()), keys)
    return ClaimName(str(claim_id), about.get("key", ""), rests_on)


def _said(names: Iterable[Mapping[str, Any]], keys: Keys) -> frozenset[Said]:
    return frozenset(
        Said(keys[name["article"]], name["words"]) for name in names if name["article"] in keys
    )


def claim_ids(names: Iterable[str]) -> tuple[int, ...]:
    """The claims' ids behind the names that the analysis gives back."""
    return tuple(int(name) for name in names)


@dataclass(frozen=True, slots=True)
class Named:
    """An assertion that a decision names, with where it stands today (-1: nowhere any more)."""

    article: int
    words: str
    start: int = -1
    end: int = -1


def with_passages(decisions: Iterable[ClaimDecision]) -> list[ClaimDecision]:
    """The decisions, each with ``passages`` (``Named``), so that words lead to their place.

    One query for all of them.
    """
    decisions = list(decisions)
    names = [name for decision in decisions for name in decision.said]
    found = Assertion.objects.current().filter(
        version__article__in={name["article"] for name in names},
        version__article__current_version=F("version"),
        words__in={name["words"] for name in names},
    )
    rows = found.order_by("-position").values_list("version__article", "words", "content")
    places = {(article, words): content[0] for article, words, content in rows if content}
    for decision in decisions:
        decision.passages = [  # type: ignore[attr-defined]
            Named(n["article"], n["words"], *places.get((n["article"], n["words"]), ()))
            for n in decision.said
        ]
    return decisions
