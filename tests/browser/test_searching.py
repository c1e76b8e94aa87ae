"""Searching, and the log, in a real browser, with its scripts and without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk import load_sample, marked, sign_in
from tests.support.stack import Stack


@pytest.fixture(scope="module", autouse=True)
def sample(stack: Stack) -> None:
    load_sample(stack)


def exact_words(stack: Stack) -> str:
    """Six words in a row out of the middle of an article, without any mark between them."""
    for (text,) in stack.sql("SELECT text FROM sources_articleversion ORDER BY id"):
        if found := re.search(r"\n[^\n]{40,}?\b((?:[a-z]{4,} ){5}[a-z]{4,})\b", text):
            return found[1]
    raise AssertionError("no article has six plain words in a row")


def test_typing_finds_the_exact_words(stack: Stack, page: Page) -> None:
    words = exact_words(stack)
    sign_in(page, "analyst")
    page.keyboard.press("/")
    box = page.get_by_role("search").get_by_label("Search")
    expect(box).to_be_focused()
    box.press_sequentially("kremlin")
    box.press("Enter")
    expect(page.locator("#results mark").first).to_have_text(re.compile("Kremlin", re.I))
    page.keyboard.press("Escape")
    box = page.get_by_label("Words, “exact words”, filters")
    box.fill("")
    box.press_sequentially(f'"{words}"')
    expect(page.locator("#live")).to_have_text(re.compile(r"^\d+ hits?$"))
    hit = page.locator("#articles-title ~ ol a").first
    expect(page.locator("#articles-title ~ ol mark").first).to_have_text(words)
    expect(box).to_be_focused()
    assert "/search/?q=%22" in page.url, "what is typed can be sent to somebody"
    hit.click()
    expect(page).to_have_url(re.compile(r"/a/\d+/#c\d+-\d+$"))
    assert marked(stack, page) == words


def test_the_last_of_what_is_typed_counts(stack: Stack, page: Page) -> None:
    sign_in(page, "analyst")
    page.goto("/search/")
    box = page.get_by_label("Words, “exact words”, filters")
    box.press_sequentially("assad stance:denies")
    expect(page).to_have_url(re.compile("stance%3Adenies$"))
    expect(page.locator("#results .chips a").first).to_contain_text("stance:denies")
    page.get_by_role("link", name="take off").click()
    expect(box).to_have_value("assad")
    expect(page.locator("#results mark").first).to_have_text("Assad")


def test_slashes_are_typed_where_there_is_something_to_type_in(stack: Stack, page: Page) -> None:
    sign_in(page, "analyst")
    page.goto("/search/")
    page.keyboard.press("/")
    box = page.get_by_label("Words, “exact words”, filters")
    expect(box).to_be_focused()
    page.keyboard.type("a/b")
    expect(box).to_have_value("a/b")


def test_it_all_works_without_scripts(stack: Stack, browser: Browser) -> None:
    context = browser.new_context(base_url=stack.url, java_script_enabled=False)
    page = context.new_page()
    words = exact_words(stack)
    sign_in(page, "analyst")
    page.get_by_role("link", name="Search", exact=True).click()
    page.get_by_label("Words, “exact words”, filters").fill(f'"{words}"')
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#articles-title ~ ol mark").first).to_have_text(words)
    page.get_by_role("link", name=re.compile("^Articles")).click()
    expect(page).to_have_url(re.compile("kind=articles"))
    page.locator("#articles-title ~ ol a").first.click()
    expect(page).to_have_url(re.compile(r"/a/\d+/#c\d+-\d+$"))
    context.close()


def test_the_log_follows_its_filters(stack: Stack, page: Page) -> None:
    sign_in(page, "admin")
    page.get_by_role("link", name="Activity", exact=True).click()
    expect(page.locator("#acts .item").first).to_contain_text("Import")
    page.get_by_label("Kind").select_option("verdicts")
    expect(page.locator("#acts .empty")).to_contain_text("of that kind: Verdicts")
    expect(page.locator("#live")).to_have_text("0 acts")
    expect(page).to_have_url(re.compile("kind=verdicts"))
    page.get_by_role("link", name="Clear").click()
    expect(page.locator("#acts .item").first).to_be_visible()
