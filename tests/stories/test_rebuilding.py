"""A story is rebuilt from its articles and decisions, once at a time and without losing a wish."""

from __future__ import annotations

import threading
import uuid

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from apps.claims.models import Claim, Evidence
from apps.sources.models import Article, Import, ImportItem, ItemState, Report
from apps.sources.services import get_outlets
from apps.stories.models import (
    ContextItem,
    Coverage,
    Development,
    Discrepancy,
    Story,
    StoryArticle,
    StoryClaim,
)
from apps.stories.services import decide_copy, link_articles, rebuild_story, touch_stories
from apps.stories.services.rebuilding import write_analyses
from storytracker.analysis import ANALYSIS_VERSION
from tests.stories.analyses import HarbourStory, analysis_of, make_harbour_story
from tests.stories.test_linking import make_harbour
from tests.support.made import make_person, rows_of

pytestmark = pytest.mark.django_db

TIMELINE = (
    Claim,
    Evidence,
    StoryClaim,
    Report,
    Development,
    Coverage,
    ContextItem,
    Discrepancy,
    StoryArticle,
)


@pytest.fixture
def harbour(db: None) -> HarbourStory:
    return make_harbour_story()


def make_item(article: Article, state: ItemState) -> ImportItem:
    batch = Import.objects.create(channel="upload", submit_token=uuid.uuid4())
    return ImportItem.objects.create(batch=batch, position=0, state=state, article=article)


def test_it_brings_a_story_up_to_its_articles(harbour: HarbourStory) -> None:
    assert rebuild_story(harbour.story.pk) is True
    harbour.story.refresh_from_db()
    assert harbour.story.built_revision == harbour.story.wanted_revision
    assert harbour.story.analysis_version == ANALYSIS_VERSION
    assert harbour.story.title in [article.title for article in harbour.articles]
    plan = Claim.objects.get(text__contains="Ostrava Quay", articles=3)
    assert plan.evidence.filter(stance="supports").count() == 3


def test_a_story_that_is_up_to_date_is_left_alone(harbour: HarbourStory) -> None:
    rebuild_story(harbour.story.pk)
    before = rows_of(Story, *TIMELINE)
    assert rebuild_story(harbour.story.pk) is False
    assert rows_of(Story, *TIMELINE) == before


def test_building_it_again_touches_no_row_of_the_timeline(harbour: HarbourStory) -> None:
    rebuild_story(harbour.story.pk)
    before = rows_of(*TIMELINE)
    changed_at = Story.objects.get().changed_at
    touch_stories([harbour.story.pk])
    assert rebuild_story(harbour.story.pk) is True
    assert rows_of(*TIMELINE) == before
    assert Story.objects.get().changed_at == changed_at


def test_another_analysis_version_is_reason_enough(harbour: HarbourStory) -> None:
    rebuild_story(harbour.story.pk)
    Story.objects.update(analysis_version="0")
    assert rebuild_story(harbour.story.pk) is True


def test_what_is_wanted_meanwhile_stays_wanted(harbour: HarbourStory) -> None:
    story = Story.objects.get(pk=harbour.story.pk)
    holdings = harbour.holdings()
    touch_stories([story.pk])
    write_analyses([(story, holdings, analysis_of(harbour.keys))])
    assert Story.objects.stale().get() == story
    assert rebuild_story(story.pk) is True
    assert not Story.objects.stale().exists()


def test_a_story_that_is_gone_is_no_error() -> None:
    assert rebuild_story(4_711) is False


def test_a_story_without_articles_says_nothing(harbour: HarbourStory) -> None:
    rebuild_story(harbour.story.pk)
    title = Story.objects.get().title
    StoryArticle.objects.all().delete()
    touch_stories([harbour.story.pk])
    rebuild_story(harbour.story.pk)
    assert not Claim.objects.exists()
    assert not Report.objects.exists()
    assert Story.objects.get().title == title


def test_items_that_waited_are_done_with_it(harbour: HarbourStory) -> None:
    placing = make_item(harbour.articles[0], ItemState.PLACING)
    linking = make_item(harbour.articles[1], ItemState.LINKING)
    elsewhere = make_item(make_harbour(), ItemState.PLACING)
    rebuild_story(harbour.story.pk)
    states = dict(ImportItem.objects.values_list("pk", "state"))
    assert states == {placing.pk: "done", linking.pk: "linking", elsewhere.pk: "placing"}
    assert ImportItem.objects.get(pk=placing.pk).finished_at is not None


def test_an_item_of_a_story_that_is_up_to_date_is_done_too(harbour: HarbourStory) -> None:
    rebuild_story(harbour.story.pk)
    late = make_item(harbour.articles[0], ItemState.PLACING)
    assert rebuild_story(harbour.story.pk) is False
    late.refresh_from_db()
    assert late.state == ItemState.DONE


def test_the_newest_word_on_a_copy_reaches_the_analysis(harbour: HarbourStory) -> None:
    editor = make_person()
    for name in ("Harbour Post", "", "Harbour Post"):
        decide_copy(harbour.articles[0], outlet_name=name, reason="I looked.", by=editor)
    decide_copy(harbour.articles[1], outlet_name="", reason="Its own.", by=editor)
    confirmed = [held.facts.copy_confirmed for held in held_in_order(harbour)]
    assert confirmed == ["Harbour Post", "", None]


def held_in_order(harbour: HarbourStory):  # type: ignore[no-untyped-def]
    by_key = harbour.holdings().by_key
    return [by_key[key] for key in harbour.keys]


def test_the_same_text_on_two_sites_makes_two_articles_with_keys_of_their_own() -> None:
    first, second = make_harbour(), make_harbour()
    second.content_hash = first.content_hash
    second.outlet = get_outlets(["Harbour Post"])["Harbour Post"]
    second.save()
    (story_id,) = link_articles([first.pk, second.pk])
    assert rebuild_story(story_id) is True
    assert StoryArticle.objects.filter(story=story_id).count() == 2
    keys = set(Evidence.objects.values_list("assertion__version__article", flat=True))
    assert keys == {first.pk, second.pk}


def queries_for(count: int) -> int:
    found = make_harbour_story(count)
    with CaptureQueriesContext(connection) as queries:
        rebuild_story(found.story.pk)
    assert StoryArticle.objects.filter(story=found.story).count() == count
    Story.objects.all().delete()
    return len(queries)


def test_the_number_of_queries_is_flat() -> None:
    assert queries_for(30) <= queries_for(3) <= 50


# --- two at once ----------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_rebuilds_at_once_make_one_timeline() -> None:
    story = make_harbour_story(5).story
    barrier = threading.Barrier(2)
    built: list[bool] = []
    failed: list[BaseException] = []

    def build() -> None:
        try:
            barrier.wait(10)
            built.append(rebuild_story(story.pk))
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=build) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert sorted(built) == [False, True]
    alone = rows_of(*TIMELINE)
    touch_stories([story.pk])
    rebuild_story(story.pk)
    assert rows_of(*TIMELINE) == alone


@pytest.mark.django_db(transaction=True)
def test_linking_does_not_wait_for_a_rebuild() -> None:
    """The lock of a rebuild is no row lock: an import goes on while a long story is analysed."""
    harbour = make_harbour_story(2)
    article = make_harbour(7)
    joined: list[set[int]] = []

    def link() -> None:
        joined.append(link_articles([article.pk]))
        connections.close_all()

    with transaction.atomic():
        connection.cursor().execute("SELECT pg_advisory_xact_lock(7205002, %s)", [harbour.story.pk])
        thread = threading.Thread(target=link)
        thread.start()
        thread.join(20)
    assert joined == [{harbour.story.pk}]
