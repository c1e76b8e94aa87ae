"""``manage.py load_sample``: the sample story and its three users, for trying the program out."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.accounts.models import Role, User
from apps.sources.models import Import, ImportItem, ItemState
from apps.sources.services import NoSample, import_sample

# Known to everybody who reads this: they are made in local mode alone, which listens to nobody
# but this machine.
SAMPLE_PASSWORDS = {
    Role.ANALYST: "sample-analyst-reads",
    Role.EDITOR: "sample-editor-decides",
    Role.ADMIN: "sample-admin-imports",
}
POLL_SECONDS = 0.25


class Command(BaseCommand):
    help = "Make the three sample users and import the sample story (local mode only)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--timeout", type=float, default=120, help="seconds to wait for the import (120)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.IN_PRODUCTION:
            raise CommandError(
                "The sample users' passwords are known to everybody, so they are made in local "
                "mode only. Nothing was changed."
            )
        self.make_users()
        self.import_story(options["timeout"])
        self.print_sign_ins()

    def make_users(self) -> None:
        """Make the users that are missing; one that is there keeps whatever was changed."""
        for role, password in SAMPLE_PASSWORDS.items():
            if not User.objects.filter(username=role.value).exists():
                User.objects.create_user(role.value, password=password, role=role)

    def import_story(self, timeout: float) -> None:
        """Import the sample through the same way as any other articles, and wait for it."""
        admin = User.objects.filter(role=Role.ADMIN).order_by("pk").first()
        try:
            batch = import_sample(by=admin)
        except NoSample as problem:
            raise CommandError(str(problem)) from problem
        if ImportItem.objects.progress(batch).is_finished:
            self.stdout.write("The sample story was imported before: nothing was added.")
            return
        self.wait_for(batch, timeout)

    def wait_for(self, batch: Import, timeout: float) -> None:
        """Print how the import comes along until it is through. Raises CommandError if it isn't."""
        end = time.monotonic() + timeout
        said = ""
        while not (progress := ImportItem.objects.progress(batch)).is_finished:
            if time.monotonic() > end:
                raise CommandError(
                    f"{progress.open} of {progress.total} sample articles are still on their way "
                    f"after {timeout:.0f} s. They are kept and go on; is the worker running?"
                )
            words = f"  {progress.finished} of {progress.total} sample articles are through"
            if words != said:
                self.stdout.write(said := words)
            time.sleep(POLL_SECONDS)
        self.report(batch, progress.done, progress.total)

    def report(self, batch: Import, done: int, total: int) -> None:
        """Print what became of the articles. Raises CommandError where one failed."""
        self.stdout.write(f"  {done} of {total} sample articles are on the timeline.")
        failed = batch.items.filter(state__in=[ItemState.DEAD, ItemState.NEEDS_REVIEW])
        if lines := [f"{item.label}: {item.reason}" for item in failed]:
            raise CommandError("The sample story is not complete.\n" + "\n".join(lines))

    def print_sign_ins(self) -> None:
        self.stdout.write("Sample sign-ins (name, password):")
        for role, password in SAMPLE_PASSWORDS.items():
            self.stdout.write(f"    {role.value:8} {password}")
