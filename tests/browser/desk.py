"""Moving through the pages as a person does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Page

from apps.sources.management.commands.load_sample import SAMPLE_PASSWORDS
from tests.support.stack import Stack

WIDTHS = (1280, 320)
THEMES = ("light", "dark")


@dataclass(frozen=True)
class Place:
    """A page worth looking at: who looks, where, and in which state."""

    name: str
    role: str
    address: str
    prepare: str = ""


def sign_in(page: Page, role: str) -> None:
    """Through the form, as the sample user of this role."""
    page.goto("/sign-in/")
    page.get_by_label("Name").fill(role)
    page.get_by_label("Password").fill(dict(SAMPLE_PASSWORDS)[role])
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").wait_for()


def load_sample(stack: Stack) -> None:
    """The sample story, through the worker, and its three users."""
    stack.manage("load_sample")


def story_address(stack: Stack) -> str:
    return f"/s/{stack.sql('SELECT slug FROM stories_story ORDER BY id')[0][0]}/"


def claim_id(stack: Stack) -> int:
    """The claim that somebody denies."""
    query = (
        "SELECT id FROM claims_claim WHERE denied_by <> '{}' AND withdrawn_at IS NULL ORDER BY id"
    )
    return int(stack.sql(query)[0][0])


def article_id(stack: Stack) -> int:
    """An article whose outlet is unidentified and that has assertions."""
    query = "SELECT id FROM sources_article WHERE outlet_id IS NULL ORDER BY id"
    return int(stack.sql(query)[0][0])


def places(stack: Stack) -> Iterator[Place]:
    """Every page, and the states in which something went wrong."""
    claim, article = claim_id(stack), article_id(stack)
    job = stack.sql("SELECT min(id) FROM sources_import")[0][0]
    yield Place("sign-in", "", "/sign-in/")
    yield Place("sign-in-refused", "", "/sign-in/", "refused")
    yield Place("stories", "analyst", "/")
    yield Place("story", "analyst", story_address(stack))
    yield Place("story-opened", "editor", story_address(stack), "opened")
    yield Place("claim", "analyst", f"/c/{claim}/")
    yield Place("claim-history", "analyst", f"/c/{claim}/history/")
    yield Place("verdict", "editor", f"/c/{claim}/verdict/")
    yield Place("verdict-refused", "editor", f"/c/{claim}/verdict/", "empty")
    yield Place("verdict-in-place", "editor", story_address(stack), "verdict")
    yield Place("article", "editor", f"/a/{article}/")
    yield Place("article-opened", "editor", f"/a/{article}/", "opened")
    yield Place("outlet", "editor", f"/a/{article}/outlet/")
    yield Place("outlet-refused", "editor", f"/a/{article}/outlet/", "empty")
    yield Place("published", "editor", f"/a/{article}/published/")
    yield Place("import-upload", "admin", "/import/")
    yield Place("import-paste", "admin", "/import/?tab=paste")
    yield Place("import-refused", "admin", "/import/", "empty")
    yield Place("job", "admin", f"/import/jobs/{job}/")
    yield Place("not-found", "analyst", "/s/never-was/")
    yield Place("not-for-you", "analyst", "/import/")


def prepare(page: Page, state: str) -> None:
    """Bring a page into the state that a ``Place`` names."""
    if state == "opened":
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    elif state == "empty":
        page.locator("main form button:not(.button--quiet)").last.click()
        page.locator(".error-summary").wait_for()
    elif state == "refused":
        page.get_by_label("Name").fill("nobody")
        page.get_by_label("Password").fill("no such word")
        page.get_by_role("button", name="Sign in").click()
        page.locator(".error-summary").wait_for()
    elif state == "verdict":
        page.locator(".verdict__set").first.click()
        page.locator(".verdict--open").wait_for()
