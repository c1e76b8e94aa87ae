"""What editors put right about an article, and what admins remove, each on a page of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.fragments import reader_of
from apps.sources.models import Article, Outlet
from apps.sources.services import (
    CantBeDecided,
    EditConflict,
    allow_again,
    set_whole,
    text_parts,
)
from apps.stories.forms import (
    BylinesForm,
    CorrectionForm,
    OutletForm,
    PublishedForm,
    RemovalForm,
    TextForm,
    TitleForm,
    WholeTextForm,
)
from apps.stories.services import (
    complete_text,
    correct_bylines,
    correct_outlet,
    correct_paragraphs,
    correct_published,
    correct_title,
    take_out,
)
from apps.stories.views.article import get_article_for

TEMPLATE = "stories/correct.html"

FOLLOWS = _("The timeline follows in a moment.")

Verb = Callable[..., Any]


def outlet(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:set-outlet``: who published the article."""
    found = get_article_for(reader_of(request), pk)
    form = OutletForm(
        request.POST or None, initial={"name": found.outlet.name if found.outlet else ""}
    )
    known = {"outlets": Outlet.objects.order_by("name")[:500], "what": gettext("Outlet")}
    return correct(
        request,
        found,
        form,
        correct_outlet,
        gettext("Outlet saved. %(follows)s") % {"follows": FOLLOWS},
        known,
    )


def published(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:set-published``: the day on which it was published."""
    found = get_article_for(reader_of(request), pk)
    form = PublishedForm(request.POST or None, initial={"day": found.when_day})
    known = {"what": gettext("Publication date"), "other_days": found.when_other_days}
    return correct(
        request,
        found,
        form,
        correct_published,
        gettext("Date saved. %(follows)s") % {"follows": FOLLOWS},
        known,
    )


def title(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:set-title``: its headline."""
    found = get_article_for(reader_of(request), pk)
    form = TitleForm(request.POST or None, initial={"title": found.title})
    return correct(
        request,
        found,
        form,
        correct_title,
        gettext("Headline saved. %(follows)s") % {"follows": FOLLOWS},
        {"what": gettext("Headline")},
    )


def bylines(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:set-bylines``: who wrote it."""
    found = get_article_for(reader_of(request), pk)
    form = BylinesForm(request.POST or None, initial={"names": "\n".join(found.bylines)})
    return correct(
        request,
        found,
        form,
        correct_bylines,
        gettext("Names saved."),
        {"what": gettext("Written by")},
    )


def text(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:edit-text``: which paragraphs belong to it."""
    found = get_article_for(reader_of(request), pk)
    parts = [] if found.is_removed else text_parts(found)
    form = TextForm(parts, request.POST or None)
    known = {"what": gettext("Text"), "parts": parts}
    return correct(
        request,
        found,
        form,
        correct_paragraphs,
        gettext("Text saved. %(follows)s") % {"follows": FOLLOWS},
        known,
    )


def whole(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:set-whole``: that the text is all there is of it."""
    found = get_article_for(reader_of(request), pk)
    form = CorrectionForm(request.POST or None)
    known = {"what": gettext("The text is complete"), "partial": found.partial}
    return correct(request, found, form, set_whole, gettext("Kept: the text is complete."), known)


def paste(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:paste-text``: the whole text of an article that came in part."""
    found = get_article_for(reader_of(request), pk)
    form = WholeTextForm(request.POST or None)
    known = {"what": gettext("Paste the whole text"), "partial": found.partial}
    return correct(
        request,
        found,
        form,
        complete_text,
        gettext("Text saved. %(follows)s") % {"follows": FOLLOWS},
        known,
    )


def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:remove-article``: an admin takes its words out for good."""
    found = get_article_for(reader_of(request), pk)
    known = {
        "what": gettext("Remove this article"),
        "warning": gettext(
            "Its text and the stored document are deleted and can't be brought back. Its "
            "headline, outlet and date stay, with your reason. Whatever rests on it in timelines "
            "and claims is worked out anew without it."
        ),
        "button": gettext("Remove for good"),
    }
    return correct(
        request,
        found,
        RemovalForm(request.POST or None),
        take_out,
        gettext("Removed. %(follows)s") % {"follows": FOLLOWS},
        known,
    )


def allow(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:allow-article``: an admin lets a removed article be imported again."""
    found = get_article_for(reader_of(request), pk)
    known = {
        "what": gettext("Allow it to be imported again"),
        "warning": gettext(
            "Until now, an import that brings this article again leaves it out. The "
            "tombstone stays."
        ),
        "button": "Allow",
    }
    form = RemovalForm(request.POST or None)

    def let_in(article: Article, *, seen_revision: int | None, **how: Any) -> None:
        allow_again(article, **how)

    return correct(request, found, form, let_in, gettext("It can be imported again."), known)


def correct(
    request: HttpRequest,
    found: Article,
    form: CorrectionForm,
    verb: Verb,
    said: str,
    known: Mapping[str, Any],
) -> HttpResponse:
    """Show a correction's form; send what it says to its verb; say what came of it.

    Who has corrected an older state gets both beside each other (409), with what he typed.
    """
    context = {"article": found, "form": form, "revision": found.revision, **known}
    if request.method != "POST":
        return render(request, TEMPLATE, context)
    status = 422
    if form.is_valid():
        try:
            verb(found, by=reader_of(request), **form.what())
            messages.success(request, said)
            return redirect(way_back(request) or reverse("stories:article", args=[found.pk]))
        except EditConflict as conflict:
            context |= {"conflict": conflict, "revision": conflict.revision}
            status = 409
        except CantBeDecided as problem:
            form.add_error(main_field(form), str(problem))
    return render(request, TEMPLATE, context, status=status)


def way_back(request: HttpRequest) -> str:
    """Where somebody came from to correct this (an import's rows), or nothing; never elsewhere."""
    back = request.GET.get("back", "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else ""


def main_field(form: CorrectionForm) -> str | None:
    """The field that an error about the correction itself belongs to."""
    return next(
        (name for name in ("name", "day", "title", "names", "text") if name in form.fields), None
    )
