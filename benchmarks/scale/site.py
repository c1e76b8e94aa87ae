"""One archive in a database of its own, in a process of its own, that does what it is told."""

from __future__ import annotations

import multiprocessing
import time
import traceback
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Any

import psutil

from benchmarks.scale.archive import write_archive
from benchmarks.scale.pages import html
from benchmarks.scale.stream import Item, Stream, one_matter
from benchmarks.speed.rounds import Cost

ON_ITS_OWN_PAGE = 12
"""Articles of the story whose page is asked for."""

REQUESTS = 10


class Site:
    """The parent's handle on one archive."""

    def __init__(self, size: int, database_url: str, redis_url: str) -> None:
        self.size = size
        ours, theirs = multiprocessing.Pipe()
        context = multiprocessing.get_context("spawn")
        self._process = context.Process(target=_serve, args=(theirs, database_url, redis_url))
        self._process.start()
        theirs.close()
        self._pipe = ours

    def ask(self, verb: str, *arguments: Any) -> Any:
        """Have a verb of ``_Archive`` done and wait for what it gives back."""
        self._pipe.send((verb, arguments))
        failed, answer = self._pipe.recv()
        if failed:
            raise RuntimeError(f"archive of {self.size:,}: {answer}")
        return answer

    def close(self) -> None:
        """End its process."""
        self._pipe.close()
        self._process.join()


def _serve(pipe: Connection, database_url: str, redis_url: str) -> None:
    from benchmarks.speed.stack import let_go, set_up_django

    set_up_django(database_url, redis_url)
    archive = _Archive()
    while True:
        try:
            verb, arguments = pipe.recv()
        except EOFError:
            break
        try:
            pipe.send((False, getattr(archive, verb)(*arguments)))
        except Exception as error:
            traceback.print_exc()
            pipe.send((True, repr(error)))
    from storytracker import isolation

    isolation.close()
    let_go()


class _Archive:
    def __init__(self) -> None:
        self.stream = Stream()
        self.before: list[bytes] = []
        self.untold: dict[int, int] = {}
        self.pages: dict[str, str] = {}

    # --- the archive ------------------------------------------------------------------------

    def build(self, size: int) -> dict[str, float]:
        """Write ``size`` articles; bytes of the database, and the stories that there are."""
        from django.db import connection

        from apps.stories.models import Story

        began = time.perf_counter()

        def told(written: int) -> None:
            if written % 10_000 == 0:
                print(f"  {written:,} in {time.perf_counter() - began:.0f} s", flush=True)

        self.untold = write_archive(self.stream, size, told)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        return {"bytes": self.bytes(), "stories": Story.objects.count()}

    def bytes(self) -> int:
        """What the database takes on disk."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])

    def tables(self) -> dict[str, int]:
        """Bytes of each table with its indexes."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT relname, pg_total_relation_size(oid) FROM pg_class "
                "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            )
            return dict(cursor.fetchall())

    # --- imports ----------------------------------------------------------------------------

    def import_some(self, batches: int, batch: int) -> dict[str, Any]:
        """Import the next articles of the stream, in so many batches, stage by stage.

        That is the order in which the messages of one bulk import are worked off. One document of
        each batch came before. Gives back CPU seconds (this process, its child and its server
        process) and queries by stage, seconds by the clock, and articles.
        """
        spent, queries = defaultdict[str, float](float), Counter[str]()
        documents: list[bytes] = []
        items: list[Item] = []
        for _ in range(batches):
            taken = list(self.stream.take(batch - len(self.before)))
            fresh = [html(item) for item in taken]
            documents += self.before + fresh
            items += taken
            self.before = fresh[:1]
        self._tell(items)
        began = time.perf_counter()
        self._import(documents, batch, spent, queries)
        wall = time.perf_counter() - began
        return {
            "cpu": dict(spent), "queries": dict(queries), "wall": wall, "articles": len(documents)
        }  # fmt: skip

    def _tell(self, items: Sequence[Item]) -> None:
        """Make the timelines of the archive's stories that these articles go on with.

        They had one since their own import, had the program imported them.
        """
        from apps.stories.services import rebuild_stories, touch_stories

        numbers = {item.story for item in items} & self.untold.keys()
        ids = [self.untold.pop(number) for number in sorted(numbers)]
        touch_stories(ids)
        for start in range(0, len(ids), 25):
            rebuild_stories(ids[start : start + 25])

    def _import(
        self,
        documents: Sequence[bytes],
        batch: int,
        spent: dict[str, float],
        queries: Counter[str],
    ) -> None:
        from apps.sources.models import Channel, ImportItem
        from apps.sources.services import Document, accept_documents
        from apps.sources.services import reading as parsing
        from apps.stories.models import Story
        from storytracker import recipe

        def stage(name: str) -> Any:
            return _staged(name, spent, queries)

        with stage("accepting"):
            made = accept_documents(
                by=None, channel=Channel.UPLOAD, documents=[Document(d) for d in documents],
                submit_token=uuid.uuid4(), bulk=True,
            )  # fmt: skip
        items = ImportItem.objects.filter(batch=made)
        ids = _chunks(items.order_by("pk").values_list("pk", flat=True), batch)
        keep = parsing.keep_articles

        def keeping(drafts: Any) -> Any:
            with stage("duplicates"):
                return keep(drafts)

        parsing.keep_articles = keeping
        try:
            for some in ids:
                with stage("reading and duplicates"):
                    recipe.parse_items(some, True)
        finally:
            parsing.keep_articles = keep
        for some in ids:
            with stage("assertions"):
                recipe.record_assertions(some, True)
        for some in ids:
            with stage("linking"):
                recipe.link_articles(some, True)
        stale = Story.objects.stale().order_by("pk").values_list("pk", flat=True)
        for some in _chunks(stale, batch):
            with stage("timelines"):
                recipe.rebuild_stories(some, True)
        states = set(items.values_list("state", flat=True))
        assert states <= {"done", "duplicate"}, states

    # --- pages ------------------------------------------------------------------------------

    def open_pages(self) -> None:
        """Make a story that is the same on every archive, and somebody who reads it."""
        from django.urls import reverse

        from apps.accounts.models import Role, User
        from apps.stories.models import StoryArticle
        from benchmarks.speed.pages import getter

        User.objects.create(username="analyst", role=Role.ANALYST)
        items = one_matter(ON_ITS_OWN_PAGE)
        self._import([html(item) for item in items], len(items), defaultdict(float), Counter())
        row = StoryArticle.objects.select_related("story").get(article__title=items[0].title)
        self.get = getter("analyst")
        self.pages = {
            "empty view": "/healthz",
            "stories list": reverse("stories:index"),
            "story page": reverse("stories:story", args=[row.story.slug]),
        }

    def ask_for(self, page: str) -> Cost:
        """What one request for a page takes, PostgreSQL's part included."""
        self.get(self.pages[page])
        before, began = _cpu(), time.perf_counter()
        for _ in range(REQUESTS):
            self.get(self.pages[page])
        return Cost((time.perf_counter() - began) / REQUESTS, (_cpu() - before) / REQUESTS)


def _chunks(ids: Iterable[int], size: int) -> list[list[int]]:
    found = list(ids)
    return [found[start : start + size] for start in range(0, len(found), size)]


@contextmanager
def _staged(name: str, spent: dict[str, float], queries: Counter[str]) -> Iterator[None]:
    from django.db import connection

    def count(execute: Callable[..., Any], *arguments: Any) -> Any:
        queries[name] += 1
        return execute(*arguments)

    before = _cpu()
    with connection.execute_wrapper(count):
        yield
    spent[name] += _cpu() - before


_seen: dict[int, float] = {}


def _cpu() -> float:
    """CPU seconds so far: of this process, its children, and what serves them in PostgreSQL.

    What has ended since it was last looked at counts as it was then.
    """
    children = [process.pid for process in psutil.Process().children(recursive=True)]
    for pid in (*children, *_server_processes()):
        with suppress(psutil.NoSuchProcess):
            _seen[pid] = sum(psutil.Process(pid).cpu_times()[:2])
    return time.process_time() + sum(_seen.values())


def _server_processes() -> list[int]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
            "AND backend_type = 'client backend'"
        )
        return [pid for (pid,) in cursor.fetchall()]
