"""When an answer does not come as it should: told in words, and nothing that was typed is lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import claim_id, load_sample, sign_in, story_address
from tests.support.stack import Stack

WHY = "Two people who were there say so."
HERE = "main form[action$='/verdict/']"
TO_NOWHERE = """() => addEventListener("htmx:configRequest", (event) => {
  event.detail.path = "/c/999999999/verdict/";
}, { once: true })"""
WITHOUT_TOKEN = f"""() => {{
  document.querySelector("{HERE} [name=csrfmiddlewaretoken]").value = "a".repeat(64);
}}"""


@pytest.fixture(scope="module", autouse=True)
def sample(stack: Stack) -> None:
    load_sample(stack)


@pytest.fixture
def form(stack: Stack, page: Page) -> Page:
    """An editor who has written why, before the button is pressed."""
    sign_in(page, "editor")
    page.goto(f"/c/{claim_id(stack)}/verdict/")
    page.get_by_label("Disputed").check()
    page.get_by_label("Rationale").fill(WHY)
    return page


def refuse(page: Page, words: str) -> None:
    """Save, read in the alert what went wrong, and see that all of it is still there."""
    page.get_by_role("button", name="Save verdict").click()
    expect(page.get_by_role("alert")).to_contain_text(words)
    expect(page.get_by_role("alert")).to_be_in_viewport()
    expect(page.get_by_label("Rationale")).to_have_value(WHY)
    expect(page.get_by_label("Disputed")).to_be_checked()
    expect(page.get_by_role("button", name="Save verdict")).to_be_enabled()


def test_what_was_refused_is_told_and_can_be_sent_again(form: Page) -> None:
    token = form.locator(f"{HERE} [name=csrfmiddlewaretoken]")
    kept = token.input_value()
    form.evaluate(WITHOUT_TOKEN)
    refuse(form, "this page is too old")
    token.evaluate("(input, value) => { input.value = value }", kept)
    form.evaluate(TO_NOWHERE)
    refuse(form, "That is no longer there")
    form.route("**/verdict/", lambda route: route.fulfill(status=503, body="down for a minute"))
    refuse(form, "Something went wrong on the server (503)")
    form.unroute("**/verdict/")
    form.context.set_offline(True)
    refuse(form, "The server can’t be reached")
    form.context.set_offline(False)
    form.get_by_role("button", name="Save verdict").click()
    expect(form.locator(".verdict__why")).to_contain_text(WHY)
    expect(form.locator("#alert")).to_be_empty()


def test_who_is_no_longer_signed_in_comes_back_to_where_they_were(stack: Stack, form: Page) -> None:
    form.context.clear_cookies(name=re.compile("session"))
    form.get_by_role("button", name="Save verdict").click()
    expect(form).to_have_url(re.compile(r"/sign-in/\?next=%2Fc%2F\d+%2Fverdict%2F$"))


def test_a_page_that_asks_by_itself_goes_on_and_takes_its_words_back(
    stack: Stack, page: Page
) -> None:
    page.clock.install()
    sign_in(page, "analyst")
    page.goto(story_address(stack))
    page.context.set_offline(True)
    page.clock.fast_forward("00:31")
    expect(page.get_by_role("alert")).to_contain_text("It goes on trying")
    page.context.set_offline(False)
    page.clock.fast_forward("00:31")
    expect(page.locator("#alert")).to_be_empty()
