"""What editors put right about who says what in an article, each on a page of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from apps.accounts.fragments import reader_of
from apps.claims.models import Assertion, Speaker
from apps.claims.services import AlreadyThere, AssertionConflict, revision_of
from apps.sources.models import Article
from apps.sources.services import CantBeDecided
from apps.stories.assertion_forms import AddAssertionForm, AssertionForm, StrikeForm, values_shown
from apps.stories.forms import CorrectionForm
from apps.stories.services import (
    add_assertion,
    bring_back,
    correct_assertion,
    strike_assertion,
)
from apps.stories.views.article import get_article_for
from apps.stories.views.correcting import FOLLOWS, Verb
from storytracker.analysis.types import SpeakerKind

TEMPLATE = "stories/correct_assertion.html"
KNOWN_SPEAKERS = 200
"""At most so many names are offered while one is typed."""


def get_assertion_for(found: Article, pk: int) -> Assertion:
    """The assertion in the article's text of now, or 404."""
    every = Assertion.objects.current().select_related("speaker", "edited")
    return get_object_or_404(every, pk=pk, version=found.current_version_id)


def correct(request: HttpRequest, pk: int, assertion: int) -> HttpResponse:
    """``stories:correct-assertion``: speaker, way, stance and certainty."""
    found = get_article_for(reader_of(request), pk)
    row = get_assertion_for(found, assertion)
    form = AssertionForm(request.POST or None, initial=values_shown(row))
    return edit(
        request, found, row, form, correct_assertion, gettext("Correct who says what"), "Saved."
    )


def strike(request: HttpRequest, pk: int, assertion: int) -> HttpResponse:
    """``stories:strike-assertion``: it is none."""
    found = get_article_for(reader_of(request), pk)
    row = get_assertion_for(found, assertion)
    form = StrikeForm(request.POST if request.method == "POST" else None)
    return edit(
        request, found, row, form, strike_assertion, gettext("Strike this assertion"), "Struck."
    )


def restore(request: HttpRequest, pk: int, assertion: int) -> HttpResponse:
    """``stories:bring-back-assertion``: it is one after all."""
    found = get_article_for(reader_of(request), pk)
    row = get_assertion_for(found, assertion)
    form = StrikeForm(request.POST if request.method == "POST" else None)
    return edit(
        request,
        found,
        row,
        form,
        bring_back,
        gettext("Bring this assertion back"),
        gettext("It is back."),
    )


def add(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:add-assertion``: one that the program missed; the words may come selected."""
    found = get_article_for(reader_of(request), pk)
    version = found.current_version
    if version is None:
        raise Http404(gettext("The article has no text."))
    chosen = {"words": request.GET.get("words", ""), "start": request.GET.get("start", "")}
    chosen |= {"kind": SpeakerKind.PERSON.value}
    form = AddAssertionForm(version.text, request.POST or None, initial=chosen)
    context: dict[str, Any] = {
        "what": gettext("Add what somebody says"),
        "speakers": speakers_of(found),
    }
    if request.method == "POST" and form.is_valid():
        try:
            made = add_assertion(version, by=reader_of(request), **form.what())
            messages.success(request, gettext("Added. %(follows)s") % {"follows": FOLLOWS})
            return redirect(say_url(found, made))
        except AlreadyThere as there:
            context["there"] = there.assertion
            form.add_error("words", str(there))
        except CantBeDecided as problem:
            form.add_error("words", str(problem))
    return show(request, found, form, context, 422 if form.is_bound else 200)


def edit(
    request: HttpRequest,
    found: Article,
    row: Assertion,
    form: CorrectionForm,
    verb: Verb,
    what: str,
    said: str,
) -> HttpResponse:
    """Show the form on an assertion; send what it says to its verb; say what came of it.

    Who has seen an older state gets both beside each other (409), with what he typed over it.
    """
    context: dict[str, Any] = {"what": what, "assertion": row, "speakers": speakers_of(found)}
    context["revision"] = revision_of(row)
    if request.method != "POST":
        return show(request, found, form, context)
    status = 422
    if form.is_valid():
        try:
            verb(row, by=reader_of(request), **form.what())
            messages.success(request, f"{said} {FOLLOWS}")
            return redirect(say_url(found, row))
        except AssertionConflict as conflict:
            context |= {"conflict": conflict, "revision": conflict.revision}
            if isinstance(form, AssertionForm):
                form = form.over(get_assertion_for(found, row.pk))
            status = 409
        except CantBeDecided as problem:
            form.add_error(None, str(problem))
    return show(request, found, form, context, status)


def show(
    request: HttpRequest,
    found: Article,
    form: CorrectionForm,
    context: Mapping[str, Any],
    status: int = 200,
) -> HttpResponse:
    return render(request, TEMPLATE, {"article": found, "form": form, **context}, status=status)


def speakers_of(found: Article) -> list[str]:
    """Names to offer: who else speaks in the stories of the article, or in it."""
    said = Assertion.objects.counted()
    stories = found.stories.all()  # type: ignore[attr-defined]
    near = Q(version=found.current_version_id) | Q(version__article__stories__in=stories)
    ids = said.filter(near).order_by().values("speaker")
    names = Speaker.objects.filter(pk__in=ids).exclude(name="").order_by("name")
    return list(names.values_list("name", flat=True).distinct()[:KNOWN_SPEAKERS])


def say_url(found: Article, row: Assertion) -> str:
    """The article's page, at the assertion."""
    return f"{reverse('stories:article', args=[found.pk])}#s{row.pk}"
