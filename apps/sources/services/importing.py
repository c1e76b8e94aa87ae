"""Taking documents in: rows first, tasks second."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from apps.accounts.models import User
from apps.sources.dispatch import ASSERT, MAX_MESSAGES, PARSE, batch_size, dispatch
from apps.sources.documents import Document, one_line
from apps.sources.models import RETRYABLE_STATES, Import, ImportItem, ItemState, StoredBytes

# Documents written at once: bounds what is in memory, whatever an upload holds.
ROWS_AT_ONCE = 20


class NothingToImport(Exception):
    """There was no document at all; nothing was written."""


class CantBeRetried(Exception):
    """The item isn't in a state from which another try makes sense; says why, in words."""


def accept_documents(
    *,
    by: User | None,
    channel: str,
    documents: Iterable[Document],
    submit_token: UUID,
    bulk: bool = False,
) -> Import:
    """Take documents in and return their import, which is safe from then on.

    Rows and bytes are written in one transaction; the workers are told after its commit, and
    that they can't be told is no error. ``documents`` is read once and may be a generator. A
    ``submit_token`` that was seen before gives back the first import and writes nothing. A
    document that is too large has its row all the same, in state DEAD with the words why.

    Raises NothingToImport for no documents.
    """
    with transaction.atomic():
        batch, is_new = Import.objects.get_or_create(
            submit_token=submit_token,
            defaults={"channel": channel, "created_by": by, "bulk": bulk},
        )
        if is_new:
            waiting = write_items(batch, documents)
            transaction.on_commit(partial(dispatch, PARSE, waiting, bulk=bulk))
    return batch


def write_items(batch: Import, documents: Iterable[Document]) -> list[int]:
    """Write a row for each document; returns the ids of those that wait to be read."""
    waiting: list[int] = []
    written = 0
    for chunk in chunks(documents, ROWS_AT_ONCE):
        raw = store([document for document in chunk if not document.refusal])
        items = [
            make_item(batch, written + offset, document, raw)
            for offset, document in enumerate(chunk)
        ]
        ImportItem.objects.bulk_create(items)
        waiting += [item.pk for item in items if item.state == ItemState.FETCHED]
        written += len(items)
    if not written:
        raise NothingToImport("There was nothing to import.")
    told_at_once = waiting[: MAX_MESSAGES * batch_size(batch.bulk)]
    ImportItem.objects.filter(pk__in=told_at_once).update(dispatched_at=Now())
    return told_at_once


def chunks(documents: Iterable[Document], size: int) -> Iterator[list[Document]]:
    """The documents in lists of at most ``size``, read as they are needed."""
    rest = iter(documents)
    while chunk := list(islice(rest, size)):
        yield chunk


def store(documents: list[Document]) -> dict[str, int]:
    """Keep the documents' bytes, once per content; returns the row's id by hash."""
    # In one order everywhere: two imports of the same files don't wait for each other in a ring.
    contents = sorted({document.sha256: document.content for document in documents}.items())
    StoredBytes.objects.bulk_create(
        [
            StoredBytes(sha256=digest, content=content, size=len(content))
            for digest, content in contents
        ],
        ignore_conflicts=True,
    )
    rows = StoredBytes.objects.filter(sha256__in=[digest for digest, _ in contents])
    return dict(rows.values_list("sha256", "pk"))


def make_item(batch: Import, position: int, document: Document, raw: dict[str, int]) -> ImportItem:
    """The row of one document, not saved yet."""
    refusal = document.refusal
    return ImportItem(
        batch=batch,
        position=position,
        state=ItemState.DEAD if refusal else ItemState.FETCHED,
        reason=refusal,
        finished_at=Now() if refusal else None,
        raw_id=None if refusal else raw[document.sha256],
        file_name=one_line(document.file_name, 255),
        content_type=one_line(document.content_type, 120),
        url=one_line(document.url, 2000),
        given_outlet=one_line(document.given_outlet, 200),
        given_day=document.given_day,
    )


def retry_item(item: ImportItem, *, by: User) -> ImportItem:
    """Send an item that failed or was set aside on its way again, from where it got to.

    Raises CantBeRetried where its bytes were not kept, or where it is on its way already or
    done (somebody else may have been quicker).
    """
    if item.raw_id is None:
        raise CantBeRetried(
            "Its bytes were not kept. Import the document again, or paste its text."
        )
    stage, state = (
        (PARSE, ItemState.FETCHED) if item.article_id is None else (ASSERT, ItemState.ASSERTING)
    )
    with transaction.atomic():
        waiting = ImportItem.objects.filter(pk=item.pk, state__in=RETRYABLE_STATES)
        if not waiting.pass_on(state):
            raise CantBeRetried("It is on its way already, or done. Nothing was changed.")
        transaction.on_commit(partial(dispatch, stage, [item.pk], bulk=False))
    item.refresh_from_db()
    return item
