"""An editor's verdicts: appended, signed, reasoned, and never lost to a race."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.claims.models import Assertion, Claim, Verdict, VerdictStatus


class RationaleMissing(ValueError):
    """A verdict without its reasons is none."""


class EvidenceNotOfClaim(ValueError):
    """Some of the ticked assertions do not bear on the claim."""


class SingleOriginNotAccepted(ValueError):
    """The claim rests on one origin or one informant: confirming it takes an explicit tick."""


class VerdictConflict(Exception):
    """Somebody else gave a verdict meanwhile.

    ``newest`` is theirs, ``current_version`` what a new form has to send as ``seen_version``.
    """

    def __init__(self, newest: Verdict | None, current_version: int) -> None:
        super().__init__("Another verdict was saved while you wrote yours.")
        self.newest = newest
        self.current_version = current_version


def _raise_version(claim_id: int, seen_version: int, status: str) -> Claim:
    """Take the claim's next version; whoever saw an older one gets ``VerdictConflict``."""
    unchanged = Claim.objects.filter(pk=claim_id, version=seen_version)
    taken = unchanged.update(version=F("version") + 1, status=status)
    claim = Claim.objects.get(pk=claim_id)
    if not taken:
        newest = claim.verdicts.newest_first().select_related("by").first()
        raise VerdictConflict(newest, claim.version)
    return claim


def _evidence_of(claim: Claim, assertion_ids: set[int]) -> list[Assertion]:
    found = list(Assertion.objects.filter(evidence__claim=claim, pk__in=assertion_ids))
    if len(found) != len(assertion_ids):
        raise EvidenceNotOfClaim(
            gettext("Some of the passages chosen no longer bear on this claim.")
        )
    return found


def standing_of(claim: Claim) -> dict[str, Any]:
    """The counts as the editor saw them, kept with the verdict."""
    return {
        "text": claim.text,
        "articles": claim.articles,
        "newsrooms": claim.newsrooms,
        "origins": claim.origins,
        "informants": claim.informants,
        "denied_by": claim.denied_by,
        "analysis_version": claim.analysis_version,
    }


@transaction.atomic
def give_verdict(
    *,
    claim_id: int,
    status: str,
    rationale: str,
    by: User,
    seen_version: int,
    evidence_ids: Iterable[int] = (),
    single_origin_accepted: bool = False,
) -> Verdict:
    """Append an editor's verdict and make it the claim's status.

    ``seen_version`` is ``Claim.version`` as the editor's form showed it; ``evidence_ids`` are
    ids of assertions that bear on the claim. Whoever calls it touches the claim's stories.

    Raises ``RationaleMissing``, ``ValueError`` for an unknown status, ``Claim.DoesNotExist``,
    ``VerdictConflict`` (with the newest verdict), ``EvidenceNotOfClaim``, and
    ``SingleOriginNotAccepted`` where a claim of one origin or one informant is confirmed
    without the tick (rule of trust 4). Nothing is written then.
    """
    if not rationale.strip():
        raise RationaleMissing(gettext("Say what the verdict rests on."))
    status = VerdictStatus(status)
    claim = _raise_version(claim_id, seen_version, status)
    evidence = _evidence_of(claim, set(evidence_ids))
    asks_for_tick = status == VerdictStatus.CONFIRMED and claim.is_single_origin
    if asks_for_tick and not single_origin_accepted:
        raise SingleOriginNotAccepted(gettext("Everything known leads back to one source."))
    verdict = Verdict.objects.create(
        claim=claim,
        status=status,
        rationale=rationale.strip(),
        single_origin_accepted=asks_for_tick,
        claim_version=claim.version,
        standing=standing_of(claim),
        by=by,
    )
    verdict.evidence.set(evidence)
    return verdict
