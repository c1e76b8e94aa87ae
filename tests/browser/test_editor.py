"""What editors do, in a real browser, from signing in to the thing done."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from apps.stories.models import Story
from tests.browser.conftest import Entrance
from tests.browser.desk import article_id, claim_id, load_sample, sign_in, story_address
from tests.support.articles import text as made_up
from tests.support.stack import Stack


@pytest.fixture(scope="module", autouse=True)
def sample(stack: Stack) -> None:
    load_sample(stack)


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


def test_two_editors_see_each_other_and_lose_nothing(stack: Stack, enter: Entrance) -> None:
    claim = claim_id(stack)
    page, other = enter("editor"), enter("admin")
    page.goto(f"/c/{claim}/verdict/")
    page.get_by_label("Refuted").check()
    page.get_by_label("Rationale").fill("My long thought.")
    other.goto(f"/c/{claim}/verdict/")
    other.get_by_label("Unverified").check()
    other.get_by_label("Rationale").fill("Theirs came first.")
    other.get_by_role("button", name="Save verdict").click()
    other.locator(".verdict").filter(has_text="Theirs came first.").first.wait_for()
    page.get_by_role("button", name="Save verdict").click()
    mine, theirs = page.locator(".beside > form"), page.locator(".beside > .theirs")
    expect(theirs).to_contain_text("Theirs came first.")
    assert beside_each_other(theirs, mine)
    expect(page.get_by_label("Rationale")).to_have_value("My long thought.")
    expect(page.get_by_label("Refuted")).to_be_checked()
    page.get_by_role("button", name="Save mine after theirs").click()
    expect(page.locator(".verdict--open")).to_have_count(0)
    page.goto(f"/c/{claim}/history/")
    expect(page.locator(".history li").first).to_contain_text("My long thought.")
    expect(page.locator(".history")).to_contain_text("Theirs came first.")


def beside_each_other(one: Locator, other: Locator) -> bool:
    """Whether they stand in two columns, in this order."""
    left, right = one.bounding_box(), other.bounding_box()
    return bool(left and right and left["x"] + left["width"] <= right["x"])


def test_two_titles_for_a_story_stand_beside_each_other(
    stack: Stack, enter: Entrance, scripts: bool
) -> None:
    address = story_address(stack)
    my_title, their_title = f"Mine, thought over ({scripts})", f"Theirs, quicker ({scripts})"
    page, other = enter("editor"), enter("admin")
    for each, title in ((page, my_title), (other, their_title)):
        each.goto(f"{address}edit/")
        each.locator("[name=text]").fill(title)
        each.get_by_label("Why").fill(f"Because: {title}")
    other.get_by_role("button", name="Save").click()
    expect(other.locator(".message--success")).to_contain_text("Saved.")
    page.get_by_role("button", name="Save").click()
    theirs = page.locator(".theirs")
    expect(theirs).to_contain_text(their_title)
    assert beside_each_other(theirs, page.locator(".beside > form"))
    expect(page.locator("[name=text]")).to_have_value(my_title)
    expect(page.get_by_label("Why")).to_have_value(f"Because: {my_title}")
    page.get_by_role("button", name="Save mine after theirs").click()
    page.goto(f"{address}decisions/")
    for title in (my_title, their_title):
        line = page.locator(".history li").filter(has_text=f"Because: {title}")
        line.get_by_role("button", name="Undo").click()
        expect(line).to_contain_text("undone by editor")
    expect(page.locator(".crumb")).not_to_contain_text("Mine, thought over")


def another_story(stack: Stack, folder: Path) -> tuple[str, str]:
    """The slug and title of a story beside the sample; an article opens it where none is."""
    others = Story.objects.filter(merged_into=None).exclude(pk=Story.objects.earliest("pk").pk)
    if not others.exists():
        file = folder / "other.txt"
        file.write_text(made_up(3))
        stack.manage("import_articles", str(file))
        stack.wait_for(others.exists, what="its story")
    built(stack)
    found = others.get()
    return found.slug, found.title


def built(stack: Stack) -> None:
    """Wait until every timeline is as it is going to be."""
    stack.wait_for(lambda: not Story.objects.stale().exists(), what="every rebuild")


def find_story(page: Page, title: str, *, scripts: bool) -> None:
    """Choose a story out of those that have its title's words."""
    page.get_by_label("Find a story").fill("zeppelin")
    if not scripts:
        page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_text("No other story has “zeppelin”")).to_be_visible()
    page.get_by_label("Find a story").fill(title)
    if not scripts:
        page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_role("radio", name=re.compile(f"^{re.escape(title)}")).check()


def test_an_article_is_moved_from_its_page_and_put_back(
    stack: Stack, enter: Entrance, scripts: bool, tmp_path: Path
) -> None:
    slug, title = another_story(stack, tmp_path)
    page = enter("editor")
    page.goto(f"/a/{article_id(stack)}/")
    page.get_by_role("link", name="Move to another story…").click()
    page.get_by_label("Why").fill("It is about something else.")
    find_story(page, title, scripts=scripts)
    expect(page.get_by_label("Why")).to_have_value("It is about something else.")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(f"{stack.url}/a/{article_id(stack)}/")
    home = page.locator(".crumb a")
    expect(home).to_have_attribute("href", f"/s/{slug}/")
    expect(page.get_by_text("Put here by editor")).to_contain_text("It is about something else.")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Put here by editor")).to_have_count(0)
    expect(home).to_have_attribute("href", story_address(stack))
    built(stack)


def test_two_stories_become_one_and_two_again(
    stack: Stack, enter: Entrance, scripts: bool, tmp_path: Path
) -> None:
    slug, title = another_story(stack, tmp_path)
    first = stack.sql("SELECT title FROM stories_story ORDER BY id")[0][0]
    page = enter("editor")
    page.goto(f"/s/{slug}/")
    page.get_by_role("link", name="Merge with another story").click()
    find_story(page, first, scripts=scripts)
    page.get_by_label("Why").fill(f"The same affair ({scripts}).")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(stack.url + story_address(stack))
    expect(page.locator("#articles")).to_contain_text(title)
    page.goto("/")
    expect(page.locator(".card__title").filter(has_text=title)).to_have_count(0)

    page.goto(f"{story_address(stack)}decisions/")
    line = page.locator(".history li").filter(has_text=f"The same affair ({scripts}).")
    line.get_by_role("button", name="Undo").click()
    expect(line).to_contain_text("undone by editor")
    page.goto(f"/s/{slug}/")
    expect(page).to_have_url(f"{stack.url}/s/{slug}/")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.goto(story_address(stack))
    expect(page.locator("#articles")).not_to_contain_text(title)


def test_a_note_is_typed_with_the_words_it_is_about(
    stack: Stack, enter: Entrance, scripts: bool
) -> None:
    page = enter("editor")
    page.goto(f"/a/{article_id(stack)}/")
    words = page.locator("#text > .text__paragraph").first.inner_text()[:40].strip()
    page.get_by_text("Add a note").click()
    page.get_by_label("The words it is about").fill(words)
    page.get_by_label("Your note").fill(f"Ask them ({scripts}).")
    page.get_by_role("button", name="Save note").click()
    note = page.locator(".note").filter(has_text=f"Ask them ({scripts}).")
    expect(note.locator(".note__quote")).to_contain_text(words)


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
