"""What is one person's about a story, read along with it: one statement instead of four.

As SQL: it is put together for every page of a story, and the ORM would take longer to word it than
PostgreSQL to answer it.
"""

from __future__ import annotations

from django.db.models import BooleanField, CharField, DateTimeField, Field
from django.db.models.expressions import RawSQL

from apps.accounts.models import AccessKey, User

IS_FOLLOWED = """EXISTS (SELECT FROM stories_follow mine
    JOIN stories_story followed ON followed.id = mine.story_id
    WHERE mine.user_id = %s AND stories_story.id IN (followed.id, followed.merged_into_id))"""
READ_UNTIL = """(SELECT visit.read_until FROM stories_visit visit
    WHERE visit.user_id = %s AND visit.story_id = stories_story.id)"""
SEEN_AT = READ_UNTIL.replace("read_until", "seen_at")
FEED_KEY = """coalesce((SELECT own.public FROM accounts_accesskey own
    WHERE own.user_id = %s AND own.purpose = %s), '')"""


def facts_for(user: User) -> dict[str, RawSQL]:
    """By name: whether ``user`` follows the story (or one that was merged into it), until when they
    have read it and when they last looked (none: never), and what their key for feeds is made of.
    """

    def of(sql: str, field: Field, *more: str) -> RawSQL:  # type: ignore[type-arg]
        return RawSQL(sql, (user.pk, *more), output_field=field)  # noqa: S611 - no word from outside

    return {
        "is_followed": of(IS_FOLLOWED, BooleanField()),
        "read_until": of(READ_UNTIL, DateTimeField(null=True)),
        "seen_at": of(SEEN_AT, DateTimeField(null=True)),
        "feed_key_public": of(FEED_KEY, CharField(), AccessKey.Purpose.FEEDS.value),
    }
