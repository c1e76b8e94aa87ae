"""What editors decide on claims: their wording, and which assertions belong to which.

Each verb appends a decision, which the analysis takes in like an article: counts, denials and
timeline follow with the next rebuild, asked for in the same transaction. Each needs a reason,
and the claim's ``version`` as the editor saw it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.claims.models import Assertion, Claim, Evidence, Verdict
from apps.stories.models import ClaimDecision, Story, StoryClaim
from apps.stories.services.touching import touch_stories
from storytracker.analysis.types import Stance

Kind = ClaimDecision.Kind


class ClaimNotDecidable(ValueError):
    """The decision can't be taken; says why, in words. Nothing was changed."""


class ClaimConflict(Exception):
    """Somebody decided on the claim, or gave a verdict, since its page was read.

    ``newest`` is what they did; ``current_version`` is what a new form has to have seen.
    """

    def __init__(self, newest: ClaimDecision | Verdict | None, current_version: int) -> None:
        super().__init__("Somebody else changed this claim while you were at it.")
        self.newest = newest
        self.current_version = current_version


@transaction.atomic
def reword_claim(
    claim_id: int, *, text: str, reason: str, by: User, seen_version: int
) -> ClaimDecision:
    """Give a claim an editor's words; raises ``ClaimNotDecidable`` and ``ClaimConflict``."""
    text = " ".join(text.split())
    if not text:
        raise ClaimNotDecidable(gettext("Write the claim in words."))
    claim, story = _take(claim_id, seen_version)
    if text == claim.text:
        raise ClaimNotDecidable(gettext("That is how it is worded already."))
    decision = _append(Kind.REWORD, story, claim, reason, by, text=text)
    Claim.objects.filter(pk=claim.pk).update(text=text)
    return decision


@transaction.atomic
def merge_claims(
    claim_id: int,
    other_id: int,
    *,
    reason: str,
    by: User,
    seen_version: int,
    keep_other: bool = False,
) -> ClaimDecision:
    """Make ``other_id`` a part of ``claim_id``; with ``keep_other`` the other way round.

    The claim that is kept (the decision's ``claim``) keeps its page, its wording, its verdict.
    The other keeps its row with verdicts and notes, withdrawn: its history stays to be read,
    there and in that of the claim that it is a part of, and undoing brings it back. Both have
    to stand in the same story. Raises ``ClaimNotDecidable``, ``ClaimConflict``.
    """
    if claim_id == other_id:
        raise ClaimNotDecidable(gettext("Choose another claim than this one."))
    _lock([claim_id, other_id])
    claim, story = _take(claim_id, seen_version)
    if not other_claims(story, claim).filter(pk=other_id).update(version=F("version") + 1):
        raise ClaimNotDecidable(gettext("The other claim stands in this story no longer."))
    other = Claim.objects.get(pk=other_id)
    kept, part = (other, claim) if keep_other else (claim, other)
    about = _as_it_stands(story, part)
    Claim.objects.filter(pk=part.pk).update(withdrawn_at=timezone.now())
    return _append(Kind.MERGE, story, kept, reason, by, other=part, other_about=about)


@transaction.atomic
def split_claim(
    claim_id: int,
    assertion_ids: Iterable[int],
    *,
    reason: str,
    by: User,
    seen_version: int,
    text: str = "",
) -> ClaimDecision:
    """Make some of a claim's assertions a claim of their own: the decision's ``other``.

    ``text`` words it; empty, the program does. At least one assertion has to stay behind.
    Raises ``ClaimNotDecidable``, ``ClaimConflict``.
    """
    claim, story = _take(claim_id, seen_version)
    chosen = _evidence_of(claim, assertion_ids)
    said = _names(chosen)
    if not [a for a in _bearing_on(claim) if _name(a) not in said]:
        raise ClaimNotDecidable(
            gettext("These are all of them: nothing would be left of this claim.")
        )
    text = " ".join(text.split())
    other = _new_claim(story, claim, text or chosen[0].words)
    return _append(Kind.SPLIT, story, claim, reason, by, other=other, said=said, text=text)


@transaction.atomic
def detach_assertions(
    claim_id: int, assertion_ids: Iterable[int], *, reason: str, by: User, seen_version: int
) -> ClaimDecision:
    """Say that assertions are not about a claim; raises as ``split_claim`` does."""
    claim, story = _take(claim_id, seen_version)
    said = _names(_evidence_of(claim, assertion_ids))
    return _append(Kind.DETACH, story, claim, reason, by, said=said)


@transaction.atomic
def attach_assertions(
    claim_id: int,
    assertion_ids: Iterable[int],
    *,
    reason: str,
    by: User,
    seen_version: int,
    stance: str = "",
) -> ClaimDecision:
    """Say that assertions of the story's articles are about a claim.

    ``stance`` says how they bear on it; empty, as they were read. Raises ``ClaimNotDecidable``,
    ``ClaimConflict``, and ``ValueError`` for an unknown stance.
    """
    stance = Stance(stance).value if stance else ""
    claim, story = _take(claim_id, seen_version)
    chosen = list(assertions_of(story).filter(pk__in=set(assertion_ids)))
    if not chosen:
        raise ClaimNotDecidable(gettext("Tick at least one assertion of the story's articles."))
    return _append(Kind.ATTACH, story, claim, reason, by, said=_names(chosen), stance=stance)


@transaction.atomic
def move_assertions(
    claim_id: int,
    assertion_ids: Collection[int],
    to_id: int,
    *,
    reason: str,
    by: User,
    seen_version: int,
) -> tuple[ClaimDecision, ClaimDecision]:
    """Take assertions off one claim and add them to another of the story, as two decisions.

    Raises ``ClaimNotDecidable``, ``ClaimConflict`` (for the claim that they leave).
    """
    _lock([claim_id, to_id])
    target = Claim.objects.standing().filter(pk=to_id).first()
    if target is None or to_id == claim_id:
        raise ClaimNotDecidable(gettext("Choose the claim that they are about."))
    how: dict[str, Any] = {"reason": reason, "by": by}
    off = detach_assertions(claim_id, assertion_ids, seen_version=seen_version, **how)
    if not StoryClaim.objects.filter(story=off.story, claim=target).exists():
        raise ClaimNotDecidable(gettext("That claim is not one of this story."))
    on = attach_assertions(to_id, assertion_ids, seen_version=target.version, **how)
    return off, on


@transaction.atomic
def undo_decision(decision_id: int, *, by: User) -> ClaimDecision:
    """Take a decision back: the claims are again as they would be without it.

    Raises ``ClaimDecision.DoesNotExist``, and ``ClaimNotDecidable`` where it was undone before.
    """
    decision = ClaimDecision.objects.select_related("claim", "other").get(pk=decision_id)
    _lock([decision.claim_id, *([decision.other_id] if decision.other_id else [])])
    now = timezone.now()
    standing = ClaimDecision.objects.standing().filter(pk=decision_id)
    if not standing.update(undone_at=now, undone_by=by):
        raise ClaimNotDecidable(gettext("It was undone already."))
    Claim.objects.filter(pk=decision.claim_id).update(version=F("version") + 1)
    _show_again(decision, now)
    touch_stories([decision.story_id])
    decision.refresh_from_db()
    return decision


def _show_again(decision: ClaimDecision, now: datetime) -> None:
    """What readers see until the rebuild, which then says it exactly."""
    others = Claim.objects.filter(decisions_as_other=decision)
    if decision.kind == Kind.MERGE:
        others.update(withdrawn_at=None, version=F("version") + 1)
    elif decision.kind == Kind.SPLIT:
        others.update(withdrawn_at=now, version=F("version") + 1)
    elif decision.kind == Kind.REWORD:
        words = decision.claim.decisions.standing().filter(kind=Kind.REWORD).last()  # type: ignore[attr-defined]
        text = words.text if words else decision.was
        Claim.objects.filter(pk=decision.claim_id).update(text=text)


# --- taking a decision ----------------------------------------------------------------------


def _lock(claim_ids: Iterable[int]) -> None:
    """In one order for everybody, rebuilds too: two transactions never wait crosswise."""
    rows = Claim.objects.filter(pk__in=set(claim_ids)).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk", flat=True))


def _take(claim_id: int, seen_version: int) -> tuple[Claim, Story]:
    """The claim's next version, and the story that it is decided in."""
    unchanged = Claim.objects.filter(pk=claim_id, version=seen_version)
    taken = unchanged.update(version=F("version") + 1)
    claim = Claim.objects.get(pk=claim_id)
    if not taken:
        raise ClaimConflict(newest_on(claim), claim.version)
    story = Story.objects.filter(claims=claim).order_by("pk").first()
    if story is None:
        raise ClaimNotDecidable(gettext("This claim belongs to no story any longer."))
    if ClaimDecision.objects.standing().filter(kind=Kind.MERGE, other=claim).exists():
        raise ClaimNotDecidable(
            gettext("This claim is part of another one: decide there, or undo that.")
        )
    return claim, story


def newest_on(claim: Claim) -> ClaimDecision | Verdict | None:
    """What was last done about a claim: a verdict, a decision, or nothing."""
    verdict = claim.verdicts.select_related("by").newest_first().first()  # type: ignore[attr-defined]
    decision = ClaimDecision.objects.on([claim.pk]).first()
    done = [each for each in (verdict, decision) if each is not None]
    return max(done, key=lambda each: each.at, default=None)


def _append(
    kind: Kind, story: Story, claim: Claim, reason: str, by: User, **what: Any
) -> ClaimDecision:
    if not reason.strip():
        raise ClaimNotDecidable(gettext("Say why: it is kept with your name."))
    decision = ClaimDecision.objects.create(
        kind=kind,
        story=story,
        claim=claim,
        about=_as_it_stands(story, claim),
        was=claim.text,
        reason=reason.strip(),
        claim_version=claim.version,
        by=by,
        **what,
    )
    touch_stories([story.pk])
    return decision


def _as_it_stands(story: Story, claim: Claim) -> dict[str, Any]:
    link = StoryClaim.objects.filter(story=story, claim=claim).first()
    return {"key": link.key if link else "", "rests_on": _names(_bearing_on(claim))}


def _new_claim(story: Story, source: Claim, text: str) -> Claim:
    """The row of a claim that is split off; what it rests on follows with the rebuild."""
    made = Claim.objects.create(text=text, analysis_version=source.analysis_version)
    last = StoryClaim.objects.filter(story=story).aggregate(Max("position"))["position__max"]
    StoryClaim.objects.create(story=story, claim=made, key="", position=(last or 0) + 1)
    return made


# --- naming assertions ----------------------------------------------------------------------


def assertions_of(story: Story):  # type: ignore[no-untyped-def]
    """What the story's articles say in the versions that are read today."""
    return (
        Assertion.objects.current()
        .filter(
            version__article__stories=story,
            version__article__current_version=F("version"),
        )
        .select_related("speaker", "version__article__outlet")
    )


def _bearing_on(claim: Claim) -> list[Assertion]:
    rows = Evidence.objects.filter(claim=claim, assertion__withdrawn_at__isnull=True)
    rows = rows.select_related("assertion__version").order_by("assertion_id")
    return [row.assertion for row in rows]


def _evidence_of(claim: Claim, assertion_ids: Iterable[int]) -> list[Assertion]:
    wanted = set(assertion_ids)
    found = [a for a in _bearing_on(claim) if a.pk in wanted]
    if not wanted:
        raise ClaimNotDecidable(gettext("Tick at least one assertion."))
    if len(found) != len(wanted):
        raise ClaimNotDecidable(gettext("Some of these assertions no longer bear on this claim."))
    return found


def _name(assertion: Assertion) -> dict[str, Any]:
    return {"article": assertion.version.article_id, "words": assertion.words}


def _names(assertions: Iterable[Assertion]) -> list[dict[str, Any]]:
    """The assertions as decisions name them, once each, in order."""
    found = {(a.version.article_id, a.words): _name(a) for a in assertions}
    return [found[key] for key in sorted(found)]


def other_claims(story: Story, claim: Claim):  # type: ignore[no-untyped-def]
    """The story's other claims that stand, in their order."""
    standing = Q(withdrawn_at__isnull=True, story_claims__story=story)
    return Claim.objects.filter(standing).exclude(pk=claim.pk).order_by("story_claims__position")
