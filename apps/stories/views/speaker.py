"""A speaker: what they are said to have said, over stories and time, and under which names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from apps.accounts.fragments import reader_of
from apps.accounts.models import Role, User
from apps.claims.models import Assertion, Evidence, Speaker, SpeakerDecision
from apps.claims.services import SpeakerConflict, speaker_ids_of, speaker_revision
from apps.sources.models import Article
from apps.sources.services import CantBeDecided
from apps.stories.assertion_forms import MergeForm, StrikeForm
from apps.stories.forms import CorrectionForm
from apps.stories.models import Story
from apps.stories.services import merge_speakers, split_speaker
from apps.stories.views.asked import words_in
from apps.stories.views.correcting import FOLLOWS

TEMPLATE = "stories/speaker.html"
FORM_TEMPLATE = "stories/speaker_form.html"
ROWS = 50
"""Assertions per page."""
CANDIDATES = 20
"""At most so many speakers to merge with are listed; a search finds others."""


def get_speaker(pk: int) -> Speaker:
    return get_object_or_404(Speaker.objects.select_related("canonical", "merged_into"), pk=pk)


def speaker(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:speaker``: one page for all names; an alias leads to whom it stands for."""
    found = get_speaker(pk)
    if found.canonical_id:  # type: ignore[attr-defined]
        return redirect("stories:speaker", pk=found.canonical_id)  # type: ignore[attr-defined]
    user = reader_of(request)
    page = Paginator(said_by(found, user), ROWS).get_page(request.GET.get("page"))
    context = {
        "speaker": found,
        "aliases": Speaker.objects.filter(canonical=found).select_related("merged_into"),
        "page": page,
        "decisions": decisions_on(found),
        "can_edit": user.has_role(Role.EDITOR),
    }
    return render(request, TEMPLATE, context)


def said_by(found: Speaker, user: User) -> QuerySet[Assertion]:
    """What they say in the articles that ``user`` may read, oldest first."""
    visible = Story.objects.visible_to(user)
    hidden = Article.objects.filter(stories__isnull=False).exclude(stories__in=visible)
    bears_on = Prefetch("evidence", Evidence.objects.select_related("claim"))
    return (
        Assertion.objects.said_by(found)
        .exclude(version__article__in=hidden)
        .select_related("version__article__outlet")
        .prefetch_related(bears_on, Prefetch("version__article__stories", visible))
        .order_by(F("version__article__when_day").asc(nulls_last=True), "version_id", "position")
    )


def decisions_on(found: Speaker) -> QuerySet[SpeakerDecision]:
    """Who merged and split them, newest first."""
    ids = speaker_ids_of(found)
    every = SpeakerDecision.objects.filter(Q(speaker__in=ids) | Q(into__in=ids) | Q(was__in=ids))
    return every.select_related("speaker", "into", "was", "by").order_by("-at", "-pk")


def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:merge-speaker``: the same as another one."""
    found = get_speaker(pk)
    form = MergeForm(request.POST if request.method == "POST" else None)
    words = words_in(request)
    context = {
        "what": gettext("Who is %(this)s?") % {"this": found.name or "this"},
        "q": words,
        "candidates": candidates(found, words, form["into"].value()),
        "chosen": str(form["into"].value() or ""),
    }
    return decide(request, found, form, merge_speakers, context)


def split(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:split-speaker``: not the same after all."""
    found = get_speaker(pk)
    form = StrikeForm(request.POST if request.method == "POST" else None)
    context = {"what": gettext("Split %(this)s off again") % {"this": found.name or "this"}}
    return decide(request, found, form, split_speaker, context)


def decide(
    request: HttpRequest,
    found: Speaker,
    form: CorrectionForm,
    verb: Callable[..., SpeakerDecision],
    context: dict[str, Any],
) -> HttpResponse:
    """Show the form; send what it says to its verb; say what came of it (409: with theirs)."""
    context |= {"speaker": found, "form": form, "revision": speaker_revision(found)}
    if request.method != "POST":
        return render(request, FORM_TEMPLATE, context)
    status = 422
    if form.is_valid():
        try:
            verb(found, by=reader_of(request), **form.what())
            messages.success(request, gettext("Saved. %(follows)s") % {"follows": FOLLOWS})
            return redirect(reverse("stories:speaker", args=[found.pk]))
        except SpeakerConflict as conflict:
            context |= {"conflict": conflict, "revision": conflict.revision}
            status = 409
        except CantBeDecided as problem:
            form.add_error(None, str(problem))
    return render(request, FORM_TEMPLATE, context, status=status)


def candidates(found: Speaker, words: str, chosen: object) -> list[Speaker]:
    """Whom they could be: those that a search finds, or who speak in the same stories.

    Whoever was chosen before stays among them.
    """
    others = Speaker.objects.standing().exclude(pk=found.known_as.pk).exclude(name="")
    if words:
        named = Q(name__icontains=words) | Q(group__icontains=words)
        near = others.filter(named | Q(aliases__name__icontains=words)).distinct()
    else:
        mine = Assertion.objects.said_by(found.known_as).values("version__article__stories")
        said = Assertion.objects.counted().filter(version__article__stories__in=mine)
        near = others.filter(pk__in=said.order_by().values("speaker"))
    listed = list(near.order_by("name", "pk")[:CANDIDATES])
    if isinstance(chosen, str) and chosen.isdecimal() and int(chosen) not in {s.pk for s in listed}:
        listed += others.filter(pk=int(chosen))
    return listed
