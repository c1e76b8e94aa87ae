"""Letter keys, in a real browser: where they lead, and when they keep still."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from apps.accounts.models import User
from tests.browser.desk import article_id, load_sample, sign_in, story_address
from tests.support.stack import Stack


@pytest.fixture(scope="module", autouse=True)
def sample(stack: Stack) -> None:
    load_sample(stack)


def in_focus(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_the_help_takes_the_focus_and_gives_it_back(stack: Stack, page: Page) -> None:
    sign_in(page, "analyst")
    page.goto(story_address(stack))
    page.keyboard.press("j")
    before = in_focus(page)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard")
    expect(dialog).to_contain_text("the next entry or paragraph")
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("j")
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert in_focus(page) == before
    page.keyboard.press("?")
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()


def test_entries_are_walked_through_seen_and_told(stack: Stack, page: Page) -> None:
    sign_in(page, "analyst")
    page.goto(story_address(stack))
    entries = page.locator(".entry")
    number = entries.count()
    page.keyboard.press("j")
    expect(entries.first).to_be_focused()
    expect(entries.first).to_have_css("outline-style", "solid")
    expect(page.locator("#live")).to_have_text(f"1 of {number}")
    page.keyboard.press("j")
    expect(entries.nth(1)).to_be_focused()
    expect(entries.nth(1)).to_be_in_viewport()
    expect(page.locator("#live")).to_have_text(f"2 of {number}")
    page.keyboard.press("k")
    page.keyboard.press("k")
    expect(entries.first).to_be_focused()
    for _ in range(number + 1):
        page.keyboard.press("j")
    expect(entries.last).to_be_focused()
    expect(entries.last).to_be_in_viewport()


def test_an_entry_opens_where_it_stands_and_goes_on_from_inside(stack: Stack, page: Page) -> None:
    sign_in(page, "analyst")
    page.goto(story_address(stack))
    entry = page.locator(".entry").filter(has_text="Kremlin denies:")
    fold = entry.locator("details").filter(has=page.locator("[data-open]"))
    for _ in range(page.locator(".entry").count()):
        page.keyboard.press("j")
        if entry.evaluate("e => e === document.activeElement"):
            break
    page.keyboard.press("o")
    expect(fold).to_have_attribute("open", "")
    page.keyboard.press("Enter")
    expect(fold).not_to_have_attribute("open", "")
    page.keyboard.press("Enter")
    fold.locator("a.words").first.focus()
    page.keyboard.press("k")
    assert "entry" in page.evaluate("document.activeElement.className")
    expect(entry).not_to_be_focused()


def test_stories_open_and_the_way_leads_up_again(stack: Stack, page: Page) -> None:
    sign_in(page, "analyst")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(re.escape(story_address(stack)) + "$"))
    page.goto(f"/a/{article_id(stack)}/")
    page.keyboard.press("u")
    expect(page).to_have_url(re.compile(re.escape(story_address(stack)) + "$"))


CHORDS = {"gs": "/", "gh": "/", "ga": "/activity/", "gi": "/import/", "gp": "/people/"}


def test_two_letters_lead_to_pages_that_are_open_to_one(stack: Stack, page: Page) -> None:
    sign_in(page, "admin")
    for chord, address in CHORDS.items():
        page.goto("/settings/")
        for key in chord:
            page.keyboard.press(key)
        expect(page).to_have_url(stack.url + address)
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, "analyst")
    page.goto("/settings/")
    expect(page.locator("[data-keys='g i']")).to_have_count(0)
    page.keyboard.press("g")
    page.keyboard.press("i")
    page.keyboard.press("g")
    page.keyboard.press("s")
    expect(page).to_have_url(stack.url + "/")


def test_an_editor_annotates_a_paragraph_without_a_mouse(stack: Stack, page: Page) -> None:
    sign_in(page, "editor")
    page.goto(f"/a/{article_id(stack)}/")
    page.keyboard.press("n")
    expect(page.get_by_label("The words it is about")).to_be_focused()
    page.locator("h1").evaluate("e => { e.tabIndex = -1; e.focus() }")
    paragraphs = page.locator("#text > p")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(paragraphs.nth(1)).to_be_focused()
    words = paragraphs.nth(1).inner_text()
    page.keyboard.press("n")
    expect(page.get_by_label("Your note")).to_be_focused()
    expect(page.get_by_label("The words it is about")).to_have_value(words)
    page.keyboard.type("Typed, with j, k and ? in it.")
    expect(page.get_by_label("Your note")).to_have_value("Typed, with j, k and ? in it.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    note = page.locator(".note").filter(has_text="Typed, with j, k and ? in it.")
    expect(note).to_be_visible()
    expect(page.locator("#live")).to_have_text("Note saved.")
    start = paragraphs.nth(1).locator("[data-at]").first.get_attribute("data-at")
    saved = stack.sql("SELECT start FROM stories_note WHERE body LIKE %s", ("Typed,%",))
    assert saved == [(int(start or -1),)]


def test_keys_keep_still_with_modifiers_and_while_typing(stack: Stack, page: Page) -> None:
    sign_in(page, "editor")
    page.goto(story_address(stack))
    for keys in ("Control+j", "Alt+j", "Meta+j", "Control+?"):
        page.keyboard.press(keys)
    assert in_focus(page) == ""
    box = page.get_by_role("searchbox", name="Search")
    box.press_sequentially("gsjk?")
    expect(box).to_have_value("gsjk?")
    expect(box).to_be_focused()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_one_switch_turns_them_off(stack: Stack, browser: Browser, page: Page) -> None:
    sign_in(page, "analyst")
    page.goto("/settings/")
    page.get_by_role("link", name="All keys").click()
    expect(page.get_by_text("One switch in your settings")).to_be_visible()
    page.get_by_role("link", name="settings", exact=True).click()
    page.get_by_label(re.compile("^Letters are keys")).uncheck()
    page.get_by_role("button", name="Save").click()
    page.goto("/")
    page.keyboard.press("j")
    page.keyboard.press("?")
    page.get_by_role("link", name="Keyboard").click()
    expect(page).to_have_url(stack.url + "/keyboard/")
    expect(page.get_by_text("They are turned off in your settings")).to_be_visible()
    User.objects.filter(username="analyst").update(letter_keys=True)


def test_the_list_of_keys_is_a_page_without_scripts(stack: Stack, browser: Browser) -> None:
    context = browser.new_context(base_url=stack.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "analyst")
    page.goto(story_address(stack))
    page.get_by_role("contentinfo").get_by_role("link", name="Keyboard").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Keyboard")
    expect(page.get_by_text("the next entry or paragraph")).to_be_visible()
    expect(page.get_by_text("import", exact=True)).to_have_count(0)
    context.close()
