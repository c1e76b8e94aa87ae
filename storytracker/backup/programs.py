"""``pg_dump`` and ``pg_restore``: where they are, and running them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from storytracker.backup.archive import BackupFailed

# A restore waits so long for whoever holds a table, then says so instead of standing still.
LOCK_TIMEOUT = "30s"

Say = Callable[[str], None]


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
