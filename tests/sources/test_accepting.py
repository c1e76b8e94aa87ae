"""Taking documents in: rows, bytes and messages."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from apps.sources.models import Import, ImportItem, ItemState, StoredBytes
from apps.sources.services import CantBeRetried, Document, NothingToImport, retry_item
from tests.support import queues
from tests.support.articles import document, documents


def test_rows_and_bytes_are_there_and_the_workers_are_told(accept) -> None:
    batch = accept(*documents(3))
    items = list(batch.items.all())
    assert [item.position for item in items] == [0, 1, 2]
    assert {item.state for item in items} == {ItemState.FETCHED}
    assert bytes(items[1].raw.content) == document(1).content
    assert [(m.task, m.args) for m in queues.take()] == [
        ("recipe.parse_items", [[item.pk for item in items]])
    ]


def test_what_a_person_said_is_kept_with_the_row(accept) -> None:
    batch = accept(document(1, given_outlet="The  Herald\n", given_day=date(2024, 3, 2)))
    item = batch.items.get()
    assert (item.given_outlet, item.given_day) == ("The Herald", date(2024, 3, 2))


def test_bulk_imports_have_a_queue_of_their_own_and_larger_batches(accept) -> None:
    accept(*documents(60), bulk=True)
    messages = queues.take()
    assert {m.queue for m in messages} == {"bulk"}
    assert [len(m.args[0]) for m in messages] == [50, 10]


def test_the_same_submit_token_is_the_same_import(accept) -> None:
    token = uuid4()
    first = accept(*documents(2), submit_token=token)
    again = accept(*documents(5), submit_token=token)
    assert again == first
    assert (Import.objects.count(), ImportItem.objects.count()) == (1, 2)
    assert len(queues.take()) == 1


def test_bytes_are_kept_once(accept) -> None:
    accept(document(1), document(1), document(2))
    accept(document(1))
    assert StoredBytes.objects.count() == 2
    assert ImportItem.objects.count() == 4


def test_a_document_that_is_too_large_has_a_row_that_says_so(accept) -> None:
    batch = accept(document(1), Document(b"x" * 20_000_000, file_name="big.txt"), document(2))
    first, big, last = batch.items.all()
    assert big.state == ItemState.DEAD
    assert "larger than 10 MB" in big.reason and "paste" in big.reason
    assert big.raw is None and big.finished_at is not None
    assert first.state == last.state == ItemState.FETCHED


def test_no_document_is_no_import(accept) -> None:
    with pytest.raises(NothingToImport):
        accept()
    assert not Import.objects.exists()


def test_a_hostile_file_name_is_made_plain(accept) -> None:
    item = accept(Document(b"x", file_name="a\x00b\u202e\n" + "c" * 400)).items.get()
    assert item.file_name.startswith("a b c") and len(item.file_name) == 255


@pytest.mark.parametrize("state", [ItemState.DEAD, ItemState.NEEDS_REVIEW])
def test_retrying_sends_an_item_on_its_way_again(
    accept, admin, django_capture_on_commit_callbacks, state: ItemState
) -> None:
    item = accept(document(1)).items.get()
    queues.take()
    ImportItem.objects.filter(pk=item.pk).update(state=state, reason="because", attempts=6)
    with django_capture_on_commit_callbacks(execute=True):
        item = retry_item(item, by=admin)
    assert (item.state, item.reason, item.attempts) == (ItemState.FETCHED, "", 0)
    assert [m.args for m in queues.take()] == [[[item.pk]]]


def test_an_item_on_its_way_is_not_retried(accept, admin) -> None:
    item = accept(document(1)).items.get()
    with pytest.raises(CantBeRetried, match="on its way"):
        retry_item(item, by=admin)


def test_an_item_without_bytes_is_not_retried(accept, admin) -> None:
    item = accept(Document(b"x" * 10_000_001)).items.get()
    assert not item.can_be_retried
    with pytest.raises(CantBeRetried, match="not kept"):
        retry_item(item, by=admin)
