"""An admin brings articles in, in a real browser, from a web site on loopback."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk import load_sample, sign_in, story_address
from tests.support.articles import text as made_up
from tests.support.site import Site
from tests.support.stack import Stack

SETTINGS = {"STORYTRACKER_ALLOWED_NETWORKS": "127.0.0.0/8", "STORYTRACKER_HOST_DELAY_SECONDS": "0"}
LONG = 60_000


@pytest.fixture(scope="module", autouse=True)
def open_loopback() -> Iterator[None]:
    """Before the ``stack`` starts: it may fetch from loopback, without a pause in between."""
    before = {name: os.environ.get(name) for name in SETTINGS}
    os.environ.update(SETTINGS)
    yield
    for name, value in before.items():
        os.environ.pop(name) if value is None else os.environ.__setitem__(name, value)


@pytest.fixture(scope="module")
def sample(open_loopback: None, stack: Stack) -> None:
    load_sample(stack)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def admin(sample: None, page: Page) -> Page:
    sign_in(page, "admin")
    return page


def html(number: int) -> str:
    """A made-up article as a page."""
    title, *rest = made_up(number).strip().split("\n\n")
    words = "".join(f"<p>{part}</p>" for part in rest)
    head = f"<html><head><title>{title}</title></head>"
    return f"{head}<body><article><h1>{title}</h1>{words}</article></body></html>"


def finished(page: Page) -> None:
    expect(page.locator(".job__now")).to_contain_text("Finished.", timeout=LONG)


def test_a_list_of_addresses_with_a_bad_line_a_refusal_and_a_page_that_is_gone(
    stack: Stack, admin: Page, site: Site
) -> None:
    site.page("/a", html(21))
    site.page("/wall", "Subscribers only", status=403)
    site.page("/late", "gone", status=404)
    admin.get_by_role("link", name="Import", exact=True).click()
    lines = f"{site.url}/a\nno address at all\n{site.url}/wall\n{site.url}/late"
    admin.get_by_label("Addresses").fill(lines)
    admin.get_by_role("button", name="Import", exact=True).click()
    summary = admin.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Line 2, “no address at all”")
    expect(admin.get_by_label("Addresses")).to_have_value(lines)
    admin.get_by_role("button", name="Leave this line out and import the other 3").click()
    expect(admin).to_have_url(re.compile(r"/import/jobs/\d+/$"))
    finished(admin)
    expect(admin.locator("#live")).to_contain_text("Import finished: 1 of 3 done, 2 failed.")
    assert admin.locator("#progress").get_attribute("hx-trigger") is None
    rows, titles = admin.locator(".item"), admin.locator(".item__title")
    expect(titles.filter(has_text="case 21")).to_have_count(1)
    expect(rows.filter(has_text="/wall")).to_contain_text("The site refused (403)")

    # The page is there now: retry it where it stands.
    site.page("/late", html(22))
    rows.filter(has_text="/late").get_by_role("button", name="Retry").click()
    expect(admin.locator("#live")).to_contain_text("is on its way again")
    expect(titles.filter(has_text="case 22")).to_be_visible(timeout=LONG)
    finished(admin)

    # The other is behind a wall: paste what the reader has before them.
    admin.get_by_role("link", name="1 failed").click()
    expect(rows).to_have_count(1)
    rows.get_by_role("link", name="Paste the text instead").click()
    expect(admin.get_by_text("HTTP 403")).to_be_visible()
    admin.get_by_label("The article's text").fill(made_up(23))
    admin.get_by_role("button", name="Take this text").click()
    expect(admin.locator(".message--success")).to_contain_text(
        "on its way with the text you pasted"
    )
    admin.get_by_role("link", name=re.compile("^all 3$")).click()
    expect(titles.filter(has_text="case 23")).to_be_visible(timeout=LONG)
    finished(admin)
    expect(admin.locator(".job__now")).to_contain_text("3 of 3 done")


def test_everything_that_is_imported_into_a_story_is_in_it(
    stack: Stack, admin: Page, site: Site
) -> None:
    site.page("/b", html(31))
    admin.goto(story_address(stack))
    title = admin.locator("h1").inner_text()
    admin.get_by_role("link", name="Import into this story").click()
    admin.get_by_label("Addresses").fill(f"{site.url}/b")
    admin.get_by_role("button", name="Import", exact=True).click()
    finished(admin)
    row = admin.locator(".item")
    expect(row.get_by_role("link", name=title)).to_be_visible()
    row.locator(".item__title a").click()
    admin.get_by_text("How we know").click()
    expect(admin.locator(".reasons").first).to_contain_text("imported into this story by admin")


def test_a_list_of_feeds_is_followed_and_brings_articles(
    stack: Stack, admin: Page, site: Site
) -> None:
    site.page("/n", html(41))
    feed = (
        '<rss version="2.0"><channel><title>Made-up news</title><link>http://x.example/</link>'
        f"<item><title>A</title><link>{site.url}/n</link><guid>1</guid></item></channel></rss>"
    )
    site.page("/feed", feed, "application/rss+xml")
    site.page("/broken", "none", status=503)
    opml = (
        '<opml version="2.0"><body>'
        f'<outline type="rss" text="Made-up news" xmlUrl="{site.url}/feed"/>'
        f'<outline type="rss" text="Broken" xmlUrl="{site.url}/broken"/></body></opml>'
    )
    admin.goto("/import/feeds/")
    admin.locator(".empty").get_by_role("link", name="Add feeds").click()
    file = {"name": "feeds.opml", "mimeType": "text/x-opml", "buffer": opml.encode()}
    admin.get_by_label("OPML file").set_input_files(file)  # type: ignore[arg-type]
    admin.get_by_role("button", name="Follow").click()
    expect(admin.locator(".message--success")).to_contain_text("2 feeds added.")
    rows = admin.locator(".item")
    expect(rows).to_have_count(2)

    def polled() -> object:
        return stack.sql("SELECT 1 FROM sources_feed WHERE entries_taken = 1")

    stack.wait_for(polled, 60, "the feed's entry")
    stack.wait_for(
        lambda: stack.sql("SELECT 1 FROM sources_feed WHERE failures = 1"), 60, "the failure"
    )
    admin.reload()
    expect(rows.first).to_contain_text("failing")
    expect(rows.filter(has_text="Made-up news")).to_contain_text("1 article taken so far")
    rows.filter(has_text="Broken").get_by_role("button", name="Pause").click()
    expect(rows.filter(has_text="Broken")).to_contain_text("admin paused it")
    rows.filter(has_text="Broken").get_by_role("link", name="Remove").click()
    admin.get_by_role("button", name="Remove the feed").click()
    expect(rows).to_have_count(1)


def test_an_archive_and_a_picture_are_dropped_on_the_page(stack: Stack, admin: Page) -> None:
    box = BytesIO()
    with ZipFile(box, "w") as archive:
        for number in (51, 52):
            archive.writestr(f"{number}.txt", made_up(number))
        archive.writestr("letter.docx", b"PK\x03\x04 not read")
    admin.goto("/import/?tab=upload")
    drop = """([bytes, names]) => {
        const data = new DataTransfer();
        const parts = [new Uint8Array(bytes), new Uint8Array([0x89,0x50,0x4e,0x47,13,10,26,10])];
        parts.forEach((part, n) => data.items.add(new File([part], names[n])));
        for (const kind of ['dragover', 'drop'])
          document.body.dispatchEvent(
            new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
    }"""
    admin.evaluate(drop, [list(box.getvalue()), ["pack.zip", "photo.png"]])
    chosen = admin.locator("#chosen")
    expect(chosen).to_contain_text("2 files")
    expect(chosen).to_contain_text(re.compile(r"pack\.zip \(\d+ kB\)"))
    admin.get_by_role("button", name="Import", exact=True).click()
    finished(admin)
    rows = admin.locator(".item")
    expect(rows).to_have_count(4)
    expect(rows.filter(has_text=re.compile(r"pack\.zip/5[12]\.txt"))).to_have_count(2)
    expect(rows.filter(has_text="letter.docx")).to_contain_text("word processor")
    expect(rows.filter(has_text="photo.png")).to_contain_text("This is a picture")


def test_mark_up_from_the_clipboard_is_offered_and_kept(stack: Stack, admin: Page) -> None:
    admin.goto("/import/?tab=paste")
    text = admin.get_by_label("Text", exact=True)
    paste = """(area, [plain, html]) => {
        const data = new DataTransfer();
        data.setData('text/plain', plain); data.setData('text/html', html);
        area.value = plain;
        area.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true}));
    }"""
    text.evaluate(paste, [made_up(61), html(61)])
    admin.get_by_role("button", name="Keep the page’s mark-up").click()
    expect(text).to_have_value(html(61))
    admin.get_by_role("button", name="Take the plain text instead").click()
    expect(text).to_have_value(made_up(61))
    admin.get_by_role("button", name="Keep the page’s mark-up").click()
    admin.get_by_role("button", name="Import", exact=True).click()
    finished(admin)
    expect(admin.locator(".item__title")).to_contain_text("case 61")
    kept = stack.sql("SELECT content_type FROM sources_importitem ORDER BY id DESC LIMIT 1")
    assert kept[0][0].startswith("text/html")


def test_the_bookmarklet_brings_the_page_here(stack: Stack, admin: Page, site: Site) -> None:
    site.page("/c", html(71))
    admin.goto("/import/")
    script = admin.locator("#bookmarklet").get_attribute("href")
    assert script and script.startswith("javascript:")
    broken: list[str] = []
    admin.on("console", lambda message: broken.append(message.text))
    admin.locator("#bookmarklet").click()
    expect(admin.locator("#bookmarklet-text")).to_be_focused()
    assert broken == []
    admin.goto(f"{site.url}/c")
    admin.evaluate(script.removeprefix("javascript:"))
    expect(admin.get_by_role("heading", level=1)).to_have_text("Import this page")
    expect(admin.get_by_label("Address")).to_have_value(f"{site.url}/c")
    admin.get_by_role("button", name="Import this page").click()
    finished(admin)
    expect(admin.locator(".item__title")).to_contain_text("case 71")


def test_by_keyboard_alone(stack: Stack, admin: Page, site: Site) -> None:
    site.page("/k", html(81))

    def tab_to(selector: str) -> None:
        for _ in range(60):
            admin.keyboard.press("Tab")
            if admin.locator(selector).evaluate_all("all => all.includes(document.activeElement)"):
                return
        raise AssertionError(f"no way to {selector} by Tab")

    admin.goto("/import/")
    tab_to("textarea[name=urls]")
    admin.keyboard.type(f"{site.url}/k\nnonsense")
    tab_to("#import-form > button")
    admin.keyboard.press("Enter")
    expect(admin.locator(".error-summary")).to_be_focused()
    tab_to(".error-summary button")
    admin.keyboard.press("Enter")
    finished(admin)
    tab_to("#choose-done")
    admin.keyboard.press("Enter")
    expect(admin).to_have_url(re.compile("state=done"))
    tab_to(".item__title a")
    admin.keyboard.press("Enter")
    expect(admin.get_by_role("heading", level=1)).to_contain_text("case 81")


def test_without_scripts_too(sample: None, stack: Stack, browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=stack.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "admin")
    site.page("/p", html(91))
    site.page("/wall", "no", status=403)
    page.goto("/import/")
    page.get_by_label("Addresses").fill(f"{site.url}/p\n{site.url}/wall")
    page.get_by_role("button", name="Import", exact=True).click()
    finished(page)
    page.get_by_role("link", name="1 failed").click()
    page.locator(".item").get_by_role("button", name="Retry").click()
    expect(page.locator(".message--success")).to_contain_text("is on its way again")
    page.get_by_role("link", name=re.compile("^all 2$")).click()
    finished(page)
    page.get_by_role("link", name="Paste the text instead").click()
    page.get_by_role("button", name="Take this text").click()
    expect(page.locator(".error-summary")).to_contain_text("Paste the article's text.")
    page.get_by_label("The article's text").fill(made_up(92))
    page.get_by_role("button", name="Take this text").click()
    finished(page)
    expect(page.locator(".job__now")).to_contain_text("2 of 2 done")
    context.close()
