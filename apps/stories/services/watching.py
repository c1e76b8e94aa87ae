"""Which articles are worth asking again: recent ones, of stories that still develop."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from apps.sources.models import Article
from apps.sources.services import watch_articles
from apps.stories.models import Story

MOST_WATCHED = 5000
"""Articles, the newest; a dozen checks of each in a week are one in nine seconds."""


def watch_open_stories() -> int:
    """Have the recent articles of open stories asked again by themselves, and no others.

    Recent is what came in, and was published as far as we know, within the last
    ``settings.REFETCH_DAYS`` days. Gives back how many are new among them.
    """
    days = timedelta(days=settings.REFETCH_DAYS)
    recent = Article.objects.present().filter(first_seen_at__gt=timezone.now() - days)
    recent = recent.exclude(url_key=None).exclude(when_day__lt=timezone.localdate() - days)
    open_now = recent.filter(stories__in=Story.objects.in_state("open"))
    newest = open_now.order_by("-first_seen_at", "-pk").values_list("pk", "first_seen_at")
    return watch_articles([pk for pk, _ in newest.distinct()[:MOST_WATCHED]])
