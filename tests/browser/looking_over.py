"""What axe finds wrong with every page in one theme and width, and what overflows.

The tests of the widths stand in files of their own, so that two workers share them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.desk import Place
from tests.browser.walking import walk
from tests.support.stack import Stack

RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


def wrong_with(
    stack: Stack, browser: Browser, visited: Sequence[Place], theme: str, width: int
) -> list[str]:
    """By place, in words; empty where all is well."""
    found: list[str] = []
    for page, place in walk(stack, browser, visited, theme, width):
        found += [f"{place.name}: {told(v)}" for v in violations(page)]
        if (seen := width_of(page)) > width:
            found.append(f"{place.name}: {seen} px wide")
    return found


def violations(page: Page) -> list[dict[str, Any]]:
    return list(Axe().run(page, options=RULES).response["violations"])


def told(violation: dict[str, Any]) -> str:
    """What axe says is wrong, and where first."""
    first = violation["nodes"][0]
    summary = " ".join(first["failureSummary"].split())
    return f"{violation['id']} at {first['target']} ({len(violation['nodes'])} times): {summary}"


def width_of(page: Page) -> int:
    """How wide the page is drawn, in px."""
    return int(page.evaluate("document.documentElement.scrollWidth"))
