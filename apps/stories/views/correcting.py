"""What editors put right about an article: whose it is, and when it was published."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from apps.accounts.fragments import reader_of
from apps.sources.models import Article, Outlet
from apps.sources.services import CantBeDecided
from apps.stories.forms import OutletForm, PublishedForm
from apps.stories.services import correct_outlet, correct_published
from apps.stories.views.article import get_article_for

TEMPLATE = "stories/correct.html"


def outlet(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:set-outlet``: who published the article."""
    found = get_article_for(reader_of(request), pk)
    name = found.outlet.name if found.outlet else ""
    form = OutletForm(request.POST or None, initial={"name": name})
    known = {"outlets": Outlet.objects.order_by("name")[:500], "what": "Outlet"}
    if request.method != "POST":
        return page(request, found, form, known)
    if form.is_valid():
        try:
            correct_outlet(found, by=reader_of(request), **form.cleaned_data)
            return done(request, found, "Outlet saved. The timeline follows in a moment.")
        except CantBeDecided as problem:
            form.add_error("name", str(problem))
    return page(request, found, form, known, status=422)


def published(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:set-published``: the day on which it was published."""
    found = get_article_for(reader_of(request), pk)
    form = PublishedForm(request.POST or None, initial={"day": found.when_day})
    known = {"what": "Publication date", "other_days": found.when_other_days}
    if request.method != "POST":
        return page(request, found, form, known)
    if form.is_valid():
        try:
            correct_published(found, by=reader_of(request), **form.cleaned_data)
            return done(request, found, "Date saved. The timeline follows in a moment.")
        except CantBeDecided as problem:
            form.add_error("day", str(problem))
    return page(request, found, form, known, status=422)


def page(
    request: HttpRequest,
    found: Article,
    form: forms.Form,
    known: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    context = {"article": found, "form": form} | known
    return render(request, TEMPLATE, context, status=status)


def done(request: HttpRequest, found: Article, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("stories:article", pk=found.pk)
