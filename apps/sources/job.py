"""What a job's page shows: which of its rows, how fast it goes, what each state is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch
from django.utils.translation import gettext, ngettext

from apps.sources.models import Article, ArticleVersion, Import, ImportItem, ItemState
from apps.sources.progress import Progress
from apps.sources.querysets import TERMINAL, ImportItemQuerySet

ROWS_PER_PAGE = 50
# Over how long the speed is taken: long enough for one slow site, short enough for a change.
PACE_WINDOW = timedelta(minutes=2)
# Fewer finished items than this say nothing about the speed.
PACE_FROM = 3

# What can be chosen above the rows, in this order; the words complete "n …".
GROUPS: Mapping[str, str] = {
    "needs-you": "need you",
    "failed": "failed",
    "waiting": "waiting for another try",
    "open": "on their way",
    "done": "done",
    "duplicate": "already held",
    "skipped": "skipped",
    "cancelled": "cancelled",
}
STATES: Mapping[str, tuple[str, ...]] = {
    "failed": (ItemState.DEAD,),
    "waiting": (ItemState.RETRY_WAIT,),
    "open": tuple(s for s in ItemState.values if s not in (*TERMINAL, ItemState.RETRY_WAIT)),
    "done": (ItemState.DONE,),
    "duplicate": (ItemState.DUPLICATE,),
    "skipped": (ItemState.SKIPPED,),
    "cancelled": (ItemState.CANCELLED,),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A group of rows that can be chosen: its name in the address, its words, its size."""

    name: str
    words: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Window:
    """The rows that one page shows; ``before`` and ``after`` are the positions to go on from."""

    rows: Sequence[ImportItem]
    before: int | None = None
    after: int | None = None


def choices(progress: Progress, chosen: str) -> list[Choice]:
    """The groups that have rows, and the one that is chosen."""
    sizes = {name: sum(progress.counts.get(s, 0) for s in STATES[name]) for name in STATES}
    sizes["needs-you"] = progress.needing_you
    return [
        Choice(name, GROUPS[name], sizes[name], name == chosen)
        for name in GROUPS
        if sizes[name] or name == chosen
    ]


def rows_of(batch: Import, group: str = "") -> ImportItemQuerySet:
    """A job's rows of one group, or all of them, in the order of the import."""
    rows = ImportItem.objects.filter(batch=batch)
    if group == "needs-you":
        return rows.needing_you()
    return rows.filter(state__in=STATES[group]) if group in STATES else rows


def window(rows: ImportItemQuerySet, *, after: int | None, before: int | None) -> Window:
    """The page of ``rows`` behind or before a position: by key, so each costs the same.

    One query for the rows (one row more than is shown tells whether there is another page),
    and one each for their articles, these articles' outlets and stories.
    """
    rows = with_articles(rows)
    if before is not None:
        found = list(rows.filter(position__lt=before).order_by("-position")[: ROWS_PER_PAGE + 1])
        is_more, found = len(found) > ROWS_PER_PAGE, found[:ROWS_PER_PAGE][::-1]
        first = found[0].position if found and is_more else None
        return Window(found, before=first, after=found[-1].position if found else None)
    start = -1 if after is None else after
    found = list(rows.filter(position__gt=start).order_by("position")[: ROWS_PER_PAGE + 1])
    is_more, found = len(found) > ROWS_PER_PAGE, found[:ROWS_PER_PAGE]
    first = (found[0].position if found else start + 1) if start >= 0 else None
    return Window(found, before=first, after=found[-1].position if is_more else None)


def with_articles(rows: ImportItemQuerySet) -> ImportItemQuerySet:
    """Rows with the article, outlet and stories of each, and the version that it brought."""
    # The way up to stories is a name in a prefetch: what an article belongs to, sources don't know.
    articles = Article.objects.select_related("outlet").prefetch_related("stories")
    versions = ArticleVersion.objects.only("number")
    return rows.prefetch_related(Prefetch("article", articles), Prefetch("version", versions))


# --- how fast -------------------------------------------------------------------------------------


def pace(batch: Import, progress: Progress, now: datetime) -> str:
    """How fast a running job goes and when it will be through, in words; empty when unsure."""
    if progress.is_finished:
        return ""
    since = max(now - PACE_WINDOW, batch.created_at)
    finished = ImportItem.objects.filter(batch=batch, finished_at__gt=since).count()
    moving = progress.open - progress.counts.get(ItemState.RETRY_WAIT, 0)
    return pace_in_words(finished, now - since, moving)


def pace_in_words(finished: int, seconds: timedelta, left: int) -> str:
    """ "About 40 a minute, about 5 minutes left."; empty where too little is known."""
    if finished < PACE_FROM or not left or seconds.total_seconds() < 1:
        return ""
    each_minute = 60 * finished / seconds.total_seconds()
    speed = gettext("Under 1 a minute")
    if each_minute >= 1:
        speed = gettext("About %(number)s a minute") % {"number": f"{round(each_minute):,}"}
    time = time_in_words(timedelta(minutes=left / each_minute))
    return gettext("%(speed)s, %(time)s left.") % {"speed": speed, "time": time}


def time_in_words(time: timedelta) -> str:
    """ "less than a minute", "about 5 minutes", "about 3 hours", "about 2 days"."""
    minutes = time.total_seconds() / 60
    if minutes < 1:
        return gettext("less than a minute")
    if minutes < 90:
        number = round(minutes)
        words = ngettext("about %(number)s minute", "about %(number)s minutes", number)
    elif minutes < 36 * 60:
        number = round(minutes / 60)
        words = ngettext("about %(number)s hour", "about %(number)s hours", number)
    else:
        number = round(minutes / 60 / 24)
        words = ngettext("about %(number)s day", "about %(number)s days", number)
    return words % {"number": f"{number:,}"}
