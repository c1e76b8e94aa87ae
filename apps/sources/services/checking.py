"""Asking the addresses of articles again: what changed becomes a version, the rest a date."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from apps.sources.addresses import url_key
from apps.sources.documents import one_line
from apps.sources.fetching import Fetched, FetchFailed, retry_delay
from apps.sources.models import Article, Host, ImportItem, Outlet, StoredBytes, Watch
from apps.sources.services.downloading import release, robots_of
from apps.sources.services.drafting import Draft, draft_of
from apps.sources.services.importing import digest, make_hosts, store
from apps.sources.services.intervals import next_check
from apps.sources.services.keeping import is_kin
from apps.sources.services.outlets import get_outlets
from apps.sources.services.polling import in_words
from apps.sources.services.reading import names_of_outlets, nothing_to_analyse, read
from apps.sources.services.scheduling import host_of
from apps.sources.services.updating import SAME, TRIFLES, update_text
from apps.sources.services.visiting import (
    RNG,
    Answer,
    Call,
    Disallowed,
    Visit,
    visit_side_by_side,
)
from apps.sources.services.watching import MOST_FAILURES
from storytracker import isolation
from storytracker.analysis.types import Reading
from storytracker.isolation import Breach, OutOfTime

log = logging.getLogger(__name__)

# Visits and reading together; Celery ends a task after 120 s, and the last page may take 20 s.
BATCH_SECONDS = 90
GONE = 410

NOT_SAVED = -1
KEPT = " The document is kept."

CALM = (SAME, TRIFLES)
UNREADABLE = "The program failed on what the address shows now; the text that we hold stays."
ANOTHER = "The address leads to another page now (“{title}”), so it was not taken for this article."

Follow = Callable[[int], object]


def check_articles(ids: Sequence[int], follow: Follow) -> int:
    """Ask the addresses of those watches of ``ids`` that are due; returns how many were asked.

    Their hosts are visited as for any fetch: each by nobody else, no sooner than its delay
    allows, robots.txt first, and only what changed is asked for. A page that says the same, or
    differs only in trifles, leaves nothing but the date of the check. Else its text becomes the
    article's newest version, and ``follow`` is told of the article's id in the same
    transaction. What can't be taken is told in words on the watch. A page that changes is asked
    more often, one that does not ever more rarely, and none for longer than
    ``settings.REFETCH_DAYS`` after it came in; a wish of somebody's counts at any time.

    Raises the database's error where that went away, NoChild where the system gives no process
    to read in; the articles are still due then.
    """
    watches = Watch.objects.claim(ids)
    if not watches:
        return 0
    token = watches[0].lease_token
    assert token is not None
    asked = check(watches, token, follow)
    # Those whose host was busy, or that there was no time for: still due, and told of again.
    left = Watch.objects.filter(pk__in=[watch.pk for watch in watches], lease_token=token)
    left.update(lease_token=None, lease_until=None)
    return asked


def check(watches: Sequence[Watch], token: UUID, follow: Follow) -> int:
    """Visit the articles' hosts and write what came; returns how many addresses were asked."""
    hosts = claim_hosts(watches)
    if not hosts or (of_hosts := hosts[0].lease_token) is None:
        return 0
    by_pk = {watch.pk: watch for watch in watches}
    asked = 0
    with isolation.budget(BATCH_SECONDS):
        for ended in visit_side_by_side([visit_of(host, watches) for host in hosts]):
            for visit in ended:
                release(visit, of_hosts)
            for visit in ended:
                for pk, answer in visit.answers.items():
                    write_answer(by_pk[pk], token, answer, follow)
                asked += len(visit.answers)
    return asked


def claim_hosts(watches: Sequence[Watch]) -> list[Host]:
    """Take the articles' hosts, as far as they may be asked now."""
    names = {host for watch in watches if (host := host_of(watch.article.url))}
    make_hosts(names)
    return Host.objects.claim(sorted(names))


def visit_of(host: Host, watches: Sequence[Watch]) -> Visit:
    """What a host is going to be asked for: what changed since the last time."""
    here = [watch for watch in watches if host_of(watch.article.url) == host.name]
    calls = [Call(w.pk, w.article.url, w.etag, w.last_modified) for w in here]
    return Visit(host.name, calls, robots_of(host))


def write_answer(watch: Watch, token: UUID, answer: Answer, follow: Follow) -> None:
    """Write what an address answered; one article's trouble is no other's."""
    if not isinstance(answer, Fetched):
        write_failure(watch, token, answer)
    elif answer.not_modified:
        write_check(watch, token, answer)
    else:
        try:
            write_page(watch, token, answer, follow)
        except OutOfTime:
            log.warning("Article %s is looked at later", watch.article_id)


def write_page(watch: Watch, token: UUID, page: Fetched, follow: Follow) -> None:
    """Read a page that came, and take it as a version where it says something new."""
    item = as_item(watch.article, page)
    reading = read(item)
    if not isinstance(reading, Reading):
        words = f"Reading it {reading.words}." if isinstance(reading, Breach) else UNREADABLE
        write_check(watch, token, page, problem=words)
        return
    if problem := nothing_to_analyse(reading):
        write_check(watch, token, page, problem=problem.partition(KEPT)[0])
        return
    draft = draft_of(item, reading, outlets_of(watch.article, item, reading))
    if is_another(watch.article, draft, page):
        words = ANOTHER.format(title=draft.article.title[:120])
        write_check(watch, token, page, problem=words)
    else:
        write_draft(watch, token, page, draft, follow)


def as_item(article: Article, page: Fetched) -> ImportItem:
    """What came, as the readers want it; neither it nor its bytes are saved."""
    raw = StoredBytes(pk=NOT_SAVED, content=page.content)
    return ImportItem(
        raw=raw,
        url=article.url,
        fetched_url=page.url,
        content_type=one_line(page.content_type, 120),
        given_outlet=article.outlet.name if article.outlet else "",
    )


def outlets_of(article: Article, item: ImportItem, reading: Reading) -> dict[str, Outlet]:
    """The outlet rows that the draft needs: what an article is of is not decided anew."""
    if article.outlet:
        return {article.outlet.name: article.outlet}
    return get_outlets(names_of_outlets([item], {item.pk: reading}))


def is_another(article: Article, draft: Draft, page: Fetched) -> bool:
    """True where the address leads to another page now, with another text on it."""
    own = {url_key(article.url), article.url_key}
    if own & {url_key(page.url), draft.article.url_key}:
        return False
    return not is_kin(article.current_version, draft.version)


def write_draft(watch: Watch, token: UUID, page: Fetched, draft: Draft, follow: Follow) -> None:
    """Write a readable page: a version and who follows, or nothing but the date."""
    with transaction.atomic():
        if not is_ours(watch, token):
            return
        with transaction.atomic():
            draft.version.raw_id = store([page.content])[digest(page.content)]
            update = update_text(watch.article, draft, is_live=True)
            # Bytes that bring nothing new are not kept.
            transaction.set_rollback(update.version is None)
        if update.version:
            follow(watch.article_id)
        problem = "" if update.version or update.why in CALM else update.why
        write_check(watch, token, page, problem=problem, is_changed=bool(update.version))


# --- what is written of every check ---------------------------------------------------------------


def write_check(
    watch: Watch, token: UUID, page: Fetched, *, problem: str = "", is_changed: bool = False
) -> None:
    """The page was asked: when, what came of it, and when it is asked next."""
    seconds = next_check(watch.interval_seconds, changed=is_changed)
    changes: dict[str, Any] = {
        "failures": 0,
        "problem": problem,
        "etag": "" if problem else page.etag or (watch.etag if page.not_modified else ""),
        "last_modified": ""
        if problem
        else one_line(
            page.last_modified or (watch.last_modified if page.not_modified else ""), 200
        ),
    }
    if page.not_modified:
        # As before: a page that could not be taken has sent nothing to compare with.
        changes.pop("problem")
    if is_changed:
        changes["changed_at"] = Now()
    write(watch, token, seconds, max(seconds, page.fresh_seconds), **changes)


def write_failure(watch: Watch, token: UUID, failed: Answer) -> None:
    """The page did not come: it is asked more rarely, and given up in the end."""
    failures = watch.failures + 1
    status = retry_after = None
    if isinstance(failed, FetchFailed):
        status, retry_after = failed.status, failed.retry_after
    if isinstance(failed, Disallowed) or status == GONE:
        failures = MOST_FAILURES
    seconds = next_check(watch.interval_seconds, changed=False)
    wait = max(seconds, retry_delay(failures, retry_after, rng=RNG))
    write(watch, token, seconds, wait, failures=failures, problem=in_words(failed))


def write(watch: Watch, token: UUID, seconds: int, wait: float, **changes: Any) -> None:
    """What every check writes, unless its lease was lost."""
    given_up = changes["failures"] >= MOST_FAILURES or not is_recent(watch.article)
    Watch.objects.filter(pk=watch.pk, lease_token=token).update(
        checked_at=Now(),
        asked_at=None,
        interval_seconds=seconds,
        next_at=None if given_up else Now() + timedelta(seconds=wait),
        lease_token=None,
        lease_until=None,
        dispatched_at=None,
        **changes,
    )


def is_recent(article: Article) -> bool:
    """True while an article is looked at again by itself."""
    days = timedelta(days=settings.REFETCH_DAYS)
    return article.first_seen_at + days > timezone.now()


def is_ours(watch: Watch, token: UUID) -> bool:
    """True where the lease is still ours; the row is locked to the transaction's end."""
    return Watch.objects.held(token, [watch.pk]).exists()
