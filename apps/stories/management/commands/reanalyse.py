"""``manage.py reanalyse``: work stories out anew, with the program of today."""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from apps.stories.management.bars import Bar
from apps.stories.models import Story
from apps.stories.services.touching import want_rebuild
from apps.stories.sweeping import SILENT_TRIES, tell_stories
from storytracker.analysis import ANALYSIS_VERSION

# Asked for at a time: enough for every worker, and few enough that what somebody changes
# meanwhile does not wait behind them.
AT_A_TIME = 20
LOOK_SECONDS = 0.5
QUIET_SECONDS = 30.0
STOPPED = 130


class Command(BaseCommand):
    help = (
        "Work stories out anew after an update that analyses better. The workers do it in the "
        "background; whoever reads meanwhile reads what was found before. What editors decided "
        "stays. Stopped, it can be started again: stories that are up to date are left out. Exit "
        "code 1 where a story could not be worked out (it stays as it was), 130 stopped."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slugs", nargs="*", metavar="STORY", help="stories by their address")
        parser.add_argument("--all", action="store_true", dest="every", help="every story")
        parser.add_argument("--again", action="store_true", help="those that are up to date too")

    def handle(self, *args: Any, **options: Any) -> None:
        ids = self.chosen(**options)
        failed: set[int] = set()
        try:
            with Bar("Analysing", len(ids), self.stderr) as bar:
                for first in range(0, len(ids), AT_A_TIME):
                    failed |= self.work_out(ids[first : first + AT_A_TIME], bar, first)
        except KeyboardInterrupt:
            self.stderr.write("Stopped. The same command goes on with the stories that are left.")
            raise SystemExit(STOPPED) from None
        for title in Story.objects.filter(pk__in=failed).values_list("title", flat=True):
            self.stderr.write(f"Could not be worked out, and stays as it was: {title}")
        done = len(ids) - len(failed)
        self.stdout.write(f"{done} of {len(ids)} stories worked out, analysis {ANALYSIS_VERSION}.")
        if failed:
            raise SystemExit(1)

    def chosen(self, *, slugs: list[str], every: bool, again: bool, **_: Any) -> list[int]:
        """The ids of the stories to work out. Raises CommandError for unknown ones and none."""
        if bool(slugs) == every:
            raise CommandError("Name stories by their address, or say --all.", returncode=2)
        stories = Story.objects.filter(story_articles__isnull=False).distinct()
        if slugs:
            stories = stories.filter(slug__in=slugs)
            unknown = set(slugs) - set(stories.values_list("slug", flat=True))
            if unknown:
                raise CommandError(f"No such story: {', '.join(sorted(unknown))}.", returncode=2)
        if not again:
            stories = stories.exclude(analysis_version=ANALYSIS_VERSION)
        return list(stories.order_by("pk").values_list("pk", flat=True))

    def work_out(self, ids: Collection[int], bar: Bar, before: int) -> set[int]:
        """Ask the workers for these and wait; gives back those that fail every time."""
        with transaction.atomic():
            want_rebuild(ids)
        tell_stories(ids, bulk=True)
        progress, left, failing = time.monotonic(), set(ids), set[int]()
        while left - failing:
            time.sleep(LOOK_SECONDS)
            stale = Story.objects.stale().filter(pk__in=left)
            now = set(stale.values_list("pk", flat=True))
            failing = set(stale.filter(tries__gte=SILENT_TRIES).values_list("pk", flat=True))
            if now != left:
                progress = time.monotonic()
            elif time.monotonic() - progress > QUIET_SECONDS:
                self.stderr.write("Nothing was finished for a while: does a worker run?")
                progress = time.monotonic()
            left = now
            bar.reach(before + len(ids) - len(left))
        return left
