"""``stories:claim``, ``stories:verdict`` and ``stories:claim-history``."""

from __future__ import annotations

import pytest
from django.test import Client

from apps.claims.models import Claim, Verdict
from tests.support.newsroom import Made, make_story, signed_in
from tests.support.queries import count_queries

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def claim(made: Made) -> Claim:
    return made.claims[0]


def verdict(claim: Claim, **changed: object) -> dict[str, object]:
    """What the form sends."""
    return {"status": "disputed", "rationale": "Both sides.", "version": claim.version} | changed


def test_every_assertion_has_its_row_and_its_passage(
    analyst_client: Client, claim: Claim, made: Made
) -> None:
    page = analyst_client.get(f"/c/{claim.pk}/").content.decode()
    for assertion in made.assertions[:2]:
        start, end = assertion.content[0]
        assert f'href="/a/{made.articles[0].pk}/#c{start}-{end}"' in page
    assert "two board members" in page and "Denied by" in page
    assert "How each was counted" in page and "1 article carries it" in page


def test_an_analyst_sees_no_form_and_is_refused(analyst_client: Client, claim: Claim) -> None:
    assert "Set verdict" not in analyst_client.get(f"/c/{claim.pk}/").content.decode()
    assert analyst_client.get(f"/c/{claim.pk}/verdict/").status_code == 403
    assert analyst_client.post(f"/c/{claim.pk}/verdict/", verdict(claim)).status_code == 403


def test_a_verdict_is_kept_with_name_reason_and_evidence(
    editor_client: Client, claim: Claim, made: Made
) -> None:
    ticked = [made.assertions[0].pk]
    answer = editor_client.post(f"/c/{claim.pk}/verdict/", verdict(claim, evidence=ticked))
    assert answer["Location"] == f"/c/{claim.pk}/"
    given = Verdict.objects.get()
    assert (given.status, given.rationale, str(given.by)) == ("disputed", "Both sides.", "editor")
    assert [a.pk for a in given.evidence.all()] == ticked
    history = editor_client.get(f"/c/{claim.pk}/history/").content.decode()
    assert "Both sides." in history and "1 passage as evidence" in history


def test_htmx_gets_the_panel_alone(editor_client: Client, claim: Claim) -> None:
    opened = editor_client.get(f"/c/{claim.pk}/verdict/", **HTMX).content.decode()
    assert opened.strip().startswith(f'<div class="verdict verdict--open" id="verdict-{claim.pk}"')
    answer = editor_client.post(f"/c/{claim.pk}/verdict/", verdict(claim), **HTMX)
    page = answer.content.decode()
    assert page.strip().startswith(f'<div class="verdict" id="verdict-{claim.pk}"')
    assert "Verdict saved." in page and "Disputed" in page and "<html" not in page
    closed = editor_client.get(f"/c/{claim.pk}/verdict/?close", **HTMX).content.decode()
    assert "<form" not in closed


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_without_a_rationale_it_is_422_and_nothing_typed_is_lost(
    editor_client: Client, claim: Claim, made: Made, headers: dict[str, str]
) -> None:
    sent = verdict(claim, rationale=" ", evidence=[made.assertions[0].pk])
    answer = editor_client.post(f"/c/{claim.pk}/verdict/", sent, **headers)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "error-summary" in page and "data-focus" in page
    assert 'value="disputed" id="verdict-' in page
    assert page.count(" checked") == 2
    assert not Verdict.objects.exists()


def test_a_conflict_shows_theirs_beside_yours(editor_client: Client, claim: Claim) -> None:
    signed_in("admin").post(f"/c/{claim.pk}/verdict/", verdict(claim, rationale="Theirs."))
    mine = verdict(claim, status="refuted", rationale="Mine, at length.")
    answer = editor_client.post(f"/c/{claim.pk}/verdict/", mine, **HTMX)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs." in page and "Mine, at length." in page
    claim.refresh_from_db()
    assert f'name="version" value="{claim.version}"' in page
    again = editor_client.post(f"/c/{claim.pk}/verdict/", mine | {"version": claim.version})
    assert again.status_code == 302
    assert [v.rationale for v in Verdict.objects.order_by("claim_version")] == [
        "Theirs.",
        "Mine, at length.",
    ]


def test_confirming_a_single_origin_takes_a_tick(editor_client: Client, claim: Claim) -> None:
    sent = verdict(claim, status="confirmed")
    refused = editor_client.post(f"/c/{claim.pk}/verdict/", sent)
    assert refused.status_code == 422
    assert "tick that you confirm it all the same" in refused.content.decode()
    accepted = editor_client.post(
        f"/c/{claim.pk}/verdict/", sent | {"single_origin_accepted": "on"}
    )
    assert accepted.status_code == 302
    assert Verdict.objects.get().single_origin_accepted


def test_a_status_that_does_not_exist_is_422(editor_client: Client, claim: Claim) -> None:
    answer = editor_client.post(f"/c/{claim.pk}/verdict/", verdict(claim, status="true"))
    assert answer.status_code == 422


def test_an_empty_history_says_so(analyst_client: Client, claim: Claim) -> None:
    page = analyst_client.get(f"/c/{claim.pk}/history/").content.decode()
    assert "Nobody has given a verdict yet." in page


def test_no_claim_is_404(editor_client: Client) -> None:
    for address in ("/c/99999/", "/c/99999/verdict/", "/c/99999/history/"):
        assert editor_client.get(address).status_code == 404


def test_thirty_rows_ask_no_more_than_three(editor_client: Client) -> None:
    counts = []
    for size in (3, 30):
        made = make_story(size, title=f"Size {size}")
        first = made.claims[0]
        for claim in made.claims[1:]:
            claim.evidence.update(claim=first)
        editor_client.get(f"/c/{first.pk}/")
        counts.append(count_queries(editor_client, f"/c/{first.pk}/"))
    assert counts[0] == counts[1]
