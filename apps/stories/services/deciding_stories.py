"""Taking a decision on a story: who has seen what, the row that keeps it, the rebuild."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.stories.models import Story, StoryDecision
from apps.stories.services.touching import touch_stories

Kind = StoryDecision.Kind


class StoryNotDecidable(Exception):
    """It can't be decided so; says why, in words. Nothing was changed."""


class StoryConflict(Exception):
    """Somebody decided on the same thing meanwhile: ``newest`` is what; nothing was changed."""

    def __init__(self, newest: StoryDecision | None, seen: int) -> None:
        super().__init__("Somebody else decided on this while you were at it.")
        self.newest = newest
        self.seen = seen


def decided_on(story: Story, entry: str = "") -> int:
    """How often somebody decided on an entry (on the story itself), or took that back.

    A form carries it along, so that whoever decides on something that has changed learns of it.
    """
    mine = StoryDecision.objects.filter(story=story, entry=entry)
    counts = mine.aggregate(made=Count("pk"), undone=Count("pk", filter=~Q(undone_at=None)))
    return counts["made"] + counts["undone"]


def take_story(story_id: int, entry: str, seen: int) -> Story:
    """The story, locked against other decisions; raises ``StoryConflict``."""
    story = Story.objects.select_for_update(no_key=True).get(pk=story_id)
    now = decided_on(story, entry)
    if now != seen:
        raise StoryConflict(newest_on(story, entry), now)
    return story


def newest_on(story: Story, entry: str) -> StoryDecision | None:
    """What was last decided on an entry, or on the story itself (``""``)."""
    mine = StoryDecision.objects.filter(story=story, entry=entry)
    return mine.newest_first().first()


def append_decision(story: Story, kind: Kind, reason: str, by: User, **what: Any) -> StoryDecision:
    if not reason.strip():
        raise StoryNotDecidable(gettext("Say why: it is kept with your name."))
    decision = StoryDecision.objects.create(
        story=story, kind=kind, reason=reason.strip(), by=by, **what
    )
    touch_stories([story.pk])
    return decision
