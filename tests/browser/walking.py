"""Going through all pages, each as somebody who may see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from playwright.sync_api import Browser, Page

from tests.browser.desk import Place, prepare, sign_in
from tests.support.stack import Stack


def walk(
    stack: Stack, browser: Browser, visited: Iterable[Place], theme: str, width: int
) -> Iterator[tuple[Page, Place]]:
    """Each place on a page of its role, in the state that it names."""
    pages: dict[str, Page] = {}
    for place in visited:
        if place.role not in pages:
            context = browser.new_context(
                base_url=stack.url, viewport={"width": width, "height": 800}, color_scheme=theme
            )
            pages[place.role] = context.new_page()
            if place.role:
                sign_in(pages[place.role], place.role)
        page = pages[place.role]
        page.goto(place.address)
        prepare(page, place.prepare)
        yield page, place
    for page in pages.values():
        page.context.close()
