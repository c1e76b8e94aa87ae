"""The moments at which a story changed, on either clock: where a look back may stop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from apps.claims.models import Verdict
from apps.sources.models import ArticleVersion
from apps.stories.models import ClaimDecision, Story, StoryArticle, StoryDecision
from apps.stories.services.looking_back import AsOf, Clock

MOST_STEPS = 60
"""Of the newest: as many as can be told apart on a slider of 320 px, some 5 px each."""

SPANS = (timedelta(minutes=1), timedelta(hours=1), timedelta(days=1))
"""What is taken together on our clock, the finest first that needs no more steps than that."""


@dataclass(frozen=True, slots=True)
class Step:
    """A moment worth stopping at, and what happened up to it since the one before, in words."""

    as_of: AsOf
    words: str


def steps_of_story(story: Story, clock: Clock) -> list[Step]:
    """When the story changed, the oldest first; three queries at most.

    By the publishers' clock these are the days on which articles came out. By ours: when texts
    came in, and when editors decided something.
    """
    return list(_days(story) if clock is Clock.PUBLISHED else _moments(story))


def _days(story: Story) -> Iterator[Step]:
    rows = StoryArticle.objects.filter(story=story, when_day__isnull=False).order_by("when_day")
    counts = list(rows.values_list("when_day").annotate(Count("pk")))
    for day, count in counts[-MOST_STEPS:]:
        yield Step(AsOf(day), counted(count, "article", "published"))


def _moments(story: Story) -> Iterator[Step]:
    events = sorted(_events(story))
    for span in SPANS:
        by_end: dict[datetime, Counter[str]] = {}
        for at, what in events:
            by_end.setdefault(_end_of(at, span), Counter())[what] += 1
        if len(by_end) <= MOST_STEPS:
            break
    for end, happened in list(by_end.items())[-MOST_STEPS:]:
        words = ", ".join(counted(n, *THINGS[what]) for what, n in sorted(happened.items()))
        yield Step(AsOf(timezone.localdate(end), Clock.KNOWN, end), words)


THINGS = {
    "1 text": ("text", "came in"),
    "2 verdict": ("verdict", "given"),
    "3 decision": ("decision", "made"),
    "4 undone": ("decision", "undone"),
}


def _events(story: Story) -> Iterator[tuple[datetime, str]]:
    def at(rows: Any, name: str = "at") -> Iterable[datetime]:
        return rows.values_list(name, flat=True)

    for came in at(ArticleVersion.objects.filter(article__stories=story), "fetched_at"):
        yield came, "1 text"
    for given in at(Verdict.objects.filter(claim__stories=story)):
        yield given, "2 verdict"
    for model in (StoryDecision, ClaimDecision):
        rows = model.objects.filter(story=story).values_list("at", "undone_at")  # type: ignore[attr-defined]
        for made, undone in rows:
            yield made, "3 decision"
            if undone:
                yield undone, "4 undone"


def _end_of(at: datetime, span: timedelta) -> datetime:
    """The end of the minute, hour or day (in the reader's timezone) that a moment is in."""
    local = timezone.localtime(at)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + span * ((local - midnight) // span + 1)


def counted(count: int, thing: str, done: str) -> str:
    """ "1 article published", "3 articles published"."""
    return f"{count} {thing}{'' if count == 1 else 's'} {done}"


def decisions_between(
    story: Story, then: AsOf, now: AsOf
) -> list[tuple[datetime, StoryDecision | ClaimDecision]]:
    """What editors decided or undid on the story between two moments, with when, oldest first.

    None on the publishers' clock, by which all decisions count at any time. Two queries.
    """
    if then.moment is None:
        return []
    end = now.moment or timezone.now()
    found: list[tuple[datetime, StoryDecision | ClaimDecision]] = []
    for model in (StoryDecision, ClaimDecision):
        rows = model.objects.filter(story=story).select_related("by", "undone_by")  # type: ignore[attr-defined]
        found += [(at, row) for row in rows for at in (row.at, row.undone_at) if at]
    inside = [(at, row) for at, row in found if then.moment <= at < end]
    return sorted(inside, key=lambda pair: pair[0])


def texts_between(story: Story, then: AsOf, now: AsOf) -> QuerySet[ArticleVersion]:
    """The further versions of the story's articles that came in between two moments; one query.

    None on the publishers' clock, by which an article's newest text counts at any time.
    """
    versions = ArticleVersion.objects.filter(article__stories=story, number__gt=1)
    if then.moment is None:
        return versions.none()
    end = now.moment or timezone.now()
    came = versions.filter(fetched_at__gte=then.moment, fetched_at__lt=end)
    texts = ("text", "paragraphs", "removed", "reasons")
    return came.select_related("article__outlet").defer(*texts).order_by("fetched_at", "pk")
