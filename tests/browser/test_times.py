"""A story's times, in a real browser: by keyboard, and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk import load_sample, sign_in, story_address
from tests.support.stack import Stack


@pytest.fixture(scope="module", autouse=True)
def sample(stack: Stack) -> None:
    load_sample(stack)


def test_the_slider_moves_the_story_and_keeps_the_focus(stack: Stack, page: Page) -> None:
    sign_in(page, "analyst")
    page.goto(story_address(stack))
    page.get_by_text("As of…").click()
    slider = page.get_by_role("slider")
    expect(slider).to_have_attribute("aria-valuetext", "now")
    slider.press("Home")
    expect(page.get_by_text("You look at the story as published until")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?clock=published&until=2023-11-02$"))
    expect(slider).to_be_focused()
    expect(slider).to_have_attribute("aria-valuetext", re.compile("^the end of 2 Nov 2023"))
    expect(page.locator("#live")).to_have_text(re.compile(r"^\d developments? shown$"))
    expect(page.locator("#claims")).to_have_count(1)
    shown = page.locator(".entry").count()
    slider.press("End")
    expect(page.get_by_text("You look at the story as published until")).to_have_count(0)
    expect(page.locator(".entry")).not_to_have_count(shown)


def test_without_scripts_it_is_a_list_and_a_button(stack: Stack, browser: Browser) -> None:
    context = browser.new_context(base_url=stack.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "analyst")
    page.goto(story_address(stack))
    page.get_by_text("As of…").click()
    page.get_by_label("Show the story as of").select_option("2023-11-02")
    page.get_by_role("button", name="Look back").click()
    expect(page.get_by_text("You look at the story as published until")).to_be_visible()
    page.get_by_role("link", name="What changed since").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("the end of 2 Nov 2023 and now")
    link = page.get_by_role("link", name=re.compile("^Kremlin denies: ")).first
    link.click()
    expect(page).to_have_url(re.compile(r"/a/\d+/#c\d+-\d+$"))
    context.close()
