"""How fast pages and imports are, each beside something else in the same run.

    make bench-speed            (SMALL=1 for a quick look, which is not kept)

1. The CPU time that a request takes in the web process: the stories list and the page of the
   sample story beside an empty view behind the same middleware. PostgreSQL's own is not in it.
2. What importing varied articles takes, from the verb behind the form to "done" on all of them,
   with a real worker of two processes; beside bare reading of such articles in one. CPU time is
   the worker's, again without PostgreSQL's; wall time has everything in it.
3. The wall time from ``make run`` to "ready", sample story included, beside one start of Django;
   and the memory of each part then.

Contenders take turns in every round, whoever began the one before; one runs twice (A/A), which
shows what of a difference is noise. Each figure is the median of the rounds.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psutil

from benchmarks.articles import articles
from benchmarks.report import Row, keep, ratios, show
from tests.support.servers import Servers
from tests.support.stack import ROOT, Stack, free_port, manage

SMALL = bool(os.environ.get("SMALL"))
PAGE_ROUNDS = 3 if SMALL else 9
CPU_SECONDS = 0.1 if SMALL else 0.5
IMPORT_ROUNDS = 3
ARTICLES_PER_ROUND = 40 if SMALL else 334
START_ROUNDS = 1 if SMALL else 3
PATIENCE_SECONDS = 900.0


class Cost(NamedTuple):
    """Seconds, by the clock on the wall and of CPU."""

    wall: float
    cpu: float


Contenders = Mapping[str, Callable[[], Cost]]


def main() -> None:
    """Run all three parts on throwaway servers and show the table; keep it unless SMALL."""
    with _servers() as servers:
        with _stack(servers) as stack:
            rows = [*_pages(), *_imports(stack)]
        rows += _start_up()
    show(rows)
    if not SMALL:
        keep("speed", rows)


def _in_turn(contenders: Contenders, rounds: int) -> dict[str, list[Cost]]:
    """Costs by contender, round by round; each round begins with another one."""
    spent: dict[str, list[Cost]] = defaultdict(list)
    names = list(contenders)
    for turn in range(rounds):
        for place in range(len(names)):
            name = names[(turn + place) % len(names)]
            spent[name].append(contenders[name]())
    return spent


def _cpu(costs: Sequence[Cost]) -> list[float]:
    return [cost.cpu for cost in costs]


def _wall(costs: Sequence[Cost]) -> list[float]:
    return [cost.wall for cost in costs]


# --- servers ---------------------------------------------------------------------------------


@contextmanager
def _servers() -> Iterator[Servers]:
    servers = Servers()
    servers.announce()
    try:
        servers.start()
        yield servers
    finally:
        servers.close()


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="st-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)  # PostgreSQL runs as somebody else where we are root
        yield folder


@contextmanager
def _stack(servers: Servers) -> Iterator[Stack]:
    """The program on a database with the sample story; Django in this process sees it too."""
    assert servers.postgres
    servers.postgres.ensure_database("bench")
    manage(os.environ | {"DATABASE_URL": servers.postgres.url("bench")}, "migrate", "--noinput")
    with _folder() as folder:
        stack = Stack(servers.postgres, "bench", folder)
        try:
            stack.start()
            stack.manage("load_sample")
            _set_up_django(stack)
            yield stack
        finally:
            stack.close()


def _set_up_django(stack: Stack) -> None:
    """As in the web process: the same servers, the same pool of connections."""
    os.environ |= {
        "DATABASE_URL": stack.database_url,
        "REDIS_URL": stack.redis_url,
        "STORYTRACKER_DATABASE_POOL": "4",
        "DJANGO_SETTINGS_MODULE": "storytracker.settings",
    }
    import django

    import storytracker.celery  # noqa: F401 - what we send goes to the stack's Redis

    django.setup()


# --- pages -----------------------------------------------------------------------------------


def _pages() -> list[Row]:
    from django.urls import reverse

    from apps.stories.models import Story

    get = _getter("analyst")
    story_page = reverse("stories:story", args=[Story.objects.get().slug])
    contenders = {
        "empty view": lambda: _requesting(get, "/healthz"),
        "empty view again (A/A)": lambda: _requesting(get, "/healthz"),
        "stories list": lambda: _requesting(get, reverse("stories:index")),
        "story page": lambda: _requesting(get, story_page),
    }
    for warm_up in contenders.values():
        warm_up()
    spent = _in_turn(contenders, PAGE_ROUNDS)
    base = _cpu(spent.pop("empty view"))
    compared = [
        Row(f"CPU of the {name}", "the empty view", "×", ratios(_cpu(costs), base))
        for name, costs in spent.items()
    ]
    return [*compared, Row("CPU of the empty view", "", "ms", tuple(1e3 * t for t in base))]


def _getter(username: str) -> Callable[[str], None]:
    """A function that has the WSGI application answer one GET of somebody signed in."""
    from django.core.wsgi import get_wsgi_application
    from django.test import Client, RequestFactory

    from apps.accounts.models import User

    client = Client()
    backend = "django.contrib.auth.backends.ModelBackend"
    client.force_login(User.objects.get(username=username), backend)
    cookie = client.cookies.output(header="", attrs=[]).strip()
    application = get_wsgi_application()

    def get(path: str) -> None:
        request = RequestFactory(SERVER_NAME="localhost", HTTP_COOKIE=cookie).get(path)
        said: list[str] = []
        answer = application(request.environ, lambda status, *_: said.append(status))
        assert len(b"".join(answer)) > 0 and said == ["200 OK"], f"{path}: {said}"
        answer.close()  # type: ignore[attr-defined]

    return get


def _requesting(get: Callable[[str], None], path: str) -> Cost:
    """The cost per request, over as many as take a while."""
    began, wall, requests = time.process_time(), time.perf_counter(), 0
    while (spent := time.process_time() - began) < CPU_SECONDS:
        get(path)
        requests += 1
    return Cost((time.perf_counter() - wall) / requests, spent / requests)


# --- imports ---------------------------------------------------------------------------------


def _imports(stack: Stack) -> list[Row]:
    count = ARTICLES_PER_ROUND
    source = articles(count * IMPORT_ROUNDS)
    parts = [[next(source) for _ in range(count)] for _ in range(IMPORT_ROUNDS)]
    to_import = iter(parts)
    contenders = {
        "read": lambda: _reading(parts[0]),
        "import": lambda: _importing(stack, next(to_import)),
        "read again": lambda: _reading(parts[0]),
    }
    spent = _in_turn(contenders, IMPORT_ROUNDS)
    read, imported, again = spent["read"], spent["import"], spent["read again"]
    what = f"import of {count} articles"
    return [
        Row(f"{what}, CPU of the worker", "reading", "×", ratios(_cpu(imported), _cpu(read))),
        Row(f"{what}, wall, 2 processes", "reading, 1 process", "×",
            ratios(_wall(imported), _wall(read))),
        Row("reading again (A/A), CPU", "reading", "×", ratios(_cpu(again), _cpu(read))),
        Row("reading again (A/A), wall", "reading", "×", ratios(_wall(again), _wall(read))),
        Row("import, CPU of the worker, last round", "the first round", "×",
            (imported[-1].cpu / imported[0].cpu,)),
        Row("import, articles in the largest story", "all articles", "×", (_largest_story(),)),
        Row("import", "", "articles/s", tuple(count / t for t in _wall(imported))),
        Row("reading", "", "articles/s", tuple(count / t for t in _wall(read))),
    ]  # fmt: skip


def _reading(documents: Sequence[bytes]) -> Cost:
    from storytracker.analysis.reading.markup import read_article

    wall, cpu = time.perf_counter(), time.process_time()
    for document in documents:
        read_article(document)
    return Cost(time.perf_counter() - wall, time.process_time() - cpu)


def _importing(stack: Stack, documents: Sequence[bytes]) -> Cost:
    from apps.accounts.models import User
    from apps.sources.models import Channel, ImportItem
    from apps.sources.services import Document, accept_documents

    admin = User.objects.get(username="admin")
    wall, cpu = time.perf_counter(), _worker_cpu(stack)
    batch = accept_documents(
        by=admin,
        channel=Channel.UPLOAD,
        documents=[Document(document) for document in documents],
        submit_token=uuid.uuid4(),
        bulk=True,
    )
    items = ImportItem.objects.filter(batch=batch)
    stack.wait_for(lambda: not items.open().exists(), PATIENCE_SECONDS, "import")
    cost = Cost(time.perf_counter() - wall, _worker_cpu(stack) - cpu)
    assert set(items.values_list("state", flat=True)) == {"done"}
    return cost


def _worker_cpu(stack: Stack) -> float:
    """CPU seconds of the worker so far, with the pool processes that it has and has had."""
    assert stack.worker
    worker = psutil.Process(stack.worker.pid)
    pool = (process.cpu_times() for process in worker.children())
    return sum(worker.cpu_times()[:4]) + sum(sum(times[:2]) for times in pool)


def _largest_story() -> float:
    """The share of all articles that one story took: its timeline is made anew as a whole."""
    from django.db.models import Count

    from apps.stories.models import Story, StoryArticle

    sizes = Story.objects.annotate(size=Count("story_articles")).values_list("size", flat=True)
    return max(sizes) / StoryArticle.objects.count()


# --- start-up --------------------------------------------------------------------------------


def _start_up() -> list[Row]:
    django, first, second = [], [], []
    for _ in range(START_ROUNDS):
        with _folder() as folder:
            django.append(_start_of_django())
            first.append(_run_until_ready(folder)[0])
            seconds, memory = _run_until_ready(folder)
            second.append(seconds)
    return [
        Row("start to “ready”, first time", "one start of Django", "×", ratios(first, django)),
        Row("start to “ready”, second time", "one start of Django", "×", ratios(second, django)),
        Row("start to “ready”, first time", "", "s", tuple(first)),
        Row("start to “ready”, second time", "", "s", tuple(second)),
        *(Row(f"memory: {name}", "", "MB", (mb,)) for name, mb in memory.items()),
    ]


def _start_of_django() -> float:
    began = time.perf_counter()
    manage(dict(os.environ), "check")
    return time.perf_counter() - began


def _run_until_ready(var: Path) -> tuple[float, dict[str, float]]:
    """Seconds until ``make run`` says that it is ready, and the memory of its parts then."""
    own = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
    environment = own | {"STORYTRACKER_VAR": str(var), "STORYTRACKER_PORT": str(free_port())}
    command = [sys.executable, "-m", "storytracker.embedded", "run"]
    began = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout
            said = list(_until_ready(process.stdout))
            seconds = time.perf_counter() - began
            assert said and said[-1].startswith("ready"), "".join(said)
            return seconds, _memory(process.pid)
        finally:
            process.terminate()


def _until_ready(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line
        if line.startswith("ready"):
            return


def _memory(pid: int) -> dict[str, float]:
    """Megabytes of each part with all its processes; on Linux what they share counts once."""
    found: dict[str, list[float]] = defaultdict(list)
    parent = psutil.Process(pid)
    for process in [parent, *parent.children(recursive=True)]:
        with process.oneshot():
            memory = process.memory_full_info()
            part = _part(" ".join(process.cmdline()))
        found[part].append(getattr(memory, "pss", memory.rss) / 1e6)
    return {f"{part} (processes: {len(mb)})": sum(mb) for part, mb in sorted(found.items())}


def _part(command: str) -> str:
    marks = {
        "postgres": "PostgreSQL",
        "gunicorn": "web",
        " worker": "worker",
        " beat": "scheduler",
        "sweep_imports": "sweeper",
        "storytracker.embedded run": "supervisor",
        "valkey": "Redis",
    }
    return next((name for mark, name in marks.items() if mark in command), "other")


if __name__ == "__main__":
    main()
