"""Articles linked one after the other, among those that they may have to do with.

Each article is compared with the few stories that its most telling terms lead to, joins the best
of them or opens one. Then there are second looks: the nearest articles of other stories may fit
the story that the article is in now better than their own, and two stories may turn out to be one.
All of it costs the same however many articles there are.

A heap may be a whole archive. Or it is the neighbourhood of a batch of articles, taken out of a
larger one: then whoever takes it out says what is near, and how rare terms are.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from storytracker.analysis import thresholds
from storytracker.analysis.story.linking import Comparison, LinkDecision, compare, same_story
from storytracker.analysis.story.profiles import Profile, Rarity, index_terms
from storytracker.analysis.story.totals import Total

NEWEST_PER_TERM = 50
"""Articles read per term, the newest: bounds the work where a term is in every second one."""

NEAR = 20
"""Articles looked at in full, those that share most of their weight first."""

STORIES = 10
"""Stories compared in full."""

OTHERS_KEPT = 5
"""Of those that an article does not join so many are told, the nearest, each with reasons: enough
to see why it is not where somebody expects it."""

RECOUNT_EVERY = 20
"""The rarity of terms is taken anew after so many articles, as a batch of imports does."""


@dataclass(slots=True)
class Held:
    """A story in the heap: the sum of its articles, and those of them that are here, by key.

    ``is_open``: articles may find it. ``is_free``: no person has decided anything about it, so it
    may be joined with another, and its articles may be moved.
    """

    total: Total = field(default_factory=Total)
    members: dict[str, Profile] = field(default_factory=dict)
    is_open: bool = True
    is_free: bool = True


@dataclass(frozen=True, slots=True)
class Linked:
    """The story that an article joined (``decision``) or opened (none), and what else there was."""

    story: int
    decision: LinkDecision | None
    others: Sequence[tuple[LinkDecision, int]] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """An article that fits another story better by now."""

    key: str
    came_from: int
    to: int
    decision: LinkDecision


@dataclass(frozen=True, slots=True)
class Merged:
    """A story that turned out to be another, larger one."""

    story: int
    into: int
    decision: LinkDecision


class Heap:
    """Articles by key in stories by number; what it opens has a number below 0.

    ``link_score`` and ``merge_score`` stand for the usual thresholds. With ``rarity`` terms are
    as rare as that says, and ``counts`` is by how many stories each term became more frequent.
    """

    def __init__(
        self,
        link_score: float = thresholds.LINK_SCORE,
        merge_score: float = thresholds.MERGE_SCORE,
        rarity: Rarity | None = None,
    ) -> None:
        self.link_score = link_score
        self.merge_score = merge_score
        self.story_of: dict[str, int] = {}
        self.held: dict[int, Held] = {}
        self.counts: Counter[str] = Counter()
        self.changed: set[int] = set()
        self.changes: list[Moved | Merged] = []
        self._given = rarity
        self._rarity = rarity or Rarity()
        self._profiles: dict[str, Profile] = {}
        self._fixed: set[str] = set()
        self._postings: dict[str, list[str]] = defaultdict(list)
        self._opened = 0

    @property
    def stories(self) -> list[set[str]]:
        """The keys of the articles of each story."""
        return [set(story.members) for story in self.held.values() if story.members]

    def hold(self, key: str, profile: Profile, number: int, *, is_fixed: bool = False) -> None:
        """Know an article that is in a held story already; ``is_fixed``: it stays there."""
        self._profiles[key] = self.held[number].members[key] = profile
        self.story_of[key] = number
        if is_fixed:
            self._fixed.add(key)

    def put(self, key: str, profile: Profile, number: int) -> None:
        """Add an article to a story that somebody chose; it stays there."""
        self._fixed.add(key)
        self._take_in(key, profile, number)

    def put_beside(self, profile: Profile, number: int) -> None:
        """Add an article to a story beside the one that it is at home in."""
        self.counts.update(self.held[number].total.add(profile))
        self.changed.add(number)

    def add(
        self,
        key: str,
        profile: Profile,
        found: Mapping[str, float] | None = None,
        barred: Collection[int] = (),
        copies: Sequence[tuple[str, LinkDecision]] = (),
    ) -> Linked:
        """Link one article, and look again at what is near it.

        ``found``: held articles that are near it, with the weight that they share; ``barred``:
        stories that it is not of; ``copies``: articles with its text, likest first: it goes where
        they are, whatever its story is like as a whole.
        """
        if self._given is None and len(self._profiles) % RECOUNT_EVERY == 0:
            self._rarity = Rarity(len(self.held), dict(self.counts))
        near = self._near(profile, found or {})
        linked = self._link(profile, near, barred, copies)
        if barred:
            self._fixed.add(key)
        self._take_in(key, profile, linked.story)
        self._look_again(linked.story, [*near, key])
        self._merge(linked.story, near)
        return linked

    # --- finding ----------------------------------------------------------------------------

    def _near(self, profile: Profile, found: Mapping[str, float]) -> list[str]:
        """The articles that share most of the most telling terms' weight."""
        shared = defaultdict(float, {key: w for key, w in found.items() if key in self.story_of})
        for term in index_terms(profile, self._rarity):
            mine = profile.terms[term] * self._rarity.weight(term)
            for other in islice(reversed(self._postings.get(term, ())), NEWEST_PER_TERM):
                shared[other] += mine * self._profiles[other].terms[term]
        return heapq.nsmallest(NEAR, shared, key=lambda k: (-shared[k], k))

    def _link(
        self,
        profile: Profile,
        near: Sequence[str],
        barred: Collection[int],
        copies: Sequence[tuple[str, LinkDecision]],
    ) -> Linked:
        compared = [
            (self._compare(profile, number, near), number)
            for number in self._of(near)
            if number not in barred
        ]
        compared.sort(key=lambda pair: -pair[0].score)
        for key, same in copies:
            home = self.story_of.get(key)
            if home is not None and home not in barred and self.held[home].is_open:
                return Linked(home, same, _others(compared, home))
        for found, number in compared:
            if found.linked:
                return Linked(number, found.decision, _others(compared, number))
        self._opened -= 1
        self.held[self._opened] = Held()
        return Linked(self._opened, None, _others(compared, self._opened))

    def _of(self, near: Sequence[str]) -> list[int]:
        """The open stories of these articles, the nearest first."""
        numbers = dict.fromkeys(self.story_of[key] for key in near)
        return [number for number in numbers if self.held[number].is_open][:STORIES]

    def _compare(
        self, profile: Profile, number: int, near: Collection[str], but: str = ""
    ) -> Comparison:
        story = self.held[number]
        members = [story.members[key] for key in near if key in story.members and key != but]
        own = story.members.get(but)
        whole = story.total.profile() if own is None else story.total.without(own)
        return compare(profile, whole, members, self._rarity, needed=self.link_score)

    # --- changing ---------------------------------------------------------------------------

    def _take_in(self, key: str, profile: Profile, number: int) -> None:
        self._profiles[key] = profile
        for term in index_terms(profile, self._rarity, thresholds.POSTED_TERMS):
            self._postings[term].append(key)
        self._join(number, key, profile)

    def _join(self, number: int, key: str, profile: Profile) -> None:
        story = self.held[number]
        story.members[key] = profile
        self.story_of[key] = number
        self.counts.update(story.total.add(profile))
        self.changed.add(number)

    def _leave(self, number: int, key: str) -> None:
        story = self.held[number]
        self.counts.subtract(story.total.take(story.members.pop(key)))
        self.changed.add(number)

    def _look_again(self, home: int, near: Sequence[str]) -> None:
        """Move the nearest articles of other stories that are more like this one by now."""
        elsewhere = [key for key in near if self._may_leave(key, home)]
        for key in elsewhere[: thresholds.SECOND_LOOKS]:
            profile, own = self._profiles[key], self.story_of[key]
            there = self._compare(profile, home, near)
            if not there.linked:
                continue
            alone = self.held[own].total.articles == 1
            here = 0.0 if alone else self._compare(profile, own, near, but=key).score
            if there.score >= here + thresholds.MOVING_GAINS:
                self._leave(own, key)
                self._join(home, key, profile)
                self.changes.append(Moved(key, own, home, there.decision))

    def _may_leave(self, key: str, home: int) -> bool:
        own = self.story_of[key]
        story = self.held[own]
        return own != home and story.is_free and story.is_open and key not in self._fixed

    def _merge(self, home: int, near: Sequence[str]) -> None:
        """Join the story with one that it turns out to be the same as."""
        if self.merge_score >= 1 or not self.held[home].is_free:
            return
        for other in self._of(near):
            if other == home or not self.held[other].is_free:
                continue
            one, two = (self.held[number].total.profile() for number in (home, other))
            found = same_story(one, two, self._rarity, needed=self.merge_score)
            if found.linked:
                large, small = sorted((home, other), key=lambda n: -self.held[n].total.articles)
                self._pour(small, large)
                self.changes.append(Merged(small, large, found.decision))
                return

    def _pour(self, small: int, large: int) -> None:
        """Everything that is in one story into the other."""
        emptied, story = self.held[small], self.held[large]
        self.counts.subtract(story.total.join(emptied.total))
        story.members.update(emptied.members)
        self.story_of.update(dict.fromkeys(emptied.members, large))
        self.held[small] = Held(is_open=False)
        self.changed |= {small, large}


def _others(
    compared: Sequence[tuple[Comparison, int]], home: int
) -> Sequence[tuple[LinkDecision, int]]:
    """The nearest stories that an article was compared with and did not join."""
    found = (pair for pair in compared if pair[1] != home)
    return [(each.decision, number) for each, number in islice(found, OTHERS_KEPT)]
