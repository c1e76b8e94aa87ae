"""A verdict on a claim, seen from the stories that turn on it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from apps.accounts.models import User
from apps.claims.models import Verdict
from apps.claims.services import give_verdict
from apps.stories.services.touching import touch_stories_of_claim


@transaction.atomic
def judge_claim(
    *,
    claim_id: int,
    status: str,
    rationale: str,
    by: User,
    seen_version: int,
    evidence_ids: Iterable[int] = (),
    single_origin_accepted: bool = False,
) -> Verdict:
    """``give_verdict``, and the claim's stories are touched in the same transaction.

    Takes, gives back and raises what ``apps.claims.services.give_verdict`` does.
    """
    verdict = give_verdict(
        claim_id=claim_id,
        status=status,
        rationale=rationale,
        by=by,
        seen_version=seen_version,
        evidence_ids=evidence_ids,
        single_origin_accepted=single_origin_accepted,
    )
    touch_stories_of_claim(claim_id)
    return verdict
