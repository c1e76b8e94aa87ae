"""The recipe from end to end: every task is safe to run twice, and no lost message is final."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import F
from django.db.models.functions import Now

from apps.claims.models import Assertion
from apps.sources.models import Article, ArticleVersion, Import, ImportItem, ItemState
from apps.sources.services import accept_documents, sweep
from apps.stories import services as stories
from apps.stories.models import Development, Story, StoryArticle
from apps.stories.sweeping import sweep_stories, tell_stories
from storytracker import recipe
from tests.support import queues
from tests.support.articles import documents

STAGES = ["parse_items", "record_assertions", "link_articles", "rebuild_stories"]


@pytest.fixture(autouse=True)
def empty_queues() -> Iterator[None]:
    queues.take()
    yield
    queues.take()


@pytest.fixture
def batch(db: None, django_capture_on_commit_callbacks) -> Import:
    """Six articles, taken in and told of."""
    with django_capture_on_commit_callbacks(execute=True):
        return accept_documents(
            by=None, channel="upload", documents=documents(6), submit_token=uuid4()
        )


def age() -> None:
    """A minute later."""
    ImportItem.objects.update(dispatched_at=F("dispatched_at") - timedelta(minutes=1))
    Story.objects.update(dispatched_at=Now() - timedelta(minutes=1))


def states(batch: Import) -> set[str]:
    return set(batch.items.values_list("state", flat=True))


def held() -> dict[str, list]:
    """All that an import makes, without the clocks."""
    return {
        "items": list(ImportItem.objects.order_by("pk").values_list("pk", "state", "article")),
        "versions": list(ArticleVersion.objects.order_by("pk").values_list("pk", "content_hash")),
        "assertions": list(Assertion.objects.order_by("pk").values_list("pk", "words")),
        "links": list(StoryArticle.objects.order_by("pk").values_list("pk", "story", "article")),
        "stories": list(
            Story.objects.order_by("pk").values_list("pk", "built_revision", "wanted_revision")
        ),
        "developments": list(Development.objects.order_by("pk").values_list("pk", "key", "says")),
    }


def test_an_import_goes_through_all_stages(batch) -> None:
    run = [message.task.removeprefix("recipe.") for message in queues.work()]
    assert list(dict.fromkeys(run)) == STAGES
    assert states(batch) == {ItemState.DONE}
    assert Article.objects.count() == StoryArticle.objects.count() == 6
    assert Assertion.objects.exists()
    assert not Story.objects.stale().exists()


def test_every_task_delivered_three_times_has_one_effect(batch) -> None:
    queues.work(times=3)
    thrice = held()
    assert {state for _, state, _ in thrice["items"]} == {ItemState.DONE}
    assert len(thrice["versions"]) == len(thrice["links"]) == 6
    ids = [pk for pk, _, _ in thrice["items"]]
    for task in (recipe.parse_items, recipe.record_assertions, recipe.link_articles):
        task(ids)
    recipe.rebuild_stories([pk for pk, _, _ in thrice["stories"]])
    assert queues.take() == []
    assert held() == thrice


@pytest.mark.parametrize("lost", STAGES)
def test_the_sweeper_makes_up_for_a_lost_message(batch, lost: str) -> None:
    while messages := queues.take():
        for message in messages:
            if message.task != f"recipe.{lost}":
                message.run()
    assert ItemState.DONE not in states(batch)
    assert sweep().told == sweep_stories() == 0  # sent only now, for all that is known
    age()
    assert (sweep().told or sweep_stories()) > 0
    queues.work()
    assert states(batch) == {ItemState.DONE}


def test_a_story_is_told_of_once_while_its_message_waits(batch) -> None:
    queues.work()
    story = Story.objects.first()
    stories.touch_stories([story.pk])
    queues.take()
    assert tell_stories([story.pk]) == 1
    assert tell_stories([story.pk]) == 0
    queues.work()
    assert not Story.objects.stale().exists()
    stories.touch_stories([story.pk])
    assert tell_stories([story.pk]) == 1


def test_a_timeline_that_fails_is_said_and_holds_no_other_up(batch, monkeypatch) -> None:
    while messages := queues.take():
        for message in messages:
            if message.task != "recipe.rebuild_stories":
                message.run()
    bad, *others = Story.objects.order_by("pk").values_list("pk", flat=True)
    really = stories.rebuild_stories

    def rebuild(story_ids: list[int]):
        if bad in story_ids:
            raise ValueError("can't be made")
        return really(story_ids)

    monkeypatch.setattr(stories, "rebuild_stories", rebuild)
    recipe.rebuild_stories([bad, *others])
    dead = ImportItem.objects.filter(state=ItemState.DEAD)
    assert {item.article_id for item in dead} == set(
        StoryArticle.objects.filter(story=bad).values_list("article", flat=True)
    )
    assert all("failed while making the timeline" in item.reason for item in dead)
    assert not Story.objects.stale().exclude(pk=bad).exists()


def test_an_item_retried_after_its_last_stage_comes_through_again(
    batch, django_capture_on_commit_callbacks
) -> None:
    queues.work()
    item = batch.items.first()
    ImportItem.objects.filter(pk=item.pk).finish(ItemState.DEAD, "because")
    item.refresh_from_db()
    from apps.sources.services import retry_item

    with django_capture_on_commit_callbacks(execute=True):
        retry_item(item, by=None)
    queues.work()
    assert states(batch) == {ItemState.DONE}
    assert StoryArticle.objects.count() == 6
