"""Settings from the environment, read strictly: a wrong one stops the start with one clear line."""

from __future__ import annotations

import json
import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}
# Django names these apart; the rest of a connection string are options of libpq.
DJANGO_NAMES = {
    "dbname": "NAME",
    "user": "USER",
    "password": "PASSWORD",
    "host": "HOST",
    "port": "PORT",
}


class BadSetting(SystemExit):
    """A setting that can't be used.

    Ends the program with its message alone, without a traceback.
    """

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name} {problem}")


def text(name: str, default: str = "") -> str:
    """The value, or ``default`` when it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def required(name: str, why: str) -> str:
    """The value. Raises BadSetting when it is unset or empty."""
    if value := text(name):
        return value
    raise BadSetting(name, f"is not set: {why}.")


def choice(name: str, allowed: tuple[str, ...]) -> str:
    """One of ``allowed``; the first is the default. Raises BadSetting for anything else."""
    value = text(name, allowed[0])
    if value not in allowed:
        raise BadSetting(name, f"must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def boolean(name: str, default: bool) -> bool:
    """Yes or no. Raises BadSetting for a word that is neither."""
    value = text(name).lower()
    if not value:
        return default
    if value not in TRUE | FALSE:
        raise BadSetting(name, f"must be true or false, not {value!r}.")
    return value in TRUE


def number(name: str, default: int, lowest: int, highest: int) -> int:
    """A whole number in a range. Raises BadSetting outside of it."""
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or not lowest <= int(value) <= highest:
        raise BadSetting(name, f"must be a whole number from {lowest} to {highest}, not {value!r}.")
    return int(value)


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """A list separated by commas or blanks."""
    return text(name).replace(",", " ").split() or list(default)


def networks(name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """A list of networks in CIDR notation, such as ``10.20.0.0/16, fd12:3456::/32``.

    Raises BadSetting for what is no network, and for one that is the whole internet.
    """
    return tuple(network(name, word) for word in words(name))


def network(name: str, word: str) -> IPv4Network | IPv6Network:
    """One network of the setting ``name``. Raises BadSetting as ``networks`` does."""
    try:
        found = ip_network(word)
    except ValueError as error:
        raise BadSetting(name, f"must hold networks such as 10.20.0.0/16: {error}.") from None
    if found.prefixlen == 0:
        raise BadSetting(name, f"must not open everything, as {word} does.")
    return found


def database(url: str) -> dict[str, Any]:
    """Django's settings for a PostgreSQL URL or connection string, over TCP or a Unix socket.

    Raises BadSetting when libpq can't read it.
    """
    try:
        given = conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise BadSetting("DATABASE_URL", f"can't be read: {str(error).strip()}") from None
    settings: dict[str, Any] = {"ENGINE": "django.db.backends.postgresql", "OPTIONS": {}}
    for name, value in given.items():
        if name in DJANGO_NAMES:
            settings[DJANGO_NAMES[name]] = str(value)
        else:
            settings["OPTIONS"][name] = value
    return settings


def celery_broker(url: str) -> str:
    """Celery's spelling of a Redis URL.

    ``unix:///run/redis?db=1`` becomes ``redis+socket:///run/redis?virtual_host=1``.

    Raises BadSetting for any other kind of URL.
    """
    parts = urlsplit(url)
    if parts.scheme in ("redis", "rediss"):
        return url
    if parts.scheme != "unix":
        raise BadSetting("REDIS_URL", "must begin with redis://, rediss:// or unix://.")
    query = parts.query.replace("db=", "virtual_host=") or urlencode({"virtual_host": 0})
    return f"redis+socket://{parts.netloc}{parts.path}?{query}"


def running(folder: Path) -> dict[str, str]:
    """What ``make run`` has noted in ``var/``: its servers' addresses. Empty when none runs."""
    try:
        noted = json.loads((folder / "running.json").read_text())
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}
