"""What is new for one person, and when it stops being new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Greatest
from django.utils import timezone

from apps.accounts.models import User
from apps.claims.models import Claim
from apps.stories.models import Development, Story, StoryClaim, Visit

IDLE = timedelta(minutes=30)
"""A visit is over after so long without a request (ux.md: "or after 30 idle minutes"); for the
story's page, or for a claim, an entry or an article of it."""
JUST_NOW = timedelta(minutes=1)
"""How exactly that is taken: within a minute of the last one a request is not written down."""


@dataclass(frozen=True, slots=True)
class News:
    """What somebody has not seen yet; ``since`` is when their last visit ended.

    On a first visit nothing is marked: all of it is new, so marks would say nothing.
    """

    since: datetime | None = None
    developments: tuple[Development, ...] = ()
    claims: tuple[Claim, ...] = ()

    @property
    def is_any(self) -> bool:
        return bool(self.developments or self.claims)

    @property
    def count(self) -> int:
        """The number of new timeline entries: the pill's "n new"."""
        return len(self.developments)


# Within 30 minutes of the request before it is the same visit.
_NOTE_VISIT = """
INSERT INTO stories_visit AS visit (user_id, story_id, read_until, seen_at)
VALUES (%(user)s, %(story)s, %(now)s, %(now)s)
ON CONFLICT (user_id, story_id) DO UPDATE SET
    seen_at = greatest(visit.seen_at, %(now)s),
    read_until = CASE WHEN %(now)s - greatest(visit.seen_at, visit.active_at) > %(idle)s
        THEN greatest(visit.read_until, visit.seen_at) ELSE visit.read_until END
RETURNING id, read_until, seen_at
"""


def note_visit(story: Story, user: User, *, now: datetime | None = None) -> Visit:
    """Say that ``user`` asked for the story's page; one statement.

    Within 30 minutes of the request before it is the same visit, and what was new stays new,
    however often the page is reloaded. Later it is a new visit: whatever the page showed until it
    was last asked for counts as read. Reading on elsewhere (``keep_visit``) shows nothing more.
    """
    facts: dict[str, Any] = {"user": user.pk, "story": story.pk}
    facts |= {"now": now or timezone.now(), "idle": IDLE}
    with connection.cursor() as cursor:
        cursor.execute(_NOTE_VISIT, facts)
        pk, read_until, seen_at = cursor.fetchone()
    return Visit(pk=pk, user=user, story=story, read_until=read_until, seen_at=seen_at)


def keep_visit(
    user: User, active: Mapping[int, datetime | None], *, now: datetime | None = None
) -> None:
    """Say that ``user`` reads something of these stories beside their pages: visits go on.

    ``active``: story id → when they last did anything there (``last_active``; ``None``: never).
    None begins by it. At most one statement, and none within a minute of the last.
    """
    now = now or timezone.now()
    going_on = [pk for pk, at in active.items() if at and JUST_NOW <= now - at <= IDLE]
    if going_on:
        Visit.objects.filter(user=user, story__in=going_on).update(active_at=now)


def last_active(user: User, story: str) -> Subquery:
    """When ``user`` last did anything in the story at that path, to be read along with a row."""
    mine = Visit.objects.filter(user=user, story=OuterRef(story))
    return Subquery(mine.values(at=Greatest("seen_at", "active_at"))[:1])


def read_until(story: Story, user: User, *, now: datetime | None = None) -> datetime:
    """Until when ``user``, who asks for the story's page, has read it; ``note_visit`` where due.

    ``story`` comes ``for_page_of(user)``. Nothing is written where they asked a moment ago and
    nothing has come up since, so that all that was shown to them still counts as read later.
    """
    now = now or timezone.now()
    read: datetime | None = story.read_until  # type: ignore[attr-defined]
    seen: datetime | None = story.seen_at  # type: ignore[attr-defined]
    newest: datetime | None = story.newest_shown  # type: ignore[attr-defined]
    if read and seen and now - seen < JUST_NOW and (newest is None or newest <= seen):
        return read
    return note_visit(story, user, now=now).read_until


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
    """What came up in ``story`` since ``user`` read it; three queries."""
    visit = Visit.objects.filter(user=user, story=story).first()
    return news_since(story, visit.read_until) if visit else News()


def news_since(story: Story, moment: datetime) -> News:
    """What came up in ``story`` after ``moment``: entries and claims in their order; two queries.

    None where the story is ``for_page_of`` somebody and nothing came up since.
    """
    newest: datetime | None = getattr(story, "newest_shown", moment + timedelta.resolution)
    if newest is None or newest <= moment:
        return News(moment)
    developments = Development.objects.for_timeline(story).shown_after(moment)
    claims = StoryClaim.objects.filter(story=story).standing().order_by("position")
    new = claims.filter(claim__created_at__gt=moment).select_related("claim")
    return News(moment, tuple(developments), tuple(row.claim for row in new))


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
