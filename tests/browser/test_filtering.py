"""Narrowing a story down, in a real browser: with scripts, by keyboard, and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk import load_sample, sign_in, story_address
from tests.support.stack import Stack


@pytest.fixture(scope="module", autouse=True)
def sample(stack: Stack) -> None:
    load_sample(stack)


def test_filters_change_the_list_the_chart_and_the_claims_in_place(
    stack: Stack, page: Page
) -> None:
    sign_in(page, "analyst")
    page.goto(story_address(stack))
    entries, claims = page.locator(".entry"), page.locator("#claims .claim")
    every, all_claims = entries.count(), claims.count()
    page.get_by_label("Stance", exact=True).select_option("denies")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("#live")).to_have_text("1 development shown")
    expect(entries).to_have_count(1)
    expect(entries).to_contain_text("Kremlin denies:")
    expect(page.locator("svg.chart .mark__number")).to_have_count(1)
    assert 0 < claims.count() < all_claims
    expect(page.get_by_role("button", name="Apply")).to_be_focused()
    expect(page).to_have_url(re.compile(r"\?stance=denies&clock=published$"))
    shared = page.url
    page.get_by_label("From", exact=True).fill("2030-01-01")
    page.get_by_role("button", name="Apply").press("Enter")
    expect(page.locator("#live")).to_have_text("0 developments shown")
    expect(page.locator("#timeline .empty")).to_contain_text("from 1 Jan 2030")
    page.locator("#timeline").get_by_role("link", name="Clear").click()
    expect(entries).to_have_count(every)
    expect(page.get_by_label("Stance", exact=True)).to_have_value("")
    page.goto(shared)
    expect(entries).to_have_count(1)


def test_filters_and_times_go_together(stack: Stack, page: Page) -> None:
    sign_in(page, "analyst")
    page.goto(f"{story_address(stack)}?outlet=cnn")
    page.get_by_text("As of…").click()
    page.get_by_role("slider").press("Home")
    expect(page.get_by_text("You look at the story as published until")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?outlet=cnn&clock=published&until=2023-11-02$"))
    expect(page.get_by_label("Outlet", exact=True)).to_have_value("cnn")
    page.get_by_role("link", name="Back to now").click()
    expect(page).to_have_url(re.compile(r"\?outlet=cnn$"))


def test_what_cant_be_meant_leaves_the_page_as_it_was(stack: Stack, page: Page) -> None:
    sign_in(page, "analyst")
    page.goto(story_address(stack))
    every = page.locator(".entry").count()
    page.get_by_label("From", exact=True).fill("2023-11-03")
    page.get_by_label("To", exact=True).fill("2023-11-01")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator(".error-summary")).to_contain_text("comes before the first")
    expect(page.locator(".entry")).to_have_count(every)
    expect(page.get_by_label("To", exact=True)).to_have_value("2023-11-01")
    page.get_by_label("To", exact=True).fill("2023-11-03")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator(".error-summary")).to_have_count(0)


def test_without_scripts_it_is_a_form_and_a_page(stack: Stack, browser: Browser) -> None:
    context = browser.new_context(base_url=stack.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "analyst")
    page.goto(story_address(stack))
    page.get_by_label("Stance", exact=True).select_option("denies")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator(".entry")).to_have_count(1)
    expect(page.get_by_label("Stance", exact=True)).to_have_value("denies")
    page.get_by_text("Export…").click()
    expect(page.get_by_role("link", name="JSON", exact=True)).to_have_attribute(
        "href", re.compile(r"story\.json\?stance=denies&clock=published$")
    )
    page.get_by_role("link", name=re.compile("^Its page")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kremlin denies:")
    page.locator(".passage a.words").first.click()
    expect(page).to_have_url(re.compile(r"/a/\d+/#c\d+-\d+$"))
    context.close()


def test_following_a_story_keeps_the_focus_and_lists_it(stack: Stack, page: Page) -> None:
    sign_in(page, "analyst")
    page.goto(story_address(stack))
    page.get_by_role("button", name="Follow").click()
    button = page.get_by_role("button", name=re.compile("^Following"))
    expect(button).to_be_focused()
    expect(page.locator("#live")).to_have_text("You follow this story.")
    page.goto("/?followed=1")
    expect(page.locator(".card")).to_have_count(1)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_narrow_screen_shows_filters_when_they_are_wanted(
    stack: Stack, browser: Browser, scripts: bool
) -> None:
    context = browser.new_context(
        base_url=stack.url, java_script_enabled=scripts, viewport={"width": 320, "height": 640}
    )
    page = context.new_page()
    sign_in(page, "analyst")
    page.goto(story_address(stack))
    stance, first = page.get_by_label("Stance", exact=True), page.locator(".entry").first
    expect(stance).to_be_hidden()
    top = first.bounding_box()
    assert top and top["y"] < 640, "an entry stands on the first screen"
    fold = page.locator("summary").filter(has_text="Filters")
    fold.press("Enter")
    expect(stance).to_be_visible()
    fold.press("Enter")
    expect(stance).to_be_hidden()
    page.goto(f"{story_address(stack)}?stance=denies")
    expect(stance).to_have_value("denies")
    expect(stance).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 640})
    page.goto(story_address(stack))
    expect(fold).to_be_hidden()
    expect(stance).to_be_visible()
    context.close()
