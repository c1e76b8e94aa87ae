"""What the three roles do, in a real browser, from signing in to the thing done."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.desk import article_id, claim_id, load_sample, sign_in, story_address
from tests.support.articles import text as made_up
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
    marked = page.evaluate(
        "[...CSS.highlights.get('passage')].map(range => range.toString()).join('')"
    )
    assert marked == quoted
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


def test_an_editor_gives_a_verdict_in_place(stack: Stack, page: Page) -> None:
    sign_in(page, "editor")
    page.goto(story_address(stack))
    claim = claim_id(stack)
    panel = page.locator(f"#verdict-{claim}")
    panel.get_by_role("link", name=re.compile("Set verdict")).click()
    expect(panel.locator("input[name=status]:checked")).to_be_focused()
    panel.get_by_role("button", name="Save verdict").click()
    summary = panel.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Say what the verdict rests on")
    panel.get_by_label("Disputed").check()
    panel.get_by_label("Rationale").fill("One body says so, another denies it.")
    panel.get_by_role("button", name="Save verdict").click()
    expect(panel.locator(".badge--disputed")).to_be_visible()
    expect(page.locator("#live")).to_have_text("Verdict saved.")
    expect(panel.get_by_role("link", name=re.compile("Set verdict"))).to_be_focused()
    page.goto(f"/c/{claim}/history/")
    expect(page.locator(".history li")).to_contain_text(["One body says so, another denies it."])


def test_a_single_origin_is_confirmed_with_a_tick_alone(stack: Stack, page: Page) -> None:
    sign_in(page, "editor")
    claim = claim_id(stack)
    page.goto(f"/c/{claim}/verdict/")
    page.get_by_label("Confirmed").check()
    page.get_by_label("Rationale").fill("Seen with my own eyes.")
    page.get_by_role("button", name="Save verdict").click()
    expect(page.locator(".error-summary")).to_contain_text("tick that you confirm it")
    expect(page.get_by_label("Rationale")).to_have_value("Seen with my own eyes.")
    page.get_by_label(re.compile("If I confirm it")).check()
    page.get_by_role("button", name="Save verdict").click()
    expect(page.locator(".badge--confirmed").first).to_be_visible()


def test_two_editors_see_each_other_and_lose_nothing(
    stack: Stack, browser: Browser, page: Page
) -> None:
    claim = claim_id(stack)
    sign_in(page, "editor")
    page.goto(f"/c/{claim}/verdict/")
    page.get_by_label("Refuted").check()
    page.get_by_label("Rationale").fill("My long thought.")
    other = browser.new_context(base_url=stack.url).new_page()
    sign_in(other, "admin")
    other.goto(f"/c/{claim}/verdict/")
    other.get_by_label("Unverified").check()
    other.get_by_label("Rationale").fill("Theirs came first.")
    other.get_by_role("button", name="Save verdict").click()
    other.get_by_role("status").filter(has_text="Verdict saved").or_(
        other.locator(".verdict").filter(has_text="Theirs came first.")
    ).first.wait_for()
    other.context.close()
    page.get_by_role("button", name="Save verdict").click()
    expect(page.locator(".theirs")).to_contain_text("Theirs came first.")
    expect(page.get_by_label("Rationale")).to_have_value("My long thought.")
    expect(page.get_by_label("Refuted")).to_be_checked()
    page.get_by_role("button", name="Save mine after theirs").click()
    expect(page.locator(".badge--refuted").first).to_be_visible()


def test_an_editor_notes_something_about_selected_words(stack: Stack, page: Page) -> None:
    sign_in(page, "editor")
    page.goto(f"/a/{article_id(stack)}/")
    page.evaluate(
        """() => {
          const piece = [...document.querySelectorAll('.text__paragraph [data-at]')]
            .find(p => p.textContent.length > 30);
          const node = piece.querySelector('a')?.firstChild || piece.firstChild;
          const range = new Range(); range.setStart(node, 3); range.setEnd(node, 25);
          getSelection().removeAllRanges(); getSelection().addRange(range);
        }"""
    )
    quote = page.get_by_label("The words it is about")
    expect(quote).not_to_have_value("")
    page.get_by_label("Your note").fill("Ask the desk about this.")
    page.get_by_role("button", name="Save note").click()
    note = page.locator(".note").filter(has_text="Ask the desk about this.")
    expect(note).to_be_visible()
    expect(page.locator("#live")).to_have_text("Note saved.")
    page.get_by_role("button", name=re.compile("Withdraw")).first.click()
    expect(page.locator(".note").filter(has_text="Ask the desk about this.")).to_have_count(0)


def test_a_note_about_words_that_are_not_there_is_refused_and_kept(
    stack: Stack, page: Page
) -> None:
    sign_in(page, "editor")
    page.goto(f"/a/{article_id(stack)}/")
    page.get_by_text("Add a note").click()
    page.get_by_label("The words it is about").fill("words of another text")
    page.get_by_label("Your note").fill("A thought.")
    page.get_by_role("button", name="Save note").click()
    expect(page.locator("#notes .error-summary")).to_be_focused()
    expect(page.get_by_label("Your note")).to_have_value("A thought.")


def test_an_editor_confirms_a_suggested_copy(stack: Stack, page: Page) -> None:
    sign_in(page, "editor")
    page.goto(story_address(stack))
    held = page.locator(".held").filter(has=page.get_by_role("button", name="Confirm")).first
    held.get_by_role("button", name="Confirm").click()
    expect(page.locator(".message--success")).to_contain_text("The timeline follows in a moment")
    page.locator("#freshness a, .badge:has-text('copy, confirmed')").first.wait_for()
    stack.wait_for(
        lambda: stack.sql("SELECT 1 FROM stories_coverage WHERE status = 'confirmed'"),
        what="the confirmed copy on the timeline",
    )
    page.reload()
    expect(page.get_by_text("copy, confirmed")).to_be_visible()


def test_an_editor_names_an_unidentified_outlet(stack: Stack, page: Page) -> None:
    sign_in(page, "editor")
    page.goto(f"/a/{article_id(stack)}/")
    outlet = page.locator(".facts div").filter(has_text="Outlet")
    outlet.get_by_role("link", name="Set it").click()
    page.get_by_label("Outlet", exact=True).fill("The Coast Gazette")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".facts").first).to_contain_text("The Coast Gazette (set by an editor)")


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


def test_a_verdict_with_the_keyboard_alone(stack: Stack, page: Page) -> None:
    sign_in(page, "editor")
    page.goto(story_address(stack))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    link = page.locator(".verdict__set").first
    for _ in range(150):
        page.keyboard.press("Tab")
        if link.evaluate("e => e === document.activeElement"):
            break
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("input[name=status]:checked")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("By keyboard.")
    expect(page.get_by_label("Rationale")).to_have_value("By keyboard.")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Save verdict":
            break
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary, .badge--confirmed, .verdict__why").first).to_be_visible()


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


def test_the_bar_stands_on_top_and_icons_are_drawn(stack: Stack, page: Page) -> None:
    sign_in(page, "analyst")
    page.goto(story_address(stack))
    bar = page.locator(".masthead").bounding_box()
    icon = page.locator("main svg.icon use").first.bounding_box()
    assert bar and bar["y"] == 0
    assert icon and icon["width"] > 5
