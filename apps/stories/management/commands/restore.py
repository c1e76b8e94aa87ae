"""``manage.py restore FILE``: everything back from a backup."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from apps.stories.management.bars import Bar
from storytracker.backup import BackupFailed, restore, tables


class Command(BaseCommand):
    help = (
        "Put the whole database back as it was when a backup was made. All or nothing: where it "
        "fails, everything is as before. Who is signed in now has to sign in again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="give up what the database holds now"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with Bar("Restoring", len(tables()), self.stderr) as bar:
                manifest = restore(options["file"], say=bar.step, replace=options["replace"])
        except BackupFailed as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            f"Restored what was there at {manifest.made_at}: {sum(manifest.rows.values()):,} rows "
            f"of {len(manifest.rows)} tables, each counted."
        )
        if is_behind():
            self.stdout.write(
                "The backup is of an older version; the database is brought up to date."
            )
            call_command("migrate", "--noinput", verbosity=options["verbosity"])


def is_behind() -> bool:
    """True where there are migrations to apply."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
