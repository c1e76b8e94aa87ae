"""The rows that linking reads: what is near an article, what stories are about, rare terms."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone

from apps.stories.models import ArticleTerm, Story, StoryArticle, StoryTotal
from storytracker.analysis import thresholds
from storytracker.analysis.story.linking import Profile, Rarity, index_terms
from storytracker.analysis.story.totals import Packed, Sum, Total

TERM_CHARS = 120
ALL_STORIES = ""
"""The term whose count is the number of stories."""

PACKED = ("terms", "shared")
"""Columns of a story's total that are taken apart only where it changes."""

# What goes to the database by the thousand goes as JSON: to quote each value of an array costs the
# client more than the look-ups cost the server.

# Tens of thousands of terms, looked up by key one by one: asked for them as a list the planner
# would rather read the whole table, which grows with the archive.
COUNTS = """
SELECT wanted.term, known.stories FROM jsonb_array_elements_text(%s::jsonb) AS wanted(term)
CROSS JOIN LATERAL (
    SELECT stories FROM stories_termcount WHERE term = wanted.term LIMIT 1
) known
"""

# In one order for everybody. A count that nobody has any more stays, at 0: it may come back.
COUNT = """
INSERT INTO stories_termcount AS known (term, stories)
SELECT term, changed::int FROM jsonb_each_text(%s::jsonb) AS new(term, changed) ORDER BY term
ON CONFLICT (term) DO UPDATE SET stories = greatest(0, known.stories + excluded.stories)
"""

POST = """
INSERT INTO stories_articleterm (term, day, article_id, weight)
SELECT * FROM jsonb_to_recordset(%s::jsonb)
    AS new(term text, day date, article bigint, weight float8)
ON CONFLICT DO NOTHING
"""

TOTAL = """
INSERT INTO stories_storytotal (story_id, terms, shared, profile, days, articles)
SELECT * FROM jsonb_to_recordset(%s::jsonb) AS
    new(story bigint, terms jsonb, shared jsonb, profile jsonb, days jsonb, articles int)
ON CONFLICT (story_id) DO UPDATE SET
    terms = excluded.terms, shared = excluded.shared, profile = excluded.profile,
    days = excluded.days, articles = excluded.articles
"""


# --- rarity ---------------------------------------------------------------------------------


def read_counts(terms: Collection[str]) -> dict[str, int]:
    """In how many stories each of ``terms`` occurs, as far as it does; one look-up by key each."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [json.dumps(sorted(terms))])
        return dict(cursor.fetchall())


def rarity_of(terms: Collection[str]) -> Rarity:
    """How rare terms are among all stories; one query."""
    counts = read_counts({*terms, ALL_STORIES})
    return Rarity(counts.pop(ALL_STORIES, 0), counts)


def count_terms(changes: Mapping[str, int]) -> None:
    """Add to the numbers of stories that have a term; one statement."""
    _send(COUNT, {term: by for term, by in changes.items() if by and len(term) <= TERM_CHARS})


# --- what articles are found by -------------------------------------------------------------


def posting_day(day: date | None) -> date:
    """Where an article stands in the index: undated ones are as new as they come."""
    return day or timezone.localdate()


def post_articles(profiles: Mapping[int, Profile], rarity: Rarity) -> None:
    """Let articles (by id) be found by their most telling terms; one statement."""
    rows = [
        {"term": term, "day": day, "article": article, "weight": profile.terms[term]}
        for article, profile in sorted(profiles.items())
        for day in [posting_day(profile.first_day)]
        for term in index_terms(profile, rarity, thresholds.POSTED_TERMS)
        if len(term) <= TERM_CHARS
    ]
    _send(POST, rows)


def forget_article(article_id: int) -> None:
    """Let nothing find an article any more."""
    ArticleTerm.objects.filter(article=article_id).delete()


# --- what stories are about -----------------------------------------------------------------


def stories_with_totals(story_ids: Collection[int]) -> dict[int, Story]:
    """Stories by id, each with what ``total_of`` reads; one query."""
    rows = Story.objects.filter(pk__in=list(story_ids)).select_related("total").order_by("pk")
    texts = {name: Cast(f"total__{name}", TextField()) for name in PACKED}
    lean = rows.defer(*(f"total__{name}" for name in PACKED))
    return {
        story.pk: story
        for story in lean.annotate(**{f"total_{name}": text for name, text in texts.items()})
    }


def total_of(story: Story) -> Total:
    """What one of ``stories_with_totals`` is about; that of one without articles is empty.

    Of hundreds that articles are compared with few change: the others' sums stay packed.
    """
    row: StoryTotal | None = getattr(story, "total", None)
    if row is None:
        return Total()
    days = {date.fromisoformat(day): number for day, number in row.days.items()}

    def unpack() -> Sum:
        terms, shared = (json.loads(getattr(story, f"total_{name}")) for name in PACKED)
        return Sum(terms, shared, days, row.articles)

    if not row.profile:
        return Total(unpack())
    return Total(Packed(Profile(row.profile, min(days, default=None), max(days, default=None),
                                row.articles), unpack))  # fmt: skip


def write_totals(totals: Mapping[int, Total]) -> None:
    """Keep what stories (by id) are about; those without articles have no row. Two statements."""
    rows: list[dict[str, Any]] = []
    for story_id, total in sorted(totals.items()):
        kept = total.sum()
        days = {day.isoformat(): number for day, number in kept.days.items()}
        rows.append(
            {
                "story": story_id, "terms": kept.terms, "shared": kept.having,
                # Of what is kept, as it will be read: not of all that there is now.
                "profile": Total(kept).profile().terms,
                "days": days, "articles": kept.articles,
            }
        )  # fmt: skip
    _send(TOTAL, [row for row in rows if row["articles"]])
    if empty := [row["story"] for row in rows if not row["articles"]]:
        StoryTotal.objects.filter(story__in=empty).delete()


def _send(statement: str, rows: Collection[Any]) -> None:
    """Run a statement on rows; none, no statement."""
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(statement, [json.dumps(rows, default=str)])


def index_stories(story_ids: Collection[int]) -> None:
    """Make totals, days and counts say what stories hold now: after what people have moved.

    Reads every article of these stories, in one query.
    """
    known = {pk: total_of(story) for pk, story in stories_with_totals(story_ids).items()}
    now = {story_id: Total() for story_id in story_ids}
    rows = StoryArticle.objects.filter(story__in=story_ids).order_by("article_id")
    for story_id, terms, day in rows.values_list("story", "terms", "when_day"):
        now[story_id].add(Profile(terms, day, day))
    changes = Counter[str]()
    for story_id, total in now.items():
        before = known.get(story_id, Total())
        changes.update(total.terms)
        changes.subtract(before.terms)
        changes[ALL_STORIES] += bool(total.articles) - bool(before.articles)
    count_terms(changes)
    write_totals(now)
    write_days({story_id: total.profile() for story_id, total in now.items()})


def write_days(profiles: Mapping[int, Profile]) -> None:
    """Keep the first and the last day of stories (by id); one statement."""
    rows = [
        Story(pk=story_id, first_day=profile.first_day, last_day=profile.last_day)
        for story_id, profile in sorted(profiles.items())
    ]
    Story.objects.bulk_update(rows, ["first_day", "last_day"])
