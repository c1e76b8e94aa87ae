"""Two times of a story beside each other."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from apps.accounts.fragments import reader_of
from apps.sources.models import ArticleVersion
from apps.stories.as_of import options_of
from apps.stories.as_of_forms import CLOCKS, CompareForm, first_error
from apps.stories.comparing import Done, Line, compare_readings, titled
from apps.stories.models import ClaimDecision, Story, StoryDecision
from apps.stories.services import (
    AsOf,
    Clock,
    decisions_between,
    look_back,
    steps_of_story,
    texts_between,
)
from apps.stories.views.asked import get_story_for

TEMPLATE = "stories/compare.html"


def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """``stories:compare``: what came up, changed and was dropped between ``then`` and ``now``."""
    found = get_story_for(reader_of(request), slug)
    form = CompareForm(request.GET)
    if not form.is_valid():
        context = {
            "story": found,
            "problem": first_error(form),
            "clocks": CLOCKS,
            "clock": Clock.PUBLISHED,
        }
        return render(request, TEMPLATE, context, status=422)
    return render(request, TEMPLATE, compared(found, form))


def compared(found: Story, form: CompareForm) -> dict[str, Any]:
    steps = steps_of_story(found, form.cleaned_data["clock"])
    then, now = form.as_of("then"), form.as_of("now")
    if then.is_now and len(steps) > 1:
        # Nothing was asked for: against the step before the newest.
        then = steps[-2].as_of
    context = {
        "story": found,
        "then": then,
        "now": now,
        "clocks": CLOCKS,
        "clock": then.clock,
        "thens": options_of(steps, then)[:-1],
        "nows": options_of(steps, now),
        "is_backwards": is_after(then, now),
    }
    if not then.is_now:
        comparison = compare_readings(look_back(found, then), look_back(found, now))
        decided = tuple(decision_line(found, row) for _, row in decisions_between(found, then, now))
        texts = tuple(text_line(version) for version in texts_between(found, then, now))
        more = (("Texts", texts), (gettext("Decisions of editors"), decided))
        context["parts"] = [*comparison.parts, *((name, lines) for name, lines in more if lines)]
    return context


def is_after(then: AsOf, now: AsOf) -> bool:
    """True where the first time is the later one."""
    if then.moment and now.moment:
        return then.moment > now.moment
    return then.day > now.day


def text_line(version: ArticleVersion) -> Line:
    """A text that changed, leading to what changed in it."""
    why = "corrected by an editor" if version.is_edited else ""
    numbers = [version.article_id, version.number - 1, version.number]
    url = reverse("stories:compare-versions", args=numbers)
    details = (f"version {version.number}", *([why] if why else []))
    return Line(Done.CHANGED, titled(version.article), url, details)


def decision_line(found: Story, row: StoryDecision | ClaimDecision) -> Line:
    who = row.by.get_username()
    about = getattr(row, "text", "") or getattr(row, "about", "")
    words = f"{who}: {row.get_kind_display().lower()}"
    if isinstance(about, str) and about:
        words += f" – {about}"
    undone = (f"undone by {row.undone_by.get_username()}",) if row.undone_by else ()
    return Line(Done.ADDED, words, address_of(found, row), (row.reason, *undone))


def address_of(found: Story, row: StoryDecision | ClaimDecision) -> str:
    """Where the decision is told with all that belongs to it."""
    if isinstance(row, ClaimDecision):
        return f"{reverse('stories:claim-history', args=[row.claim_id])}#decision-{row.pk}"
    return reverse("stories:decisions", args=[found.slug])
