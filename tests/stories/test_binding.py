"""What somebody said belongs to a story goes there, whenever they said so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.sources.documents import Document
from apps.sources.models import Article, Feed, Import, ImportItem
from apps.stories.models import Story, StoryArticle, StoryFeed, StoryImport, StoryTotal
from apps.stories.services import (
    CantBeBound,
    bind_feed,
    bind_import,
    import_into_story,
    join_forgotten,
    link_articles,
    unbind_feed,
)
from apps.stories.services.bound import has_words
from tests.stories.test_linking import make_flood, make_harbour
from tests.support.made import make_person
from tests.support.queries import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return make_person("admin", "ada")


def make_feed(title: str = "Quay Post") -> Feed:
    return Feed.objects.create(url=f"https://{title}/", url_key=str(uuid4()), title=title)


def imported(
    articles: Sequence[Article], *, feed: Feed | None = None, by: User | None = None, **fields: str
) -> Import:
    """An import that these articles came with."""
    batch = Import.objects.create(channel="feed" if feed else "url", feed=feed, created_by=by)
    for position, article in enumerate(articles):
        ImportItem.objects.create(
            batch=batch, position=position, article=article, **{"state": "linking"} | fields
        )
    return batch


def story_of_harbour() -> Story:
    (pk,) = link_articles([make_harbour(99).pk])
    return Story.objects.get(pk=pk)


def homes(article: Article) -> set[tuple[int, bool]]:
    rows = StoryArticle.objects.filter(article=article)
    return set(rows.values_list("story_id", "is_main"))


def test_everything_in_a_bound_import_goes_to_its_story(ada: User) -> None:
    story, flood = story_of_harbour(), make_flood(1)
    bind_import(story, imported([flood], by=ada))
    assert link_articles([flood.pk]) == {story.pk}
    link = StoryArticle.objects.get(article=flood)
    assert (link.score, link.is_main) == (1.0, True)
    assert link.reasons == ["imported into this story by ada"]
    assert "name:orrin" in StoryTotal.objects.get(story=story).terms


def test_without_the_binding_it_opens_a_story_of_its_own() -> None:
    story, flood = story_of_harbour(), make_flood(1)
    imported([flood])
    assert link_articles([flood.pk]) != {story.pk}


def test_bound_after_linking_it_has_the_same_main_story_and_another_beside(ada: User) -> None:
    story, flood = story_of_harbour(), make_flood(1)
    batch = imported([flood], by=ada)
    (elsewhere,) = link_articles([flood.pk])
    wanted = Story.objects.get(pk=story.pk).wanted_revision
    bind_import(story, batch)
    assert homes(flood) == {(story.pk, True), (elsewhere, False)}
    assert Story.objects.get(pk=story.pk).wanted_revision == wanted + 1
    bind_import(story, batch)
    assert homes(flood) == {(story.pk, True), (elsewhere, False)}


def test_an_import_is_of_one_story(ada: User) -> None:
    story, batch = story_of_harbour(), imported([], by=ada)
    bind_import(story, batch)
    (other,) = link_articles([make_flood(1).pk])
    with pytest.raises(CantBeBound, match="was made for"):
        bind_import(Story.objects.get(pk=other), batch)
    assert StoryImport.objects.get().story == story


def test_import_and_binding_come_together_and_once(ada: User) -> None:
    story, token = story_of_harbour(), uuid4()
    for _ in range(2):
        import_into_story(
            story,
            by=ada,
            channel="paste",
            documents=[Document(b"An article.")],
            submit_token=token,
        )
    assert StoryImport.objects.get().batch == Import.objects.get()


def test_a_duplicate_of_a_bound_import_joins_its_story_too(ada: User) -> None:
    story, flood = story_of_harbour(), make_flood(1)
    (elsewhere,) = link_articles([flood.pk])
    batch = imported([flood], by=ada, state="duplicate")
    StoryImport.objects.create(story=story, batch=batch)
    assert join_forgotten() == 0  # not finished yet
    batch.items.update(finished_at=timezone.now())
    assert join_forgotten() == 1
    assert homes(flood) == {(story.pk, True), (elsewhere, False)}
    assert join_forgotten() == 0


def test_what_was_decided_long_after_is_not_undone(ada: User) -> None:
    story, flood = story_of_harbour(), make_flood(1)
    (elsewhere,) = link_articles([flood.pk])
    batch = imported([flood], by=ada, state="duplicate")
    batch.items.update(finished_at=timezone.now() - timedelta(hours=2))
    StoryImport.objects.create(story=story, batch=batch)
    assert join_forgotten() == 0
    assert homes(flood) == {(elsewhere, True)}


def test_what_comes_through_a_bound_feed_goes_to_its_story(ada: User) -> None:
    story, feed, flood = story_of_harbour(), make_feed(), make_flood(1)
    bind_feed(story, feed, "", ada)
    imported([flood], feed=feed)
    assert link_articles([flood.pk]) == {story.pk}
    assert StoryArticle.objects.get(article=flood).reasons == [
        "came through the feed “Quay Post”, bound to this story by ada"
    ]


def test_words_choose_among_what_all_feeds_bring(ada: User) -> None:
    story = story_of_harbour()
    bind_feed(story, None, "ORRIN villages", ada)
    flood, harbour = make_flood(1), make_flood(2)
    harbour.current_version.text = harbour.current_version.text.replace("villages", "hamlets")
    harbour.current_version.save()
    for article in (flood, harbour):
        imported([article], feed=make_feed(f"Feed {article.pk}"))
    link_articles([flood.pk])
    assert (
        StoryArticle.objects.get(article=flood)
        .reasons[0]
        .startswith(f"came through the feed “Feed {flood.pk}” and has the words “ORRIN villages”")
    )
    link_articles([harbour.pk])
    assert "words" not in StoryArticle.objects.get(article=harbour).reasons[0]


def test_words_are_whole_words_in_any_order() -> None:
    assert has_words("SA-22 Hezbollah", "Hezbollah is to get the sa-22, officials say")
    assert not has_words("SA-22", "The SA-223")
    assert not has_words("ferry strike", "The ferries strike")
    assert has_words("", "anything")


def test_bound_to_two_stories_it_is_in_both_and_the_import_says_which_is_main(ada: User) -> None:
    story, feed, flood = story_of_harbour(), make_feed(), make_flood(1)
    (other,) = link_articles([make_flood(50).pk])
    bind_feed(Story.objects.get(pk=other), feed, "Orrin", ada)
    imported([flood], feed=feed)
    bind_import(story, imported([flood], by=ada))
    link_articles([flood.pk])
    assert homes(flood) == {(story.pk, True), (other, False)}


def test_unbound_what_is_there_stays_and_what_comes_finds_its_own_way(ada: User) -> None:
    story, feed, first, second = story_of_harbour(), make_feed(), make_flood(1), make_flood(40)
    binding = bind_feed(story, feed, "Orrin", ada)
    imported([first], feed=feed)
    link_articles([first.pk])
    unbind_feed(binding, ada)
    imported([second], feed=feed)
    link_articles([second.pk])
    assert homes(first) == {(story.pk, True)}
    assert "came through" not in StoryArticle.objects.get(article=second).reasons[0]
    assert not StoryFeed.objects.exists()


def test_a_feed_is_bound_from_now_on(ada: User) -> None:
    story, feed, flood = story_of_harbour(), make_feed(), make_flood(1)
    imported([flood], feed=feed)
    (elsewhere,) = link_articles([flood.pk])
    bind_feed(story, feed, "", ada)
    assert link_articles([flood.pk]) == {elsewhere}
    assert homes(flood) == {(elsewhere, True)}


@pytest.mark.parametrize("words", ["", "  \n "])
def test_everything_of_every_feed_is_too_much(ada: User, words: str) -> None:
    with pytest.raises(CantBeBound, match="Choose a feed"):
        bind_feed(story_of_harbour(), None, words, ada)


def test_the_same_is_bound_once(ada: User) -> None:
    story, feed = story_of_harbour(), make_feed()
    bind_feed(story, feed, "ferry", ada)
    with pytest.raises(CantBeBound, match="already"):
        bind_feed(story, feed, " ferry ", ada)
    assert StoryFeed.objects.count() == 1


def test_thirty_bound_articles_ask_no_more_than_three(ada: User) -> None:
    story, feed = story_of_harbour(), make_feed()
    bind_feed(story, feed, "", ada)
    numbers = []
    for count in (3, 30):
        articles = [make_flood(count * 100 + n) for n in range(count)]
        imported(articles, feed=feed)
        numbers.append(counted(lambda ids=[a.pk for a in articles]: link_articles(ids)))  # type: ignore[misc]
    # One more where a term is new among stories.
    assert numbers[1] <= numbers[0] + 1
