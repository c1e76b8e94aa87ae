"""The stage before the first: from an address to its bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from apps.sources.addresses import url_key
from apps.sources.dispatch import PARSE, dispatch
from apps.sources.documents import one_line
from apps.sources.fetching import MAX_TRIES, Fetched, FetchFailed, Robots, retry_delay
from apps.sources.fetching.failures import LATER
from apps.sources.models import Article, Host, ImportItem, ItemState
from apps.sources.services.importing import articles_at, as_known, digest, end, store
from apps.sources.services.scheduling import tell_fetchers, visit_size
from apps.sources.services.stages import OUTAGE, give_back, still_held
from apps.sources.services.visiting import (
    RNG,
    Answer,
    Call,
    Disallowed,
    Visit,
    visit_side_by_side,
)

# RFC 9309 advises not to use a robots.txt that is older.
ROBOTS_KEPT = timedelta(days=1)

WRITTEN = (
    "state",
    "reason",
    "raw",
    "article",
    "fetched_url",
    "http_status",
    "content_type",
    "failures",
    "attempts",
    "next_try_at",
    "dispatched_at",
    "finished_at",
    "lease_token",
    "lease_until",
)


def fetch_items(ids: Sequence[int]) -> list[int]:
    """Fetch those of ``ids`` that wait for it, and whose hosts may be asked now.

    Their hosts are visited side by side, each by nobody else and no sooner than its delay
    allows, robots.txt first. What comes is kept, and the item goes on (FETCHED; the workers are
    told). Else it ends in words: SKIPPED where robots.txt asks for it, DUPLICATE where the
    address is an article's that we hold by now, DEAD where it failed for
    good or six times in passing; before that it waits for another try (RETRY_WAIT). What there
    was no time for is queued again. Nothing is written for an item whose lease was lost
    meanwhile. Running this twice does the work once. Returns the ids that go on.

    Raises the database's error where that went away; no attempt is counted then.
    """
    with transaction.atomic():
        hosts = claim_hosts(ids)
        items = claim_items(ids, hosts)
    if not items:
        return []
    try:
        visits = [visit_of(host, items) for host in hosts if any_of(host, items)]
        groups = visit_side_by_side(visits)
        return [pk for ended in groups for pk in write_visits(ended, items, hosts[0].lease_token)]
    except OUTAGE:
        give_back(items)
        raise


def claim_hosts(ids: Sequence[int]) -> list[Host]:
    """Take the hosts of the waiting items of ``ids``; items whose host is busy wait on."""
    waiting = ImportItem.objects.filter(pk__in=list(ids), state=ItemState.QUEUED)
    names = set(waiting.values_list("host", flat=True))
    hosts = Host.objects.claim(names) if names else []
    busy = names - {host.name for host in hosts}
    if busy:
        # Not told of, so that the next tick may choose them, or others of that host.
        waiting.filter(host__in=busy, lease_token=None).update(dispatched_at=None)
    return hosts


def claim_items(ids: Sequence[int], hosts: Sequence[Host]) -> list[ImportItem]:
    """Take the items of those hosts, but for those whose article has come meanwhile.

    A host that nothing is wanted of is let go of.
    """
    names = {host.name for host in hosts}
    here = ImportItem.objects.filter(pk__in=list(ids), host__in=names) if names else None
    pks = list(here.values_list("pk", flat=True)) if here is not None else []
    items = ImportItem.objects.claim(pks, [ItemState.QUEUED], running=ItemState.FETCHING)
    held = articles_at(key for item in items if (key := url_key(item.url)))
    known = {item.pk: held[key] for item in items if (key := url_key(item.url)) in held}
    for item in items:
        if item.pk in known:
            finish_known(item, known[item.pk])
    items = [item for item in items if item.pk not in known]
    wanted = {item.host for item in items}
    for host in hosts:
        if host.name not in wanted and host.lease_token:
            Host.objects.release(host.lease_token, host.name, 0)
    return items


def finish_known(item: ImportItem, article: Article) -> None:
    """End an item whose address is an article's that we hold."""
    state, reason = as_known(article)
    ImportItem.objects.filter(pk=item.pk).finish(state, reason, article=article)


def any_of(host: Host, items: Iterable[ImportItem]) -> bool:
    return any(item.host == host.name for item in items)


def visit_of(host: Host, items: Iterable[ImportItem]) -> Visit:
    """What a host is going to be asked for, interactive imports' items first."""
    here = sorted((item for item in items if item.host == host.name), key=lambda i: (i.bulk, i.pk))
    calls = [Call(item.pk, item.url) for item in here]
    return Visit(host.name, calls, robots_of(host))


def robots_of(host: Host) -> Robots | None:
    """The host's robots.txt as last read; ``None`` where that is too long ago, or never was."""
    if host.robots_at is None or host.robots_at < timezone.now() - ROBOTS_KEPT:
        return None
    return Robots(host.robots, host.robots_status or 200)


def write_visits(
    visits: Sequence[Visit], items: Sequence[ImportItem], token: UUID | None
) -> list[int]:
    """Write what came of some visits, in one transaction; returns the items that go on."""
    assert token is not None
    names = {visit.host for visit in visits}
    answers = {pk: answer for visit in visits for pk, answer in visit.answers.items()}
    with transaction.atomic():
        mine = still_held([item for item in items if item.host in names])
        write_answers([item for item in mine if item.pk in answers], answers)
        left = [item.pk for item in mine if item.pk not in answers]
        ImportItem.objects.filter(pk__in=left).give_back()
        for visit in sorted(visits, key=lambda visit: visit.host):
            release(visit, token)
        fetched = [item for item in mine if item.state == ItemState.FETCHED]
        for bulk in (False, True):
            ids = [item.pk for item in fetched if item.bulk == bulk]
            transaction.on_commit(partial(dispatch, PARSE, ids, bulk=bulk))
        if visit_size() > 1:
            transaction.on_commit(partial(tell_fetchers, hosts=sorted(names)))
    return [item.pk for item in fetched]


def release(visit: Visit, token: UUID) -> None:
    """Let go of a host, and remember what its robots.txt says."""
    known: dict[str, Any] = {}
    if visit.read_robots is not None:
        known["robots"] = visit.read_robots.text
        known["robots_status"] = visit.read_robots.status
        known["robots_at"] = Now()
    Host.objects.release(token, visit.host, visit.wait_seconds, **known)


def write_answers(items: Sequence[ImportItem], answers: dict[int, Answer]) -> None:
    """Write the items with what their hosts answered, all in a few statements."""
    came = {pk: answer for pk, answer in answers.items() if isinstance(answer, Fetched)}
    raw = store(came[item.pk].content for item in items if item.pk in came)
    held = articles_at(key for page in came.values() if (key := url_key(page.url)))
    for item in items:
        answer = answers[item.pk]
        item.lease_token = item.lease_until = None
        if isinstance(answer, Fetched):
            take(item, answer, raw, held)
        else:
            fail(item, answer)
    ImportItem.objects.bulk_update(items, WRITTEN)


def take(item: ImportItem, page: Fetched, raw: dict[str, int], held: dict[str, Article]) -> None:
    """An item whose page came: it goes on to be read, unless its article was removed."""
    item.raw_id = raw[digest(page.content)]
    item.fetched_url, item.http_status = page.url, page.status
    item.content_type = one_line(page.content_type, 120)
    item.failures = item.attempts = 0
    article = held.get(url_key(page.url) or "")
    if article and article.is_removed:
        end(item, *as_known(article))
        item.article, item.raw_id = article, None
    else:
        item.state, item.reason = ItemState.FETCHED, ""
        item.dispatched_at = Now()  # type: ignore[assignment]


def fail(item: ImportItem, answer: Answer) -> None:
    """An item whose page did not come: another try where that can help, else its end."""
    item.http_status = answer.status if isinstance(answer, FetchFailed) else None
    if isinstance(answer, Disallowed):
        end(item, ItemState.SKIPPED, str(answer))
    elif isinstance(answer, FetchFailed) and answer.is_passing:
        fail_in_passing(item, answer)
    else:
        end(item, ItemState.DEAD, str(answer))


def fail_in_passing(item: ImportItem, failed: FetchFailed) -> None:
    """Another try later; after six the end."""
    item.failures += 1
    left = MAX_TRIES - item.failures
    if left <= 0:
        words = f"{failed.reason} The program tried {item.failures} times."
        end(item, ItemState.DEAD, words)
        return
    seconds = retry_delay(item.failures, failed.retry_after, rng=RNG)
    item.state = ItemState.RETRY_WAIT
    item.reason = (
        f"{failed.reason.removesuffix(LATER)}The program tries again by itself, {times(left)} at "
        "most. Or paste the article's text instead."
    )
    item.attempts, item.dispatched_at = 0, None
    item.next_try_at = Now() + timedelta(seconds=seconds)  # type: ignore[assignment]


def times(count: int) -> str:
    """ "once more", "4 times more"."""
    return "once more" if count == 1 else f"{count} times more"
