"""What a database holds: its tables, their rows, its migrations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

from storytracker.backup.archive import BackupFailed, Manifest


@contextmanager
def one_moment() -> Iterator[str]:
    """A transaction that sees one moment, and the name under which others see the same."""
    if connection.in_atomic_block:
        raise BackupFailed("A backup can't be made inside a transaction.")
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            cursor.execute("SELECT pg_export_snapshot()")
            yield cursor.fetchone()[0]
        finally:
            cursor.execute("ROLLBACK")


def tables() -> list[str]:
    """The tables of the database, by name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]


def count_rows() -> dict[str, int]:
    """How many rows each table has."""
    counted: dict[str, int] = {}
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
            counted[table] = cursor.fetchone()[0]
    return counted


def filled_tables() -> list[str]:
    """The tables with rows that somebody made; a new database's own are not counted."""
    own = {"django_migrations", "django_content_type", "auth_permission"}
    return [table for table, rows in count_rows().items() if rows and table not in own]


def newest_migrations() -> dict[str, str]:
    """The last applied migration of each app."""
    applied = sorted(MigrationRecorder(connection).applied_migrations())
    return dict(applied)


def refuse_newer(manifest: Manifest) -> None:
    """Raise BackupFailed for an archive with migrations that this program doesn't have."""
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    unknown = [
        f"{app}.{name}" for app, name in manifest.migrations.items() if (app, name) not in known
    ]
    if unknown:
        raise BackupFailed(
            f"It is from a newer version of Storytracker ({', '.join(unknown)}). Nothing was "
            "changed. Update the program, then restore."
        )


def compare(manifest: Manifest) -> None:
    """Raise BackupFailed where a table has not the rows that the archive tells of."""
    found = count_rows()
    wrong = {
        table: (rows, found.get(table))
        for table, rows in manifest.rows.items()
        if found.get(table) != rows
    }
    if wrong:
        raise BackupFailed(f"These tables differ from the backup (wanted, found): {wrong}.")
