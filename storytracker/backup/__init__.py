"""One file that holds everything, and everything back from one file.

The documents' bytes lie in the database, so they are in its dump. The dump and the counts beside
it see the same moment, whatever is being written meanwhile.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection

from storytracker.backup.archive import DUMP, BackupFailed, Manifest, digest, pack, unpack
from storytracker.backup.programs import Say, run_dump, run_restore
from storytracker.backup.tables import (
    compare,
    count_rows,
    filled_tables,
    newest_migrations,
    one_moment,
    refuse_newer,
    tables,
)

__all__ = ["BackupFailed", "Manifest", "back_up", "restore", "tables"]


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


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
