"""Notes: written on passages, entries, claims and stories, answered, resolved, withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext

from apps.accounts.fragments import answer, reader_of, wants_fragment
from apps.accounts.models import User
from apps.claims.models import Claim
from apps.sources.models import Article
from apps.stories.forms import BodyForm, NoteForm
from apps.stories.models import Development, Note, Story
from apps.stories.noted import Host, host_of, notes_facts, place_of, story_of
from apps.stories.services import (
    NotYourNote,
    PassageAnchor,
    annotate,
    reopen_note,
    reply_to,
    resolve_note,
    restore_note,
    withdraw_note,
)
from apps.stories.views.article import TEMPLATE as ARTICLE
from apps.stories.views.article import article_context, get_article_for
from apps.stories.views.claim import get_claim_for
from apps.stories.views.story import get_story_for

TEMPLATE = "stories/notes.html"


def on_article(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:annotate``: a note on a passage."""
    found = get_article_for(reader_of(request), pk)
    version, place = found.current_version, place_of(found)
    if version is None or place is None:
        raise Http404(gettext("A note needs a story, and this article has none yet."))
    form = NoteForm(version.text, request.POST)
    if not form.is_valid() or form.span is None:
        if wants_fragment(request):
            return section(request, found, {"note_form": form}, status=422)
        return answer(
            request, ARTICLE, article_context(request, found, form), partial="", status=422
        )
    anchor = PassageAnchor(version, *form.span)
    return saved(
        request,
        found,
        annotate(place.story, body=form.cleaned_data["body"], by=reader_of(request), anchor=anchor),
        gettext("Note saved."),
    )


def on_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:entry-notes``: the notes on an entry of a timeline, and one more."""
    found = get_object_or_404(Development.objects.visible_to(reader_of(request)), pk=pk)
    return on(request, found, found.story, found)


def on_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:claim-notes``: the notes on a claim, and one more."""
    found = get_claim_for(reader_of(request), pk)
    story = story_of(found, reader_of(request))
    if request.method == "POST" and story is None:
        raise Http404(gettext("A note needs a story, and this claim has left every one."))
    return on(request, found, story, found)


def on_story(request: HttpRequest, slug: str) -> HttpResponse:
    """``stories:story-notes``: all notes of a story, and one on the story as a whole."""
    found = get_story_for(reader_of(request), slug)
    return on(request, found, found, None)


def on(
    request: HttpRequest, host: Host, story: Story | None, anchor: Development | Claim | None
) -> HttpResponse:
    """Show the notes, or add one."""
    if request.method != "POST" or story is None:
        return section(request, host, {})
    form = BodyForm(request.POST)
    if not form.is_valid():
        return section(request, host, {"note_form": form}, status=422)
    note = annotate(story, body=form.cleaned_data["body"], by=reader_of(request), anchor=anchor)
    return saved(request, host, note, gettext("Note saved."))


def note(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:note``: where a note is read, for good; a withdrawn one where it was."""
    found = get_note(reader_of(request), pk)
    return redirect(place_of_note(found))


def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:reply``: answers a note."""
    found = standing(reader_of(request), pk)
    host = host_asked(request, found)
    form = BodyForm(request.POST, prefix=f"reply-{found.pk}")
    if not form.is_valid():
        return section(request, host, {"reply_form": form, "replied": found.pk}, status=422)
    said = reply_to(found, body=form.cleaned_data["body"], by=reader_of(request))
    return saved(request, host, said, gettext("Reply saved."))


def resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:resolve-note``: what it asks is settled."""
    return become(
        request, standing(reader_of(request), pk), resolve_note, gettext("Note resolved.")
    )


def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:reopen-note``: it is not settled after all."""
    return become(request, standing(reader_of(request), pk), reopen_note, gettext("Note reopened."))


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:withdraw-note``: takes a note off the pages."""
    said = gettext("The note was taken off the pages; the log keeps it, and you can put it back.")
    return become(request, standing(reader_of(request), pk), withdraw_note, said)


def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:restore-note``: puts a withdrawn note back."""
    found = get_note(reader_of(request), pk)
    return become(request, found, restore_note, gettext("The note is back."))


def become(request: HttpRequest, found: Note, verb: Callable[..., Note], said: str) -> HttpResponse:
    """Do it, and say what came of it."""
    host = host_asked(request, found)
    try:
        verb(found, by=reader_of(request))
    except NotYourNote as problem:
        if wants_fragment(request):
            return section(request, host, {"problem": str(problem)}, status=422)
        messages.error(request, str(problem))
        return redirect(f"{home_of(host)}#notes")
    return saved(request, host, found, said)


def saved(request: HttpRequest, host: Host, found: Note, said: str) -> HttpResponse:
    """The notes again, with ``found`` in focus."""
    if wants_fragment(request):
        return section(request, host, {"saved": found, "said": said})
    messages.success(request, said)
    where = "notes" if found.withdrawn_at else f"n{found.pk}"
    return redirect(f"{home_of(host)}#{where}")


def section(
    request: HttpRequest, host: Host, more: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """The notes on something: alone for htmx, else on a page of their own."""
    facts = notes_facts(host, reader_of(request)) | {"home": home_of(host), "host": host, **more}
    return answer(request, TEMPLATE, facts, partial="notes", status=status)


def get_note(user: User, pk: int) -> Note:
    rows = Note.objects.visible_to(user).newest_first().select_related("answers", "story")
    return get_object_or_404(rows, pk=pk)


def standing(user: User, pk: int) -> Note:
    """The note, or 404 where it was withdrawn, or what it answers was."""
    found = get_note(user, pk)
    if found.withdrawn_at or (found.answers and found.answers.withdrawn_at):
        raise Http404
    return found


def host_asked(request: HttpRequest, found: Note) -> Host:
    """What the notes were shown of: the story as a whole, or what the note is about."""
    is_list = request.POST.get("shown") == "story"
    return found.story if is_list else host_of(found.answers or found)


def place_of_note(found: Note) -> str:
    return f"{home_of(host_of(found.answers or found))}#n{found.pk}"


def home_of(host: Host) -> str:
    """The page on which the notes of something are read."""
    if isinstance(host, Article):
        return reverse("stories:article", args=[host.pk])
    if isinstance(host, Development):
        return reverse("stories:entry-notes", args=[host.pk])
    if isinstance(host, Claim):
        return reverse("stories:claim", args=[host.pk])
    return reverse("stories:story-notes", args=[host.slug])
