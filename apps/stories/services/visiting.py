"""What is new for one person, and when it stops being new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, F
from django.db.models.functions import Greatest
from django.utils import timezone

from apps.accounts.models import User
from apps.stories.models import Development, Story, StoryClaim, Visit

IDLE = timedelta(minutes=30)
"""A visit is over after so long without a request (ux.md: "or after 30 idle minutes")."""


@dataclass(frozen=True, slots=True)
class News:
    """Ids of what somebody has not seen yet; ``since`` is when their last visit ended.

    On a first visit nothing is marked: all of it is new, so marks would say nothing.
    """

    since: datetime | None
    developments: frozenset[int]
    claims: frozenset[int]

    @property
    def count(self) -> int:
        """The number of new timeline entries: the pill's "n new"."""
        return len(self.developments)


@transaction.atomic
def note_visit(story: Story, user: User, *, now: datetime | None = None) -> Visit:
    """Say that ``user`` asked for the story's page.

    Within 30 minutes of the request before it is the same visit, and what was new stays new,
    however often the page is reloaded. Later it is a new visit: whatever was shown until the
    last request counts as read.
    """
    now = now or timezone.now()
    visit, is_first = Visit.objects.select_for_update().get_or_create(
        user=user, story=story, defaults={"read_until": now, "seen_at": now}
    )
    if is_first:
        return visit
    if now - visit.seen_at > IDLE:
        visit.read_until = max(visit.read_until, visit.seen_at)
    visit.seen_at = max(visit.seen_at, now)
    visit.save(update_fields=["read_until", "seen_at"])
    return visit


@transaction.atomic
def mark_read(story: Story, user: User, *, until: datetime | None = None) -> Visit:
    """Say that ``user`` has read everything shown until ``until``.

    The page sends ``Story.built_at`` as it was when the page was made: what came up between
    the page and the click stays new. Without it, everything counts as read now. Never moves
    backwards.
    """
    now = timezone.now()
    until = min(until or now, now)
    visit, is_first = Visit.objects.get_or_create(
        user=user, story=story, defaults={"read_until": until, "seen_at": now}
    )
    if not is_first:
        mine = Visit.objects.filter(pk=visit.pk)
        mine.update(read_until=Greatest(F("read_until"), until), seen_at=now)
        visit.refresh_from_db()
    return visit


def news_for(story: Story, user: User) -> News:
    """What came up in ``story`` since ``user`` read it; two or three queries."""
    visit = Visit.objects.filter(user=user, story=story).first()
    if visit is None:
        return News(None, frozenset(), frozenset())
    developments = Development.objects.filter(story=story).shown_after(visit.read_until)
    claims = StoryClaim.objects.filter(story=story).standing()
    return News(
        since=visit.read_until,
        developments=frozenset(developments.values_list("pk", flat=True)),
        claims=frozenset(
            claims.filter(claim__created_at__gt=visit.read_until).values_list("claim_id", flat=True)
        ),
    )


def news_counts(story_ids: list[int], user: User) -> dict[int, int]:
    """New timeline entries per story, for the list of stories; one query.

    Stories that ``user`` never opened, or that have nothing new, are left out.
    """
    new = Development.objects.shown().filter(
        story_id__in=story_ids,
        story__visits__user=user,
        first_shown_at__gt=F("story__visits__read_until"),
    )
    return dict(
        new.order_by().values("story_id").annotate(n=Count("pk")).values_list("story_id", "n")
    )
