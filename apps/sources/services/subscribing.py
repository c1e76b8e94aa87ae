"""Which feeds are followed: adding, changing, pausing, removing them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.sources.addresses import url_key
from apps.sources.documents import LONGEST_ADDRESS, bad_address, one_line
from apps.sources.models import Feed, Outlet, SourceAct
from apps.sources.services.acting import keep_added, keep_feed_act
from apps.sources.services.importing import make_hosts
from apps.sources.services.outlets import get_outlets
from apps.sources.services.scheduling import host_of, tell_pollers
from storytracker.analysis.reading.opml import NotOpml, read_opml
from storytracker.analysis.types import OpmlFeed

# As many as the longest lists of newsrooms hold, several times over.
MOST_FEEDS_AT_ONCE = 5000


class CantBeAdded(Exception):
    """The feed can't be added; says why, in words. ``feed`` is the one that is there already."""

    def __init__(self, words: str, feed: Feed | None = None) -> None:
        super().__init__(words)
        self.feed = feed


class CantBePolled(Exception):
    """The feed can't be asked now; says why, in words."""


@dataclass(frozen=True, slots=True)
class Added:
    """What came of a list of feeds: ``new`` ones, those ``known`` before, and ``refused``, in
    words, those that could not be added; ``notice`` says what else is to be known."""

    new: Sequence[Feed]
    known: Sequence[Feed]
    refused: Sequence[str] = ()
    notice: str = ""


def add_feed(
    *, url: str, by: User | None, outlet: str = "", words: str = "", folder: str = ""
) -> Feed:
    """Follow a feed from now on; returns it. It is asked for the first time at once.

    ``url`` may be a page's: its feed is found at the first poll. ``outlet`` is whose articles
    all of its entries are; of ``words`` an entry must have all to be taken.

    Raises CantBeAdded for what is no address, and (with ``feed``) for one that is followed.
    """
    url = url.strip()
    if problem := bad_address(url):
        raise CantBeAdded(problem)
    new, known = write_feeds([OpmlFeed(url=url, folder=folder)], by=by, outlet=outlet, words=words)
    if known:
        raise CantBeAdded(gettext("This feed is followed already. Nothing was changed."), known[0])
    return new[0]


def add_feeds(opml: bytes, *, by: User | None) -> Added:
    """Follow all feeds of an OPML list; those that are followed already stay as they are.

    Raises CantBeAdded, in words, for what is no such list.
    """
    try:
        listed = read_opml(opml)
    except NotOpml as problem:
        raise CantBeAdded(str(problem)) from problem
    good = [feed for feed in listed if not bad_address(feed.url)]
    refused = [f"{feed.url}: {words}" for feed in listed if (words := bad_address(feed.url))]
    new, known = write_feeds(good[:MOST_FEEDS_AT_ONCE], by=by)
    left_out = len(good[MOST_FEEDS_AT_ONCE:])
    notice = f"Only the first {MOST_FEEDS_AT_ONCE:,} of its feeds were added." if left_out else ""
    return Added(new, known, refused, notice)


def write_feeds(
    feeds: Iterable[OpmlFeed], *, by: User | None, outlet: str = "", words: str = ""
) -> tuple[list[Feed], list[Feed]]:
    """Write rows for feeds, once each; returns the new ones, and those that were there."""
    owner = outlet_named(outlet)
    rows = {
        row.url_key: row for row in reversed([make_feed(feed, by, owner, words) for feed in feeds])
    }
    with transaction.atomic():
        before = set(Feed.objects.filter(url_key__in=list(rows)).values_list("url_key", flat=True))
        new = [rows[key] for key in sorted(rows) if key not in before]
        Feed.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
        make_hosts({host for row in new if (host := host_of(row.url))})
        stored = Feed.objects.filter(url_key__in=list(rows)).select_related("outlet").order_by("pk")
        added = [feed for feed in stored if feed.url_key not in before]
        if added:
            keep_added(added, by)
            transaction.on_commit(tell_pollers)
    return added, [feed for feed in stored if feed.url_key in before]


def make_feed(feed: OpmlFeed, by: User | None, outlet: Outlet | None, words: str) -> Feed:
    """The row of a feed, not saved; it is due at once."""
    return Feed(
        url=feed.url.strip(),
        url_key=url_key(feed.url) or feed.url,
        title=one_line(feed.title, 300),
        home_url=one_line(feed.home_url, LONGEST_ADDRESS),
        folder=one_line(feed.folder, 200),
        outlet=outlet,
        words=one_line(words, 300),
        created_by=by,
        next_poll_at=Now(),
    )


def outlet_named(name: str) -> Outlet | None:
    """The outlet row called ``name``, made where there was none; ``None`` for no name."""
    return get_outlets([name]).get(name) if one_line(name, 200) else None


def change_feed(feed: Feed, *, outlet: str, words: str, by: User) -> Feed:
    """Say anew whose articles a feed's entries are, and which words they must have.

    Holds for entries to come: what was left out stays out, what was taken stays as it is.
    """
    with transaction.atomic():
        was = Feed.objects.select_for_update(of=("self",)).select_related("outlet").get(pk=feed.pk)
        feed.outlet, feed.words = outlet_named(outlet), one_line(words, 300)
        feed.save(update_fields=["outlet", "words"])
        if changed := what_changed(was, feed):
            keep_feed_act(SourceAct.Kind.CHANGED, feed, by, changed)
    return feed


def what_changed(was: Feed, feed: Feed) -> str:
    """What is said of a feed now and was not before, in words; empty where all is as it was."""
    parts = []
    if was.outlet_id != feed.outlet_id:
        parts.append(_changed(gettext("outlet"), str(was.outlet or ""), str(feed.outlet or "")))
    if was.words != feed.words:
        parts.append(_changed(gettext("words"), was.words, feed.words))
    return "; ".join(parts)


def _changed(what: str, before: str, after: str) -> str:
    said = {"what": what, "after": after or gettext("none"), "before": before or gettext("none")}
    return gettext("%(what)s: %(after)s, was %(before)s") % said


def pause_feed(feed: Feed, *, by: User, reason: str = "") -> Feed:
    """Ask a feed no more until it is resumed; a poll that runs is the last."""
    words = f"{by.get_username()} paused it"
    words = f"{words}: {one_line(reason, 300)}" if reason.strip() else f"{words}."
    with transaction.atomic():
        running = Feed.objects.filter(pk=feed.pk, paused_at=None)
        if running.update(paused_at=Now(), pause_reason=words):
            keep_feed_act(SourceAct.Kind.PAUSED, feed, by, one_line(reason, 300))
    feed.refresh_from_db()
    return feed


def resume_feed(feed: Feed, *, by: User) -> Feed:
    """Ask a paused feed again, at once, and forget how often it failed."""
    with transaction.atomic():
        paused = Feed.objects.filter(pk=feed.pk).exclude(paused_at=None)
        if paused.update(
            paused_at=None, pause_reason="", failures=0, next_poll_at=Now(), dispatched_at=None
        ):
            keep_feed_act(SourceAct.Kind.RESUMED, feed, by)
            transaction.on_commit(tell_pollers)
    feed.refresh_from_db()
    return feed


def poll_now(feed: Feed, *, by: User | None = None) -> Feed:
    """Ask a feed as soon as its host lets us, whenever it was asked last.

    Raises CantBePolled for a paused feed.
    """
    with transaction.atomic():
        due = Feed.objects.filter(pk=feed.pk, paused_at=None)
        if not due.update(next_poll_at=Now(), dispatched_at=None):
            raise CantBePolled(gettext("This feed is paused. Resume it first."))
        transaction.on_commit(tell_pollers)
    feed.refresh_from_db()
    return feed


def remove_feed(feed: Feed, *, by: User) -> None:
    """Follow a feed no more. The articles that came from it stay, and so does who removed it."""
    with transaction.atomic():
        keep_feed_act(SourceAct.Kind.REMOVED, feed, by, feed.url if feed.title else "")
        feed.delete()
