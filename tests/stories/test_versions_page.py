"""The versions of an article beside each other."""

from __future__ import annotations

import pytest
from django.test import Client

from apps.sources.models import Article, ArticleVersion
from apps.sources.services import set_title
from apps.stories.services import correct_title
from tests.support.made import make_person
from tests.support.newsroom import Made
from tests.support.queries import count_queries


@pytest.fixture
def article(made: Made) -> Article:
    return made.articles[0]


def retitle(article: Article, title: str) -> None:
    correct_title(article, title=title, reason="So.", by=make_person())


def test_an_article_of_one_version_has_nothing_to_compare(
    analyst_client: Client, article: Article
) -> None:
    answer = analyst_client.get(f"/a/{article.pk}/versions/")
    assert answer["Location"] == f"/a/{article.pk}/"
    assert "versions/" not in analyst_client.get(f"/a/{article.pk}/").content.decode()


def test_what_changed_is_told_in_words_and_marks(analyst_client: Client, article: Article) -> None:
    retitle(article, "Ferry line 0 may close, board says")
    page = analyst_client.get(f"/a/{article.pk}/").content.decode()
    assert f'href="/a/{article.pk}/versions/"' in page
    answer = analyst_client.get(f"/a/{article.pk}/versions/")
    assert answer["Location"] == f"/a/{article.pk}/versions/1...2/"
    page = analyst_client.get(answer["Location"]).content.decode()
    assert "<ins>may</ins>" in page and "<del>is to</del>" in page
    assert "The board plans" not in page, "what stayed the same is left out"
    assert "corrected by an editor" in page
    back = analyst_client.get(f"/a/{article.pk}/versions/2...1/").content.decode()
    assert "<del>may</del>" in back and "<ins>is to</ins>" in back


def test_a_version_that_never_was_is_not_found(analyst_client: Client, article: Article) -> None:
    assert analyst_client.get(f"/a/{article.pk}/versions/1...7/").status_code == 404


def test_a_trifle_is_counted_and_not_shown(analyst_client: Client, article: Article) -> None:
    first = article.current_version
    later = ArticleVersion.objects.create(
        article=article, number=2, text=f"{first.text}\n\n12 comments", content_hash="2",
        paragraphs=[], raw=first.raw, analysis_version="test",
    )  # fmt: skip
    page = analyst_client.get(f"/a/{article.pk}/versions/1...{later.number}/").content.decode()
    assert "Nothing that matters changed: only spaces, a time stamp or a counter." in page


def test_thirty_versions_ask_no_more_than_three(analyst_client: Client, article: Article) -> None:
    place = f"/a/{article.pk}/versions/1...2/"
    for number in range(3):
        set_title(article, title=f"Title {number}", reason="So.", by=make_person())
    few = count_queries(analyst_client, place)
    for number in range(3, 30):
        set_title(article, title=f"Title {number}", reason="So.", by=make_person())
    assert count_queries(analyst_client, place) == few
