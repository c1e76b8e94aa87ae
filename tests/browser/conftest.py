"""Browsers of people who are signed in, with scripts and without."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.desk import Place, load_sample, places, sign_in
from tests.support.stack import Stack

Entrance = Callable[[str], Page]
"""A role → a page of somebody who has it, signed in, in a browser of their own."""


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """Whether the test's browsers run scripts: a journey goes both ways."""
    return bool(request.param)


@pytest.fixture(scope="module")
def visited(stack: Stack) -> list[Place]:
    """Every page and state, on a desk that has them all."""
    load_sample(stack)
    return list(places(stack))


@pytest.fixture
def enter(stack: Stack, browser: Browser, scripts: bool) -> Iterator[Entrance]:
    """Lets people in; the role "" is somebody who has not signed in."""
    contexts: list[BrowserContext] = []

    def let_in(role: str) -> Page:
        context = browser.new_context(base_url=stack.url, java_script_enabled=scripts)
        contexts.append(context)
        page = context.new_page()
        if role:
            sign_in(page, role)
        return page

    yield let_in
    for context in contexts:
        context.close()
