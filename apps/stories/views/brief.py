"""A story's brief: as a page, as Markdown, as PDF."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from apps.accounts.keys import for_one_only
from apps.stories.as_of_forms import BriefForm
from apps.stories.exports.brief import Brief
from apps.stories.exports.composing import Asked, compose
from apps.stories.exports.markdown import to_markdown
from apps.stories.exports.pdf import to_pdf
from apps.stories.filter_forms import FILTERS, TIMES, query_with
from apps.stories.models import Story
from apps.stories.services import read_story, told_of
from apps.stories.views.asked import NotMeant, base_of, of_story, read_as_asked


@of_story
def brief(request: HttpRequest, story: Story) -> HttpResponse:
    """``stories:brief``: one page to read in two minutes, or to print."""
    form = BriefForm(request.GET)
    problem = ""
    try:
        found = made(request, story, form)
    except NotMeant as wrong:
        found, problem = of_now(request, story), "" if wrong.form is form else str(wrong)
        form.is_valid()
    is_meant = not problem and form.is_valid()
    query = query_with(request.GET, (*FILTERS, *TIMES, "since")) if is_meant else ""
    context = {
        "story": story,
        "form": form,
        "brief": found,
        "problem": problem,
        "filters": {name: request.GET[name] for name in FILTERS if request.GET.get(name)},
        "query": f"?{query}" if query else "",
    }
    return render(request, "stories/brief.html", context, status=200 if is_meant else 422)


@of_story
def markdown(request: HttpRequest, story: Story) -> HttpResponse:
    """``stories:brief-markdown``: the same as text."""
    return answered(request, story, "md")


@of_story
def pdf(request: HttpRequest, story: Story) -> HttpResponse:
    """``stories:brief-pdf``: the same on paper."""
    return answered(request, story, "pdf")


def answered(request: HttpRequest, story: Story, kind: str) -> HttpResponse:
    try:
        found = made(request, story, BriefForm(request.GET))
    except NotMeant as wrong:
        return wrong.told()
    content: str | bytes = to_markdown(found) if kind == "md" else to_pdf(found)
    types = {"md": "text/markdown; charset=utf-8", "pdf": "application/pdf"}
    response = HttpResponse(content, content_type=types[kind])
    response["Content-Disposition"] = f'inline; filename="{story.slug}.{kind}"'
    for_one_only(response)
    return response


def made(request: HttpRequest, story: Story, form: BriefForm) -> Brief:
    """The brief that is asked for. Raises NotMeant."""
    if not form.is_valid():
        raise NotMeant(form)
    asked = read_as_asked(request, story)
    since, only = form.cleaned_data["since"], tuple(asked.form.words)
    how = Asked(base_of(request), asked.as_of, since, only)
    return compose(asked.reading, asked.told, how, timezone.now())


def of_now(request: HttpRequest, story: Story) -> Brief:
    """The brief of the whole story, where what is asked for can't be meant."""
    reading = read_story(story)
    told = told_of(row.claim for row in reading.claims)
    return compose(reading, told, Asked(base_of(request)), timezone.now())
