"""Copies of texts that the archive has: found by an index of sketches, then compared in full."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from apps.stories.facts import HeldArticle, read_texts
from apps.stories.models import ArticleSketch
from storytracker.analysis import thresholds
from storytracker.analysis.story.linking import LinkDecision
from storytracker.analysis.story.near_duplicates import Shingled, sameness, shingled
from storytracker.analysis.story.one_text import body, is_one_text

INDEXED = 3
"""One in so many runs of a sketch is in the index (1-8): some twenty of 450 words, of which a copy
that was cut to a third has seven still."""

AT_LEAST = 2
"""Runs in common from which a text is looked at: one is a proverb."""

PER_RUN = 50
"""Articles read per run, the newest: bounds the work where a run is in thousands."""

OF_THE_LONGER = 0.3
"""Of the longer text so much has to be shared too (0-1): a digest of reports is none of them."""

COMPARED = 3
"""Texts compared in full per article, those that share most first."""

POST = """
INSERT INTO stories_articlesketch (shingle, article_id)
SELECT shingle, article FROM jsonb_to_recordset(%s::jsonb) AS new(article bigint, shingle bigint)
ON CONFLICT DO NOTHING
"""

FIND = """
WITH shared AS (
    SELECT wanted.article, found.article_id, count(*) AS runs
    FROM jsonb_to_recordset(%s::jsonb) AS wanted(article bigint, shingle bigint)
    CROSS JOIN LATERAL (
        SELECT article_id FROM stories_articlesketch WHERE shingle = wanted.shingle
        ORDER BY article_id DESC LIMIT %s
    ) found
    WHERE found.article_id <> wanted.article
    GROUP BY wanted.article, found.article_id HAVING count(*) >= %s
), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY article ORDER BY runs DESC, article_id) AS place
    FROM shared
)
SELECT article, article_id FROM ranked WHERE place <= %s ORDER BY article, place
"""


@dataclass(frozen=True, slots=True)
class Copy:
    """An article that has the same text, and how we know."""

    article: int
    decision: LinkDecision


Texts = Mapping[int, Shingled]
"""Article id → its text, headline left out."""


def texts_of(articles: Collection[HeldArticle]) -> dict[int, Shingled]:
    """The articles' texts as runs of words, by their ids."""
    return {held.article.pk: shingled(body(held.facts)) for held in articles}


def post_sketches(texts: Texts) -> None:
    """Let copies of these texts be found; one statement."""
    if rows := _rows(texts):
        with connection.cursor() as cursor:
            cursor.execute(POST, [rows])


def forget_sketch(article_id: int) -> None:
    """Let nothing find an article's text any more."""
    ArticleSketch.objects.filter(article=article_id).delete()


def find_copies(articles: Sequence[HeldArticle], texts: Texts) -> dict[int, list[Copy]]:
    """Article id → the articles that it is the same text as, likest first; three queries.

    Only of other outlets and of about the same time: what one outlet prints every week in the
    same words, and what comes back after a year, is another matter.
    """
    found: dict[int, list[int]] = defaultdict(list)
    if rows := _rows(texts):
        with connection.cursor() as cursor:
            cursor.execute(FIND, [rows, PER_RUN, AT_LEAST, COMPARED])
            for article, other in cursor.fetchall():
                found[article].append(other)
    if not found:
        return {}
    there = read_texts({other for near in found.values() for other in near}).by_key.values()
    others = {held.article.pk: held for held in there}
    theirs = {**texts_of([h for pk, h in others.items() if pk not in texts]), **texts}
    return {
        held.article.pk: [
            _copy(others[pk], texts[held.article.pk], theirs[pk])
            for pk in found[held.article.pk]
            if pk in others
            and _may_be_copied(held, others[pk])
            and _is_copied(texts[held.article.pk], theirs[pk])
        ]
        for held in articles
        if held.article.pk in found
    }


def _rows(texts: Texts) -> str:
    """What is in the index of these texts, as JSON; "" for nothing."""
    rows = [
        {"article": pk, "shingle": run}
        for pk, text in sorted(texts.items())
        for run in sorted(text.sketch)
        if run % INDEXED == 0
    ]
    return json.dumps(rows) if rows else ""


def _may_be_copied(one: HeldArticle, other: HeldArticle) -> bool:
    outlets = one.article.outlet_id, other.article.outlet_id
    days = one.facts.published.day, other.facts.published.day
    if outlets[0] == outlets[1] is not None:
        return False
    if days[0] is None or days[1] is None:
        return True
    return abs((days[0] - days[1]).days) <= thresholds.STORY_FADES_AFTER_DAYS


def _is_copied(one: Shingled, other: Shingled) -> bool:
    longer = max(len(one.shingles), len(other.shingles))
    shared = len(one.shingles & other.shingles)
    return shared >= OF_THE_LONGER * longer and is_one_text(one, other)


def _copy(other: HeldArticle, text: Shingled, theirs: Shingled) -> Copy:
    same = sameness(text, theirs)
    outlet = f" ({other.facts.outlet})" if other.facts.outlet else ""
    why = f"the same text as “{other.facts.title}”{outlet}"
    decision = LinkDecision(same.containment, True, (why, *same.reasons))
    return Copy(other.article.pk, decision)
