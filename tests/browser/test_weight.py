"""What each page loads, as a browser counts it: sheets, scripts, shifts, hosts."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from django.contrib.staticfiles.finders import find
from playwright.sync_api import Browser, Page

from tests.browser.desk import load_sample, places
from tests.browser.walking import walk
from tests.support.stack import Stack

BUDGETS = {".css": (30, 8), ".js": (64, 20)}  # kB, kB packed
LOADED = """() => performance.getEntriesByType('resource').map(e => [e.name, e.decodedBodySize])"""
SHIFTED = """() => new Promise(resolve => {
  let sum = 0;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
  }).observe({type: 'layout-shift', buffered: true});
  setTimeout(() => resolve(sum), 50);
})"""


def loaded(page: Page) -> dict[str, int]:
    """What the page asked for beside itself: address → bytes when unpacked."""
    return dict(page.evaluate(LOADED))


def packed(addresses: Iterable[str]) -> int:
    """Bytes of these sheets or scripts, together, when packed."""
    paths = [find(urlsplit(address).path.removeprefix("/static/")) for address in addresses]
    assert None not in paths
    return len(gzip.compress(b"".join(Path(path).read_bytes() for path in paths)))


def test_every_page_loads_little_from_here_alone_and_holds_still(
    stack: Stack, browser: Browser
) -> None:
    load_sample(stack)
    found: list[str] = []
    for page, place in walk(stack, browser, list(places(stack)), "light", 1280):
        files = loaded(page)
        for kind, (most, most_packed) in BUDGETS.items():
            sizes = {name: size for name, size in files.items() if name.endswith(kind)}
            raw, small = sum(sizes.values()), packed(sizes)
            if not sizes or raw > most * 1024 or small > most_packed * 1024:
                found.append(f"{place.name}: {kind} of {raw} bytes, {small} packed")
        found += [f"{place.name}: {name}" for name in files if not name.startswith(stack.url)]
        if not place.prepare and (shift := page.evaluate(SHIFTED)) > 0:
            found.append(f"{place.name}: its parts moved by {shift:.3f}")
    assert not found, "\n".join(found)
