"""Which stories are offered where articles are to go to another one: near ones, newest, found."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F, Max, QuerySet

from apps.accounts.models import User
from apps.stories.models import LinkRejection, Story

OFFERED = 12
"""So many stories can be looked through at a glance; the others are found by their words."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The stories that articles of ``story`` may go to, for one person.

    ``near``: ids of articles; the stories that linking weighed for them come first.
    """

    user: User
    story: Story
    near: Collection[int] = ()

    def __call__(self, words: str, chosen: str) -> list[Story]:
        """At most ``OFFERED`` with all of ``words``; the one of the id ``chosen`` always."""
        with_words = self._others().with_words(words)  # type: ignore[attr-defined]
        nearest = self._weighed()
        weighed = with_words.in_bulk(nearest)
        found = [weighed[pk] for pk in nearest if pk in weighed]
        newest = with_words.exclude(pk__in=list(weighed)).order_by(
            F("changed_at").desc(nulls_last=True), "-pk"
        )
        found += newest[: OFFERED - len(found)]
        if chosen.isdecimal() and len(chosen) < 19:
            picked = self._others().filter(pk=int(chosen)).exclude(pk__in=[s.pk for s in found])
            found = [*picked, *found]
        return found

    def _others(self) -> QuerySet[Story]:
        visible = Story.objects.visible_to(self.user)
        return visible.filter(merged_into=None).exclude(pk=self.story.pk)

    def _weighed(self) -> list[int]:
        """The stories that these articles were compared with and not linked to, nearest first."""
        compared = LinkRejection.objects.filter(article__in=self.near).order_by()
        scored = compared.values("story").annotate(best=Max("score")).order_by("-best", "-story")
        return list(scored.values_list("story", flat=True)[:OFFERED])
