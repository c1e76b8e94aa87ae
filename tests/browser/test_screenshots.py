"""Photographs every page in both themes, wide and narrow: ``make screenshots``.

Into the folder that STORYTRACKER_SCREENSHOTS names; skipped without it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.desk import THEMES, WIDTHS, load_sample, places
from tests.browser.walking import walk
from tests.support.stack import Stack

FOLDER = os.environ.get("STORYTRACKER_SCREENSHOTS", "")


@pytest.mark.skipif(not FOLDER, reason="STORYTRACKER_SCREENSHOTS names no folder")
def test_every_page_has_its_picture(stack: Stack, browser: Browser) -> None:
    load_sample(stack)
    folder = Path(FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    visited = list(places(stack))
    for theme in THEMES:
        for width in WIDTHS:
            for page, place in walk(stack, browser, visited, theme, width):
                page.screenshot(path=folder / f"{place.name}-{width}-{theme}.png", full_page=True)
    assert len(list(folder.glob("*.png"))) >= len(visited) * len(THEMES) * len(WIDTHS)
