"""The denial ledger: who denies, since when, in what degree, who carries it, who leaves it out."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from apps.claims.models import Assertion, Claim, Speaker
from apps.sources.models import Article
from apps.stories.denials import Denial, denials_of
from apps.stories.models import StoryArticle
from apps.stories.services import link_articles, rebuild_story
from apps.stories.texts import places_of
from storytracker.analysis.types import Stance
from tests.stories.rulings import CLOSE, COMMON, DENIAL, OWNER
from tests.support.made import Said, make_article

pytestmark = pytest.mark.django_db


def article(number: int, day: int | None, *said: Said) -> int:
    outlet = ("Harbour Post", "Quay Echo", "Coast Wire", "Dock News", "Port Mail")[number]
    title = f"Meridian Freight and the Port Authority on Ostrava Quay ({number})"
    when = date(2024, 5, day) if day else None
    return make_article(title, [*said, Said(COMMON)], outlet=outlet, day=when).pk


@pytest.fixture
def claim(db: None) -> Claim:
    ids = [
        article(0, 6, Said(CLOSE)),
        article(1, 7, Said(CLOSE), Said(DENIAL, OWNER, Stance.DENIES)),
        article(2, 7, Said(CLOSE)),
        article(3, 9, Said(CLOSE), Said(DENIAL, OWNER, Stance.DENIES)),
        article(4, 9, Said(CLOSE)),
    ]
    (story_id,) = link_articles(ids)
    rebuild_story(story_id)
    return Claim.objects.standing().get(stories=story_id, denied_by__len__gt=0)


def ledger(claim: Claim) -> list[Denial]:
    return denials_of(list(claim.evidence.for_table()), places_of(claim))  # type: ignore[attr-defined]


def names(articles: tuple) -> list[str]:  # type: ignore[type-arg]
    return [each.outlet.name for each in articles]


def test_who_carries_a_denial_and_who_leaves_it_out_later(claim: Claim) -> None:
    (denial,) = ledger(claim)
    assert denial.speaker.name == "Meridian Freight" and denial.is_whole
    assert denial.first.assertion.version.article.when_day == date(2024, 5, 7)
    assert names(denial.carried_by) == ["Quay Echo", "Dock News"]
    # Not the first report, which came before it, nor the one of the same day.
    assert names(denial.left_out_by) == ["Port Mail"]


def test_a_denial_in_part_is_one_in_part(claim: Claim) -> None:
    claim.evidence.filter(stance=Stance.DENIES).update(stance=Stance.DENIES_IN_PART)  # type: ignore[attr-defined]
    (denial,) = ledger(claim)
    assert not denial.is_whole


def test_a_newsroom_that_denies_in_its_own_voice_stands_there_too(claim: Claim) -> None:
    nobody = Speaker.objects.create(key="in its own voice", name="", kind="outlet")
    denying = claim.evidence.filter(stance=Stance.DENIES)  # type: ignore[attr-defined]
    Assertion.objects.filter(evidence__in=denying).update(speaker=nobody)
    denying.update(origin="Quay Echo")
    (denial,) = ledger(claim)
    assert (denial.who, denial.speaker) == ("Quay Echo", None)


def test_an_article_without_a_date_has_the_one_that_the_story_infers(claim: Claim) -> None:
    last = StoryArticle.objects.get(article__outlet__name="Port Mail")
    Article.objects.filter(pk=last.article_id).update(when_day=None, when_precision="unknown")
    (denial,) = ledger(claim)
    assert names(denial.left_out_by) == ["Port Mail"]
    StoryArticle.objects.filter(pk=last.pk).update(when_day=date(2024, 5, 7))
    (denial,) = ledger(claim)
    assert names(denial.left_out_by) == []


def test_one_text_on_two_sites_leaves_it_out_once(claim: Claim) -> None:
    mail, news = (
        StoryArticle.objects.get(article__outlet__name=name) for name in ("Port Mail", "Coast Wire")
    )
    StoryArticle.objects.filter(pk=news.pk).update(text_of=mail.article, when_day=date(2024, 5, 9))
    (denial,) = ledger(claim)
    assert names(denial.left_out_by) == ["Port Mail"]


def test_a_claim_that_nobody_denies_has_no_ledger(claim: Claim) -> None:
    claim.evidence.exclude(stance=Stance.SUPPORTS).delete()  # type: ignore[attr-defined]
    assert ledger(claim) == []


def test_the_claims_page_shows_it_in_words(analyst_client: Client, claim: Claim) -> None:
    page = analyst_client.get(f"/c/{claim.pk}/").content.decode()
    section = page[page.index("Denials</h2>") : page.index("Who says what</h2>")]
    assert "all of it" in section and "Port Mail" in section and "Coast Wire" not in section
