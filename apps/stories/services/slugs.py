"""Addresses of stories, from their titles."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.text import slugify

from apps.stories.models import Story

SLUG_CHARS = 60


def give_slugs(stories: Sequence[Story]) -> None:
    """Slugs from the titles, numbered where one is taken; nobody else links meanwhile."""
    wanted = {id(story): _short_slug(story.title) for story in stories}
    taken = _taken(set(wanted.values()))
    for story in stories:
        base = slug = wanted[id(story)]
        number = 2
        while slug in taken:
            slug, number = f"{base}-{number}", number + 1
        taken.add(slug)
        story.slug = slug


def _taken(wanted: Collection[str]) -> set[str]:
    """Which of these slugs there are, with the numbered ones beside them; by index alone."""
    slugs = Story.objects.filter(slug__in=wanted).values_list("slug", flat=True)
    taken = set(slugs)
    if taken:
        beside = reduce(or_, (Q(slug__startswith=f"{slug}-") for slug in sorted(taken)))
        taken.update(Story.objects.filter(beside).values_list("slug", flat=True))
    return taken


def _short_slug(title: str) -> str:
    """As many whole words of the title as an address can bear."""
    words = slugify(title)[: SLUG_CHARS + 1]
    short = words if len(words) <= SLUG_CHARS else words.rpartition("-")[0] or words[:SLUG_CHARS]
    return short.strip("-_") or "story"
