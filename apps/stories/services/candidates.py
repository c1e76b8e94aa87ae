"""Stories that an article may belong to, found through the index of terms alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from apps.stories.models import Story, StoryArticle
from storytracker.analysis.story.linking import Profile, index_terms, story_profile

NEWEST_PER_TERM = 50
"""Stories read per term (10-200): bounds the work where a term is in every second story."""

CANDIDATES = 10
"""Stories compared in full per article (5-50), those that share most of their weight first."""

# Per article and term the newest stories, then per article those with the most weight in
# common: a number of index entries that does not grow with the archive.
FIND = """
WITH wanted AS (
    SELECT * FROM unnest(%s::int[], %s::text[], %s::float8[]) AS w(article, term, weight)
), hits AS (
    SELECT w.article, found.story_id, sum(w.weight * found.weight) AS shared
    FROM wanted w CROSS JOIN LATERAL (
        SELECT story_id, weight FROM stories_storyterm
        WHERE term = w.term ORDER BY last_day DESC NULLS LAST, story_id DESC LIMIT %s
    ) found
    GROUP BY w.article, found.story_id
), ranked AS (
    SELECT article, story_id,
           row_number() OVER (PARTITION BY article ORDER BY shared DESC, story_id DESC) AS place
    FROM hits
)
SELECT article, story_id FROM ranked WHERE place <= %s ORDER BY article, place
"""


def find_candidates(profiles: Sequence[Profile]) -> list[list[int]]:
    """Ids of the stories worth comparing with each profile, best first; one query."""
    wanted = [
        (number, term, profile.terms[term])
        for number, profile in enumerate(profiles)
        for term in index_terms(profile)
    ]
    numbers = [number for number, _, _ in wanted]
    terms = [term for _, term, _ in wanted]
    weights = [weight for _, _, weight in wanted]
    with connection.cursor() as cursor:
        cursor.execute(FIND, [numbers, terms, weights, NEWEST_PER_TERM, CANDIDATES])
        rows = cursor.fetchall()
    found: list[list[int]] = [[] for _ in profiles]
    for number, story_id in rows:
        found[number].append(story_id)
    return found


@dataclass(slots=True)
class StoryInHand:
    """A story with the profiles of its articles, while articles are linked to it.

    ``members`` are by article id; ``profile`` is their mean, made anew after each addition.
    """

    story: Story
    members: dict[int, Profile]
    profile: Profile
    is_changed: bool = False

    def is_open(self, barred: Collection[int]) -> bool:
        """True where articles may find it by themselves; ``barred``: stories refused to one."""
        return self.story.closed_at is None and self.story.pk not in barred

    def add(self, article_id: int, profile: Profile) -> None:
        self.members[article_id] = profile
        self.profile = story_profile(self.members.values())
        self.is_changed = True


def open_in_hand(story: Story) -> StoryInHand:
    """A new story that holds nothing yet."""
    return StoryInHand(story, {}, Profile({}, None, None, 0))


def take_in_hand(story_ids: Collection[int]) -> dict[int, StoryInHand]:
    """Stories with the stored profiles of their articles; two queries."""
    members = _member_profiles(story_ids)
    return {
        story.pk: StoryInHand(story, members[story.pk], story_profile(members[story.pk].values()))
        for story in Story.objects.filter(pk__in=story_ids).order_by("pk")
    }


def _member_profiles(story_ids: Collection[int]) -> Mapping[int, dict[int, Profile]]:
    found: dict[int, dict[int, Profile]] = defaultdict(dict)
    rows = StoryArticle.objects.filter(story_id__in=story_ids).order_by("article_id")
    for story, article, terms, day in rows.values_list("story", "article", "terms", "when_day"):
        found[story][article] = Profile(terms, day, day)
    return found
