"""The tasks that a child can run, by name, and what has to be loaded before it is shut in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Task = Callable[[Mapping[str, Any], bytes], Any]

_tasks: dict[str, Task] = {}
_cold: list[Callable[[], object]] = []


def register(name: str, task: Task, warm: Callable[[], object] | None = None) -> None:
    """Make ``task`` callable by ``name``; a later one of the same name takes its place.

    ``task`` gets the header and the bytes and returns what ``json.dumps`` takes. ``warm`` runs
    once, in the parent, before the next fork: a child can open nothing, so it loads whatever the
    task would import or read from files.
    """
    _tasks[name] = task
    if warm is not None:
        _cold.append(warm)


def run_task(name: str, header: Mapping[str, Any], body: bytes) -> Any:
    """Raises KeyError for a task that nobody registered, and what the task raises."""
    return _tasks[name](header, body)


def registered() -> dict[str, Task]:
    """All tasks as they are now."""
    return dict(_tasks)


def warm_up() -> None:
    """Load what the tasks need; a second call does nothing."""
    while _cold:
        _cold[-1]()
        _cold.pop()
