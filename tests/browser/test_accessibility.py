"""axe finds nothing on any page, in both themes, wide and narrow; nothing overflows."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.desk import THEMES, WIDTHS, Place, load_sample, places
from tests.browser.walking import walk
from tests.support.stack import Stack

RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


@pytest.fixture(scope="module")
def visited(stack: Stack, browser: Browser) -> list[Place]:
    load_sample(stack)
    return list(places(stack))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_and_nothing_overflows(
    stack: Stack, browser: Browser, visited: list[Place], theme: str, width: int
) -> None:
    found: list[str] = []
    for page, place in walk(stack, browser, visited, theme, width):
        found += [f"{place.name}: {told(v)}" for v in violations(page)]
        seen = page.evaluate("document.documentElement.scrollWidth")
        if seen > width:
            found.append(f"{place.name}: {seen} px wide")
    assert not found, "\n".join(found)


def violations(page: Page) -> list[dict[str, Any]]:
    return list(Axe().run(page, options=RULES).response["violations"])


def told(violation: dict[str, Any]) -> str:
    """What axe says is wrong, and where first."""
    first = violation["nodes"][0]
    summary = " ".join(first["failureSummary"].split())
    return f"{violation['id']} at {first['target']} ({len(violation['nodes'])} times): {summary}"


def test_text_of_twice_the_size_does_not_overflow(
    stack: Stack, browser: Browser, visited: list[Place]
) -> None:
    wide = {}
    main_ones = [p for p in visited if p.name in ("stories", "story", "claim", "article", "job")]
    for page, place in walk(stack, browser, main_ones, "light", 640):
        sheet = "() => { const s = new CSSStyleSheet(); s.replaceSync('html{font-size:200%}');"
        page.evaluate(sheet + " document.adoptedStyleSheets = [s]; }")
        seen = page.evaluate("document.documentElement.scrollWidth")
        if seen > 640:
            wide[place.name] = seen
    assert wide == {}
