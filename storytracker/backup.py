"""One file that holds everything, and everything back from one file.

The archive is a tar with ``manifest.json`` (what is in it, how many rows of each table) and
``database.dump``, PostgreSQL's own dump; the documents' bytes lie in the database, so they are in
it too. The dump and the counts see the same moment, whatever is being written meanwhile.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql
from psycopg.conninfo import make_conninfo

FORMAT = 1
MANIFEST, DUMP = "manifest.json", "database.dump"
# A restore waits so long for whoever holds a table, then says so instead of standing still.
LOCK_TIMEOUT = "30s"

Say = Callable[[str], None]


class BackupFailed(Exception):
    """A backup or a restore came to nothing; says why, and what is as it was before."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds: when it was made, the rows of each table, the dump's own hash."""

    made_at: str
    migrations: dict[str, str]
    rows: dict[str, int]
    dump_sha256: str
    format: int = FORMAT

    def as_json(self) -> bytes:
        return json.dumps({name: getattr(self, name) for name in self.__slots__}, indent=1).encode()

    @classmethod
    def from_json(cls, raw: bytes) -> Manifest:
        """Raises BackupFailed for what is no manifest of ours."""
        try:
            values = json.loads(raw)
            manifest = cls(**values)
        except (ValueError, TypeError) as error:
            raise BackupFailed("Its manifest can't be read: this is no backup.") from error
        if manifest.format != FORMAT:
            raise BackupFailed(
                f"It was made by another version (format {manifest.format}, not {FORMAT})."
            )
        return manifest


def back_up(file: Path, *, say: Say, overwrite: bool = False) -> Manifest:
    """Write everything into ``file``; returns what it holds. Nothing has to be stopped for it.

    ``say`` hears each table's name as its turn comes. The file appears when it is complete, with
    a mode that only its owner reads.

    Raises BackupFailed where ``file`` is there already (unless ``overwrite``), can't be
    written, or PostgreSQL's dump fails; nothing is left behind then.
    """
    if file.exists() and not overwrite:
        raise BackupFailed(f"{file} is there already. Nothing was written.")
    if not file.parent.is_dir():
        raise BackupFailed(f"There is no folder {file.parent}. Nothing was written.")
    partial = file.with_name(f"{file.name}.partial")
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
            dump = Path(folder, DUMP)
            with one_moment() as snapshot:
                rows = count_rows()
                migrations = newest_migrations()
                run_dump(dump, snapshot, say)
            manifest = Manifest(now(), migrations, rows, digest(dump))
            pack(partial, manifest, dump)
        partial.replace(file)
    except OSError as error:
        raise BackupFailed(f"{file} can't be written: {error.strerror}.") from error
    finally:
        partial.unlink(missing_ok=True)
    return manifest


def restore(file: Path, *, say: Say, replace: bool = False) -> Manifest:
    """Put everything back as it was when ``file`` was made; returns what it holds.

    In one transaction: where anything fails, the database is as before. Afterwards every table
    is counted and compared with the archive. An archive of an older version is to be migrated
    then (``manage.py migrate``).

    Raises BackupFailed where the file is no backup, is damaged or from a newer version, where
    the database holds anything already (unless ``replace``), or PostgreSQL refuses.
    """
    with tempfile.TemporaryDirectory(prefix="storytracker-restore-") as folder:
        manifest, dump = unpack(file, Path(folder))
        refuse_newer(manifest)
        if not replace and (full := filled_tables()):
            raise BackupFailed(
                f"This database holds data already ({', '.join(full[:3])} …). Nothing was changed. "
                "To give it up for what is in the backup, say --replace."
            )
        connection.close()
        run_restore(dump, say)
    compare(manifest)
    return manifest


# --- what is there ------------------------------------------------------------------------------


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
    from django.db.migrations.loader import MigrationLoader

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


# --- PostgreSQL's own programs -------------------------------------------------------------------


def run_dump(dump: Path, snapshot: str, say: Say) -> None:
    run(
        "pg_dump",
        ["--format=custom", "--no-owner", "--no-privileges", "--schema=public"]
        + [f"--snapshot={snapshot}", f"--file={dump}", "--verbose", f"--dbname={conninfo()}"],
        lambda line: (
            say(line.rpartition("public.")[2].strip('"')) if "dumping contents" in line else None
        ),
    )


def run_restore(dump: Path, say: Say) -> None:
    run(
        "pg_restore",
        ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction"]
        + ["--exit-on-error", "--verbose", f"--dbname={conninfo()}", str(dump)],
        lambda line: (
            say(line.rpartition("public.")[2].strip('"')) if "processing data" in line else None
        ),
    )


def run(name: str, arguments: list[str], hear: Callable[[str], Any]) -> None:
    """Run one of PostgreSQL's programs, a line of its talk at a time. Raises BackupFailed."""
    environment = {
        **os.environ,
        "PGPASSWORD": str(connection.get_connection_params().get("password") or ""),
        "PGOPTIONS": f"-c lock_timeout={LOCK_TIMEOUT}",
        "LC_ALL": "C",
    }
    last = ""
    with subprocess.Popen(
        [program(name), *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "error:" in line or "FATAL:" in line:
                last = last or line.strip()
            hear(line.strip())
    if process.returncode:
        raise BackupFailed(f"{name} failed: {last or f'exit code {process.returncode}'}")


def program(name: str) -> str:
    """Where ``pg_dump`` or ``pg_restore`` is: what a setting names, the embedded one, the PATH's.

    Raises BackupFailed where there is none.
    """
    if settings.POSTGRES_PROGRAMS:
        return str(Path(settings.POSTGRES_PROGRAMS, name))
    try:
        from storytracker.embedded.postgres import programs_folder
        from storytracker.embedded.process import StartFailed
    except ImportError:
        pass
    else:
        try:
            return str(programs_folder() / name)
        except StartFailed:
            pass
    if found := shutil.which(name):
        return found
    raise BackupFailed(
        f"There is no {name}. Install PostgreSQL's client programs of the server's version "
        "(Debian: postgresql-client), or name their folder in STORYTRACKER_POSTGRES_PROGRAMS."
    )


def conninfo() -> str:
    """The database's address for libpq; the password goes through the environment."""
    parameters = connection.get_connection_params()
    known = {name: parameters.get(name) for name in ("host", "port", "user", "dbname", "sslmode")}
    return make_conninfo(**{name: value for name, value in known.items() if value})


# --- the archive ---------------------------------------------------------------------------------


def pack(file: Path, manifest: Manifest, dump: Path) -> None:
    """Write the archive, readable for its owner alone: it holds password hashes."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as raw, tarfile.open(fileobj=raw, mode="w") as archive:
        content = manifest.as_json()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size, entry.mode = len(content), 0o600
        archive.addfile(entry, io.BytesIO(content))
        archive.add(dump, arcname=DUMP)


def unpack(file: Path, folder: Path) -> tuple[Manifest, Path]:
    """The manifest, and the dump as a file in ``folder``. Raises BackupFailed."""
    dump = folder / DUMP
    try:
        with tarfile.open(file) as archive:
            manifest = Manifest.from_json(member(archive, MANIFEST).read(1_000_000))
            with member(archive, DUMP) as source, dump.open("wb") as target:
                shutil.copyfileobj(source, target)
    except FileNotFoundError as error:
        raise BackupFailed(f"There is no {file}.") from error
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BackupFailed(
            f"{file} is no backup, or damaged: {error}. Nothing was changed."
        ) from error
    if digest(dump) != manifest.dump_sha256:
        raise BackupFailed(
            f"{file} is damaged: its dump is not what was packed. Nothing was changed."
        )
    return manifest, dump


def member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    try:
        found = archive.extractfile(name)
    except KeyError:
        found = None
    if found is None:
        raise BackupFailed(f"It has no {name}: this is no backup. Nothing was changed.")
    return found


def digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
