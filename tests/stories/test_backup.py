"""``manage.py backup`` and ``restore``: every table as it was."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import sql

from apps.sources.models import ItemState
from apps.sources.services import accept_documents, parse_items
from storytracker.backup import Manifest, tables
from tests.support.articles import document
from tests.support.newsroom import make_story
from tests.support.servers import Servers

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def archive(tmp_path: Path, django_user_model) -> Path:
    """A backup of a database with a story and documents in it."""
    from uuid import uuid4

    make_story(3)
    batch = accept_documents(
        by=None, channel="command", documents=[document(1), document(2)], submit_token=uuid4()
    )
    parse_items([item.pk for item in batch.items.all()])
    assert batch.items.filter(state=ItemState.ASSERTING).count() == 2
    file = tmp_path / "all.backup"
    call_command("backup", str(file), stdout=io.StringIO())
    return file


@pytest.fixture
def other_database(servers: Servers) -> Iterator[str]:
    """The address of an empty database beside the tests'."""
    assert servers.postgres
    name = "restored"
    servers.postgres.drop_database(name)
    servers.postgres.ensure_database(name)
    yield servers.postgres.url(name)
    servers.postgres.drop_database(name)


def manage(database: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database},
        capture_output=True,
        text=True,
        check=False,
    )


def contents(database: str) -> dict[str, list[str]]:
    """Every row of every table, as text, by table."""
    found: dict[str, list[str]] = {}
    with psycopg.connect(database) as there:
        for table in tables():
            query = sql.SQL("SELECT t::text FROM {} AS t ORDER BY 1").format(sql.Identifier(table))
            found[table] = [row[0] for row in there.execute(query)]
    return found


def here() -> str:
    return str(settings.DATABASES["default"]["NAME"])


def test_every_table_comes_back_row_for_row(archive, other_database, servers) -> None:
    before = contents(servers.postgres.url(here()))
    assert sum(map(len, before.values())) > 100
    done = manage(other_database, "restore", str(archive))
    assert done.returncode == 0, done.stderr
    assert "each counted" in done.stdout
    assert contents(other_database) == before
    checked = manage(other_database, "migrate", "--check")
    assert checked.returncode == 0, "nothing is left to migrate"


def test_the_restored_database_goes_on_counting(archive, other_database) -> None:
    assert manage(other_database, "restore", str(archive)).returncode == 0
    with psycopg.connect(other_database) as there:
        highest = there.execute("SELECT max(id) FROM sources_article").fetchone()[0]
        following = there.execute(
            "SELECT nextval(pg_get_serial_sequence('sources_article', 'id'))"
        ).fetchone()[0]
    assert following > highest


def test_a_database_with_data_is_not_overwritten_unasked(archive) -> None:
    with pytest.raises(CommandError, match="holds data already"):
        call_command("restore", str(archive))


def test_what_came_after_the_backup_goes_with_replace(archive, other_database) -> None:
    assert manage(other_database, "restore", str(archive)).returncode == 0
    with psycopg.connect(other_database) as there:
        there.execute("UPDATE stories_story SET title = 'Something else'")
    done = manage(other_database, "restore", str(archive), "--replace")
    assert done.returncode == 0, done.stderr
    with psycopg.connect(other_database) as there:
        titles = {row[0] for row in there.execute("SELECT title FROM stories_story")}
    assert "Something else" not in titles and titles


def test_a_damaged_archive_changes_nothing(archive, servers) -> None:
    before = contents(servers.postgres.url(here()))
    raw = bytearray(archive.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    archive.write_bytes(bytes(raw))
    with pytest.raises(CommandError, match="damaged"):
        call_command("restore", str(archive), replace=True)
    assert contents(servers.postgres.url(here())) == before


def test_what_is_no_backup_is_refused(db, tmp_path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("not a backup")
    stranger = tmp_path / "other.tar"
    with tarfile.open(stranger, "w") as made:
        made.add(text, arcname="notes.txt")
    for file in (text, stranger, tmp_path / "missing"):
        with pytest.raises(CommandError, match="no backup|There is no"):
            call_command("restore", str(file), replace=True)


def test_an_archive_of_a_newer_version_is_refused(archive, tmp_path) -> None:
    newer = tmp_path / "newer.backup"
    with tarfile.open(archive) as old, tarfile.open(newer, "w") as made:
        for entry in old:
            content = old.extractfile(entry).read()
            if entry.name == "manifest.json":
                manifest = Manifest.from_json(content)
                manifest.migrations["stories"] = "9999_from_the_future"
                content = manifest.as_json()
                entry.size = len(content)
            made.addfile(entry, io.BytesIO(content))
    with pytest.raises(CommandError, match="newer version"):
        call_command("restore", str(newer), replace=True)


def test_a_backup_is_for_its_owner_alone_and_overwrites_nothing(archive) -> None:
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    before = archive.read_bytes()
    with pytest.raises(CommandError, match="there already"):
        call_command("backup", str(archive))
    assert archive.read_bytes() == before
    assert [file.name for file in archive.parent.iterdir()] == [archive.name]


def test_a_backup_that_fails_leaves_nothing_behind(tmp_path, settings) -> None:
    settings.POSTGRES_PROGRAMS = str(tmp_path / "nowhere")
    target = tmp_path / "out"
    target.mkdir()
    with pytest.raises(CommandError):
        call_command("backup", str(target / "all.backup"))
    assert list(target.iterdir()) == []
    assert connection.is_usable()
