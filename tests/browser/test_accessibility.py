"""axe finds nothing on any wide page, in both themes; nothing overflows."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.desk import THEMES, Place
from tests.browser.looking_over import width_of, wrong_with
from tests.browser.walking import walk
from tests.support.stack import Stack


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_and_nothing_overflows(
    stack: Stack, browser: Browser, visited: list[Place], theme: str
) -> None:
    found = wrong_with(stack, browser, visited, theme, 1280)
    assert not found, "\n".join(found)


def test_text_of_twice_the_size_does_not_overflow(
    stack: Stack, browser: Browser, visited: list[Place]
) -> None:
    wide = {}
    main_ones = [p for p in visited if p.name in ("stories", "story", "claim", "article", "job")]
    for page, place in walk(stack, browser, main_ones, "light", 640):
        sheet = "() => { const s = new CSSStyleSheet(); s.replaceSync('html{font-size:200%}');"
        page.evaluate(sheet + " document.adoptedStyleSheets = [s]; }")
        if (seen := width_of(page)) > 640:
            wide[place.name] = seen
    assert wide == {}
