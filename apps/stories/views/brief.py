"""A story's brief: as a page, as Markdown, as PDF."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from apps.stories.as_of_forms import BriefForm
from apps.stories.exports.brief import Brief
from apps.stories.exports.composing import Asked, compose
from apps.stories.exports.markdown import to_markdown
from apps.stories.exports.pdf import to_pdf
from apps.stories.models import Story
from apps.stories.services import look_back, read_story, told_of
from apps.stories.views.asked import base_of, of_story, wrong_in


@of_story
def brief(request: HttpRequest, story: Story) -> HttpResponse:
    """``stories:brief``: one page to read in two minutes, or to print."""
    form = BriefForm(request.GET)
    query = request.META["QUERY_STRING"] if form.is_valid() else ""
    context = {
        "story": story,
        "form": form,
        "brief": made(request, story, form),
        "query": f"?{query}" if query else "",
    }
    return render(request, "stories/brief.html", context, status=200 if form.is_valid() else 422)


@of_story
def markdown(request: HttpRequest, story: Story) -> HttpResponse:
    """``stories:brief-markdown``: the same as text."""
    return answered(request, story, "md")


@of_story
def pdf(request: HttpRequest, story: Story) -> HttpResponse:
    """``stories:brief-pdf``: the same on paper."""
    return answered(request, story, "pdf")


def answered(request: HttpRequest, story: Story, kind: str) -> HttpResponse:
    form = BriefForm(request.GET)
    if not form.is_valid():
        return HttpResponse(
            f"{wrong_in(form)}\n", status=422, content_type="text/plain; charset=utf-8"
        )
    found = made(request, story, form)
    content: str | bytes = to_markdown(found) if kind == "md" else to_pdf(found)
    types = {"md": "text/markdown; charset=utf-8", "pdf": "application/pdf"}
    response = HttpResponse(content, content_type=types[kind])
    response["Content-Disposition"] = f'inline; filename="{story.slug}.{kind}"'
    return response


def made(request: HttpRequest, story: Story, form: BriefForm) -> Brief:
    """The brief that a form asks for; that of now where the form is not valid."""
    as_of = form.looked_back() if form.is_valid() else None
    since = form.cleaned_data["since"] if form.is_valid() else None
    reading = look_back(story, as_of) if as_of else read_story(story)
    told = told_of(row.claim for row in reading.claims)
    return compose(reading, told, Asked(base_of(request), as_of, since), timezone.now())
