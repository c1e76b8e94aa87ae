"""Who is asked next: for each free host its first item, what somebody waits for before bulk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now

from apps.sources.dispatch import (
    CHECK,
    FETCH,
    FETCHING,
    FETCHING_BATCH,
    POLL,
    dispatch,
    messages_waiting,
)
from apps.sources.fetching import FetchFailed, host_key
from apps.sources.models import Feed, Host, ImportItem, Watch

# Messages of fetching that may wait for a worker: enough to keep a few busy until the next tick.
# What is told later is told to whoever's turn it is then.
MOST_MESSAGES = 8
MOST_AT_ONCE = MOST_MESSAGES * FETCHING_BATCH
# Of one host in one message, however short its delay.
MOST_PER_VISIT = 25
# A host that has waiting feeds, or an article that somebody wants fetched again, is left to them
# this long: else its items, which are looked at every second, would let no poll through. Longer
# than a few rounds of the beat (30 s), and not for ever: a beat that went away holds no item up.
FEEDS_FIRST = timedelta(minutes=2)
LOOKED_AT = 500

# From host to host along the index (host, bulk, id) of what is queued, in one step each, however
# many items a host has.
WAITING_HOSTS = """
WITH RECURSIVE line(host) AS (
    (SELECT host FROM sources_importitem WHERE state = 'queued' ORDER BY host LIMIT 1)
    UNION ALL
    SELECT following.host FROM line CROSS JOIN LATERAL (
        SELECT host FROM sources_importitem
        WHERE state = 'queued' AND host > line.host ORDER BY host LIMIT 1
    ) AS following
)
"""
# The first items of each free host, the host that was left in peace longest first. An item that
# somebody was told of holds its host, until it is taken up or its message counts as lost.
FIRST_ITEMS = """
SELECT line.host, first.id FROM {hosts}
JOIN sources_host ON sources_host.name = line.host
    AND (sources_host.free_at IS NULL OR sources_host.free_at <= clock_timestamp())
CROSS JOIN LATERAL (
    SELECT id, bulk, max(dispatched_at) OVER () AS told_at FROM (
        SELECT id, bulk, dispatched_at FROM sources_importitem
        WHERE state = 'queued' AND host = line.host ORDER BY bulk, id LIMIT %(each)s
    ) AS few
) AS first
WHERE first.told_at IS NULL
    OR first.told_at < clock_timestamp() - make_interval(secs => %(resend)s)
ORDER BY first.bulk, sources_host.free_at NULLS FIRST, first.id
LIMIT %(most)s
"""
OF_ANY_HOST = WAITING_HOSTS + FIRST_ITEMS.format(hosts="line")
OF_THESE_HOSTS = FIRST_ITEMS.format(hosts="unnest(%(hosts)s::text[]) AS line(host)")


def tell_fetchers(hosts: Sequence[str] | None = None) -> int:
    """Tell the workers whom to fetch now: one item per free host; returns how many were told.

    Asked every second (``settings.FETCH_TICK_SECONDS``) by the sweeper's process, and with
    ``hosts`` for those alone, after something was accepted for them. Where the delay between
    two requests is shorter than a tick, as many items of a host as fit into one. Without Redis
    nothing is sent, and the next tick tries again. What is cheap is to find nothing: one query.
    """
    found = first_items(hosts)
    if not found:
        return 0
    asked_first = hosts_asked_first()
    chosen = [pk for host, pk in found if host not in asked_first]
    if not (room := room_in_queue()):
        return 0
    waiting = ImportItem.objects.filter(pk__in=chosen[:room], state="queued")
    return tell(FETCH, waiting, chosen[:room])


def first_items(hosts: Sequence[str] | None) -> list[tuple[str, int]]:
    """The items whose turn it is, with their hosts; what somebody waits for comes first."""
    values: dict[str, Any] = {
        "each": visit_size(),
        "hosts": list(hosts or ()),
        "resend": settings.RESEND_SECONDS,
        "most": MOST_AT_ONCE,
    }
    with connection.cursor() as cursor:
        cursor.execute(OF_ANY_HOST if hosts is None else OF_THESE_HOSTS, values)
        return cursor.fetchall()


def visit_size() -> int:
    """How many items of a host fit in one tick, with the delay between them; at least one."""
    tick, delay = settings.FETCH_TICK_SECONDS, settings.FETCH_HOST_DELAY_SECONDS
    return max(1, min(MOST_PER_VISIT, int(tick / delay) if delay else MOST_PER_VISIT))


def room_in_queue() -> int:
    """How many ids may be sent; none while enough messages wait, or Redis is away."""
    waiting = messages_waiting(FETCHING)
    return 0 if waiting is None else max(0, MOST_MESSAGES - waiting) * FETCHING_BATCH


def tell(stage: str, rows: Any, ids: Sequence[int]) -> int:
    """Mark ``ids`` among ``rows`` (items or feeds) as told of, and send them.

    Two who tell at once send nothing twice: the mark is one conditional UPDATE.
    """
    overdue = Now() - timedelta(seconds=settings.RESEND_SECONDS)
    with transaction.atomic():
        untold = rows.filter(Q(dispatched_at=None) | Q(dispatched_at__lt=overdue))
        locked = untold.select_for_update(of=("self",), skip_locked=True).order_by("pk")
        mine = set(locked.values_list("pk", flat=True))
        rows.model.objects.filter(pk__in=mine).update(dispatched_at=Now())
    ordered = [pk for pk in ids if pk in mine]
    told = dispatch(stage, ordered)
    rows.model.objects.filter(pk__in=ordered[told:]).update(dispatched_at=None)
    return told


def tell_pollers() -> int:
    """Tell the workers which feeds to ask now: one per free host; returns how many were told.

    Asked by the beat every 30 s, and every second where the sweeper runs.
    """
    return tell_due(POLL, Feed.objects.due(), "url")


def tell_checkers() -> int:
    """The same for articles whose address is to be asked again."""
    return tell_due(CHECK, Watch.objects.due(), "article__url")


def tell_due(stage: str, due: Any, address: str) -> int:
    """Tell of rows that are due (feeds or watches), whose field ``address`` names their host."""
    overdue = Now() - timedelta(seconds=settings.RESEND_SECONDS)
    untold = due.filter(Q(dispatched_at=None) | Q(dispatched_at__lt=overdue))
    by_host: dict[str, list[int]] = defaultdict(list)
    for pk, url in untold.values_list("pk", address)[:LOOKED_AT]:
        by_host[host_of(url)].append(pk)
    if not by_host or not (room := room_in_queue()):
        return 0
    busy = Host.objects.filter(name__in=by_host, free_at__gt=Now()).values_list("name", flat=True)
    free = [pks[: visit_size()] for host, pks in by_host.items() if host not in set(busy)]
    chosen = [pk for pks in free for pk in pks][:room]
    return tell(stage, due.model.objects.filter(pk__in=chosen), chosen)


def hosts_asked_first() -> set[str]:
    """The hosts that are to be asked first for a feed, or for what somebody waits for."""
    feeds = Feed.objects.due().filter(next_poll_at__gt=Now() - FEEDS_FIRST)
    wanted = Watch.objects.due().filter(asked_at__gt=Now() - FEEDS_FIRST)
    addresses = [
        *feeds.values_list("url", flat=True)[:LOOKED_AT],
        *wanted.values_list("article__url", flat=True)[:LOOKED_AT],
    ]
    return {host_of(url) for url in addresses}


def host_of(url: str) -> str:
    """The politeness key of an address that was checked before; empty where rules changed."""
    try:
        return host_key(url)
    except FetchFailed:
        return ""
