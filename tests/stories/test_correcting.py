"""A correction changes what was read, and the timeline follows; decisions on claims stay."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client

from apps.accounts.models import Role
from apps.claims.models import Assertion, Claim, Evidence, Verdict
from apps.claims.services import record_assertions
from apps.sources.models import Article, StoredBytes
from apps.sources.services import Document, accept_documents, parse_items, text_parts
from apps.stories.models import Note, Story
from apps.stories.services import (
    PassageAnchor,
    annotate,
    correct_paragraphs,
    correct_title,
    judge_claim,
    link_articles,
    rebuild_story,
    take_out,
)
from apps.stories.services.anchoring import place_of
from tests.support.made import make_person
from tests.support.newsroom import signed_in

SEEDS = sorted(Path(__file__).resolve().parents[2].joinpath("seeds").glob("*.txt"))

pytestmark = pytest.mark.django_db


def bring(files: list[Path]) -> None:
    """Import files and make their timeline, without the workers."""
    batch = accept_documents(
        by=None,
        channel="command",
        documents=[Document(file.read_bytes(), file_name=file.name) for file in files],
        submit_token=uuid4(),
    )
    parse_items([item.pk for item in batch.items.all()])
    articles = [item.article for item in batch.items.select_related("article__current_version")]
    record_assertions([article.current_version_id for article in articles])
    for story_id in link_articles([article.pk for article in articles]):
        rebuild_story(story_id)


@pytest.fixture
def story(db) -> Story:
    bring(SEEDS)
    return Story.objects.get()


def claims_of(story: Story) -> set[str]:
    return set(Claim.objects.standing().filter(stories=story).values_list("text", flat=True))


def denial_article(story: Story) -> Article:
    """The article in which the Kremlin denies."""
    said = Assertion.objects.filter(stance="denies", speaker__name__icontains="kremlin")
    return Article.objects.get(pk=said.values_list("version__article", flat=True)[0])


def paragraph_with(article: Article, words: str) -> str:
    version = article.current_version
    texts = [version.text[start:end] for start, end, _ in version.paragraphs]
    return next(text for text in texts if words in text)


def test_a_cut_paragraph_takes_what_it_said_off_the_timeline_and_back(story) -> None:
    editor = make_person(Role.EDITOR, "edith")
    article = denial_article(story)
    denials = story.developments.filter(kind="denial")
    before = denials.count()
    said = Assertion.objects.filter(version=article.current_version, stance="denies")
    texts = {paragraph_with(article, each.words[:30]) for each in said}
    cut = [(text, 0) for text in texts]
    correct_paragraphs(article, cut=cut, back=(), reason="not theirs", by=editor)
    rebuild_story(story.pk)
    article.refresh_from_db()
    assert not Assertion.objects.filter(
        version=article.current_version, stance="denies", words__in=[s.words for s in said]
    ).exists()
    correct_paragraphs(article, cut=(), back=cut, reason="it is", by=editor)
    rebuild_story(story.pk)
    assert denials.count() == before


def test_a_verdict_survives_another_version_of_the_text(story) -> None:
    editor = make_person(Role.EDITOR, "edith")
    claim = Claim.objects.standing().filter(stories=story).first()
    judge_claim(
        claim_id=claim.pk,
        status="disputed",
        rationale="Denied.",
        by=editor,
        seen_version=claim.version,
    )
    for article in Article.objects.all():
        correct_title(article, title=f"{article.title} (corrected)", reason="", by=editor)
    assert rebuild_story(story.pk)
    claim.refresh_from_db()
    assert claim.withdrawn_at is None
    assert claim.status == "disputed"
    versions = claim.evidence.values_list("assertion__version__is_edited", flat=True)
    assert set(versions) == {True}, "its evidence is in the texts of now"


def test_a_verdict_says_when_the_words_it_rests_on_are_gone_and_when_they_are_back(
    story, analyst_client
) -> None:
    editor = make_person(Role.EDITOR, "edith")
    article = denial_article(story)
    said = Assertion.objects.filter(version=article.current_version, stance="denies")
    row = Evidence.objects.filter(assertion__in=said).select_related("claim", "assertion")[0]
    judge_claim(
        claim_id=row.claim_id,
        status="disputed",
        rationale="Denied.",
        by=editor,
        seen_version=row.claim.version,
        evidence_ids=[row.assertion_id],
    )
    notice, place = "no longer in their article", f"/c/{row.claim_id}/"
    correct_title(article, title="Another headline", reason="", by=editor)
    rebuild_story(story.pk)
    assert notice not in analyst_client.get(place).content.decode(), "its words still stand"
    article.refresh_from_db()
    cut = [(paragraph_with(article, row.assertion.words[:30]), 0)]
    correct_paragraphs(article, cut=cut, back=(), reason="not theirs", by=editor)
    rebuild_story(story.pk)
    assert notice in analyst_client.get(place).content.decode()
    assert notice in analyst_client.get(f"/s/{story.slug}/").content.decode()
    assert "taken out or softened since" in analyst_client.get(f"{place}history/").content.decode()
    correct_paragraphs(article, cut=(), back=cut, reason="it is", by=editor)
    rebuild_story(story.pk)
    assert notice not in analyst_client.get(place).content.decode()


def test_a_removed_article_is_gone_from_the_timeline_and_its_verdict_kept(story) -> None:
    admin = make_person(Role.ADMIN, "ada")
    article = denial_article(story)
    said = Assertion.objects.filter(version=article.current_version, stance="denies").first()
    evidence = said.evidence.first()
    assert evidence is not None
    judge_claim(
        claim_id=evidence.claim_id,
        status="disputed",
        rationale="The Kremlin says so.",
        by=admin,
        seen_version=evidence.claim.version,
        evidence_ids=[said.pk],
    )
    take_out(article, reason="A court said so.", by=admin)
    rebuild_story(story.pk)
    assert article.pk not in story.articles.values_list("pk", flat=True)
    for development in story.developments.all():
        assert article.pk not in {passage["article"] for passage in development.passages}
    said.refresh_from_db()
    assert said.withdrawn_at is not None
    assert list(Verdict.objects.get().evidence.all()) == [said]
    assert not Assertion.objects.filter(version__article=article, withdrawn_at=None).exists()
    assert StoredBytes.objects.count() == len(SEEDS) - 1


def test_the_last_article_leaves_a_story_that_says_nothing(db) -> None:
    bring(SEEDS[:1])
    story = Story.objects.get()
    take_out(Article.objects.get(), reason="A court said so.", by=make_person(Role.ADMIN, "ada"))
    rebuild_story(story.pk)
    assert not story.developments.exists()
    assert not claims_of(story)
    page = signed_in(Role.ANALYST).get("/")
    assert story.title not in page.content.decode(), "an empty story is on nobody's list"


def test_a_note_moves_along_with_its_words(story) -> None:
    editor = make_person(Role.EDITOR, "edith")
    article = denial_article(story)
    version = article.current_version
    start, end, _ = version.paragraphs[-1]
    anchor = PassageAnchor(version, start, start + 20)
    note = annotate(story, body="Check this.", by=editor, anchor=anchor)
    correct_title(article, title="A much longer headline than before it was", reason="", by=editor)
    note.refresh_from_db()
    assert note.version == article.current_version != version
    assert article.current_version.text[note.start : note.end] == note.quote


def test_a_note_whose_words_are_cut_stays_with_its_quotation(story) -> None:
    editor = make_person(Role.EDITOR, "edith")
    article = denial_article(story)
    version = article.current_version
    start, end, _ = version.paragraphs[-1]
    words = version.text[start:end]
    annotate(story, body="Check.", by=editor, anchor=PassageAnchor(version, start, end))
    correct_paragraphs(article, cut=[(words, 0)], back=(), reason="", by=editor)
    note = Note.objects.get()
    assert (note.version, note.quote) == (version, words)
    page = signed_in(Role.EDITOR).get(f"/a/{article.pk}/").content.decode()
    assert "no longer in the text" in page


@pytest.mark.parametrize(
    ("prefix", "suffix", "place"), [("a ", " x", 2), ("b ", " y", 8), ("", "", 2)]
)
def test_of_several_places_the_one_with_the_old_surroundings(prefix, suffix, place) -> None:
    assert place_of("mill", prefix, suffix, "a mill b mill y") == (9 if place == 8 else place)


def test_words_that_are_gone_have_no_place() -> None:
    assert place_of("mill", "a ", " b", "a quay b") is None


# --- the pages ----------------------------------------------------------------------------------


@pytest.fixture
def article(db) -> Article:
    bring(SEEDS[:1])
    return Article.objects.get()


def sent(client: Client, address: str, **values: object):
    return client.post(address, values)


def test_an_editor_corrects_the_headline_on_its_page(editor_client, article) -> None:
    page = editor_client.get(f"/a/{article.pk}/title/")
    assert article.title in page.content.decode()
    answer = sent(
        editor_client, f"/a/{article.pk}/title/", title="Wagner and the SA-22", revision=1
    )
    assert answer["Location"] == f"/a/{article.pk}/"
    page = editor_client.get(f"/a/{article.pk}/").content.decode()
    assert '<h1 dir="auto">Wagner and the SA-22</h1>' in page and "1 correction by editors" in page


def test_who_corrects_an_older_state_sees_both(editor_client, article) -> None:
    sent(editor_client, f"/a/{article.pk}/bylines/", names="Jo Roe\nAnn Ash", revision=1)
    article.refresh_from_db()
    assert article.bylines == ["Jo Roe", "Ann Ash"]
    answer = sent(
        editor_client, f"/a/{article.pk}/title/", title="My headline", reason="seen", revision=1
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Jo Roe, Ann Ash" in page, "theirs"
    assert "My headline" in page and "seen" in page, "and what was typed"
    assert 'name="revision" value="2"' in page
    again = sent(editor_client, f"/a/{article.pk}/title/", title="My headline", revision=2)
    assert again.status_code == 302


def test_paragraphs_are_cut_and_put_back_by_ticks(editor_client, article) -> None:
    page = editor_client.get(f"/a/{article.pk}/text/").content.decode()
    assert 'name="cut"' in page and 'name="back"' in page
    parts = text_parts(article)
    last = max(number for number, part in enumerate(parts) if part.is_kept)
    answer = sent(editor_client, f"/a/{article.pk}/text/", cut=[last], revision=1)
    assert answer.status_code == 302
    article.refresh_from_db()
    assert parts[last].words not in article.current_version.text
    back = sent(editor_client, f"/a/{article.pk}/text/", back=[last], revision=2)
    assert back.status_code == 302
    article.refresh_from_db()
    assert parts[last].words in article.current_version.text
    none = sent(editor_client, f"/a/{article.pk}/text/", reason="nothing ticked")
    assert none.status_code == 422
    assert "Tick what to cut or to put back." in none.content.decode()


def test_an_incomplete_text_is_made_whole_by_pasting(editor_client, article) -> None:
    Article.objects.update(partial="Only the start: a paywall.")
    assert "Only the start: a paywall." in editor_client.get(f"/a/{article.pk}/").content.decode()
    whole = SEEDS[1].read_text()
    answer = sent(editor_client, f"/a/{article.pk}/paste/", text=whole, revision=1)
    assert answer.status_code == 302
    article.refresh_from_db()
    assert article.partial == ""
    assert article.current_version.number == 2
    assert (
        article.current_version.raw.content.tobytes() == whole.encode()
        if isinstance(article.current_version.raw.content, memoryview)
        else article.current_version.raw.content == whole.encode()
    )


def test_nonsense_is_no_whole_text(editor_client, article) -> None:
    answer = sent(editor_client, f"/a/{article.pk}/paste/", text="x", revision=1)
    assert answer.status_code == 422
    article.refresh_from_db()
    assert article.current_version.number == 1


def test_only_an_admin_removes_an_article(editor_client, admin_client, article) -> None:
    assert editor_client.get(f"/a/{article.pk}/remove/").status_code == 403
    assert "can’t be brought back" in (
        admin_client.get(f"/a/{article.pk}/remove/").content.decode().replace("&#x27;", "’")
    )
    unsaid = sent(admin_client, f"/a/{article.pk}/remove/", reason="")
    assert unsaid.status_code == 422
    answer = sent(admin_client, f"/a/{article.pk}/remove/", reason="A court said so.", revision=1)
    assert answer.status_code == 302
    page = editor_client.get(f"/a/{article.pk}/").content.decode()
    assert "This article was removed" in page and "A court said so." in page
    assert sent(admin_client, f"/a/{article.pk}/allow/", reason="It may.").status_code == 302
    assert "It may be imported again." in admin_client.get(f"/a/{article.pk}/").content.decode()
