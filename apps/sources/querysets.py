"""Reads on sources, in the domain's words, and the one way to take an item to work on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.apps import apps
from django.conf import settings
from django.db import connections, models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Lower, Now

from apps.sources.progress import Progress

if TYPE_CHECKING:
    from apps.accounts.models import User
    from apps.sources.models import (  # noqa: F401
        Article,
        Feed,
        Host,
        Import,
        ImportItem,
        Outlet,
    )

# After as many tries that ended without a word, a document is taken for the cause.
MAX_ATTEMPTS = 6

TERMINAL = ("done", "duplicate", "skipped", "needs_review", "dead", "cancelled")
# Stages of single items. A place on the timeline comes with the rebuild of a whole story.
# "queued" is not among them: who is fetched next is for the hosts' politeness to say. "fetching"
# is, but nothing waits there: what is let go of is queued again.
WORKED_ON = ("fetching", "fetched", "parsing", "asserting", "linking")

# Written out, because a claim has to be one statement: whoever gets a row back owns it.
# In the order of ids and past locked rows, so that two claims never wait for each other.
CLAIM = """
UPDATE sources_importitem
SET state = %(running)s, lease_token = %(token)s, attempts = attempts + 1,
    lease_until = clock_timestamp() + make_interval(secs => %(seconds)s), next_try_at = NULL
WHERE id IN (
    SELECT id FROM sources_importitem
    WHERE id = ANY(%(ids)s) AND state = ANY(%(states)s) AND attempts < %(attempts)s
      AND (lease_until IS NULL OR lease_until < clock_timestamp())
      AND NOT EXISTS (
          SELECT 1 FROM sources_import
          WHERE sources_import.id = batch_id AND cancelled_at IS NOT NULL AND article_id IS NULL
      )
    ORDER BY id FOR UPDATE SKIP LOCKED
)
RETURNING id
"""
CLAIM_FEEDS = """
UPDATE sources_feed
SET lease_token = %(token)s, dispatched_at = NULL,
    lease_until = clock_timestamp() + make_interval(secs => %(seconds)s)
WHERE id IN (
    SELECT id FROM sources_feed
    WHERE id = ANY(%(ids)s) AND paused_at IS NULL
      AND (next_poll_at IS NULL OR next_poll_at <= clock_timestamp())
      AND (lease_until IS NULL OR lease_until < clock_timestamp())
    ORDER BY id FOR UPDATE SKIP LOCKED
)
"""
CLAIM_HOSTS = """
UPDATE sources_host
SET lease_token = %(token)s,
    free_at = clock_timestamp() + make_interval(secs => %(seconds)s)
WHERE id IN (
    SELECT id FROM sources_host
    WHERE name = ANY(%(names)s) AND (free_at IS NULL OR free_at <= clock_timestamp())
    ORDER BY id FOR UPDATE SKIP LOCKED
)
"""


class FeedQuerySet(models.QuerySet["Feed"]):
    def visible_to(self, user: User) -> FeedQuerySet:
        """Feeds that ``user`` may look after: all of them, for admins."""
        return self if user.is_authenticated and user.has_role("admin") else self.none()

    def troubled_first(self) -> FeedQuerySet:
        """Those that fail, then the paused ones, then the others by name."""
        trouble = Case(
            When(failures__gt=0, paused_at=None, then=0),
            When(paused_at__isnull=False, then=1),
            default=2,
            output_field=models.IntegerField(),
        )
        return self.order_by(trouble, Lower("title"), "pk")

    def due(self) -> FeedQuerySet:
        """Feeds whose time has come and that nobody is at, the longest overdue first."""
        time_has_come = Q(next_poll_at=None) | Q(next_poll_at__lte=Now())
        free = Q(lease_until=None) | Q(lease_until__lt=Now())
        return self.filter(time_has_come, free, paused_at=None).order_by(
            F("next_poll_at").asc(nulls_first=True), "pk"
        )

    def claim(self, ids: Iterable[int]) -> list[Feed]:
        """Take those of ``ids`` that are due to poll them, under a lease as items have it."""
        token = uuid4()
        values: dict[str, Any] = {
            "ids": list(ids),
            "token": token,
            "seconds": settings.ITEM_LEASE_SECONDS,
        }
        with connections[self.db].cursor() as cursor:
            cursor.execute(CLAIM_FEEDS, values)
        return list(self.filter(pk__in=list(ids), lease_token=token).select_related("outlet"))

    def held(self, token: UUID, ids: Iterable[int]) -> FeedQuerySet:
        """Those of ``ids`` that ``token`` still has the lease of; see ``ImportItemQuerySet``."""
        held = self.filter(pk__in=list(ids), lease_token=token)
        return held.order_by("pk").select_for_update(of=("self",))

    def with_newest(self) -> FeedQuerySet:
        """With ``newest``: how many entries the last poll brought that were taken."""
        newest = Q(entries__taken=True, entries__seen_at=F("last_polled_at"))
        return self.annotate(newest=Count("entries", filter=newest))


class HostQuerySet(models.QuerySet["Host"]):
    def claim(self, names: Iterable[str]) -> list[Host]:
        """Take those hosts that may be asked now, to be the only one who asks them.

        ``free_at`` is the lease's end until ``release`` says when they may be asked again: a
        worker that went away holds no host up for longer.
        """
        token = uuid4()
        values: dict[str, Any] = {
            "names": list(names),
            "token": token,
            "seconds": settings.ITEM_LEASE_SECONDS,
        }
        with connections[self.db].cursor() as cursor:
            cursor.execute(CLAIM_HOSTS, values)
        return list(self.filter(name__in=values["names"], lease_token=token).order_by("pk"))

    def release(self, token: UUID, name: str, seconds: float, **known: Any) -> int:
        """Let go of a host that ``token`` still holds; it may be asked again in ``seconds``.

        ``known`` are further fields to write, such as its robots.txt. Returns 0 where it is
        somebody else's by now.
        """
        mine = self.filter(name=name, lease_token=token)
        return mine.update(lease_token=None, free_at=Now() + timedelta(seconds=seconds), **known)


class OutletQuerySet(models.QuerySet["Outlet"]):
    pass


class ArticleQuerySet(models.QuerySet["Article"]):
    def visible_to(self, user: User) -> ArticleQuerySet:
        """Articles that ``user`` may read: all of them, for anybody who is signed in."""
        return self if user.is_authenticated else self.none()

    def present(self) -> ArticleQuerySet:
        """Articles that were not removed."""
        return self.filter(removed_at=None)

    def needing_you(self) -> ArticleQuerySet:
        """Articles whose outlet, date or text an editor has to supply or to choose."""
        return self.filter(incomplete())


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, user: User) -> ImportQuerySet:
        """Imports that ``user`` may follow: all of them, for admins."""
        return self if user.is_authenticated and user.has_role("admin") else self.none()

    def with_sizes(self) -> ImportQuerySet:
        """Each with ``size``, how many items it has: one step in an index, however many."""
        items = apps.get_model("sources", "ImportItem").objects.filter(batch=OuterRef("pk"))
        last = items.order_by("-position").values("position")[:1]
        return self.annotate(size=Coalesce(Subquery(last), -1) + 1)


class ImportItemQuerySet(models.QuerySet["ImportItem"]):
    def claim(self, ids: Iterable[int], states: Sequence[str], *, running: str) -> list[ImportItem]:
        """Take those of ``ids`` that wait in one of ``states`` and that nobody else works on.

        One conditional UPDATE by the database's clock: it sets the state to ``running``, a
        lease of ``settings.ITEM_LEASE_SECONDS`` under a new token (the same for all of them)
        and counts an attempt. Returns the items taken, in the order of the import;
        what is not among them is somebody else's or done.
        """
        token = uuid4()
        values: dict[str, Any] = {
            "ids": list(ids),
            "states": [str(state) for state in states],
            "running": str(running),
            "token": token,
            "seconds": settings.ITEM_LEASE_SECONDS,
            "attempts": MAX_ATTEMPTS,
        }
        with connections[self.db].cursor() as cursor:
            cursor.execute(CLAIM, values)
            taken = [row[0] for row in cursor.fetchall()]
        mine = self.filter(pk__in=taken, lease_token=token)
        return list(mine.select_related("batch").order_by("batch", "position"))

    def held(self, token: UUID, ids: Iterable[int]) -> ImportItemQuerySet:
        """Those of ``ids`` that ``token`` still has the lease of, locked to the transaction's end.

        Whoever writes results asks for this first, in the same transaction: a worker that was
        frozen and lost its lease gets nothing back, and so writes nothing.
        """
        held = self.filter(pk__in=list(ids), lease_token=token)
        return held.order_by("pk").select_for_update(of=("self",))

    def open(self) -> ImportItemQuerySet:
        """Items that are still on their way."""
        return self.exclude(state__in=TERMINAL)

    def waiting(self) -> ImportItemQuerySet:
        """Items that a stage should take up, and that nobody works on."""
        return self.filter(state__in=WORKED_ON[1:], lease_token=None)

    def lapsed(self) -> ImportItemQuerySet:
        """Items whose worker went away: the lease ran out, by the database's clock."""
        return self.filter(state__in=WORKED_ON, lease_until__lt=Now())

    def at_hand(self) -> ImportItemQuerySet:
        """Those that can be written at once; locked to the transaction's end.

        A worker that was frozen while it wrote still holds its items. A sweep that waited for
        it would hold up everybody else's.
        """
        free = self.order_by("pk").select_for_update(of=("self",), skip_locked=True)
        return ImportItemQuerySet(self.model, using=self.db).filter(pk__in=free.values("pk"))

    def stuck(self, patience: timedelta | None = None) -> ImportItemQuerySet:
        """Waiting items whose message was never sent, or not taken up within ``patience``."""
        patience = timedelta(seconds=settings.RESEND_SECONDS) if patience is None else patience
        overdue = Q(dispatched_at=None) | Q(dispatched_at__lt=Now() - patience)
        return self.waiting().filter(overdue)

    def due_for_retry(self) -> ImportItemQuerySet:
        """Items whose time for another try has come."""
        return self.filter(state="retry_wait", next_try_at__lte=Now())

    def needing_you(self) -> ImportItemQuerySet:
        """Items that an editor has to look at: too little text, or no certain outlet or date."""
        return self.filter(Q(state="needs_review") | Q(state="done") & incomplete("article__"))

    def progress(self, batch: Import) -> Progress:
        """How far an import has come; each query goes along an index, however long it is."""
        rows = self.filter(batch=batch).order_by().values_list("state").annotate(count=Count("*"))
        counts: dict[str, int] = dict(rows)
        needing = counts.get("needs_review", 0)
        if counts.get("done"):
            # From the few articles that lack something to their items, not the other way round.
            articles = apps.get_model("sources", "Article").objects.filter(incomplete())
            here = articles.filter(import_items__batch=batch, import_items__state="done")
            needing += here.order_by().values("import_items").count()
        return Progress(counts, needing, self._has_addresses(batch))

    def _has_addresses(self, batch: Import) -> bool:
        """True where something had to be fetched for the import."""
        if batch.channel != "command":
            return batch.channel in ("url", "feed")
        return self.filter(batch=batch).exclude(host="").exists()

    def pass_on(self, to: Any, **fields: Any) -> int:
        """Hand items to the next stage: no lease, no attempts yet, the message about to be sent."""
        passed: dict[str, Any] = {
            "state": to,
            "reason": "",
            "lease_token": None,
            "lease_until": None,
            "attempts": 0,
            "breaches": 0,
            "dispatched_at": Now(),
            "finished_at": None,
        }
        return self.update(**passed | fields)

    def finish(self, state: str, reason: Any = "", **fields: Any) -> int:
        """End the items' way in ``state``, with the reason in words."""
        return self.update(
            state=state,
            reason=reason,
            lease_token=None,
            lease_until=None,
            finished_at=Now(),
            **fields,
        )

    def let_go(self, **fields: Any) -> int:
        """Let go of items untouched. The sweeper sends them again."""
        return self.update(
            state=let_go_to(), lease_token=None, lease_until=None, dispatched_at=None, **fields
        )

    def give_back(self) -> int:
        """Let go of items untouched; the try does not count."""
        return self.let_go(attempts=F("attempts") - 1)


def let_go_to() -> Case:
    """The state of an item that its worker lets go of: whoever fetches it next is to be seen."""
    return Case(When(state="fetching", then=Value("queued")), default=F("state"))


def incomplete(prefix: str = "") -> Q:
    """Articles that an editor has to look at; says the same as ``Article.needs``.

    Their outlet or date is unknown (an editor said neither), a date ambiguous, or the text is
    not all of it.
    """
    lacking = (
        Q(**{f"{prefix}outlet": None})
        | Q(**{f"{prefix}when_precision": "unknown"}) & ~Q(**{f"{prefix}when_basis": "editor"})
        | Q(**{f"{prefix}when_other_days__len__gt": 0})
        | ~Q(**{f"{prefix}partial": ""})
    )
    there = Q(**{f"{prefix}removed_at": None})
    if prefix:
        there &= Q(**{f"{prefix}pk__isnull": False})
    return there & lacking
