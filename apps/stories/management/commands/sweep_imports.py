"""``manage.py sweep_imports``: sees to it that no work is forgotten and every host has its turn."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, InterfaceError, connection

from apps.sources.services import (
    gather_words,
    sweep,
    tell_checkers,
    tell_fetchers,
    tell_pollers,
)
from apps.stories.services import join_forgotten
from apps.stories.sweeping import sweep_stories


class Command(BaseCommand):
    help = (
        "Send forgotten imports and timelines to the workers again, and tell them whom to fetch "
        "next, until stopped."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="sweep once and end")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stopping = threading.Event()
        if options["once"]:
            self.sweep()
            self.tick()
            return
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, self.stop)
        self.stdout.write(f"Sweeping every {settings.SWEEP_SECONDS} s.")
        next_sweep = time.monotonic()
        while not self.stopping.is_set():
            if time.monotonic() >= next_sweep:
                next_sweep = time.monotonic() + settings.SWEEP_SECONDS
                self.try_to(self.sweep)
            self.try_to(self.tick)
            self.stopping.wait(settings.FETCH_TICK_SECONDS)

    def stop(self, signum: int, frame: FrameType | None) -> None:
        """Asked to end: finish the sweep that runs, and start no other."""
        self.stopping.set()

    def try_to(self, do: Callable[[], None]) -> None:
        """Sweep or tick; a database that is away for a while is no reason to end."""
        try:
            do()
        except (DatabaseError, InterfaceError) as error:
            # Kept open otherwise: a new connection every second is more work than the questions.
            connection.close()
            self.stderr.write(f"The database can't be reached, trying again soon: {error}")

    def tick(self) -> None:
        """Whose turn it is: feeds first, as they are few and bring what is new."""
        tell_pollers()
        tell_checkers()
        tell_fetchers()

    def sweep(self) -> None:
        swept = sweep()
        join_forgotten()
        stories = sweep_stories()
        gather_words()
        if swept.told or swept.taken_back or swept.given_up or stories:
            self.stdout.write(f"items: {swept}; timelines: {stories} sent again")
