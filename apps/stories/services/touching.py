"""Saying that a story's timeline has to be made anew."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.db.models import F

from apps.stories.models import Story
from apps.stories.sweeping import tell_stories


def want_rebuild(story_ids: Iterable[int]) -> set[int]:
    """Raise the stories' ``wanted_revision``; gives back the ids. Whoever calls it dispatches."""
    ids = set(story_ids)
    # In one order for everybody, so that two transactions never wait crosswise.
    locked = Story.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    Story.objects.filter(pk__in=list(locked.values_list("pk", flat=True))).update(
        wanted_revision=F("wanted_revision") + 1
    )
    return ids


@transaction.atomic
def touch_stories(story_ids: Iterable[int]) -> set[int]:
    """Ask for a rebuild of these stories, once the running transaction is committed.

    The rows hold the wish (``wanted_revision``), the message is a hint: a lost one costs time
    only, as the sweeper sends again. Gives back the ids.
    """
    ids = want_rebuild(story_ids)
    transaction.on_commit(partial(tell_stories, ids))
    return ids


def touch_stories_of_claim(claim_id: int) -> set[int]:
    """The same for the stories that turn on a claim: to be called after a verdict."""
    return touch_stories(Story.objects.filter(claims=claim_id).values_list("pk", flat=True))


def touch_stories_of_article(article_id: int) -> set[int]:
    """The same for the stories of an article: to be called after a decision on it."""
    return touch_stories(Story.objects.filter(articles=article_id).values_list("pk", flat=True))
