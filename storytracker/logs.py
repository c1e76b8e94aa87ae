"""Log records as one line of JSON each: nothing in an article can begin a line of its own."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any


class JsonFormatter(logging.Formatter):
    """time, level, logger, message, and the traceback where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line)


def gunicorn_config(*, every_request: bool) -> dict[str, Any]:
    """gunicorn's own messages in the same form, for its ``logconfig_dict``."""
    ours = {"handlers": [], "level": "INFO", "propagate": True}
    # With a ``logconfig_dict`` gunicorn logs requests whatever its ``accesslog`` says.
    requests = ours | {"propagate": every_request}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "storytracker.logs.JsonFormatter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {"gunicorn.error": ours, "gunicorn.access": requests},
    }
