"""Asking feeds what is new, and taking it in."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.functions import TransactionNow
from django.db import transaction
from django.db.models.functions import Now

from apps.sources.addresses import url_key
from apps.sources.documents import LONGEST_ADDRESS, one_line
from apps.sources.fetching import Fetched, FetchFailed, retry_delay
from apps.sources.models import Feed, Host
from apps.sources.services.downloading import release, robots_of
from apps.sources.services.entries import take_entries
from apps.sources.services.feed_reading import FeedReading, read_in_child
from apps.sources.services.importing import make_hosts
from apps.sources.services.intervals import next_interval
from apps.sources.services.scheduling import host_of
from apps.sources.services.visiting import RNG, Answer, Call, Visit, visit_side_by_side
from storytracker import isolation
from storytracker.isolation import Breach, ChildFailed, OutOfTime

log = logging.getLogger(__name__)

# trust.md: a feed is paused after ten failures. In a row, hours apart in the end.
MOST_FAILURES = 10
GONE = 410
# Visits and reading together; Celery ends a task after 120 s, and the last feed may take 20 s.
BATCH_SECONDS = 90

NO_FEED_IN_PAGE = (
    "This address is a page, and it names no feed. Look on the site for “RSS” or “feed”, and add "
    "that address instead."
)
NAMED_FEED_KNOWN = (
    "This address is a page, and the feed that it names is followed already. Remove this one."
)
MOVED_TO_KNOWN = (
    "This feed moved to the address of another one that is followed already. Remove this one."
)
UNREADABLE = "The program failed on what the feed answered."


def poll_feeds(ids: Sequence[int]) -> int:
    """Ask those feeds of ``ids`` that are due, and whose hosts may be asked; returns how many.

    What is new in a feed is taken in as one import, every entry once, whatever the feed says of
    it later. A page's address is replaced by that of the feed that the page names; an address
    that moved for good, by the new one. A feed that fails is asked ever more rarely, and paused
    with words after ten times, or at once where it is gone (410). Nothing is written for a feed
    whose lease was lost meanwhile.

    Raises the database's error where that went away, NoChild where the system gives no process
    to read in; the feeds are still due then.
    """
    feeds = Feed.objects.claim(ids)
    if not feeds:
        return 0
    token = feeds[0].lease_token
    assert token is not None
    asked = poll(feeds, token)
    # Those whose host was busy, or that there was no time for: still due, and told of again.
    left = Feed.objects.filter(pk__in=[feed.pk for feed in feeds], lease_token=token)
    left.update(lease_token=None, lease_until=None)
    return asked


def poll(feeds: Sequence[Feed], token: UUID) -> int:
    """Visit the feeds' hosts and write what came; returns how many feeds were asked."""
    hosts = claim_hosts(feeds)
    if not hosts or (of_hosts := hosts[0].lease_token) is None:
        return 0
    visits = [visit_of(host, feeds) for host in hosts]
    by_pk = {feed.pk: feed for feed in feeds}
    asked = 0
    with isolation.budget(BATCH_SECONDS):
        for ended in visit_side_by_side(visits):
            for visit in ended:
                release(visit, of_hosts)
            answers = [pair for visit in ended for pair in visit.answers.items()]
            for pk, answer in answers:
                write_answer(by_pk[pk], token, answer)
            asked += len(answers)
    return asked


def claim_hosts(feeds: Sequence[Feed]) -> list[Host]:
    """Take the feeds' hosts, as far as they may be asked now."""
    names = {host for feed in feeds if (host := host_of(feed.url))}
    make_hosts(names)
    return Host.objects.claim(sorted(names))


def visit_of(host: Host, feeds: Sequence[Feed]) -> Visit:
    """What a host is going to be asked for: what changed in its feeds since the last time."""
    here = [feed for feed in feeds if host_of(feed.url) == host.name]
    calls = [Call(feed.pk, feed.url, feed.etag, feed.last_modified) for feed in here]
    return Visit(host.name, calls, robots_of(host), heeds_robots=False)


def write_answer(feed: Feed, token: UUID, answer: Answer) -> None:
    """Write what a feed answered; one feed's trouble is no other's."""
    if not isinstance(answer, Fetched):
        write_failure(feed, token, answer)
    elif answer.not_modified:
        write_success(feed, token, answer, None)
    else:
        try:
            found = read_in_child(answer.content, url=answer.url, content_type=answer.content_type)
        except OutOfTime:
            log.warning("Feed %s is read next time", feed.pk)
        except Breach as breach:
            words = f"What the feed answered can't be read: reading it {breach.words}."
            write_failure(feed, token, words)
        except ChildFailed:
            log.exception("Feed %s can't be read", feed.pk)
            write_failure(feed, token, UNREADABLE)
        else:
            write_reading(feed, token, answer, found)


def write_reading(feed: Feed, token: UUID, answer: Fetched, found: FeedReading) -> None:
    """Write a feed that was read, or what came in its place."""
    if not found.feed.problem:
        write_success(feed, token, answer, found)
    elif feed.last_ok_at is not None:
        # It was a feed before: an error page in its place may be gone tomorrow.
        write_failure(feed, token, found.feed.problem)
    elif found.links:
        move_to_named_feed(feed, token, found)
    else:
        is_page = "html" in answer.content_type.lower()
        pause(feed, token, NO_FEED_IN_PAGE if is_page else found.feed.problem)


def write_success(feed: Feed, token: UUID, answer: Fetched, found: FeedReading | None) -> None:
    """Take in what is new in a feed (``found`` is ``None``: nothing), and say when to ask again."""
    with transaction.atomic():
        if not is_ours(feed, token):
            return
        new = take_entries(feed, found.feed.entries) if found else 0
        ttl_seconds = 60 * (found.feed.ttl_minutes or 0) if found else 0
        fresh_for = max(ttl_seconds, answer.fresh_seconds)
        changes: dict[str, Any] = known_of(feed, found) | {
            "failures": 0,
            "last_error": "",
            "last_ok_at": TransactionNow(),
            "etag": answer.etag or (feed.etag if answer.not_modified else ""),
            "last_modified": one_line(
                answer.last_modified or (feed.last_modified if answer.not_modified else ""), 200
            ),
            "entries_taken": feed.entries_taken + new,
        }
        if new:
            changes["last_new_at"] = TransactionNow()
        seconds = next_interval(feed.interval_seconds, new=new, fresh_for=fresh_for)
        write_poll(feed, answer.status, seconds, seconds, **changes)
        if answer.moved:
            move(feed, answer.moved)


def known_of(feed: Feed, found: FeedReading | None) -> dict[str, Any]:
    """What a feed says of itself: its name where nobody gave it one, and its site."""
    if found is None:
        return {}
    return {
        "title": feed.title or one_line(found.feed.title, 300),
        "home_url": one_line(found.feed.home_url, LONGEST_ADDRESS) or feed.home_url,
    }


def write_failure(feed: Feed, token: UUID, problem: Answer | str) -> None:
    """Count a failure and wait longer; after ten in a row, or where it is gone, pause the feed."""
    failed = problem if isinstance(problem, FetchFailed) else None
    failures, words = feed.failures + 1, in_words(problem)
    status = failed.status if failed else None
    interval = next_interval(feed.interval_seconds, new=0)
    wait = max(interval, retry_delay(failures, failed.retry_after if failed else None, rng=RNG))
    with transaction.atomic():
        if not is_ours(feed, token):
            return
        write_poll(feed, status, interval, wait, failures=failures, last_error=words)
        if status == GONE:
            write_pause(feed, "Paused, as the site says that it is gone for good (410).")
        elif failures >= MOST_FAILURES:
            write_pause(feed, f"Paused after {failures} failures: {words}")


def in_words(problem: Answer | str) -> str:
    """A failure as it is said of a feed: nobody pastes a feed's text."""
    words = str(problem)
    for advice in (
        " Try again later, or paste the article's text instead.",
        " Paste the article's text instead.",
        ", or paste the article's text instead",
        ", or paste the text instead",
    ):
        words = words.replace(advice, "")
    return words


def write_poll(feed: Feed, status: int | None, interval: int, wait: float, **changes: Any) -> None:
    """What every poll writes: that it was made, and when the next one is due."""
    Feed.objects.filter(pk=feed.pk).update(
        last_polled_at=TransactionNow(),
        last_status=status,
        polls=feed.polls + 1,
        interval_seconds=interval,
        next_poll_at=Now() + timedelta(seconds=wait),
        lease_token=None,
        lease_until=None,
        dispatched_at=None,
        **changes,
    )


def pause(feed: Feed, token: UUID, words: str) -> None:
    """Pause a feed that can't be one."""
    with transaction.atomic():
        if is_ours(feed, token):
            write_poll(
                feed, None, feed.interval_seconds, 0, failures=feed.failures + 1, last_error=words
            )
            write_pause(feed, words)


def write_pause(feed: Feed, words: str) -> None:
    Feed.objects.filter(pk=feed.pk, paused_at=None).update(paused_at=Now(), pause_reason=words)


def move_to_named_feed(feed: Feed, token: UUID, found: FeedReading) -> None:
    """Follow the first feed that a page names in the page's place, at once."""
    link = found.links[0]
    with transaction.atomic():
        if not is_ours(feed, token):
            return
        title = feed.title or one_line(link.title, 300)
        write_poll(feed, None, feed.interval_seconds, 0, title=title)
        move(feed, link.url, NAMED_FEED_KNOWN)


def move(feed: Feed, url: str, words: str = MOVED_TO_KNOWN) -> None:
    """Give a feed another address; where that is another feed's, pause it with ``words``."""
    key = url_key(url)
    if key is None or key == feed.url_key and url == feed.url:
        return
    if Feed.objects.filter(url_key=key).exclude(pk=feed.pk).exists():
        write_pause(feed, words)
        return
    make_hosts([host for host in [host_of(url)] if host])
    Feed.objects.filter(pk=feed.pk).update(url=url, url_key=key, etag="", last_modified="")


def is_ours(feed: Feed, token: UUID) -> bool:
    """True where the lease is still ours; the row is locked to the transaction's end."""
    return Feed.objects.held(token, [feed.pk]).exists()
