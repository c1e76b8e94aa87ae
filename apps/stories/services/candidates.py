"""What a batch of articles may have to do with, taken out of the archive through indexes alone.

The heap that comes of it (``analysis.story.heap``) decides; nothing is decided here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import connection

from apps.stories.models import (
    Story,
    StoryArticle,
)
from apps.stories.services.bound import refused_stories
from apps.stories.services.indexing import (
    posting_day,
    rarity_of,
    read_counts,
    stories_with_totals,
    total_of,
)
from storytracker.analysis.story.heap import NEAR, NEWEST_PER_TERM, Heap, Held
from storytracker.analysis.story.linking import Profile, Rarity, index_terms

LATER_PER_TERM = NEWEST_PER_TERM // 2
"""Articles read per term that are from later days: there are some where an old one comes late."""

# Per article and term the nearest in time, then per article those with the most weight in common:
# a number of index entries that does not grow with the archive.
FIND = """
WITH wanted AS (
    SELECT * FROM unnest(%s::int[], %s::text[], %s::date[], %s::float8[])
        AS w(number, term, day, weight)
), shared AS (
    SELECT w.number, found.article_id, sum(w.weight * found.weight) AS weight
    FROM wanted w CROSS JOIN LATERAL (
        (SELECT article_id, weight FROM stories_articleterm
         WHERE term = w.term AND day <= w.day
         ORDER BY day DESC, article_id DESC LIMIT %s)
        UNION ALL
        (SELECT article_id, weight FROM stories_articleterm
         WHERE term = w.term AND day > w.day
         ORDER BY day, article_id LIMIT %s)
    ) found
    GROUP BY w.number, found.article_id
), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY number ORDER BY weight DESC, article_id DESC) AS place
    FROM shared
)
SELECT number, article_id, weight FROM ranked WHERE place <= %s ORDER BY number, place
"""

# Hundreds of ids as one array: as values of their own, eight times over, they cost the client more
# than the look-ups cost the server.
TOUCHED = """
SELECT story_id FROM stories_storydecision WHERE story_id = ANY(%(ids)s::bigint[])
UNION SELECT other_id FROM stories_storydecision WHERE other_id = ANY(%(ids)s::bigint[])
UNION SELECT story_id FROM stories_claimdecision WHERE story_id = ANY(%(ids)s::bigint[])
UNION SELECT story_id FROM stories_note WHERE story_id = ANY(%(ids)s::bigint[])
UNION SELECT story_id FROM stories_storyfeed WHERE story_id = ANY(%(ids)s::bigint[])
UNION SELECT story_id FROM stories_storyimport WHERE story_id = ANY(%(ids)s::bigint[])
UNION SELECT story_id FROM stories_storyarticle
    WHERE story_id = ANY(%(ids)s::bigint[]) AND NOT is_main
UNION SELECT link.story_id FROM stories_storyclaim AS link
    JOIN claims_verdict AS verdict ON verdict.claim_id = link.claim_id
    WHERE link.story_id = ANY(%(ids)s::bigint[])
"""

Near = Mapping[int, float]
"""Article id → the weight that it shares."""


@dataclass(slots=True)
class Neighbourhood:
    """The heap around a batch, the rows of its stories, and what is near each article of it.

    ``refused``: article id → the stories that an editor said it is not of.
    """

    heap: Heap
    rarity: Rarity
    stories: dict[int, Story]
    near: Sequence[Near]
    refused: Mapping[int, frozenset[int]]


def key_of(article_id: int) -> str:
    """What the heap calls an article."""
    return str(article_id)


def gather(
    profiles: Mapping[int, Profile], named: Collection[int] = (), also: Collection[int] = ()
) -> Neighbourhood:
    """All that linking articles (id → profile) needs.

    ``named`` stories are there in any case, and so are the articles ``also``. At most fourteen
    queries, however many articles there are here or in the archive.
    """
    asked = {term for profile in profiles.values() for term in profile.terms}
    rarity = rarity_of(asked)
    near = find_near(list(profiles.values()), rarity)
    rows = _rows({*also, *(pk for found in near for pk in found)})
    stories = stories_with_totals({*named, *(row.story_id for row in rows)})
    held = {pk: _held(story) for pk, story in stories.items()}
    more = set[str]().union(*(row.terms for row in rows), *_terms_of(held))
    rarity = _with_more(rarity, more - asked)
    heap = Heap(rarity=rarity)
    heap.held |= held
    refused = refused_stories({*profiles, *(row.article_id for row in rows)})
    for pk in touched_by_people(held):
        held[pk].is_free = False
    _hold(heap, rows, refused)
    return Neighbourhood(heap, rarity, stories, near, refused)


def find_near(profiles: Sequence[Profile], rarity: Rarity) -> Sequence[Near]:
    """For each profile the articles that share most of its most telling terms, in one query."""
    wanted = [
        (number, term, posting_day(profile.first_day), profile.terms[term] * rarity.weight(term))
        for number, profile in enumerate(profiles)
        for term in index_terms(profile, rarity)
    ]
    found: list[dict[int, float]] = [{} for _ in profiles]
    if wanted:
        columns = [list(column) for column in zip(*wanted, strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(FIND, [*columns, NEWEST_PER_TERM, LATER_PER_TERM, NEAR])
            for number, article, weight in cursor.fetchall():
                found[number][article] = weight
    return found


def touched_by_people(story_ids: Collection[int]) -> set[int]:
    """Stories about which somebody has decided anything, or which something is bound to.

    Their articles stay, and they stay themselves: what the program did to them would undo what
    people rely on (verdicts, notes, reworded claims, an order of their own). One query.
    """
    if not story_ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED, {"ids": list(story_ids)})
        return {story for (story,) in cursor.fetchall()}


# --- inside ---------------------------------------------------------------------------------


class Place(NamedTuple):
    """Where an article is, and what it is about."""

    article_id: int
    story_id: int
    terms: dict[str, float]
    day: date | None


def _rows(article_ids: Collection[int]) -> list[Place]:
    """Where articles are: every story of each, its main one first."""
    rows = StoryArticle.objects.filter(article__in=list(article_ids))
    found = rows.values_list("article_id", "story_id", "terms", "when_day")
    return [Place(*row) for row in found.order_by("article_id", "-is_main")]


def _held(story: Story) -> Held:
    return Held(total_of(story), is_open=story.closed_at is None and story.merged_into_id is None)


def _terms_of(held: Mapping[int, Held]) -> list[Collection[str]]:
    return [story.total.profile().terms for story in held.values()]


def _with_more(rarity: Rarity, more: Collection[str]) -> Rarity:
    """The same with the counts of further terms."""
    return Rarity(rarity.stories, {**read_counts(more), **rarity.counts})


def _hold(heap: Heap, rows: Sequence[Place], refused: Mapping[int, frozenset[int]]) -> None:
    """Put articles into the heap; those that people placed stay where they are."""
    homes: dict[int, list[Place]] = defaultdict(list)
    for row in rows:
        homes[row.article_id].append(row)
    for pk, own in homes.items():
        first = own[0]
        profile = Profile(first.terms, first.day, first.day)
        is_fixed = len(own) > 1 or pk in refused
        heap.hold(key_of(pk), profile, first.story_id, is_fixed=is_fixed)
