"""The program's own worker, but pages that are marked as poison or slow are that."""

from __future__ import annotations

from typing import Any

from celery.signals import worker_process_init

from storytracker import isolation
from storytracker.celery import app

__all__ = ["app"]


@worker_process_init.connect
def poison_the_readers(**_: Any) -> None:
    """After the program's tasks have been registered."""
    from storytracker.analysis.reading.wire import read_to_json
    from storytracker.analysis.speech.wire import attribute_to_json
    from tests.support.hostile import poisoned

    isolation.register("read", poisoned(read_to_json, "read"))
    isolation.register("attribute", poisoned(attribute_to_json, "attribute"))
