"""Editors' decisions on a story and its timeline, laid over what the analysis found.

The analysis knows nothing of them and finds the same with and without: undoing one is leaving
it out. An entry that the analysis no longer finds takes its decisions with it, until it is back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from apps.stories.facts import HeldArticle, Holdings
from apps.stories.models import Story, StoryDecision
from apps.stories.rulings import as_they_stood
from apps.stories.services.syncing import clipped
from storytracker.analysis.types import (
    Dating,
    DevelopmentFinding,
    DevelopmentKind,
    Passage,
    ReportFinding,
    ReportKind,
    Role,
    Span,
    Status,
    StoryAnalysis,
)

Kind = StoryDecision.Kind

CHANGES_ENTRY = frozenset({Kind.REWORD, Kind.RETYPE})
BY_HAND = "hand:"


@dataclass(frozen=True, slots=True)
class Desk:
    """The decisions on one story that stand, the oldest first."""

    decisions: tuple[StoryDecision, ...] = ()

    def title(self, found: str) -> str:
        """The story's title: an editor's newest, or the one that was found."""
        given = [d.text for d in self.decisions if d.kind == Kind.RENAME]
        return given[-1] if given else found

    def entries(self, kind: Kind) -> frozenset[str]:
        """The keys of the entries that a decision of this kind is about."""
        return frozenset(d.entry for d in self.decisions if d.kind == kind)

    def lay_over(self, analysis: StoryAnalysis, holdings: Holdings) -> StoryAnalysis:
        """The analysis with the editors' entries, wordings, kinds and order in it."""
        developments = [replace(d, key=entry_key(d.key)) for d in analysis.developments]
        reports = list(analysis.reports)
        for decision in self.decisions:
            if decision.kind == Kind.ADD and (held := _held(decision, holdings)):
                when = analysis.datings.get(held.facts.key, held.facts.published)
                report = _report_of(held, reports, when)
                if report not in reports:
                    reports.append(report)
                _put_by_date(developments, _by_hand(decision, held, report, when))
        for decision in self.decisions:
            if decision.kind in CHANGES_ENTRY:
                developments = [_changed(found, decision) for found in developments]
            elif decision.kind == Kind.PLACE:
                developments = _placed(developments, decision)
        return replace(
            analysis,
            title=self.title(analysis.title),
            developments=tuple(developments),
            reports=tuple(reports),
        )


def read_desk(story: Story, until: datetime | None = None) -> Desk:
    """The story's decisions that stand, or stood at ``until``; one query."""
    return read_desks([story.pk], until)[story.pk]


def read_desks(story_ids: Collection[int], until: datetime | None = None) -> dict[int, Desk]:
    """The same of several stories, by id; one query."""
    rows = StoryDecision.objects.filter(story__in=story_ids).select_related("by").order_by("pk")
    standing = [row for row in as_they_stood(rows, until) if row.stands]
    return {pk: Desk(tuple(row for row in standing if row.story_id == pk)) for pk in story_ids}


def entry_key(key: str) -> str:
    """A development's key as its row and the decisions on it have it."""
    return clipped(key, 300)


def hand_key(decision_id: int) -> str:
    """The key of an entry that was added by hand."""
    return f"{BY_HAND}{decision_id}"


# --- entries that the program found -----------------------------------------------------------


def _changed(found: DevelopmentFinding, decision: StoryDecision) -> DevelopmentFinding:
    if found.key != decision.entry:
        return found
    if decision.kind == Kind.REWORD:
        return replace(found, says=decision.text, reasons=_why(found, decision, "worded"))
    kind = DevelopmentKind(decision.entry_kind)
    return replace(found, kind=kind, reasons=_why(found, decision, f"called a {kind.value}"))


def _placed(
    developments: Sequence[DevelopmentFinding], decision: StoryDecision
) -> list[DevelopmentFinding]:
    """The entry before the one that was named, at the end where none was; else as it was."""
    moved = [d for d in developments if d.key == decision.entry]
    rest = [d for d in developments if d.key != decision.entry]
    keys = [d.key for d in rest]
    if not moved or (decision.before and decision.before not in keys):
        return list(developments)
    at = keys.index(decision.before) if decision.before else len(rest)
    entry = replace(moved[0], reasons=_why(moved[0], decision, "put here"))
    return [*rest[:at], entry, *rest[at:]]


def _why(found: DevelopmentFinding, decision: StoryDecision, done: str) -> tuple[str, ...]:
    return (*found.reasons, f"{done} by {decision.by.get_username()}: {decision.reason}")


# --- entries by hand ----------------------------------------------------------------------------


def _held(decision: StoryDecision, holdings: Holdings) -> HeldArticle | None:
    """The article that the entry rests on, while the story holds it."""
    held = (h for h in holdings.by_key.values() if h.article.pk == decision.article_id)
    return next(held, None)


def _report_of(held: HeldArticle, reports: Iterable[ReportFinding], when: Dating) -> ReportFinding:
    """The report that the article is; one of its outlet's own where it is none yet."""
    outlet = held.article.outlet.name if held.article.outlet else "unidentified outlet"
    for report in reports:
        if report.held_by == held.facts.key or (
            report.kind is ReportKind.OUTLET and report.name == outlet
        ):
            return report
    return ReportFinding(
        key=f"{ReportKind.OUTLET.value}:by-hand:{held.article.pk}",
        name=outlet,
        kind=ReportKind.OUTLET,
        held_by=held.facts.key,
        held_as=Role.ORIGINAL,
        held_status=Status.CONFIRMED,
        when=when,
        reasons=("an editor added an entry that rests on it",),
    )


def _by_hand(
    decision: StoryDecision, held: HeldArticle, report: ReportFinding, when: Dating
) -> DevelopmentFinding:
    who = f"added by {decision.by.get_username()}: {decision.reason}"
    start = held.version.text.find(decision.words)
    gone = () if start >= 0 else ("its words are no longer in the article",)
    span = Span(start, start + len(decision.words))
    return DevelopmentFinding(
        key=hand_key(decision.pk),
        kind=DevelopmentKind(decision.entry_kind),
        report=report.key,
        claims=(),
        target="",
        says=decision.text,
        speaker="",
        when=when,
        passages=() if gone else (Passage(held.facts.key, span),),
        score=1.0,
        reasons=(who, *gone),
    )


def _put_by_date(developments: list[DevelopmentFinding], entry: DevelopmentFinding) -> None:
    """After the last one of its day or before; at the end where it has no day."""
    at = len(developments)
    if entry.when.day:
        days = [d.when.day for d in developments]
        earlier = [n for n, day in enumerate(days) if day and day <= entry.when.day]
        at = earlier[-1] + 1 if earlier else 0
    developments.insert(at, entry)
