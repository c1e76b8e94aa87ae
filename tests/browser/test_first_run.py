"""An empty installation: what is offered first, and the sample story out of one button."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from apps.accounts.models import User
from apps.sources.management.commands.load_sample import SAMPLE_PASSWORDS
from tests.browser.desk import THEMES, WIDTHS, sign_in
from tests.browser.looking_over import told, violations
from tests.support.stack import Stack


def test_an_admin_loads_the_sample_and_an_analyst_is_told_whom_to_ask(
    stack: Stack, browser: Browser, page: Page
) -> None:
    for role, password in SAMPLE_PASSWORDS.items():
        User.objects.create_user(role.value, password=password, role=role)
    found: list[str] = []
    for role in ("analyst", "admin"):
        for theme in THEMES:
            for width in WIDTHS:
                size = {"width": width, "height": 800}
                context = browser.new_context(base_url=stack.url, viewport=size, color_scheme=theme)
                first = context.new_page()
                sign_in(first, role)
                expect(first.get_by_text("Nothing here yet")).to_be_visible()
                found += [f"{role} {theme} {width}: {told(v)}" for v in violations(first)]
                if first.evaluate("document.documentElement.scrollWidth") > width:
                    found.append(f"{role} {width}: overflows")
                context.close()
    assert not found, "\n".join(found)
    sign_in(page, "admin")
    page.get_by_role("button", name="Load the sample story").click()
    expect(page.get_by_role("heading", name="Import of 5 articles")).to_be_visible()
    expect(page.locator(".job__now", has_text="5 of 5 done")).to_be_visible(timeout=120_000)
    page.goto("/")
    expect(page.locator(".card__title a").first).to_be_visible()


def test_a_thread_is_answered_settled_and_taken_back_by_keyboard(stack: Stack, page: Page) -> None:
    """After the first test: its sample is there."""
    sign_in(page, "editor")
    page.goto("/")
    page.locator(".card__title a").first.click()
    page.get_by_role("link", name="No notes yet: write one").click()
    fold = page.locator("summary", has_text="Add a note")
    press(page, fold)
    page.get_by_label("Your note").focus()
    page.keyboard.type("Who else has this?")
    press(page, page.get_by_role("button", name="Save note"))
    expect(page.locator("#live")).to_have_text("Note saved.")
    press(page, page.locator("summary", has_text="Reply"))
    page.get_by_label("Your reply").focus()
    page.keyboard.type("Nobody yet.")
    press(page, page.get_by_role("button", name="Save reply"))
    expect(page.locator("#live")).to_have_text("Reply saved.")
    expect(page.locator(".note", has_text="Nobody yet.")).to_be_visible()
    press(page, page.get_by_role("button", name="Resolve the note"))
    expect(page.locator("#live")).to_have_text("Note resolved.")
    press(page, page.get_by_role("button", name="Reopen the note"))
    expect(page.locator("#live")).to_have_text("Note reopened.")
    press(page, page.get_by_role("button", name="Withdraw the note"))
    expect(page.locator(".note", has_text="Who else has this?")).to_have_count(0)
    press(page, page.locator("summary", has_text="1 withdrawn"))
    press(page, page.get_by_role("button", name="Put back the note"))
    expect(page.locator(".note", has_text="Who else has this?")).to_be_visible()
    expect(page.locator(".note", has_text="Nobody yet.")).to_be_visible()


def press(page: Page, what) -> None:  # type: ignore[no-untyped-def]
    """As a keyboard does it: focus, Enter."""
    what.focus()
    page.keyboard.press("Enter")
