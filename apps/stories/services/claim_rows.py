"""A story's claims as rows: they keep their identity, whatever the analysis calls them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from apps.claims.models import Claim, Evidence, Verdict
from apps.stories.facts import Holdings
from apps.stories.models import ClaimDecision, Note, StoryClaim
from apps.stories.rulings import claim_ids
from apps.stories.services.addresses import remember_claims
from apps.stories.services.analysed import Analysed
from apps.stories.services.keeping import Fresh, Known, Words, keep_claims
from apps.stories.services.syncing import clipped, delete_rows, sync_rows
from storytracker.analysis import ANALYSIS_VERSION
from storytracker.analysis.types import ClaimFinding, EvidenceFinding

KEY_CHARS = 120
NAME_CHARS = 200


Links = Mapping[int, Mapping[int, StoryClaim]]
"""Story id → claim id → the claim's place in the story."""


@dataclass(frozen=True, slots=True)
class WrittenClaims:
    """The claims' rows by the analysis' keys, and whether there is one that was not there."""

    by_key: Mapping[str, Claim]
    is_news: bool

    def ids(self, keys: Iterable[str]) -> list[int]:
        return [self.by_key[key].pk for key in keys if key in self.by_key]


def write_claims(stories: Sequence[Analysed], now: datetime) -> dict[int, WrittenClaims]:
    """Make the stories' claims and their evidence say what was found; by the story's id.

    A claim keeps its row, and with it verdicts and notes, by what it rests on. One that is
    found no more is deleted, or marked withdrawn where somebody decided on it. The claims
    stay locked to the end of the transaction, so that no verdict slips in between. The number
    of statements depends neither on the stories nor on their claims, none of which is in two.
    """
    links = _story_claims([each.story.pk for each in stories])
    evidence = evidence_of({claim for own in links.values() for claim in own})
    kept = {each.story.pk: _kept(each, links[each.story.pk], evidence) for each in stories}
    rows = {
        (pk, at): links[pk][claim].claim for pk, own in kept.items() for at, claim in own.items()
    }
    found = {(e.story.pk, at): f for e in stories for at, f in enumerate(e.analysis.claims)}
    wanted = {place: claim_values(each) for place, each in found.items()}
    claims = sync_rows(Claim, rows, wanted, fixed={"created_at": now})
    have_news = {story for story, _ in claims.created}
    written = {}
    for each in stories:
        pk, keys = each.story.pk, [f.key for f in each.analysis.claims]
        by_key = {key: claims.rows[pk, at] for at, key in enumerate(keys)}
        written[pk] = WrittenClaims(by_key, pk in have_news)
    _write_evidence(stories, written, evidence)
    _write_positions(stories, written, links)
    gone = [
        link
        for pk, own in links.items()
        for claim, link in own.items()
        if claim not in kept[pk].values()
    ]
    _let_go(gone, now)
    return written


def _kept(
    each: Analysed, links: Mapping[int, StoryClaim], evidence: Mapping[int, Mapping[int, Evidence]]
) -> dict[int, int]:
    """Index among the claims found → the id of the claim that it is."""
    return keep_claims(
        {pk: known_as(link, evidence[pk]) for pk, link in links.items()},
        [
            Fresh(key_of(f), words_in(f, each.holdings), claim_ids(f.names))
            for f in each.analysis.claims
        ],
    )


def _story_claims(story_ids: Collection[int]) -> dict[int, dict[int, StoryClaim]]:
    """The stories' claims, locked, each with whether somebody decided on it."""
    ids = StoryClaim.objects.filter(story__in=story_ids).values("claim_id")
    locked = Claim.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    list(locked.values_list("pk", flat=True))
    links = StoryClaim.objects.filter(story__in=story_ids).select_related("claim")
    found: dict[int, dict[int, StoryClaim]] = {pk: {} for pk in story_ids}
    for link in _with_decisions(links.order_by("claim_id")):
        found[link.story_id][link.claim_id] = link
    return found


def _with_decisions(links):  # type: ignore[no-untyped-def]
    same = {"claim_id": OuterRef("claim_id")}
    elsewhere = StoryClaim.objects.filter(**same).exclude(pk=OuterRef("pk"))
    return links.annotate(
        has_verdicts=Exists(Verdict.objects.filter(**same)),
        has_notes=Exists(Note.objects.filter(**same)),
        has_decisions=Exists(ClaimDecision.objects.filter(Q(**same) | Q(other=same["claim_id"]))),
        is_elsewhere=Exists(elsewhere),
    )


def _is_decided(link: StoryClaim) -> bool:
    return bool(link.has_verdicts or link.has_notes or link.has_decisions)  # type: ignore[attr-defined]


def evidence_of(links: Iterable[int]) -> dict[int, dict[int, Evidence]]:
    """Claim id → assertion id → evidence."""
    found: dict[int, dict[int, Evidence]] = defaultdict(dict)
    rows = Evidence.objects.filter(claim_id__in=list(links)).annotate(
        words=F("assertion__words"), article_id=F("assertion__version__article_id")
    )
    for row in rows:
        found[row.claim_id][row.assertion_id] = row
    return found


# --- values ---------------------------------------------------------------------------------


def key_of(found: ClaimFinding) -> str:
    return clipped(found.key, KEY_CHARS)


def known_as(link: StoryClaim, evidence: Mapping[int, Evidence]) -> Known:
    words = frozenset((row.article_id, row.words) for row in evidence.values())  # type: ignore[attr-defined]
    return Known(link.key, words, _is_decided(link), link.has_decisions)  # type: ignore[attr-defined]


def _assertion_id(found: EvidenceFinding, holdings: Holdings) -> int:
    return holdings.by_key[found.article].assertions[found.assertion].pk


def words_in(found: ClaimFinding, holdings: Holdings) -> frozenset[Words]:
    held = [(holdings.by_key[each.article], each.assertion) for each in found.evidence]
    return frozenset((each.article.pk, each.assertions[index].words) for each, index in held)


def _names(names: Iterable[str]) -> list[str]:
    return [name[:NAME_CHARS] for name in names]


def claim_values(found: ClaimFinding) -> dict[str, Any]:
    return {
        "text": found.text,
        "articles": len(found.articles),
        "newsrooms": _names(found.newsrooms),
        "origins": _names(found.origins),
        "informants": _names(found.informants),
        "denied_by": _names(found.denied_by),
        "working": list(found.working),
        "score": found.score,
        "analysis_version": ANALYSIS_VERSION,
        "withdrawn_at": None,
    }


def evidence_values(claim: Claim, assertion_id: int, found: EvidenceFinding) -> dict[str, Any]:
    return {
        "claim_id": claim.pk,
        "assertion_id": assertion_id,
        "stance": found.stance.value,
        "certainty": found.certainty.value,
        "strength": found.strength.value if found.strength else "",
        "origin": found.origin[:NAME_CHARS],
        "counts": found.counts,
        "informant": found.informant[:NAME_CHARS],
        "score": found.score,
        "reasons": list(found.reasons),
        "analysis_version": ANALYSIS_VERSION,
    }


# --- writing --------------------------------------------------------------------------------


def _write_evidence(
    stories: Iterable[Analysed],
    written: Mapping[int, WrittenClaims],
    evidence: Mapping[int, Mapping[int, Evidence]],
) -> None:
    """The evidence of the claims found; that of withdrawn ones stays, so that they can return."""
    existing: dict[tuple[int, int], Evidence] = {}
    wanted: dict[tuple[int, int], dict[str, Any]] = {}
    for each in stories:
        for found in each.analysis.claims:
            claim = written[each.story.pk].by_key[found.key]
            for assertion_id, row in evidence.get(claim.pk, {}).items():
                existing[claim.pk, assertion_id] = row
            for one in found.evidence:
                assertion_id = _assertion_id(one, each.holdings)
                wanted[claim.pk, assertion_id] = evidence_values(claim, assertion_id, one)
    delete_rows(Evidence, sync_rows(Evidence, existing, wanted).gone)


def _write_positions(
    stories: Iterable[Analysed], written: Mapping[int, WrittenClaims], links: Links
) -> None:
    existing = {(pk, claim): link for pk, own in links.items() for claim, link in own.items()}
    wanted = {
        (each.story.pk, claim.pk): {
            "story_id": each.story.pk,
            "claim_id": claim.pk,
            "key": key_of(found),
            "position": position,
        }
        for each in stories
        for position, found in enumerate(each.analysis.claims)
        for claim in [written[each.story.pk].by_key[found.key]]
    }
    sync_rows(StoryClaim, existing, wanted)


def _let_go(links: Iterable[StoryClaim], now: datetime) -> None:
    """Withdraw claims that somebody decided on, delete the others."""
    links = list(links)
    decided = [link.claim for link in links if _is_decided(link)]
    shared = [link for link in links if not _is_decided(link) and link.is_elsewhere]  # type: ignore[attr-defined]
    single = [link for link in links if not _is_decided(link) and not link.is_elsewhere]  # type: ignore[attr-defined]
    fresh = [claim.pk for claim in decided if claim.withdrawn_at is None]
    if fresh:
        Claim.objects.filter(pk__in=fresh).update(withdrawn_at=now)
    delete_rows(StoryClaim, shared)
    remember_claims(single)
    delete_rows(Claim, [link.claim for link in single])
