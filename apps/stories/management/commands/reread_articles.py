"""``manage.py reread_articles``: read kept documents anew, with the program of today."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.sources.models import Article
from apps.sources.services import CantBeReread
from apps.stories.management.bars import Bar
from apps.stories.services import read_article_again


class Command(BaseCommand):
    help = (
        "Read articles anew from their kept documents, after an update that reads better. What "
        "editors corrected stays. Stopped, it can be started again: what reads the same is not "
        "written. Exit code 1 where one could not be read; it stays as it was."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ids", nargs="*", type=int, metavar="ID", help="articles by number")
        parser.add_argument("--all", action="store_true", help="every article")

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["ids"]) == options["all"]:
            raise CommandError("Name articles by number, or say --all.", returncode=2)
        articles = Article.objects.present().order_by("pk")
        if options["ids"]:
            articles = articles.filter(pk__in=options["ids"])
        total, changed, failed = articles.count(), 0, 0
        with Bar("Reading", total, self.stderr) as bar:
            for pk in articles.values_list("pk", flat=True).iterator():
                try:
                    changed += read_article_again(Article.objects.get(pk=pk))
                except CantBeReread as problem:
                    failed += 1
                    self.stderr.write(f"Article {pk}: {problem}")
                bar.step()
        self.stdout.write(
            f"{total} read, {changed} changed, {failed} stay as they were for want of a reading."
        )
        if failed:
            raise SystemExit(1)
