"""Editors' notes, anchored in a passage, a development or a claim."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.claims.models import Claim
from apps.sources.models import ArticleVersion
from apps.stories.models import Development, Note, Story

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


def withdraw_note(note: Note, *, by: User) -> Note:
    """Take a note off the pages; it stays in the log with who withdrew it and when.

    Raises ``NotYourNote`` where ``by`` is neither its author nor an admin, or it was
    withdrawn before.
    """
    mine = Note.objects.filter(pk=note.pk).withdrawable_by(by)
    if not mine.update(withdrawn_at=timezone.now(), withdrawn_by=by):
        raise NotYourNote(gettext("Only its author or an admin can withdraw this note."))
    note.refresh_from_db()
    return note
