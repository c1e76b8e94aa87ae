"""Making timelines anew from their stories' articles and the decisions on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import connection, transaction
from django.db.models import Exists, F, Max, Min, OuterRef
from django.utils import timezone

from apps.claims.services import record_assertions
from apps.sources.models import ArticleVersion
from apps.sources.services.copying import update_in
from apps.stories.facts import Holdings, read_stories
from apps.stories.models import Story, StoryArticle, StoryClaim
from apps.stories.rulings import read_all_decisions
from apps.stories.services.analysed import Analysed
from apps.stories.services.claim_rows import write_claims
from apps.stories.services.overlaying import read_desks
from apps.stories.services.reindexing import index_changes
from apps.stories.services.timeline_rows import write_timelines
from apps.stories.sweeping import finish_placed
from storytracker.analysis import ANALYSIS_VERSION
from storytracker.analysis.story.decisions import StoryDecisions
from storytracker.analysis.story.story import analyse_story
from storytracker.analysis.types import StoryAnalysis

REBUILDING_LOCK = 7_205_002
"""With the story's id: any number that no other advisory lock of this database has."""

WRITTEN = (
    "title",
    "built_revision",
    "built_at",
    "tries",
    "next_try_at",
    "changed_at",
    "analysis_version",
    "first_day",
    "last_day",
)
"""Of a story's row; the rest of it belongs to others."""


def rebuild_story(story_id: int) -> bool:
    """``rebuild_stories`` for one; true where something was built."""
    return bool(rebuild_stories([story_id]))


def rebuild_stories(story_ids: Iterable[int]) -> set[int]:
    """Bring timelines up to their articles and decisions; the ids of the stories that were built.

    Each whole story is analysed again and only what differs is written: rows that say the same
    are not touched, and claims keep their row with verdicts and notes. What was wanted while
    it ran stays wanted. The import items that waited for these timelines are done in the
    same transaction. A story that is up to date is left as it is, and so is one that is gone.
    The number of queries does not depend on the number of stories. What fails for one undoes all.
    Before that, in a transaction of its own, texts and days that came later are put into the index.
    """
    ids = sorted(set(story_ids))
    index_changes(ids)
    return _rebuild(ids)


@transaction.atomic
def _rebuild(ids: Sequence[int]) -> set[int]:
    _wait_for_turn(ids)
    waiting = _article_ids(ids)
    # After the articles: what a story is up to, they are.
    stories = list(Story.objects.filter(pk__in=ids).order_by("pk"))
    behind = [story for story in stories if _is_stale(story)]
    for together in _apart(behind):
        waiting |= _build(together)
    finish_placed(waiting)
    return {story.pk for story in behind}


def _wait_for_turn(story_ids: Sequence[int]) -> None:
    """One rebuild per story at a time; a second waits for the first.

    It waits instead of leaving the story to the sweeper: the one that comes later has the
    news, mostly it finds them told when its turn comes, and nobody looks at a half-minute-old
    page. An advisory lock and no row lock, so that linking, verdicts and visits go on while
    the analysis runs. In the order of the ids, so that two never wait crosswise.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, id) "
            "FROM (SELECT id FROM unnest(%s::int[]) AS id ORDER BY id) AS ordered",
            [REBUILDING_LOCK, list(story_ids)],
        )


def _apart(stories: Sequence[Story]) -> list[list[Story]]:
    """The stories as they can be written together: no claim is in two of them."""
    ids = [story.pk for story in stories]
    elsewhere = StoryClaim.objects.filter(claim=OuterRef("claim")).exclude(story=OuterRef("story"))
    links = StoryClaim.objects.filter(Exists(elsewhere), story__in=ids)
    sharing = set(links.values_list("story_id", flat=True)) if len(ids) > 1 else set()
    single = [[story] for story in stories if story.pk in sharing]
    rest = [story for story in stories if story.pk not in sharing]
    return [rest, *single] if rest else single


def _article_ids(story_ids: Sequence[int]) -> set[int]:
    rows = StoryArticle.objects.filter(story__in=story_ids)
    return set(rows.values_list("article_id", flat=True))


def _is_stale(story: Story) -> bool:
    is_behind = story.wanted_revision > story.built_revision
    return is_behind or story.analysis_version != ANALYSIS_VERSION


def _build(stories: Sequence[Story]) -> set[int]:
    """Analyse and write; gives back the ids of the articles that are on the timelines now.

    A text that was corrected, or read again, is read for who says what first.
    """
    ids = [story.pk for story in stories]
    article_ids = _article_ids(ids)
    current = ArticleVersion.objects.filter(
        article__in=article_ids, article__current_version=F("pk")
    )
    record_assertions(current.values_list("pk", flat=True))
    holdings = read_stories(ids)
    decisions = read_all_decisions(holdings)
    found = {s.pk: _analyse(s, holdings[s.pk], decisions[s.pk]) for s in stories}
    write_analyses([(story, holdings[story.pk], found[story.pk]) for story in stories])
    return article_ids


def write_analyses(found: Sequence[tuple[Story, Holdings, StoryAnalysis]]) -> None:
    """Make the stories' rows say what was found in what they hold; touches what differs.

    ``story.wanted_revision``, read before the articles were, becomes what is built: what was
    asked for meanwhile is still to be done. Runs in the caller's transaction.
    """
    now = timezone.now()
    desks = read_desks([story.pk for story, _, _ in found])
    analysed = [
        Analysed(story, holdings, desks[story.pk].lay_over(analysis, holdings), desks[story.pk])
        for story, holdings, analysis in found
    ]
    have_news = write_timelines(analysed, write_claims(analysed, now), now)
    days = _days([each.story.pk for each in analysed])
    for each in analysed:
        story = each.story
        story.title = each.analysis.title
        story.built_revision = story.wanted_revision
        story.built_at = now
        story.tries, story.next_try_at = 0, None
        if story.pk in have_news or story.changed_at is None:
            story.changed_at = now
        story.analysis_version = ANALYSIS_VERSION
        story.first_day, story.last_day = days.get(story.pk, (None, None))
    update_in([each.story for each in analysed], WRITTEN)


def _analyse(story: Story, holdings: Holdings, decisions: StoryDecisions) -> StoryAnalysis:
    """What the articles say together; a story without any says nothing."""
    if not holdings.by_key:
        return StoryAnalysis(title=story.title)
    return analyse_story(holdings.facts, decisions)


def _days(story_ids: Sequence[int]) -> dict[int, tuple[date | None, date | None]]:
    """The first and the last day of the stories' articles, inferred days included."""
    rows = StoryArticle.objects.filter(story__in=story_ids).order_by().values("story_id")
    days = rows.annotate(Min("when_day"), Max("when_day"))
    return {each["story_id"]: (each["when_day__min"], each["when_day__max"]) for each in days}
