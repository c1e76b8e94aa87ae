"""A plan that becomes a deed on its way from one newsroom to the next, and nobody new says so.

"Plans to deliver" in the report and "has delivered" where it is relayed: with an origin or an
informant of its own that is news, without one it is the telling that grew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from storytracker.analysis.story.claim_drafts import ClaimDraft, stance_of
from storytracker.analysis.story.joining import tells_of
from storytracker.analysis.story.propositions import Proposition
from storytracker.analysis.story.standing import Backing, Standing, informant
from storytracker.analysis.story.vocabulary import small_words
from storytracker.analysis.types import (
    Certainty,
    DiscrepancyFinding,
    DiscrepancyKind,
    Passage,
    ReportKind,
    Span,
    Stance,
)


def find_strengthened(
    standing: Standing, told: Sequence[Proposition]
) -> tuple[DiscrepancyFinding, ...]:
    """A finding per article that tells as done what was put out as planned, from the same people.

    ``told`` are all propositions of the articles: a deed that only one headline tells is no claim.
    None of somebody's own account of what they did, none where the deed was news of another's.
    """
    by_concept: dict[str, list[Proposition]] = defaultdict(list)
    for proposition in told:
        by_concept[proposition.concept].append(proposition)
    found: list[DiscrepancyFinding] = []
    for claim in standing.claims:
        if not claim.done:
            deeds = [p for p in by_concept[claim.concept] if _is_told_as_done(p, standing)]
            found.extend(_Strengthening(standing, claim, told).found(deeds))
    return tuple(sorted(found, key=lambda d: d.key))


def _is_told_as_done(proposition: Proposition, standing: Standing) -> bool:
    article = standing.lineages.articles[proposition.article]
    return (
        proposition.done
        and not proposition.nominal
        and not proposition.undecided
        and proposition.certainty is Certainty.ASSERTED
        and stance_of(proposition, article) is Stance.SUPPORTS
        and small_words("former_deeds").isdisjoint(
            proposition.clause.of(article.text).lower().split()
        )
    )


class _Strengthening:
    """One planned claim, and who tells it as a deed."""

    def __init__(self, standing: Standing, claim: ClaimDraft, told: Sequence[Proposition]) -> None:
        self.standing, self.claim, self.told = standing, claim, told
        self.plans = [b for b in standing.of(claim) if b.supports and not b.match.proposition.done]
        self.sources = {b.source.name for b in self.plans if b.source.name}
        self.informants = {b.informant for b in self.plans if b.informant}

    def found(self, deeds: Sequence[Proposition]) -> Iterator[DiscrepancyFinding]:
        plan = [b.match.proposition for b in self.plans]
        deeds = [d for d in deeds if tells_of(d, plan, self.told, self.standing.entities)]
        news = [d.article for d in deeds if self._is_news(d)]
        grown: dict[str, list[Proposition]] = defaultdict(list)
        for deed in deeds:
            if not any(self._is_before(other, deed.article) for other in news):
                grown[deed.article].append(deed)
        for article, told in sorted(grown.items()):
            against = self._put_out(article)
            if against:
                yield self._finding(article, told, against)

    def _is_news(self, deed: Proposition) -> bool:
        """Somebody says so who had not: another newsroom, other people, the doer itself."""
        article = self.standing.lineages.articles[deed.article]
        assertion = article.attributions.assertions[deed.assertion]
        source = self.standing.lineages.source(deed.article, deed.assertion, self.claim)
        who = informant(assertion)
        if source.kind is ReportKind.BODY or (who and who not in self.informants):
            return True
        if assertion.cue_lemma in small_words("confirming_cues"):
            return True
        if source.name == article.outlet:
            return not who  # in its own voice, as its own report; else the people known before
        return source.stated and source.name not in self.sources

    def _is_before(self, one: str, other: str) -> bool:
        """True unless the other is known to be of an earlier day."""
        first, second = self.standing.day_of(one), self.standing.day_of(other)
        return one == other or not (first and second and first > second)

    def _put_out(self, article: str) -> list[Backing]:
        """The plan as the report had it that is relayed, or as it was told first, elsewhere."""
        others = [b for b in self.plans if b.article.key != article]
        others = [b for b in others if self._is_before(b.article.key, article)]
        first = self.standing.first_origin(self.claim)

        def rank(b: Backing) -> tuple[bool, bool, str, bool, Span]:
            mine = b.article.outlet == first or (
                b.article.key in self.standing.lineages.copies and b.source.name == first
            )
            day = self.standing.day_of(b.article.key)
            in_title = b.match.proposition.in_title
            return not mine, b.source.name != first, str(day), in_title, b.assertion.sentence

        return sorted(others, key=lambda b: (*rank(b), b.article.key))[:1]

    def _finding(
        self, article: str, deeds: Sequence[Proposition], against: Sequence[Backing]
    ) -> DiscrepancyFinding:
        said = self.standing.lineages.articles[article].attributions.assertions
        spans = sorted({said[d.assertion].sentence for d in deeds})
        source = against[0].source.name or "the report"
        return DiscrepancyFinding(
            key=f"strengthened:{self.claim.key}:{article}",
            kind=DiscrepancyKind.STRENGTHENED,
            about=f"whether it is planned or done: {self.claim.text}",
            says=tuple(Passage(article, span) for span in spans),
            against=tuple(Passage(b.article.key, b.assertion.sentence) for b in against),
            likely_cause="",
            reasons=(
                f"{source} put it out as {against[0].match.proposition.strength.value}, here it is "
                f"{deeds[0].strength.value}",
                "no origin and no informant is named that had not told it before",
            ),
        )
