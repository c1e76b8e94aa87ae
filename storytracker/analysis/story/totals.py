"""What a story is about: the sum of its articles' profiles, to be added to and taken from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from storytracker.analysis import thresholds
from storytracker.analysis.story.profiles import Profile, normalised


def story_profile(profiles: Iterable[Profile]) -> Profile:
    """The mean of its articles' profiles; independent of their order."""
    total = Total()
    for member in profiles:
        total.add(member)
    return total.profile()


@dataclass(frozen=True, slots=True)
class Sum:
    """A total as it is stored: term → summed weight, and how many articles have the term.

    ``having`` names those that more than one has; ``days`` counts the days that articles begin
    and end on.
    """

    terms: Mapping[str, float] = field(default_factory=dict)
    having: Mapping[str, int] = field(default_factory=dict)
    days: Mapping[date, int] = field(default_factory=dict)
    articles: int = 0


@dataclass(frozen=True, slots=True)
class Packed:
    """A stored total with its profile, which most are compared by and never changed."""

    profile: Profile
    unpack: Callable[[], Sum]


class Total:
    """The sum of profiles, to which some can be added and from which they can be taken again.

    One that is ``Packed`` is unpacked when more than its profile is asked for.
    """

    def __init__(self, stored: Sum | Packed | None = None) -> None:
        self._packed: Packed | None = None
        self._made: Profile | None = None
        if isinstance(stored, Packed):
            self._packed, self._made = stored, stored.profile
            self.articles = stored.profile.articles
        else:
            self._fill(stored or Sum())

    def _fill(self, stored: Sum) -> None:
        self._terms = dict(stored.terms)
        self._having = dict.fromkeys(stored.terms, 1) | dict(stored.having)
        self._days = Counter(stored.days)
        self.articles = stored.articles

    def _unpack(self) -> None:
        if self._packed is not None:
            stored, self._packed = self._packed.unpack(), None
            self._fill(stored)

    def add(self, member: Profile) -> list[str]:
        """The terms that none had before."""
        self._unpack()
        new = [term for term in member.terms if term not in self._having]
        self._count(member, 1)
        return new

    def take(self, member: Profile) -> list[str]:
        """Take one away that was added; the terms that none has any more."""
        self._count(member, -1)
        gone = [term for term in member.terms if self._having.get(term, 0) <= 0]
        for term in gone:
            self._terms.pop(term, None)
            self._having.pop(term, None)
        return gone

    def join(self, other: Total) -> list[str]:
        """Add all that another total has; the terms that both had."""
        self._unpack()
        other._unpack()
        both = [term for term in other._terms if term in self._having]
        for term, weight in other._terms.items():
            self._terms[term] = self._terms.get(term, 0.0) + weight
            self._having[term] = self._having.get(term, 0) + other._having[term]
        self._days.update(other._days)
        self.articles += other.articles
        self._made = None
        return both

    def without(self, member: Profile) -> Profile:
        """The mean of the others."""
        self.take(member)
        found = self.profile()
        self.add(member)
        return found

    def profile(self) -> Profile:
        """The mean, made when it is first asked for."""
        if self._made is None:
            least = self._least()
            terms = {t: round(w, 4) for t, w in self._terms.items() if w >= least}
            days = +self._days
            self._made = Profile(
                normalised(terms, thresholds.STORY_TERMS),
                min(days, default=None),
                max(days, default=None),
                self.articles,
            )
        return self._made

    def _least(self) -> float:
        """What a term weighs at least that is in the profile, rounding included."""
        if len(self._terms) <= thresholds.STORY_TERMS:
            return 0.0
        return sorted(self._terms.values(), reverse=True)[thresholds.STORY_TERMS - 1] - 0.0001

    @property
    def terms(self) -> frozenset[str]:
        """Every term that some article has."""
        self._unpack()
        return frozenset(self._terms)

    def sum(self) -> Sum:
        """What is stored: the heaviest terms only, for a story may have any number."""
        self._unpack()
        ordered = sorted(self._terms.items(), key=lambda kv: (-kv[1], kv[0]))
        terms = {term: round(weight, 5) for term, weight in ordered[: thresholds.TOTAL_TERMS]}
        having = {term: self._having[term] for term in terms if self._having[term] > 1}
        return Sum(terms, having, +self._days, self.articles)

    def _count(self, member: Profile, sign: int) -> None:
        self._unpack()
        self._made = None
        self.articles += sign * member.articles
        for term, weight in member.terms.items():
            self._terms[term] = self._terms.get(term, 0.0) + sign * weight * member.articles
            self._having[term] = self._having.get(term, 0) + sign
        for day in (member.first_day, member.last_day):
            if day:
                self._days[day] += sign
