"""What each article adds to its story, repeats, denies and leaves out; which are echoes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, time
from functools import cached_property

from storytracker.analysis.story.claim_drafts import ClaimDraft
from storytracker.analysis.story.dropping import Dropping
from storytracker.analysis.story.standing import Backing, Standing
from storytracker.analysis.story.timeline import Timeline
from storytracker.analysis.types import (
    ContextFinding,
    Contribution,
    CoverageFinding,
    ReportFinding,
    Role,
)


class Contributions:
    """What the articles of a story do to its claims.

    An article adds a claim that none before it told, and a source where it is the first to name an
    origin of a claim that was told. Before it came who holds the report that put the claim out
    first, else who published on an earlier day; of one day, who tells more.
    """

    def __init__(
        self, standing: Standing, timeline: Timeline, context: Sequence[ContextFinding]
    ) -> None:
        self.standing, self.timeline, self.context = standing, timeline, context
        self.reports: dict[str, ReportFinding] = {r.key: r for r in timeline.reports()}
        self.dropping = Dropping(standing, timeline.coverage, self.reports)
        self.mine: dict[str, list[Backing]] = defaultdict(list)
        for backing in standing.backings:
            self.mine[backing.article.key].append(backing)
        self.text_of = {
            key: text.first
            for text in standing.lineages.texts
            for key in text.articles
            if key != text.first
        }

    def found(self) -> tuple[Contribution, ...]:
        """One contribution per article, by its key."""
        return tuple(self._of(article.key) for article in self.standing.articles)

    def _of(self, article: str) -> Contribution:
        told = {b.claim.key for b in self.mine[article] if b.supports}
        adds = {claim for claim, first in self._tellers.items() if first == article}
        return Contribution(
            article,
            adds=tuple(sorted(adds)),
            repeats=tuple(sorted(told - adds)),
            denies=tuple(sorted({b.claim.key for b in self.mine[article] if b.denies})),
            drops=self.dropping.of(article),
            sources=tuple(
                sorted(s for s, a in self._namers.items() if a == article and s[0] not in adds)
            ),
            echoes=self._echoed(article),
            text_of=self.text_of.get(article, "") if article not in self._bringers else "",
        )

    # --- who was first ---

    @cached_property
    def _tellers(self) -> dict[str, str]:
        """Claim → the first article to tell it."""
        told = [(c, [b for b in self.standing.of(c) if b.supports]) for c in self.standing.claims]
        return {claim.key: self._first(claim, backed) for claim, backed in told if backed}

    @cached_property
    def _namers(self) -> dict[tuple[str, str], str]:
        """(claim, origin) → the first article to tell it as that origin's."""
        found = {}
        for claim in self.standing.claims:
            for name in self.standing.origins(claim):
                firm = [b for b in self.standing.of(claim) if b.firm and b.source.name == name]
                found[claim.key, name] = self._first(claim, firm)
        return found

    @cached_property
    def _deniers(self) -> frozenset[str]:
        """The articles that are the first to carry somebody's denial of a claim."""
        by_denier: dict[tuple[str, str], list[Backing]] = defaultdict(list)
        for b in self.standing.backings:
            if b.denies:
                by_denier[b.claim.key, b.source.name].append(b)
        return frozenset(self._first(found[0].claim, found) for found in by_denier.values())

    def _first(self, claim: ClaimDraft, backings: Iterable[Backing]) -> str:
        report = self.timeline.first_report(claim)

        def rank(b: Backing) -> tuple[int, bool, tuple[date, time, bool, int, str]]:
            held = self._holding.get((b.article.key, report), 2)
            return held, b.conditional, self._place(b.article.key)

        return min(backings, key=rank).article.key

    @cached_property
    def _holding(self) -> dict[tuple[str, str], int]:
        """(article, report) → 0 for its original, 1 for the copy that stands for its text."""
        ranks = {Role.ORIGINAL: 0, Role.COPY: 1}
        return {
            (c.article, c.report): ranks[c.role]
            for c in self.timeline.coverage
            if c.role in ranks and c.article not in self.text_of
        }

    def _place(self, article: str) -> tuple[date, time, bool, int, str]:
        """Where an article stands in time; of one day, who says when goes before who does not.

        What stands for a text on many sites stands where the text came out first.
        """
        day, clock = self._since.get(article) or self._time(article)
        told = len({b.claim.key for b in self.mine[article]})
        return day, clock, article in self.text_of, -told, article

    @cached_property
    def _since(self) -> dict[str, tuple[date, time]]:
        texts = self.standing.lineages.texts
        return {text.first: min(map(self._time, text.articles)) for text in texts}

    def _time(self, article: str) -> tuple[date, time]:
        when = self.standing.datings[article]
        return when.day or date.max, when.clock or time.max

    # --- echoes ---

    def _echoed(self, article: str) -> str:
        """The article that it stands under, "" where it adds something or is nobody's echo."""
        over, seen = article, {article}
        while self._is_echo(over):
            over = self._relayed(over)
            if not over or over in seen:
                return ""
            seen.add(over)
        return over if over != article else ""

    def _is_echo(self, article: str) -> bool:
        """It repeats claims as somebody else's report and brings nothing that is new here."""
        return (
            article not in self._bringers
            and any(b.supports for b in self.mine[article])
            and any(c.role is not Role.ORIGINAL for c in self._coverage[article])
            and not any(c.role is Role.ORIGINAL for c in self._coverage[article])
        )

    @cached_property
    def _bringers(self) -> frozenset[str]:
        """Those that add a claim, an origin, a denial, or the first words on something beside."""
        first_words = {min((p.article for p in c.passages), key=self._place) for c in self.context}
        return frozenset(
            {*self._tellers.values(), *self._namers.values()} | self._deniers | first_words
        )

    @cached_property
    def _coverage(self) -> dict[str, list[CoverageFinding]]:
        found: dict[str, list[CoverageFinding]] = defaultdict(list)
        for c in self.timeline.coverage:
            found[c.article].append(c)
        return found

    def _relayed(self, article: str) -> str:
        """Who holds the report that it relays first of all; else who told its claims first."""
        if article in self.text_of:
            return self.text_of[article]
        order = [entry.report for entry in self.timeline.entries]
        rows = sorted(
            self._coverage[article],
            key=lambda c: order.index(c.report) if c.report in order else len(order),
        )
        holders = (self.reports[c.report].held_by for c in rows)
        held = next((h for h in holders if h and h != article), "")
        return held or self._told_before(article)

    def _told_before(self, article: str) -> str:
        told = {b.claim.key for b in self.mine[article] if b.supports}
        firsts = Counter(first for claim, first in self._tellers.items() if claim in told)
        return min(firsts, key=lambda a: (-firsts[a], a)) if firsts else ""
