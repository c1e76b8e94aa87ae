"""Writing many rows at once: COPY instead of an INSERT, and one UPDATE, without a value for each.

Django's ``bulk_create`` and ``bulk_update`` compile an expression for each value; for rows as wide
as an article's that costs more than the database does (``make bench-speed``, part "writing").
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection
from django.db.models import Field, JSONField, Model

PLAIN = frozenset(
    {
        "AutoField", "BigAutoField", "BigIntegerField", "BooleanField", "CharField", "FloatField",
        "ForeignKey", "IntegerField", "OneToOneField", "PositiveIntegerField",
        "PositiveSmallIntegerField", "SmallIntegerField", "TextField",
    }
)  # fmt: skip
"""Kinds of fields whose plain values the database takes as they are. To ask the field for each of
an assertion's thirty values cost more than COPY."""

AS_IT_IS = frozenset({bool, float, int, str, type(None)})


def copy_in(rows: Sequence[Model]) -> None:
    """Insert unsaved ``rows`` of one model; they have their keys afterwards, or had them before.

    No signals, no ``save()``. A row with an expression such as ``Now()`` among its values goes by
    ``bulk_create``, for COPY takes values only. Raises what the database raises; within a
    transaction nothing of ``rows`` is written then.
    """
    if odd := [row for row in rows if _has_expression(row)]:
        type(odd[0])._base_manager.bulk_create(odd)
        rows = [row for row in rows if not _has_expression(row)]
    if not rows:
        return
    number([row for row in rows if row.pk is None])
    fields = rows[0]._meta.concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields if field.column)
    statement = f"COPY {quote(rows[0]._meta.db_table)} ({columns}) FROM STDIN"
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        is_plain = [(field, field.get_internal_type() in PLAIN) for field in fields]
        for row in rows:
            held = vars(row)
            copy.write_row(
                [
                    held[field.attname]
                    if plain and type(held[field.attname]) in AS_IT_IS
                    else _value(field, row)
                    for field, plain in is_plain
                ]
            )
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def update_in(rows: Sequence[Model], names: Collection[str]) -> None:
    """Write these fields, by name or column, of saved ``rows`` of one model; one statement.

    No signals, no ``save()``; values only, as the database gives them back. The rows go as one
    JSON document, which PostgreSQL takes apart by the columns' own types, lists included.
    """
    if not rows or not names:
        return
    meta, quote = rows[0]._meta, connection.ops.quote_name
    key, attribute = _place(meta.pk)
    written = dict(_place(meta.get_field(name)) for name in sorted(names))
    sent = written | {key: attribute}
    records = [{column: getattr(row, name) for column, name in sent.items()} for row in rows]
    columns = ", ".join(f"{quote(column)} = new.{quote(column)}" for column in written)
    table, pk = quote(meta.db_table), quote(key)
    statement = (
        f"UPDATE {table} AS kept SET {columns} "  # noqa: S608 - names of our own tables
        f"FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb) AS new "
        f"WHERE kept.{pk} = new.{pk}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(records, default=str)])


def _place(field: object) -> tuple[str, str]:
    """The column of a field and the attribute of a row that holds its value."""
    assert isinstance(field, Field) and field.column, f"{field} is no column"
    return field.column, field.attname


def number(rows: Sequence[Model]) -> None:
    """Give rows that have no key yet the next ones of their table."""
    if not rows:
        return
    key = rows[0]._meta.pk
    assert key is not None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [connection.ops.quote_name(rows[0]._meta.db_table), key.column, len(rows)],
        )
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number


def _has_expression(row: Model) -> bool:
    values = vars(row).values()
    return any(type(v) not in AS_IT_IS and hasattr(v, "resolve_expression") for v in values)


def _value(field: Field[Any, Any], row: Model) -> Any:
    value = field.pre_save(row, add=True)
    if type(field) is JSONField and field.encoder is None and type(value) in (list, dict):
        return json.dumps(value)
    return field.get_db_prep_save(value, connection)
