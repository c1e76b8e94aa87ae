"""What editors put right about an article's words, and that it lasts."""

from __future__ import annotations

from datetime import date

import pytest

from apps.sources.models import Article, ArticleVersion
from apps.sources.services import (
    CantBeDecided,
    Document,
    EditConflict,
    edit_paragraphs,
    parse_items,
    reread_article,
    set_bylines,
    set_title,
    set_whole,
)

RAW = b"""Mill to close

The mill at Quay will close in May, its owner said on Monday, 6 November 2023.

Sign up for the Quay newsletter today and never miss a story about the harbour.

Workers objected to the plan, which they had heard of from a newspaper.
"""
SPAM = "Sign up for the Quay newsletter today and never miss a story about the harbour."
WORKERS = "Workers objected to the plan, which they had heard of from a newspaper."


@pytest.fixture
def article(accept) -> Article:
    known = {"given_outlet": "Quay Times", "given_day": date(2023, 11, 6)}
    batch = accept(Document(RAW, content_type="text/plain", **known))
    parse_items([item.pk for item in batch.items.all()])
    return Article.objects.get()


def words_of(article: Article) -> list[str]:
    version = article.current_version
    return [version.text[start:end] for start, end, _ in version.paragraphs]


def test_a_title_is_set_and_stands_above_the_text(article, editor) -> None:
    set_title(article, title="  Mill to close\nin May ", reason="as printed", by=editor)
    assert article.title == "Mill to close in May"
    assert words_of(article)[0] == "Mill to close in May"
    assert article.current_version.is_edited
    assert article.current_version.number == 2


def test_a_paragraph_is_cut_and_put_back(article, editor) -> None:
    read = words_of(article)
    edit_paragraphs(article, cut=[(WORKERS, 0)], reason="not theirs", by=editor)
    assert words_of(article) == [words for words in read if words != WORKERS]
    (part,) = [p for p in article.current_version.removed if p["text"] == WORKERS]
    assert part["kind"] == "cut"
    assert "edith says so: not theirs" in part["reason"]
    edit_paragraphs(article, back=[(WORKERS, 0)], reason="it is", by=editor)
    assert words_of(article) == read
    assert article.current_version.number == 1, "the version as read is the current one again"


def test_what_an_editor_decided_lasts_through_another_reading(article, editor, monkeypatch) -> None:
    edit_paragraphs(article, cut=[(WORKERS, 0)], reason="", by=editor)
    set_title(article, title="Quay mill to close", reason="", by=editor)
    set_bylines(article, names=["Jo Roe"], reason="", by=editor)
    raw = article.current_version.raw
    raw.content = RAW.replace(b"its owner said", b"its owners said")
    raw.save()
    assert reread_article(article)
    words = words_of(article)
    assert "its owners said" in article.current_version.text
    assert WORKERS not in words
    assert words[0] == article.title == "Quay mill to close"
    assert article.bylines == ["Jo Roe"]
    assert not reread_article(article), "nothing changes where nothing changed"


def test_an_edit_that_finds_nothing_changes_nothing(article, editor) -> None:
    with pytest.raises(CantBeDecided, match="no longer in the text"):
        edit_paragraphs(article, cut=[("No such words.", 0)], reason="", by=editor)
    assert ArticleVersion.objects.count() == 1
    assert not article.decisions.exists()


def test_the_last_paragraph_can_not_be_cut(article, editor) -> None:
    every = [(words, 0) for words in words_of(article)[1:]]
    with pytest.raises(CantBeDecided, match="no paragraph"):
        edit_paragraphs(article, cut=every, reason="", by=editor)
    assert ArticleVersion.objects.count() == 1


def test_who_decides_on_an_older_state_is_told_what_is_new(article, editor) -> None:
    seen = article.revision
    set_bylines(article, names=["Jo Roe"], reason="", by=editor, seen_revision=seen)
    with pytest.raises(EditConflict) as conflict:
        set_title(article, title="Mine", reason="", by=editor, seen_revision=seen)
    assert conflict.value.newest.value["value"] == ["Jo Roe"]
    article.refresh_from_db()
    assert article.title == "Mill to close"
    set_title(article, title="Mine", reason="", by=editor, seen_revision=conflict.value.revision)
    assert article.title == "Mine"


def test_an_editor_says_that_a_part_is_the_whole(article, editor) -> None:
    Article.objects.update(partial="Only the start is there.")
    article.refresh_from_db()
    assert article.needs == ("text incomplete",)
    assert Article.objects.needing_you().get() == article
    set_whole(article, reason="a short item", by=editor)
    assert "text incomplete" not in article.needs
    assert not Article.objects.needing_you().exists()
