"""The log: one list out of the rows in which each app keeps what people did.

Every act is a row of its own, appended and signed where it was done; what was undone or
withdrawn is a second act of the same row. One union orders them by time, so a page
asks the same few questions however long the log is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db.models import CharField, F, Model, Q, QuerySet, Value
from django.utils import timezone
from django.utils.text import Truncator

from apps.accounts.models import AccountEvent, User
from apps.claims.models import AssertionDecision, SpeakerDecision, Verdict
from apps.sources.models import ArticleDecision, Import, OutletDecision, SourceAct
from apps.stories.activity import telling
from apps.stories.activity.telling import Told
from apps.stories.models import (
    ClaimDecision,
    CopyDecision,
    Note,
    NoteEvent,
    StoryArticle,
    StoryClaim,
    StoryDecision,
    StoryFeedAct,
)

KINDS = {
    "stories": "Stories and timelines",
    "claims": "Claims",
    "verdicts": "Verdicts",
    "corrections": "Corrections",
    "notes": "Notes",
    "imports": "Imports",
    "removals": "Removals",
    "feeds": "Feeds",
    "accounts": "People and roles",
    "admin": "Admin site",
}
LONGEST = 300
"""Characters of somebody's words that are shown; the rest stands where the act is kept."""

ByStory = Callable[[Sequence[int]], Q]


def _none(ids: Sequence[int]) -> Q:
    return Q(pk__in=[])


def _direct(ids: Sequence[int]) -> Q:
    return Q(story__in=ids)


def _either(ids: Sequence[int]) -> Q:
    return Q(story__in=ids) | Q(other__in=ids)


def _by_article(path: str) -> ByStory:
    def where(ids: Sequence[int]) -> Q:
        held = StoryArticle.objects.filter(story__in=ids).values("article")
        return Q(**{f"{path}__in": held})

    return where


def _by_claim(ids: Sequence[int]) -> Q:
    return Q(claim__in=StoryClaim.objects.filter(story__in=ids).values("claim"))


def _by_import(ids: Sequence[int]) -> Q:
    return Q(story_import__story__in=ids)


@dataclass(frozen=True, slots=True)
class Source:
    """Rows of one table that are acts: whose and when, and how they are told."""

    kind: str
    model: type[Model]
    tell: Callable[[Any], Told]
    by: str = "by"
    at: str = "at"
    where: Q = field(default_factory=Q)
    of_story: ByStory = _none
    related: tuple[str, ...] = ()
    is_undoing: bool = False


_REMOVAL = Q(field=ArticleDecision.Field.REMOVAL)
_UNDONE: dict[str, Any] = {
    "by": "undone_by",
    "at": "undone_at",
    "where": Q(undone_at__isnull=False),
}
_STORY: dict[str, Any] = {"of_story": _either, "related": ("story", "other")}
_CLAIM: dict[str, Any] = {"of_story": _direct, "related": ("story", "claim", "other")}
_ARTICLE: dict[str, Any] = {"of_story": _by_article("article"), "related": ("article",)}
_NOTE: dict[str, Any] = {"of_story": _direct, "related": ("story", "version__article")}
_MADE: dict[str, Any] = {"by": "created_by", "at": "created_at"}

SOURCES: Mapping[str, Source] = {
    "story": Source("stories", StoryDecision, telling.story_decision, **_STORY),
    "story-undone": Source(
        "stories", StoryDecision, telling.story_decision, **_UNDONE, **_STORY, is_undoing=True
    ),
    "claim": Source("claims", ClaimDecision, telling.claim_decision, **_CLAIM),
    "claim-undone": Source(
        "claims", ClaimDecision, telling.claim_decision, **_UNDONE, **_CLAIM, is_undoing=True
    ),
    "verdict": Source("verdicts", Verdict, telling.verdict, of_story=_by_claim, related=("claim",)),
    "article": Source(
        "corrections", ArticleDecision, telling.article_decision, where=~_REMOVAL, **_ARTICLE
    ),
    "removal": Source(
        "removals", ArticleDecision, telling.article_decision, where=_REMOVAL, **_ARTICLE
    ),
    "assertion": Source(
        "corrections",
        AssertionDecision,
        telling.assertion_decision,
        of_story=_by_article("about__article"),
        related=("about__article",),
    ),
    "speaker": Source(
        "corrections", SpeakerDecision, telling.speaker_decision, related=("speaker", "into")
    ),
    "outlet": Source("corrections", OutletDecision, telling.outlet_decision, related=("outlet",)),
    "copy": Source("corrections", CopyDecision, telling.copy_decision, **_ARTICLE),
    "note": Source("notes", Note, telling.note, **_NOTE),
    "note-event": Source(
        "notes",
        NoteEvent,
        telling.note_event,
        of_story=lambda ids: Q(note__story__in=ids),
        related=("note__story", "note__version__article"),
    ),
    # What a feed brings by itself nobody did.
    "import": Source(
        "imports", Import, telling.imported, **_MADE, where=Q(feed=None), of_story=_by_import
    ),
    "import-act": Source(
        "imports",
        SourceAct,
        telling.import_act,
        where=Q(batch__isnull=False),
        of_story=lambda ids: Q(batch__story_import__story__in=ids),
    ),
    "feed": Source("feeds", SourceAct, telling.feed_act, where=Q(batch=None), related=("feed",)),
    "story-feed": Source(
        "feeds", StoryFeedAct, telling.story_feed_act, of_story=_direct, related=("story",)
    ),
    "account": Source("accounts", AccountEvent, telling.account, related=("person",)),
    "admin": Source("admin", LogEntry, telling.admin_site, "user", "action_time"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which acts: by whom, of which kind, in which stories, on which days (both included)."""

    by: int | None = None
    kind: str = ""
    stories: Sequence[int] | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the log."""

    at: datetime
    who: str
    kind: str
    told: Told

    def row(self) -> list[str]:
        """The line as cells, in the order of ``COLUMNS``; the moment in UTC, ISO 8601."""
        told = self.told
        moment = self.at.astimezone(UTC).isoformat(timespec="seconds")
        cells = (told.what, told.about, told.more, told.reason, told.address)
        return [moment, self.who, self.kind, *cells]


COLUMNS = ("at", "who", "kind", "what", "about", "more", "reason", "address")


def log_of(wanted: Wanted) -> QuerySet:
    """The acts as ``(source, pk, at)``, the newest first."""
    chosen = [
        acts(name, source, wanted)
        for name, source in SOURCES.items()
        if wanted.kind in ("", source.kind)
    ]
    first, *others = chosen
    rows = first.union(*others, all=True) if others else first
    return rows.order_by("-log_at", "log_source", "-pk")


def acts(name: str, source: Source, wanted: Wanted) -> QuerySet:
    """The acts of one source."""
    rows = source.model._default_manager.filter(source.where)
    if wanted.by is not None:
        rows = rows.filter(**{source.by: wanted.by})
    if wanted.stories is not None:
        rows = rows.filter(source.of_story(wanted.stories))
    if wanted.first:
        rows = rows.filter(**{f"{source.at}__gte": _midnight(wanted.first)})
    if wanted.last and wanted.last < date.max:
        rows = rows.filter(**{f"{source.at}__lt": _midnight(wanted.last + timedelta(1))})
    named = rows.annotate(log_source=Value(name, CharField()), log_at=F(source.at))
    return named.order_by().values_list("log_source", "pk", "log_at")


def _midnight(day: date) -> datetime:
    """When the day begins on the clock of whoever asks, which the page shows moments on."""
    return timezone.make_aware(datetime.combine(day, time()))


def read(rows: Iterable[tuple[str, int, datetime]]) -> list[Act]:
    """What some rows of ``log_of`` say: a query for each source that is among them."""
    listed = list(rows)
    ids: dict[str, list[int]] = {}
    for name, pk, _ in listed:
        ids.setdefault(name, []).append(pk)
    found = {name: dict(_rows(SOURCES[name], pks)) for name, pks in ids.items()}
    return [_act(SOURCES[name], found[name][pk], at) for name, pk, at in listed]


def _rows(source: Source, ids: list[int]) -> Iterator[tuple[int, Any]]:
    rows = source.model._default_manager.filter(pk__in=ids).order_by()
    for row in rows.select_related(source.by, *source.related):
        yield row.pk, row


def _act(source: Source, row: Any, at: datetime) -> Act:
    by: User | None = getattr(row, source.by)
    told = source.tell(row)
    cut = Truncator(told.more).chars(LONGEST)
    what = f"{told.what}, undone" if source.is_undoing else told.what
    shown = Told(what, told.about, told.address, cut, "" if source.is_undoing else told.reason)
    return Act(at, by.get_username() if by else "the operator’s shell", source.kind, shown)
