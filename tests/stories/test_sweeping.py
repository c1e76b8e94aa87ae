"""Timelines that can't be made, and items that nobody would place: nothing waits for ever."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.db.models import F
from django.db.models.functions import Now

from apps.accounts.models import Role
from apps.claims.models import Claim
from apps.sources.models import Article, Import, ImportItem, ItemState
from apps.sources.services import sweep
from apps.stories import sweeping
from apps.stories.models import Story, StoryArticle
from apps.stories.services import link_articles, rebuild_story, touch_stories
from apps.stories.services import rebuilding as rebuilding_module
from apps.stories.sweeping import (
    LONGEST_WAIT_SECONDS,
    in_turns,
    sweep_stories,
    take_up,
    wait_after,
)
from storytracker import recipe
from tests.stories.analyses import HarbourStory, make_harbour_story
from tests.stories.test_linking import make_harbour
from tests.support import queues
from tests.support.newsroom import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_queues() -> Iterator[None]:
    queues.take()
    yield
    queues.take()


@pytest.fixture
def harbour(db: None) -> HarbourStory:
    """A story with a timeline, of which a rebuild is wanted."""
    found = make_harbour_story()
    rebuild_story(found.story.pk)
    touch_stories([found.story.pk])
    return found


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """An analysis that fails on every story; the list grows with each try."""
    tries: list[int] = []

    def fail(*_: object) -> None:
        tries.append(1)
        raise ValueError("can't be made")

    monkeypatch.setattr(rebuilding_module, "analyse_story", fail)
    return tries


def make_item(article: Article | None, state: ItemState = ItemState.PLACING) -> ImportItem:
    batch = Import.objects.create(channel="upload", submit_token=uuid4())
    return ImportItem.objects.create(batch=batch, position=0, state=state, article=article)


def state_of(item: ImportItem) -> str:
    return ImportItem.objects.get(pk=item.pk).state


def pass_time(**time: float) -> None:
    """Let all clocks of the stories run ahead."""
    passed = timedelta(**time)
    Story.objects.update(
        next_try_at=F("next_try_at") - passed, dispatched_at=F("dispatched_at") - passed
    )


def sweep_every(seconds: float, times: int) -> int:
    """Sweep again and again, with a worker at hand; returns how often it was told."""
    told = 0
    for _ in range(times):
        if sent := sweep_stories():
            queues.work()
        told += sent
        pass_time(seconds=seconds)
    return told


def test_a_timeline_that_always_fails_is_tried_less_and_less_often(
    harbour: HarbourStory, broken: list[int]
) -> None:
    five_minutes, half_a_day = 300, 144
    assert sweep_every(five_minutes, half_a_day) == len(broken)
    assert 7 <= len(broken) <= 9
    assert Story.objects.get(pk=harbour.story.pk).tries == len(broken)


def test_the_waits_double_up_to_six_hours() -> None:
    lease = settings.ITEM_LEASE_SECONDS
    waits = [wait_after(tries).total_seconds() for tries in (0, 1, 2, 20, 30_000)]
    assert waits == [lease, 2 * lease, 4 * lease, LONGEST_WAIT_SECONDS, LONGEST_WAIT_SECONDS]


def test_its_items_say_what_is_wrong_and_the_story_stays_readable(
    harbour: HarbourStory, broken: list[int]
) -> None:
    shown = list(Claim.objects.values_list("pk", "text"))
    item = make_item(harbour.articles[0])
    recipe.rebuild_stories([harbour.story.pk])
    item.refresh_from_db()
    assert item.state == ItemState.DEAD
    assert "failed while making the timeline" in item.reason
    assert "tries again by itself" in item.reason
    assert list(Claim.objects.values_list("pk", "text")) == shown != []
    page = signed_in(Role.ANALYST).get(f"/s/{harbour.story.slug}/")
    assert page.status_code == 200
    assert unescape(page.content.decode()).count(shown[0][1])


def test_once_it_succeeds_all_is_well_again(
    harbour: HarbourStory, broken: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    item = make_item(harbour.articles[0])
    sweep_every(3600, 3)
    assert state_of(item) == ItemState.DEAD
    monkeypatch.undo()
    assert sweep_every(3600 * 6, 1) == 1
    story = Story.objects.get(pk=harbour.story.pk)
    assert (story.tries, story.next_try_at) == (0, None)
    item.refresh_from_db()
    assert (item.state, item.reason) == (ItemState.DONE, "")


def test_news_is_reason_enough_to_try_at_once(
    harbour: HarbourStory, broken: list[int], django_capture_on_commit_callbacks
) -> None:
    recipe.rebuild_stories([harbour.story.pk])
    assert sweep_stories() == 0
    with django_capture_on_commit_callbacks(execute=True):
        touch_stories([harbour.story.pk])
    assert [message.task for message in queues.work()] == ["recipe.rebuild_stories"]
    assert len(broken) == 2


def test_a_rebuild_under_way_is_left_alone(harbour: HarbourStory) -> None:
    take_up([harbour.story.pk])
    pass_time(seconds=settings.ITEM_LEASE_SECONDS - 5)
    assert sweep_stories() == 0
    pass_time(seconds=10)
    assert sweep_stories() == 1


def test_tries_that_took_the_worker_with_them_are_counted_too(harbour: HarbourStory) -> None:
    item = make_item(harbour.articles[0])
    for _ in range(3):
        assert state_of(item) == ItemState.PLACING
        take_up([harbour.story.pk])  # and nothing more is heard
        pass_time(hours=1)
        sweep_stories()
    assert state_of(item) == ItemState.DEAD
    assert rebuild_story(harbour.story.pk)
    assert state_of(item) == ItemState.DONE


def test_taking_up_what_is_done_counts_no_try(harbour: HarbourStory) -> None:
    rebuild_story(harbour.story.pk)
    take_up([harbour.story.pk])
    assert Story.objects.get(pk=harbour.story.pk).tries == 0


def test_an_item_whose_story_is_gone_finds_another(harbour: HarbourStory) -> None:
    item = make_item(harbour.articles[0])
    Story.objects.filter(pk=harbour.story.pk).delete()
    sweep_stories()
    assert state_of(item) == ItemState.LINKING
    assert sweep().told == 1
    queues.work()
    assert state_of(item) == ItemState.DONE
    assert StoryArticle.objects.filter(article=item.article_id, is_main=True).exists()


def test_an_item_whose_article_is_gone_ends_in_words(db: None) -> None:
    item = make_item(None)
    sweep_stories()
    sweep()
    queues.work()
    item.refresh_from_db()
    assert item.state == ItemState.DEAD
    assert "document is kept" in item.reason


def test_an_item_that_has_its_story_stays_there(db: None) -> None:
    article = make_harbour()
    link_articles([article.pk])
    item = make_item(article)
    Story.objects.update(next_try_at=Now() + timedelta(minutes=1))
    sweep_stories()
    assert ImportItem.objects.get(pk=item.pk).state == ItemState.PLACING


@pytest.mark.django_db(transaction=True)
def test_an_item_that_a_frozen_worker_holds_keeps_no_other_waiting() -> None:
    story = make_harbour_story(2)
    rebuild_story(story.story.pk)
    held, free = (make_item(article) for article in story.articles)
    row = "SELECT 1 FROM sources_importitem WHERE id = %s FOR UPDATE"
    with psycopg.connect(**psycopg_parameters()) as frozen:
        frozen.execute(row, [held.pk])
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '5s'")  # who waits fails, instead of for ever
        sweep_stories()
        free.refresh_from_db()
        assert free.state == ItemState.DONE
        assert ImportItem.objects.get(pk=held.pk).state == ItemState.PLACING
    sweep_stories()
    held.refresh_from_db()
    assert held.state == ItemState.DONE
    connection.close()


def psycopg_parameters() -> dict[str, object]:
    """How to reach the tests' database beside Django."""
    known = connection.get_connection_params()
    return {name: known[name] for name in ("host", "user", "dbname") if known.get(name)}


def stories_of(*sizes: int) -> list[int]:
    """The ids of stories of so many articles each."""
    made = [Story.objects.create(slug=f"of-{n}", wanted_revision=1) for n in range(len(sizes))]
    for story, size in zip(made, sizes, strict=True):
        for _ in range(size):
            StoryArticle.objects.create(story=story, article=make_harbour(), score=1.0, terms={})
    return [story.pk for story in made]


def test_stories_are_made_together_up_to_a_number_of_articles(monkeypatch) -> None:
    ids = stories_of(2, 1, 4, 2)
    monkeypatch.setattr(sweeping, "TOGETHER", 4)
    assert list(in_turns(ids)) == [ids[:2], ids[2:3], ids[3:]]
    assert list(in_turns([])) == []


def test_a_story_that_was_tried_in_vain_is_made_alone() -> None:
    ids = stories_of(1, 2, 1)
    take_up(ids[1:2])
    assert list(in_turns(ids)) == [ids[1:2], [ids[0], ids[2]]]
