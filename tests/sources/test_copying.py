"""Rows written by COPY are the rows that ``save()`` would have written."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone

from apps.sources.models import Article, ArticleVersion, StoredBytes
from apps.sources.services.copying import copy_in, number, update_in

pytestmark = pytest.mark.django_db

AWKWARD = "tab\there, line\nend, back\\slash, \\N and \\. too, “quotes”, it's, 人"


def article(**values: Any) -> Article:
    """An article with something in columns of every kind, not saved."""
    return Article(
        title=AWKWARD,
        bylines=["Ann Hove", 'a "b", {c}', ""],
        when_day=date(2024, 2, 3),
        content_hash=uuid.uuid4().hex,
        **values,
    )


def columns(row: Any) -> dict[str, Any]:
    """A row's values as the database has them, but for what differs in any two rows."""
    stored = type(row).objects.filter(pk=row.pk).values().get()
    return {
        name: v for name, v in stored.items() if name not in ("id", "first_seen_at", "created_at")
    }


def test_a_copied_row_is_a_saved_row() -> None:
    copied, saved = article(), article()
    saved.content_hash = copied.content_hash
    copy_in([copied])
    stored = columns(copied)
    copied.delete()
    saved.save()
    assert stored == columns(saved)
    assert stored["title"] == AWKWARD


def test_bytes_and_json_come_back_as_they_went() -> None:
    raw = StoredBytes(sha256="0" * 64, content=bytes(range(256)), size=256)
    copy_in([raw])
    assert bytes(StoredBytes.objects.get().content) == bytes(range(256))
    kept = article()
    kept.save()
    paragraphs, removed = [[0, 5, "title"]], [{"text": AWKWARD, "kind": "other"}]
    copy_in(
        [
            ArticleVersion(
                article=kept, text=AWKWARD, paragraphs=paragraphs, removed=removed, raw=raw
            )
        ]
    )
    version = ArticleVersion.objects.get()
    assert (version.text, version.paragraphs, version.removed) == (AWKWARD, paragraphs, removed)


def test_rows_get_keys_that_nobody_else_gets() -> None:
    rows = [article() for _ in range(3)]
    number(rows[:1])
    copy_in(rows)
    later = article()
    later.save()
    assert len({row.pk for row in [*rows, later]}) == 4
    assert set(Article.objects.values_list("title", flat=True)) == {AWKWARD}
    rows[0].title = "changed"
    rows[0].save()  # an update: it is known to be in the database
    assert Article.objects.count() == 4


def test_nothing_is_written_where_one_row_is_refused() -> None:
    first, second = article(), article()
    second.content_hash = first.content_hash
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_in([first, second])
    assert not Article.objects.exists()


def test_what_no_column_takes_is_the_databases_error() -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        copy_in([article(dateline="x" * 201)])
    with pytest.raises(DatabaseError), transaction.atomic():
        copy_in([article(section="a\0b")])


def test_what_the_database_has_to_work_out_is_worked_out() -> None:
    plain, dated = article(), article(removed_at=Now(), removal_reason="a reason")
    copy_in([plain, dated])
    assert set(Article.objects.values_list("pk", flat=True)) == {plain.pk, dated.pk}
    assert Article.objects.get(pk=dated.pk).removed_at is not None


def test_an_updated_row_is_a_saved_row(django_assert_num_queries: Any) -> None:
    updated, saved = article(), article()
    copy_in([updated, saved])
    told = {
        "title": f"{AWKWARD} again",
        "bylines": ['"', "{}", ""],
        "when_day": None,
        "when_reasons": ["so said", AWKWARD],
        "removed_at": timezone.now(),
        "outlet_id": None,
    }
    for row in (updated, saved):
        for name, value in told.items():
            setattr(row, name, value)
    saved.dateline = updated.dateline = "not to be written"
    with django_assert_num_queries(1):
        update_in([updated], told)
    saved.save(update_fields=[name.removesuffix("_id") for name in told])
    stored = columns(updated)
    assert stored | {"content_hash": ""} == columns(saved) | {"content_hash": ""}
    assert (stored["title"], stored["dateline"]) == (told["title"], "")


def test_json_is_updated_as_it_is_copied() -> None:
    kept = article()
    kept.save()
    version = ArticleVersion(article=kept, text="", paragraphs=[])
    copy_in([version])
    version.paragraphs, version.removed = [[0, 5, "title"]], [{"text": AWKWARD, "n": 0.1}]
    update_in([version], ["paragraphs", "removed"])
    stored = ArticleVersion.objects.get()
    assert (stored.paragraphs, stored.removed) == (version.paragraphs, version.removed)


def test_no_rows_ask_the_database_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        copy_in([])
        number([])
        update_in([], ["title"])
