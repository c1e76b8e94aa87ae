"""From backings to the timeline: developments and the reports that they rest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from storytracker.analysis.story.corrections import Correction
from storytracker.analysis.story.coverage import Coverages
from storytracker.analysis.story.entries import Entries, Entry, report_key
from storytracker.analysis.story.standing import Standing
from storytracker.analysis.types import (
    Basis,
    CoverageFinding,
    Dating,
    DevelopmentFinding,
    DevelopmentKind,
    Precision,
    ReportFinding,
    ReportKind,
    Role,
)


class Timeline:
    """The developments of a story with the reports that they rest on and their coverage."""

    def __init__(self, standing: Standing, corrections: Sequence[Correction]) -> None:
        self.standing = standing
        made = Entries(standing, corrections)
        self.entries = made.all
        self.first_report = made.first_report
        self._coverages = Coverages(standing, self.entries)

    @property
    def coverage(self) -> tuple[CoverageFinding, ...]:
        """How each article tells each report, stated before inferred."""
        return self._coverages.findings

    # --- findings ---

    def developments(self) -> tuple[DevelopmentFinding, ...]:
        """The entries in order: a denial stands behind what it denies, by day after that."""
        return tuple(self._development(e) for e in self._placed())

    def _placed(self) -> list[Entry]:
        placed: list[Entry] = []
        for entry in self.entries:
            day = self._when(entry).day
            at = len(placed)
            if entry.kind in (DevelopmentKind.DENIAL, DevelopmentKind.CONFIRMATION) and day:
                while at and self._may_precede(entry, placed[at - 1]):
                    at -= 1
            placed.insert(at, entry)
        return placed

    def _may_precede(self, entry: Entry, other: Entry) -> bool:
        """By the clock alone, never in front of the report that it answers."""
        mine, theirs = self._when(entry).day, self._when(other).day
        return bool(mine and theirs and mine < theirs and other.report != entry.target)

    def _development(self, entry: Entry) -> DevelopmentFinding:
        texts = [c.text for c in entry.claims]
        speakers = Counter(b.assertion.speaker.name for b in entry.backings if b.informant)
        return DevelopmentFinding(
            key=f"{entry.kind.value}:{entry.report}",
            kind=entry.kind,
            report=entry.report,
            claims=tuple(c.key for c in entry.claims),
            target=entry.target,
            says="; ".join(texts),
            speaker=max(sorted(speakers), key=lambda s: speakers[s]) if speakers else "",
            when=self._when(entry),
            passages=entry.told,
            score=round(min(1.0, 0.5 + 0.1 * len(entry.told)), 2),
            reasons=entry.reasons,
        )

    def _when(self, entry: Entry) -> Dating:
        held = self._coverages.held(entry)
        if held and held[1] is Role.ORIGINAL:
            return self.standing.datings[held[0]]
        days = sorted(d for d in (self.standing.day_of(a) for a in self._tellers(entry)) if d)
        if not days:
            return Dating(reasons=("no article that tells it has a date",))
        return Dating(
            day=days[0],
            precision=Precision.DAY,
            basis=Basis.INFERRED,
            reasons=("the day of the first article that tells it, so at the latest",),
        )

    def _tellers(self, entry: Entry) -> set[str]:
        told = {p.article for p in entry.told}
        if entry.kind in (DevelopmentKind.REPORT, DevelopmentKind.ADDITION):
            told |= {c.article for c in self.coverage if c.report == entry.report}
        return told

    # --- reports ---

    def reports(self) -> tuple[ReportFinding, ...]:
        """Every report that the story rests on or cites, held or not."""
        found: dict[str, ReportFinding] = {}
        for entry in self.entries:
            found.setdefault(entry.report, self._report(entry))
        for name in self._coverages.relayed_outlets():
            key = report_key(ReportKind.OUTLET, name)
            if key not in found:
                found[key] = self._bare_report(key, name)
        return tuple(found[k] for k in sorted(found))

    def _report(self, entry: Entry) -> ReportFinding:
        held = self._coverages.held(entry)
        return ReportFinding(
            entry.report, entry.name, entry.report_kind,
            held[0] if held else None, held[1] if held else None, held[2] if held else None,
            self._when(entry), (held[3] if held else "known only because others cite it",),
        )  # fmt: skip

    def _bare_report(self, key: str, name: str) -> ReportFinding:
        held = self._coverages.holder(name)
        days = [d for a in self._coverages.citing(name) if (d := self.standing.day_of(a))]
        when = Dating(
            day=min(days), precision=Precision.DAY, basis=Basis.INFERRED,
            reasons=("the day of the first article that cites it, so at the latest",),
        ) if days else Dating(reasons=("no article that cites it has a date",))  # fmt: skip
        return ReportFinding(
            key, name, ReportKind.OUTLET, held[0] if held else None, held[1] if held else None,
            held[2] if held else None, when,
            (held[3] if held else "known only because others cite it",),
        )  # fmt: skip
