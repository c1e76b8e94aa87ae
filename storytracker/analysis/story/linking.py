"""Which story an article belongs to: what it is about, compared with what stories are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from storytracker.analysis import thresholds
from storytracker.analysis.story.profiles import (
    Profile,
    Rarity,
    article_profile,
    index_terms,
    likeness,
)
from storytracker.analysis.story.totals import story_profile

__all__ = [
    "LinkDecision", "Profile", "Rarity", "article_profile", "compare", "index_terms", "likeness",
    "same_story", "story_profile",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class LinkDecision:
    """Whether an article belongs to a story, with the score (0-1) and why."""

    score: float
    linked: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """How alike (0-1) an article, or a story, and a story are; put into words where asked for."""

    one: Profile
    other: Profile
    rarity: Rarity
    gap: int | None
    score: float
    needed: float
    linked: bool

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why, in words."""
        return _reasons(self)

    @property
    def decision(self) -> LinkDecision:
        """The same with its reasons."""
        return LinkDecision(self.score, self.linked, self.reasons)


def compare(
    article: Profile,
    story: Profile,
    members: Sequence[Profile] = (),
    rarity: Rarity | None = None,
    *,
    needed: float = thresholds.LINK_SCORE,
) -> Comparison:
    """Whether ``article`` belongs to ``story``: how alike they are, and how far apart in time.

    The likeness is the mean of that to the story as a whole and that to those of its ``members``
    that it is most like. The whole alone would let a large story swallow what is near it, its
    members alone would let a story wander off from article to article.
    """
    rarity = rarity or Rarity()
    whole = likeness(article, story, rarity)
    nearest = sorted((likeness(article, m, rarity) for m in members), reverse=True)
    near = fmean(nearest[: thresholds.NEAREST_ARTICLES]) if nearest else whole
    gap = _days_between(article, story)
    fade = 0.0 if gap is None else min(1.0, gap / thresholds.STORY_FADES_AFTER_DAYS)
    score = round((whole + near) / 2 * (1 - thresholds.AGE_COSTS * fade), 3)
    return Comparison(article, story, rarity, gap, score, needed, score >= needed)


def same_story(
    one: Profile, other: Profile, rarity: Rarity, *, needed: float = thresholds.MERGE_SCORE
) -> Comparison:
    """Whether two stories turn out to be one: as alike as two tellings of it, and of one time."""
    score = round(likeness(one, other, rarity), 3)
    gap = _days_between(other, one)
    linked = score >= needed and (gap or 0) <= thresholds.STORY_FADES_AFTER_DAYS
    return Comparison(one, other, rarity, gap, score, needed, linked)


def _days_between(article: Profile, story: Profile) -> int | None:
    if not (article.first_day and article.last_day and story.first_day and story.last_day):
        return None
    before = (story.first_day - article.last_day).days
    after = (article.first_day - story.last_day).days
    return max(0, before, after)


def _reasons(found: Comparison) -> tuple[str, ...]:
    telling = _telling(found.one, found.other, found.rarity)
    names = [term[5:] for term in telling if term.startswith("name:")]
    events = [term[6:] for term in telling if term.startswith("event:")]
    words = [term for term in telling if ":" not in term and term not in names]
    reasons = [f"{_count(names, 'shared name')}{_listed(names, 5)}"]
    if events:
        reasons.append(f"the same {'event' if len(events) == 1 else 'events'}{_listed(events, 3)}")
    reasons.append(f"{_count(words, 'other shared word')}{_listed(words, 5)}")
    reasons.append("dates unknown" if found.gap is None else _apart(found.gap))
    reasons.append(f"likeness {found.score:.2f} (needed: {found.needed:.2f})")
    return tuple(reasons)


def _telling(one: Profile, other: Profile, rarity: Rarity) -> list[str]:
    """The shared terms, those that count most first."""
    shared = one.terms.keys() & other.terms.keys()
    counts = {t: one.terms[t] * other.terms[t] * rarity.weight(t) for t in shared}
    return sorted(shared, key=lambda t: (-counts[t], t))


def _count(found: Sequence[str], what: str) -> str:
    return f"{len(found)} {what}{'' if len(found) == 1 else 's'}"


def _listed(found: Sequence[str], most: int) -> str:
    return f": {', '.join(found[:most])}" if found else ""


def _apart(gap: int) -> str:
    return "same days" if gap == 0 else f"{gap} {'day' if gap == 1 else 'days'} apart"
