"""The notes on an article, an entry, a claim or a story, as their section of a page shows them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet, Subquery
from django.urls import reverse

from apps.accounts.models import Role, User
from apps.claims.models import Claim
from apps.sources.models import Article
from apps.stories.forms import BodyForm, NoteForm
from apps.stories.models import Development, Note, Story, StoryArticle

Host = Article | Development | Claim | Story
"""What notes are on."""


def place_of(found: Article, **along: Subquery) -> StoryArticle | None:
    """The article's place in its main story; ``along``: what else is read in the same query."""
    places = StoryArticle.objects.filter(article=found, is_main=True)
    return places.select_related("story", "echoes__outlet").annotate(**along).first()


def story_of(claim: Claim, user: User) -> Story | None:
    """The story in which a note on a claim is kept: the first that turns on it."""
    return Story.objects.visible_to(user).filter(claims=claim).order_by("pk").first()


def host_of(note: Note) -> Host:
    """What a note is on; the story, where that is gone."""
    if note.version:
        return note.version.article
    return note.development or note.claim or note.story


def on_host(host: Host) -> QuerySet[Note]:
    """Every note on it, withdrawn ones and replies too; all of a story's."""
    if isinstance(host, Article):
        return Note.objects.filter(version__article=host)
    if isinstance(host, Development):
        return Note.objects.filter(development=host)
    if isinstance(host, Claim):
        return Note.objects.filter(claim=host)
    return Note.objects.filter(story=host)


def notes_facts(host: Host, user: User) -> dict[str, Any]:
    """What the section draws: threads, what may be done to them, the form for another one."""
    notes = list(on_host(host).threads())  # type: ignore[attr-defined]
    every = [row.pk for note in notes for row in (note, *note.replies.all())]
    mine = Note.objects.withdrawable_by(user).filter(pk__in=every)
    gone = Note.objects.restorable_by(user).filter(pk__in=_with_replies(on_host(host)).values("pk"))
    can_note = user.has_role(Role.EDITOR)
    return {
        "notes": notes,
        "mine": set(mine.values_list("pk", flat=True)),
        "withdrawn": list(gone) if can_note else [],
        "can_note": can_note,
        "shows_all": isinstance(host, Story),
        **_form_for(host),
    }


def _with_replies(notes: QuerySet[Note]) -> QuerySet[Note]:
    return Note.objects.filter(pk__in=notes.values("pk")) | Note.objects.filter(
        answers__in=notes.values("pk")
    )


def _form_for(host: Host) -> dict[str, Any]:
    """The form for another note and where it is sent; none for an article in no story."""
    if isinstance(host, Article):
        version = host.current_version
        if version is None or host.is_removed or not host.story_articles.exists():  # type: ignore[attr-defined]
            return {}
        url = reverse("stories:annotate", args=[host.pk])
        return {"note_form": NoteForm(version.text), "note_url": url}
    if isinstance(host, Development):
        url = reverse("stories:entry-notes", args=[host.pk])
    elif isinstance(host, Claim):
        url = reverse("stories:claim-notes", args=[host.pk])
    else:
        url = reverse("stories:story-notes", args=[host.slug])
    return {"note_form": BodyForm(), "note_url": url}
