"""Processes that die between their commit and what they were going to do after it.

Run by ``manage.py shell``: whoever forks has neither threads nor connections.
"""

from __future__ import annotations

import os
from functools import partial
from uuid import uuid4

from django.db import connections, transaction

from apps.sources.services import accept_documents
from tests.support.articles import documents

DIED = 9


def commit_without_sending(count: int, start: int) -> None:
    """Take in ``count`` made-up articles, each by a process that dies as soon as it committed."""
    connections.close_all()
    died = 0
    for document in documents(count, start):
        child = os.fork()
        if not child:
            with transaction.atomic():
                # Before the import's own, which would tell the workers.
                transaction.on_commit(partial(os._exit, DIED))
                accept_documents(
                    by=None, channel="upload", documents=[document], submit_token=uuid4()
                )
            os._exit(0)
        died += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == DIED
    print(died)
