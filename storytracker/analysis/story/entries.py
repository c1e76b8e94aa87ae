"""What changed a claim's standing: an entry for each report that did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from storytracker.analysis.story.claim_drafts import ClaimDraft
from storytracker.analysis.story.corrections import Correction
from storytracker.analysis.story.entities import fold
from storytracker.analysis.story.standing import Backing, Standing
from storytracker.analysis.types import (
    Certainty,
    DevelopmentKind,
    Passage,
    ReportKind,
)


def report_key(kind: ReportKind, name: str, purpose: str = "") -> str:
    """A report's key in its story; a body's statements differ by what they do."""
    return ":".join(filter(None, (kind.value, fold(name).replace(" ", "-"), purpose)))


@dataclass(frozen=True, slots=True)
class Entry:
    """A development before it is worded."""

    kind: DevelopmentKind
    report: str
    report_kind: ReportKind
    name: str
    claims: tuple[ClaimDraft, ...]
    target: str
    backings: tuple[Backing, ...]
    reasons: tuple[str, ...]
    told: tuple[Passage, ...]
    holder: str = ""
    """The article that carries a correction itself."""

    @property
    def corrects(self) -> bool:
        """True where an outlet takes back what it put out itself."""
        return self.kind in (DevelopmentKind.CORRECTION, DevelopmentKind.RETRACTION)


class Entries:
    """The entries of a story in the order in which they were put out."""

    def __init__(self, standing: Standing, corrections: Sequence[Correction]) -> None:
        self.standing = standing
        self.corrections = corrections
        self.all = self._entries()

    def _entries(self) -> list[Entry]:
        entries: list[Entry] = []
        for name in self.standing.order:
            entries.extend(self._news_of(name, entries))
        for name in self.standing.order:
            entries.extend(self._denials_of(name, entries))
        entries = _in_one_breath(entries)
        for correction in self.corrections:
            entries.extend(self._corrected(correction, entries))
        return entries

    def _news_of(self, name: str, before: Sequence[Entry]) -> list[Entry]:
        """The report by which ``name`` changes the standing of claims, if it does."""
        backed = [b for b in self.standing.backings if b.source.name == name and b.firm]
        news = [c for c in self.standing.claims if self.standing.first_origin(c) == name]
        if news:
            told = tuple(b for b in backed if b.claim in news)
            kind = DevelopmentKind.ADDITION if before else DevelopmentKind.REPORT
            return [self._entry(kind, name, news, self._base(before), told, "put it out first")]
        confirmed = self._confirmed_by(name, backed)
        if confirmed and before:
            told = tuple(b for b in backed if b.claim in confirmed)
            why = self.standing.is_independent(confirmed[0], name)[1]
            target = self._answered(confirmed[0], before)
            firmer = self._is_firmer(name, confirmed[0])
            kind = DevelopmentKind.ADDITION if firmer else DevelopmentKind.CONFIRMATION
            return [self._entry(kind, name, confirmed, target, told, why)]
        return []

    def _is_firmer(self, name: str, claim: ClaimDraft) -> bool:
        """True where what was only possible so far is now said outright by an outlet."""
        backings = [b for b in self.standing.of(claim) if b.firm]
        mine = [b for b in backings if b.source.name == name]
        order = self.standing.order
        earlier = [b for b in backings if order.index(b.source.name) < order.index(name)]
        if any(b.source.kind is ReportKind.BODY for b in mine) or not earlier:
            return False

        def outright(b: Backing) -> bool:
            return b.match.proposition.certainty is Certainty.ASSERTED

        return any(outright(b) for b in mine) and not any(outright(b) for b in earlier)

    def _confirmed_by(self, name: str, backed: Sequence[Backing]) -> list[ClaimDraft]:
        claims = {b.claim.key: b.claim for b in backed}
        return [c for _, c in sorted(claims.items()) if self.standing.is_independent(c, name)[0]]

    def _denials_of(self, name: str, before: Sequence[Entry]) -> list[Entry]:
        """A denial is a development only where somebody had claimed what it denies."""
        denials = [
            b
            for b in self.standing.backings
            if b.source.name == name and b.denies and b.source.stated
            and self.standing.first_origin(b.claim) not in ("", name)
        ]  # fmt: skip
        if not denials:
            return []
        claims = sorted({b.claim.key: b.claim for b in denials}.values(), key=lambda c: -c.score)
        target = self._answered(claims[0], before)
        why = "denies what others had put out"
        return [self._entry(DevelopmentKind.DENIAL, name, claims, target, tuple(denials), why)]

    def _corrected(self, correction: Correction, before: Sequence[Entry]) -> list[Entry]:
        own = [e for e in before if fold(e.name) == fold(correction.outlet)]
        if not own:
            return []
        kind = DevelopmentKind.RETRACTION if correction.retracts else DevelopmentKind.CORRECTION
        return [
            Entry(
                kind=kind,
                report=report_key(own[0].report_kind, correction.outlet, kind.value),
                report_kind=own[0].report_kind,
                name=own[0].name,
                claims=own[0].claims,
                target=own[0].report,
                backings=(),
                reasons=correction.reasons,
                told=correction.passages,
                holder=correction.own,
            )
        ]

    def _entry(
        self,
        kind: DevelopmentKind,
        name: str,
        claims: Iterable[ClaimDraft],
        target: str,
        backings: tuple[Backing, ...],
        why: str,
    ) -> Entry:
        report_kind = backings[0].source.kind
        purpose = kind.value if report_kind is ReportKind.BODY else ""
        key = report_key(report_kind, name, purpose)
        told = passages_of(backings)
        return Entry(kind, key, report_kind, name, tuple(claims), target, backings, (why,), told)

    def _base(self, before: Sequence[Entry]) -> str:
        return before[0].report if before else ""

    def _answered(self, claim: ClaimDraft, before: Sequence[Entry]) -> str:
        """The last report that put the claim out or said it outright."""
        news = (DevelopmentKind.REPORT, DevelopmentKind.ADDITION)
        told = [e for e in before if e.kind in news and claim in e.claims]
        first = self._report_of(self.standing.first_origin(claim), before)
        return told[-1].report if told else first

    def _report_of(self, name: str, before: Sequence[Entry]) -> str:
        return next((e.report for e in before if e.name == name), "")

    def first_report(self, claim: ClaimDraft) -> str:
        """The key of the report that put the claim out first, "" where none is stated."""
        name = self.standing.first_origin(claim)
        told = [e for e in self.all if e.name == name and claim in e.claims]
        return told[0].report if told else ""


def _in_one_breath(entries: Sequence[Entry]) -> list[Entry]:
    """Who denies one thing and grants or tells another in one statement makes one entry."""
    denials = {e.name: e for e in entries if e.kind is DevelopmentKind.DENIAL}
    granted: dict[str, Entry] = {}
    for e in entries:
        denial = denials.get(e.name)
        if denial and e.kind is DevelopmentKind.ADDITION and _articles(e) & _articles(denial):
            granted[e.name] = e
    merged = []
    for e in entries:
        grant = granted.get(e.name)
        if grant is e:
            continue
        if grant and e.kind is DevelopmentKind.DENIAL:
            e = replace(e, claims=(*e.claims, *grant.claims), told=_joined(e.told, grant.told))
        merged.append(e)
    return merged


def _articles(entry: Entry) -> set[str]:
    return {p.article for p in entry.told}


def _joined(one: Sequence[Passage], other: Sequence[Passage]) -> tuple[Passage, ...]:
    return tuple(sorted({*one, *other}, key=lambda p: (p.article, p.span)))


def passages_of(backings: Iterable[Backing]) -> tuple[Passage, ...]:
    """The sentences of ``backings``, once each, in order."""
    found = {(b.article.key, b.assertion.sentence) for b in backings}
    return tuple(Passage(article, span) for article, span in sorted(found))
