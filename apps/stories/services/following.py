"""Following stories: a person's own list, and what is new in it for them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from apps.accounts.models import User
from apps.stories.models import Follow, Story
from apps.stories.services.visiting import news_counts

MOST_FOLLOWED = 500
"""Followed stories, the newest change first, that are asked for what is new in them."""


@dataclass(frozen=True, slots=True)
class NewsOfStory:
    """A followed story in which something is new, and how many developments are."""

    story: Story
    count: int


def follow(story: Story, user: User) -> None:
    """``user`` follows ``story`` from now on; again changes nothing."""
    Follow.objects.get_or_create(user=user, story=story)


def unfollow(story: Story, user: User) -> None:
    """``user`` follows ``story`` no longer, nor any that was merged into it."""
    Follow.objects.filter(Q(story=story) | Q(story__merged_into=story), user=user).delete()


def news_of_followed(user: User) -> list[NewsOfStory]:
    """What is new for ``user`` in the stories that they follow, the newest change first.

    Two queries. As on the list, what somebody has never opened is new as a whole and not counted.
    """
    rows = Story.objects.visible_to(user).followed_by(user).only("slug", "title", "changed_at")
    stories = list(rows[:MOST_FOLLOWED])
    counts = news_counts([story.pk for story in stories], user)
    return [NewsOfStory(story, counts[story.pk]) for story in stories if story.pk in counts]
