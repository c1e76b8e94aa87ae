"""What ``make check`` runs, so that one command finds everything that CI would."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PRODUCTION = {
    "STORYTRACKER_MODE": "production",
    "STORYTRACKER_SECRET_KEY": "".join(chr(48 + i) for i in range(60)),
    "STORYTRACKER_ALLOWED_HOSTS": "news.example",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "",  # conftest sets it for Playwright
}


def run(*command: str, **environment: str) -> None:
    """Run a check in the project's folder; what it says is the failure's message."""
    done = subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"


def test_the_format_is_ruffs() -> None:
    run("ruff", "format", "--check", ".")


def test_ruff_finds_nothing() -> None:
    run("ruff", "check", ".")


def test_the_types_agree() -> None:
    run("mypy")


def test_imports_only_go_down() -> None:
    run("lint-imports")


@pytest.mark.usefixtures("servers")
def test_no_migrations_are_missing() -> None:
    run("python", "manage.py", "makemigrations", "--check", "--dry-run")


@pytest.mark.usefixtures("servers")
def test_django_finds_nothing_to_warn_of_in_production() -> None:
    run(
        *("python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"),
        **PRODUCTION,
    )


@pytest.mark.parametrize("lock", ["uv", "runtime", "embedded", "test"])
def test_locks_name_no_hosts_and_no_folders(lock: str) -> None:
    text = (ROOT / "locks" / f"{lock}.txt").read_text()
    assert "://" not in text
    assert "file:" not in text
    assert "--hash=sha256:" in text


def test_static_files_can_be_gathered(tmp_path: Path) -> None:
    run(
        *("python", "manage.py", "collectstatic", "--noinput"),
        STORYTRACKER_STATIC_ROOT=str(tmp_path),
        **PRODUCTION,
    )
    assert (tmp_path / "staticfiles.json").exists()


# --- docker-compose.yml --------------------------------------------------------------------------

PARTS = {"web", "worker", "scheduler", "sweeper", "postgres", "redis", "migrate"}
PROBED = {"web", "worker", "postgres", "redis"}


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """The services as YAML understands them, merged."""
    services: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    return services


def test_compose_runs_every_part(services: dict[str, Any]) -> None:
    assert set(services) == PARTS
    assert all("test" in services[name]["healthcheck"] for name in PROBED)


@pytest.mark.parametrize("name", sorted(PARTS))
def test_compose_has_no_default_secret(services: dict[str, Any], name: str) -> None:
    for variable, value in services[name].get("environment", {}).items():
        if variable == "STORYTRACKER_EMAIL_PASSWORD":  # there may be no mail, and then none
            assert value == "${STORYTRACKER_EMAIL_PASSWORD:-}"
        elif variable.endswith(("PASSWORD", "SECRET_KEY", "ALLOWED_HOSTS")):
            assert re.fullmatch(r"\$\{\w+:\?[^}]+\}", value), variable


@pytest.mark.parametrize("name", sorted(PARTS - {"postgres", "redis"}))
def test_compose_gives_the_program_few_rights(services: dict[str, Any], name: str) -> None:
    service = services[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))


def test_the_example_of_an_environment_names_all_that_compose_reads() -> None:
    read = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    explained = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert sorted(explained) == sorted(read)


def test_the_example_of_an_environment_holds_no_secret() -> None:
    given = re.findall(r"^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert given == [
        ("POSTGRES_PASSWORD", ""),
        ("STORYTRACKER_SECRET_KEY", ""),
        ("STORYTRACKER_ALLOWED_HOSTS", ""),
    ]
