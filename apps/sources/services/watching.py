"""Which articles are looked at again: the ones that somebody asks for, and recent ones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.sources.models import Article, Watch
from apps.sources.services.importing import make_hosts
from apps.sources.services.intervals import FIRST_CHECK_SECONDS
from apps.sources.services.scheduling import host_of, tell_checkers

# In a row; by then some two days have passed, and the page is given up.
MOST_FAILURES = 6


class CantBeFetched(Exception):
    """There is nothing to ask; says why, in words."""


def fetch_again(article: Article, *, by: User) -> Watch:
    """Ask the article's address again, as soon as its host lets us; returns its watch.

    What comes of it is on the watch, see ``check_articles``. Raises CantBeFetched for a removed
    article, and for one without a web address.
    """
    if article.is_removed:
        raise CantBeFetched(gettext("This article was removed, so its address is not asked again."))
    host = host_of(article.url)
    if not host:
        raise CantBeFetched(
            gettext("No web address is known of this article, so it can't be fetched.")
        )
    asked = {
        "next_at": Now(),
        "asked_at": Now(),
        "asked_by": by,
        "dispatched_at": None,
        "failures": 0,
        "problem": "",
    }
    with transaction.atomic():
        make_hosts([host])
        watch, _ = Watch.objects.update_or_create(
            article=article,
            defaults=asked,
            create_defaults={**asked, "interval_seconds": FIRST_CHECK_SECONDS},
        )
        transaction.on_commit(tell_checkers)
    watch.refresh_from_db()
    return watch


@transaction.atomic
def watch_articles(article_ids: Iterable[int]) -> int:
    """Look at these articles again by themselves, and at no others; returns how many are new.

    One is first asked for an hour after it came in. Those that were given up stay so.
    """
    ids = set(article_ids)
    known = set(Watch.objects.filter(article__in=ids).values_list("article_id", flat=True))
    first = timedelta(seconds=FIRST_CHECK_SECONDS)
    seen = Article.objects.filter(pk__in=ids - known).values_list("pk", "first_seen_at")
    new = [
        Watch(article_id=pk, interval_seconds=FIRST_CHECK_SECONDS, next_at=at + first)
        for pk, at in seen
    ]
    Watch.objects.bulk_create(new, ignore_conflicts=True)
    again = Watch.objects.filter(article__in=known, next_at=None, failures__lt=MOST_FAILURES)
    again.update(next_at=Now() + F("interval_seconds") * timedelta(seconds=1))
    others = Watch.objects.filter(next_at__isnull=False, asked_at=None).exclude(article__in=ids)
    others.update(next_at=None)
    return len(new)
