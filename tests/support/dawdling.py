"""The program's own worker, but it takes its time with a document that asks for it."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import Any

from celery.signals import worker_process_init

from storytracker import isolation
from storytracker.celery import app

__all__ = ["MARK", "SECONDS", "app"]

MARK = "This document is read slowly."
# Until all of a worker's processes have something to dawdle over; ten need longer than two.
SECONDS = 10.0 if os.environ.get("STORYTRACKER_FAULTS") == "full" else 4.0


@worker_process_init.connect
def dawdle(**_: Any) -> None:
    """After the program's tasks have been registered."""
    from storytracker.analysis.reading.wire import read_to_json

    def read(header: Mapping[str, Any], body: bytes) -> Any:
        if MARK.encode() in body:
            time.sleep(SECONDS)
        return read_to_json(header, body)

    isolation.register("read", read)
