"""How often a page asks the database."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def count_queries(client: Client, address: str) -> int:
    """The number of queries that one GET of ``address`` takes. Fails if it isn't a page."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def counted(work: Callable[[], object]) -> int:
    """The number of queries that ``work`` takes."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)
