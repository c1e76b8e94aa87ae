"""Editors' notes on passages, developments and claims; replies; what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.claims.models import Claim
from apps.sources.models import ArticleVersion
from apps.stories.models import Development, Note, NoteEvent, Story
from apps.stories.querysets import NoteQuerySet

Event = NoteEvent.Kind

SURROUNDINGS = 64
"""Characters kept on each side of a passage; as many as ``Note.prefix`` takes."""


class NoteEmpty(ValueError):
    """A note without words."""


class AnchorNotInStory(ValueError):
    """What the note points at is no part of the story, or no passage of the text."""


class NotYourNote(Exception):
    """Only its author or an admin may withdraw a note, and only once."""


@dataclass(frozen=True, slots=True)
class PassageAnchor:
    """A range of code points of one article version's text, end exclusive."""

    version: ArticleVersion
    start: int
    end: int


Anchor = PassageAnchor | Development | Claim


@transaction.atomic
def annotate(story: Story, *, body: str, by: User, anchor: Anchor | None = None) -> Note:
    """Add a note to a story: on a passage, a development, a claim, or the story as a whole.

    Raises ``NoteEmpty`` and ``AnchorNotInStory``.
    """
    if not body.strip():
        raise NoteEmpty(gettext("Write what you want to note."))
    note = Note(story=story, body=body.strip(), by=by)
    match anchor:
        case PassageAnchor():
            _anchor_in_passage(note, story, anchor)
        case Development():
            _anchor_in_development(note, story, anchor)
        case Claim():
            _anchor_in_claim(note, story, anchor)
    note.save()
    return note


def _anchor_in_passage(note: Note, story: Story, anchor: PassageAnchor) -> None:
    text = anchor.version.text
    if not story.story_articles.filter(article=anchor.version.article_id).exists():
        raise AnchorNotInStory(gettext("That article is not part of this story."))
    if not 0 <= anchor.start < anchor.end <= len(text):
        raise AnchorNotInStory(gettext("That is no passage of the article's text."))
    note.version, note.start, note.end = anchor.version, anchor.start, anchor.end
    note.quote = text[anchor.start : anchor.end]
    note.prefix = text[max(0, anchor.start - SURROUNDINGS) : anchor.start]
    note.suffix = text[anchor.end : anchor.end + SURROUNDINGS]


def _anchor_in_development(note: Note, story: Story, development: Development) -> None:
    if development.story_id != story.pk:
        raise AnchorNotInStory(gettext("That entry is not part of this story's timeline."))
    note.development, note.quote = development, development.says


def _anchor_in_claim(note: Note, story: Story, claim: Claim) -> None:
    if not story.story_claims.filter(claim=claim).exists():
        raise AnchorNotInStory(gettext("That claim is not one of this story's."))
    note.claim, note.quote = claim, claim.text


@transaction.atomic
def reply_to(note: Note, *, body: str, by: User) -> Note:
    """Answer a note, or one of its replies: a thread has one level. Raises ``NoteEmpty``."""
    if not body.strip():
        raise NoteEmpty(gettext("Write your reply."))
    head = note.answers or note
    return Note.objects.create(story=head.story, answers=head, body=body.strip(), by=by)


def resolve_note(note: Note, *, by: User) -> Note:
    """Say that what a thread asks is settled; it is folded then. Twice is as once."""
    open_one = Note.objects.standing().filter(answers=None, resolved_at=None)
    _become(note, open_one, Event.RESOLVED, by, resolved_at=timezone.now(), resolved_by=by)
    return note


def reopen_note(note: Note, *, by: User) -> Note:
    """Say that it is not settled after all. Twice is as once."""
    resolved = Note.objects.standing().filter(resolved_at__isnull=False)
    _become(note, resolved, Event.REOPENED, by, resolved_at=None, resolved_by=None)
    return note


def withdraw_note(note: Note, *, by: User) -> Note:
    """Take a note off the pages, with its replies; the log keeps who withdrew it and when.

    Raises ``NotYourNote`` where ``by`` is neither its author nor an admin, or it was
    withdrawn before.
    """
    mine = Note.objects.withdrawable_by(by)
    now = timezone.now()
    if not _become(note, mine, Event.WITHDRAWN, by, withdrawn_at=now, withdrawn_by=by):
        raise NotYourNote(gettext("Only its author or an admin can withdraw this note."))
    return note


def restore_note(note: Note, *, by: User) -> Note:
    """Put a withdrawn note back where it was.

    Raises ``NotYourNote`` where ``by`` neither withdrew it nor is an admin, or it is there.
    """
    gone = Note.objects.restorable_by(by)
    if not _become(note, gone, Event.RESTORED, by, withdrawn_at=None, withdrawn_by=None):
        raise NotYourNote(gettext("Only who withdrew this note, or an admin, can put it back."))
    return note


@transaction.atomic
def _become(note: Note, those: NoteQuerySet, kind: NoteEvent.Kind, by: User, **fields: Any) -> bool:
    """Write ``fields`` to the note if it is one of ``those`` now, and log it; one wins of two."""
    Note.objects.select_for_update().get(pk=note.pk)
    is_one = those.filter(pk=note.pk).exists()
    if is_one:
        Note.objects.filter(pk=note.pk).update(**fields)
        NoteEvent.objects.create(note=note, kind=kind, by=by)
    note.refresh_from_db()
    return is_one
