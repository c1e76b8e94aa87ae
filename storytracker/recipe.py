"""How an article travels: one Celery task per stage and batch, each safe to run twice.

fetch_items → parse_items → record_assertions → link_articles → rebuild_stories; poll_feeds finds
new ones, check_articles what changed in those that are held. A task gets ids, calls the stage's
verb, and tells the next stage after its commit. Its results are rows: a task that is lost,
delivered twice or killed half-way changes nothing but the time it takes.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from celery import shared_task

from apps.accounts import mailing
from apps.claims import services as claims
from apps.sources import services as sources
from apps.sources.dispatch import ASSERT, LINK, dispatch
from apps.sources.models import ArticleVersion, ImportItem, ItemState
from apps.sources.services.stages import OUTAGE
from apps.stories import services as stories
from apps.stories import sweeping
from apps.stories.models import Story

log = logging.getLogger(__name__)


@shared_task(name="recipe.poll_due_feeds")
def poll_due_feeds() -> None:
    """The beat's round: tells which feeds to ask, and which articles again."""
    sources.tell_pollers()
    sources.tell_checkers()


@shared_task(name="recipe.watch_articles")
def watch_articles() -> None:
    """The beat's longer round: finds the articles that are looked at again by themselves."""
    stories.watch_open_stories()


@shared_task(name=mailing.TASK)
def mail_password_link(address: str, host: str, is_secure: bool) -> None:
    """Somebody has forgotten their password → a mail, where an account has the address."""
    mailing.mail_link(address, host, is_secure)


@shared_task(name="recipe.poll_feeds")
def poll_feeds(ids: Sequence[int], bulk: bool = False) -> None:
    """Feeds: what is new in them → imports."""
    sources.poll_feeds(ids)


@shared_task(name="recipe.check_articles")
def check_articles(ids: Sequence[int], bulk: bool = False) -> None:
    """Watches: the pages of articles that are held → versions, where they changed."""
    sources.check_articles(ids, stories.follow_new_text)


@shared_task(name="recipe.fetch_items")
def fetch_items(ids: Sequence[int], bulk: bool = False) -> None:
    """Import items: addresses → bytes. Tells the next stage as the pages come."""
    sources.fetch_items(ids)


@shared_task(name="recipe.parse_items")
def parse_items(ids: Sequence[int], bulk: bool = False) -> None:
    """Import items: bytes → articles."""
    dispatch(ASSERT, sources.parse_items(ids), bulk=bulk)


@shared_task(name="recipe.record_assertions")
def record_assertions(ids: Sequence[int], bulk: bool = False) -> None:
    """Import items: articles → who said what."""
    passed = sources.run_stage(
        ids, stage=ItemState.ASSERTING, then=ItemState.LINKING, work=assert_articles
    )
    dispatch(LINK, passed, bulk=bulk)


@shared_task(name="recipe.link_articles")
def link_articles(ids: Sequence[int], bulk: bool = False) -> None:
    """Import items: articles → stories."""
    touched: set[int] = set()

    def link(items: Sequence[ImportItem]) -> None:
        touched.update(stories.link_articles(article_ids(items)))
        for item in items:
            if item.article_id and item.version_id:
                touched.update(stories.follow_new_text(item.article_id))

    passed = sources.run_stage(ids, stage=ItemState.LINKING, then=ItemState.PLACING, work=link)
    sweeping.tell_stories(touched, bulk=bulk)
    # An article that was linked before changes no story, so no rebuild will finish its item.
    sweeping.settle(passed)


@shared_task(name="recipe.rebuild_stories")
def rebuild_stories(ids: Sequence[int], bulk: bool = False) -> None:
    """Stories: claims, reports, coverage, timeline. One that fails holds no other up."""
    for together in sweeping.in_turns(ids):
        sweeping.take_up(together)
        if rebuilt(together):
            continue
        for story_id in together:
            if len(together) == 1 or not rebuilt([story_id]):
                sweeping.give_up_placing(Story.objects.filter(pk=story_id))


def rebuilt(story_ids: Sequence[int]) -> bool:
    """Whether these timelines could be made; an outage is nobody's failure."""
    try:
        stories.rebuild_stories(story_ids)
    except OUTAGE:
        raise
    except Exception:
        log.exception("The timelines of stories %s can't be made", list(story_ids))
        return False
    return True


def assert_articles(items: Sequence[ImportItem]) -> None:
    """Record who said what in the newest versions of the items' articles."""
    versions = ArticleVersion.objects.filter(article__in=article_ids(items))
    claims.record_assertions(versions.values_list("pk", flat=True))


def article_ids(items: Sequence[ImportItem]) -> list[int]:
    """The items' articles, in the order of the items. Raises ValueError where one is gone."""
    ids = [item.article_id for item in items if item.article_id is not None]
    if len(ids) != len(items):
        raise ValueError("an item's article was removed meanwhile")
    return ids
