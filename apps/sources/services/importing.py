"""Taking documents in: rows first, tasks second."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.sources.addresses import url_key
from apps.sources.dispatch import MAX_MESSAGES, PARSE, batch_size, dispatch
from apps.sources.documents import LONGEST_ADDRESS, Document, one_line
from apps.sources.fetching import host_key
from apps.sources.models import Article, Feed, Host, Import, ImportItem, ItemState, StoredBytes
from apps.sources.services.copying import copy_in
from apps.sources.services.removing import why_removed
from apps.sources.services.scheduling import tell_fetchers

# Documents written at once, by number and by what they hold together: bounds what is in memory,
# whatever an upload holds.
DOCUMENTS_AT_ONCE = 1000
BYTES_AT_ONCE = 4_000_000

# In one order everywhere: two imports of the same files don't wait for each other in a ring.
KEEP_BYTES = """
    INSERT INTO sources_storedbytes (sha256, content, size, created_at)
    SELECT new.sha256, new.content, length(new.content), now()
    FROM unnest(%s::text[], %s::bytea[]) WITH ORDINALITY AS new (sha256, content, place)
    ORDER BY new.place
    ON CONFLICT (sha256) DO NOTHING
"""


class NothingToImport(Exception):
    """There was no document at all; nothing was written."""


def accept_documents(
    *,
    by: User | None,
    channel: str,
    documents: Iterable[Document],
    submit_token: UUID,
    bulk: bool = False,
    feed: Feed | None = None,
) -> Import:
    """Take documents in and return their import, which is safe from then on.

    Rows and bytes are written in one transaction; the workers are told after its commit, and
    that they can't be told is no error. ``documents`` is read once and may be a generator; one
    without bytes is an address to be fetched. A ``submit_token`` that was seen before gives back
    the first import and writes nothing.

    Each document has its row: DEAD with the words why where it is too large or its address is
    none; SKIPPED where the same address came before in this import, or its article was removed
    by an admin; DUPLICATE, without asking the site, where we hold an article from it.

    Raises NothingToImport for no documents.
    """
    with transaction.atomic():
        batch, is_new = Import.objects.get_or_create(
            submit_token=submit_token,
            defaults={"channel": channel, "created_by": by, "bulk": bulk, "feed": feed},
        )
        if is_new:
            written = write_items(batch, documents)
            written.mark_told()
            transaction.on_commit(partial(dispatch, PARSE, written.to_read, bulk=bulk))
            if written.hosts:
                transaction.on_commit(partial(tell_fetchers, hosts=sorted(written.hosts)))
    return batch


@dataclass(slots=True)
class Written:
    """What has been written of an import so far."""

    bulk: bool
    count: int = 0
    to_read: list[int] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    addresses: dict[str, int] = field(default_factory=dict)

    def mark_told(self) -> None:
        """Mark those that the workers are told of at once; the others the sweeper sends."""
        del self.to_read[MAX_MESSAGES * batch_size(self.bulk) :]
        ImportItem.objects.filter(pk__in=self.to_read).update(dispatched_at=Now())


def write_items(batch: Import, documents: Iterable[Document]) -> Written:
    """Write a row for each document. Raises NothingToImport for none."""
    written = Written(batch.bulk)
    for chunk in chunks(documents):
        items = make_items(batch, chunk, written)
        copy_in(items)
        written.count += len(items)
        written.to_read += [item.pk for item in items if item.state == ItemState.FETCHED]
        written.hosts |= {item.host for item in items if item.state == ItemState.QUEUED}
    if not written.count:
        raise NothingToImport(gettext("There was nothing to import."))
    # Last and in one order: two imports don't wait for each other's hosts in a ring.
    make_hosts(written.hosts)
    return written


def chunks(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """The documents in lists, each ending when it is long or large, read as they are needed."""
    chunk: list[Document] = []
    size = 0
    for document in documents:
        chunk.append(document)
        size += len(document.content or b"")
        if size >= BYTES_AT_ONCE or len(chunk) == DOCUMENTS_AT_ONCE:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def make_items(batch: Import, chunk: Sequence[Document], written: Written) -> list[ImportItem]:
    """The rows of some documents, not saved yet; their bytes are."""
    raw = store([d.content for d in chunk if d.content is not None and not d.problem])
    items = [
        make_item(batch, written.count + offset, document) for offset, document in enumerate(chunk)
    ]
    for item, document in zip(items, chunk, strict=True):
        if item.state == ItemState.FETCHED:
            item.raw_id = raw[document.sha256]
    set_known_aside([item for item in items if item.state == ItemState.QUEUED], written.addresses)
    return items


def make_item(batch: Import, position: int, document: Document) -> ImportItem:
    """The row of one document, not saved yet."""
    problem, to_fetch = document.problem, document.content is None
    state = ItemState.QUEUED if to_fetch else ItemState.FETCHED
    return ImportItem(
        batch=batch,
        position=position,
        state=ItemState.DEAD if problem else state,
        reason=problem,
        finished_at=Now() if problem else None,
        host=host_key(document.url) if to_fetch and not problem else "",
        bulk=batch.bulk,
        file_name=one_line(document.file_name, 255),
        content_type=one_line(document.content_type, 120),
        url=one_line(document.url, LONGEST_ADDRESS),
        hints=dict(document.hints),
        given_outlet=one_line(document.given_outlet, 200),
        given_day=document.given_day,
    )


def set_known_aside(items: Sequence[ImportItem], addresses: dict[str, int]) -> None:
    """End the rows whose address need not be asked: given before, held, or removed.

    ``addresses`` are those of the import so far, with their position; the new ones are added.
    """
    keys = [url_key(item.url) or item.url for item in items]
    held = articles_at(keys)
    for item, key in zip(items, keys, strict=True):
        first = addresses.setdefault(key, item.position)
        if first != item.position:
            end(item, ItemState.SKIPPED, f"The same address as in row {first + 1} of this import.")
        elif article := held.get(key):
            end(item, *as_known(article))
            item.article = article


def articles_at(keys: Iterable[str]) -> dict[str, Article]:
    """The articles that we hold, or held, by the key of their address."""
    held = Article.objects.filter(url_key__in=list(keys)).select_related("removed_by")
    return {article.url_key: article for article in held if article.url_key}


def as_known(article: Article) -> tuple[ItemState, str]:
    """How an item ends whose address is ``article``'s, and why, in words."""
    if article.is_removed:
        return ItemState.SKIPPED, why_removed(article)
    return ItemState.DUPLICATE, "We hold an article from this address already."


def end(item: ImportItem, state: ItemState, reason: str) -> None:
    """End a row that isn't saved yet."""
    item.state, item.reason = state, reason
    item.finished_at = Now()  # type: ignore[assignment]


def make_hosts(names: Iterable[str]) -> None:
    """See to it that there is a row for each host, which says when it may be asked."""
    rows = [Host(name=name) for name in sorted(names)]
    Host.objects.bulk_create(rows, ignore_conflicts=True, batch_size=DOCUMENTS_AT_ONCE)


def store(contents: Iterable[bytes]) -> dict[str, int]:
    """Keep bytes, once per content; returns the rows' ids by hash."""
    by_hash = {digest(content): content for content in contents}
    hashes = sorted(by_hash)
    with connection.cursor() as cursor:
        cursor.execute(KEEP_BYTES, [hashes, [by_hash[name] for name in hashes]])
    rows = StoredBytes.objects.filter(sha256__in=hashes)
    return dict(rows.values_list("sha256", "pk"))


def digest(content: bytes) -> str:
    """The hash that bytes are kept under."""
    return sha256(content).hexdigest()
