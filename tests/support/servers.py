"""PostgreSQL and Redis for one run of the tests, in a folder that is gone afterwards."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from storytracker.embedded.postgres import FAST_SETTINGS, Postgres
from storytracker.embedded.postgres import url as postgres_url
from storytracker.embedded.privilege import make_socket_folder, servers_identity
from storytracker.embedded.valkey import Valkey


class Servers:
    """Addresses at once, since Django wants them early; servers once somebody asks for them."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="storytracker-tests-"))
        self.sockets = make_socket_folder(servers_identity())
        self.postgres: Postgres | None = None
        self.valkey: Valkey | None = None

    def announce(self) -> None:
        """Put the addresses where the settings look for them."""
        os.environ["DATABASE_URL"] = postgres_url(self.sockets)
        os.environ["REDIS_URL"] = f"unix://{self.sockets / 'valkey'}"
        # Nothing in these tests may touch what a ``make run`` keeps.
        os.environ["STORYTRACKER_VAR"] = str(self.folder / "var")

    def start(self) -> None:
        """Start both servers; a second call does nothing."""
        if self.postgres:
            return
        log = self.folder / "log"
        self.postgres = Postgres(
            self.folder / "postgres", self.sockets, log / "postgres.log", FAST_SETTINGS
        )
        self.postgres.start()
        self.postgres.ensure_database()
        self.valkey = Valkey(self.folder / "valkey", self.sockets, log / "valkey.log")
        self.valkey.start()

    def close(self) -> None:
        """Stop what was started and remove the folder."""
        for server in (self.valkey, self.postgres):
            if server:
                server.close()
        shutil.rmtree(self.sockets, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)
