"""Writing what an import brings: in bulk, as the services do, beside one ``save()`` for each row.

Two things are written, on a real PostgreSQL: documents as they are accepted (an import's row, the
stored bytes), and articles as they are kept (the article, its version, the item's state). The
services look for duplicates meanwhile, the saves don't. The saves are made in one transaction,
and once more with a commit after each row; on a server that waits for its disk, which this one
does not, the latter is slower still. Each turn's rows are taken away afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.articles import articles
from benchmarks.report import Row, ratios
from benchmarks.speed.rounds import SMALL, Cost, cpu, in_turn, timed, wall
from benchmarks.speed.stack import database
from storytracker.analysis.reading.markup import read_article
from storytracker.analysis.types import Reading

if TYPE_CHECKING:
    from apps.sources.services.drafting import Draft

ROUNDS = 2 if SMALL else 5
DOCUMENTS = 100 if SMALL else 500


def measure() -> list[Row]:
    """Write everything in turn."""
    with database():
        documents = list(articles(DOCUMENTS))
        return [*_accepting(documents), *_keeping(documents)]


Write = Callable[[], None]


def _compared(what: str, bulk: Callable[[], Write], saves: Callable[[], Write]) -> list[Row]:
    """``bulk`` and ``saves`` prepare a turn, untimed, and return what is to be timed."""
    from django.db import transaction

    contenders = {
        "bulk": lambda: _writing(bulk(), nullcontext()),
        "saves": lambda: _writing(saves(), transaction.atomic()),
        "commits": lambda: _writing(saves(), nullcontext()),
        "again": lambda: _writing(saves(), transaction.atomic()),
    }
    for warm_up in contenders.values():
        warm_up()
    spent = in_turn(contenders, ROUNDS)
    own, together, committed, again = (
        wall(spent[name]) for name in ("bulk", "saves", "commits", "again")
    )
    return [
        Row(f"rate of {what}", "save() in one transaction", "×", ratios(together, own)),
        Row(f"rate of {what}", "save() and commit", "×", ratios(committed, own)),
        Row(f"{what}, by CPU of this process", "save() in one transaction", "×",
            ratios(cpu(spent["saves"]), cpu(spent["bulk"]))),
        Row(f"{what}, saves again (A/A)", "save() in one transaction", "×",
            ratios(again, together)),
        Row(f"{what}, in bulk", "", "a second", tuple(DOCUMENTS / s for s in own)),
        Row(f"{what}, by save()", "", "a second", tuple(DOCUMENTS / s for s in together)),
    ]  # fmt: skip


def _writing(write: Write, around: AbstractContextManager[object]) -> Cost:
    with timed() as watch, around:
        write()
    _take_away()
    return watch.cost


def _take_away() -> None:
    """Empty the tables that were written to, and whatever hangs on them."""
    from django.db import connection

    from apps.sources.models import Article, Import, StoredBytes

    tables = ", ".join(model._meta.db_table for model in (Import, Article, StoredBytes))
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {tables} CASCADE")


# --- accepting -------------------------------------------------------------------------------


def _accepting(contents: Sequence[bytes]) -> list[Row]:
    return _compared(
        "accepting documents",
        lambda: lambda: _accept(contents),
        lambda: lambda: _accept_by_saves(contents),
    )


def _accept(contents: Sequence[bytes]) -> None:
    """As the service does it, but for telling the workers."""
    from django.db import transaction

    from apps.sources.models import Channel, Import
    from apps.sources.services import Document
    from apps.sources.services.importing import write_items

    with transaction.atomic():
        batch = Import.objects.create(channel=Channel.UPLOAD, bulk=True)
        write_items(batch, [Document(content) for content in contents]).mark_told()


def _accept_by_saves(contents: Sequence[bytes]) -> None:
    from apps.sources.documents import Document
    from apps.sources.models import Channel, Import, ImportItem, StoredBytes

    batch = Import(channel=Channel.UPLOAD, bulk=True)
    batch.save()
    for position, content in enumerate(contents):
        digest = Document(content).sha256
        raw = StoredBytes(sha256=digest, content=content, size=len(content))
        raw.save()
        ImportItem(batch=batch, position=position, raw=raw).save()


# --- keeping ---------------------------------------------------------------------------------


def _keeping(contents: Sequence[bytes]) -> list[Row]:
    readings = [read_article(content) for content in contents]

    def drafts() -> list[Draft]:
        return _drafts(contents, readings)

    def in_bulk() -> Write:
        return partial(_keep, drafts())

    def by_saves() -> Write:
        return partial(_keep_by_saves, drafts())

    return _compared("keeping articles", in_bulk, by_saves)


def _drafts(contents: Sequence[bytes], readings: Sequence[Reading]) -> list[Draft]:
    """Items that wait in the database, with their articles and versions, not saved."""
    from apps.sources.models import ImportItem
    from apps.sources.services import get_outlets
    from apps.sources.services.drafting import draft_of

    _accept(contents)
    outlets = get_outlets(reading.outlet.name for reading in readings if reading.outlet)
    items = ImportItem.objects.order_by("pk")
    return [draft_of(item, reading, outlets) for item, reading in zip(items, readings, strict=True)]


def _keep(drafts: Sequence[Draft]) -> None:
    """As the reading stage does it: a message's worth at a time, each in a transaction."""
    from django.db import transaction

    from apps.sources.dispatch import BULK_BATCH
    from apps.sources.services.keeping import keep_articles

    for start in range(0, len(drafts), BULK_BATCH):
        some = drafts[start : start + BULK_BATCH]
        with transaction.atomic():
            assert len(keep_articles(some)) == len(some)


def _keep_by_saves(drafts: Sequence[Draft]) -> None:
    from apps.sources.models import ItemState

    for draft in drafts:
        draft.article.save()
        draft.version.article = draft.article
        draft.version.save()
        draft.article.current_version = draft.version
        draft.article.save(update_fields=["current_version"])
        draft.item.article = draft.article
        draft.item.state = ItemState.ASSERTING
        draft.item.save()
