"""How a claim came to stand: origins, denials and verdicts in the order of time, with causes."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from apps.claims.models import Claim, Verdict
from apps.stories.confidence import Step, draw, steps_of
from apps.stories.models import Story
from apps.stories.services import judge_claim
from tests.stories.rulings import CLOSE, claim_on, make_plans
from tests.support.made import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(db: None) -> Claim:
    story: Story = make_plans()
    claim = claim_on(story, CLOSE)
    judge_claim(
        claim_id=claim.pk, status="disputed", rationale="Denied.", by=make_person(name="edith"),
        seen_version=claim.version,
    )  # fmt: skip
    return Claim.objects.with_verdicts().get(pk=claim.pk)


def steps(claim: Claim) -> list[Step]:
    return steps_of(list(claim.evidence.for_table()), claim.history)  # type: ignore[attr-defined]


def test_each_step_has_its_day_its_cause_and_what_stood_then(claim: Claim) -> None:
    first, *_, last = steps(claim)
    assert (first.day, first.origins) == (date(2024, 5, 6), 1)
    assert first.cause.endswith("puts it out")
    denials = [step for step in steps(claim) if step.is_denial]
    assert [step.cause for step in denials] == ["Meridian Freight denies it"]
    assert (last.cause, last.verdict) == ("edith: disputed", Verdict.objects.get())
    assert (last.origins, last.denials) == (len(claim.origins), len(claim.denied_by))


def test_the_numbers_never_fall_and_end_where_the_claim_stands(claim: Claim) -> None:
    found = steps(claim)
    assert [s.origins for s in found] == sorted(s.origins for s in found)
    days = [s.day for s in found]
    assert days == sorted(days)


def test_a_repetition_is_no_step(claim: Claim) -> None:
    told = [s for s in steps(claim) if s.evidence]
    assert len(told) == len(claim.origins) + len(claim.denied_by) < claim.evidence.count()  # type: ignore[attr-defined]


def test_the_picture_has_a_mark_per_step_and_none_is_drawn_of_one(claim: Claim) -> None:
    found = steps(claim)
    picture = draw(found)
    assert picture and [mark.step for mark in picture.marks] == found
    assert [mark.number for mark in picture.marks] == list(range(1, len(found) + 1))
    assert draw(found[:1]) is None
    heights = [mark.y for mark in picture.marks]
    assert heights == sorted(heights, reverse=True), "more origins stand higher"
    assert picture.marks[0].day == "6 May 2024" and picture.marks[1].day == "6 May"


@pytest.mark.parametrize("origins", [1, 7, 400])
def test_the_picture_keeps_its_height_and_its_numbers_apart(origins: int) -> None:
    found = [Step(None, "so", count, 0) for count in range(1, origins + 1)]
    picture = draw([*found, Step(None, "denied", origins, 1)])
    assert picture and picture.height <= 240
    assert len(picture.ticks) <= 7 and picture.ticks[0].origins == 0
    assert all(0 <= mark.y < picture.bottom for mark in picture.marks)
    apart = [b.x - a.x for a, b in zip(picture.marks, picture.marks[1:], strict=False)]
    assert min(apart) >= 28, "wide enough for a finger"
    assert max(mark.x for mark in picture.marks) < picture.width


def test_the_page_tells_it(analyst_client: Client, claim: Claim) -> None:
    page = analyst_client.get(f"/c/{claim.pk}/").content.decode()
    section = page[page.index("How it came to stand") : page.index("Denials</h2>")]
    assert "Meridian Freight denies it" in section and "edith: disputed" in section
    assert 'href="#step-1"' in section and 'id="step-1"' in section, "each mark leads to its row"
