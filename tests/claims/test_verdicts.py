"""Editors' verdicts: reasoned, appended, never lost to a race."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connection, connections, transaction

from apps.accounts.models import User
from apps.claims.models import Assertion, Claim, Evidence, Verdict, VerdictStatus
from apps.claims.services import (
    EvidenceNotOfClaim,
    RationaleMissing,
    SingleOriginNotAccepted,
    VerdictConflict,
    give_verdict,
)
from storytracker.analysis import ANALYSIS_VERSION
from tests.support.made import Said, make_article, make_person

ROUNDS = 25


def make_claim(**fields: object) -> Claim:
    """A claim with two origins and two informants, so that nothing special is asked for."""
    usual: dict[str, object] = {
        "text": "Meridian Freight plans to close the quay",
        "articles": 3,
        "newsrooms": ["A", "B"],
        "origins": ["A", "B"],
        "informants": ["Port Authority", "union"],
        "analysis_version": ANALYSIS_VERSION,
    }
    return Claim.objects.create(**(usual | fields))


def make_evidence(claim: Claim) -> Assertion:
    article = make_article("Quay to close", [Said("Meridian Freight plans to close the quay.")])
    assertion = Assertion.objects.get(version__article=article)
    Evidence.objects.create(
        assertion=assertion,
        claim=claim,
        stance="supports",
        certainty="asserted",
        counts=True,
        score=0.9,
        analysis_version=ANALYSIS_VERSION,
    )
    return assertion


@pytest.fixture
def editor(db: None) -> User:
    return make_person()


def test_it_keeps_who_said_what_and_why(editor: User) -> None:
    claim = make_claim()
    assertion = make_evidence(claim)
    verdict = give_verdict(
        claim_id=claim.pk,
        status="disputed",
        rationale="  The owner denies it.  ",
        by=editor,
        seen_version=1,
        evidence_ids=[assertion.pk],
    )
    claim.refresh_from_db()
    assert (claim.status, claim.version) == (VerdictStatus.DISPUTED, 2)
    assert (verdict.rationale, verdict.by, verdict.claim_version) == (
        "The owner denies it.",
        editor,
        2,
    )
    assert list(verdict.evidence.all()) == [assertion]
    assert verdict.standing["origins"] == ["A", "B"]


def test_verdicts_are_appended(editor: User) -> None:
    claim = make_claim()
    for seen, status in enumerate(["confirmed", "disputed", "retracted"], start=1):
        give_verdict(
            claim_id=claim.pk, status=status, rationale="Because.", by=editor, seen_version=seen
        )
    history = claim.verdicts.newest_first().values_list("status", "claim_version")
    assert list(history) == [("retracted", 4), ("disputed", 3), ("confirmed", 2)]


@pytest.mark.parametrize("rationale", ["", "   ", "\n\t"])
def test_a_rationale_is_required(editor: User, rationale: str) -> None:
    claim = make_claim()
    with pytest.raises(RationaleMissing):
        give_verdict(
            claim_id=claim.pk, status="disputed", rationale=rationale, by=editor, seen_version=1
        )
    claim.refresh_from_db()
    assert (claim.version, claim.verdicts.count()) == (1, 0)


def test_evidence_of_another_claim_is_refused(editor: User) -> None:
    claim, other = make_claim(), make_claim()
    foreign = make_evidence(other)
    with pytest.raises(EvidenceNotOfClaim):
        give_verdict(
            claim_id=claim.pk,
            status="disputed",
            rationale="Because.",
            by=editor,
            seen_version=1,
            evidence_ids=[foreign.pk],
        )
    claim.refresh_from_db()
    assert (claim.version, claim.status, claim.verdicts.count()) == (1, "unverified", 0)


@pytest.mark.parametrize(
    "counts",
    [
        {"origins": ["A"]},
        {"origins": []},
        {"informants": ["the same officials"]},
    ],
)
def test_confirming_a_single_origin_takes_the_tick(editor: User, counts: dict[str, object]) -> None:
    claim = make_claim(**counts)
    asked = {
        "claim_id": claim.pk,
        "status": "confirmed",
        "rationale": "We rang them up.",
        "by": editor,
        "seen_version": 1,
    }
    with pytest.raises(SingleOriginNotAccepted):
        give_verdict(**asked)
    claim.refresh_from_db()
    assert (claim.version, claim.status) == (1, "unverified")
    assert give_verdict(**asked, single_origin_accepted=True).single_origin_accepted


def test_other_verdicts_on_a_single_origin_need_no_tick(editor: User) -> None:
    claim = make_claim(origins=["A"])
    verdict = give_verdict(
        claim_id=claim.pk,
        status="refuted",
        rationale="Because.",
        by=editor,
        seen_version=1,
        single_origin_accepted=True,
    )
    assert not verdict.single_origin_accepted


def test_an_unknown_status_and_an_unknown_claim_are_refused(editor: User) -> None:
    claim = make_claim()
    asked = {"rationale": "Because.", "by": editor, "seen_version": 1}
    with pytest.raises(ValueError, match="maybe"):
        give_verdict(claim_id=claim.pk, status="maybe", **asked)
    with pytest.raises(Claim.DoesNotExist):
        give_verdict(claim_id=claim.pk + 1, status="disputed", **asked)


def test_a_late_editor_gets_the_newer_verdict(editor: User) -> None:
    claim = make_claim()
    asked = {"claim_id": claim.pk, "rationale": "Because.", "seen_version": 1}
    first = give_verdict(**asked, status="disputed", by=editor)
    with pytest.raises(VerdictConflict) as caught:
        give_verdict(**asked, status="confirmed", by=make_person())
    assert caught.value.newest == first
    assert caught.value.current_version == 2
    claim.refresh_from_db()
    assert (claim.status, claim.verdicts.count()) == ("disputed", 1)


# --- the database itself refuses ------------------------------------------------------------


@pytest.fixture
def verdict(editor: User) -> Verdict:
    claim = make_claim()
    return give_verdict(
        claim_id=claim.pk,
        status="disputed",
        rationale="Because.",
        by=editor,
        seen_version=1,
        evidence_ids=[make_evidence(claim).pk],
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE claims_verdict SET rationale = 'Other words.'",
        "DELETE FROM claims_verdict",
        "UPDATE claims_verdict_evidence SET assertion_id = assertion_id",
        "DELETE FROM claims_verdict_evidence",
    ],
)
def test_a_verdict_can_be_neither_changed_nor_deleted(verdict: Verdict, statement: str) -> None:
    with pytest.raises(IntegrityError, match="appended"), transaction.atomic():
        connection.cursor().execute(statement)
    again = Verdict.objects.get(pk=verdict.pk)
    assert (again.rationale, again.evidence.count()) == ("Because.", 1)


# --- two at once ----------------------------------------------------------------------------


class Editors:
    """Two editors who press the button at the same moment, each on a connection of their own."""

    def __init__(self, claim: Claim, people: list[User]) -> None:
        self.claim, self.people = claim, people
        self.start = threading.Barrier(len(people))
        self.saved: list[Verdict] = []
        self.conflicts: list[VerdictConflict] = []
        self.other: list[BaseException] = []

    def press(self) -> None:
        threads = [threading.Thread(target=self._give, args=[by]) for by in self.people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _give(self, by: User) -> None:
        try:
            self.start.wait(10)
            self.saved.append(
                give_verdict(
                    claim_id=self.claim.pk,
                    status="disputed",
                    rationale=f"{by.username} says so.",
                    by=by,
                    seen_version=self.claim.version,
                )
            )
        except VerdictConflict as conflict:
            self.conflicts.append(conflict)
        except BaseException as error:  # the assertion below shows it
            self.other.append(error)
        finally:
            connections.close_all()


@pytest.fixture
def two_editors(transactional_db: None) -> Iterator[list[User]]:
    yield [make_person(name="alice"), make_person(name="bob")]


def test_of_two_editors_at_once_one_is_saved_and_one_is_told(two_editors: list[User]) -> None:
    claim = make_claim()
    for _ in range(ROUNDS):
        claim.refresh_from_db()
        at_once = Editors(claim, two_editors)
        at_once.press()
        assert (at_once.other, len(at_once.saved), len(at_once.conflicts)) == ([], 1, 1)
        assert at_once.conflicts[0].newest == at_once.saved[0]
    versions = claim.verdicts.order_by("claim_version").values_list("claim_version", flat=True)
    assert list(versions) == list(range(2, ROUNDS + 2))
