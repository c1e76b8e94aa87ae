"""Reads on stories, in the domain's words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from apps.accounts.models import Role
from apps.claims.models import Claim
from apps.stories.readers import facts_for
from apps.stories.stamping import newest_shown, stamp

if TYPE_CHECKING:
    from apps.accounts.models import User
    from apps.stories.models import (  # noqa: F401
        ClaimDecision,
        ContextItem,
        Coverage,
        Development,
        Discrepancy,
        Note,
        Story,
        StoryArticle,
        StoryClaim,
        StoryDecision,
    )

DORMANT_AFTER = timedelta(days=30)
"""Without a new article for so long a story has gone quiet; most news stories last some days."""

M = TypeVar("M", bound=models.Model, covariant=True)


class StoryQuerySet(models.QuerySet["Story"]):
    def visible_to(self, user: User) -> Self:
        """Stories that ``user`` may read: all of them, for anybody who is signed in."""
        return self if user.is_authenticated else self.none()

    def stale(self) -> Self:
        """Stories whose timeline is behind their articles and decisions."""
        return self.filter(wanted_revision__gt=F("built_revision"))

    def due(self) -> Self:
        """Stories that no rebuild is under way for, nor one that failed a short while ago."""
        return self.filter(Q(next_try_at=None) | Q(next_try_at__lte=Now()))

    def with_words(self, query: str) -> Self:
        """Those with each word of ``query`` in their title, or in the claims that stand."""
        found = self
        for word in query.split():
            claims = apps.get_model("stories", "StoryClaim").objects.standing()
            says = claims.filter(story=OuterRef("pk"), claim__text__icontains=word)
            found = found.filter(Q(title__icontains=word) | Exists(says))
        return found

    def followed_by(self, user: User) -> Self:
        """Those that ``user`` follows, or that one which they follow was merged into."""
        return self.filter(_follows(user), merged_into=None)

    def for_page_of(self, user: User) -> Self:
        """With ``stamp``, ``newest_shown`` and all that is ``user``'s own (``facts_for``)."""
        return self.annotate(stamp=stamp(), newest_shown=newest_shown(), **facts_for(user))

    def in_state(self, state: str) -> Self:
        """Open, dormant (nothing new for a month; what comes in wakes it) or closed.

        Raises KeyError for another state.
        """
        awake = Q(last_day__gte=timezone.localdate() - DORMANT_AFTER) | Q(last_day=None)
        return {
            "open": self.filter(awake, closed_at=None),
            "dormant": self.filter(~awake, closed_at=None),
            "closed": self.exclude(closed_at=None),
        }[state]

    def for_index(self) -> Self:
        """Newest change first, with the counts and the newest development of each card.

        A story whose last article was removed says nothing, and is left out.
        """
        developments = apps.get_model("stories", "Development").objects
        newest = developments.newest_of_each_story().select_related("report")
        claims = apps.get_model("stories", "StoryClaim").objects.standing()
        articles = apps.get_model("stories", "StoryArticle").objects
        # Each counted for the stories of one page only: the archive may hold a million.
        counted = self.filter(Exists(articles.filter(story=OuterRef("pk")))).annotate(
            article_count=_number(articles.all()),
            claim_count=_number(claims),
            contested_count=_number(claims.exclude(claim__denied_by=[])),
        )
        ordered = counted.order_by(F("changed_at").desc(nulls_last=True), "-id")
        return ordered.prefetch_related(Prefetch("developments", newest, to_attr="newest"))


def _follows(user: User) -> Exists:
    """Whether ``user`` follows the story that is looked at, or one that was merged into it."""
    follows = apps.get_model("stories", "Follow").objects.filter(user=user)
    return Exists(follows.filter(Q(story=OuterRef("pk")) | Q(story__merged_into=OuterRef("pk"))))


def _number(rows: models.QuerySet[Any]) -> Coalesce:
    """How many of ``rows`` are of the story that is looked at."""
    mine = rows.filter(story=OuterRef("pk")).order_by().values("story")
    return Coalesce(Subquery(mine.annotate(number=Count("pk")).values("number")), 0)


class InStoryQuerySet(models.QuerySet[M], Generic[M]):
    """Rows that belong to a story, and are seen by whoever sees the story."""

    def visible_to(self, user: User) -> Self:
        """Those of the stories that ``user`` may read."""
        stories = apps.get_model("stories", "Story").objects.visible_to(user)
        return self.filter(story__in=stories)


class DevelopmentQuerySet(InStoryQuerySet["Development"]):
    def shown(self) -> Self:
        """Without those that an editor took off the timeline."""
        return self.filter(is_hidden=False)

    def for_timeline(self, story: Story) -> Self:
        """The timeline in its order, each entry with its report, its target and its claims."""
        return (
            self.filter(story=story)
            .select_related("report__outlet", "report__article", "target")
            .prefetch_related("claims")
            .order_by("position")
        )

    def newest_of_each_story(self) -> Self:
        """One development per story: the last of its timeline."""
        return self.shown().order_by("story_id", "-position").distinct("story_id")

    def shown_after(self, moment: datetime) -> Self:
        return self.shown().filter(first_shown_at__gt=moment)


class CoverageQuerySet(InStoryQuerySet["Coverage"]):
    def for_timeline(self, story: Story) -> Self:
        """Who tells what, oldest article first, each with its article, outlet and report."""
        return (
            self.filter(story=story)
            .select_related("article__outlet", "report")
            .order_by("report_id", F("article__when_day").asc(nulls_last=True), "article_id")
        )


class ContextItemQuerySet(InStoryQuerySet["ContextItem"]):
    def for_timeline(self, story: Story) -> Self:
        return self.filter(story=story).order_by("position")


class DiscrepancyQuerySet(InStoryQuerySet["Discrepancy"]):
    def for_timeline(self, story: Story) -> Self:
        return self.filter(story=story).order_by("key")


class StoryClaimQuerySet(InStoryQuerySet["StoryClaim"]):
    def standing(self) -> Self:
        """Without the claims that the program no longer finds."""
        return self.filter(claim__withdrawn_at__isnull=True)

    def for_board(self, story: Story) -> Self:
        """The story's claims with stance counts and verdicts, the withdrawn ones last.

        What an editor merged into another claim is told there.
        """
        claims = Claim.objects.with_stance_counts().with_verdicts()
        decisions = apps.get_model("stories", "ClaimDecision").objects
        told_elsewhere = Q(claim__withdrawn_at__isnull=False) & Exists(
            decisions.filter(other=OuterRef("claim"))
        )
        return (
            self.filter(story=story)
            .exclude(told_elsewhere)
            .prefetch_related(Prefetch("claim", claims))
            .order_by(F("claim__withdrawn_at").asc(nulls_first=True), "position")
        )


class StoryArticleQuerySet(InStoryQuerySet["StoryArticle"]):
    def for_timeline(self, story: Story) -> Self:
        """The story's articles with outlets, oldest first, undated ones last."""
        return (
            self.filter(story=story)
            .select_related("article__outlet")
            .defer("terms")
            .order_by(
                F("when_day").asc(nulls_last=True),
                F("when_clock").asc(nulls_last=True),
                "article_id",
            )
        )


class NoteQuerySet(InStoryQuerySet["Note"]):
    def standing(self) -> Self:
        """Without the withdrawn ones, which only the log shows."""
        return self.filter(withdrawn_at__isnull=True)

    def newest_first(self) -> Self:
        """With who did what to them and what they are anchored in, without the text itself."""
        rows = self.select_related(
            "by", "resolved_by", "withdrawn_by", "development", "claim", "version__article"
        )
        return rows.defer("version__text", "version__paragraphs").order_by("-at", "-id")

    def threads(self) -> Self:
        """Notes that answer no other, newest first, each with its replies in their order."""
        notes = apps.get_model("stories", "Note").objects
        replies = notes.standing().select_related("by").order_by("at", "pk")
        heads = self.standing().filter(answers=None).newest_first()
        return heads.prefetch_related(Prefetch("replies", replies))

    def restorable_by(self, user: User) -> Self:
        """What one withdrew oneself; as an admin, what anybody did."""
        gone = self.filter(withdrawn_at__isnull=False).newest_first()
        if not user.has_role(Role.EDITOR):
            return self.none()
        return gone if user.has_role(Role.ADMIN) else gone.filter(withdrawn_by=user)

    def withdrawable_by(self, user: User) -> Self:
        """One's own as an editor; everybody's as an admin."""
        if not user.has_role(Role.EDITOR):
            return self.none()
        return self.standing() if user.has_role(Role.ADMIN) else self.standing().filter(by=user)


class StoryDecisionQuerySet(InStoryQuerySet["StoryDecision"]):
    def standing(self) -> Self:
        """Without those that somebody undid."""
        return self.filter(undone_at__isnull=True)

    def newest_first(self) -> Self:
        """With whoever decided and undid them."""
        return self.select_related("by", "undone_by", "article", "story", "other").order_by("-pk")

    def touching(self, story_id: int) -> Self:
        """What was decided on a story, and what brought it articles of others."""
        return self.filter(Q(story=story_id) | Q(other=story_id))


class ClaimDecisionQuerySet(InStoryQuerySet["ClaimDecision"]):
    def standing(self) -> Self:
        """Without those that somebody undid."""
        return self.filter(undone_at__isnull=True)

    def on(self, claim_ids: Iterable[int]) -> Self:
        """Decisions on these claims, on either side of them, the newest first."""
        ids = list(claim_ids)
        found = self.filter(Q(claim__in=ids) | Q(other__in=ids)).order_by("-pk")
        return found.select_related("by", "undone_by", "claim", "other", "story")

    def merged_into(self, claim_id: int) -> set[int]:
        """Ids of the claims that are part of this one, merged into it at once or by and by."""
        merges = self.standing().filter(kind="merge").values_list("claim_id", "other_id")
        parts = {claim_id}
        while new := {b for a, b in merges.filter(claim__in=parts)} - parts:
            parts |= new
        return parts - {claim_id}
