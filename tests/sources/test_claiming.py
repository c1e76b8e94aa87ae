"""The lease: one owner at a time, and whoever lost it writes nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.sources.models import Article, Import, ImportItem, ItemState
from apps.sources.services import accept_documents, parse_items, run_stage
from apps.sources.services.drafting import draft_of
from apps.sources.services.keeping import keep_articles
from apps.sources.services.reading import read
from apps.sources.services.stages import still_held, work_on
from tests.support.articles import document, documents

WAITING = [ItemState.FETCHED, ItemState.PARSING]


def claim(ids) -> list[ImportItem]:
    return ImportItem.objects.claim(ids, WAITING, running=ItemState.PARSING)


def lapse(items) -> None:
    """As if the lease had run out."""
    ImportItem.objects.filter(pk__in=[item.pk for item in items]).update(
        lease_until=Now() - timedelta(seconds=1)
    )


def test_a_claimed_item_is_nobody_elses(accept) -> None:
    ids = [item.pk for item in accept(*documents(3)).items.all()]
    mine = claim(ids[:2])
    assert [item.pk for item in mine] == ids[:2]
    assert {(item.state, item.attempts) for item in mine} == {(ItemState.PARSING, 1)}
    assert [item.pk for item in claim(ids)] == ids[2:]
    assert claim(ids) == []


def test_a_lease_that_ran_out_is_anybodys(accept) -> None:
    ids = [item.pk for item in accept(document(1)).items.all()]
    first = claim(ids)
    lapse(first)
    (second,) = claim(ids)
    assert second.attempts == 2 and second.lease_token != first[0].lease_token


def test_after_six_attempts_nobody_claims(accept) -> None:
    ids = [item.pk for item in accept(document(1)).items.all()]
    ImportItem.objects.update(attempts=6)
    assert claim(ids) == []


def test_a_frozen_workers_late_writes_are_refused(accept) -> None:
    ids = [item.pk for item in accept(*documents(2)).items.all()]
    frozen = claim(ids)
    lapse(frozen)
    (other,) = claim(ids[:1])
    with transaction.atomic():
        assert [item.pk for item in still_held(frozen)] == ids[1:]
    assert ImportItem.objects.get(pk=ids[0]).lease_token == other.lease_token


def test_a_stage_does_nothing_for_items_that_it_lost(accept) -> None:
    ids = [item.pk for item in accept(*documents(2)).items.all()]
    parse_items(ids)
    stage = [ItemState.ASSERTING]
    frozen = ImportItem.objects.claim(ids, stage, running=ItemState.ASSERTING)
    lapse(frozen)
    ImportItem.objects.claim(ids[:1], stage, running=ItemState.ASSERTING)
    seen: list[int] = []

    def work(items) -> None:
        seen.extend(item.pk for item in items)

    assert work_on(frozen, ItemState.LINKING, work) == seen == ids[1:]
    states = ImportItem.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [ItemState.ASSERTING, ItemState.LINKING]


def test_a_stage_run_twice_works_once(accept) -> None:
    ids = [item.pk for item in accept(*documents(2)).items.all()]
    parse_items(ids)
    seen: list[int] = []

    def work(items) -> None:
        seen.extend(item.pk for item in items)

    for _ in range(2):
        run_stage(ids, stage=ItemState.ASSERTING, then=ItemState.LINKING, work=work)
    assert seen == ids


def test_one_bad_item_of_a_stage_harms_no_neighbour(accept) -> None:
    ids = [item.pk for item in accept(*documents(3)).items.all()]
    parse_items(ids)
    tried: list[list[int]] = []

    def work(items) -> None:
        tried.append([item.pk for item in items])
        if ids[1] in tried[-1]:
            raise ValueError("can't be done")

    passed = run_stage(ids, stage=ItemState.ASSERTING, then=ItemState.LINKING, work=work)
    assert passed == [ids[0], ids[2]]
    assert tried == [ids, [ids[0]], [ids[1]], [ids[2]]]
    bad = ImportItem.objects.get(pk=ids[1])
    assert bad.state == ItemState.DEAD and "program failed" in bad.reason
    assert bad.article is not None


@pytest.mark.django_db(transaction=True)
def test_an_outage_of_the_database_costs_no_attempt(empty_queues) -> None:
    batch = accept_documents(
        by=None, channel="upload", documents=[document(1)], submit_token=uuid4()
    )
    (item,) = batch.items.all()
    parse_items([item.pk])

    def work(items) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    with pytest.raises(OperationalError):
        run_stage([item.pk], stage=ItemState.ASSERTING, then=ItemState.LINKING, work=work)
    item.refresh_from_db()
    assert (item.state, item.attempts, item.lease_token) == (ItemState.ASSERTING, 0, None)
    assert ImportItem.objects.stuck().get() == item  # for the sweeper, at once


def test_what_a_failed_stage_wrote_is_taken_back(accept) -> None:
    (item,) = accept(document(1)).items.all()
    parse_items([item.pk])

    def work(items) -> None:
        Article.objects.update(title="half done")
        raise ValueError("can't be done")

    run_stage([item.pk], stage=ItemState.ASSERTING, then=ItemState.LINKING, work=work)
    assert Article.objects.get().title != "half done"


def test_an_article_that_no_column_takes_harms_no_neighbour(accept) -> None:
    items = claim([item.pk for item in accept(*documents(3)).items.all()])
    readings = [read(item) for item in items]
    drafts = [draft_of(i, r, {}) for i, r in zip(items, readings, strict=True) if r]
    drafts[1].article.dateline = "x" * 300
    assert keep_articles(drafts) == [items[0].pk, items[2].pk]
    states = ImportItem.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["asserting", "dead", "asserting"]
    assert "program failed" in ImportItem.objects.get(pk=items[1].pk).reason
    for article in Article.objects.all():
        assert article.current_version.article == article


def test_the_number_of_queries_does_not_hang_on_the_number_of_items(accept) -> None:
    used = []
    for start, count in ((0, 2), (100, 20)):
        ids = [item.pk for item in accept(*documents(count, start)).items.all()]
        with CaptureQueriesContext(connection) as queries:
            assert parse_items(ids) == ids
        used.append(len(queries))
    assert used[0] == used[1] <= 25


def test_progress_is_counted_in_two_queries(accept, django_assert_num_queries) -> None:
    batch = accept(*documents(4))
    ids = [item.pk for item in batch.items.all()]
    parse_items(ids[:3])
    ImportItem.objects.filter(pk=ids[0]).finish(ItemState.DONE)
    with django_assert_num_queries(2):
        progress = ImportItem.objects.progress(batch)
        assert (progress.total, progress.done, progress.open) == (4, 1, 3)
    assert [(s.past, s.total) for s in progress.stages] == [(3, 4), (1, 4), (1, 4), (1, 4)]
    assert progress.needing_you == ImportItem.objects.needing_you().count() == 1  # no outlet


# --- at the same time, on connections of their own ------------------------------------------------


def in_threads(count: int, call) -> list:
    """Call from ``count`` threads at once; each has a database connection of its own."""

    def closing(number: int):
        try:
            return call(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(closing, range(count)))


@pytest.mark.django_db(transaction=True)
def test_the_same_submit_token_from_ten_threads_is_one_import(empty_queues) -> None:
    token, user = uuid4(), User.objects.create_user("ada", role="admin")

    def accept_it(_: int) -> int:
        return accept_documents(
            by=user, channel="upload", documents=documents(5), submit_token=token
        ).pk

    assert len(set(in_threads(10, accept_it))) == 1
    assert (Import.objects.count(), ImportItem.objects.count()) == (1, 5)


@pytest.mark.django_db(transaction=True)
def test_the_same_delivery_to_ten_workers_is_done_once(empty_queues) -> None:
    batch = accept_documents(
        by=None, channel="upload", documents=documents(20), submit_token=uuid4()
    )
    ids = [item.pk for item in batch.items.all()]
    passed = in_threads(10, lambda _: parse_items(ids))
    assert sorted(pk for some in passed for pk in some) == ids
    assert Article.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_the_same_articles_from_eight_imports_at_once_are_held_once(empty_queues) -> None:
    batches = [
        accept_documents(by=None, channel="upload", documents=documents(5), submit_token=uuid4())
        for _ in range(8)
    ]
    in_threads(8, lambda n: parse_items([item.pk for item in batches[n].items.all()]))
    states = sorted(ImportItem.objects.values_list("state", flat=True))
    assert states == ["asserting"] * 5 + ["duplicate"] * 35
    assert Article.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_a_lease_lost_while_writing_is_waited_for_and_then_seen() -> None:
    """Whoever holds the rows while writing can't be overtaken; whoever comes late finds nothing."""
    batch = accept_documents(
        by=None, channel="upload", documents=documents(1), submit_token=uuid4()
    )
    (item,) = claim([item.pk for item in batch.items.all()])
    lapse([item])
    with transaction.atomic():
        assert still_held([item]) == [item]
        assert in_threads(1, lambda _: claim([item.pk])) == [[]]  # locked: passed over
        reading = read(item)
        assert reading
        assert keep_articles([draft_of(item, reading, {})]) == [item.pk]
    assert in_threads(1, lambda _: claim([item.pk])) == [[]]  # no longer waits to be read
    assert ImportItem.objects.get().state == ItemState.ASSERTING
