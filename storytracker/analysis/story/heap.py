"""Articles linked one after the other, in memory: what the database's side does, for one process.

Each article is compared with the few stories that its most telling terms lead to, joins the best
of them or opens one. Then there are second looks: the nearest articles of other stories may fit
the story that the article is in now better than their own, and two stories may turn out to be one.
All of it costs the same however many articles there are.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import islice

from storytracker.analysis import thresholds
from storytracker.analysis.story.linking import LinkDecision, compare, same_story
from storytracker.analysis.story.profiles import Profile, Rarity, Total, index_terms

NEWEST_PER_TERM = 100
"""Articles read per term, the newest: bounds the work where a term is in every second one."""

NEAR = 30
"""Articles looked at in full, those that share most of their weight first."""

STORIES = 10
"""Stories compared in full."""

RECOUNT_EVERY = 20
"""The rarity of terms is taken anew after so many articles, as a batch of imports does."""


@dataclass(slots=True)
class _Story:
    """The articles of a story by key, in the order of their joining, and their sum."""

    members: dict[str, Profile] = field(default_factory=dict)
    total: Total = field(default_factory=Total)


class Heap:
    """An archive in memory; ``link_score`` and ``merge_score`` stand for the usual thresholds."""

    def __init__(
        self,
        link_score: float = thresholds.LINK_SCORE,
        merge_score: float = thresholds.MERGE_SCORE,
    ) -> None:
        self.link_score = link_score
        self.merge_score = merge_score
        self.story_of: dict[str, int] = {}
        self._stories: dict[int, _Story] = {}
        self._profiles: dict[str, Profile] = {}
        self._postings: dict[str, list[str]] = defaultdict(list)
        self._counts: Counter[str] = Counter()
        self._rarity = Rarity()
        self._opened = 0

    @property
    def stories(self) -> list[set[str]]:
        """The keys of the articles of each story."""
        return [set(story.members) for story in self._stories.values()]

    def add(self, key: str, profile: Profile) -> LinkDecision | None:
        """Link one article; the decision to join a story, or None where it opens one."""
        if len(self._profiles) % RECOUNT_EVERY == 0:
            self._rarity = Rarity(len(self._stories), dict(self._counts))
        near = self._near(profile)
        home, decision = self._home(profile, near)
        self._profiles[key] = profile
        for term in profile.terms:
            self._postings[term].append(key)
        self._join(home, {key: profile})
        self._look_again(home, near)
        self._merge(home, near)
        return decision

    # --- finding ----------------------------------------------------------------------------

    def _near(self, profile: Profile) -> list[str]:
        """The articles that share most of the most telling terms' weight."""
        shared: dict[str, float] = defaultdict(float)
        mine = self._rarity.weighted(profile)
        for term in index_terms(profile, self._rarity):
            for other in islice(reversed(self._postings.get(term, ())), NEWEST_PER_TERM):
                shared[other] += mine[term] * self._rarity.weighted(self._profiles[other])[term]
        return heapq.nsmallest(NEAR, shared, key=lambda k: (-shared[k], k))

    def _home(self, profile: Profile, near: Sequence[str]) -> tuple[int, LinkDecision | None]:
        best: tuple[float, int, LinkDecision] | None = None
        for number in self._of(near):
            decision = self._compare(profile, number, near)
            if decision.linked and (best is None or decision.score > best[0]):
                best = decision.score, number, decision
        if best is not None:
            return best[1], best[2]
        self._opened += 1
        self._stories[self._opened] = _Story()
        return self._opened, None

    def _of(self, near: Sequence[str]) -> list[int]:
        """The stories of these articles, the nearest first."""
        return list(dict.fromkeys(self.story_of[key] for key in near))[:STORIES]

    def _compare(
        self, profile: Profile, number: int, near: Collection[str], but: str = ""
    ) -> LinkDecision:
        story = self._stories[number]
        members = [p for key, p in story.members.items() if key in near and key != but]
        own = story.members.get(but)
        whole = story.total.profile() if own is None else story.total.without(own)
        return compare(profile, whole, members, self._rarity, needed=self.link_score)

    # --- changing ---------------------------------------------------------------------------

    def _join(self, number: int, articles: dict[str, Profile]) -> None:
        story = self._stories[number]
        for key, profile in articles.items():
            story.members[key] = profile
            self.story_of[key] = number
            self._counts.update(story.total.add(profile))

    def _leave(self, number: int, key: str) -> None:
        story = self._stories[number]
        self._counts.subtract(story.total.take(story.members.pop(key)))
        if not story.members:
            del self._stories[number]

    def _look_again(self, home: int, near: Sequence[str]) -> None:
        """Move the nearest articles of other stories that are more like this one by now."""
        elsewhere = [key for key in near if self.story_of[key] != home]
        for key in elsewhere[: thresholds.SECOND_LOOKS]:
            profile, own = self._profiles[key], self.story_of[key]
            around = self._near(profile)
            there = self._compare(profile, home, around)
            if not there.linked:
                continue
            alone = len(self._stories[own].members) == 1
            here = 0.0 if alone else self._compare(profile, own, around, but=key).score
            if there.score >= here + thresholds.MOVING_GAINS:
                self._leave(own, key)
                self._join(home, {key: profile})

    def _merge(self, home: int, near: Sequence[str]) -> None:
        """Join the story with one that it turns out to be the same as."""
        if self.merge_score >= 1:
            return
        for other in self._of(near):
            if other == home:
                continue
            one, two = (self._stories[number].total.profile() for number in (home, other))
            if same_story(one, two, self._rarity, needed=self.merge_score).linked:
                large, small = sorted((home, other), key=lambda n: -len(self._stories[n].members))
                moved = dict(self._stories[small].members)
                for key in moved:
                    self._leave(small, key)
                self._join(large, moved)
                return
