"""Writing a result as the smallest change of its rows: what stays the same is not touched."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models

from apps.sources.models import DATED_FIELDS
from apps.sources.services.copying import copy_in, update_in
from storytracker.analysis.types import Dating

M = TypeVar("M", bound=models.Model)
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Synced(Generic[K, M]):
    """The rows by key as they are now, the keys of those made, and the rows nobody wants."""

    rows: dict[K, M]
    created: frozenset[K]
    gone: list[M]


def sync_rows(
    model: type[M],
    existing: Mapping[K, M],
    wanted: Mapping[K, Mapping[str, Any]],
    *,
    fixed: Mapping[str, Any] | None = None,
) -> Synced[K, M]:
    """Insert what is missing and update what differs, in at most three statements.

    ``wanted`` has the values of fields by key; foreign keys by column ("report_id"), other
    values in the types that the database gives back. ``fixed`` is given to new rows only.
    Rows that are not wanted are handed back, not deleted.
    """
    rows, created, changed = dict[K, M](), dict[K, M](), list[M]()
    differing: set[str] = set()
    for key, values in wanted.items():
        row = existing.get(key)
        if row is None:
            row = created[key] = model(**values, **(fixed or {}))
        elif names := _apply(row, values):
            differing |= names
            changed.append(row)
        rows[key] = row
    copy_in(list(created.values()))
    update_in(changed, differing)
    gone = [row for key, row in existing.items() if key not in wanted]
    return Synced(rows, frozenset(created), gone)


def _apply(row: models.Model, values: Mapping[str, Any]) -> set[str]:
    """Set what differs; gives back the names of these fields."""
    differing = {name for name, value in values.items() if getattr(row, name) != value}
    for name in differing:
        setattr(row, name, values[name])
    return differing


def delete_rows(model: type[M], rows: Iterable[M]) -> None:
    """Delete rows by id, in one statement and Django's own follow-ups; none, no statement."""
    if ids := [row.pk for row in rows]:
        model._default_manager.filter(pk__in=ids).delete()


def dated(dating: Dating) -> dict[str, Any]:
    """A dating as the values of a ``Dated`` row's fields."""
    values = (
        dating.day,
        dating.clock,
        dating.utc_offset,
        dating.precision.value,
        dating.basis.value,
        list(dating.other_days),
        list(dating.reasons),
    )
    return dict(zip(DATED_FIELDS, values, strict=True))


def clipped(text: str, limit: int) -> str:
    """``text`` in at most ``limit`` characters; a longer one keeps apart from others by a hash."""
    if len(text) <= limit:
        return text
    return text[: limit - 17] + "#" + hashlib.sha256(text.encode()).hexdigest()[:16]
