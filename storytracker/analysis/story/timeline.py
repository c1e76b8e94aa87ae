"""From backings to reports, coverage and developments: what changed a claim's standing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from storytracker.analysis.story.corrections import Correction
from storytracker.analysis.story.entities import fold
from storytracker.analysis.story.matching import ClaimDraft
from storytracker.analysis.story.standing import Backing, Standing
from storytracker.analysis.story.vocabulary import concepts_in
from storytracker.analysis.types import (
    ArticleFacts,
    Basis,
    Certainty,
    CitationRole,
    CoverageFinding,
    Dating,
    DevelopmentFinding,
    DevelopmentKind,
    Lineage,
    Passage,
    Precision,
    ReportFinding,
    ReportKind,
    Role,
    Span,
    Status,
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


class Timeline:
    """The developments of a story with the reports that they rest on and their coverage."""

    def __init__(self, standing: Standing, corrections: Sequence[Correction]) -> None:
        self.standing = standing
        self.corrections = corrections
        self.entries = self._entries()

    # --- developments ---

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
        told = _passages(backings)
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
        told = [e for e in self.entries if e.name == name and claim in e.claims]
        return told[0].report if told else ""

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
        held = self._held(entry)
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

    def _held(self, entry: Entry) -> tuple[str, Role, Status, str] | None:
        if entry.corrects:
            reason = "carries the correction"
            return (entry.holder, Role.ORIGINAL, Status.STATED, reason) if entry.holder else None
        return self.holder(entry.name) if entry.report_kind is ReportKind.OUTLET else None

    # --- reports ---

    def reports(self) -> tuple[ReportFinding, ...]:
        """Every report that the story rests on or cites, held or not."""
        found: dict[str, ReportFinding] = {}
        for entry in self.entries:
            found.setdefault(entry.report, self._report(entry))
        for name in self._relayed_outlets():
            key = report_key(ReportKind.OUTLET, name)
            if key not in found:
                found[key] = self._bare_report(key, name)
        return tuple(found[k] for k in sorted(found))

    def _report(self, entry: Entry) -> ReportFinding:
        held = self._held(entry)
        return ReportFinding(
            entry.report, entry.name, entry.report_kind,
            held[0] if held else None, held[1] if held else None, held[2] if held else None,
            self._when(entry), (held[3] if held else "known only because others cite it",),
        )  # fmt: skip

    def _bare_report(self, key: str, name: str) -> ReportFinding:
        held = self.holder(name)
        days = [d for a in self._citing(name) if (d := self.standing.day_of(a))]
        when = Dating(
            day=min(days), precision=Precision.DAY, basis=Basis.INFERRED,
            reasons=("the day of the first article that cites it, so at the latest",),
        ) if days else Dating(reasons=("no article that cites it has a date",))  # fmt: skip
        return ReportFinding(
            key, name, ReportKind.OUTLET, held[0] if held else None, held[1] if held else None,
            held[2] if held else None, when,
            (held[3] if held else "known only because others cite it",),
        )  # fmt: skip

    def holder(self, name: str) -> tuple[str, Role, Status, str] | None:
        """(article, role, status, reason) of the article that holds the report of ``name``."""
        lineages = self.standing.lineages
        own = [
            a.key
            for a in self.standing.articles
            if fold(a.outlet or "") == fold(name)
            and fold(lineages.main_relay[a.key]) in ("", fold(name))
        ]
        if own:
            first = min(own, key=lambda a: (self.standing.day_of(a) or date.max, a))
            return first, Role.ORIGINAL, Status.STATED, f"published by {name}"
        copies = [c for c in lineages.copies.values() if fold(c.outlet) == fold(name)]
        if copies:
            best = max(copies, key=lambda c: (c.score, c.article))
            return best.article, Role.COPY, best.status, "; ".join(best.reasons)
        return None

    def _relayed_outlets(self) -> list[str]:
        roles = (CitationRole.RELAYED, CitationRole.EARLIER)
        names: dict[str, str] = {}
        for article in self.standing.articles:
            for citation in article.attributions.citations:
                if citation.role in roles and fold(citation.outlet) != fold(article.outlet or ""):
                    names.setdefault(fold(citation.outlet), citation.outlet)
        return [names[k] for k in sorted(names)]

    def _citing(self, name: str) -> set[str]:
        return {
            a.key
            for a in self.standing.articles
            for c in a.attributions.citations
            if fold(c.outlet) == fold(name)
        }

    # --- coverage ---

    @cached_property
    def coverage(self) -> tuple[CoverageFinding, ...]:
        """How each article tells each report, stated before inferred."""
        found: dict[tuple[str, str], CoverageFinding] = {}
        self._held_coverage(found)
        self._stated_coverage(found)
        self._inferred_coverage(found)
        return tuple(found[k] for k in sorted(found))

    def _held_coverage(self, found: dict[tuple[str, str], CoverageFinding]) -> None:
        names = {e.name for e in self.entries if e.report_kind is ReportKind.OUTLET}
        for name in sorted(names | set(self._relayed_outlets())):
            for article in self.standing.articles:
                self._add_held(found, article.key, name)
        for entry in self.entries:
            if entry.corrects and entry.holder:
                found[entry.holder, entry.report] = CoverageFinding(
                    entry.holder, entry.report, Role.ORIGINAL, "", Lineage.STATED, Status.STATED,
                    tuple(p.span for p in entry.told if p.article == entry.holder), 1.0,
                    entry.reasons,
                )  # fmt: skip

    def _add_held(
        self, found: dict[tuple[str, str], CoverageFinding], article: str, name: str
    ) -> None:
        held = self._holds(article, name)
        if held is not None:
            key = report_key(ReportKind.OUTLET, name)
            role, lineage, status, score, reasons = held
            passages = self._told_in_own_voice(article, name)
            found[article, key] = CoverageFinding(
                article, key, role, "", lineage, status, passages, score, reasons
            )

    def _holds(
        self, article: str, name: str
    ) -> tuple[Role, Lineage, Status, float, tuple[str, ...]] | None:
        lineages = self.standing.lineages
        copied = lineages.copies.get(article)
        if copied is not None and fold(copied.outlet) == fold(name):
            return Role.COPY, Lineage.INFERRED, copied.status, copied.score, copied.reasons
        holder = self.holder(name)
        if holder and holder[0] == article and holder[1] is Role.ORIGINAL:
            return Role.ORIGINAL, Lineage.STATED, Status.STATED, 1.0, (f"published by {name}",)
        return None

    def _told_in_own_voice(self, article: str, name: str) -> tuple[Span, ...]:
        return _spans(
            b
            for b in self.standing.backings
            if b.article.key == article
            and (not b.assertion.via or fold(b.source.name) == fold(name))
        )

    def _stated_coverage(self, found: dict[tuple[str, str], CoverageFinding]) -> None:
        for entry in self.entries:
            told: dict[str, list[Backing]] = {}
            for b in entry.backings:
                told.setdefault(b.article.key, []).append(b)
            for teller, backings in sorted(told.items()):
                self._add_relay(found, teller, entry.report, backings)
            if entry.corrects:
                self._add_told(found, entry)
        for name in self._relayed_outlets():
            key = report_key(ReportKind.OUTLET, name)
            for article in self.standing.articles:
                relayed = [
                    b for b in self.standing.backings
                    if b.article.key == article.key and fold(b.source.name) == fold(name)
                    and b.source.stated
                ]  # fmt: skip
                if relayed:
                    self._add_relay(found, article.key, key, relayed)
                else:
                    self._add_credit(found, article, name)

    def _add_credit(
        self, found: dict[tuple[str, str], CoverageFinding], article: ArticleFacts, name: str
    ) -> None:
        """ "The Globe first reported on the recall": the report is told of, not what it said."""
        entry = next((e for e in self.entries if fold(e.name) == fold(name)), None)
        if entry is None or (article.key, entry.report) in found:
            return
        events = {c.concept for c in entry.claims}
        for citation in article.attributions.citations:
            words = citation.sentence.of(article.text)
            told = citation.role in (CitationRole.RELAYED, CitationRole.EARLIER)
            if told and fold(citation.outlet) == fold(name) and concepts_in(words) & events:
                found[article.key, entry.report] = CoverageFinding(
                    article.key, entry.report, Role.RELAY, "", Lineage.STATED, Status.STATED,
                    (citation.sentence,), 0.7, (f"says that {name} reported it",),
                )  # fmt: skip
                return

    def _add_told(self, found: dict[tuple[str, str], CoverageFinding], entry: Entry) -> None:
        for article in sorted({p.article for p in entry.told}):
            spans = tuple(p.span for p in entry.told if p.article == article)
            found.setdefault(
                (article, entry.report),
                CoverageFinding(article, entry.report, Role.RELAY, "", Lineage.STATED,
                                Status.STATED, spans, 1.0, entry.reasons),
            )  # fmt: skip

    def _add_relay(
        self,
        found: dict[tuple[str, str], CoverageFinding],
        article: str,
        report: str,
        backings: Sequence[Backing],
    ) -> None:
        if (article, report) in found:
            return
        via = next((b.source.via for b in backings if b.source.via), "")
        found[article, report] = CoverageFinding(
            article, report, Role.RELAY, via, Lineage.STATED, Status.STATED, _spans(backings),
            1.0, tuple(sorted({b.source.reason for b in backings})),
        )  # fmt: skip

    def _inferred_coverage(self, found: dict[tuple[str, str], CoverageFinding]) -> None:
        """An article that supports a claim without naming whose report it was."""
        for entry in self.entries:
            if entry.kind not in (DevelopmentKind.REPORT, DevelopmentKind.ADDITION):
                continue
            news = {c.key for c in entry.claims}
            for article in self.standing.articles:
                if (article.key, entry.report) in found:
                    continue
                told = [
                    b for b in self.standing.backings
                    if b.article.key == article.key and b.claim.key in news and b.supports
                ]  # fmt: skip
                if told and not self._has_source_of_its_own(told):
                    found[article.key, entry.report] = self._inferred(article.key, entry, told)

    def _has_source_of_its_own(self, told: Sequence[Backing]) -> bool:
        copies = self.standing.lineages.copies
        return any(
            b.article.key in copies
            or (b.source.stated and self.standing.is_independent(b.claim, b.source.name)[0])
            for b in told
        )

    def _inferred(self, article: str, entry: Entry, told: Sequence[Backing]) -> CoverageFinding:
        stated = [b for b in told if b.source.stated]
        via = stated[0].source.name if stated else ""
        why = (
            f"tells it through {via}, which adds nothing to what {entry.name} put out"
            if via
            else f"tells what {entry.name} put out without naming whose report it is"
        )
        return CoverageFinding(
            article, entry.report, Role.RELAY, via, Lineage.INFERRED, Status.SUGGESTED,
            _spans(told), 0.5, (why,),
        )  # fmt: skip


def _in_one_breath(entries: Sequence[Entry]) -> list[Entry]:
    """A body that denies one thing and grants another in one statement makes one entry."""
    denials = {e.name: e for e in entries if e.kind is DevelopmentKind.DENIAL}
    granted: dict[str, Entry] = {}
    for e in entries:
        denial = denials.get(e.name)
        of_body = e.report_kind is ReportKind.BODY and e.kind is DevelopmentKind.ADDITION
        if denial and of_body and _articles(e) & _articles(denial):
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


def _spans(backings: Iterable[Backing]) -> tuple[Span, ...]:
    return tuple(sorted({b.assertion.sentence for b in backings}))


def _passages(backings: Iterable[Backing]) -> tuple[Passage, ...]:
    found = {(b.article.key, b.assertion.sentence) for b in backings}
    return tuple(Passage(article, span) for article, span in sorted(found))
