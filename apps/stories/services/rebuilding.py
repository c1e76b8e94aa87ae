"""Making a story's timeline anew from its articles and the decisions on them."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction
from django.db.models import F, Max, Min
from django.utils import timezone

from apps.claims.services import record_assertions
from apps.sources.models import ArticleVersion
from apps.stories.facts import Holdings, read_articles
from apps.stories.models import Story, StoryArticle
from apps.stories.rulings import read_decisions
from apps.stories.services.claim_rows import write_claims
from apps.stories.services.overlaying import read_desk
from apps.stories.services.timeline_rows import Writer
from apps.stories.sweeping import finish_placed
from storytracker.analysis import ANALYSIS_VERSION
from storytracker.analysis.story.story import analyse_story
from storytracker.analysis.types import StoryAnalysis

REBUILDING_LOCK = 7_205_002
"""With the story's id: any number that no other advisory lock of this database has."""


@transaction.atomic
def rebuild_story(story_id: int) -> bool:
    """Bring a story's timeline up to its articles and decisions; true where something was built.

    The whole story is analysed again and only what differs is written: rows that say the same
    are not touched, and claims keep their row with verdicts and notes. What was wanted while
    it ran stays wanted. The import items that waited for this story's timeline are done in the
    same transaction. A story that is up to date is left as it is, and so is one that is gone.
    """
    _wait_for_turn(story_id)
    waiting = _article_ids(story_id)
    # After the articles: what the story is up to, they are.
    story = Story.objects.filter(pk=story_id).first()
    if story is None:
        return False
    if is_stale := _is_stale(story):
        waiting = _build(story)
    finish_placed(waiting)
    return is_stale


def _wait_for_turn(story_id: int) -> None:
    """One rebuild per story at a time; a second waits for the first.

    It waits instead of leaving the story to the sweeper: the one that comes later has the
    news, mostly it finds them told when its turn comes, and nobody looks at a half-minute-old
    page. An advisory lock and no row lock, so that linking, verdicts and visits go on while
    the analysis runs.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [REBUILDING_LOCK, story_id])


def _article_ids(story_id: int) -> list[int]:
    rows = StoryArticle.objects.filter(story_id=story_id).order_by("article_id")
    return list(rows.values_list("article_id", flat=True))


def _is_stale(story: Story) -> bool:
    is_behind = story.wanted_revision > story.built_revision
    return is_behind or story.analysis_version != ANALYSIS_VERSION


def _build(story: Story) -> list[int]:
    """Analyse and write; gives back the ids of the articles that are on the timeline now.

    A text that was corrected, or read again, is read for who says what first.
    """
    article_ids = _article_ids(story.pk)
    current = ArticleVersion.objects.filter(
        article__in=article_ids, article__current_version=F("pk")
    )
    record_assertions(current.values_list("pk", flat=True))
    holdings = read_articles(article_ids)
    write_analysis(story, holdings, _analyse(story, holdings))
    return article_ids


def write_analysis(story: Story, holdings: Holdings, analysis: StoryAnalysis) -> None:
    """Make the story's rows say what ``analysis`` found in ``holdings``; touches what differs.

    ``story.wanted_revision``, read before the articles were, becomes what is built: what was
    asked for meanwhile is still to be done. Runs in the caller's transaction.
    """
    now = timezone.now()
    desk = read_desk(story)
    analysis = desk.lay_over(analysis, holdings)
    claims = write_claims(story, holdings, analysis.claims, now)
    is_news = Writer(story, holdings, analysis, claims, now, desk).write()
    first_day, last_day = _days(story)
    Story.objects.filter(pk=story.pk).update(
        title=analysis.title,
        built_revision=story.wanted_revision,
        built_at=now,
        tries=0,
        next_try_at=None,
        changed_at=now if is_news or story.changed_at is None else story.changed_at,
        analysis_version=ANALYSIS_VERSION,
        first_day=first_day,
        last_day=last_day,
    )


def _analyse(story: Story, holdings: Holdings) -> StoryAnalysis:
    """What the articles say together; a story without any says nothing."""
    if not holdings.by_key:
        return StoryAnalysis(title=story.title)
    return analyse_story(holdings.facts, read_decisions(story, holdings))


def _days(story: Story) -> tuple[date | None, date | None]:
    """The first and the last day of the story's articles, inferred days included."""
    days = StoryArticle.objects.filter(story=story).aggregate(Min("when_day"), Max("when_day"))
    return days["when_day__min"], days["when_day__max"]
