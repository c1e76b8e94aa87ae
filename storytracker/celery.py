"""The Celery application, loaded by wsgi.py, manage.py and the worker."""

from __future__ import annotations

import gc
import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_process_init, worker_process_shutdown

from storytracker import isolation
from storytracker.lifeline import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storytracker.settings")

NEW_OBJECTS, YOUNG, MIDDLE = 50_000, 20, 20
"""When Python looks for rings of objects that hold one another. An article is thousands of small
ones without a ring, and some hundred thousand are remembered: to look at them at the usual
intervals (700, 10, 10) took a third of the time of a timeline. Not looked at are some 10 MB."""

gc.set_threshold(NEW_OBJECTS, YOUNG, MIDDLE)

app = Celery("storytracker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["storytracker"], related_name="recipe")


@worker_process_init.connect
def end_with_the_worker(**_: Any) -> None:
    """A pool child whose worker was killed would wait for ever, with its siblings' pipes open."""
    die_with_parent()


@worker_process_init.connect
def let_go_of_what_stands_still(**_: Any) -> None:
    """Have PostgreSQL end a transaction in which a frozen process keeps everybody else waiting.

    No task runs longer than that, so nobody is at work in it.
    """
    from django.conf import settings
    from django.db import connections

    limit = f"-c idle_in_transaction_session_timeout={settings.CELERY_TASK_TIME_LIMIT}s"
    options = connections["default"].settings_dict["OPTIONS"]
    options["options"] = f"{options.get('options', '')} {limit}".strip()


@worker_process_shutdown.connect
def end_its_child(**_: Any) -> None:
    """Nobody else would bury it."""
    isolation.close()


@setup_logging.connect
def log_as_everywhere(**_: Any) -> None:
    """Keep Celery from setting up logs of its own."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)
