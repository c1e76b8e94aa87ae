"""A claim: who says it, what the numbers rest on, its verdicts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from apps.accounts.fragments import answer, reader_of, wants_fragment
from apps.accounts.models import Role, User
from apps.claims.models import Claim, Evidence, Verdict
from apps.claims.services import (
    EvidenceNotOfClaim,
    SingleOriginNotAccepted,
    VerdictConflict,
)
from apps.sources.services import outlets_called
from apps.stories.confidence import draw, steps_of
from apps.stories.denials import denials_of
from apps.stories.forms import VerdictForm
from apps.stories.models import ClaimDecision, Discrepancy, FormerAddress, Story
from apps.stories.noted import notes_facts
from apps.stories.passages import (
    Disagreement,
    Passage,
    disagreements_of,
    grown_at,
    sentence_of,
)
from apps.stories.rulings import with_passages
from apps.stories.services import judge_claim, keep_visit, last_active
from apps.stories.texts import evidence_lines, places_of
from apps.stories.views.leading_on import lead_on

TEMPLATE = "stories/claim.html"
FORM_TEMPLATE = "stories/verdict.html"


def get_claim_for(user: User, pk: int) -> Claim:
    """The claim with counts and verdicts; 404 where none of its stories is for ``user``.

    A claim that left every story keeps its page: its history must stay readable.
    """
    hidden = Claim.objects.filter(stories__isnull=False).exclude(
        stories__in=Story.objects.visible_to(user)
    )
    claims = Claim.objects.with_stance_counts().with_verdicts().exclude(pk__in=hidden)
    return get_object_or_404(claims, pk=pk)


def claim_context(request: HttpRequest, claim: Claim) -> dict[str, Any]:
    user = reader_of(request)
    stories = claim.stories.annotate(active=last_active(user, "pk"))  # type: ignore[attr-defined]
    return {
        "claim": claim,
        "stories": list(stories),
        "can_edit": user.has_role(Role.EDITOR),
    }


def part_of(claim: Claim) -> ClaimDecision | None:
    """The decision by which the claim is part of another one, if it is."""
    merges = ClaimDecision.objects.standing().filter(kind="merge", other=claim)
    return merges.select_related("claim", "by").first()


def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:claim``: every assertion that bears on it."""
    try:
        found = get_claim_for(reader_of(request), pk)
    except Http404:
        return lead_on(request, FormerAddress.Kind.CLAIM, pk)
    rows = list(found.evidence.for_table())  # type: ignore[attr-defined]
    steps = steps_of(rows, found.history)  # type: ignore[attr-defined]
    decisions = ClaimDecision.objects.filter(Q(claim=found) | Q(other=found)).count()
    places = places_of(found)
    disagreements = disagreements_about(found, rows)
    outlets = outlets_called(row.origin for row in rows)
    for row in rows:
        row.flags = grown_at(disagreements, sentence_of_row(row))  # type: ignore[attr-defined]
        row.origin_outlet = outlets.get(row.origin)  # type: ignore[attr-defined]
    known: dict[str, Any] = {
        "lines": evidence_lines(rows, places),
        "denials": denials_of(rows, places),
        "disagreements": disagreements,
        "steps": steps,
        "picture": draw(steps),
        "part_of": part_of(found),
        "decisions": decisions,
    }
    known |= claim_context(request, found) | notes_facts(found, reader_of(request))
    keep_visit(reader_of(request), {story.pk: story.active for story in known["stories"]})
    return render(request, TEMPLATE, known)


def disagreements_about(found: Claim, rows: Iterable[Evidence]) -> tuple[Disagreement, ...]:
    """The discrepancies of its stories about the sentences that the claim rests on."""
    sentences = [sentence_of_row(row) for row in rows]
    every = Discrepancy.objects.filter(story__claims=found).order_by("key")
    return tuple(d for d in disagreements_of(every) if d.concerns(sentences))


def sentence_of_row(row: Evidence) -> Passage:
    return sentence_of(row.assertion, row.assertion.version.article_id)


def history(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:claim-history``: who called it what, who decided what, when and why.

    The history of claims that were merged into it is part of its own.
    """
    found = get_claim_for(reader_of(request), pk)
    ids = {found.pk, *ClaimDecision.objects.merged_into(found.pk)}
    verdicts = Verdict.objects.filter(claim__in=ids).for_history().select_related("claim", "by")
    decisions = with_passages(ClaimDecision.objects.on(ids))
    events: list[Verdict | ClaimDecision] = [*verdicts, *decisions]
    context = claim_context(request, found) | {
        "events": sorted(events, key=lambda each: each.at, reverse=True),
        "part_of": part_of(found),
        "newest": found.history[0] if found.history else None,  # type: ignore[attr-defined]
    }
    return render(request, "stories/claim_history.html", context)


def verdict(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:verdict``: the form, and what is sent with it."""
    found = get_claim_for(reader_of(request), pk)
    if request.method == "POST":
        return give(request, found)
    if "close" in request.GET:
        return closed(request, found, {"just_closed": True})
    form = VerdictForm(found, initial={"version": found.version, "status": found.status})
    return form_answer(request, found, form)


def give(request: HttpRequest, found: Claim) -> HttpResponse:
    form = VerdictForm(found, request.POST)
    if not form.is_valid():
        return form_answer(request, found, form, status=422)
    try:
        judge_claim(
            claim_id=found.pk,
            status=form.cleaned_data["status"],
            rationale=form.cleaned_data["rationale"],
            by=reader_of(request),
            seen_version=form.cleaned_data["version"],
            evidence_ids=form.cleaned_data["evidence"],
            single_origin_accepted=form.cleaned_data["single_origin_accepted"],
        )
    except SingleOriginNotAccepted:
        form.add_error("single_origin_accepted", single_origin_words(found))
        return form_answer(request, found, form, status=422)
    except EvidenceNotOfClaim as problem:
        form.add_error("evidence", str(problem))
        return form_answer(request, found, form, status=422)
    except VerdictConflict as conflict:
        if conflict.newest and conflict.newest.claim_version != conflict.current_version:
            conflict.newest = None  # not a verdict came in between, but a decision
        return form_answer(request, found, form, status=409, conflict=conflict)
    return saved(request, found)


def single_origin_words(found: Claim) -> str:
    """What an editor has to accept to confirm the claim all the same."""
    if len(found.origins) < 2:
        return gettext(
            "No two independent origins are known: tick that you confirm it all the same."
        )
    return gettext("All its origins share one informant: tick that you confirm it all the same.")


def form_answer(
    request: HttpRequest,
    found: Claim,
    form: VerdictForm,
    *,
    status: int = 200,
    conflict: VerdictConflict | None = None,
) -> HttpResponse:
    """The form as typed; in a conflict with the other verdict beside it and the new version."""
    version = conflict.current_version if conflict else form["version"].value()
    context = claim_context(request, found) | {
        "form": form,
        "conflict": conflict,
        "version": version,
        "asks_for_tick": found.is_single_origin,
    }
    return answer(request, FORM_TEMPLATE, context, partial="verdict-form", status=status)


def saved(request: HttpRequest, found: Claim) -> HttpResponse:
    if wants_fragment(request):
        return closed(request, get_claim_for(reader_of(request), found.pk), {"just_saved": True})
    messages.success(request, gettext("Verdict saved."))
    return redirect("stories:claim", pk=found.pk)


def closed(request: HttpRequest, found: Claim, more: dict[str, Any]) -> HttpResponse:
    """The verdict without its form; a page of its own where there is no htmx."""
    if not wants_fragment(request):
        return redirect("stories:claim", pk=found.pk)
    context = claim_context(request, found) | more
    return answer(request, FORM_TEMPLATE, context, partial="verdict-closed")
