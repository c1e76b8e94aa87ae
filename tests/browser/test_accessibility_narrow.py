"""axe finds nothing on any narrow page, in both themes; nothing overflows."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.desk import THEMES, Place
from tests.browser.looking_over import wrong_with
from tests.support.stack import Stack


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_and_nothing_overflows(
    stack: Stack, browser: Browser, visited: list[Place], theme: str
) -> None:
    found = wrong_with(stack, browser, visited, theme, 320)
    assert not found, "\n".join(found)
