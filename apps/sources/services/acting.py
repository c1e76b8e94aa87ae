"""Keeping who did what to a feed or an import, in the transaction that does it."""

from __future__ import annotations

from collections.abc import Iterable

from apps.accounts.models import User
from apps.sources.models import Feed, Import, SourceAct


def keep_feed_act(kind: SourceAct.Kind, feed: Feed, by: User | None, words: str = "") -> None:
    """Say that somebody (``None``: the operator) did this to a feed; ``words`` says what else."""
    SourceAct.objects.create(kind=kind, feed=feed, by=by, about=str(feed), words=words)


def keep_added(feeds: Iterable[Feed], by: User | None) -> None:
    """Say that somebody added these feeds; a feed is added once, whoever asks for it at once."""
    added = SourceAct.Kind.ADDED
    rows = [SourceAct(kind=added, feed=feed, by=by, about=str(feed)) for feed in feeds]
    SourceAct.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def keep_import_act(kind: SourceAct.Kind, batch: Import, by: User | None, words: str) -> None:
    """Say that somebody did this to an import; ``words`` says to which of its documents."""
    SourceAct.objects.create(kind=kind, batch=batch, by=by, words=words)
