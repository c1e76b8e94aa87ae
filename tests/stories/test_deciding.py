"""Editors' decisions make the stories that they concern want a rebuild."""

from __future__ import annotations

from datetime import date

import pytest

from apps.claims.models import Claim, Verdict
from apps.claims.services import RationaleMissing
from apps.sources.models import ArticleDecision
from apps.sources.services import CantBeDecided
from apps.stories.models import CopyDecision, Story
from apps.stories.services import correct_outlet, correct_published, decide_copy, judge_claim
from tests.stories.analyses import HarbourStory, analysis_of, make_harbour_story
from tests.support.made import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbour(db: None) -> HarbourStory:
    found = make_harbour_story()
    found.write(analysis_of(found.keys))
    assert not Story.objects.stale().exists()
    return found


def test_a_copy_is_decided_in_the_outlets_own_name(harbour: HarbourStory) -> None:
    decision = decide_copy(
        harbour.articles[0], outlet_name=" Harbour Post ", reason="Same words.", by=make_person()
    )
    assert (decision.outlet_name, decision.reason) == ("Harbour Post", "Same words.")
    assert Story.objects.stale().get() == harbour.story


def test_a_copy_can_be_nobody_elses(harbour: HarbourStory) -> None:
    editor = make_person()
    decide_copy(harbour.articles[0], outlet_name="Harbour Post", reason="", by=editor)
    decide_copy(harbour.articles[0], outlet_name="", reason="No.", by=editor)
    history = CopyDecision.objects.values_list("outlet_name", flat=True)
    assert list(history) == ["Harbour Post", ""]


def test_an_outlet_or_a_date_set_by_hand_reaches_the_story(harbour: HarbourStory) -> None:
    article, editor = harbour.articles[0], make_person()
    correct_outlet(article, name="Harbour Post", reason="", by=editor)
    correct_published(article, day=date(2024, 5, 4), reason="", by=editor)
    story = Story.objects.stale().get()
    assert story.wanted_revision == story.built_revision + 2
    held = harbour.holdings().by_key[article.content_hash]
    assert (held.facts.outlet, held.facts.published.day) == ("Harbour Post", date(2024, 5, 4))


def test_a_refused_correction_touches_no_story(harbour: HarbourStory) -> None:
    with pytest.raises(CantBeDecided):
        correct_outlet(harbour.articles[0], name="  ", reason="", by=make_person())
    assert not ArticleDecision.objects.exists()
    assert not Story.objects.stale().exists()


def test_a_verdict_touches_the_stories_of_its_claim(harbour: HarbourStory) -> None:
    claim = Claim.objects.first()
    assert claim is not None
    asked = {"claim_id": claim.pk, "status": "disputed", "by": make_person(), "seen_version": 1}
    with pytest.raises(RationaleMissing):
        judge_claim(**asked, rationale="")
    assert not Story.objects.stale().exists()
    assert judge_claim(**asked, rationale="Denied.") == Verdict.objects.get()
    assert Story.objects.stale().get() == harbour.story
