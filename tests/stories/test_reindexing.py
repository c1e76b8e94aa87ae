"""A text or a day that comes later: linking goes by it, and by nothing that it replaced."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from apps.sources.models import Article
from apps.stories.models import (
    ArticleSketch,
    ArticleTerm,
    Story,
    StoryArticle,
    StoryTotal,
    TermCount,
)
from apps.stories.services import correct_published, correct_title, link_articles, rebuild_stories
from apps.stories.services.reindexing import index_changes
from tests.support.made import Said, make_article, make_person, rows_of

pytestmark = pytest.mark.django_db

DAY = date(2024, 5, 6)
QUAY = "The old quay at Ostrava crumbles, divers warned of its rotten timber piles."
WEIR = "A weir above Lake Orrin leaks, engineers measured seepage under its concrete apron."


def make(title: str, words: str, day: date | None = DAY) -> Article:
    return make_article(title, [Said(words)], names={}, day=day)


def linked(article: Article) -> Story:
    rebuild_stories(link_articles([article.pk]))
    return StoryArticle.objects.get(article=article).story


def terms_of(article: Article) -> set[str]:
    return set(ArticleTerm.objects.filter(article=article).values_list("term", flat=True))


def give_text_of(article: Article, other: Article) -> None:
    """Let the article have the other's text for its newest version, as a later fetch does."""
    version = other.current_version
    assert version is not None
    Article.objects.filter(pk=other.pk).update(current_version=None)
    version.article, version.number = article, 2
    version.save()
    article.current_version = version
    article.save(update_fields=["current_version"])


def test_an_article_is_found_by_the_text_that_came_later() -> None:
    article = make("Old quay crumbles", QUAY)
    story = linked(article)
    give_text_of(article, make("Weir leaks", WEIR))
    rebuild_stories([story.pk])
    assert {"weir", "seepage"} <= terms_of(article)
    assert not {"quay", "timber"} & terms_of(article)
    assert linked(make("Weir leaks more", WEIR, DAY + timedelta(days=1))) == story
    assert linked(make("Quay crumbles more", QUAY, DAY + timedelta(days=1))) != story


def test_a_story_and_the_rarity_of_terms_forget_the_text_that_was_replaced() -> None:
    article = make("Old quay crumbles", QUAY)
    story = linked(article)
    before = set(ArticleSketch.objects.values_list("shingle", flat=True))
    give_text_of(article, make("Weir leaks", WEIR))
    assert index_changes([story.pk]) == {article.pk}
    terms = StoryTotal.objects.get(story=story).terms
    assert "weir" in terms and "quay" not in terms
    told = dict(TermCount.objects.filter(term__in=["", "quay", "weir"]).values_list())
    assert told == {"": 1, "quay": 0, "weir": 1}
    assert before.isdisjoint(ArticleSketch.objects.values_list("shingle", flat=True))
    assert index_changes([story.pk]) == set()


def test_a_corrected_headline_is_what_the_article_is_found_by() -> None:
    article = make("Old quay crumbles", QUAY)
    story = linked(article)
    correct_title(article, title="Wharf crumbles", reason="Misread.", by=make_person())
    rebuild_stories([story.pk])
    assert "wharf" in terms_of(article)


@pytest.mark.parametrize("day", [DAY - timedelta(days=30), DAY + timedelta(days=30), None])
def test_a_corrected_day_is_where_the_article_stands(day: date | None) -> None:
    article = make("Old quay crumbles", QUAY)
    story = linked(article)
    correct_published(article, day=day, reason="Misread.", by=make_person())
    rebuild_stories([story.pk])
    places = set(ArticleTerm.objects.filter(article=article).values_list("day", flat=True))
    assert len(places) == 1 and (day in places or (day is None and DAY not in places))
    assert set(StoryTotal.objects.get(story=story).days) == ({day.isoformat()} if day else set())
    story.refresh_from_db()
    assert story.first_day == story.last_day == day


def test_what_says_the_same_is_left_as_it_is() -> None:
    article = make("Old quay crumbles", QUAY)
    story = linked(article)
    undated = make("Old quay crumbles again", QUAY, None)
    assert linked(undated) == story
    # As the story infers it: no other day than the article's own.
    row = StoryArticle.objects.filter(article=undated)
    row.update(when_day=DAY, when_basis="inferred")
    before = rows_of(StoryArticle)
    assert index_changes([story.pk]) == set()
    assert rows_of(StoryArticle) == before
