"""The embedded PostgreSQL and Valkey, and whom they run as."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from storytracker.embedded.postgres import FAST_SETTINGS, Postgres
from storytracker.embedded.privilege import Doorway, Identity, is_open_to_all, programs_for
from storytracker.embedded.process import StartFailed
from tests.support.servers import Servers

ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")


def test_text_search_knows_letters_beyond_ascii(servers: Servers) -> None:
    assert servers.postgres
    with psycopg.connect(servers.postgres.url()) as connection:
        row = connection.execute(
            "SELECT lower('ÄŠ'), to_tsvector('simple', 'Škoda schön') @@ 'škoda'::tsquery"
        ).fetchone()
    assert row == ("äš", True)


def test_the_program_is_no_superuser(servers: Servers) -> None:
    assert servers.postgres
    with psycopg.connect(servers.postgres.url()) as connection:
        row = connection.execute("SELECT current_setting('is_superuser')").fetchone()
    assert row == ("off",)


def test_it_listens_on_no_network(servers: Servers) -> None:
    assert servers.postgres
    with psycopg.connect(servers.postgres.url()) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_valkey_drops_nothing_to_make_room(servers: Servers) -> None:
    assert servers.valkey
    with redis.Redis.from_url(servers.valkey.url, decode_responses=True) as client:
        assert client.config_get("maxmemory-policy", "appendonly", "port") == {
            "maxmemory-policy": "noeviction",
            "appendonly": "yes",
            "port": "0",
        }


@pytest.fixture
def sockets() -> Iterator[Path]:
    """A private folder with a short path, apart from the one that the tests' servers use."""
    elsewhere = Servers()
    yield elsewhere.sockets
    elsewhere.close()


def test_a_server_that_fails_shows_its_last_lines(tmp_path: Path, sockets: Path) -> None:
    wrong = {"shared_buffers": "none"}
    broken = Postgres(tmp_path / "postgres", sockets, tmp_path / "log", wrong)
    with pytest.raises(StartFailed, match='invalid value for parameter "shared_buffers"'):
        broken.start()
    broken.close()


def test_half_a_data_folder_is_made_anew(tmp_path: Path, sockets: Path) -> None:
    """A first start that was interrupted leaves a folder of another name."""
    home = tmp_path / "postgres"
    (home / "data.unfinished").mkdir(parents=True)
    (home / "data.unfinished" / "PG_VERSION").write_text("18\n")
    server = Postgres(home, sockets, tmp_path / "log", FAST_SETTINGS)
    assert server.is_new
    try:
        server.start()
        assert server.answers()
    finally:
        server.close()


@ROOT_ONLY
def test_nobody_gets_at_data_below_a_closed_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    folder = tmp_path / "inner" / "data"
    folder.mkdir(parents=True)
    assert not is_open_to_all(folder.parent)
    door = Doorway.to(folder, Identity(65534, 65534))
    assert door.path.startswith("/proc/self/fd/")
    assert Path(door.path).samefile(folder)
    door.close()


@ROOT_ONLY
def test_programs_below_a_closed_folder_are_copied_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies = tmp_path / "copies"
    monkeypatch.setattr("storytracker.embedded.privilege.COPIES", copies)
    source = tmp_path / "closed"
    (source / "bin").mkdir(parents=True)
    (source / "bin" / "server").write_text("#!/bin/sh\n")
    source.chmod(0o700)
    nobody = Identity(65534, 65534)
    copy = programs_for(nobody, source, ("bin",))
    assert copy.parent == copies
    assert (copy / "bin" / "server").read_text() == "#!/bin/sh\n"
    assert programs_for(nobody, source, ("bin",)) == copy
    assert programs_for(None, source, ("bin",)) == source
