"""Settings are read strictly: what can't be meant stops the start with one clear line."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from storytracker import env

ROOT = Path(__file__).resolve().parents[1]
COMPLETE = {
    "STORYTRACKER_MODE": "production",
    "STORYTRACKER_SECRET_KEY": "x" * 50,
    "STORYTRACKER_ALLOWED_HOSTS": "news.example",
    "DATABASE_URL": "postgresql://storytracker@db/storytracker",
    "REDIS_URL": "redis://redis:6379/0",
}


@pytest.mark.parametrize("word", ["1", "true", "Yes", " ON "])
def test_yes(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("FLAG", word)
    assert env.boolean("FLAG", default=False) is True


@pytest.mark.parametrize("word", ["0", "false", "No", "off"])
def test_no(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("FLAG", word)
    assert env.boolean("FLAG", default=True) is False


@pytest.mark.parametrize("word", ["maybe", "2", "truee"])
def test_an_unknown_boolean_stops_the_start(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("FLAG", word)
    with pytest.raises(env.BadSetting, match=f"FLAG must be true or false, not '{word}'"):
        env.boolean("FLAG", default=False)


@pytest.mark.parametrize("word", ["0", "65536", "-1", "8o", "1.5", "٣"])
def test_a_number_out_of_range_stops_the_start(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("PORT", word)
    with pytest.raises(env.BadSetting, match="PORT must be a whole number from 1 to 65535"):
        env.number("PORT", 8000, 1, 65535)


def test_words_are_separated_by_commas_or_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOSTS", "a.example, b.example  c.example")
    assert env.words("HOSTS") == ["a.example", "b.example", "c.example"]


def test_networks_are_given_in_cidr_notation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NETS", "10.20.0.0/16, fd12:3456::/32 192.168.7.9")
    assert list(map(str, env.networks("NETS"))) == [
        "10.20.0.0/16",
        "fd12:3456::/32",
        "192.168.7.9/32",
    ]
    assert env.networks("UNSET_NETS") == ()


@pytest.mark.parametrize("word", ["10.20.0.1/16", "intranet", "10.0.0.0/33", "0.0.0.0/0", "::/0"])
def test_a_bad_network_stops_the_start(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("NETS", f"10.20.0.0/16 {word}")
    with pytest.raises(env.BadSetting, match=r"^NETS must [^\n]+\.$"):
        env.networks("NETS")


def test_a_database_over_tcp() -> None:
    url = "postgresql://me:p%40ss@db.example:5433/news?sslmode=require"
    assert env.database(url) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "news",
        "USER": "me",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_database_behind_a_socket() -> None:
    settings = env.database("postgresql:///news?host=/run/pg&user=me")
    assert (settings["HOST"], settings["NAME"], settings["USER"]) == ("/run/pg", "news", "me")


def test_a_database_url_that_libpq_cannot_read() -> None:
    with pytest.raises(env.BadSetting, match="DATABASE_URL can't be read"):
        env.database("mysql://db/news")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("redis://redis:6379/0", "redis://redis:6379/0"),
        ("unix:///run/redis", "redis+socket:///run/redis?virtual_host=0"),
        ("unix:///run/redis?db=3", "redis+socket:///run/redis?virtual_host=3"),
    ],
)
def test_celery_spells_sockets_its_own_way(url: str, expected: str) -> None:
    assert env.celery_broker(url) == expected


def test_another_broker_is_refused() -> None:
    with pytest.raises(env.BadSetting, match="REDIS_URL must begin with"):
        env.celery_broker("amqp://broker")


PRINT_MODE = "from storytracker import settings; print(settings.MODE)"


def start(code: str = PRINT_MODE, **environment: str) -> subprocess.CompletedProcess[str]:
    """Read the settings in a fresh process."""
    clean = {
        name: value
        for name, value in os.environ.items()
        if name not in COMPLETE and not name.startswith("STORYTRACKER_")
    }
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=clean | environment,
        capture_output=True,
        text=True,
    )


def test_production_starts_with_all_it_needs() -> None:
    assert start(**COMPLETE).stdout == "production\n"


@pytest.mark.parametrize("missing", sorted(set(COMPLETE) - {"STORYTRACKER_MODE"}))
def test_production_names_what_is_missing(missing: str) -> None:
    done = start(**{name: value for name, value in COMPLETE.items() if name != missing})
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(f"{missing} is not set")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STORYTRACKER_SECRET_KEY", "short"),
        ("STORYTRACKER_DEBUG", "true"),
        ("STORYTRACKER_HTTPS", "perhaps"),
        ("STORYTRACKER_MODE", "prod"),
        ("STORYTRACKER_ALLOWED_NETWORKS", "10.0.0.1/8"),
        ("REDIS_URL", "http://redis"),
    ],
)
def test_production_refuses_what_it_cannot_mean(name: str, value: str) -> None:
    done = start(**COMPLETE | {name: value})
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(name)


def test_sites_read_who_asks_and_where_to_ask_back() -> None:
    from django.conf import settings

    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert f"Storytracker/{version}" == settings.FETCH_USER_AGENT
    code = "from storytracker import settings; print(settings.FETCH_USER_AGENT)"
    assert (
        start(code=code, **COMPLETE).stdout == f"Storytracker/{version} (+https://news.example/)\n"
    )
    code_of_site = "from storytracker import settings; print(settings.SITE_ADDRESS)"
    assert start(code=code_of_site, **COMPLETE).stdout == "https://news.example\n"
    anywhere = COMPLETE | {"STORYTRACKER_ALLOWED_HOSTS": "*"}
    assert "*" not in start(code=code, **anywhere).stdout
