"""What an analyst does, in a real browser, from signing in to the thing done."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Download, Page, expect

from tests.browser.conftest import Entrance
from tests.browser.desk import load_sample, marked, sign_in, story_address
from tests.support.stack import Stack


@pytest.fixture(scope="module", autouse=True)
def sample(stack: Stack) -> None:
    load_sample(stack)


def test_an_analyst_reads_down_to_the_exact_words(stack: Stack, page: Page) -> None:
    sign_in(page, "analyst")
    expect(page).to_have_title("Stories – Storytracker")
    page.locator(".card__title a").first.click()
    entries = page.locator(".entry")
    expect(entries.filter(has_text="The Wall Street Journal reports:")).to_have_count(1)
    expect(entries.filter(has_text="CNN adds:")).to_have_count(1)
    expect(entries.filter(has_text="Kremlin denies:")).to_have_count(1)
    denial = entries.filter(has_text="Kremlin denies:")
    denial.get_by_text(re.compile(r"^\d+ passages?$")).click()
    words = denial.locator(".passage a.words").first
    quoted = words.inner_text().strip("“”")
    words.click()
    expect(page).to_have_url(re.compile(r"/a/\d+/#c\d+-\d+$"))
    assert marked(stack, page) == quoted
    expect(page.get_by_text("Add a note")).to_have_count(0)


def test_the_chart_leads_to_the_list(stack: Stack, page: Page) -> None:
    sign_in(page, "analyst")
    page.goto(story_address(stack))
    mark = page.locator("svg.chart a").last
    anchor = mark.get_attribute("href")
    assert anchor
    mark.locator(".mark").click()
    expect(page).to_have_url(re.compile(re.escape(anchor) + "$"))
    expect(page.locator(anchor)).to_be_in_viewport()


def test_a_mark_of_a_relay_opens_what_it_is_folded_under(stack: Stack, page: Page) -> None:
    sign_in(page, "analyst")
    page.goto(story_address(stack))
    relay = page.locator("details .relay").first
    expect(relay).to_be_hidden()
    dot = page.locator(f"svg.chart a[href='#{relay.get_attribute('id')}']").first
    dot.locator(".dot").click()
    expect(relay).to_be_visible()


def test_an_analyst_is_told_what_is_not_for_them(stack: Stack, page: Page) -> None:
    sign_in(page, "analyst")
    answer = page.goto("/import/")
    assert answer and answer.status == 403
    expect(page.get_by_role("heading", level=1)).to_have_text("This is not open to you")
    page.goto(story_address(stack))
    expect(page.get_by_text("Set verdict")).to_have_count(0)


def test_the_bar_stands_on_top_and_icons_are_drawn(stack: Stack, page: Page) -> None:
    sign_in(page, "analyst")
    page.goto(story_address(stack))
    bar = page.locator(".masthead").bounding_box()
    icon = page.locator("main svg.icon use").first.bounding_box()
    assert bar and bar["y"] == 0
    assert icon and icon["width"] > 5


def test_an_analyst_reads_what_is_new_looks_back_and_takes_it_along(
    stack: Stack, enter: Entrance, scripts: bool
) -> None:
    story, page = story_address(stack), enter("analyst")
    page.goto(story)
    says = f"A clerk told the paper of file {int(scripts)}"
    add_entry(enter("editor"), stack, says)

    page.goto("/")
    card = page.locator(".card").filter(has=page.locator(f"a[href='{story}']"))
    expect(card.locator(".badge--new")).to_have_text("1 new")
    card.get_by_role("link").first.click()
    expect(page).to_have_title(re.compile(r"^\(1 new\)"))
    page.locator(".news a").filter(has_text=says).click()
    entry = page.locator(".entry").filter(has_text=says)
    expect(entry).to_be_in_viewport()
    expect(entry.get_by_text("New", exact=True)).to_be_visible()
    page.get_by_role("button", name="Mark read").click()
    expect(page.locator(".news")).to_have_count(0)
    expect(entry.get_by_text("New", exact=True)).to_have_count(0)

    shown = page.locator(".entry").count()
    page.get_by_text("As of…").click()
    if scripts:
        page.get_by_role("slider").press("Home")
    else:
        page.get_by_label("Show the story as of").select_option(index=0)
        page.get_by_role("button", name="Look back").click()
    expect(page.get_by_text("You look at the story as published until")).to_be_visible()
    assert 0 < page.locator(".entry").count() < shown

    page.get_by_text("Export…").click()
    with page.expect_download() as then:
        page.get_by_role("link", name="claims", exact=True).click()
    page.get_by_role("link", name="Back to now").click()
    page.get_by_text("Export…").click()
    with page.expect_download() as now:
        page.get_by_role("link", name="claims", exact=True).click()
    assert len(rows_of(then.value)) > 1
    assert rows_of(then.value) != rows_of(now.value), "the export is of the time looked at"
    page.get_by_role("link", name="Brief", exact=True).click()
    expect(page.get_by_role("heading", name="What we know")).to_be_visible()


def test_what_comes_up_is_told_and_moves_nothing_until_it_is_asked_for(
    stack: Stack, page: Page, browser: Browser
) -> None:
    page.clock.install()
    sign_in(page, "analyst")
    page.goto(f"{story_address(stack)}?from=2023-11-01")
    editor = browser.new_context(base_url=stack.url)
    with editor, editor.new_page() as desk:
        sign_in(desk, "editor")
        add_entry(desk, stack, "A clerk told the paper of the last file")
    before, place = page.locator(".entry").count(), page.locator(".entry").first.bounding_box()
    page.clock.fast_forward("00:31")
    pill = page.get_by_role("link", name="1 new – show")
    expect(pill).to_be_visible()
    expect(page.locator("#live")).to_have_text("1 new development")
    assert page.locator(".entry").count() == before
    assert page.locator(".entry").first.bounding_box() == place
    page.clock.resume()
    pill.click()
    expect(page).to_have_url(re.compile(r"/\?from=2023-11-01$"))
    entry = page.locator(".entry").filter(has_text="of the last file")
    expect(entry.get_by_text("New", exact=True)).to_be_visible()
    expect(page.locator(".pill")).to_have_count(0)


def rows_of(download: Download) -> list[list[str]]:
    """The lines of a table that was downloaded."""
    return list(csv.reader(Path(download.path()).read_text("utf-8-sig").splitlines()))


def add_entry(page: Page, stack: Stack, says: str) -> None:
    """An editor adds an entry by hand; returns when the timeline has it."""
    page.goto(f"{story_address(stack)}add/")
    page.get_by_label("What it says").fill(says)
    page.get_by_label("Article").select_option(index=1)
    chosen = page.get_by_label("Article").input_value()
    query = f"SELECT split_part(text, '.', 1) FROM sources_articleversion WHERE article_id={chosen}"
    page.get_by_label("Its words there").fill(stack.sql(query)[0][0].splitlines()[-1])
    page.get_by_label("Why").fill("The program missed it.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".message--success")).to_contain_text("The timeline follows")
    stack.wait_for(
        lambda: stack.sql("SELECT 1 FROM stories_development WHERE says = %s", (says,)),
        what="the new entry",
    )
