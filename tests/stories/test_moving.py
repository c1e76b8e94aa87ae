"""Articles that editors move, refuse, merge and split: nothing is lost, each way leads back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from apps.accounts.models import User
from apps.claims.models import Claim
from apps.stories.models import LinkRejection, Story, StoryArticle, StoryClaim, StoryDecision
from apps.stories.services import (
    StoryNotDecidable,
    close_story,
    decided_on,
    judge_claim,
    link_articles,
    merge_stories,
    move_articles,
    rebuild_story,
    reject_articles,
    undo_story_decision,
)
from apps.stories.services.candidates import gather
from storytracker.analysis.story.linking import article_profile
from tests.stories.rulings import BUILD, CLOSE, LEADS, claim_on, make_plan, make_plans
from tests.support.made import Said, make_article, make_person, rows_of

pytestmark = pytest.mark.django_db

CURE = "Norland Labs plans to halt the trial of its asthma vaccine."
ELSEWHERE = "Norland Labs runs the trial of an asthma vaccine in Tarvik Clinic."


@pytest.fixture
def editor(db: None) -> User:
    return make_person(name="edith")


@pytest.fixture
def quay(db: None) -> Story:
    return make_plans()


@pytest.fixture
def trial(db: None) -> Story:
    article = make_article(
        "Norland Labs on its trial in Tarvik Clinic",
        [Said(CURE), Said(ELSEWHERE)],
        outlet="Tarvik News",
        day=date(2024, 9, 2),
        names={},
    )
    (story_id,) = link_articles([article.pk])
    rebuild_story(story_id)
    return Story.objects.get(pk=story_id)


def how(story: Story, by: User) -> dict[str, Any]:
    return {"reason": "It is about that.", "by": by, "seen": decided_on(story)}


def members(story: Story) -> list[int]:
    rows = StoryArticle.objects.filter(story=story, is_main=True).order_by("article_id")
    return list(rows.values_list("article_id", flat=True))


def build_all() -> None:
    for story_id in Story.objects.stale().values_list("pk", flat=True):
        rebuild_story(story_id)


def test_the_two_stories_are_two(quay: Story, trial: Story) -> None:
    assert quay.pk != trial.pk and len(members(quay)) == 4 and len(members(trial)) == 1


def test_articles_are_moved_stay_there_and_come_back(
    quay: Story, trial: Story, editor: User
) -> None:
    before = members(quay)
    going = before[:2]
    decision = move_articles(quay.pk, going, trial.pk, **how(quay, editor))
    build_all()
    assert members(quay) == before[2:] and set(going) < set(members(trial))
    assert link_articles(going) == {trial.pk}, "linking leaves them where they are"
    row = StoryArticle.objects.get(story=trial, article=going[0])
    assert row.reasons == ["moved here by edith: It is about that."]
    assert LinkRejection.objects.filter(story=quay, article__in=going).count() == 2
    undo_story_decision(decision.pk, by=editor)
    build_all()
    assert members(quay) == before and len(members(trial)) == 1


def test_a_claim_goes_along_with_its_verdict_and_comes_back(
    quay: Story, trial: Story, editor: User
) -> None:
    claim = claim_on(quay, BUILD)
    judge_claim(
        claim_id=claim.pk, status="disputed", rationale="The port says so.", by=editor,
        seen_version=claim.version,
    )  # fmt: skip
    going = sorted(
        {a.version.article_id for e in claim.evidence.all() for a in [e.assertion]}  # type: ignore[attr-defined]
    )
    assert len(going) == LEADS.count(BUILD)
    decision = move_articles(quay.pk, going, trial.pk, **how(quay, editor))
    build_all()
    claim.refresh_from_db()
    assert (claim.status, claim.withdrawn_at) == ("disputed", None)
    assert StoryClaim.objects.get(claim=claim).story == trial
    assert claim_on(quay, CLOSE).status == "unverified"
    undo_story_decision(decision.pk, by=editor)
    build_all()
    claim.refresh_from_db()
    assert StoryClaim.objects.get(claim=claim).story == quay
    assert (claim.status, claim.withdrawn_at) == ("disputed", None)


def test_a_story_is_split_into_one_with_a_title_and_an_address(quay: Story, editor: User) -> None:
    going = members(quay)[2:]
    decision = move_articles(quay.pk, going, None, title="The terminal", **how(quay, editor))
    build_all()
    made = Story.objects.get(title__startswith="Meridian", slug="the-terminal")
    assert members(made) == going and decision.other == made
    undo_story_decision(decision.pk, by=editor)
    assert members(quay) == sorted([*members(quay)]) and len(members(quay)) == 4
    assert members(made) == []


def test_who_would_move_all_of_them_is_told_to_merge(
    quay: Story, trial: Story, editor: User
) -> None:
    with pytest.raises(StoryNotDecidable, match="merge the stories"):
        move_articles(quay.pk, members(quay), trial.pk, **how(quay, editor))
    with pytest.raises(StoryNotDecidable, match="no longer in this story"):
        move_articles(quay.pk, [members(quay)[0], 0], trial.pk, **how(quay, editor))
    with pytest.raises(StoryNotDecidable, match="another story"):
        move_articles(quay.pk, members(quay)[:1], quay.pk, **how(quay, editor))
    assert not StoryDecision.objects.exists()


def test_a_refused_article_finds_another_home_and_never_this_one(quay: Story, editor: User) -> None:
    going = members(quay)[:1]
    decision = reject_articles(quay.pk, going, **how(quay, editor))
    build_all()
    assert going[0] not in members(quay)
    home = StoryArticle.objects.get(article=going[0], is_main=True)
    assert home.story_id != quay.pk
    home.delete()
    assert quay.pk not in link_articles(going), "remembered when it is linked anew"
    undo_story_decision(decision.pk, by=editor)
    build_all()
    assert going[0] in members(quay)


def test_stories_are_merged_with_all_they_hold_and_parted_again(
    quay: Story, trial: Story, editor: User
) -> None:
    here, there = members(quay), members(trial)
    claim = Claim.objects.get(stories=trial)
    judge_claim(
        claim_id=claim.pk, status="confirmed", rationale="Their own word.", by=editor,
        seen_version=claim.version, single_origin_accepted=True,
    )  # fmt: skip
    decision = merge_stories(trial.pk, quay.pk, **how(trial, editor))
    build_all()
    assert members(quay) == sorted(here + there) and members(trial) == []
    assert StoryClaim.objects.get(claim=claim).story == quay, "a verdict is never lost"
    trial.refresh_from_db()
    assert trial.merged_into == quay
    undo_story_decision(decision.pk, by=editor)
    build_all()
    assert (members(quay), members(trial)) == (here, there)
    assert StoryClaim.objects.get(claim=claim).story == trial
    claim.refresh_from_db()
    assert (claim.status, claim.withdrawn_at) == ("confirmed", None)
    assert Story.objects.get(pk=trial.pk).merged_into is None


def test_merging_and_parting_leaves_everything_as_it_was(
    quay: Story, trial: Story, editor: User
) -> None:
    def told() -> dict[int, set[tuple[str, int]]]:
        found: dict[int, set[tuple[str, int]]] = {}
        for story_id, text, articles in StoryClaim.objects.standing().values_list(
            "story", "claim__text", "claim__articles"
        ):
            found.setdefault(story_id, set()).add((text, articles))
        return found

    before = told()
    decision = merge_stories(trial.pk, quay.pk, **how(trial, editor))
    build_all()
    assert told() != before
    undo_story_decision(decision.pk, by=editor)
    build_all()
    assert told() == before
    assert rows_of(Claim), "and claims there are"


def test_a_closed_story_is_found_no_longer(quay: Story, editor: User) -> None:
    close_story(quay.pk, **how(quay, editor))
    late = make_plan(4)
    (home,) = link_articles([late.pk])
    assert home != quay.pk


def test_the_index_follows_what_is_moved(quay: Story, trial: Story, editor: User) -> None:
    from apps.stories.facts import read_articles

    held = next(iter(read_articles(members(trial)).by_key.values()))

    def found() -> dict[int, int]:
        around = gather({0: article_profile(held.facts)})
        return {pk: story.total.articles for pk, story in around.heap.held.items()}

    before = found()
    merge_stories(trial.pk, quay.pk, **how(trial, editor))
    assert found() == {quay.pk: sum(before.values())}
