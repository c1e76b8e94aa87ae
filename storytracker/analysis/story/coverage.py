"""How each article tells each report: original, copy or relay, stated or inferred."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property

from storytracker.analysis.story.entities import fold
from storytracker.analysis.story.entries import Entry, report_key
from storytracker.analysis.story.standing import Backing, Standing
from storytracker.analysis.story.vocabulary import concepts_in
from storytracker.analysis.types import (
    ArticleFacts,
    CitationRole,
    CoverageFinding,
    DevelopmentKind,
    Lineage,
    ReportKind,
    Role,
    Span,
    Status,
)

Found = dict[tuple[str, str], CoverageFinding]
"""(article key, report key) → how the one tells the other."""


class Coverages:
    """Who holds which report, and how every article of a story tells it."""

    def __init__(self, standing: Standing, entries: Sequence[Entry]) -> None:
        self.standing, self.entries = standing, entries

    # --- who holds a report ---

    def held(self, entry: Entry) -> tuple[str, Role, Status, str] | None:
        """As ``holder``, for the report that an entry rests on."""
        if entry.corrects:
            reason = "carries the correction"
            return (entry.holder, Role.ORIGINAL, Status.STATED, reason) if entry.holder else None
        if entry.report_kind is ReportKind.BODY:
            return self._issued(entry)
        return self.holder(entry.name)

    def _issued(self, entry: Entry) -> tuple[str, Role, Status, str] | None:
        """The press release with which a body itself put out what the entry tells."""
        name, told = fold(entry.name), {p.article for p in entry.told}
        own = [
            a.key
            for a in self.standing.articles
            if a.key in told and a.outlet and f"{fold(a.outlet)} ".startswith(f"{name} ")
        ]
        return (own[0], Role.ORIGINAL, Status.STATED, f"issued by {entry.name}") if own else None

    def holder(self, name: str) -> tuple[str, Role, Status, str] | None:
        """(article, role, status, reason) of the article that holds the report of ``name``."""
        lineages = self.standing.lineages
        own = [
            a.key
            for a in self.standing.articles
            if fold(a.outlet or "") == fold(name)
            and (
                fold(lineages.main_relay[a.key]) in ("", fold(name))
                or lineages.has_own_informants(a.key)
            )
        ]
        if own:
            first = min(own, key=lambda a: (self.standing.day_of(a) or date.max, a))
            return first, Role.ORIGINAL, Status.STATED, f"published by {name}"
        copies = [c for c in lineages.copies.values() if fold(c.outlet) == fold(name)]
        if copies:
            best = max(copies, key=lambda c: (c.score, c.article))
            return best.article, Role.COPY, best.status, "; ".join(best.reasons)
        return None

    def relayed_outlets(self) -> list[str]:
        """The outlets whose reports the articles relay, copy or call earlier, by name."""
        roles = (CitationRole.RELAYED, CitationRole.EARLIER)
        names: dict[str, str] = {}
        for article in self.standing.articles:
            for citation in article.attributions.citations:
                if citation.role in roles and fold(citation.outlet) != fold(article.outlet or ""):
                    names.setdefault(fold(citation.outlet), citation.outlet)
        for copied in self.standing.lineages.copies.values():
            names.setdefault(fold(copied.outlet), copied.outlet)
        return [names[k] for k in sorted(names)]

    def citing(self, name: str) -> set[str]:
        """The articles that cite ``name``."""
        return {
            a.key
            for a in self.standing.articles
            for c in a.attributions.citations
            if fold(c.outlet) == fold(name)
        }

    # --- coverage ---

    @cached_property
    def findings(self) -> tuple[CoverageFinding, ...]:
        """How each article tells each report, stated before inferred."""
        found: Found = {}
        self._held_coverage(found)
        self._stated_coverage(found)
        self._inferred_coverage(found)
        return tuple(found[k] for k in sorted(found))

    def _held_coverage(self, found: Found) -> None:
        names = {e.name for e in self.entries if e.report_kind is ReportKind.OUTLET}
        for name in sorted(names | set(self.relayed_outlets())):
            for article in self.standing.articles:
                self._add_held(found, article.key, name)
        for entry in self.entries:
            if entry.corrects and entry.holder:
                found[entry.holder, entry.report] = CoverageFinding(
                    entry.holder, entry.report, Role.ORIGINAL, "", Lineage.STATED, Status.STATED,
                    tuple(p.span for p in entry.told if p.article == entry.holder), 1.0,
                    entry.reasons,
                )  # fmt: skip

    def _add_held(self, found: Found, article: str, name: str) -> None:
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
            lineage = Lineage.STATED if copied.is_stated else Lineage.INFERRED
            return Role.COPY, lineage, copied.status, copied.score, copied.reasons
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

    def _stated_coverage(self, found: Found) -> None:
        for entry in self.entries:
            told: dict[str, list[Backing]] = {}
            for b in entry.backings:
                told.setdefault(b.article.key, []).append(b)
            issued = self._issued(entry) if entry.report_kind is ReportKind.BODY else None
            for teller, backings in sorted(told.items()):
                if issued and teller == issued[0]:
                    found[teller, entry.report] = CoverageFinding(
                        teller, entry.report, issued[1], "", Lineage.STATED, issued[2],
                        _spans(backings), 1.0, (issued[3],),
                    )  # fmt: skip
                self._add_relay(found, teller, entry.report, backings)
            if entry.corrects:
                self._add_told(found, entry)
        for name in self.relayed_outlets():
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

    def _add_credit(self, found: Found, article: ArticleFacts, name: str) -> None:
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

    def _add_told(self, found: Found, entry: Entry) -> None:
        for article in sorted({p.article for p in entry.told}):
            spans = tuple(p.span for p in entry.told if p.article == article)
            found.setdefault(
                (article, entry.report),
                CoverageFinding(article, entry.report, Role.RELAY, "", Lineage.STATED,
                                Status.STATED, spans, 1.0, entry.reasons),
            )  # fmt: skip

    def _add_relay(
        self,
        found: Found,
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

    def _inferred_coverage(self, found: Found) -> None:
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
                    and not self.standing.has_grown(b)
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


def _spans(backings: Iterable[Backing]) -> tuple[Span, ...]:
    return tuple(sorted({b.assertion.sentence for b in backings}))
