"""The entry point for gunicorn."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storytracker.settings")

application = get_wsgi_application()

# Tasks that views send have to know their broker.
from storytracker.celery import app as celery_app  # noqa: E402, F401
