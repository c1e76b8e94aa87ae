"""Removing an article: the words go, a tombstone stays."""

from __future__ import annotations

import pytest

from apps.sources.models import Article, ArticleVersion, ItemState, StoredBytes
from apps.sources.services import (
    CantBeDecided,
    allow_again,
    edit_paragraphs,
    parse_items,
    remove_article,
    set_outlet,
)
from tests.support.articles import document


def brought(accept, number: int = 1, **how):
    batch = accept(document(number, **how))
    parse_items([item.pk for item in batch.items.all()])
    return batch.items.get()


@pytest.fixture
def article(accept) -> Article:
    return brought(accept).article


def test_no_word_of_it_is_left_and_the_tombstone_says_why(article, admin, editor) -> None:
    start, end, _ = article.current_version.paragraphs[-1]
    words = article.current_version.text[start:end]
    edit_paragraphs(article, cut=[(words, 0)], reason="", by=editor)
    remove_article(article, reason="A court said so.", by=admin)
    assert article.is_removed and article.removed_by == admin
    assert article.title and article.needs == ()
    assert not StoredBytes.objects.exists()
    assert [v.text for v in ArticleVersion.objects.all()] == ["", ""]
    assert words not in str(list(article.decisions.values_list("value", flat=True)))


def test_bytes_that_another_article_came_as_stay(accept, admin) -> None:
    first = brought(accept, given_outlet="Quay Times").article
    second = brought(accept, given_outlet="Ferry Gazette").article
    remove_article(first, reason="Not ours.", by=admin)
    second.refresh_from_db()
    assert second.current_version.raw.content


def test_it_is_not_taken_in_again_until_an_admin_allows_it(accept, article, admin) -> None:
    remove_article(article, reason="A court said so.", by=admin)
    item = brought(accept)
    assert item.state == ItemState.SKIPPED
    assert "removed by ada" in item.reason and "A court said so." in item.reason
    assert item.raw is None
    allow_again(article, reason="The court changed its mind.", by=admin)
    item = brought(accept)
    assert item.state == ItemState.ASSERTING
    assert item.article != article
    with pytest.raises(CantBeDecided):
        allow_again(article, reason="", by=admin)


def test_a_reason_is_asked_for(article, admin) -> None:
    with pytest.raises(CantBeDecided, match="why"):
        remove_article(article, reason=" ", by=admin)
    article.refresh_from_db()
    assert not article.is_removed


def test_a_tombstone_takes_no_decision(article, admin) -> None:
    remove_article(article, reason="A court said so.", by=admin)
    with pytest.raises(CantBeDecided, match="removed"):
        set_outlet(article, name="WSJ", reason="", by=admin)
