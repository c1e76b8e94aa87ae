"""``manage.py backup FILE``: everything in one file, while everything runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.stories.management.bars import Bar
from storytracker.backup import BackupFailed, back_up, tables


class Command(BaseCommand):
    help = (
        "Write the whole database, documents included, into one file. Nothing has to be stopped. "
        "Keep the file safe: it holds everything."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--overwrite", action="store_true", help="replace a file that is there")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            with Bar("Backing up", len(tables()), self.stderr) as bar:
                manifest = back_up(file, say=bar.step, overwrite=options["overwrite"])
        except BackupFailed as problem:
            raise CommandError(str(problem)) from problem
        size, rows = file.stat().st_size, sum(manifest.rows.values())
        self.stdout.write(
            f"{file}: {rows:,} rows of {len(manifest.rows)} tables, {size / 1e6:,.1f} MB. "
            f"To get all of it back: manage.py restore {file}"
        )
