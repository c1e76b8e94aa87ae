"""What linking a batch decided, as rows: a number of statements that does not hang on its size."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from apps.sources.models import DATED_FIELDS, Article
from apps.sources.services.copying import copy_in
from apps.stories.models import LinkRejection, Story, StoryArticle
from apps.stories.services.candidates import Neighbourhood, key_of
from apps.stories.services.indexing import (
    ALL_STORIES,
    count_terms,
    post_articles,
    write_totals,
)
from apps.stories.services.slugs import give_slugs
from apps.stories.services.touching import want_rebuild
from storytracker.analysis import ANALYSIS_VERSION
from storytracker.analysis.story.heap import Merged, Moved
from storytracker.analysis.story.linking import LinkDecision, Profile

BATCH = 1000

MOVE = """
UPDATE stories_storyarticle AS link
SET story_id = new.story, score = new.score, reasons = new.reasons, analysis_version = %s
FROM unnest(%s::bigint[], %s::bigint[], %s::float8[], %s::jsonb[])
    AS new(article, story, score, reasons)
WHERE link.article_id = new.article
"""

# Of a story that turned out to be another one: whatever the size, one statement for all of them.
POUR = """
UPDATE stories_storyarticle AS link
SET story_id = new.into_story, reasons = new.reasons || link.reasons, analysis_version = %s
FROM unnest(%s::bigint[], %s::bigint[], %s::jsonb[]) AS new(story, into_story, reasons)
WHERE link.story_id = new.story
"""

# An article that is in a story now has not been rejected there.
FORGET = """
DELETE FROM stories_linkrejection AS rejection USING stories_storyarticle AS link
WHERE link.story_id = ANY(%s)
  AND rejection.story_id = link.story_id AND rejection.article_id = link.article_id
"""


@dataclass(frozen=True, slots=True)
class Link:
    """Where an article goes, why, and what else it was compared with."""

    article: Article
    profile: Profile
    story: int
    decision: LinkDecision
    others: Sequence[tuple[LinkDecision, int]] = ()
    is_main: bool = True


class LinkWriter:
    """Writes what a heap decided.

    A story that is new has a number below 0 until it is written. One that lost its last article
    to another leads there from then on.
    """

    def __init__(self, around: Neighbourhood, links: Sequence[Link]) -> None:
        self._heap, self._stories, self._rarity = around.heap, around.stories, around.rarity
        self._links = list(links)
        self._moved: dict[int, tuple[int, LinkDecision]] = {}
        self._poured: dict[int, LinkDecision] = {}
        self._leads_to: dict[int, int] = {}

    def write(self) -> set[int]:
        """Write all; the ids of the stories that changed."""
        for change in self._heap.changes:
            self._follow(change)
        changed = sorted(n for n in self._heap.changed if n > 0 or not self._is_empty(n))
        self._open_stories(changed)
        self._move()
        copy_in([self._article_row(link) for link in self._links])
        self._save_rejections()
        self._save_index(changed)
        # Stories come after their articles, as in a rebuild: neither waits for the other in a ring.
        self._keep_in_step(changed)
        return want_rebuild(self._stories[n].pk for n in changed)

    # --- what changed after it was decided ------------------------------------------------------

    def _follow(self, change: Moved | Merged) -> None:
        if isinstance(change, Moved):
            self._leads_to[change.came_from] = change.to
            self._move_one(change)
        else:
            self._leads_to[change.story] = change.into
            why = f"its story “{self._stories[change.story].title}” turned out to be this one"
            decision = replace(change.decision, reasons=(why, *change.decision.reasons))
            self._poured[change.story] = decision
            self._links = [
                self._with(link, change.into, (*decision.reasons, *link.decision.reasons))
                if link.story == change.story
                else link
                for link in self._links
            ]

    def _move_one(self, change: Moved) -> None:
        why = f"moved here from “{self._stories[change.came_from].title}”, which it is less like"
        reasons = (why, *change.decision.reasons)
        mine = [link for link in self._links if key_of(link.article.pk) == change.key]
        if not mine:
            self._moved[int(change.key)] = change.to, replace(change.decision, reasons=reasons)
        for link in mine:
            at = self._links.index(link)
            self._links[at] = self._with(link, change.to, reasons, change.decision.score)

    @staticmethod
    def _with(link: Link, story: int, reasons: tuple[str, ...], score: float | None = None) -> Link:
        score = link.decision.score if score is None else score
        return replace(link, story=story, decision=LinkDecision(score, True, reasons))

    def _is_empty(self, number: int) -> bool:
        return not self._heap.held[number].total.articles

    def _final(self, number: int) -> Story:
        """The story that a number stands for in the end."""
        while number in self._leads_to and self._is_empty(number):
            number = self._leads_to[number]
        return self._stories[number]

    # --- rows ---------------------------------------------------------------------------------

    def _open_stories(self, changed: Sequence[int]) -> None:
        """Insert the new ones, each with a slug of its own."""
        for number in changed:
            story, profile = self._stories[number], self._heap.held[number].total.profile()
            story.first_day, story.last_day = profile.first_day, profile.last_day
        new = [self._stories[number] for number in reversed(changed) if number < 0]
        if new:
            give_slugs(new)
            copy_in(new)

    def _keep_in_step(self, changed: Sequence[int]) -> None:
        """Let the days of the others say what they hold; those that are empty lead on."""
        for number in changed:
            if self._is_empty(number) and number in self._leads_to:
                self._stories[number].merged_into = self._final(number)
        old = [self._stories[number] for number in changed if number > 0]
        Story.objects.bulk_update(old, ["first_day", "last_day", "merged_into"], batch_size=BATCH)

    def _move(self) -> None:
        """Move articles that were linked before, alone and with all others of their story."""
        moved = [(pk, self._final(to).pk, why) for pk, (to, why) in sorted(self._moved.items())]
        poured = [
            (number, self._final(number).pk, why)
            for number, why in self._poured.items()
            if number > 0
        ]
        with connection.cursor() as cursor:
            if moved:
                scores = [why.score for _, _, why in moved]
                cursor.execute(MOVE, [ANALYSIS_VERSION, *_columns(moved, scores)])
            if poured:
                cursor.execute(POUR, [ANALYSIS_VERSION, *_columns(poured)])
            if moved or poured:
                cursor.execute(FORGET, [[to for _, to, _ in (*moved, *poured)]])

    def _article_row(self, link: Link) -> StoryArticle:
        dated = {name: getattr(link.article, name) for name in DATED_FIELDS}
        return StoryArticle(
            story=self._final(link.story),
            article=link.article,
            is_main=link.is_main,
            score=link.decision.score,
            reasons=list(link.decision.reasons),
            terms=dict(link.profile.terms),
            version_id=link.article.current_version_id,
            analysis_version=ANALYSIS_VERSION,
            **dated,
        )

    def _save_rejections(self) -> None:
        rows = {
            (row.article_id, row.story_id): row
            for link in self._links
            for row in reversed(list(self._rejection_rows(link)))
        }
        LinkRejection.objects.bulk_create(
            list(rows.values()),
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["article", "story"],
            update_fields=["score", "reasons", "analysis_version"],
        )

    def _rejection_rows(self, link: Link) -> Iterator[LinkRejection]:
        home = self._final(link.story)
        for decision, number in link.others:
            story = self._final(number)
            if story is not home and story.pk:
                yield LinkRejection(
                    article=link.article,
                    story=story,
                    score=decision.score,
                    reasons=list(decision.reasons),
                    analysis_version=ANALYSIS_VERSION,
                )

    def _save_index(self, changed: Sequence[int]) -> None:
        totals = {self._stories[n].pk: self._heap.held[n].total for n in changed}
        counts = self._heap.counts.copy()
        counts[ALL_STORIES] += sum((not self._is_empty(n)) - self._had_articles(n) for n in changed)
        count_terms(counts)
        write_totals(totals)
        post_articles({link.article.pk: link.profile for link in self._links}, self._rarity)

    def _had_articles(self, number: int) -> bool:
        """Whether a story had any when it was read; of one that was opened nothing is asked."""
        total = getattr(self._stories[number], "total", None) if number > 0 else None
        return bool(total and total.articles)


def _columns(
    rows: Sequence[tuple[int, int, LinkDecision]], scores: Sequence[float] | None = None
) -> list[list[Any]]:
    """Rows as the columns of ``unnest``, the reasons as JSON; ``scores`` stand before these."""
    found: list[list[Any]] = [[row[0] for row in rows], [row[1] for row in rows]]
    if scores is not None:
        found.append(list(scores))
    return [*found, [json.dumps(row[2].reasons) for row in rows]]
