"""Timelines follow what editors put right about assertions and speakers, and keep it."""

from __future__ import annotations

from datetime import date

import pytest

from apps.accounts.models import User
from apps.claims.models import Assertion, EditedAssertion, Speaker, VersionAnalysis
from apps.claims.services import Said as Word
from apps.sources.models import Article
from apps.stories.facts import read_articles
from apps.stories.models import Story
from apps.stories.services import (
    bring_back,
    correct_assertion,
    correct_title,
    merge_speakers,
    rebuild_story,
    split_speaker,
    strike_assertion,
    take_out,
)
from storytracker.analysis.story.story import analyse_story
from storytracker.analysis.types import ClaimFinding, NameKind, SpeakerKind, Stance
from storytracker.analysis.types import Speaker as Found
from tests.stories.test_correcting import SEEDS, bring
from tests.support.made import Said, make_article, make_person

pytestmark = pytest.mark.django_db

PLAN = "Acme plans to buy Borealis."
NAMES = {"Acme": NameKind.ORGANISATION, "Borealis": NameKind.ORGANISATION}
COUNCIL = Found("bankers", SpeakerKind.UNNAMED, group="Harbour Safety Council")
SHORT = Found("officials", SpeakerKind.UNNAMED, group="HSC")


@pytest.fixture
def editor() -> User:
    return make_person(name="edith")


@pytest.fixture
def story(db) -> Story:
    bring(SEEDS)
    return Story.objects.get()


def backing(story: Story) -> Assertion:
    """An assertion that supports one of the story's claims, and that somebody else makes."""
    rows = Assertion.objects.counted().filter(evidence__claim__stories=story)
    return rows.filter(evidence__counts=True).exclude(speaker__kind="outlet").order_by("pk")[0]


def rebuilt(story: Story) -> None:
    story.refresh_from_db()
    assert story.wanted_revision > story.built_revision, "it was told"
    assert rebuild_story(story.pk)


def evidence_of(row: Assertion) -> set[tuple[int, str]]:
    again = Assertion.objects.counted().filter(
        version__article__current_version__assertions=row.pk, words=row.words
    )
    return set(again.values_list("evidence__claim", "evidence__stance")) - {(None, None)}


def read_anew(story: Story) -> None:
    """As after an upgrade: an older analysis has read everything."""
    VersionAnalysis.objects.update(analysis_version="0")
    Story.objects.update(analysis_version="0")
    assert rebuild_story(story.pk)


def test_a_struck_assertion_backs_no_claim_until_it_comes_back(story, editor) -> None:
    row = backing(story)
    before = evidence_of(row)
    assert before
    strike_assertion(row, reason="misread", by=editor)
    rebuilt(story)
    assert not row.evidence.filter(claim__withdrawn_at=None).exists()
    read_anew(story)
    row.refresh_from_db()
    assert row.is_struck, "a new analysis does not bring it back"
    assert not row.evidence.filter(claim__withdrawn_at=None).exists()
    bring_back(row, reason="", by=editor)
    rebuilt(story)
    assert evidence_of(row) == before


def test_an_editors_stance_is_the_evidences_and_lasts(story, editor) -> None:
    row = backing(story)
    claims = {claim for claim, _ in evidence_of(row)}
    denial = Word(stance=Stance.DENIES)
    correct_assertion(row, said=denial, reason="misread", by=editor)
    rebuilt(story)
    for step in (lambda: None, lambda: read_anew(story)):
        step()
        stances = {stance for claim, stance in evidence_of(row) if claim in claims}
        assert stances == {"denies"}


def test_it_lasts_in_a_corrected_text(story, editor) -> None:
    row = backing(story)
    who = Found("Edda Brand", SpeakerKind.PERSON, group="the ministry")
    correct_assertion(row, said=Word(speaker=who), reason="", by=editor)
    article = Article.objects.get(pk=row.version.article_id)
    correct_title(article, title=f"{article.title} (corrected)", reason="", by=editor)
    rebuilt(story)
    again = Assertion.objects.get(
        version=Article.objects.get(pk=article.pk).current_version_id, words=row.words
    )
    assert again.pk != row.pk
    assert again.speaker.name == "Edda Brand"


def told(outlet: str, speaker: Found, day: int) -> Article:
    """An article of an outlet that has the plan from this speaker."""
    said = [Said(PLAN, speaker=speaker)]
    return make_article(PLAN, said, outlet=outlet, day=date(2024, 3, day), names=NAMES)


def test_merged_speakers_are_one_informant_and_split_they_are_two(db, editor) -> None:
    articles = [told("The Courier", COUNCIL, 1), told("The Echo", SHORT, 2)]

    def claim() -> ClaimFinding:
        holdings = read_articles([article.pk for article in articles])
        (only,) = analyse_story(holdings.facts).claims
        return only

    assert claim().informants == ("HSC", "Harbour Safety Council")
    assert len(claim().origins) == 2
    short, council = (Speaker.objects.get(group=s.group) for s in (SHORT, COUNCIL))
    merge_speakers(short, into=council, reason="its letterhead", by=editor)
    assert claim().informants == ("Harbour Safety Council",)
    assert claim().origins == ("The Courier",), "the second names nobody else as its source"
    articles.append(told("The Gazette", SHORT, 3))
    assert claim().informants == ("Harbour Safety Council",), "in articles to come too"
    split_speaker(short, reason="", by=editor)
    assert claim().informants == ("HSC", "Harbour Safety Council")


def test_the_words_of_a_removed_article_go(story, editor) -> None:
    row = backing(story)
    strike_assertion(row, reason="misread", by=editor)
    take_out(
        Article.objects.get(pk=row.version.article_id),
        reason="A court said so.",
        by=make_person("admin"),
    )
    assert EditedAssertion.objects.get().parts == []
    rebuilt(story)
