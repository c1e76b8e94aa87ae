"""The sample story through the whole program: web form, real worker, rows, editors' decisions.

However its five articles arrive, the rows must tell the one story that a careful desk editor
reads out of them (``tests/gold/seed-story.yaml``), and tell it for good.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import uuid4

import pytest
from django.apps import apps

from apps.accounts.models import Role, User
from apps.claims.models import Claim, Evidence, Verdict, VersionAnalysis
from apps.sources.documents import Document
from apps.sources.models import Article, ArticleVersion, ImportItem, Report
from apps.stories.facts import HeldArticle
from apps.stories.models import (
    ContextItem,
    CopyDecision,
    Coverage,
    Development,
    Discrepancy,
    Story,
    StoryArticle,
    StoryClaim,
)
from storytracker.analysis import ANALYSIS_VERSION
from storytracker.analysis.story.story import analyse_story
from storytracker.analysis.types import OutletFinding, Reading, StoryAnalysis
from tests.analysis.gold_names import folded
from tests.analysis.gold_story import OUTCOMES, ROOT, SEEDS, Outcome, Telling, gold
from tests.analysis.gold_suite import ENTRIES
from tests.support.made import rows_of
from tests.support.stack import Stack
from tests.support.stored import StoredStory, without_order
from tests.support.visitor import Visitor

PASSWORD = "a password of the tests"
FILES = {
    file.name[:3]: Document(file.read_bytes(), file_name=file.name)
    for file in sorted((ROOT / "seeds").glob("*.txt"))
}
AT_ONCE = ("000 001 002 003 004", "004 003 002 001 000", "003 000 004 001 002")
FIRST = ("000", "001", "002", "003")
ONE_BY_ONE = ("000 001 002 003 004", "004 003 002 001 000", "002 004 000 003 001")
WAYS = [
    *(pytest.param([names.split()], id=f"at once {names}") for names in AT_ONCE),
    *(pytest.param([[n] for n in names.split()], id=f"one by one {names}") for names in ONE_BY_ONE),
]
# Whatever an import or a rebuild may write.
TOLD = (
    Article,
    ArticleVersion,
    Claim,
    Evidence,
    Story,
    StoryArticle,
    StoryClaim,
    Report,
    Development,
    Coverage,
    ContextItem,
    Discrepancy,
)


def sign_in(stack: Stack, role: Role) -> Visitor:
    User.objects.create_user(role.value, password=PASSWORD, role=role)
    visitor = Visitor(stack.url)
    visitor.sign_in(role.value, PASSWORD)
    return visitor


@pytest.fixture(scope="module")
def admin(stack: Stack) -> Visitor:
    return sign_in(stack, Role.ADMIN)


@pytest.fixture(scope="module")
def editor(stack: Stack) -> Visitor:
    return sign_in(stack, Role.EDITOR)


@pytest.fixture
def empty(stack: Stack) -> Iterator[None]:
    """A database that has seen no article; TRUNCATE, since verdicts refuse to be deleted."""
    yield
    tables = [
        f'"{model._meta.db_table}"'
        for app in ("sources", "claims", "stories")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    ]
    stack.sql(f"TRUNCATE {', '.join(tables)}")


def bring(stack: Stack, admin: Visitor, names: Sequence[str]) -> set[str]:
    """Upload these seeds in one import and wait for it; returns the states that they ended in."""
    job = admin.upload([FILES[name] for name in names], uuid4())
    items = ImportItem.objects.filter(batch=job)
    stack.wait_for(lambda: not items.open().exists(), 60, f"import of {names}")
    return set(items.values_list("state", flat=True))


def is_settled() -> bool:
    return not Story.objects.stale().exists()


# --- asking the rows what the gold asks of the analysis --------------------------------------


def telling(held: HeldArticle) -> Telling:
    """A stored article under the gold's name for it, which its title tells."""
    entries = gold(SEEDS)["articles"].items()
    article, version = held.article, held.version
    key = next(k for k, entry in entries if folded(entry["title"]) == folded(article.title))
    outlet = article.outlet
    reading = Reading(
        title=article.title,
        text=version.text,
        paragraphs=held.facts.paragraphs,
        published=article.when,
        outlet=OutletFinding(outlet.name, article.when.basis, article.outlet_reason)
        if outlet
        else None,
    )
    return Telling(key, reading, held.facts)


def stored_story(name: str) -> StoryAnalysis:
    """The one story that the database holds, known to the gold's checks as ``name`` from now."""
    stored = StoredStory(Story.objects.get())
    tellings = {told.gold_key: told for told in map(telling, stored.holdings.by_key.values())}
    assert set(tellings) == set(gold(SEEDS)["story"]["articles"])
    found = stored.analysis()
    OUTCOMES[name] = Outcome(SEEDS, tellings, found)
    assert without_order(found) == without_order(analyse_story(stored.holdings.facts))
    return found


def wrong_with(name: str) -> list[str]:
    """What the gold has to say against a stored story, entry by entry."""
    complaints = []
    for kind, entries in ENTRIES.items():
        for label, check in entries(name):
            if label in ("one-story", "same-in-every-order"):
                continue  # about the pure analysis; here the orders are the test's own
            try:
                check()
            except AssertionError as complaint:
                complaints.append(f"{kind} {label}: {complaint}")
    return complaints


# --- however they arrive ----------------------------------------------------------------------

outcomes: list[dict[str, object]] = []


@pytest.mark.parametrize("imports", WAYS)
def test_the_rows_tell_the_story_of_the_gold(
    stack: Stack,
    admin: Visitor,
    empty: None,
    imports: Sequence[Sequence[str]],
    request: pytest.FixtureRequest,
) -> None:
    for names in imports:
        assert bring(stack, admin, names) == {"done"}
    name = request.node.callspec.id
    outcomes.append(without_order(stored_story(name)))
    assert wrong_with(name) == []
    assert outcomes[-1] == outcomes[0]


def test_the_same_files_again_change_nothing(stack: Stack, admin: Visitor, empty: None) -> None:
    assert bring(stack, admin, list(FILES)) == {"done"}
    before = rows_of(*TOLD)
    assert bring(stack, admin, list(FILES)) == {"duplicate"}
    for name in reversed(FILES):
        assert bring(stack, admin, [name]) == {"duplicate"}
    assert is_settled()
    assert rows_of(*TOLD) == before


# --- and editors' decisions are kept -----------------------------------------------------------


def confirm_copy(stack: Stack, editor: Visitor) -> Article:
    """The editor confirms the one copy that the program suggests, on the story's page."""
    story = Story.objects.get()
    suggested = Coverage.objects.get(story=story, role="copy", status="suggested")
    form = {"decision": "confirm", "outlet_name": suggested.report.name, "reason": "Its words."}
    address = f"/a/{suggested.article_id}/copy/"
    editor.send(address, form, seen_on=f"/s/{story.slug}/")
    stack.wait_for(is_settled, 30, "the timeline follows the decision")
    return suggested.article


def dispute(stack: Stack, editor: Visitor, claim: Claim) -> None:
    """The editor calls a claim disputed, on the claim's page."""
    form = {"status": "disputed", "rationale": "One denies it.", "version": claim.version}
    editor.send(f"/c/{claim.pk}/verdict/", form)
    stack.wait_for(is_settled, 30, "the timeline follows the verdict")


def rebuild(stack: Stack, story: Story) -> None:
    """Have the worker read and tell everything anew, as after a change of the analysis."""
    Story.objects.filter(pk=story.pk).update(analysis_version="an older one")
    VersionAnalysis.objects.update(analysis_version="an older one")
    done = stack.manage("reanalyse", "--all")
    assert done.stdout == f"1 of 1 stories worked out, analysis {ANALYSIS_VERSION}.\n"
    assert is_settled()
    story.refresh_from_db()
    assert story.analysis_version == ANALYSIS_VERSION
    assert set(VersionAnalysis.objects.values_list("analysis_version", flat=True)) == {
        ANALYSIS_VERSION
    }
    assert "0 of 0" in stack.manage("reanalyse", story.slug).stdout, "what is up to date stays"


def decided() -> list[object]:
    """What came of the editor's words."""
    copies = Coverage.objects.filter(role="copy").values_list("article", "report__name", "status")
    reports = Report.objects.filter(article__isnull=False).values_list("name", "held_status")
    claims = Claim.objects.exclude(status="unverified").values_list("pk", "status", "version")
    verdicts = Verdict.objects.values_list("claim", "status", "rationale", "by__username")
    words = CopyDecision.objects.values_list("article", "outlet_name", "by__username")
    return [list(rows) for rows in (copies, reports, claims, verdicts, words)]


def test_an_editors_word_outlives_rebuilding_and_importing(
    stack: Stack, admin: Visitor, editor: Visitor, empty: None
) -> None:
    assert bring(stack, admin, FIRST) == {"done"}
    article = confirm_copy(stack, editor)
    claim = Claim.objects.get(denied_by=["Kremlin"])
    dispute(stack, editor, claim)
    kept = decided()
    assert kept == [
        [(article.pk, "The Wall Street Journal", "confirmed")],
        [("The Wall Street Journal", "confirmed")],
        [(claim.pk, "disputed", 2)],
        [(claim.pk, "disputed", "One denies it.", "editor")],
        [(article.pk, "The Wall Street Journal", "editor")],
    ]
    # A rebuild as after an upgrade, the same files again, and one more article.
    story = Story.objects.get()
    rebuild(stack, story)
    assert decided() == kept
    assert bring(stack, admin, FIRST) == {"duplicate"}
    assert decided() == kept
    assert bring(stack, admin, ["004"]) == {"done"}
    assert decided() == kept
    assert Claim.objects.get(pk=claim.pk).articles == 5
    assert "disputed" in editor.get(f"/s/{story.slug}/").lower()
