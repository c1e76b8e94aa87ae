"""Cancelling an import, sending items on their way again, and pasting a text instead."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db.models.functions import Now

from apps.sources.models import Article, Import, ImportItem, ItemState
from apps.sources.services import (
    CantBePasted,
    CantBeRetried,
    Document,
    accept_documents,
    cancel_import,
    parse_items,
    paste_instead,
    retry_item,
    retry_items,
    sweep,
    tell_fetchers,
)
from storytracker import recipe
from tests.support import queues
from tests.support.articles import document, documents, text

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def empty(empty_queues) -> None:
    pass


def accept(*given: Document, **how) -> Import:
    return accept_documents(by=None, channel="url", documents=given, submit_token=uuid4(), **how)


def addresses(count: int) -> list[Document]:
    return [Document(url=f"https://news.example/{n}") for n in range(count)]


def states(batch: Import) -> list[str]:
    return list(batch.items.values_list("state", flat=True))


def end(batch: Import, state: str, **fields) -> ImportItem:
    """The import's one item, ended in ``state``."""
    batch.items.all().finish(state, "because", **fields)
    return batch.items.get()


# --- cancelling -----------------------------------------------------------------------------------


def test_what_waits_is_cancelled_at_once(admin) -> None:
    batch = accept(*addresses(2), *documents(2))
    ImportItem.objects.filter(batch=batch, position=1).update(
        state=ItemState.RETRY_WAIT, next_try_at=Now() + timedelta(hours=1)
    )
    assert cancel_import(batch, by=admin) == 4
    assert set(states(batch)) == {ItemState.CANCELLED}
    assert batch.cancelled_at is not None
    assert all("Try again" in item.reason for item in batch.items.all())
    assert tell_fetchers() == 0 and sweep().told == 0
    for message in queues.take():
        message.run()
    assert set(states(batch)) == {ItemState.CANCELLED} and not Article.objects.exists()


def test_what_is_finished_stays_as_it_is(admin) -> None:
    batch = accept(document(1), document(2))
    first = batch.items.first()
    ImportItem.objects.filter(pk=first.pk).finish(ItemState.DONE)
    assert cancel_import(batch, by=admin) == 1
    assert states(batch) == [ItemState.DONE, ItemState.CANCELLED]
    assert cancel_import(batch, by=admin) == 0


def test_what_was_read_takes_its_place_all_the_same(admin) -> None:
    batch = accept(*documents(3))
    read, *waiting = [item.pk for item in batch.items.all()]
    parse_items([read])
    assert cancel_import(batch, by=admin) == 2
    assert states(batch) == [ItemState.ASSERTING, ItemState.CANCELLED, ItemState.CANCELLED]
    queues.take()
    recipe.record_assertions([read])
    queues.work()
    assert states(batch) == [ItemState.DONE, ItemState.CANCELLED, ItemState.CANCELLED]
    assert Article.objects.get().stories.exists()


def test_the_item_of_a_worker_that_went_away_is_cancelled_too(admin) -> None:
    batch = accept(document(1))
    ImportItem.objects.claim([batch.items.get().pk], [ItemState.FETCHED], running=ItemState.PARSING)
    assert cancel_import(batch, by=admin) == 0
    ImportItem.objects.update(lease_until=Now() - timedelta(seconds=1))
    sweep()
    assert states(batch) == [ItemState.CANCELLED]


def test_a_cancelled_item_can_be_taken_in_after_all(admin) -> None:
    batch = accept(document(1))
    cancel_import(batch, by=admin)
    retry_item(batch.items.get(), by=admin)
    queues.work()
    assert states(batch) == [ItemState.DONE]


# --- again ----------------------------------------------------------------------------------------


def test_an_address_without_bytes_is_asked_again(admin) -> None:
    batch = accept(*addresses(1))
    queues.take()
    item = retry_item(end(batch, ItemState.DEAD, failures=6), by=admin)
    assert (item.state, item.failures, item.reason) == (ItemState.QUEUED, 0, "")
    assert [m.task for m in queues.take()] == ["recipe.fetch_items"]


def test_a_page_that_was_no_article_is_asked_again_too(admin) -> None:
    batch = accept(*addresses(1))
    with_bytes = accept(document(1)).items.get().raw
    item = retry_item(end(batch, ItemState.NEEDS_REVIEW, raw=with_bytes), by=admin)
    assert item.state == ItemState.QUEUED


def test_a_page_that_the_program_failed_on_is_read_again(admin) -> None:
    batch = accept(*addresses(1))
    with_bytes = accept(document(1)).items.get().raw
    item = retry_item(end(batch, ItemState.DEAD, raw=with_bytes), by=admin)
    assert item.state == ItemState.FETCHED


def test_all_that_failed_go_again_at_once(admin) -> None:
    batch = accept(*addresses(30), *documents(30), Document(b"x" * 10_000_001), bulk=True)
    batch.items.all().finish(ItemState.DEAD, "because")
    ImportItem.objects.filter(batch=batch, position__in=[0, 40]).finish(ItemState.DONE)
    queues.take()
    assert retry_items(batch, by=admin) == 58
    counts = {state: states(batch).count(state) for state in set(states(batch))}
    assert counts == {"queued": 29, "fetched": 29, "done": 2, "dead": 1}
    sent = [(m.task, m.queue, len(m.args[0])) for m in queues.take()]
    assert sorted(sent) == [
        ("recipe.fetch_items", "fetching", 1),
        ("recipe.parse_items", "bulk", 29),
    ]
    assert retry_items(batch, by=admin) == 0


def test_only_the_states_asked_for_go_again(admin) -> None:
    batch = accept(*documents(2))
    batch.items.filter(position=0).finish(ItemState.NEEDS_REVIEW, "because")
    batch.items.filter(position=1).finish(ItemState.DEAD, "because")
    assert retry_items(batch, by=admin, states=["needs_review"]) == 1
    assert states(batch) == [ItemState.FETCHED, ItemState.DEAD]
    assert retry_items(batch, by=admin, states=["fetched", "done"]) == 0


def test_an_item_on_its_way_is_not_sent_twice(admin) -> None:
    with pytest.raises(CantBeRetried, match="on its way"):
        retry_item(accept(*addresses(1)).items.get(), by=admin)


def test_many_go_again_with_few_queries(admin, django_assert_max_num_queries) -> None:
    batch = accept(*documents(60))
    batch.items.all().finish(ItemState.DEAD, "because")
    with django_assert_max_num_queries(15):
        assert retry_items(batch, by=admin) == 60


# --- pasted ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [ItemState.DEAD, ItemState.SKIPPED, ItemState.RETRY_WAIT])
def test_a_pasted_text_takes_the_place_of_what_could_not_be_fetched(admin, state) -> None:
    batch = accept(
        Document(url="https://news.example/1", given_outlet="Herald", given_day=date(2024, 5, 4))
    )
    item = paste_instead(end(batch, state), text=text(1), by=admin)
    assert (item.state, item.reason, item.host) == (ItemState.FETCHED, "", "")
    queues.work()
    article = Article.objects.get()
    assert (article.url, article.outlet.name) == ("https://news.example/1", "The Herald")
    assert article.when_day == date(2024, 5, 4)
    item.refresh_from_db()
    assert item.state == ItemState.DONE


def test_nothing_is_pasted_over_an_item_on_its_way_or_with_nothing(admin) -> None:
    item = accept(*addresses(1)).items.get()
    with pytest.raises(CantBePasted, match="on its way"):
        paste_instead(item, text=text(1), by=admin)
    ImportItem.objects.update(state=ItemState.DEAD, reason="because")
    for words, why in ((" \n", "Paste the article"), ("x" * 10_000_001, "larger")):
        with pytest.raises(CantBePasted, match=why):
            paste_instead(item, text=words, by=admin)
    item.refresh_from_db()
    assert (item.state, item.raw) == (ItemState.DEAD, None)
