"""What people set in their systems is kept to: less motion, own colours. Focus is always seen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.desk import article_id, claim_id, load_sample, sign_in, story_address
from tests.support.stack import Stack

STOPS = 120
"""So many stops of the Tab key are looked at on a page."""
MOVES = """() => ({
  scrolls: getComputedStyle(document.documentElement).scrollBehavior,
  moving: [...document.querySelectorAll('*')].filter(e => {
    const style = getComputedStyle(e);
    return [style.transitionDuration, style.animationDuration].some(d => parseFloat(d) > 0);
  }).length,
})"""
UNSEEN = """() => {
  const canvas = getComputedStyle(document.body).backgroundColor;
  const isClear = colour => ['none', 'transparent', 'rgba(0, 0, 0, 0)', canvas].includes(colour);
  const lost = [];
  const plain = '.button--quiet, [type=checkbox], [type=radio], [type=range], [type=hidden]';
  for (const box of document.querySelectorAll('main :is(.badge, .button, input, .message)')) {
    const style = getComputedStyle(box);
    if (!box.checkVisibility() || box.matches(plain)) continue;
    if (style.borderTopStyle === 'none' || isClear(style.borderTopColor)) lost.push(box.outerHTML);
  }
  for (const mark of document.querySelectorAll('svg.chart :is(.mark, .dot, .arc, text)')) {
    const style = getComputedStyle(mark);
    if (isClear(style.stroke) && isClear(style.fill)) lost.push(mark.outerHTML);
  }
  return lost.map(html => html.slice(0, 120));
}"""
HIDDEN = """() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  // A link in the chart is the place of its mark; its words may lie anywhere beside it.
  const place = element.querySelector('use, .chart__target') ?? element;
  const box = place.getClientRects()[0] ?? place.getBoundingClientRect();
  const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const isSeen = hit && (element.contains(hit) || hit.contains(element));
  return isSeen ? '' : element.outerHTML.slice(0, 120);
}"""


@pytest.fixture(scope="module", autouse=True)
def sample(stack: Stack) -> None:
    load_sample(stack)


def addresses(stack: Stack) -> list[str]:
    claim, article = claim_id(stack), article_id(stack)
    return ["/", story_address(stack), f"/c/{claim}/verdict/", f"/a/{article}/", "/search/?q=assad"]


def come_in(stack: Stack, browser: Browser, **settings: object) -> tuple[BrowserContext, Page]:
    context = browser.new_context(base_url=stack.url, **settings)  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, "editor")
    return context, page


def test_nothing_moves_for_whoever_wants_less_of_it(stack: Stack, browser: Browser) -> None:
    context, page = come_in(stack, browser, reduced_motion="reduce")
    for address in addresses(stack):
        page.goto(address)
        assert page.evaluate(MOVES) == {"scrolls": "auto", "moving": 0}, address
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(MOVES)["scrolls"] == "smooth"
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_shapes_stay_where_the_system_chooses_the_colours(
    stack: Stack, browser: Browser, theme: str
) -> None:
    context, page = come_in(stack, browser, forced_colors="active", color_scheme=theme)
    for address in addresses(stack):
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert page.evaluate(UNSEEN) == [], address
    page.goto(story_address(stack))
    page.keyboard.press("j")
    outline = page.locator(".entry").first.evaluate("e => getComputedStyle(e).outline")
    assert "solid" in outline and "3px" in outline
    context.close()


@pytest.mark.parametrize("width", [1280, 320])
def test_what_has_the_focus_is_never_hidden(stack: Stack, browser: Browser, width: int) -> None:
    # Without smooth scrolling, so that each stop is in view at once.
    size = {"width": width, "height": 600}
    context, page = come_in(stack, browser, viewport=size, reduced_motion="reduce")
    hidden: list[str] = []
    for address in addresses(stack):
        page.goto(address)
        stops = 0
        for _ in range(STOPS):
            page.keyboard.press("Tab")
            found = page.evaluate(HIDDEN)
            if found is None:
                break
            stops += 1
            hidden += [f"{address}: {found}"] if found else []
        assert stops > 10, address
    assert not hidden, "\n".join(hidden)
    context.close()


def test_paper_is_light_and_has_what_the_screen_folds_or_scrolls(
    stack: Stack, browser: Browser
) -> None:
    context, page = come_in(
        stack, browser, color_scheme="dark", viewport={"width": 760, "height": 900}
    )
    shown = "document.documentElement"
    for address in (
        story_address(stack),
        f"/c/{claim_id(stack)}/",
        f"{story_address(stack)}brief/",
    ):
        page.goto(address)
        page.emulate_media(media="screen")
        assert page.evaluate(f"getComputedStyle({shown}).backgroundColor") == "rgb(18, 22, 27)"
        page.emulate_media(media="print")
        assert page.evaluate(f"getComputedStyle({shown}).backgroundColor") == "rgb(255, 255, 255)"
        assert page.evaluate(f"{shown}.scrollWidth") <= 760, address
        expect(page.locator(".masthead")).to_be_hidden()
        for words in page.locator("main details .words").all():
            expect(words).to_be_visible()
        for box in page.locator(".scroll").all():
            assert box.evaluate("e => getComputedStyle(e).overflowX") == "visible", address
    context.close()
