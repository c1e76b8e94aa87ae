"""Reads on what is asserted, in the domain's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q

from storytracker.analysis.types import Certainty, Stance

if TYPE_CHECKING:
    from apps.claims.models import Assertion, Claim, Evidence, Speaker, Verdict  # noqa: F401

_ARTICLE = "evidence__assertion__version__article"


def _articles_with(*stances: Stance) -> Count:
    """The number of distinct articles whose evidence takes one of ``stances``."""
    return Count(_ARTICLE, filter=Q(evidence__stance__in=stances), distinct=True)


class SpeakerQuerySet(models.QuerySet["Speaker"]):
    def one_and_all(self, speaker: Speaker) -> Self:
        """The speaker and everybody who was merged into them."""
        return self.filter(Q(pk=speaker.pk) | Q(canonical=speaker.pk))

    def standing(self) -> Self:
        """Those that stand for themselves."""
        return self.filter(canonical=None)


class AssertionQuerySet(models.QuerySet["Assertion"]):
    def current(self) -> Self:
        """Without those that a later analysis no longer finds."""
        return self.filter(withdrawn_at__isnull=True)

    def counted(self) -> Self:
        """Those that timelines are made of: found now, and not struck by an editor."""
        return self.current().filter(is_struck=False)

    def for_article_page(self, version_id: int) -> Self:
        """A version's assertions in reading order, struck ones too, each with its speaker, what
        it bears on, and who decided what about it."""
        evidence = apps.get_model("claims", "Evidence")
        decision = apps.get_model("claims", "AssertionDecision")
        bears_on = Prefetch("evidence", evidence.objects.select_related("claim"))
        decisions = Prefetch("edited__decisions", decision.objects.select_related("by"))
        found = self.current().filter(version_id=version_id).order_by("position")
        return found.select_related("speaker__canonical").prefetch_related(
            bears_on, "edited", decisions
        )

    def gone(self) -> Self:
        """Those that their article no longer makes: taken out, softened, struck, not found.

        Softened is what reads otherwise now, and what reads the same with less certainty or in
        another sense: "is said to have", "denied that".
        """
        here = apps.get_model("claims", "Assertion").objects.counted()
        as_certain = Q(certainty=OuterRef("certainty")) | Q(certainty=Certainty.ASSERTED)
        in_text_of_now = here.filter(
            as_certain,
            version__article=OuterRef("version__article"),
            version__article__current_version=F("version"),
            words=OuterRef("words"),
            stance=OuterRef("stance"),
        )
        return self.filter(~Exists(in_text_of_now))

    def said_by(self, speaker: Speaker) -> Self:
        """What a speaker, under any name, is said to have said in the articles as they read now."""
        return (
            self.counted()
            .filter(Q(speaker=speaker.pk) | Q(speaker__canonical=speaker.pk))
            .filter(version__article__current_version=F("version"))
        )


class ClaimQuerySet(models.QuerySet["Claim"]):
    def standing(self) -> Self:
        """Claims that the program still finds; the others are kept for their history."""
        return self.filter(withdrawn_at__isnull=True)

    def contested(self) -> Self:
        """Claims that somebody denies."""
        return self.standing().exclude(denied_by=[])

    def with_stance_counts(self) -> Self:
        """Adds how many articles support, deny (in part too), observe, or got no comment."""
        return self.annotate(
            supporting=_articles_with(Stance.SUPPORTS),
            denying=_articles_with(Stance.DENIES, Stance.DENIES_IN_PART),
            observing=_articles_with(Stance.OBSERVES),
            silent=_articles_with(Stance.NO_COMMENT),
        )

    def with_verdicts(self) -> Self:
        """Adds ``history``: every verdict, newest first, each with its editor."""
        verdict = apps.get_model("claims", "Verdict")
        newest_first = verdict.objects.newest_first().with_lost_evidence().select_related("by")
        return self.prefetch_related(Prefetch("verdicts", newest_first, to_attr="history"))


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def for_table(self) -> Self:
        """With all that a claim page shows of each assertion; one query."""
        return (
            self.filter(assertion__withdrawn_at__isnull=True, assertion__is_struck=False)
            .select_related("assertion__speaker__canonical", "assertion__version__article__outlet")
            .order_by(
                "assertion__version__article__when_day",
                "assertion__version__article_id",
                "assertion__position",
            )
        )


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def newest_first(self) -> Self:
        return self.order_by("-claim_version")

    def with_lost_evidence(self) -> Self:
        """Adds ``has_lost_evidence``: an article no longer says what the verdict rests on."""
        assertion = apps.get_model("claims", "Assertion")
        lost = assertion.objects.filter(verdicts=OuterRef("pk")).gone()
        return self.annotate(has_lost_evidence=Exists(lost))

    def for_history(self) -> Self:
        """Newest first, with editors and the assertions that each rests on."""
        assertion = apps.get_model("claims", "Assertion")
        with_sources = assertion.objects.select_related("speaker", "version__article__outlet")
        lost = assertion.objects.filter(pk=OuterRef("pk")).gone()
        now = F("version__article__current_version__number")
        rests_on = Prefetch("evidence", with_sources.annotate(is_gone=Exists(lost), now=now))
        return self.newest_first().select_related("by").prefetch_related(rests_on)
