"""Speakers that are the same: merged by editors, and split again. The program never does."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.claims.models import Speaker, SpeakerDecision
from apps.sources.services import CantBeDecided

MERGING_LOCK = 7_205_003
"""Any number that no other advisory lock of this database has."""


class SpeakerConflict(CantBeDecided):
    """Somebody merged or split the speaker since the page was read; ``newest`` says how.

    ``revision`` is what the speaker has now: a decision that has seen it goes through.
    """

    def __init__(self, newest: SpeakerDecision | None, revision: int) -> None:
        super().__init__("Somebody else changed this speaker while you were at it.")
        self.newest = newest
        self.revision = revision


def speaker_revision(speaker: Speaker) -> int:
    """How often editors decided on it; what a form has to have seen."""
    return speaker.decisions.count()  # type: ignore[attr-defined]


@transaction.atomic
def merge_speakers(
    speaker: Speaker, *, into: Speaker, reason: str, by: User, seen_revision: int | None = None
) -> SpeakerDecision:
    """Say that ``speaker`` is ``into``, under another name; returns the decision.

    All that either is said to have said counts as one speaker's from now on, in articles to
    come too: the rows stay apart, and the one points at the other. Who was merged into
    ``speaker`` before comes along. Whoever calls it touches the stories (``speaker_ids_of``).

    Raises CantBeDecided where they are one already, SpeakerConflict past ``seen_revision``.
    """
    _wait_for_turn()
    speaker, into = _again(speaker, seen_revision), Speaker.objects.get(pk=into.pk).known_as
    if speaker.known_as == into:
        raise CantBeDecided(gettext("They are the same speaker already. Nothing was changed."))
    return _point(speaker, into, reason, by)


@transaction.atomic
def split_speaker(
    speaker: Speaker, *, reason: str, by: User, seen_revision: int | None = None
) -> SpeakerDecision:
    """Say that a merged speaker is one of its own after all; returns the decision.

    Who was merged into ``speaker`` itself goes with it. Raises CantBeDecided where it is not
    merged, SpeakerConflict past ``seen_revision``.
    """
    _wait_for_turn()
    speaker = _again(speaker, seen_revision)
    if speaker.merged_into is None:
        raise CantBeDecided(gettext("It is a speaker of its own already. Nothing was changed."))
    return _point(speaker, None, reason, by)


def speaker_ids_of(*speakers: Speaker | None) -> set[int]:
    """Ids of these speakers and of all that are one with them now."""
    named = Speaker.objects.filter(pk__in=[s.pk for s in speakers if s is not None])
    roots = {canonical or pk for pk, canonical in named.values_list("pk", "canonical")}
    every = Speaker.objects.filter(Q(pk__in=roots) | Q(canonical__in=roots))
    return set(every.values_list("pk", flat=True))


# --- within ---------------------------------------------------------------------------------


def _wait_for_turn() -> None:
    """One merge at a time: two that cross could make a ring. They are rare and quick."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MERGING_LOCK])


def _again(speaker: Speaker, seen_revision: int | None) -> Speaker:
    """The speaker as it is now."""
    now = Speaker.objects.select_related("canonical", "merged_into").get(pk=speaker.pk)
    revision = speaker_revision(now)
    if seen_revision is not None and seen_revision != revision:
        decisions = now.decisions.select_related("by", "into", "was", "speaker")  # type: ignore[attr-defined]
        raise SpeakerConflict(decisions.last(), revision)
    return now


def _point(speaker: Speaker, into: Speaker | None, reason: str, by: User) -> SpeakerDecision:
    decision = SpeakerDecision.objects.create(
        speaker=speaker, into=into, was=speaker.merged_into, reason=reason.strip(), by=by
    )
    concerned = speaker_ids_of(speaker, into)
    speaker.merged_into = into
    speaker.save(update_fields=["merged_into"])
    _follow(concerned)
    return decision


def _follow(ids: Collection[int]) -> None:
    """Write anew where the merges lead each of these; all that they lead to are among them."""
    rows = Speaker.objects.in_bulk(ids)
    for row in rows.values():
        root = row
        while root.merged_into_id is not None:  # type: ignore[attr-defined]
            root = rows[root.merged_into_id]  # type: ignore[attr-defined]
        row.canonical = None if root is row else root
    Speaker.objects.bulk_update(rows.values(), ["canonical"])
