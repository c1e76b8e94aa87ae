"""What editors put right about assertions and speakers, with the stories that follow.

Each verb takes, gives back and raises what the one of ``apps.claims.services`` does; in the same
transaction the stories that it concerns are told to make their timelines anew.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.claims import services as claims
from apps.claims.models import Assertion, AssertionDecision, Speaker, SpeakerDecision
from apps.sources.models import ArticleVersion
from apps.stories.models import Story
from apps.stories.services.touching import touch_stories, touch_stories_of_article


@transaction.atomic
def correct_assertion(
    assertion: Assertion, *, said: claims.Said, reason: str, by: User, **seen: Any
) -> list[AssertionDecision]:
    """``claims.correct_assertion``: speaker, via, stance and certainty."""
    made = claims.correct_assertion(assertion, said=said, reason=reason, by=by, **seen)
    touch_stories_of_article(assertion.version.article_id)
    return made


@transaction.atomic
def strike_assertion(
    assertion: Assertion, *, reason: str, by: User, **seen: Any
) -> AssertionDecision:
    """``claims.strike_assertion``: nothing rests on it any more."""
    made = claims.strike_assertion(assertion, reason=reason, by=by, **seen)
    touch_stories_of_article(assertion.version.article_id)
    return made


@transaction.atomic
def bring_back(assertion: Assertion, *, reason: str, by: User, **seen: Any) -> AssertionDecision:
    """``claims.bring_back``: it is an assertion after all."""
    made = claims.bring_back(assertion, reason=reason, by=by, **seen)
    touch_stories_of_article(assertion.version.article_id)
    return made


@transaction.atomic
def add_assertion(
    version: ArticleVersion, *, start: int, end: int, said: claims.Said, reason: str, by: User
) -> Assertion:
    """``claims.add_assertion``: one that the program missed."""
    made = claims.add_assertion(version, start=start, end=end, said=said, reason=reason, by=by)
    touch_stories_of_article(version.article_id)
    return made


@transaction.atomic
def merge_speakers(
    speaker: Speaker, *, into: Speaker, reason: str, by: User, **seen: Any
) -> SpeakerDecision:
    """``claims.merge_speakers``: two names of one speaker."""
    before = claims.speaker_ids_of(speaker, into)
    made = claims.merge_speakers(speaker, into=into, reason=reason, by=by, **seen)
    touch_stories_of_speakers(before | claims.speaker_ids_of(made.speaker))
    return made


@transaction.atomic
def split_speaker(speaker: Speaker, *, reason: str, by: User, **seen: Any) -> SpeakerDecision:
    """``claims.split_speaker``: not the same after all."""
    before = claims.speaker_ids_of(speaker)
    made = claims.split_speaker(speaker, reason=reason, by=by, **seen)
    touch_stories_of_speakers(before)
    return made


def touch_stories_of_speakers(speaker_ids: Collection[int]) -> set[int]:
    """Ask for a rebuild of the stories in whose articles one of these speakers says something."""
    said = Assertion.objects.counted().filter(speaker__in=speaker_ids)
    stories = Story.objects.filter(articles__versions__assertions__in=said)
    return touch_stories(stories.values_list("pk", flat=True))
