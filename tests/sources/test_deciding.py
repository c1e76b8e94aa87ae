"""What editors correct about an article."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from apps.sources.models import Article, ArticleDecision
from apps.sources.services import (
    AlreadyHeld,
    CantBeDecided,
    parse_items,
    set_outlet,
    set_published,
)
from storytracker.analysis.types import Basis, Precision
from tests.support.articles import document


@pytest.fixture
def article(accept) -> Article:
    batch = accept(document(1))
    parse_items([item.pk for item in batch.items.all()])
    return Article.objects.get()


def test_an_outlet_is_set_with_reason_and_name(article, editor) -> None:
    decision = set_outlet(article, name="WSJ", reason="its masthead", by=editor)
    assert article.outlet.name == "The Wall Street Journal"
    assert (article.outlet_basis, article.outlet_reason) == (
        Basis.EDITOR,
        "edith says so: its masthead",
    )
    assert decision.value == {"value": "The Wall Street Journal", "was": None}
    assert "outlet unknown" not in article.needs


def test_decisions_are_appended_and_the_newest_wins(article, editor) -> None:
    set_outlet(article, name="Ferry Gazette", reason="", by=editor)
    set_outlet(article, name="Quay Times", reason="", by=editor)
    values = [d.value for d in ArticleDecision.objects.all()]
    assert values == [
        {"value": "Ferry Gazette", "was": None},
        {"value": "Quay Times", "was": "Ferry Gazette"},
    ]
    assert Article.objects.get().outlet.name == "Quay Times"


def test_an_outlet_that_holds_this_text_already_is_refused_in_words(
    article, accept, editor
) -> None:
    batch = accept(document(1, given_outlet="Ferry Gazette"))
    parse_items([item.pk for item in batch.items.all()])
    held = Article.objects.exclude(pk=article.pk).get()
    with pytest.raises(AlreadyHeld, match=f"held already, as article {held.pk}") as refused:
        set_outlet(article, name="Ferry Gazette", reason="", by=editor)
    assert refused.value.article == held
    article.refresh_from_db()
    assert article.outlet is None and not article.decisions.exists()


def test_an_outlet_needs_a_name(article, editor) -> None:
    with pytest.raises(CantBeDecided, match="Name the outlet"):
        set_outlet(article, name=" \n", reason="", by=editor)


def test_a_day_is_set_and_kept_beside_what_was_read(article, editor) -> None:
    decision = set_published(article, day=date(2024, 2, 1), reason="the archive", by=editor)
    assert (article.when_day, article.when_precision) == (date(2024, 2, 1), Precision.DAY)
    assert article.when.basis == Basis.EDITOR
    assert decision.value == {"value": "2024-02-01", "was": "2024-03-02"}


def test_not_known_is_a_decision_too_and_needs_nobody_any_more(article, editor) -> None:
    set_outlet(article, name="Ferry Gazette", reason="", by=editor)
    set_published(article, day=None, reason="undated", by=editor)
    assert (article.when_day, article.when_precision) == (None, Precision.UNKNOWN)
    assert article.needs == ()
    assert not Article.objects.needing_you().exists()


def test_a_day_to_come_is_refused(article, editor) -> None:
    tomorrow_but_one = timezone.now().date() + timedelta(days=2)
    with pytest.raises(CantBeDecided, match="yet to come"):
        set_published(article, day=tomorrow_but_one, reason="", by=editor)
    assert not article.decisions.exists()


def test_needs_in_words_and_in_sql_agree(article, editor) -> None:
    Article.objects.update(when_other_days=[date(2024, 1, 1)])
    article.refresh_from_db()
    assert article.needs == ("outlet unknown", "date ambiguous")
    assert Article.objects.needing_you().get() == article
    set_published(article, day=date(2024, 2, 1), reason="", by=editor)
    set_outlet(article, name="Ferry Gazette", reason="", by=editor)
    assert article.needs == ()
    assert not Article.objects.needing_you().exists()
