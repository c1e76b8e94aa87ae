"""One development by itself; its address outlasts its row."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from apps.accounts.fragments import answer, reader_of, wants_fragment
from apps.accounts.models import Role, User
from apps.stories.laying_out import lay_out
from apps.stories.models import Development, FormerAddress, Story, StoryDecision
from apps.stories.page import sentence_of
from apps.stories.services import (
    Entry,
    StoryReading,
    keep_visit,
    last_active,
    news_for,
    read_story,
)
from apps.stories.views.leading_on import lead_on

TEMPLATE = "stories/development.html"


def development(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:development``: all about one entry; one that editors took off is shown as such.

    For htmx the entry as a short story's page has it, opened.
    """
    user = reader_of(request)
    visible = Development.objects.visible_to(user).select_related("story")
    row = visible.annotate(active=last_active(user, "story")).filter(pk=pk).first()
    if row is None:
        return lead_on(request, FormerAddress.Kind.ENTRY, pk)
    story = row.story
    keep_visit(user, {story.pk: row.active})  # type: ignore[attr-defined]
    reading = read_story(story)
    entry = entry_of(reading, pk)
    page = lay_out(replace(reading, entries=(entry,)), reading)
    context: dict[str, Any] = {
        "story": story,
        "page": page,
        "entry": page.entries[0],
        "claims": [row for row in reading.claims if row.claim_id in entry.claims],
        "followers": followers_of(reading, entry),
        "decisions": StoryDecision.objects.filter(
            story=story, entry=entry.development.key
        ).newest_first(),
        "can_edit": user.has_role(Role.EDITOR),
    }
    if wants_fragment(request):
        context["slot"] = marks_for(story, user).get
    return answer(request, TEMPLATE, context | beside(reading, entry), partial="opened")


def marks_for(story: Story, user: User) -> dict[str, str]:
    """The mark of what is new for somebody, by the slots that it goes into."""
    mark = render_to_string("stories/story.html#new")
    return {f"d{row.pk}": mark for row in news_for(story, user).developments}


def entry_of(reading: StoryReading, pk: int) -> Entry:
    """The entry of a development; one that was taken off the timeline has the number 0."""
    shown = (entry for entry in reading.entries if entry.development.pk == pk)
    if found := next(shown, None):
        return found
    row = next(row for row in reading.hidden if row.pk == pk)
    told = [c for c in reading.other_tellings if c.report_id == row.report_id]
    claims = frozenset(claim.pk for claim in row.claims.all())
    notes = tuple(note for note in reading.notes if note.development_id == pk)
    return Entry(row, 0, claims, (), tuple(told), (), notes)


def followers_of(reading: StoryReading, entry: Entry) -> list[tuple[str, Development]]:
    """The entries that add to, confirm or deny what this one's origin put out, in words."""
    report = entry.development.report_id
    return [
        (sentence_of(each.development), each.development)
        for each in reading.entries
        if each.development.target_id == report and each.development.pk != entry.development.pk
    ]


def beside(reading: StoryReading, entry: Entry) -> dict[str, tuple[str, Development] | None]:
    """The entries before and after it on the timeline, in words."""
    by_number = {each.number: each.development for each in reading.entries}
    found = {"previous": by_number.get(entry.number - 1), "next": by_number.get(entry.number + 1)}
    if not entry.number:
        found = {"previous": None, "next": None}
    return {name: (sentence_of(row), row) if row else None for name, row in found.items()}
