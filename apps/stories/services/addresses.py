"""Where the address of an entry or a claim leads that is no more."""

from __future__ import annotations

from collections.abc import Iterable

from apps.accounts.models import User
from apps.sources.services.copying import copy_in
from apps.stories.models import Development, FormerAddress, Story, StoryClaim

Kind = FormerAddress.Kind


def remember_entries(gone: Iterable[Development]) -> None:
    """Keep the addresses of entries that are about to be deleted."""
    copy_in(
        [
            FormerAddress(kind=Kind.ENTRY, number=row.pk, story_id=row.story_id, key=row.key)
            for row in gone
        ]
    )


def remember_claims(gone: Iterable[StoryClaim]) -> None:
    """Keep the addresses of claims that are about to be deleted, in the story that they were of."""
    copy_in(
        [
            FormerAddress(kind=Kind.CLAIM, number=link.claim_id, story_id=link.story_id)
            for link in gone
        ]
    )


def leads_to(kind: str, number: int, user: User) -> tuple[Story, Development | None] | None:
    """The story where what had this address would stand now, and its entry there, if it has one.

    ``None`` where nothing had it, or ``user`` may not know of the story.
    """
    former = FormerAddress.objects.filter(kind=kind, number=number).select_related("story").first()
    if former is None:
        return None
    story = former.story
    while story.merged_into:
        story = story.merged_into
    if not Story.objects.visible_to(user).filter(pk=story.pk).exists():
        return None
    return story, _entry_in(story, former.key) if former.key else None


def _entry_in(story: Story, key: str) -> Development | None:
    """The story's entry of this key, or else of its origin: what opened one story may only add to
    another. Keys are "report:outlet:cnn" and the like."""
    entries = Development.objects.filter(story=story)
    origin = key.partition(":")[2]
    return entries.filter(key=key).first() or entries.filter(key__endswith=f":{origin}").first()
