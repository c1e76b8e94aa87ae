"""Verdicts and stances on pages: icon + shape + colour + word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template

from apps.claims.edits import in_words
from apps.claims.models import AssertionDecision, Claim, VerdictStatus
from storytracker.analysis.types import Stance

register = template.Library()

VERDICT_ICONS = {
    VerdictStatus.UNVERIFIED: "circle-dashed",
    VerdictStatus.CONFIRMED: "circle-check",
    VerdictStatus.DISPUTED: "scale",
    VerdictStatus.REFUTED: "circle-x",
    VerdictStatus.RETRACTED: "undo-2",
}

STANCE_WORDS = {
    Stance.SUPPORTS: "supports",
    Stance.DENIES: "denies",
    Stance.DENIES_IN_PART: "denies in part",
    Stance.OBSERVES: "unclear",
    Stance.NO_COMMENT: "no comment",
}


@register.inclusion_tag("claims/_verdict_badge.html")
def verdict_badge(status: str) -> dict[str, Any]:
    """The badge of a verdict."""
    known = VerdictStatus(status)
    return {"status": known.value, "label": known.label, "icon_name": VERDICT_ICONS[known]}


@register.inclusion_tag("claims/_stance.html")
def stance(value: str) -> dict[str, Any]:
    """A stance with its sign."""
    known = Stance(value)
    return {"stance": known.value, "label": STANCE_WORDS[known]}


@dataclass(frozen=True, slots=True)
class Bar:
    """How many articles take a stance, and how much of the longest bar that is."""

    stance: str
    count: int
    percent: int


@register.inclusion_tag("claims/_stance_bars.html")
def stance_bars(claim: Claim) -> dict[str, Any]:
    """A bar per stance that some article takes; supports and denies always.

    ``claim`` comes with its stance counts (``with_stance_counts``).
    """
    counts: dict[Stance, int] = {
        Stance.SUPPORTS: claim.supporting,  # type: ignore[attr-defined]
        Stance.DENIES: claim.denying,  # type: ignore[attr-defined]
        Stance.OBSERVES: claim.observing,  # type: ignore[attr-defined]
        Stance.NO_COMMENT: claim.silent,  # type: ignore[attr-defined]
    }
    longest = max(*counts.values(), 1)
    always = (Stance.SUPPORTS, Stance.DENIES)
    return {
        "bars": [
            Bar(stance.value, count, 100 * count // longest)
            for stance, count in counts.items()
            if count or stance in always
        ]
    }


@register.filter
def now_words(decision: AssertionDecision) -> str:
    """What an editor decided about an assertion."""
    return _said(decision, decision.value["value"])


@register.filter
def was_words(decision: AssertionDecision) -> str:
    """What stood there before; empty where that says nothing."""
    plain = decision.field not in (AssertionDecision.Field.ADDED, AssertionDecision.Field.STRUCK)
    return _said(decision, decision.value["was"]) if plain else ""


def _said(decision: AssertionDecision, value: Any) -> str:
    if decision.field == AssertionDecision.Field.STANCE:
        return STANCE_WORDS[Stance(value)]
    return in_words(decision.field, value)
