"""Feeds: asked politely, each entry taken once, and words for what goes wrong."""

from __future__ import annotations

import os
import signal
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from apps.sources.models import Article, Feed, FeedEntry, Host, Import, ImportItem, ItemState
from apps.sources.services import (
    CantBeAdded,
    CantBePolled,
    add_feed,
    add_feeds,
    change_feed,
    feed_reading,
    pause_feed,
    poll_feeds,
    poll_now,
    remove_feed,
    resume_feed,
    tell_fetchers,
    tell_pollers,
)
from apps.sources.services.intervals import next_interval
from apps.sources.services.polling import MOST_FAILURES
from storytracker import isolation, recipe
from storytracker.analysis.types import Basis
from tests.support import queues
from tests.support.articles import TOWNS
from tests.support.fetching import fetch_all, page_of
from tests.support.made import make_person
from tests.support.site import LOOPBACK, Site

pytestmark = pytest.mark.django_db(transaction=True)

RSS = "application/rss+xml"


@pytest.fixture(autouse=True)
def brisk(settings, empty_queues) -> None:
    settings.FETCH_ALLOWED_NETWORKS = LOOPBACK
    settings.FETCH_HOST_DELAY_SECONDS = 0


@pytest.fixture
def site():
    with Site() as site:
        yield site


def item_of(site: Site, number: int, **parts: str) -> str:
    known = {
        "title": f"Entry {number}",
        "link": f"{site.url}/{number}",
        "pubDate": f"{number % 28 + 1:02} Mar 2024 08:30:00 +0100",
    } | parts
    told = "".join(f"<{name}>{value}</{name}>" for name, value in known.items() if value)
    return f'<item><guid isPermaLink="false">entry-{number}</guid>{told}</item>'


def feed_of(*items: str, extra: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content='
        '"http://purl.org/rss/1.0/modules/content/"><channel><title>The News</title>'
        f"<link>https://news.example/</link>{extra}{''.join(items)}</channel></rss>"
    )


def serve_feed(site: Site, numbers, path: str = "/feed", **how) -> None:
    items = [item_of(site, number) for number in numbers]
    site.page(path, feed_of(*items), RSS, **how)


def poll(feed: Feed) -> Feed:
    """Ask a feed now, however long ago its host was asked."""
    Host.objects.update(free_at=None, lease_token=None)
    Feed.objects.filter(pk=feed.pk).update(next_poll_at=Now())
    assert poll_feeds([feed.pk]) == 1
    feed.refresh_from_db()
    assert feed.lease_token is None
    return feed


def urls() -> list[str]:
    return list(ImportItem.objects.order_by("pk").values_list("url", flat=True))


def seconds_until_next(feed: Feed) -> float:
    row = Feed.objects.filter(pk=feed.pk).annotate(now=Now()).get()
    return (row.next_poll_at - row.now).total_seconds()


# --- what is new ----------------------------------------------------------------------------------


def test_a_new_feed_is_asked_at_once_and_its_articles_come(site) -> None:
    serve_feed(site, range(3))
    for number in range(3):
        site.page(f"/{number}", page_of(number))
    feed = add_feed(url=f"{site.url}/feed", by=None, outlet="The Herald")
    queues.work()
    fetch_all()
    queues.work()
    feed.refresh_from_db()
    assert (feed.title, feed.entries_taken, feed.failures, feed.polls) == ("The News", 3, 0, 1)
    assert {article.outlet.name for article in Article.objects.all()} == {"The Herald"}
    assert Article.objects.count() == 3
    batch = Import.objects.get()
    assert (batch.channel, batch.feed) == ("feed", feed)


def test_a_feed_that_changes_brings_only_what_is_new(site) -> None:
    serve_feed(site, range(3))
    feed = poll(add_feed(url=f"{site.url}/feed", by=None))
    serve_feed(site, range(1, 5))
    feed = poll(feed)
    feed = poll(feed)
    assert urls() == [f"{site.url}/{n}" for n in range(5)]
    assert (feed.entries_taken, feed.polls) == (5, 3)
    assert Import.objects.count() == 2 and FeedEntry.objects.count() == 5
    newest = Feed.objects.with_newest().get().newest
    assert newest == 0, "the last poll brought nothing"


def test_how_many_the_last_poll_brought_is_known(site) -> None:
    serve_feed(site, range(3))
    poll(add_feed(url=f"{site.url}/feed", by=None))
    assert Feed.objects.with_newest().get().newest == 3


def test_an_unchanged_feed_sends_nothing_twice(site) -> None:
    serve_feed(site, range(3), etag='"v1"', last_modified="Sat, 02 Mar 2024 10:00:00 GMT")
    feed = poll(add_feed(url=f"{site.url}/feed", by=None))
    assert feed.etag == '"v1"'
    feed = poll(feed)
    assert (feed.last_status, feed.etag, feed.failures) == (304, '"v1"', 0)
    assert site.requests[-1].headers["if-none-match"] == '"v1"'
    assert Import.objects.count() == 1


def test_an_entry_that_changes_its_title_is_not_taken_again(site) -> None:
    site.page("/feed", feed_of(item_of(site, 1)), RSS)
    feed = poll(add_feed(url=f"{site.url}/feed", by=None))
    site.page("/feed", feed_of(item_of(site, 1, title="Corrected")), RSS)
    poll(feed)
    assert ImportItem.objects.count() == 1


def test_of_a_new_feed_the_newest_twenty_are_taken(site) -> None:
    days = [f"{n % 28 + 1:02} {'Feb' if n < 28 else 'Mar'} 2024 10:00:00 GMT" for n in range(50)]
    items = [item_of(site, n, pubDate=days[n]) for n in range(50)]
    site.page("/feed", feed_of(*items), RSS)
    feed = poll(add_feed(url=f"{site.url}/feed", by=None))
    assert set(urls()) == {f"{site.url}/{n}" for n in range(30, 50)}
    poll(feed)
    assert ImportItem.objects.count() == 20, "the older ones are known, and stay out"


def test_only_entries_with_all_the_words_are_taken(site) -> None:
    titles = {1: "The Harbour budget", 2: "The harbour", 3: "budget", 4: "BUDGET of the HARBOUR"}
    items = [item_of(site, n, title=title) for n, title in titles.items()]
    site.page("/feed", feed_of(*items), RSS)
    feed = poll(add_feed(url=f"{site.url}/feed", by=None, words="harbour Budget"))
    assert urls() == [f"{site.url}/1", f"{site.url}/4"]
    assert FeedEntry.objects.filter(taken=False).count() == 2
    assert feed.entries_taken == 2


def test_an_entry_without_an_address_is_taken_from_its_own_text(site) -> None:
    said = "".join(
        f"&lt;p&gt;The council of {town} has a plan, it says.&lt;/p&gt;" for town in TOWNS
    )
    text = {"content:encoded": said * 3, "title": "A plan for Ardmore"}
    whole = item_of(site, 1, link="", **text)
    teaser = item_of(site, 2, link="", description="Too short")
    site.page("/feed", feed_of(whole, teaser), RSS)
    poll(add_feed(url=f"{site.url}/feed", by=None))
    queues.work()
    article = Article.objects.get()
    assert article.title == "A plan for Ardmore"
    assert (article.when_day.isoformat(), article.when_basis) == ("2024-03-02", Basis.FEED)
    assert "council of Ardmore" in article.current_version.text


def test_the_feeds_date_stands_where_the_page_has_none(site) -> None:
    said = [f"<p>{words} council said that it has a plan.</p>" for words in TOWNS]
    body = f"<h1>A plan for the harbours</h1>{''.join(said)}"
    site.page("/1", f"<html><title>A plan</title><body><article>{body}</article></body></html>")
    site.page("/feed", feed_of(item_of(site, 1)), RSS)
    poll(add_feed(url=f"{site.url}/feed", by=None))
    fetch_all()
    queues.work()
    article = Article.objects.get()
    assert article.when_basis == Basis.FEED
    assert (article.when_day.day, article.when_clock.hour, article.when_offset) == (2, 8, 60)


# --- how often ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "new", "fresh_for", "expected"),
    [
        (900, 2, 0, 450),
        (400, 1, 0, 300),
        (900, 0, 0, 1350),
        (20_000, 0, 0, 21_600),
        (900, 5, 3600, 3600),
        (900, 5, 999_999, 21_600),
    ],
)
def test_the_interval_follows_what_comes(seconds, new, fresh_for, expected) -> None:
    assert next_interval(seconds, new=new, fresh_for=fresh_for) == expected


def test_what_the_publisher_says_of_its_freshness_is_kept(site) -> None:
    ttl = "<ttl>60</ttl>"
    site.page("/feed", feed_of(item_of(site, 1), extra=ttl), RSS)
    feed = poll(add_feed(url=f"{site.url}/feed", by=None))
    assert 3590 < seconds_until_next(feed) <= 3600
    site.page("/feed", feed_of(), RSS, headers={"Cache-Control": "public, max-age=7200"})
    assert 7190 < seconds_until_next(poll(feed)) <= 7200


def test_nothing_is_asked_before_its_time(site) -> None:
    serve_feed(site, [1])
    feed = poll(add_feed(url=f"{site.url}/feed", by=None))
    queues.take()
    recipe.poll_due_feeds()
    assert queues.take() == [] and poll_feeds([feed.pk]) == 0
    poll_now(feed)
    queues.work()
    assert site.counts()["/feed"] == 2


# --- what goes wrong ------------------------------------------------------------------------------


def test_after_ten_failures_in_a_row_it_is_paused_with_words(site) -> None:
    site.busy("/feed", status=500)
    feed = add_feed(url=f"{site.url}/feed", by=None)
    for failures in range(1, MOST_FAILURES + 1):
        assert feed.paused_at is None
        feed = poll(feed)
        assert feed.failures == failures and "500" in feed.last_error
        assert "paste" not in feed.last_error.lower()
        assert seconds_until_next(feed) > 900
    assert feed.paused_at is not None and "10 failures" in feed.pause_reason
    Feed.objects.update(next_poll_at=Now())
    assert tell_pollers() == 0 and poll_feeds([feed.pk]) == 0
    with pytest.raises(CantBePolled, match="Resume"):
        poll_now(feed)


def test_one_good_answer_ends_the_row_of_failures(site) -> None:
    serve_feed(site, [1])
    site.busy("/feed", status=503, retry_after="20000", times=1)
    feed = poll(add_feed(url=f"{site.url}/feed", by=None))
    assert feed.failures == 1 and seconds_until_next(feed) > 19_000
    feed = poll(feed)
    assert (feed.failures, feed.last_error, feed.entries_taken) == (0, "", 1)


def test_a_feed_that_is_gone_is_paused_at_once(site) -> None:
    site.page("/feed", status=410)
    feed = poll(add_feed(url=f"{site.url}/feed", by=None))
    assert feed.paused_at is not None and "410" in feed.pause_reason


def test_a_feed_that_moved_for_good_is_followed_there(site) -> None:
    serve_feed(site, [1], path="/new")
    site.redirect("/feed", "/new", status=301)
    feed = poll(add_feed(url=f"{site.url}/feed", by=None))
    assert feed.url == f"{site.url}/new" and feed.entries_taken == 1
    site.redirect("/new", "/elsewhere", status=302)
    serve_feed(site, [1], path="/elsewhere")
    assert poll(feed).url == f"{site.url}/new"


def test_a_feed_that_moved_to_one_that_is_followed_is_paused(site) -> None:
    serve_feed(site, [1], path="/new")
    add_feed(url=f"{site.url}/new", by=None)
    site.redirect("/feed", "/new", status=308)
    feed = poll(add_feed(url=f"{site.url}/feed", by=None))
    assert feed.paused_at is not None and "another one" in feed.pause_reason


def test_a_pages_address_leads_to_the_feed_that_it_names(site) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="/feed" title="All news">'
    site.page("/", f"<!doctype html><html><head>{link}</head><body>Hello</body></html>")
    serve_feed(site, range(2))
    feed = poll(add_feed(url=f"{site.url}/", by=None))
    assert (feed.url, feed.title, feed.paused_at) == (f"{site.url}/feed", "All news", None)
    assert poll(feed).entries_taken == 2


def test_a_page_without_a_feed_says_so(site) -> None:
    site.page("/", "<!doctype html><html><body><p>Hello</p></body></html>")
    feed = poll(add_feed(url=f"{site.url}/", by=None))
    assert feed.paused_at is not None and "names no feed" in feed.pause_reason
    assert "add that address" in feed.pause_reason


def test_an_error_page_in_a_feeds_place_is_only_a_failure(site) -> None:
    serve_feed(site, [1])
    feed = poll(add_feed(url=f"{site.url}/feed", by=None))
    site.page("/feed", "<!doctype html><html><body>Maintenance</body></html>")
    feed = poll(feed)
    assert feed.paused_at is None and feed.failures == 1


def test_a_feed_with_entities_is_a_failure_with_words(site) -> None:
    laughs = '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    channel = "<channel><item><title>&b;</title></item></channel>"
    site.page("/feed", f'<?xml version="1.0"?>{laughs}<rss version="2.0">{channel}</rss>', RSS)
    feed = poll(add_feed(url=f"{site.url}/feed", by=None))
    assert feed.polls == 1 and not ImportItem.objects.exists()


@pytest.fixture
def poison():
    """A reader of feeds that ends its process on one feed, and fails on another."""

    def read(header, body):
        if b"poison" in body:
            os.kill(os.getpid(), signal.SIGKILL)
        if b"nonsense" in body:
            raise ValueError("nonsense")
        return feed_reading.feed_to_json(header, body)

    isolation.close()
    isolation.register("feed", read)
    yield
    isolation.close()
    isolation.register("feed", feed_reading.feed_to_json)


def test_a_feed_that_breaks_its_reader_harms_no_other(site, poison) -> None:
    site.page("/poison", feed_of(item_of(site, 1, title="poison")), RSS)
    site.page("/nonsense", feed_of(item_of(site, 1, title="nonsense")), RSS)
    serve_feed(site, [2], path="/good")
    feeds = [add_feed(url=site.url + path, by=None) for path in ("/poison", "/nonsense", "/good")]
    Host.objects.update(free_at=None)
    assert poll_feeds([feed.pk for feed in feeds]) == 3
    for feed in feeds:
        feed.refresh_from_db()
    assert [feed.failures for feed in feeds] == [1, 1, 0]
    assert "reading it" in feeds[0].last_error and "failed" in feeds[1].last_error
    assert feeds[2].entries_taken == 1 and urls() == [f"{site.url}/2"]


# --- politely, and once ---------------------------------------------------------------------------


def test_feeds_and_pages_of_a_host_share_its_peace(site, settings) -> None:
    settings.FETCH_HOST_DELAY_SECONDS = 60
    serve_feed(site, [1])
    serve_feed(site, [2], path="/second")
    site.page("/1", page_of(1))
    first = add_feed(url=f"{site.url}/feed", by=None)
    second = add_feed(url=f"{site.url}/second", by=None)
    poll(first)
    assert tell_fetchers() == 0 and poll_feeds([second.pk]) == 0
    second.refresh_from_db()
    assert second.lease_token is None and second.polls == 0
    assert [request.path for request in site.requests] == ["/feed"]


def test_a_waiting_feed_goes_before_its_hosts_pages(site, settings) -> None:
    serve_feed(site, range(3))
    feed = poll(add_feed(url=f"{site.url}/feed", by=None))
    ImportItem.objects.update(dispatched_at=None)
    Host.objects.update(free_at=None)
    queues.take()
    Feed.objects.update(next_poll_at=Now())
    assert tell_fetchers() == 0
    Feed.objects.update(next_poll_at=Now() - timedelta(minutes=3))
    assert tell_fetchers() > 0, "a poller that went away holds nobody up for long"
    assert feed.pk


def test_a_frozen_pollers_late_writes_are_refused(site, monkeypatch) -> None:
    from apps.sources.services import polling

    serve_feed(site, [1])
    feed = add_feed(url=f"{site.url}/feed", by=None)

    def frozen(visits):
        for ended in real(visits):
            Feed.objects.update(lease_token=None, lease_until=None, next_poll_at=Now())
            Feed.objects.claim([feed.pk])
            yield ended

    real = polling.visit_side_by_side
    monkeypatch.setattr(polling, "visit_side_by_side", frozen)
    poll_feeds([feed.pk])
    feed.refresh_from_db()
    assert feed.polls == 0 and feed.lease_token is not None
    assert not ImportItem.objects.exists() and not FeedEntry.objects.exists()


# --- looking after them ---------------------------------------------------------------------------


def test_a_feed_is_followed_once() -> None:
    feed = add_feed(url="https://news.example/feed", by=None)
    with pytest.raises(CantBeAdded, match="already") as refusal:
        add_feed(url="http://www.news.example/feed/", by=None)
    assert refusal.value.feed == feed
    with pytest.raises(CantBeAdded, match="http"):
        add_feed(url="news.example/feed", by=None)


def test_a_list_of_feeds_is_added_once_each() -> None:
    outline = '<outline text="{0}" type="rss" xmlUrl="https://{0}.example/feed"/>'
    folder = f'<outline text="News">{outline.format("a")}{outline.format("b")}</outline>'
    body = f"<body>{folder}{outline.format('c')}</body>"
    opml = f'<?xml version="1.0"?><opml version="2.0">{body}</opml>'.encode()
    add_feed(url="https://b.example/feed", by=None, words="harbour")
    added = add_feeds(opml, by=None)
    assert [(feed.title, feed.folder) for feed in added.new] == [("a", "News"), ("c", "")]
    assert [feed.words for feed in added.known] == ["harbour"]
    assert add_feeds(opml, by=None).new == []
    with pytest.raises(CantBeAdded):
        add_feeds(b"<html></html>", by=None)


def test_pausing_resuming_changing_and_removing(site, django_user_model) -> None:
    ada = django_user_model.objects.create_user("ada", role="admin")
    serve_feed(site, [1])
    feed = add_feed(url=f"{site.url}/feed", by=ada)
    queues.take()
    pause_feed(feed, by=ada, reason="too chatty")
    assert feed.pause_reason == "ada paused it: too chatty"
    assert tell_pollers() == 0
    change_feed(feed, outlet="Reuters", words="bridge", by=ada)
    resume_feed(feed, by=ada)
    queues.work()
    feed.refresh_from_db()
    assert (feed.polls, feed.entries_taken, feed.outlet.name) == (1, 0, "Reuters")
    remove_feed(feed, by=ada)
    assert not Feed.objects.exists() and not FeedEntry.objects.exists()


def test_the_articles_of_a_removed_feed_stay(site) -> None:
    serve_feed(site, [1])
    feed = poll(add_feed(url=f"{site.url}/feed", by=None))
    remove_feed(feed, by=make_person("admin"))
    item = ImportItem.objects.get()
    assert item.batch.feed is None and item.state == ItemState.QUEUED
