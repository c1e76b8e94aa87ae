"""Moving through the pages as a person does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from apps.accounts.models import User
from apps.accounts.services import invite, make_key, password_path
from apps.claims.models import Claim
from apps.sources.management.commands.load_sample import SAMPLE_PASSWORDS
from apps.sources.models import Article, Outlet
from apps.stories.models import Development, Story
from apps.stories.services import (
    PassageAnchor,
    annotate,
    describe_outlet,
    detach_assertions,
    hide_entry,
    pin_entry,
    reply_to,
    resolve_note,
    reword_claim,
    undo_decision,
    undo_story_decision,
    withdraw_note,
)
from tests.browser.troubles import load_troubles
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
    page.wait_for_load_state()  # its scripts listen for keys only then


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
    yield Place("story-with-news", "analyst", story_address(stack), "news")
    yield from leaving_places(story_address(stack))
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
    yield Place("job", "admin", f"/import/jobs/{job}/")
    yield from searching_places()
    yield from outlet_places()
    yield from noting_places(stack, claim, article)
    yield from deciding_places(claim)
    yield from correcting_places(article)
    yield from putting_right_places(stack)
    yield from importing_places(stack)
    yield from story_deciding_places(stack)
    yield from account_places()
    yield from activity_places()
    yield Place("not-found", "analyst", "/s/never-was/")
    yield Place("not-for-you", "analyst", "/import/")
    yield Place("not-so", "analyst", "/sign-out/")


def account_places() -> Iterator[Place]:
    """One's own settings, the people, and the ways in."""
    admin = User.objects.get(username="admin")
    link = invite("editor", for_whom="Mara of the night desk", by=admin)
    yield Place("settings", "analyst", "/settings/")
    yield Place("keyboard", "editor", "/keyboard/")
    yield Place("keyboard-over-a-page", "admin", "/settings/", "helped")
    yield Place("keys", "analyst", "/settings/tokens/")
    yield Place("keys-refused", "analyst", "/settings/tokens/", "empty")
    yield Place("password", "analyst", "/settings/password/")
    yield Place("password-refused", "analyst", "/settings/password/", "empty")
    yield Place("people", "admin", "/people/")
    yield Place("people-refused", "admin", "/people/", "empty")
    yield Place("person", "admin", f"/people/{User.objects.get(username='editor').pk}/")
    yield Place("join", "", link)
    yield Place("join-refused", "", link, "empty")
    yield Place("join-gone", "", "/join/never-was/")
    yield Place("forgotten", "", "/password-forgotten/")
    yield Place("set-password", "", password_path(admin))
    yield Place("set-password-gone", "", "/set-password/MQ/never-was/")


def leaving_places(story: str) -> Iterator[Place]:
    """What leaves the house."""
    yield Place("brief", "analyst", f"{story}brief/")
    yield Place("brief-since", "analyst", f"{story}brief/?since=2023-11-03&until=2023-11-03")
    make_key(User.objects.get(username="editor"), "feeds")
    make_key(User.objects.get(username="editor"), "api", "the newsroom’s wall")
    yield Place("keys-made", "editor", "/settings/tokens/")
    yield Place("story-export", "editor", story, "opened")
    yield Place("api-docs", "analyst", "/api/docs/", "opened")
    yield Place("brief-refused", "analyst", f"{story}brief/?since=lately")


def searching_places() -> Iterator[Place]:
    """Search: nothing asked, hits of all kinds and of one, nothing found, what can't be meant."""
    yield Place("search", "analyst", "/search/", "opened")
    yield Place("search-hits", "analyst", "/search/?q=hezbollah+after%3A2023")
    yield Place("search-passages", "analyst", "/search/?q=wagner&kind=passages&page=2")
    yield Place("search-nothing", "analyst", "/search/?q=zeppelin+outlet%3Anobody+after%3Asoon")


def noting_places(stack: Stack, claim: int, article: int) -> Iterator[Place]:
    """Threads beside a text, on a claim, on an entry and of a whole story; resolved, withdrawn."""
    editor, story = User.objects.get(username="editor"), story_address(stack)
    here = Story.objects.get(slug=story.split("/")[2])
    entry = Development.objects.filter(story=here, is_hidden=False).latest("position")
    version = Article.objects.get(pk=article).current_version
    assert version
    words = PassageAnchor(version, len(version.text) // 2, len(version.text) // 2 + 60)
    for anchor in (words, Claim.objects.get(pk=claim), entry):
        open_one = annotate(here, body="Who else has this?", by=editor, anchor=anchor)
        reply_to(open_one, body="Nobody yet. I have asked the agency’s desk.", by=editor)
        settled = annotate(here, body="Is the day right?", by=editor, anchor=anchor)
        reply_to(settled, body="It is: the page’s metadata has it too.", by=editor)
        resolve_note(settled, by=editor)
        withdraw_note(annotate(here, body="Never mind.", by=editor, anchor=anchor), by=editor)
    yield Place("notes-beside", "editor", f"/a/{article}/", "opened")
    yield Place("notes-claim", "analyst", f"/c/{claim}/")
    yield Place("notes-entry", "editor", f"/d/{entry.pk}/notes/", "opened")
    yield Place("notes-entry-refused", "editor", f"/d/{entry.pk}/notes/", "empty note")
    yield Place("notes-story", "analyst", f"{story}notes/")


def outlet_places() -> Iterator[Place]:
    """The outlets: all of them, none found, one that is held, one that others cite, its form."""
    held = Outlet.objects.exclude(articles=None).earliest("pk")
    ghost = Outlet.objects.filter(articles=None, report__article=None).earliest("pk")
    describe_outlet(
        held,
        name=held.name,
        family=held.family,
        reliability="B",
        reason="It corrects itself in print, and names who decided.",
        by=User.objects.get(username="editor"),
    )
    yield Place("outlets", "analyst", "/sources/?sort=held")
    yield Place("outlets-none", "analyst", "/sources/?q=zeppelin")
    yield Place("outlet-held", "editor", f"/sources/{held.slug}/", "opened")
    yield Place("outlet-cited", "analyst", f"/sources/{ghost.slug}/")
    yield Place("outlet-edit", "editor", f"/sources/{held.slug}/edit/")
    yield Place("outlet-edit-refused", "editor", f"/sources/{held.slug}/edit/", "empty")
    yield Place("outlet-edit-conflict", "editor", f"/sources/{held.slug}/edit/", "outlet conflict")


def activity_places() -> Iterator[Place]:
    """The log, once everything has been done; and without a line."""
    yield Place("activity", "admin", "/activity/")
    yield Place("activity-nothing", "admin", "/activity/?by=editor&kind=feeds&from=soon")


def deciding_places(claim: int) -> Iterator[Place]:
    """Where editors decide on a claim, and its history with decisions, one of them undone."""
    decide_and_undo(claim)
    yield Place("claim-for-editors", "editor", f"/c/{claim}/")
    yield Place("claim-decisions", "editor", f"/c/{claim}/history/")
    for name in ("reword", "merge", "assertions", "add"):
        yield Place(f"claim-{name}", "editor", f"/c/{claim}/{name}/")
        yield Place(f"claim-{name}-refused", "editor", f"/c/{claim}/{name}/", "empty")
    yield Place("claim-add-none", "editor", f"/c/{claim}/add/?q=zeppelin")


def story_deciding_places(stack: Stack) -> Iterator[Place]:
    """Where editors decide on a story and its entries, and the story with such decisions."""
    home = story_address(stack)
    last = pin_and_hide(stack)
    yield Place("story-decided", "editor", home)
    yield Place("story-as-of", "analyst", f"{home}?until=2023-11-02")
    yield Place("story-by-our-clock", "analyst", f"{home}?clock=known")
    yield Place("story-as-of-refused", "analyst", f"{home}?until=soon")
    yield Place("story-filtered", "analyst", f"{home}?stance=denies&from=2023-11-01")
    yield Place("story-filtered-none", "analyst", f"{home}?outlet=cnn&from=2030-01-01&new=1")
    yield Place("story-filters-refused", "analyst", f"{home}?outlet=nobody&from=soon&stance=maybe")
    yield Place("development", "editor", f"/d/{last}/")
    yield Place("development-taken-off", "analyst", f"/d/{hidden_id(stack)}/")
    yield Place("stories-followed-none", "analyst", "/?followed=1")
    yield Place("compare", "analyst", f"{home}compare/?then=2023-11-01")
    yield Place("compare-none", "analyst", f"{home}compare/?clock=known")
    yield Place("compare-refused", "analyst", f"{home}compare/?then=soon")
    yield Place("story-decisions", "editor", f"{home}decisions/")
    for name, address in (
        ("story-edit", f"{home}edit/"),
        ("entry-edit", f"/d/{last}/edit/"),
        ("entry-add", f"{home}add/"),
        ("story-articles", f"{home}articles/"),
        ("article-move", f"{home}articles/?article={article_id(stack)}"),
        ("story-merge", f"{home}merge/"),
    ):
        yield Place(name, "editor", address)
        yield Place(f"{name}-refused", "editor", address, "empty")


def hidden_id(stack: Stack) -> int:
    """An entry that an editor took off."""
    return int(stack.sql("SELECT id FROM stories_development WHERE is_hidden ORDER BY id")[0][0])


def pin_and_hide(stack: Stack) -> int:
    """An entry that is pinned, one that was taken off and is back, one taken off; its id."""
    how: dict[str, Any] = {"reason": "Not ours.", "by": User.objects.get(username="editor")}
    entries = Development.objects.filter(story__slug=story_address(stack).split("/")[2])
    first, *_, last = entries.order_by("position")
    pin_entry(first.pk, seen=0, **how)
    undo_story_decision(hide_entry(first.pk, seen=1, **how).pk, by=how["by"])
    hide_entry(last.pk, seen=0, **how)
    return first.pk


def decide_and_undo(claim_id: int) -> None:
    """A wording that stands, and an assertion taken off and put back."""
    claim = Claim.objects.get(pk=claim_id)
    how: dict[str, Any] = {"reason": "Clearer.", "by": User.objects.get(username="editor")}
    words = f"{claim.text}, as reported"
    reword_claim(claim_id, text=words, seen_version=claim.version, **how)
    last = claim.evidence.for_table().last()  # type: ignore[attr-defined]
    off = detach_assertions(claim_id, [last.assertion_id], seen_version=claim.version + 1, **how)
    undo_decision(off.pk, by=how["by"])


def correcting_places(article: int) -> Iterator[Place]:
    """Where an article is put right."""
    for name in ("title", "bylines", "text", "paste"):
        yield Place(f"correct-{name}", "editor", f"/a/{article}/{name}/")
    for name in ("text", "paste"):
        yield Place(f"correct-{name}-refused", "editor", f"/a/{article}/{name}/", "empty")
    yield Place("remove", "admin", f"/a/{article}/remove/")
    yield Place("remove-refused", "admin", f"/a/{article}/remove/", "empty")


def putting_right_places(stack: Stack) -> Iterator[Place]:
    """The pages on which editors put assertions and speakers right."""
    article = article_id(stack)
    says = f"/a/{article}/says/"
    query = (
        "SELECT a.id, a.speaker_id FROM claims_assertion a JOIN claims_speaker s ON s.id ="
        " a.speaker_id JOIN sources_articleversion v ON v.id = a.version_id"
        f" WHERE v.article_id = {article} AND s.kind <> 'outlet' ORDER BY a.id"
    )
    assertion, speaker = stack.sql(query)[0]
    yield Place("assertion", "editor", f"{says}{assertion}/")
    yield Place("assertion-refused", "editor", f"{says}{assertion}/", "empty")
    yield Place("assertion-conflict", "editor", f"{says}{assertion}/", "conflict")
    yield Place("assertion-strike", "editor", f"{says}{assertion}/strike/")
    yield Place("assertion-add", "editor", f"{says}add/?words=said&start=0")
    yield Place("assertion-add-refused", "editor", f"{says}add/", "empty")
    yield Place("speaker", "editor", f"/speakers/{speaker}/")
    yield Place("speaker-merge", "editor", f"/speakers/{speaker}/merge/")
    yield Place("speaker-merge-refused", "editor", f"/speakers/{speaker}/merge/", "empty")


def importing_places(stack: Stack) -> Iterator[Place]:
    """The pages of importing, with something in every state to look at."""
    troubles = load_troubles()
    story = story_address(stack)
    yield Place("import-url", "admin", "/import/")
    yield Place("import-url-refused", "admin", "/import/", "bad lines")
    yield Place("import-sent-here", "admin", "/import/?url=https%3A%2F%2Fquay.example%2Fa")
    yield Place("import-feed", "admin", "/import/?tab=feed")
    yield Place("import-feed-refused", "admin", "/import/?tab=feed", "empty")
    yield Place("import-upload", "admin", "/import/?tab=upload")
    yield Place("import-upload-chosen", "admin", "/import/?tab=upload", "files")
    yield Place("import-upload-refused", "admin", "/import/?tab=upload", "empty")
    yield Place("import-paste", "admin", "/import/?tab=paste")
    yield Place("import-paste-refused", "admin", "/import/?tab=paste", "empty")
    yield Place("job-troubles", "admin", troubles.job)
    yield Place("job-needs-you", "admin", f"{troubles.job}?state=needs-you")
    yield Place("job-none-left", "admin", f"{troubles.job}?state=skipped&after=900")
    yield Place("job-cancel", "admin", f"{troubles.job}cancel/")
    yield Place("item", "admin", troubles.item)
    yield Place("item-refused", "admin", troubles.item, "empty")
    yield Place("partial", "editor", troubles.partial)
    yield Place("whole", "editor", f"{troubles.partial}whole/")
    yield Place("tombstone", "admin", troubles.tombstone)
    yield Place("allow", "admin", f"{troubles.tombstone}allow/")
    yield Place("feeds", "admin", "/import/feeds/")
    yield Place("feed", "admin", troubles.feed)
    yield Place("feed-remove", "admin", f"{troubles.feed}remove/")
    yield Place("story-for-admins", "admin", story)
    yield Place("story-import", "admin", f"{story}import/")
    yield Place("story-feeds", "admin", f"{story}feeds/")
    yield Place("story-feeds-refused", "admin", f"{story}feeds/", "empty")


def prepare(page: Page, state: str) -> None:
    """Bring a page into the state that a ``Place`` names."""
    if state == "opened":
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    elif state == "empty":
        page.locator("main form button:not(.button--quiet)").last.click()
        page.locator(".error-summary").wait_for()
    elif state == "conflict":
        page.locator("input[name=revision]").evaluate("input => { input.value = 99 }")
        page.get_by_label("Role").fill("somebody else by now")
        page.locator("main form button:not(.button--quiet)").last.click()
        page.locator(".error-summary").wait_for()
    elif state == "outlet conflict":
        page.locator("input[name=revision]").evaluate("input => { input.value = 99 }")
        page.get_by_label("Why").fill("Its owner has changed.")
        page.locator("main form button:not(.button--quiet)").last.click()
        page.locator(".error-summary").wait_for()
    elif state == "empty note":
        page.get_by_text("Add a note").click()
        page.get_by_role("button", name="Save note").click()
        page.locator(".error-summary").wait_for()
    elif state == "bad lines":
        page.get_by_label("Addresses").fill(
            "https://quay.example/a\nno address\nftp://quay.example/b"
        )
        page.get_by_role("button", name="Import", exact=True).click()
        page.locator(".error-summary").wait_for()
    elif state == "files":
        page.get_by_label("Files").set_input_files(
            [
                {"name": name, "mimeType": "text/plain", "buffer": b"words " * 2000}
                for name in ("harbour.txt", "a file with a rather long name " * 4 + ".html")
            ]  # type: ignore[arg-type]
        )
        page.locator("#chosen li").first.wait_for()
    elif state == "refused":
        page.get_by_label("Name").fill("nobody")
        page.get_by_label("Password").fill("no such word")
        page.get_by_role("button", name="Sign in").click()
        page.locator(".error-summary").wait_for()
    elif state == "news":
        # What the page asks for every 30 s, asked now and of all times.
        page.evaluate(
            """() => htmx.ajax("GET", location.pathname + "freshness/?since=2000-01-01T00:00Z",
                               {target: "#freshness", swap: "outerHTML"})"""
        )
        page.locator(".pill").wait_for()
    elif state == "helped":
        page.keyboard.press("?")
        page.get_by_role("dialog").wait_for()
    elif state == "verdict":
        page.locator(".verdict__set").first.click()
        page.locator(".verdict--open").wait_for()


def marked(stack: Stack, page: Page) -> str:
    """The words that the article page highlights, once it does.

    Asked from here again and again: what the browser itself is told to wait for is evaluated by
    the page, whose policy forbids that.
    """
    found = "[...CSS.highlights.get('passage') ?? []].map(range => range.toString()).join('')"
    return str(stack.wait_for(lambda: page.evaluate(found), what="words are highlighted"))
