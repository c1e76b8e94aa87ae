"""Importing in the test's own process: through every stage, as a worker would, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from django.test import TestCase

from apps.sources.documents import Document
from apps.sources.models import Import
from apps.sources.services import accept_documents
from storytracker import recipe  # noqa: F401 - the tasks that the messages name
from storytracker.analysis.types import ArticleFacts
from tests.support import queues


def bring(documents: Sequence[Document], *, times: int = 1) -> Import:
    """Import these at once and work until nothing is left to do; each message ``times`` over."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        batch = accept_documents(
            by=None, channel="upload", documents=documents, submit_token=uuid4()
        )
    settle(times=times)
    return batch


def settle(*, times: int = 1) -> None:
    """Do all that was asked for."""
    done = None
    while done is None or done:
        with TestCase.captureOnCommitCallbacks(execute=True):
            done = queues.work(times)


def as_document(facts: ArticleFacts) -> Document:
    """An article of ``tests.analysis.written`` as a file, its outlet and day on somebody's word."""
    return Document(
        facts.text.encode(),
        file_name=f"{facts.key[:12]}.txt",
        given_outlet=facts.outlet or "",
        given_day=facts.published.day,
    )
