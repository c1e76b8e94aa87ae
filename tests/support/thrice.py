"""The program's own worker, but whatever it sends is delivered three times."""

from __future__ import annotations

from typing import Any

from storytracker.celery import app

__all__ = ["app", "deliver_thrice"]

DELIVERIES = 3


def deliver_thrice(app: Any) -> None:
    """Have ``app`` send each message three times from now on."""
    once = app.send_task

    def send_task(*args: Any, **kwargs: Any) -> Any:
        return [once(*args, **kwargs) for _ in range(DELIVERIES)][-1]

    app.send_task = send_task


deliver_thrice(app)
