"""Reads on watches, and the one way to take one to work on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connections, models
from django.db.models import F, Q
from django.db.models.functions import Now

if TYPE_CHECKING:
    from apps.sources.models import Watch

# One statement, as for feeds and items: whoever gets a row back owns it.
CLAIM = """
UPDATE sources_watch
SET lease_token = %(token)s, dispatched_at = NULL,
    lease_until = clock_timestamp() + make_interval(secs => %(seconds)s)
WHERE id IN (
    SELECT id FROM sources_watch
    WHERE id = ANY(%(ids)s) AND next_at <= clock_timestamp()
      AND (lease_until IS NULL OR lease_until < clock_timestamp())
    ORDER BY id FOR UPDATE SKIP LOCKED
)
"""


class WatchQuerySet(models.QuerySet["Watch"]):
    def due(self) -> WatchQuerySet:
        """Those whose time has come and that nobody is at; what somebody waits for is first."""
        free = Q(lease_until=None) | Q(lease_until__lt=Now())
        return self.filter(free, next_at__lte=Now()).order_by(
            F("asked_at").asc(nulls_last=True), "next_at", "pk"
        )

    def claim(self, ids: Iterable[int]) -> list[Watch]:
        """Take those of ``ids`` that are due, under a lease as items have it."""
        token = uuid4()
        values: dict[str, Any] = {
            "ids": list(ids),
            "token": token,
            "seconds": settings.ITEM_LEASE_SECONDS,
        }
        with connections[self.db].cursor() as cursor:
            cursor.execute(CLAIM, values)
        mine = self.filter(pk__in=values["ids"], lease_token=token)
        return list(mine.select_related("article__outlet").order_by("pk"))

    def held(self, token: UUID, ids: Iterable[int]) -> WatchQuerySet:
        """Those of ``ids`` that ``token`` still has the lease of; see ``ImportItemQuerySet``."""
        held = self.filter(pk__in=list(ids), lease_token=token)
        return held.order_by("pk").select_for_update(of=("self",))
