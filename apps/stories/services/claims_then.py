"""The claims of a story as they stood: what was found then, with the verdicts that it had."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from apps.claims.models import Assertion, Claim, Evidence, VerdictStatus
from apps.stories.facts import Holdings
from apps.stories.models import Story, StoryClaim
from apps.stories.rulings import claim_ids
from apps.stories.services.claim_rows import (
    claim_values,
    evidence_of,
    evidence_values,
    key_of,
    words_in,
)
from apps.stories.services.keeping import Fresh, Known, keep_claims
from apps.stories.services.telling import in_table_order
from storytracker.analysis.types import ClaimFinding, Stance

if TYPE_CHECKING:
    from apps.stories.services.looking_back import AsOf

NOT_KEPT = 1 << 62
"""Ids from here on are of rows that are made for one page and never saved."""


def board_of(
    story: Story, holdings: Holdings, findings: Sequence[ClaimFinding], as_of: AsOf
) -> list[StoryClaim]:
    """The places of the claims found, in their order, each with its claim; nothing is saved.

    A claim that the story has keeps its id and the verdicts that it had then.
    """
    links = StoryClaim.objects.filter(story=story)
    rows = {c.pk: c for c in Claim.objects.filter(stories=story).with_verdicts()}
    evidence = evidence_of(rows)
    known = {
        link.claim_id: Known(
            link.key,
            frozenset((e.article_id, e.words) for e in evidence[link.claim_id].values()),  # type: ignore[attr-defined]
            False,
        )
        for link in links
    }
    fresh = [Fresh(key_of(f), words_in(f, holdings), claim_ids(f.names)) for f in findings]
    kept = keep_claims(known, fresh)
    said = _said(findings, holdings)
    linked = {link.claim_id: link.pk for link in links}
    return [
        StoryClaim(
            pk=linked.get(kept.get(n, 0)),
            story=story,
            claim=_claim(found, rows.get(kept.get(n, 0)), NOT_KEPT + n, as_of, said),
            key=key_of(found),
            position=n,
        )
        for n, found in enumerate(findings)
    ]


Rows = Mapping[tuple[str, int], Assertion]
"""(article key, index of the assertion) → its row, with its speaker and its version."""


def _said(findings: Sequence[ClaimFinding], holdings: Holdings) -> Rows:
    """The rows that the claims rest on; one query."""
    found = [(e.article, e.assertion) for each in findings for e in each.evidence]
    ids = {place: holdings.by_key[place[0]].assertions[place[1]].pk for place in found}
    rows = Assertion.objects.select_related("speaker__canonical").in_bulk(set(ids.values()))
    for place, pk in ids.items():
        rows[pk].version = holdings.by_key[place[0]].version
    return {place: rows[pk] for place, pk in ids.items()}


def _claim(found: ClaimFinding, row: Claim | None, spare: int, as_of: AsOf, said: Rows) -> Claim:
    """The claim as it was found, with the verdicts that it had and what was told of it."""
    claim = Claim(pk=row.pk if row else spare, **claim_values(found))
    history = list(row.history) if row else []  # type: ignore[attr-defined]
    claim.history = [v for v in history if as_of.moment is None or v.at < as_of.moment]  # type: ignore[attr-defined]
    claim.status = claim.history[0].status if claim.history else VerdictStatus.UNVERIFIED  # type: ignore[attr-defined]
    by_stance = defaultdict[Stance, set[str]](set)
    for each in found.evidence:
        by_stance[each.stance].add(each.article)
    denying = by_stance[Stance.DENIES] | by_stance[Stance.DENIES_IN_PART]
    claim.supporting = len(by_stance[Stance.SUPPORTS])  # type: ignore[attr-defined]
    claim.denying = len(denying)  # type: ignore[attr-defined]
    claim.observing = len(by_stance[Stance.OBSERVES])  # type: ignore[attr-defined]
    claim.silent = len(by_stance[Stance.NO_COMMENT])  # type: ignore[attr-defined]
    claim.told = in_table_order(_told(claim, found, said))  # type: ignore[attr-defined]
    return claim


def _told(claim: Claim, found: ClaimFinding, said: Rows) -> Iterator[Evidence]:
    for each in found.evidence:
        assertion = said[each.article, each.assertion]
        yield Evidence(assertion=assertion, **evidence_values(claim, assertion.pk, each))
