"""The program on throwaway servers, for whatever part needs it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.servers import Servers
from tests.support.stack import Stack, manage

DATABASE = "bench"


@contextmanager
def servers() -> Iterator[Servers]:
    """PostgreSQL and Redis, alone."""
    own = Servers()
    own.announce()
    try:
        own.start()
        yield own
    finally:
        own.close()


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="st-bench-", ignore_cleanup_errors=True) as name:
        made = Path(name)
        made.chmod(0o711)  # PostgreSQL runs as somebody else where we are root
        yield made


@contextmanager
def database() -> Iterator[Servers]:
    """Both servers with the program's tables; Django in this process sees them."""
    with servers() as own:
        assert own.postgres
        own.postgres.ensure_database(DATABASE)
        url = own.postgres.url(DATABASE)
        manage(os.environ | {"DATABASE_URL": url}, "migrate", "--noinput")
        set_up_django(url, os.environ["REDIS_URL"])
        try:
            yield own
        finally:
            let_go()


@contextmanager
def stack(**environment: str) -> Iterator[Stack]:
    """The running program with the sample story; Django in this process sees it too."""
    os.environ |= environment
    with servers() as own, folder() as place:
        assert own.postgres
        own.postgres.ensure_database(DATABASE)
        url = own.postgres.url(DATABASE)
        manage(os.environ | {"DATABASE_URL": url}, "migrate", "--noinput")
        running = Stack(own.postgres, DATABASE, place)
        try:
            running.start()
            running.manage("load_sample")
            set_up_django(running.database_url, running.redis_url)
            yield running
        finally:
            let_go()
            running.close()


def set_up_django(database_url: str, redis_url: str) -> None:
    """As in the web process: the same servers, the same pool of connections."""
    os.environ |= {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "STORYTRACKER_DATABASE_POOL": "4",
        "DJANGO_SETTINGS_MODULE": "storytracker.settings",
    }
    import django

    import storytracker.celery  # noqa: F401 - what we send goes to the stack's Redis

    django.setup()


def let_go() -> None:
    from django.db import connections

    for connection in connections.all():
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
