"""A worker for tests of commands that wait for one: it runs what comes through the queues."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from storytracker import recipe  # noqa: F401 - the tasks that the messages name
from tests.support import queues


@contextmanager
def a_worker() -> Iterator[None]:
    """Work in a thread of its own, with a connection of its own, until the block ends."""
    queues.take()
    ended = threading.Event()

    def work() -> None:
        while not ended.wait(0.05):
            queues.work()
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        queues.take()
