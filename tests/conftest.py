"""What every test can ask for: a database, a whole running program, a browser.

Servers are started when the first test needs them, in a temporary folder; tests of the analysis
need none. Nothing has to be prepared: ``.venv/bin/pytest tests/analysis`` just works.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import browser as browsers
from tests.support.servers import Servers
from tests.support.stack import Stack, manage

# Before Django reads its settings.
SERVERS = Servers()
SERVERS.announce()
os.environ["DJANGO_SETTINGS_MODULE"] = "storytracker.settings"
os.environ["STORYTRACKER_MODE"] = "local"
# Playwright keeps an event loop in this thread; Django takes that for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import django  # noqa: E402

import storytracker.celery  # noqa: E402, F401 - the tests' tasks belong to our application

django.setup()

BROWSER_REQUIRED = os.environ.get("STORYTRACKER_REQUIRE_BROWSER") == "1"
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in tests/browser and tests/faults, and whatever asks for a page."""
    for item in items:
        folder = item.path.relative_to(HERE).parts[0] if item.path.is_relative_to(HERE) else ""
        if folder == "browser" or "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
        if folder == "faults":
            item.add_marker(pytest.mark.faults)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Let the worker processes of pytest-xdist read the settings after their own conftest only.

    They inherit this environment; pytest-django would set Django up with this process's servers.
    """
    if session.config.pluginmanager.has_plugin("dsession"):
        del os.environ["DJANGO_SETTINGS_MODULE"]


def pytest_unconfigure() -> None:
    SERVERS.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly when there was no browser."""
    skipped = terminalreporter.stats.get("skipped", [])
    if count := sum("no browser" in str(report.longrepr) for report in skipped):
        terminalreporter.section("NO BROWSER", red=True, bold=True)
        terminalreporter.line(f"{count} browser tests were skipped. Get a browser:")
        terminalreporter.line(f"    {browsers.HOW_TO_GET_ONE}")


# --- Servers -------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def servers() -> Servers:
    """PostgreSQL and Redis of this test run, started."""
    SERVERS.start()
    return SERVERS


@pytest.fixture(scope="session")
def django_db_modify_db_settings(servers: Servers) -> None:
    """pytest-django asks for this before it makes the test database."""


# --- The whole program ---------------------------------------------------------------------------


@pytest.fixture(scope="session")
def stack_template(servers: Servers, django_db_setup: None) -> str:
    """A migrated database to copy; after pytest-django's own, whose name must not change."""
    name = "stack_template"
    assert servers.postgres
    servers.postgres.ensure_database(name)
    manage(os.environ | {"DATABASE_URL": servers.postgres.url(name)}, "migrate", "--noinput")
    return name


@pytest.fixture(scope="module")
def stack(
    request: pytest.FixtureRequest,
    servers: Servers,
    stack_template: str,
    django_db_blocker: pytest.FixtureRequest,
) -> Iterator[Stack]:
    """A running web server, worker and sweeper on a fresh database, for one test module.

    While it runs, Django's models in the test see that database too, and what they save is
    really saved. Tests of such a module don't use pytest-django's ``db``.
    """
    from django.db import connection

    assert servers.postgres
    name = "stack_" + request.module.__name__.rpartition(".")[2][-50:].lower()
    servers.postgres.drop_database(name)
    servers.postgres.copy_database(stack_template, name)
    folder = servers.folder / name
    folder.mkdir()
    running = Stack(servers.postgres, name, folder)
    connection.close()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    try:
        running.start()
        with django_db_blocker.unblock():  # type: ignore[attr-defined]
            yield running
    finally:
        running.close()
        connection.close()
        connection.settings_dict["NAME"] = before
        servers.postgres.drop_database(name)


# --- The browser ---------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser():  # type: ignore[no-untyped-def]
    """Playwright's Browser; skips the test where there is none, fails it where CI requires one."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        try:
            found = browsers.launch(playwright)
        except browsers.NoBrowser as error:
            if BROWSER_REQUIRED:
                pytest.fail(f"no browser: {error}")
            pytest.skip(f"no browser: {error}")
        yield found
        found.close()


@pytest.fixture
def browser_context(browser, request: pytest.FixtureRequest):  # type: ignore[no-untyped-def]
    """A fresh BrowserContext. With ``stack`` in the test, ``page.goto("/…")`` leads there."""
    with_stack = "stack" in request.fixturenames
    base_url = request.getfixturevalue("stack").url if with_stack else None
    context = browser.new_context(base_url=base_url, viewport={"width": 1280, "height": 800})
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(browser_context):  # type: ignore[no-untyped-def]
    """A fresh Page in a context of its own."""
    return browser_context.new_page()
