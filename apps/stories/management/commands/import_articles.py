"""``manage.py import_articles PATH|URL|- …``: articles from the command line."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from apps.sources.documents import Document
from apps.sources.models import Channel, Import, ImportItem, ItemState
from apps.sources.progress import Progress
from apps.sources.services import NothingToImport, accept_documents
from apps.stories.management.bars import Bar
from apps.stories.management.gathering import Gathering, NothingThere
from apps.stories.models import Story
from apps.stories.services import import_into_story
from storytracker.analysis.reading.markup import read_article

POLL_SECONDS = 0.5
# A line in a log when nobody sees a bar.
LINE_SECONDS = 5.0
# More than these travel behind what somebody waits for in a browser.
BULK_FROM = 50

ALL_IN, SOME_FAILED, NOTHING_DONE, NEEDS_SOMEBODY, STILL_UNDER_WAY, STOPPED = 0, 1, 2, 3, 4, 130
EXIT_CODES = """
Exit codes: 0 every article is in (or was held already, or was left out for a reason), 1 some
failed, 2 nothing was imported, 3 some need an editor's eye, 4 gave up waiting, 130 stopped with
Ctrl-C. After 4 and 130 the import goes on by itself; the same command again shows how far it is.
"""


class Command(BaseCommand):
    help = (
        "Import articles: files (HTML, text, Markdown, PDF, EML), ZIP archives, folders, web "
        "addresses, or - for one article on standard input." + EXIT_CODES
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", nargs="+", metavar="PATH|URL|-")
        parser.add_argument("--outlet", default="", help="who published all of them")
        parser.add_argument(
            "--published", type=day, metavar="YYYY-MM-DD", help="the day they were published"
        )
        parser.add_argument("--story", metavar="SLUG", help="the story that all of them belong to")
        parser.add_argument("--json", action="store_true", help="a line of JSON per article")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be read; write nothing"
        )
        parser.add_argument("--no-wait", action="store_true", help="don't watch how it goes on")
        parser.add_argument(
            "--timeout", type=float, metavar="SECONDS", help="give up waiting after so long"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.options = options
        try:
            gathering = Gathering(options["what"], self.known())
        except NothingThere as problem:
            raise CommandError(
                f"{problem} Nothing was imported.", returncode=NOTHING_DONE
            ) from None
        if options["dry_run"]:
            return self.try_out(gathering)
        batch = self.accept(gathering)
        if options["no_wait"]:
            return self.say(f"Import {batch.pk} is under way: /import/jobs/{batch.pk}/")
        try:
            progress = self.watch(batch)
        except KeyboardInterrupt:
            self.say(f"Stopped watching; import {batch.pk} goes on. The same command watches it.")
            raise SystemExit(STOPPED) from None
        self.report(batch, progress)
        if code := exit_code(progress):
            raise SystemExit(code)

    def known(self) -> Document:
        """What was said of all the articles."""
        return Document(given_outlet=self.options["outlet"], given_day=self.options["published"])

    def say(self, words: str) -> None:
        """Tell a person; standard output is for results where they are JSON."""
        (self.stderr if self.options["json"] else self.stdout).write(words)

    # --- in ---------------------------------------------------------------------------------

    def accept(self, gathering: Gathering) -> Import:
        """Take everything in, or go on with the same import where it is under way."""
        token = gathering.token()
        known = Import.objects.filter(submit_token=token).first()
        if known and not ImportItem.objects.progress(known).is_finished:
            self.say(f"Import {known.pk} was begun before and is under way; nothing was added.")
            return known
        how: dict[str, Any] = {
            "by": None,
            "channel": Channel.COMMAND,
            "documents": self.counted(gathering),
            "submit_token": uuid4() if known else token,
            "bulk": len(gathering) > BULK_FROM,
        }
        story = self.story()
        try:
            return import_into_story(story, **how) if story else accept_documents(**how)
        except NothingToImport as problem:
            raise CommandError(str(problem), returncode=NOTHING_DONE) from problem

    def counted(self, gathering: Gathering) -> Any:
        """The documents, with a bar for taking them in."""
        with Bar("Taking in", len(gathering), self.stderr) as bar:
            for document in gathering.documents():
                bar.step()
                yield document

    def story(self) -> Story | None:
        slug = self.options["story"]
        if not slug:
            return None
        story = Story.objects.filter(slug=slug.strip("/").rpartition("/")[2]).first()
        if story is None:
            raise CommandError(
                f"There is no story “{slug}”: its slug is what stands after /s/ in its address. "
                "Nothing was imported.",
                returncode=NOTHING_DONE,
            )
        return story

    # --- on its way -------------------------------------------------------------------------

    def watch(self, batch: Import) -> Progress:
        """Show how it comes along until it is through, or the patience is at its end."""
        began = said_at = time.monotonic()
        progress = ImportItem.objects.progress(batch)
        with Bar("Importing", progress.total, self.stderr) as bar:
            while not progress.is_finished:
                waited = time.monotonic() - began
                if self.options["timeout"] is not None and waited > self.options["timeout"]:
                    self.say(
                        f"{progress.open} of {progress.total} are still on their way after "
                        f"{waited:.0f} s. They are kept and go on; does the worker run?"
                    )
                    raise SystemExit(STILL_UNDER_WAY)
                if bar.is_silent and time.monotonic() - said_at >= LINE_SECONDS:
                    said_at = time.monotonic()
                    self.say(f"{progress.finished} of {progress.total}")
                time.sleep(POLL_SECONDS)
                progress = ImportItem.objects.progress(batch)
                bar.reach(progress.finished)
        return progress

    # --- out --------------------------------------------------------------------------------

    def report(self, batch: Import, progress: Progress) -> None:
        """What became of each: a line of JSON, or words for those that went wrong."""
        items = batch.items.select_related("article__outlet").prefetch_related("article__stories")
        for item in items.order_by("position").iterator(chunk_size=500):
            told = outcome(item)
            if self.options["json"]:
                self.stdout.write(json.dumps(told, ensure_ascii=False))
            elif item.state in (ItemState.DEAD, ItemState.NEEDS_REVIEW, ItemState.SKIPPED):
                self.stdout.write(f"{item.get_state_display()}: {item.label}: {item.reason}")
        counts = {state: count for state, count in sorted(progress.counts.items()) if count}
        if self.options["json"]:
            self.stdout.write(json.dumps({"import": batch.pk, "counts": counts}))
        words = ", ".join(f"{count} {ItemState(state).label}" for state, count in counts.items())
        self.say(f"Import {batch.pk}: {words}.")

    def try_out(self, gathering: Gathering) -> None:
        """Read everything that needs no fetching, and say what would be kept."""
        for document in gathering.documents():
            told = trial(document)
            if self.options["json"]:
                self.stdout.write(json.dumps(told, ensure_ascii=False))
            else:
                self.stdout.write(
                    f"{told['label']}: "
                    + (
                        told["problem"]
                        or f"{told['title']} ({told['outlet']}, {told['published']})"
                    )
                )
        self.say("Nothing was written.")


def day(word: str) -> date:
    """A day as ``argparse`` wants it. Raises ValueError for what is none, or is yet to come."""
    found = date.fromisoformat(word)
    if found > timezone.now().date() + timedelta(days=1):
        raise ValueError("that day is yet to come")
    return found


def exit_code(progress: Progress) -> int:
    if progress.failed:
        return SOME_FAILED
    return NEEDS_SOMEBODY if progress.counts.get(ItemState.NEEDS_REVIEW) else ALL_IN


def outcome(item: ImportItem) -> Mapping[str, Any]:
    """What became of one item."""
    article = item.article
    return {
        "label": item.label,
        "state": item.state,
        "reason": item.reason,
        "article": article.pk if article else None,
        "title": article.title if article else None,
        "outlet": article.outlet.name if article and article.outlet else None,
        "published": str(article.when_day) if article and article.when_day else None,
        "needs": list(article.needs) if article else [],
        "stories": [story.slug for story in article.stories.all()] if article else [],
    }


def trial(document: Document) -> dict[str, Any]:
    """What would be read out of a document."""
    label = document.file_name or document.url
    told: dict[str, Any] = {"label": label, "problem": document.problem}
    if told["problem"]:
        return told
    if document.content is None:
        return told | {"problem": "would be fetched"}
    reading = read_article(
        document.content,
        url=document.url,
        content_type=document.content_type,
        file_name=document.file_name,
    )
    return told | {
        "problem": reading.problem,
        "title": reading.title,
        "outlet": document.given_outlet or (reading.outlet.name if reading.outlet else None),
        "published": str(document.given_day or reading.published.day or "") or None,
        "bylines": list(reading.bylines),
        "characters": len(reading.text),
    }
