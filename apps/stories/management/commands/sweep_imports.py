"""``manage.py sweep_imports``: the process that sees to it that no work is forgotten."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, InterfaceError, close_old_connections

from apps.sources.services import sweep
from apps.stories.services import join_forgotten
from apps.stories.sweeping import sweep_stories


class Command(BaseCommand):
    help = "Send forgotten imports and timelines to the workers again, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="sweep once and end")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stopping = threading.Event()
        if options["once"]:
            self.sweep()
            return
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, self.stop)
        self.stdout.write(f"Sweeping every {settings.SWEEP_SECONDS} s.")
        self.try_to_sweep()
        while not self.stopping.wait(settings.SWEEP_SECONDS):
            self.try_to_sweep()

    def stop(self, signum: int, frame: FrameType | None) -> None:
        """Asked to end: finish the sweep that runs, and start no other."""
        self.stopping.set()

    def try_to_sweep(self) -> None:
        """Sweep; a database that is away for a while is no reason to end."""
        try:
            close_old_connections()
            self.sweep()
        except (DatabaseError, InterfaceError) as error:
            self.stderr.write(f"The database can't be reached, trying again soon: {error}")

    def sweep(self) -> None:
        swept = sweep()
        join_forgotten()
        stories = sweep_stories()
        if swept.told or swept.taken_back or swept.given_up or stories:
            self.stdout.write(f"items: {swept}; timelines: {stories} sent again")
