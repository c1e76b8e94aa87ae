"""gunicorn's configuration: ``gunicorn -c python:storytracker.gunicorn storytracker.wsgi``."""

from __future__ import annotations

import os
from typing import Any

from storytracker import env, logs
from storytracker.lifeline import die_with_parent

bind = env.text("STORYTRACKER_BIND", "127.0.0.1:8000")
workers = env.number("STORYTRACKER_WEB_PROCESSES", 2, 1, 64)
threads = env.number("STORYTRACKER_WEB_THREADS", 4, 1, 64)
worker_class = "gthread"
# Imported once, before forking: a quicker start and less memory.
preload_app = True
timeout = 60
graceful_timeout = 10
# Recycled now and then, not all at once.
max_requests, max_requests_jitter = 5_000, 500
control_socket_disable = True
every_request = env.boolean("STORYTRACKER_ACCESS_LOG", default=False)
accesslog = "-" if every_request else None
if env.choice("STORYTRACKER_MODE", ("local", "production")) == "production":
    logconfig_dict = logs.gunicorn_config(every_request=every_request)

# Each thread may hold a connection to PostgreSQL; they share them between requests.
os.environ.setdefault("STORYTRACKER_DATABASE_POOL", str(threads))


def post_fork(server: Any, worker: Any) -> None:
    """Leave no worker behind when gunicorn is killed."""
    die_with_parent(server.pid)
