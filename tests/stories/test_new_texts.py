"""A text that changed at its address: the newest counts, the earlier ones stay, verdicts reopen."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.claims.models import Assertion, Claim
from apps.sources.models import Article, ArticleVersion, Host, Import, ImportItem, Watch
from apps.sources.services import Document, accept_documents
from apps.stories.models import Note, Story
from apps.stories.services import (
    AsOf,
    Clock,
    PassageAnchor,
    annotate,
    judge_claim,
    look_back,
    read_story,
    watch_open_stories,
)
from storytracker import recipe
from tests.support import queues
from tests.support.made import make_person
from tests.support.site import LOOPBACK, Site

pytestmark = pytest.mark.django_db(transaction=True)

SAID = "The Harbour Board has sold the ferry to Meridian Freight, two officials told the Courier."
SOFT = "The Harbour Board may sell the ferry to Meridian Freight, two officials told the Courier."
REST = (
    "The ferry has crossed the bay for forty years and carries some two hundred people a day. "
    "The mayor said that the tram would go on running until the end of the year."
)


@pytest.fixture(autouse=True)
def brisk(settings) -> None:
    settings.FETCH_ALLOWED_NETWORKS = LOOPBACK
    settings.FETCH_HOST_DELAY_SECONDS = 0
    queues.take()


@pytest.fixture
def site():
    with Site() as site:
        yield site


@pytest.fixture
def editor(db: None) -> User:
    return make_person(name="edith")


def page_with(said: str) -> str:
    title = "Harbour Board sells the ferry to Meridian Freight"
    day = timezone.localdate()
    return (
        f'<html lang="en"><head><title>{title}</title><meta property="og:site_name" '
        f'content="Courier"><meta property="article:published_time" content="{day}T09:30:00Z">'
        f"</head><body><article><h1>{title}</h1><p>{said}</p><p>{REST}</p></article></body></html>"
    )


def bring_in(*documents: Document) -> Import:
    batch = accept_documents(by=None, channel="url", documents=documents, submit_token=uuid4())
    while ImportItem.objects.open().exists():
        Host.objects.update(free_at=None)
        recipe.sources.tell_fetchers()
        assert queues.work() or not ImportItem.objects.open().exists()
    return batch


@pytest.fixture
def story(site: Site) -> Story:
    site.page("/ferry", page_with(SAID))
    bring_in(Document(url=f"{site.url}/ferry"))
    return Story.objects.get()


def sale(story: Story) -> Claim:
    return story.claims.get(text__icontains="sold", withdrawn_at=None)


def check_again() -> None:
    """The beat's rounds, a long time later."""
    recipe.watch_articles()
    Watch.objects.update(next_at=Now())
    Host.objects.update(free_at=None)
    recipe.poll_due_feeds()
    queues.work()


def confirm(story: Story, editor: User) -> Claim:
    claim = sale(story)
    evidence = claim.evidence.values_list("assertion_id", flat=True)
    judge_claim(
        claim_id=claim.pk,
        status="confirmed",
        rationale="Two officials.",
        by=editor,
        seen_version=claim.version,
        evidence_ids=evidence,
        single_origin_accepted=True,
    )
    return claim


def test_the_beat_finds_a_changed_text_and_the_timeline_follows(site: Site, story: Story) -> None:
    site.page("/ferry", page_with(SOFT))
    before = {row.claim.text for row in read_story(story).claims}
    check_again()
    article = Article.objects.get()
    assert article.current_version.number == 2
    after = {row.claim.text for row in read_story(story).claims}
    assert any("sold" in text for text in before) and not any("sold" in text for text in after)
    versions = {
        passage["version"]
        for entry in read_story(story).entries
        for passage in entry.development.passages
    }
    assert versions <= {article.current_version_id}


def test_nothing_new_builds_nothing(site: Site, story: Story) -> None:
    built = story.built_at
    check_again()
    story.refresh_from_db()
    assert story.built_at == built and Watch.objects.get().checked_at


def test_articles_of_closed_stories_are_left_in_peace(story: Story, settings) -> None:
    assert watch_open_stories() == 1
    Story.objects.update(closed_at=timezone.now())
    watch_open_stories()
    assert Watch.objects.get().next_at is None
    Story.objects.update(closed_at=None)
    settings.REFETCH_DAYS = 0
    watch_open_stories()
    assert Watch.objects.get().next_at is None


def test_a_softened_assertion_reopens_the_verdict(
    site: Site, story: Story, editor: User, analyst_client: Client
) -> None:
    confirm(story, editor)
    page = analyst_client.get(f"/s/{story.slug}/").content.decode()
    assert "reopened" not in page
    site.page("/ferry", page_with(SOFT))
    check_again()
    (claim,) = (c for c in Claim.objects.all() if c.status == "confirmed")
    page = analyst_client.get(f"/c/{claim.pk}/").content.decode()
    assert "Reopened:" in page
    history = analyst_client.get(f"/c/{claim.pk}/history/").content.decode()
    article = Article.objects.get()
    old = article.versions.get(number=1)
    assert f"/a/{article.pk}/versions/1...2/" in history
    assert f"/a/{article.pk}/?version={old.pk}#c" in history


def test_an_edit_elsewhere_reopens_nothing(
    site: Site, story: Story, editor: User, analyst_client: Client
) -> None:
    claim = confirm(story, editor)
    site.page("/ferry", page_with(SAID).replace("two hundred", "three hundred"))
    check_again()
    assert Article.objects.get().current_version.number == 2
    assert sale(story).pk == claim.pk
    assert "Reopened" not in analyst_client.get(f"/c/{claim.pk}/").content.decode()


@pytest.mark.parametrize(
    ("how", "is_reopened"),
    [
        ({}, False),
        ({"certainty": "likely"}, True),
        ({"stance": "denies"}, True),
        ({"is_struck": True}, True),
    ],
)
def test_the_same_words_told_with_less_certainty_reopen_it(
    story: Story, editor: User, analyst_client: Client, how: dict, is_reopened: bool
) -> None:
    claim = sale(story)
    said = Assertion.objects.get(evidence__claim=claim, words__contains="has sold")
    verdict = {"rationale": "So.", "by": editor, "seen_version": claim.version}
    judge_claim(claim_id=claim.pk, status="disputed", evidence_ids=[said.pk], **verdict)
    version = ArticleVersion.objects.get(pk=said.version_id)
    version.pk, version.number, version.content_hash = None, 2, "2"
    version.save()
    Article.objects.update(current_version=version)
    said.pk, said.version = None, version
    for name, value in how.items():
        setattr(said, name, value)
    said.save()
    page = analyst_client.get(f"/c/{claim.pk}/").content.decode()
    assert ("Reopened" in page) is is_reopened


def test_as_we_knew_it_leads_to_the_text_of_then(
    site: Site, story: Story, analyst_client: Client
) -> None:
    yesterday = timezone.now() - timezone.timedelta(days=1)
    ArticleVersion.objects.update(fetched_at=yesterday)
    site.page("/ferry", page_with(SOFT))
    check_again()
    then = look_back(story, AsOf(timezone.localdate(yesterday), Clock.KNOWN))
    assert any("sold" in row.claim.text for row in then.claims)
    day = timezone.localdate(yesterday)
    page = analyst_client.get(f"/s/{story.slug}/?until={day}&clock=known").content.decode()
    article = Article.objects.get()
    old = article.versions.get(number=1)
    start = old.text.index("The Harbour Board has")
    assert f'href="/a/{article.pk}/?version={old.pk}#c' in page
    text = analyst_client.get(f"/a/{article.pk}/?version={old.pk}").content.decode()
    assert "has sold the ferry" in text and "You read version 1 of this article" in text
    assert f"/a/{article.pk}/versions/1...2/" in text
    assert f'id="c{start}-' in text, "where the story's links lead"


def test_a_version_of_another_article_is_not_found(story: Story, analyst_client: Client) -> None:
    article = Article.objects.get()
    for asked in ("999999", "x", "-1", "9" * 30):
        assert analyst_client.get(f"/a/{article.pk}/?version={asked}").status_code == 404


def test_notes_move_along(site: Site, story: Story, editor: User) -> None:
    version = Article.objects.get().current_version
    start = version.text.index("forty years")
    note = annotate(
        story, body="Since 1984.", by=editor, anchor=PassageAnchor(version, start, start + 11)
    )
    site.page("/ferry", page_with(f"{SOFT} Nobody else would say so."))
    check_again()
    moved = Note.objects.get(pk=note.pk)
    assert moved.version == Article.objects.get().current_version != version
    assert moved.version.text[moved.start : moved.end] == "forty years"


def test_an_upload_with_another_text_is_a_version_and_says_so(
    site: Site, story: Story, admin_client: Client
) -> None:
    address = f"{site.url}/ferry"
    batch = bring_in(Document(page_with(SOFT).encode(), url=address, content_type="text/html"))
    item = batch.items.get()
    assert (item.state, item.version.number) == ("done", 2)
    page = admin_client.get(f"/import/jobs/{batch.pk}/").content.decode()
    assert "A new version of an article that was held" in page
    assert f"/a/{item.article_id}/versions/1...2/" in page
    assert not Story.objects.stale().exists()
    assert not any("sold" in row.claim.text for row in read_story(story).claims)


# --- asking for it --------------------------------------------------------------------------------


def test_an_editor_has_it_fetched_again(site: Site, story: Story, editor_client: Client) -> None:
    article = Article.objects.get()
    home = f"/a/{article.pk}/"
    assert "Fetch again" in editor_client.get(home).content.decode()
    Host.objects.update(free_at=None)
    site.page("/ferry", page_with(SOFT))
    answer = editor_client.post(f"{home}fetch/")
    assert answer["Location"] == f"{home}#watch"
    assert "being fetched again" in editor_client.get(home).content.decode()
    part = editor_client.get(f"{home}watch/", HTTP_HX_REQUEST="true").content.decode()
    assert "every 2s" in part
    queues.work()
    part = editor_client.get(f"{home}watch/", HTTP_HX_REQUEST="true").content.decode()
    assert "the text had changed" in part and "every 2s" not in part
    assert editor_client.get(f"{home}watch/")["Location"] == home


def test_an_analyst_reads_and_does_not_ask(story: Story, analyst_client: Client) -> None:
    article = Article.objects.get()
    assert "Fetch again" not in analyst_client.get(f"/a/{article.pk}/").content.decode()
    assert analyst_client.post(f"/a/{article.pk}/fetch/").status_code == 403


def test_importing_an_address_that_is_held_offers_it(
    site: Site, story: Story, admin_client: Client
) -> None:
    batch = bring_in(Document(url=f"{site.url}/ferry"))
    page = admin_client.get(f"/import/jobs/{batch.pk}/").content.decode()
    article = Article.objects.get()
    assert "Fetch it again" in page and f'action="/a/{article.pk}/fetch/"' in page
    way = f"/import/jobs/{batch.pk}/"
    answer = admin_client.post(f"/a/{article.pk}/fetch/", {"next": way}, follow=True)
    assert "is being fetched again" in answer.content.decode()
    assert answer.request["PATH_INFO"] == way
