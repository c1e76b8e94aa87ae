"""What an article leaves out of the report that it relays: claims, and denials of them.

Only where the article says whose report it relays, and only what that report had on that day: as
we hold it, or as others have it from there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from storytracker.analysis.story.entities import fold
from storytracker.analysis.story.entries import passages_of
from storytracker.analysis.story.propositions import NOUN
from storytracker.analysis.story.standing import Backing, Standing
from storytracker.analysis.types import (
    CoverageFinding,
    Dropped,
    Lineage,
    ReportFinding,
    ReportKind,
    Role,
)


class Dropping:
    """Compares each article with the reports that it relays."""

    def __init__(
        self,
        standing: Standing,
        coverage: Sequence[CoverageFinding],
        reports: Mapping[str, ReportFinding],
    ) -> None:
        self.standing, self.reports = standing, reports
        self.told: dict[str, list[Backing]] = defaultdict(list)
        for backing in standing.backings:
            self.told[backing.article.key].append(backing)
        self.relayed: dict[str, list[ReportFinding]] = defaultdict(list)
        for c in coverage:
            report = reports[c.report]
            stated = c.role is Role.RELAY and c.lineage is not Lineage.INFERRED
            if stated and report.kind is ReportKind.OUTLET:
                self.relayed[c.article].append(report)

    def of(self, article: str) -> tuple[Dropped, ...]:
        """What ``article`` leaves out, once each; with a claim goes its denial."""
        found: dict[tuple[str, bool], Dropped] = {}
        for report in self.relayed[article]:
            for each in self._left_out(article, report):
                found.setdefault((each.claim, each.is_denial), each)
        return tuple(found[k] for k in sorted(found) if not (k[1] and (k[0], False) in found))

    def _left_out(self, article: str, report: ReportFinding) -> Iterable[Dropped]:
        carried: dict[tuple[str, bool], list[Backing]] = defaultdict(list)
        for b in self._carried(article, report):
            if b.supports or b.denies:
                carried[b.claim.key, b.denies].append(b)
        for (claim, is_denial), backings in carried.items():
            told = is_denial and (claim, False) in carried and not self._tells(article, claim)
            if not told and self._is_missing(article, backings[0], is_denial):
                yield Dropped(claim, is_denial, report.name, passages_of(backings))

    def _carried(self, article: str, report: ReportFinding) -> list[Backing]:
        """What the report has: in the text that we hold of it, or as others have it from there."""
        if report.held_by:
            is_later = self._is_later(report.held_by, article)
            return [] if is_later or report.held_by == article else self.told[report.held_by]
        return [
            b
            for b in self.standing.backings
            if b.firm and fold(b.source.name) == fold(report.name)
            and b.article.key != article and not self._is_later(b.article.key, article)
        ]  # fmt: skip

    def _is_later(self, one: str, other: str) -> bool:
        first, second = self.standing.day_of(one), self.standing.day_of(other)
        return bool(first and second and first > second)

    def _tells(self, article: str, claim: str) -> bool:
        return any(b.claim.key == claim for b in self.told[article])

    def _is_missing(self, article: str, carried: Backing, is_denial: bool) -> bool:
        if is_denial:
            return not any(b.denies and b.claim.key == carried.claim.key
                           for b in self.told[article])  # fmt: skip
        return not any(_is_like(b, carried) for b in self.told[article])


def _is_like(told: Backing, carried: Backing) -> bool:
    """The claim itself, or how it went on: another toll, the deed where a plan was told."""
    if told.claim.key == carried.claim.key:
        return True
    mine, theirs = told.claim, carried.claim
    unnamed = any(not c.agent or c.agent.startswith(NOUN) for c in (mine, theirs))
    return mine.concept == theirs.concept and (mine.agent == theirs.agent or unnamed)
