"""From addresses to articles, by way of a real site: politely, once, and with words."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from apps.sources.models import Article, Host, Import, ImportItem, ItemState, StoredBytes
from apps.sources.services import Document, accept_documents, fetch_items, sweep, tell_fetchers
from tests.support import queues
from tests.support.fetching import address, fetch_all, page_of, serve, tick
from tests.support.site import LOOPBACK, Site

pytestmark = pytest.mark.django_db(transaction=True)

DELAY = 0.2


@pytest.fixture(autouse=True)
def brisk(settings, empty_queues) -> None:
    settings.FETCH_ALLOWED_NETWORKS = LOOPBACK
    settings.FETCH_HOST_DELAY_SECONDS = DELAY


@pytest.fixture
def one_at_a_time(settings) -> None:
    """As with the real delay: one request of a host per tick."""
    settings.FETCH_TICK_SECONDS = DELAY / 2


@pytest.fixture
def site():
    with Site() as site:
        yield site


def accept(*documents: Document, **how) -> Import:
    return accept_documents(
        by=None, channel="url", documents=documents, submit_token=uuid4(), **how
    )


def ids_of(batch: Import) -> list[int]:
    return [item.pk for item in batch.items.all()]


def only(batch: Import) -> ImportItem:
    return batch.items.get()


def fetched(site: Site, path: str) -> ImportItem:
    """The item of one address after a fetch of it."""
    batch = accept(Document(url=site.url + path))
    fetch_all()
    return only(batch)


# --- what comes -----------------------------------------------------------------------------------


def test_pages_come_and_become_articles(site) -> None:
    batch = accept(*serve(site, range(5)))
    fetch_all()
    queues.work()
    items = list(batch.items.select_related("article", "raw"))
    assert {item.article.url for item in items} == {address(site, n) for n in range(5)}
    assert bytes(items[3].raw.content) == page_of(3).encode()
    assert (items[3].http_status, items[3].fetched_url) == (200, address(site, 3))
    assert items[3].content_type.startswith("text/html")
    assert items[3].article.when_clock is not None
    assert {item.state for item in items} <= {ItemState.DONE, ItemState.PLACING}


def test_a_packed_page_is_kept_unpacked(site) -> None:
    site.page("/packed", page_of(1), encoding="gzip")
    item = fetched(site, "/packed")
    assert bytes(item.raw.content) == page_of(1).encode()


def test_a_redirect_is_followed_and_the_article_held_under_where_it_led(site) -> None:
    site.redirect("/short", "/1")
    serve(site, [1])
    item = fetched(site, "/short")
    queues.work()
    item.refresh_from_db()
    assert item.fetched_url == address(site, 1) == item.article.url


def test_a_redirect_to_an_article_that_we_hold_is_a_duplicate(site) -> None:
    accept(*serve(site, [1]))
    fetch_all()
    queues.work()
    site.redirect("/short", "/1")
    item = fetched(site, "/short")
    queues.work()
    item.refresh_from_db()
    assert (item.state, item.article) == (ItemState.DUPLICATE, Article.objects.get())
    assert "word for word" in item.reason


def test_a_redirect_to_an_article_that_changed_brings_its_new_text(site) -> None:
    accept(*serve(site, [1]))
    fetch_all()
    queues.work()
    site.redirect("/short", "/1")
    site.page("/1", page_of(1).replace("</article>", "<p>The mayor has resigned.</p></article>"))
    item = fetched(site, "/short")
    queues.work()
    item.refresh_from_db()
    assert (item.state, item.article) == (ItemState.DONE, Article.objects.get())
    assert item.version == item.article.current_version
    assert item.version.number == 2 and "The mayor has resigned." in item.version.text


def test_an_address_that_we_hold_is_not_asked_again(site) -> None:
    documents = serve(site, [1])
    accept(*documents)
    fetch_all()
    queues.work()
    again = only(accept(*documents))
    assert (again.state, again.article) == (ItemState.DUPLICATE, Article.objects.get())
    assert site.counts()["/1"] == 1


def test_what_came_while_it_waited_is_not_asked_for_again(site) -> None:
    first, second = (only(accept(*serve(site, [1]))) for _ in range(2))
    fetch_items([first.pk])
    queues.work()
    Host.objects.update(free_at=None)
    assert fetch_items([second.pk]) == []
    second.refresh_from_db()
    assert (second.state, second.article_id) == (ItemState.DUPLICATE, Article.objects.get().pk)
    assert site.counts()["/1"] == 1
    assert Host.objects.get().lease_token is None


# --- what doesn't ---------------------------------------------------------------------------------


def test_a_refusal_ends_the_item_with_what_to_do(site) -> None:
    site.page("/closed", "no", status=403)
    item = fetched(site, "/closed")
    assert (item.state, item.http_status) == (ItemState.DEAD, 403)
    assert "403" in item.reason and "Paste the article's text" in item.reason
    assert item.can_be_retried and item.can_be_pasted


def test_a_busy_site_is_asked_again_when_it_said(site) -> None:
    serve(site, [1])
    site.busy("/1", status=429, retry_after="90", times=1)
    item = fetched(site, "/1")
    assert (item.state, item.failures, item.attempts) == (ItemState.RETRY_WAIT, 1, 0)
    assert "tries again by itself, 5 times more" in item.reason
    assert ImportItem.objects.filter(next_try_at__gt=Now() + timedelta(seconds=80)).exists()
    assert Host.objects.filter(free_at__gt=Now() + timedelta(seconds=80)).exists()
    assert sweep().told == tell_fetchers() == 0
    ImportItem.objects.update(next_try_at=Now())
    Host.objects.update(free_at=Now())
    sweep()
    fetch_all()
    item.refresh_from_db()
    assert (item.state, item.failures) == (ItemState.FETCHED, 0)


def test_after_six_failures_it_is_over(site) -> None:
    site.busy("/1", status=500)
    item = fetched(site, "/1")
    for _ in range(5):
        assert item.state == ItemState.RETRY_WAIT
        ImportItem.objects.update(next_try_at=Now())
        sweep()
        fetch_all()
        item.refresh_from_db()
    assert (item.state, item.failures) == (ItemState.DEAD, 6)
    assert "tried 6 times" in item.reason
    assert site.counts()["/1"] == 6


def test_an_address_inside_is_refused_without_asking(site, settings) -> None:
    settings.FETCH_ALLOWED_NETWORKS = ()
    item = fetched(site, "/1")
    assert item.state == ItemState.DEAD and site.requests == []


def test_an_address_that_is_none_has_its_row_with_words() -> None:
    bad = ["javascript:alert(1)", "ftp://example.com/a", "http://", "", "http://u@example.com/"]
    batch = accept(*(Document(url=url) for url in bad))
    assert {item.state for item in batch.items.all()} == {ItemState.DEAD}
    assert all(item.reason and not item.can_be_retried for item in batch.items.all())


def test_the_same_address_twice_in_one_import_is_asked_once(site) -> None:
    (document,) = serve(site, [1])
    twice = Document(url=f"{document.url}/?utm_source=x#top")
    first, second = accept(document, twice).items.all()
    assert first.state == ItemState.QUEUED
    assert second.state == ItemState.SKIPPED and "row 1 of this import" in second.reason


# --- politely -------------------------------------------------------------------------------------


def test_robots_txt_is_read_first_and_once_a_day(site) -> None:
    site.robots("User-agent: *\nDisallow: /private")
    batch = accept(*serve(site, [1, 2]), Document(url=site.url + "/private/1"))
    fetch_all()
    first, second, private = batch.items.all()
    assert (first.state, second.state) == (ItemState.FETCHED, ItemState.FETCHED)
    assert private.state == ItemState.SKIPPED and "robots.txt" in private.reason
    assert [request.path for request in site.requests] == ["/robots.txt", "/1", "/2"]
    Host.objects.update(robots_at=Now() - timedelta(hours=25), free_at=None)
    fetched(site, "/3")
    assert site.counts()["/robots.txt"] == 2


def test_a_redirect_leads_to_no_page_that_its_site_keeps_from_programs(site) -> None:
    site.robots("User-agent: *\nDisallow: /private")
    site.redirect("/short", "/private/1")
    item = fetched(site, "/short")
    assert item.state == ItemState.SKIPPED and "robots.txt" in item.reason
    assert [request.path for request in site.requests] == ["/robots.txt", "/short"]


def test_a_redirect_elsewhere_asks_there_first_and_once(site) -> None:
    with Site(host="127.0.0.2") as other:
        other.robots("User-agent: *\nDisallow: /private")
        serve(other, [1])
        site.redirect("/a", address(other, 1))
        site.redirect("/b", other.url + "/private/1")
        batch = accept(Document(url=site.url + "/a"), Document(url=site.url + "/b"))
        fetch_all()
        public, private = batch.items.all()
        assert public.state == ItemState.FETCHED and public.fetched_url == address(other, 1)
        assert private.state == ItemState.SKIPPED and "robots.txt" in private.reason
        assert [request.path for request in other.requests] == ["/robots.txt", "/1"]


def test_a_redirect_to_who_cant_say_what_it_allows_is_tried_later(site) -> None:
    with Site(host="127.0.0.2") as other:
        other.robots("", status=503)
        site.redirect("/a", address(other, 1))
        item = fetched(site, "/a")
        assert item.state == ItemState.RETRY_WAIT and "robots.txt" in item.reason
        assert other.counts().keys() == {"/robots.txt"}


def test_a_site_that_cant_say_what_it_allows_is_asked_later(site) -> None:
    site.robots("", status=503)
    serve(site, [1])
    item = fetched(site, "/1")
    assert item.state == ItemState.RETRY_WAIT and "robots.txt" in item.reason
    assert [request.path for request in site.requests] == ["/robots.txt"]
    assert Host.objects.get().robots_at is None


def test_crawl_delay_is_kept(site) -> None:
    site.robots("User-agent: *\nCrawl-delay: 7")
    accept(*serve(site, [1]))
    tick()
    assert [request.path for request in site.requests] == ["/robots.txt"]
    assert ImportItem.objects.get().state == ItemState.QUEUED
    Host.objects.update(free_at=None)
    tick()
    assert Host.objects.filter(free_at__gt=Now() + timedelta(seconds=5)).exists()
    assert [request.path for request in site.requests] == ["/robots.txt", "/1"]


@pytest.mark.parametrize("hurried", [False, True])
def test_a_host_has_one_connection_and_its_peace(site, request, hurried) -> None:
    if not hurried:
        request.getfixturevalue("one_at_a_time")
    accept(*serve(site, range(6)), bulk=True)
    accept(*serve(site, range(10, 14)))
    fetch_all()
    assert site.busiest == 1
    assert len(site.requests) == 11 and min(site.gaps()) >= DELAY
    assert site.counts()["/robots.txt"] == 1


def test_hosts_are_asked_side_by_side() -> None:
    sites = [Site(host=f"127.0.0.{number}") for number in range(2, 10)]
    for site in sites:
        site.__enter__()
        site.page("/robots.txt", "", "text/plain", delay=0.5)
    try:
        batch = accept(*(Document(url=f"{site.url}/missing") for site in sites))
        (message,) = queues.take()
        message.run()
    finally:
        for site in sites:
            site.__exit__()
    starts = [site.requests[0].at for site in sites]
    assert max(starts) - min(starts) < 0.4
    assert {item.http_status for item in batch.items.all()} == {404}


def test_what_somebody_waits_for_goes_before_bulk(site, one_at_a_time) -> None:
    accept(*serve(site, range(5)), bulk=True)
    fetch_now = only(accept(*serve(site, [9])))
    for _ in range(3):
        Host.objects.update(free_at=None)
        tick()
    fetch_now.refresh_from_db()
    assert fetch_now.raw is not None
    assert ImportItem.objects.filter(state=ItemState.QUEUED).count() >= 4


# --- messages -------------------------------------------------------------------------------------


def test_the_first_of_each_host_is_told_of_at_once(site, one_at_a_time) -> None:
    with Site(host="127.0.0.2") as other:
        batch = accept(*serve(site, range(3)), *serve(other, range(3)))
    ids = ids_of(batch)
    assert [(m.queue, m.task, sorted(m.args[0])) for m in queues.take()] == [
        ("fetching", "recipe.fetch_items", [ids[0], ids[3]])
    ]
    assert tell_fetchers() == 0, "both hosts are told of, and wait for a worker"


def test_a_lost_message_is_sent_again(site, one_at_a_time) -> None:
    accept(*serve(site, [1]))
    queues.take()
    assert tell_fetchers() == 0
    ImportItem.objects.update(dispatched_at=Now() - timedelta(seconds=60))
    assert tell_fetchers() == 1


def test_without_redis_nothing_is_told_and_nothing_lost(site, monkeypatch) -> None:
    from celery import current_app

    batch = accept(*serve(site, [1]))
    queues.take()
    ImportItem.objects.update(dispatched_at=None)
    # Among the changes, so that undoing it leaves no address behind for the tests that follow.
    monkeypatch.setitem(current_app.conf.changes, "broker_read_url", "redis://127.0.0.1:1/0")
    assert tell_fetchers() == 0
    monkeypatch.undo()
    assert only(batch).dispatched_at is None
    assert tell_fetchers() == 1


def test_few_messages_wait_at_a_time(site) -> None:
    from apps.sources.dispatch import send

    accept(*serve(site, [1]))
    queues.take()
    ImportItem.objects.update(dispatched_at=None)
    for _ in range(8):
        send("fetch_items", [0])
    assert tell_fetchers() == 0
    queues.take()
    assert tell_fetchers() == 1


def test_the_same_delivery_three_times_fetches_once(site) -> None:
    ids = ids_of(accept(*serve(site, range(3))))
    passed = [pk for _ in range(3) for pk in fetch_items(ids)]
    fetch_all()
    assert sorted(passed) == sorted(set(passed))
    assert all(site.counts()[f"/{n}"] == 1 for n in range(3))


def test_an_item_of_a_busy_host_waits_on(site) -> None:
    item = only(accept(*serve(site, [1])))
    Host.objects.update(free_at=Now() + timedelta(seconds=60))
    assert fetch_items([item.pk]) == []
    item.refresh_from_db()
    assert (item.state, item.attempts, item.dispatched_at) == (ItemState.QUEUED, 0, None)
    assert site.requests == []


def test_the_number_of_queries_does_not_hang_on_the_number_of_items() -> None:
    used = []
    for count in (2, 400):
        documents = [Document(url=f"https://h{n}.example/{count}") for n in range(count)]
        with CaptureQueriesContext(connection) as queries:
            accept(*documents)
        used.append(len(queries))
    assert used[0] == used[1] <= 20


def queue(batch: Import, hosts: int, each: int) -> None:
    """Thousands of addresses, straight into the tables."""
    Host.objects.bulk_create([Host(name=f"{each}-{n}.example") for n in range(hosts)])
    first = ImportItem.objects.count()
    ImportItem.objects.bulk_create(
        [
            ImportItem(
                batch=batch,
                position=first + host * each + n,
                state=ItemState.QUEUED,
                host=f"{each}-{host}.example",
                url=f"https://{each}-{host}.example/{n}",
            )
            for host in range(hosts)
            for n in range(each)
        ]
    )


def test_a_long_queue_is_stepped_through_from_host_to_host(one_at_a_time) -> None:
    """10,000 items of one host and 1,000 hosts of one item: an index step for each host."""
    from apps.sources.services import scheduling

    batch = accept(Document(url="https://first.example/"))
    queue(batch, 1, 10_000)
    queue(batch, 1000, 1)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        values = {"each": 1, "hosts": [], "resend": 30, "most": 200}
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + scheduling.OF_ANY_HOST, values)
        plan = cursor.fetchone()[0][0]["Plan"]
    assert most_rows_read(plan, "sources_importitem") < 5_000
    found = scheduling.first_items(None)
    assert len(found) == scheduling.MOST_AT_ONCE
    assert len({host for host, _ in found}) == len(found)
    Host.objects.update(free_at=Now() - timedelta(seconds=1))
    longest = Host.objects.filter(name__in=["1-7.example", "1-999.example"])
    longest.update(free_at=Now() - timedelta(seconds=60))
    assert {host for host, _ in scheduling.first_items(None)[:2]} == {
        "1-7.example",
        "1-999.example",
    }


def most_rows_read(plan: dict, table: str) -> float:
    """The most rows of a table that one node of a plan reads, those that it filters out among
    them."""
    reads = 0.0
    if plan.get("Relation Name") == table:
        removed = plan.get("Rows Removed by Filter", 0)
        reads = plan["Actual Loops"] * (plan["Actual Rows"] + removed)
    return max([reads, *(most_rows_read(part, table) for part in plan.get("Plans", []))])


# --- workers that go away -------------------------------------------------------------------------


def claimed(site: Site) -> ImportItem:
    """An item that a worker has taken up, and its host."""
    from apps.sources.services.downloading import claim_hosts, claim_items

    ids = ids_of(accept(*serve(site, [1])))
    (item,) = claim_items(ids, claim_hosts(ids))
    return item


def lapse() -> None:
    """As if leases had run out."""
    ImportItem.objects.update(lease_until=Now() - timedelta(seconds=1))
    Host.objects.update(free_at=Now() - timedelta(seconds=1))


def test_the_item_and_the_host_of_a_lost_worker_are_free_again(site, settings) -> None:
    item = claimed(site)
    assert tell_fetchers() == 0 and fetch_items([item.pk]) == []
    lapse()
    settings.ITEM_LEASE_SECONDS = -3600  # the server has been up for longer
    assert sweep().taken_back == 1
    settings.ITEM_LEASE_SECONDS = 150
    item.refresh_from_db()
    assert (item.state, item.attempts) == (ItemState.QUEUED, 1)
    fetch_all()
    assert StoredBytes.objects.count() == 1


def test_a_frozen_workers_late_writes_are_refused(site) -> None:
    from apps.sources.services import downloading
    from apps.sources.services.visiting import visit_side_by_side

    frozen = claimed(site)
    visit = downloading.visit_of(Host.objects.get(), [frozen])
    ((ended,),) = visit_side_by_side([visit])
    lapse()
    ImportItem.objects.update(state=ItemState.QUEUED)
    (thief,) = ImportItem.objects.claim([frozen.pk], ["queued"], running="fetching")
    host = Host.objects.claim([frozen.host])[0]
    assert downloading.write_visits([ended], [frozen], frozen.lease_token) == []
    thief.refresh_from_db()
    assert (thief.state, thief.raw) == (ItemState.FETCHING, None)
    assert Host.objects.get().lease_token == host.lease_token


def test_one_address_from_fifty_threads_is_one_article(site) -> None:
    for number in range(2):
        documents = serve(site, [number])

        def accept_it(_: int, documents=documents) -> int:
            try:
                return accept(*documents).pk
            finally:
                connection.close()

        with ThreadPoolExecutor(50) as pool:
            assert len(set(pool.map(accept_it, range(50)))) == 50
        fetch_all(60)
        queues.work()
        held = Article.objects.filter(url=address(site, number))
        assert held.count() == 1
    states = set(ImportItem.objects.values_list("state", flat=True))
    assert not states & {"queued", "fetching", "dead", "retry_wait"}
    assert site.busiest == 1
