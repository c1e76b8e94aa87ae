"""Editors' decisions on a story's claims, as the analysis takes them in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from apps.stories.facts import Holdings
from apps.stories.models import ClaimDecision, Story
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


def read_decisions(story: Story, holdings: Holdings) -> StoryDecisions:
    """All decisions on the story's claims, undone ones too; one query.

    Claims are called by their id, so that what comes back (``ClaimFinding.names``) leads to
    the rows. Assertions of articles that the story no longer holds are left out.
    """
    keys = {held.article.pk: key for key, held in holdings.by_key.items()}
    rows = ClaimDecision.objects.filter(story=story).select_related("by").order_by("pk")
    return StoryDecisions(tuple(_decision(row, keys) for row in rows))


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
