"""``manage.py import_articles``: files, folders, archives, addresses, standard input."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from apps.sources.models import Article, Import, ImportItem, ItemState
from apps.stories.models import Story
from tests.support import queues
from tests.support.articles import text
from tests.support.at_work import a_worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker() -> Iterator[None]:
    with a_worker():
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three articles: a file, one in a folder below, one in an archive; and what is none."""
    (tmp_path / "below").mkdir()
    (tmp_path / "one.txt").write_text(text(1))
    (tmp_path / "below" / "two.md").write_text(text(2))
    with zipfile.ZipFile(tmp_path / "more.zip", "w") as archive:
        archive.writestr("three.txt", text(3))
    (tmp_path / ".hidden").write_text("not for you")
    return tmp_path


def run(*words: str, **options: object) -> tuple[int, str, str]:
    """Exit code, standard output and errors of the command."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_articles", *words, stdout=out, stderr=err, **options)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue(), err.getvalue()
    except CommandError as error:
        return error.returncode, out.getvalue(), str(error)
    return 0, out.getvalue(), err.getvalue()


def test_a_folder_with_an_archive_comes_in(folder, worker) -> None:
    code, out, _ = run(str(folder))
    assert code == 0
    assert "3 done" in out
    assert Article.objects.count() == 3
    assert not Article.objects.filter(title__contains="not for you").exists()


def test_json_has_a_line_per_article_and_the_counts(folder, worker) -> None:
    code, out, err = run(str(folder), json=True, outlet="Quay Times")
    *lines, last = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [line["state"] for line in lines] == ["done"] * 3
    assert {line["outlet"] for line in lines} == {"Quay Times"}
    assert all(line["stories"] for line in lines)
    assert last["counts"] == {"done": 3}
    assert last["import"] == Import.objects.get().pk


def test_one_that_fails_makes_the_exit_code_and_says_why(folder, worker) -> None:
    (folder / "empty.txt").write_bytes(b"")
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 3000)
    code, out, _ = run(str(folder))
    assert code in (1, 3)
    assert "picture.png" in out and "empty.txt" in out
    assert Article.objects.count() == 3


def test_the_same_again_is_held_already(folder, worker) -> None:
    run(str(folder))
    code, out, _ = run(str(folder))
    assert code == 0
    assert "3 already held" in out
    assert Article.objects.count() == 3


def test_a_stopped_command_goes_on_where_it_was(folder) -> None:
    queues.take()
    code, out, _ = run(str(folder), timeout=0.0)
    assert code == 4
    assert "are still on their way" in out
    batch = Import.objects.get()
    code, out, _ = run(str(folder), no_wait=True)
    assert "was begun before" in out
    assert Import.objects.get() == batch
    assert ImportItem.objects.count() == 3


def test_everything_goes_into_the_story_that_was_named(folder, worker) -> None:
    run(str(folder / "one.txt"))
    story = Story.objects.get()
    code, _, _ = run(str(folder / "below"), str(folder / "more.zip"), story=story.slug)
    assert code == 0
    assert story.articles.count() == 3


@pytest.mark.parametrize("words", [("nowhere.txt",), ("--story=none", "ONE")])
def test_a_slip_imports_nothing(folder, words) -> None:
    code, _, err = run(*[str(folder / "one.txt") if word == "ONE" else word for word in words])
    assert code == 2
    assert "Nothing was imported." in err
    assert not Import.objects.exists()


def test_a_dry_run_says_what_it_would_read_and_writes_nothing(folder) -> None:
    code, out, _ = run(str(folder), "https://news.example.org/a", json=True, dry_run=True)
    told = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert {line.get("title", "") for line in told} >= {text(1).splitlines()[0]}
    assert told[-1]["problem"] == "would be fetched"
    assert not Import.objects.exists()


def test_one_article_comes_from_standard_input(worker, monkeypatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(text(4).encode())))
    code, out, _ = run("-")
    assert code == 0
    assert Article.objects.get().title == text(4).splitlines()[0]


def test_an_address_waits_to_be_fetched() -> None:
    queues.take()
    run("https://news.example.org/a", no_wait=True)
    item = ImportItem.objects.get()
    assert (item.state, item.url) == (ItemState.QUEUED, "https://news.example.org/a")
    queues.take()
