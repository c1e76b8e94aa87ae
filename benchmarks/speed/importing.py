"""What importing varied articles takes, from the verb behind the form to "done" on all of them.

With a real worker of two processes, beside bare reading of such articles in one process. CPU time
is the worker's, without PostgreSQL's; wall time has everything in it.
"""

from __future__ import annotations

import time
import uuid
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import psutil

from benchmarks.articles import articles
from benchmarks.report import Row, ratios
from benchmarks.speed.rounds import SMALL, Cost, cpu, in_turn, timed, wall
from benchmarks.speed.stack import stack
from tests.support.stack import Stack

if TYPE_CHECKING:
    from apps.sources.services import Document

ROUNDS = 3
ARTICLES = 40 if SMALL else 334
PATIENCE_SECONDS = 900.0


def measure() -> list[Row]:
    """Start the program and import through it."""
    with stack() as running:
        return _imports(running)


def _imports(stack: Stack) -> list[Row]:
    count = ARTICLES
    source = articles(count * ROUNDS)
    parts = [[next(source) for _ in range(count)] for _ in range(ROUNDS)]
    to_import = iter(parts)
    contenders = {
        "read": lambda: bare_reading(parts[0]),
        "import": lambda: _importing(stack, next(to_import)),
        "read again": lambda: bare_reading(parts[0]),
    }
    spent = in_turn(contenders, ROUNDS)
    read, imported, again = spent["read"], spent["import"], spent["read again"]
    what = f"import of {count} articles"
    return [
        Row(f"{what}, CPU of the worker", "reading", "×", ratios(cpu(imported), cpu(read))),
        Row(f"{what}, wall, 2 processes", "reading, 1 process", "×",
            ratios(wall(imported), wall(read))),
        Row("reading again (A/A), CPU", "reading", "×", ratios(cpu(again), cpu(read))),
        Row("reading again (A/A), wall", "reading", "×", ratios(wall(again), wall(read))),
        Row("import, CPU of the worker, last round", "the first round", "×",
            (imported[-1].cpu / imported[0].cpu,)),
        Row("import, articles in the largest story", "all articles", "×", (_largest_story(),)),
        Row("import", "", "articles/s", tuple(count / t for t in wall(imported))),
        Row("reading", "", "articles/s", tuple(count / t for t in wall(read))),
    ]  # fmt: skip


def bare_reading(documents: Sequence[bytes]) -> Cost:
    """What reading costs alone, in this process, with no limits around it."""
    from storytracker.analysis.reading.markup import read_article

    with timed() as watch:
        for document in documents:
            read_article(document)
    return watch.cost


def _importing(stack: Stack, documents: Sequence[bytes]) -> Cost:
    from apps.sources.services import Document

    states = Counter[str]()
    cost = bring_in(stack, [Document(document) for document in documents], states)
    assert set(states) == {"done"}, states
    return cost


def bring_in(stack: Stack, documents: Sequence[Document], states: Counter[str]) -> Cost:
    """Import ``documents`` and wait for all; the worker's CPU, and ends added to ``states``."""
    from apps.accounts.models import User
    from apps.sources.models import Channel, ImportItem
    from apps.sources.services import accept_documents

    admin = User.objects.get(username="admin")
    began, worked = time.perf_counter(), _worker_cpu(stack)
    batch = accept_documents(
        by=admin,
        channel=Channel.UPLOAD,
        documents=documents,
        submit_token=uuid.uuid4(),
        bulk=True,
    )
    items = ImportItem.objects.filter(batch=batch)
    stack.wait_for(lambda: not items.open().exists(), PATIENCE_SECONDS, "import")
    cost = Cost(time.perf_counter() - began, _worker_cpu(stack) - worked)
    states.update(items.values_list("state", flat=True))
    return cost


def _worker_cpu(stack: Stack) -> float:
    """CPU seconds of the worker so far: its own, its pool's, and those of what these started.

    A reader that was ended counts with whoever started it.
    """
    assert stack.worker
    worker = psutil.Process(stack.worker.pid)
    processes = [worker, *worker.children(recursive=True)]
    spent = 0.0
    for process in processes:
        with suppress(psutil.NoSuchProcess):  # it has ended meanwhile, and counts with its parent
            spent += sum(process.cpu_times()[:4])
    return spent


def _largest_story() -> float:
    """The share of all articles that one story took: its timeline is made anew as a whole."""
    from django.db.models import Count

    from apps.stories.models import Story, StoryArticle

    sizes = Story.objects.annotate(size=Count("story_articles")).values_list("size", flat=True)
    return max(sizes) / StoryArticle.objects.count()
