"""How fast pages and imports are, each beside something else in the same run.

    make bench-speed            (SMALL=1 for a quick look)

1. The story page and the stories list, in CPU time of the view, beside an empty Django view.
2. An import of 1,000 varied articles through the web program's own path and a real worker,
   beside bare reading of the same bytes in one process.
3. Start-up to "ready", first and second, and the resident memory of each process.

Contenders are rotated; the empty view runs twice (A/A) to show the noise.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import psutil

from benchmarks.articles import articles
from benchmarks.report import Row, publish, ratios
from tests.support.servers import Servers
from tests.support.stack import ROOT, Stack, free_port, manage

SMALL = bool(os.environ.get("SMALL"))
ROUNDS = 3 if SMALL else 5
REQUESTS = 20 if SMALL else 60
IMPORTED = 120 if SMALL else 1_000
IMPORT_ROUNDS = 3
PATIENCE_SECONDS = 900.0


def main() -> None:
    """Run all three parts on throwaway servers and keep the table."""
    servers = Servers()
    servers.announce()
    servers.start()
    try:
        with tempfile.TemporaryDirectory(prefix="st-bench-", ignore_cleanup_errors=True) as folder:
            stack = _stack(servers, Path(folder))
            try:
                rows = [*_pages(stack), *_imports(stack)]
            finally:
                stack.close()
        rows += _start_up()
    finally:
        servers.close()
    publish("speed", rows)


def _stack(servers: Servers, folder: Path) -> Stack:
    assert servers.postgres
    servers.postgres.ensure_database("bench")
    environment = os.environ | {"DATABASE_URL": servers.postgres.url("bench")}
    manage(environment, "migrate", "--noinput")
    folder.chmod(0o711)
    stack = Stack(servers.postgres, "bench", folder)
    stack.start()
    stack.manage("load_sample")
    os.environ.update(
        {"DATABASE_URL": stack.database_url, "REDIS_URL": stack.redis_url,
         "DJANGO_SETTINGS_MODULE": "storytracker.settings"}
    )  # fmt: skip
    import django

    django.setup()
    return stack


# --- pages ---


def _pages(stack: Stack) -> list[Row]:
    from django.test import Client
    from django.urls import reverse

    from apps.accounts.models import User
    from apps.stories.models import Story

    client = Client(HTTP_HOST="localhost")
    client.force_login(
        User.objects.get(username="analyst"), "django.contrib.auth.backends.ModelBackend"
    )
    story = Story.objects.get()
    pages = {
        "empty view": "/healthz",
        "empty view again (A/A)": "/healthz",
        "stories list": reverse("stories:index"),
        "story page": reverse("stories:story", args=[story.slug]),
    }
    spent: dict[str, list[float]] = {name: [] for name in pages}
    for name, path in pages.items():
        assert client.get(path).status_code == 200, name
    for turn in range(ROUNDS):
        for name in _rotated(list(pages), turn):
            spent[name].append(_cpu(lambda path=pages[name]: client.get(path)))  # type: ignore[misc]
    base = spent.pop("empty view")
    return [
        Row(f"CPU of the {name}", "the empty view", "×", ratios(times, base))
        for name, times in spent.items()
    ]


def _cpu(call: Callable[[], object]) -> float:
    began = time.process_time()
    for _ in range(REQUESTS):
        call()
    return (time.process_time() - began) / REQUESTS


def _rotated(names: list[str], turn: int) -> list[str]:
    return names[turn % len(names) :] + names[: turn % len(names)]


# --- imports ---


def _imports(stack: Stack) -> list[Row]:
    share = IMPORTED // IMPORT_ROUNDS
    documents = list(articles(share * IMPORT_ROUNDS))
    read, imported = [], []
    for turn in range(IMPORT_ROUNDS):
        part = documents[turn * share : (turn + 1) * share]
        for work in _rotated(["read", "import"], turn):
            if work == "read":
                read.append(_reading(part))
            else:
                imported.append(_importing(stack, part))
    return [
        Row(f"import of {share} articles, 2 workers, wall", "bare reading, one process", "×",
            ratios(imported, read)),
        Row("imported", "", "articles/s", tuple(share / t for t in imported)),
        Row("bare reading", "", "articles/s", tuple(share / t for t in read)),
    ]  # fmt: skip


def _reading(documents: list[bytes]) -> float:
    from storytracker.analysis.markup import read_article

    began = time.perf_counter()
    for document in documents:
        read_article(document)
    return time.perf_counter() - began


def _importing(stack: Stack, documents: list[bytes]) -> float:
    from apps.accounts.models import User
    from apps.sources.models import TERMINAL_STATES, Channel, ImportItem
    from apps.sources.services import Document, accept_documents

    admin = User.objects.get(username="admin")
    began = time.perf_counter()
    batch = accept_documents(
        by=admin,
        channel=Channel.UPLOAD,
        documents=[Document(content=d, file_name=f"{i}.txt") for i, d in enumerate(documents)],
        submit_token=uuid.uuid4(),
        bulk=True,
    )
    open_items = ImportItem.objects.filter(batch=batch).exclude(state__in=TERMINAL_STATES)
    while open_items.exists():
        if time.perf_counter() - began > PATIENCE_SECONDS:
            raise TimeoutError(f"{open_items.count()} articles are still under way\n{stack.logs()}")
        time.sleep(0.2)
    spent = time.perf_counter() - began
    states = set(ImportItem.objects.filter(batch=batch).values_list("state", flat=True))
    assert states <= {"done", "duplicate"}, states
    return spent


# --- start-up ---


def _start_up() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="st-start-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        first, _ = _run_until_ready(folder)
        second, memory = _run_until_ready(folder)
    return [
        Row("start to “ready”, first time", "", "s", (first,)),
        Row("start to “ready”, second time", "the first time", "×", (second / first,)),
        *(Row(f"resident memory: {name}", "", "MB", (mb,)) for name, mb in memory.items()),
    ]


def _run_until_ready(var: str) -> tuple[float, dict[str, float]]:
    environment = {
        k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")
    } | {"STORYTRACKER_VAR": var, "STORYTRACKER_PORT": str(free_port())}
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "storytracker.embedded", "run"], cwd=ROOT, env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        assert process.stdout
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("ready"):
                break
        else:
            raise RuntimeError("".join(said))
        return time.perf_counter() - began, _memory(process.pid)
    finally:
        process.terminate()
        process.wait(60)


def _memory(pid: int) -> dict[str, float]:
    """Part → resident megabytes of its processes, shared pages counted once (PSS)."""
    found: dict[str, float] = {}
    parent = psutil.Process(pid)
    for process in [parent, *parent.children(recursive=True)]:
        try:
            name = _part(" ".join(process.cmdline()))
            found[name] = found.get(name, 0.0) + process.memory_full_info().pss / 1e6
        except psutil.Error:
            continue
    return dict(sorted(found.items()))


def _part(command: str) -> str:
    for mark, name in (
        ("gunicorn", "web"), (" worker", "worker"), (" beat", "scheduler"),
        ("sweep_imports", "sweeper"), ("storytracker.embedded run", "supervisor"),
        ("valkey", "Redis"), ("postgres", "PostgreSQL"),
    ):  # fmt: skip
        if mark in command:
            return name
    return "other"


if __name__ == "__main__":
    main()
