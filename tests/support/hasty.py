"""The program's own worker, but it waits seconds for a page where the program waits twenty."""

from __future__ import annotations

from celery.signals import worker_process_init

from storytracker.celery import app

__all__ = ["app"]

PATIENCE_SECONDS = 3


@worker_process_init.connect
def make_haste(**_: object) -> None:
    from django.conf import settings

    settings.FETCH_TIMEOUT_SECONDS = PATIENCE_SECONDS
