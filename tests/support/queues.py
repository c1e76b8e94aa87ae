"""The real queues in Redis, with the test itself for a worker: one message after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from celery import current_app

QUEUES = ("interactive", "fetching", "bulk")


@dataclass(frozen=True)
class Sent:
    """A message as it lay in its queue."""

    queue: str
    task: str
    args: list[Any]
    kwargs: dict[str, Any]

    def run(self) -> None:
        """Do what a worker would do on its delivery."""
        current_app.tasks[self.task](*self.args, **self.kwargs)


def take() -> list[Sent]:
    """Take all messages out of the queues, without running any."""
    with current_app.connection_for_read() as connection:
        return [sent for name in QUEUES for sent in _take(connection, name)]


def work(times: int = 1) -> list[Sent]:
    """Run all messages and the ones that they send, each ``times`` over; returns what was run."""
    done: list[Sent] = []
    while messages := take():
        for message in messages:
            for _ in range(times):
                message.run()
        done += messages
    return done


def _take(connection: Any, name: str) -> Iterator[Sent]:
    queue = connection.SimpleQueue(name)
    try:
        while True:
            try:
                message = queue.get_nowait()
            except queue.Empty:
                return
            args, kwargs, _ = message.payload
            message.ack()
            yield Sent(name, message.headers["task"], args, kwargs)
    finally:
        queue.close()
