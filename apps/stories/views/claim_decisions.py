"""What editors decide on a claim: its wording, and which assertions belong to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.fragments import reader_of
from apps.claims.models import Assertion, Claim, Evidence
from apps.stories.claim_forms import AddForm, DecisionForm, MergeForm, RewordForm, SortForm
from apps.stories.models import ClaimDecision, Story
from apps.stories.rulings import with_passages
from apps.stories.services.claims import (
    ClaimConflict,
    ClaimNotDecidable,
    assertions_of,
    attach_assertions,
    detach_assertions,
    merge_claims,
    move_assertions,
    other_claims,
    reword_claim,
    split_claim,
    undo_decision,
)
from apps.stories.views.asked import words_in
from apps.stories.views.claim import get_claim_for

TEMPLATE = "stories/decide.html"

FOLLOWS = _("The timeline follows in a moment.")

MOST_ASSERTIONS = 60
"""So many assertions are listed at a time; the search finds the others."""

Verb = Callable[..., ClaimDecision]


def reword(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:reword-claim``: its wording."""
    found = get_claim_for(reader_of(request), pk)
    form = RewordForm(request.POST or None, initial=first(found) | {"text": found.text})
    return decide(
        request,
        found,
        form,
        reword_claim,
        gettext("Wording saved."),
        {"what": gettext("Reword the claim")},
    )


def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:merge-claim``: which of the story's claims is the same."""
    found = get_claim_for(reader_of(request), pk)
    others = list(other_claims(story_of(found), found))
    form = MergeForm(others, request.POST or None, initial=first(found))
    known = {
        "what": gettext("Merge with another claim"),
        "nothing": NO_OTHERS if not others else "",
    }
    return decide(
        request,
        found,
        form,
        merge_claims,
        gettext("Merged. %(follows)s") % {"follows": FOLLOWS},
        known,
    )


NO_OTHERS = _("The story has no other claim that it could be merged with.")


def sort(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:sort-assertions``: which of its assertions are about something else."""
    found = get_claim_for(reader_of(request), pk)
    rows = found.evidence.for_table()  # type: ignore[attr-defined]
    assertions = [row.assertion for row in rows]
    others = list(other_claims(story_of(found), found))
    form = SortForm(others, assertions, request.POST or None, initial=first(found))
    known = {
        "what": gettext("Sort its assertions"),
        "tick": gettext("Tick the assertions that are about something else"),
        "nothing": "" if assertions else gettext("No assertion bears on this claim any longer."),
    }
    return decide(
        request, found, form, sort_out, gettext("Saved. %(follows)s") % {"follows": FOLLOWS}, known
    )


def sort_out(claim_id: int, *, do: str, text: str, to: int | None, **how: Any) -> ClaimDecision:
    """The verb for what the form says is to become of the assertions."""
    if do == "move":
        assert to is not None  # the form asks for it
        return move_assertions(claim_id, to_id=to, **how)[0]
    if do == "split":
        return split_claim(claim_id, text=text, **how)
    return detach_assertions(claim_id, **how)


def add(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:add-assertions``: what else in the story's articles is about it."""
    found = get_claim_for(reader_of(request), pk)
    query = words_in(request)
    wanted = not_yet_on(found, query)
    listed = list(wanted[:MOST_ASSERTIONS])
    form = AddForm(listed, request.POST or None, initial=first(found))
    known = {
        "what": gettext("Add assertions"),
        "tick": gettext("Tick the assertions that are about this claim"),
        "query": query,
        "searches": True,
        "more": max(0, wanted.count() - len(listed)),
        "nothing": "" if listed else gettext("No other assertion of the story has these words.")
        if query else gettext("Every assertion of the story is about this claim already."),
    }  # fmt: skip
    return decide(
        request,
        found,
        form,
        attach_assertions,
        gettext("Added. %(follows)s") % {"follows": FOLLOWS},
        known,
    )


def not_yet_on(found: Claim, query: str) -> QuerySet[Assertion]:
    """The story's assertions that are not on the claim, with all words of ``query``.

    Those that bear on no claim come first.
    """
    bearing = Evidence.objects.filter(assertion=OuterRef("pk"))
    standing = Evidence.objects.filter(claim__withdrawn_at__isnull=True).select_related("claim")
    wanted = (
        assertions_of(story_of(found))
        .exclude(Exists(bearing.filter(claim=found)))
        .annotate(is_on_a_claim=Exists(bearing.filter(claim__withdrawn_at__isnull=True)))
        .prefetch_related(Prefetch("evidence", standing, to_attr="bears_on"))
        .order_by("is_on_a_claim", "version__article__when_day", "version_id", "position")
    )
    for word in query.split():
        wanted = wanted.filter(words__icontains=word)
    return wanted


def undo(request: HttpRequest, pk: int, decision: int) -> HttpResponse:
    """``stories:undo-decision``: take a decision on the claim back."""
    found = get_claim_for(reader_of(request), pk)
    wanted = get_object_or_404(ClaimDecision.objects.on([found.pk]), pk=decision)
    try:
        undo_decision(wanted.pk, by=reader_of(request))
        messages.success(request, gettext("Undone. %(follows)s") % {"follows": FOLLOWS})
    except ClaimNotDecidable as problem:
        messages.warning(request, str(problem))
    return redirect("stories:claim-history", pk=found.pk)


# --- one way through all of them ------------------------------------------------------------


def first(found: Claim) -> dict[str, Any]:
    return {"version": found.version}


def story_of(found: Claim) -> Story:
    """The story that the claim is decided in; 404 for one that left every story."""
    story = found.stories.order_by("pk").first()  # type: ignore[attr-defined]
    if story is None:
        raise Http404
    return story


def decide(
    request: HttpRequest,
    found: Claim,
    form: DecisionForm,
    verb: Verb,
    said: str,
    known: Mapping[str, Any],
) -> HttpResponse:
    """Show a decision's form; send what it says to its verb; say what came of it.

    Who has seen an older claim gets both beside each other (409), with what he typed.
    """
    version = form["version"].value()
    context = {"claim": found, "story": story_of(found), "form": form, "version": version, **known}
    if request.method != "POST":
        return render(request, TEMPLATE, context)
    status = 422
    if form.is_valid():
        try:
            decision = verb(found.pk, by=reader_of(request), **form.what())
            messages.success(request, said)
            return redirect("stories:claim", pk=leads_to(decision))
        except ClaimConflict as conflict:
            if isinstance(conflict.newest, ClaimDecision):
                with_passages([conflict.newest])
            context |= {"conflict": conflict, "version": conflict.current_version}
            status = 409
        except ClaimNotDecidable as problem:
            form.add_error(None, str(problem))
    return render(request, TEMPLATE, context, status=status)


def leads_to(decision: ClaimDecision) -> int:
    """The claim to look at next: the new one after a split."""
    is_split = decision.kind == ClaimDecision.Kind.SPLIT
    return decision.other_id if is_split and decision.other_id else decision.claim_id
