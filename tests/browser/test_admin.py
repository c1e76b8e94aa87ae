"""What an admin does, in a real browser, from signing in to the thing done."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Entrance
from tests.browser.desk import article_id, load_sample, sign_in, story_address
from tests.support.articles import text as made_up
from tests.support.stack import Stack


@pytest.fixture(scope="module", autouse=True)
def sample(stack: Stack) -> None:
    load_sample(stack)


def test_an_admin_pastes_an_article_and_watches_it_arrive(stack: Stack, page: Page) -> None:
    sign_in(page, "admin")
    page.get_by_role("link", name="Import", exact=True).click()
    page.get_by_role("link", name="Paste").click()
    page.get_by_label("Text", exact=True).fill(made_up(7))
    page.get_by_role("button", name="Import").click()
    expect(page).to_have_url(re.compile(r"/import/jobs/\d+/$"))
    expect(page.locator(".job__state")).to_contain_text("Finished.", timeout=30_000)
    expect(page.locator("#live")).to_contain_text("Import finished: 1 of 1 done.")
    assert page.locator("#progress").get_attribute("hx-trigger") is None
    page.locator(".item a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("rebuild")


def test_an_admin_uploads_files_and_each_has_its_row(stack: Stack, page: Page) -> None:
    sign_in(page, "admin")
    page.goto("/import/?tab=upload")
    files = [
        {"name": "good.txt", "mimeType": "text/plain", "buffer": made_up(8).encode()},
        {"name": "again.txt", "mimeType": "text/plain", "buffer": made_up(8).encode()},
        {"name": "empty.txt", "mimeType": "text/plain", "buffer": b""},
    ]
    page.get_by_label("Files").set_input_files(files)  # type: ignore[arg-type]
    page.get_by_role("button", name="Import").click()
    expect(page.locator(".job__state")).to_contain_text("Finished.", timeout=30_000)
    rows = page.locator(".item")
    expect(rows).to_have_count(3)
    expect(rows.filter(has_text="Duplicate of")).to_have_count(1)
    expect(rows.filter(has_text="empty.txt")).to_contain_text("needs you")


def test_nothing_chosen_says_so_and_takes_focus(stack: Stack, page: Page) -> None:
    sign_in(page, "admin")
    page.goto("/import/?tab=upload")
    page.get_by_role("button", name="Import").click()
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Choose at least one file.")


@pytest.fixture
def plain(stack: Stack, browser: Browser) -> BrowserContext:
    """A browser that runs no scripts."""
    return browser.new_context(base_url=stack.url, java_script_enabled=False)


def test_all_of_it_works_without_scripts(stack: Stack, plain: BrowserContext) -> None:
    page = plain.new_page()
    sign_in(page, "admin")
    page.goto(story_address(stack))
    page.locator(".entry").first.get_by_text(re.compile(r"^\d+ passages?$")).click()
    page.locator(".passage a.words").first.click()
    expect(page.locator("#text")).to_be_visible()
    target = page.url.partition("#")[2]
    assert page.locator(f"[id='{target}']").count() == 1
    page.goto(story_address(stack))
    page.locator(".verdict__set").first.click()
    page.get_by_role("button", name="Save verdict").click()
    expect(page.locator(".error-summary")).to_contain_text("Say what the verdict rests on")
    page.get_by_label("Disputed").check()
    page.get_by_label("Rationale").fill("Without scripts.")
    page.get_by_role("button", name="Save verdict").click()
    expect(page.locator(".message--success")).to_contain_text("Verdict saved.")
    page.goto("/import/?tab=paste")
    page.get_by_label("Text", exact=True).fill(made_up(9))
    page.get_by_role("button", name="Import").click()
    expect(page).to_have_url(re.compile(r"/import/jobs/\d+/$"))
    expect(page.locator(".job__state")).to_contain_text("Finished.", timeout=30_000)
    plain.close()


def test_no_page_breaks_its_own_policy(stack: Stack, page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("response", lambda r: r.status >= 400 and said.append(f"{r.status} {r.url}"))
    sign_in(page, "admin")
    for address in ("/", story_address(stack), f"/a/{article_id(stack)}/", "/import/"):
        page.goto(address)
    page.goto(story_address(stack))
    page.locator(".verdict__set").first.click()
    page.locator(".verdict--open").wait_for()
    assert said == []


def test_an_admin_invites_a_colleague_who_comes_in(
    stack: Stack, enter: Entrance, scripts: bool
) -> None:
    name = "mara" if scripts else "nils"
    page = enter("admin")
    page.get_by_role("link", name="People").click()
    page.get_by_label("For whom").fill(f"{name} of the night desk")
    page.get_by_label("Role").select_option("editor")
    # Whoever clicks twice sends once.
    make = page.get_by_role("button", name="Make a link")
    make.dblclick() if scripts else make.click()
    link = page.locator("#link").input_value()
    expect(page.get_by_text(f"{name} of the night desk", exact=True)).to_be_visible()

    colleague = enter("")
    colleague.goto(link)
    colleague.get_by_label("Name to sign in with").fill(name)
    for field in ("Password", "Password confirmation"):
        colleague.get_by_label(field, exact=True).fill("seven grey harbour cranes")
    colleague.get_by_role("button", name="Make my account").click()
    expect(colleague.locator(".who")).to_contain_text(f"{name} · editor")
    colleague.goto(story_address(stack))
    expect(colleague.get_by_role("link", name="Edit story")).to_be_visible()

    late = enter("")
    late.goto(link)
    expect(late.get_by_role("heading", level=1)).to_have_text("This invitation can’t be used")
    page.reload()
    expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
    expect(page.get_by_text(f"{name} of the night desk", exact=True)).to_have_count(0)
