"""Editors' decisions on claims: kept, signed, carried out in every rebuild, undone exactly."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from apps.accounts.models import User
from apps.claims.models import Claim, Evidence, Verdict
from apps.claims.services import give_verdict
from apps.stories.models import ClaimDecision, Development, Story, StoryArticle, StoryClaim
from apps.stories.services import link_articles, rebuild_story
from apps.stories.services import rebuilding as rebuilding_module
from apps.stories.services.claims import (
    ClaimConflict,
    ClaimNotDecidable,
    assertions_of,
    attach_assertions,
    detach_assertions,
    merge_claims,
    move_assertions,
    reword_claim,
    split_claim,
    undo_decision,
)
from tests.stories.rulings import (
    ASIDE,
    BUILD,
    CLOSE,
    DENIAL,
    claim_on,
    ids_of,
    make_plan,
    make_plans,
    words_of,
)
from tests.support.made import make_person, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(db: None) -> Story:
    return make_plans()


@pytest.fixture
def closing(story: Story) -> Claim:
    return claim_on(story, CLOSE)


@pytest.fixture
def building(story: Story) -> Claim:
    return claim_on(story, BUILD)


def how(claim: Claim, **more: Any) -> dict[str, Any]:
    """What every verb asks for, as somebody who sees the claim as it is now."""
    claim.refresh_from_db()
    asked = {"reason": "same plan", "by": editor(), "seen_version": claim.version}
    return asked | more


def editor() -> User:
    return User.objects.filter(username="edith").first() or make_person(name="edith")


def rebuild(story: Story) -> None:
    assert rebuild_story(story.pk) is True


def on_the_page(story: Story) -> dict[str, Any]:
    """All that readers see of claims and timeline, without what counts the rebuilds."""
    claims = Claim.objects.standing().filter(stories=story).order_by("pk")
    return {
        "claims": [
            (c.pk, c.text, c.articles, c.origins, c.newsrooms, c.informants, c.denied_by, c.working)
            for c in claims
        ],
        "evidence": list(
            Evidence.objects.filter(claim__in=claims)
            .order_by("claim_id", "assertion_id")
            .values_list("claim_id", "assertion_id", "stance", "counts", "origin", "reasons")
        ),
        "links": list(
            StoryClaim.objects.filter(claim__in=claims)
            .order_by("claim_id")
            .values_list("claim_id", "key", "position")
        ),
        "timeline": list(
            Development.objects.filter(story=story)
            .order_by("position")
            .values_list("key", "kind", "says", "passages", "reasons")
        ),
        "told": list(
            Development.claims.through.objects.filter(development__story=story)
            .order_by("development__position", "claim_id")
            .values_list("development__key", "claim_id")
        ),
        "articles": list(
            StoryArticle.objects.filter(story=story)
            .order_by("article_id")
            .values_list("article_id", "adds", "repeats", "denies")
        ),
    }


# --- each decision --------------------------------------------------------------------------


def test_a_wording_shows_at_once_and_lasts(story: Story, closing: Claim) -> None:
    decision = reword_claim(closing.pk, text=" The quay  is to go ", **how(closing))
    assert Claim.objects.get(pk=closing.pk).text == "The quay is to go"
    assert (decision.was, decision.claim_version) == (closing.text, 2)
    rebuild(story)
    claim = Claim.objects.get(pk=closing.pk)
    assert (claim.text, claim.version) == ("The quay is to go", 2)
    assert claim.working[0] == "worded by edith: same plan"


def test_a_merged_claim_goes_on_as_the_editor_chose(
    story: Story, closing: Claim, building: Claim
) -> None:
    """The smaller one is kept: by the words they rest on it would be the other."""
    together = sorted(words_of(closing) + words_of(building))
    merge_claims(building.pk, closing.pk, **how(building))
    rebuild(story)
    assert words_of(building) == together
    assert list(Claim.objects.standing().filter(stories=story)) == [building]
    building.refresh_from_db()
    assert (building.articles, building.denied_by) == (4, ["Meridian Freight"])
    assert building.text.startswith("The Port Authority plans")
    because = Evidence.objects.filter(claim=building, assertion__words=CLOSE).first()
    assert because and because.reasons[-3] == "put together by edith: same plan"


def test_what_is_split_off_has_a_page_at_once_and_its_numbers_soon(
    story: Story, closing: Claim
) -> None:
    decision = split_claim(closing.pk, ids_of(closing, DENIAL), text="It won't", **how(closing))
    own = decision.other
    assert own and own.text == "It won't" and own.stories.get() == story  # type: ignore[attr-defined]
    rebuild(story)
    own.refresh_from_db()
    assert (own.text, own.withdrawn_at, words_of(own)) == ("It won't", None, [DENIAL])
    assert words_of(closing) == [CLOSE, CLOSE]
    closing.refresh_from_db()
    assert closing.denied_by == []


def test_what_is_taken_off_counts_no_more(story: Story, closing: Claim) -> None:
    assert Development.objects.filter(kind="denial").exists()
    detach_assertions(closing.pk, ids_of(closing, DENIAL), **how(closing))
    rebuild(story)
    closing.refresh_from_db()
    assert (words_of(closing), closing.denied_by) == ([CLOSE, CLOSE], [])
    assert not Development.objects.filter(kind="denial").exists()


def test_what_is_added_counts(story: Story, closing: Claim) -> None:
    aside = assertions_of(story).get(words=ASIDE)
    attach_assertions(closing.pk, [aside.pk], stance="observes", **how(closing))
    rebuild(story)
    added = Evidence.objects.get(claim=closing, assertion=aside)
    assert added.stance == "observes" and "added by edith: same plan" in added.reasons


def test_what_is_moved_leaves_one_and_joins_the_other(
    story: Story, closing: Claim, building: Claim
) -> None:
    denial = ids_of(closing, DENIAL)
    off, on = move_assertions(closing.pk, denial, building.pk, **how(closing))
    assert (off.kind, on.kind, on.claim) == ("detach", "attach", building)
    rebuild(story)
    building.refresh_from_db()
    assert DENIAL in words_of(building) and DENIAL not in words_of(closing)
    assert building.denied_by == ["Meridian Freight"]


# --- what lasts -----------------------------------------------------------------------------


def decide_everything(story: Story) -> None:
    closing, building = claim_on(story, CLOSE), claim_on(story, BUILD)
    reword_claim(building.pk, text="A terminal is to come", **how(building))
    split_claim(closing.pk, ids_of(closing, DENIAL), text="No plan", **how(closing))
    aside = assertions_of(story).get(words=ASIDE)
    attach_assertions(building.pk, [aside.pk], **how(building))
    rebuild(story)


def read_out(story: Story) -> list[tuple[str, list[str]]]:
    """The claims and what each rests on, whatever their rows."""
    claims = Claim.objects.standing().filter(stories=story)
    return sorted((claim.text, words_of(claim)) for claim in claims)


DECIDED = [
    ("A terminal is to come", sorted([ASIDE, BUILD, BUILD])),
    (CLOSE.rstrip("."), [CLOSE, CLOSE]),
    ("No plan", [DENIAL]),
]


def test_all_of_it_survives_another_analysis(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    decide_everything(story)
    before = on_the_page(story)
    for module in ("apps.claims.services.asserting", "apps.claims.facts"):
        monkeypatch.setattr(f"{module}.ANALYSIS_VERSION", "999")
    for module in (rebuilding_module, "apps.stories.services.claim_rows"):
        name = module if isinstance(module, str) else module.__name__
        monkeypatch.setattr(f"{name}.ANALYSIS_VERSION", "999")
    assert rebuild_story(story.pk) is True
    assert set(Claim.objects.values_list("analysis_version", flat=True)) == {"999"}
    assert {c[1] for c in on_the_page(story)["claims"]} == {c[1] for c in before["claims"]}
    assert [c[0] for c in on_the_page(story)["claims"]] == [c[0] for c in before["claims"]]


def test_all_of_it_survives_a_new_article(story: Story) -> None:
    decide_everything(story)
    assert read_out(story) == sorted(DECIDED)
    ids = set(Claim.objects.standing().values_list("pk", flat=True))
    late = make_plan(4)
    assert link_articles([late.pk]) == {story.pk}
    rebuild(story)
    closing = next(words for text, words in read_out(story) if text == CLOSE.rstrip("."))
    assert closing == [CLOSE, CLOSE, CLOSE]
    assert set(Claim.objects.standing().values_list("pk", flat=True)) == ids


@pytest.mark.parametrize("order", [(3, 2, 1, 0), (2, 0, 3, 1)])
def test_the_order_of_import_changes_nothing(order: tuple[int, ...]) -> None:
    story = make_plans(order)
    decide_everything(story)
    assert read_out(story) == sorted(DECIDED)


def test_a_rebuild_without_news_touches_no_row(story: Story) -> None:
    decide_everything(story)
    before = rows_of(Claim, Evidence, StoryClaim, Development)
    Story.objects.update(analysis_version="0")
    rebuild(story)
    assert rows_of(Claim, Evidence, StoryClaim, Development) == before


# --- undoing --------------------------------------------------------------------------------


def one_of_each(story: Story, kind: str) -> ClaimDecision:
    closing, building = claim_on(story, CLOSE), claim_on(story, BUILD)
    denial, asked = ids_of(closing, DENIAL), how(closing)
    if kind == "reword":
        return reword_claim(closing.pk, text="Something else", **asked)
    if kind == "merge":
        return merge_claims(building.pk, closing.pk, **how(building))
    if kind == "split":
        return split_claim(closing.pk, ids_of(closing, CLOSE), **asked)
    if kind == "detach":
        return detach_assertions(closing.pk, denial, **asked)
    aside = assertions_of(story).get(words=ASIDE)
    return attach_assertions(closing.pk, [aside.pk], **asked)


@pytest.mark.parametrize("kind", ["reword", "merge", "split", "detach", "attach"])
def test_undoing_restores_exactly(story: Story, kind: str) -> None:
    before = on_the_page(story)
    decision = one_of_each(story, kind)
    rebuild(story)
    assert on_the_page(story) != before
    undone = undo_decision(decision.pk, by=editor())
    assert undone.undone_by == editor() and undone.undone_at is not None
    rebuild(story)
    assert on_the_page(story) == before


def test_undoing_a_merge_keeps_each_claim_itself_when_much_came_in_between(
    story: Story, closing: Claim, building: Claim
) -> None:
    decision = merge_claims(building.pk, closing.pk, **how(building))
    link_articles([make_plan(4).pk])
    rebuild(story)
    undo_decision(decision.pk, by=editor())
    rebuild(story)
    assert words_of(building) == [BUILD, BUILD]
    assert words_of(closing) == sorted([CLOSE, CLOSE, CLOSE, DENIAL])


def test_it_is_undone_once(story: Story, closing: Claim) -> None:
    decision = reword_claim(closing.pk, text="Something else", **how(closing))
    undo_decision(decision.pk, by=editor())
    assert Claim.objects.get(pk=closing.pk).text == closing.text
    with pytest.raises(ClaimNotDecidable, match="undone already"):
        undo_decision(decision.pk, by=editor())


def test_the_earlier_wording_is_back_when_the_later_is_undone(story: Story, closing: Claim) -> None:
    reword_claim(closing.pk, text="First", **how(closing))
    second = reword_claim(closing.pk, text="Second", **how(closing))
    undo_decision(second.pk, by=editor())
    assert Claim.objects.get(pk=closing.pk).text == "First"
    rebuild(story)
    assert Claim.objects.get(pk=closing.pk).text == "First"


# --- history --------------------------------------------------------------------------------


def verdict_on(claim: Claim, status: str) -> Verdict:
    claim.refresh_from_db()
    return give_verdict(
        claim_id=claim.pk,
        status=status,
        rationale=f"It is {status}.",
        by=editor(),
        seen_version=claim.version,
    )


def test_both_verdicts_are_kept_when_claims_are_merged(
    story: Story, closing: Claim, building: Claim
) -> None:
    verdict_on(closing, "disputed")
    verdict_on(building, "refuted")
    merge_claims(building.pk, closing.pk, **how(building))
    rebuild(story)
    building.refresh_from_db()
    closing.refresh_from_db()
    assert (building.status, closing.status) == ("refuted", "disputed")
    assert closing.withdrawn_at is not None
    assert ClaimDecision.objects.merged_into(building.pk) == {closing.pk}
    assert Verdict.objects.count() == 2


def test_a_merged_claim_is_no_longer_on_the_board(
    story: Story, closing: Claim, building: Claim
) -> None:
    merge_claims(building.pk, closing.pk, **how(building))
    assert [row.claim for row in StoryClaim.objects.for_board(story)] == [building]


def test_a_decision_is_never_changed(story: Story, closing: Claim) -> None:
    decision = reword_claim(closing.pk, text="Something else", **how(closing))
    for change in ({"reason": "other"}, {"text": "other"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ClaimDecision.objects.filter(pk=decision.pk).update(**change)
    with pytest.raises(ProtectedError):
        closing.delete()


# --- what is refused ------------------------------------------------------------------------


def test_whoever_saw_an_older_claim_gets_both(story: Story, closing: Claim) -> None:
    seen = how(closing)
    theirs = reword_claim(closing.pk, text="Theirs", **how(closing))
    with pytest.raises(ClaimConflict) as conflict:
        reword_claim(closing.pk, text="Mine", **seen)
    assert (conflict.value.newest, conflict.value.current_version) == (theirs, 2)
    given = verdict_on(closing, "disputed")
    with pytest.raises(ClaimConflict) as conflict:
        detach_assertions(closing.pk, ids_of(closing, DENIAL), **seen)
    assert conflict.value.newest == given
    assert ClaimDecision.objects.count() == 1


def test_what_can_not_be_decided_changes_nothing(
    story: Story, closing: Claim, building: Claim
) -> None:
    every, asked = ids_of(closing), how(closing)
    refused = [
        lambda: reword_claim(closing.pk, text="  ", **asked),
        lambda: reword_claim(closing.pk, text=closing.text, **asked),
        lambda: reword_claim(closing.pk, text="Better", **asked | {"reason": " "}),
        lambda: merge_claims(closing.pk, closing.pk, **asked),
        lambda: merge_claims(closing.pk, 4_711, **asked),
        lambda: split_claim(closing.pk, every, **asked),
        lambda: split_claim(closing.pk, [], **asked),
        lambda: detach_assertions(closing.pk, ids_of(building), **asked),
        lambda: attach_assertions(closing.pk, [4_711], **asked),
        lambda: move_assertions(closing.pk, every, closing.pk, **asked),
        lambda: move_assertions(closing.pk, every, 4_711, **asked),
    ]
    before = rows_of(Claim, Story)
    for verb in refused:
        with pytest.raises(ClaimNotDecidable), transaction.atomic():
            verb()
    assert rows_of(Claim, Story) == before
    assert not ClaimDecision.objects.exists()


def test_a_claim_that_is_part_of_another_is_not_decided_on(
    story: Story, closing: Claim, building: Claim
) -> None:
    merge_claims(building.pk, closing.pk, **how(building))
    with pytest.raises(ClaimNotDecidable, match="part of another one"):
        reword_claim(closing.pk, text="Anything", **how(closing))


def test_the_story_is_told_in_the_same_transaction(story: Story, closing: Claim) -> None:
    assert not Story.objects.stale().exists()
    decision = reword_claim(closing.pk, text="Something else", **how(closing))
    assert Story.objects.stale().get() == story
    rebuild(story)
    undo_decision(decision.pk, by=editor())
    assert Story.objects.stale().get() == story
    assert connection.in_atomic_block
