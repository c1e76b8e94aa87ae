"""Rewording, merging, splitting and sorting claims on their pages."""

from __future__ import annotations

import pytest
from django.test import Client

from apps.claims.models import Claim, Evidence
from apps.stories.models import ClaimDecision, Story
from apps.stories.services import judge_claim
from apps.stories.services.claims import reword_claim
from tests.support.made import make_person
from tests.support.newsroom import Made, make_story, signed_in
from tests.support.queries import count_queries

PAGES = ("reword", "merge", "assertions", "add")


@pytest.fixture
def claim(made: Made) -> Claim:
    return made.claims[0]


def sent(claim: Claim, **more: object) -> dict[str, object]:
    """What every form sends."""
    claim.refresh_from_db()
    return {"reason": "Same plan.", "version": claim.version} | more


def test_the_claims_page_leads_an_editor_there_and_nobody_else(
    editor_client: Client, analyst_client: Client, claim: Claim
) -> None:
    seen = editor_client.get(f"/c/{claim.pk}/").content.decode()
    read = analyst_client.get(f"/c/{claim.pk}/").content.decode()
    for page in PAGES:
        assert f'href="/c/{claim.pk}/{page}/"' in seen and f"/{page}/" not in read
        assert editor_client.get(f"/c/{claim.pk}/{page}/").status_code == 200
        assert analyst_client.get(f"/c/{claim.pk}/{page}/").status_code == 403


def test_a_claim_is_reworded(editor_client: Client, claim: Claim) -> None:
    page = editor_client.get(f"/c/{claim.pk}/reword/").content.decode()
    assert claim.text in page and f'name="version" value="{claim.version}"' in page
    answer = editor_client.post(f"/c/{claim.pk}/reword/", sent(claim, text="Line 0 is to go"))
    assert answer["Location"] == f"/c/{claim.pk}/"
    decision = ClaimDecision.objects.get()
    assert (decision.text, decision.reason, str(decision.by)) == (
        "Line 0 is to go",
        "Same plan.",
        "editor",
    )
    assert "Line 0 is to go" in editor_client.get(f"/c/{claim.pk}/").content.decode()
    assert Story.objects.stale().exists()


@pytest.mark.parametrize("keep", ["this", "other"])
def test_claims_are_merged_and_the_chosen_one_is_kept(
    editor_client: Client, made: Made, keep: str
) -> None:
    one, two = made.claims[:2]
    page = editor_client.get(f"/c/{one.pk}/merge/").content.decode()
    assert two.text in page and "Unverified" in page
    answer = editor_client.post(f"/c/{one.pk}/merge/", sent(one, other=two.pk, keep=keep))
    kept, part = (one, two) if keep == "this" else (two, one)
    assert answer["Location"] == f"/c/{kept.pk}/"
    assert (ClaimDecision.objects.get().claim, ClaimDecision.objects.get().other) == (kept, part)
    gone = editor_client.get(f"/c/{part.pk}/").content.decode()
    assert "editor made this claim part of" in gone and f'href="/c/{kept.pk}/"' in gone
    assert f"/c/{part.pk}/reword/" not in gone
    board = editor_client.get(f"/s/{made.story.slug}/").content.decode()
    assert f'id="c{part.pk}"' not in board and f'id="c{kept.pk}"' in board


def test_both_histories_stay_to_be_read(editor_client: Client, made: Made) -> None:
    one, two = made.claims[:2]
    for claim, status in ((one, "disputed"), (two, "refuted")):
        judge_claim(
            claim_id=claim.pk, status=status, rationale=f"On {claim.pk}.",
            by=make_person(), seen_version=claim.version,
        )  # fmt: skip
    editor_client.post(f"/c/{one.pk}/merge/", sent(one, other=two.pk, keep="this"))
    page = editor_client.get(f"/c/{one.pk}/history/").content.decode()
    assert f"On {one.pk}." in page and f"On {two.pk}." in page
    assert "which is part of this claim now" in page and "Same plan." in page
    assert page.count(">stands<") == 1
    assert page.index(">stands<") < page.index(f"On {one.pk}.")


def test_ticked_assertions_become_a_claim_of_their_own(
    editor_client: Client, made: Made, claim: Claim
) -> None:
    denial = made.assertions[1]
    page = editor_client.get(f"/c/{claim.pk}/assertions/").content.decode()
    assert denial.words in page
    ticked = sent(claim, assertions=[denial.pk], do="split", text="It stays open")
    answer = editor_client.post(f"/c/{claim.pk}/assertions/", ticked)
    own = Claim.objects.get(text="It stays open")
    assert answer["Location"] == f"/c/{own.pk}/"
    assert ClaimDecision.objects.get().said == [
        {"article": made.articles[0].pk, "words": denial.words}
    ]


def test_what_was_decided_on_leads_to_its_passage(
    editor_client: Client, made: Made, claim: Claim
) -> None:
    denial = made.assertions[1]
    ticked = sent(claim, assertions=[denial.pk], do="detach")
    editor_client.post(f"/c/{claim.pk}/assertions/", ticked)
    address = f"/c/{claim.pk}/history/"
    (start, end), article = denial.content[0], made.articles[0].pk
    link = f'href="/a/{article}/#c{start}-{end}"'
    assert link in editor_client.get(address).content.decode()
    denial.delete()
    page = editor_client.get(address).content.decode()
    assert link not in page and denial.words in page and f'href="/a/{article}/"' in page


def test_ticked_assertions_are_taken_off_or_moved(
    editor_client: Client, made: Made, claim: Claim
) -> None:
    address, denial = f"/c/{claim.pk}/assertions/", made.assertions[1]
    editor_client.post(address, sent(claim, assertions=[denial.pk], do="detach"))
    there = made.claims[1]
    moved = sent(claim, assertions=[denial.pk], do="move", to=there.pk)
    assert editor_client.post(address, moved).status_code == 302
    kinds = list(ClaimDecision.objects.values_list("kind", "claim_id"))
    assert kinds == [("detach", claim.pk), ("detach", claim.pk), ("attach", there.pk)]


def test_an_assertion_is_found_and_added(editor_client: Client, made: Made, claim: Claim) -> None:
    Evidence.objects.filter(assertion=made.assertions[2]).delete()
    page = editor_client.get(f"/c/{claim.pk}/add/").content.decode()
    wanted = made.assertions[2]
    assert wanted.words in page and made.assertions[0].words not in page
    assert page.index(wanted.words) < page.index("bears on:")
    found = editor_client.get(f"/c/{claim.pk}/add/?q=line+2+denied").content.decode()
    assert made.assertions[5].words in found and wanted.words not in found
    none = editor_client.get(f"/c/{claim.pk}/add/?q=zeppelin").content.decode()
    assert "No other assertion of the story has these words." in none
    ticked = sent(claim, assertions=[wanted.pk], stance="observes")
    assert editor_client.post(f"/c/{claim.pk}/add/", ticked).status_code == 302
    assert ClaimDecision.objects.get().stance == "observes"


def test_a_decision_is_undone_from_the_history(
    editor_client: Client, analyst_client: Client, claim: Claim
) -> None:
    decision = reword_claim(
        claim.pk, text="Else", reason="Clearer.", by=make_person(), seen_version=1
    )
    address = f"/c/{claim.pk}/decisions/{decision.pk}/undo/"
    assert address not in analyst_client.get(f"/c/{claim.pk}/history/").content.decode()
    assert analyst_client.post(address).status_code == 403
    assert address in editor_client.get(f"/c/{claim.pk}/history/").content.decode()
    answer = editor_client.post(address, follow=True)
    assert "Undone." in answer.content.decode() and "undone by editor" in answer.content.decode()
    assert "undone already" in editor_client.post(address, follow=True).content.decode()


def test_a_decision_is_found_through_its_own_claim_only(editor_client: Client, made: Made) -> None:
    one, two = made.claims[:2]
    decision = reword_claim(one.pk, text="Else", reason="So.", by=make_person(), seen_version=1)
    assert editor_client.post(f"/c/{two.pk}/decisions/{decision.pk}/undo/").status_code == 404
    decision.refresh_from_db()
    assert decision.stands


# --- what is refused ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "typed", "words"),
    [
        ("reword", {"text": " "}, "Write the claim in words."),
        ("reword", {"text": "Else", "reason": " "}, "Say why"),
        ("merge", {"keep": "this"}, "Choose the claim that is the same."),
        ("merge", {"keep": "this", "other": 4711}, "stands in this story no longer"),
        ("assertions", {"do": "split"}, "Tick at least one assertion."),
        ("assertions", {"do": "detach", "assertions": [4711]}, "no longer among these"),
        ("add", {"assertions": [4711]}, "no longer among these"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_saved(
    editor_client: Client, claim: Claim, page: str, typed: dict[str, object], words: str
) -> None:
    answer = editor_client.post(f"/c/{claim.pk}/{page}/", sent(claim, **typed))
    assert answer.status_code == 422
    assert words in answer.content.decode() and "error-summary" in answer.content.decode()
    assert not ClaimDecision.objects.exists()


def test_all_of_them_make_no_claim_of_their_own(
    editor_client: Client, made: Made, claim: Claim
) -> None:
    every = [a.pk for a in made.assertions[:2]]
    address = f"/c/{claim.pk}/assertions/"
    answer = editor_client.post(address, sent(claim, assertions=every, do="split"))
    page = answer.content.decode()
    assert answer.status_code == 422 and "nothing would be left" in page
    assert page.count(" checked") == 3
    missing = editor_client.post(address, sent(claim, assertions=every, do="move"))
    assert "Choose the claim that they are about." in missing.content.decode()


def test_a_conflict_shows_theirs_beside_yours(editor_client: Client, claim: Claim) -> None:
    seen = sent(claim, text="Mine, at length")
    signed_in("admin").post(f"/c/{claim.pk}/reword/", sent(claim, text="Theirs"))
    answer = editor_client.post(f"/c/{claim.pk}/reword/", seen)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "“Theirs”" in page and "Mine, at length" in page
    assert 'name="version" value="2"' in page
    again = editor_client.post(f"/c/{claim.pk}/reword/", seen | {"version": 2})
    assert again.status_code == 302
    claim.refresh_from_db()
    assert claim.text == "Mine, at length"


def test_a_verdict_written_meanwhile_is_a_conflict_too(editor_client: Client, claim: Claim) -> None:
    seen = sent(claim, text="Mine")
    judge_claim(
        claim_id=claim.pk, status="disputed", rationale="I rang them.",
        by=make_person(), seen_version=claim.version,
    )  # fmt: skip
    answer = editor_client.post(f"/c/{claim.pk}/reword/", seen)
    assert answer.status_code == 409 and "I rang them." in answer.content.decode()


def test_a_verdict_on_what_was_decided_meanwhile_is_a_conflict(
    editor_client: Client, claim: Claim
) -> None:
    given = {"status": "disputed", "rationale": "Mine.", "version": claim.version}
    reword_claim(claim.pk, text="Else", reason="So.", by=make_person(), seen_version=1)
    answer = editor_client.post(f"/c/{claim.pk}/verdict/", given)
    assert answer.status_code == 409 and "The claim itself has changed." in answer.content.decode()


def test_no_claim_is_404(editor_client: Client) -> None:
    for page in PAGES:
        assert editor_client.get(f"/c/99999/{page}/").status_code == 404


@pytest.mark.parametrize("page", ["", "reword/", "merge/", "assertions/", "add/", "history/"])
def test_thirty_of_everything_ask_no_more_than_three(editor_client: Client, page: str) -> None:
    counts = []
    for size in (3, 30):
        made = make_story(size, title=f"Size {size}")
        first = made.claims[0]
        for claim in made.claims[2:]:
            claim.evidence.update(claim=first)
        for number in range(size):
            first.refresh_from_db()
            reword_claim(
                first.pk, text=f"Wording {number}", reason="So.",
                by=make_person(), seen_version=first.version,
            )  # fmt: skip
        editor_client.get(f"/c/{first.pk}/{page}")
        counts.append(count_queries(editor_client, f"/c/{first.pk}/{page}"))
    assert counts[0] == counts[1]
