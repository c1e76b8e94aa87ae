"""Addresses and feeds while things break: a real worker, sweeper, Redis and web sites."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from uuid import uuid4

import pytest

from apps.sources.models import Feed
from apps.sources.services import Document, accept_documents, add_feed
from tests.support.fetching import serve
from tests.support.site import Site
from tests.support.stack import Stack

DELAY = 1
# Of a second: what a busy machine's clocks and threads may be off by.
TOLERANCE = 0.1
BRISK = {
    "STORYTRACKER_LEASE_SECONDS": "8",
    "STORYTRACKER_SWEEP_SECONDS": "1",
    "STORYTRACKER_RESEND_SECONDS": "3",
    "STORYTRACKER_HOST_DELAY_SECONDS": str(DELAY),
    "STORYTRACKER_ALLOWED_NETWORKS": "127.0.0.0/8",
}


@pytest.fixture(scope="module", autouse=True)
def brisk() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in BRISK}
    os.environ.update(BRISK)
    yield
    for name, value in before.items():
        os.environ.pop(name)
        if value is not None:
            os.environ[name] = value


@pytest.fixture
def sites(brisk: None, stack: Stack) -> Iterator[list[Site]]:
    """Six hosts."""
    with ExitStack() as open_sites:
        yield [open_sites.enter_context(Site(host=f"127.0.0.{n}")) for n in range(2, 8)]


def start(sites: list[Site], first: int, each: int = 5) -> int:
    """Import pages of all sites, one after the other."""
    documents: list[Document] = []
    for number, site in enumerate(sites):
        begin = first + number * each
        documents += serve(site, range(begin, begin + each))
    batch = accept_documents(by=None, channel="url", documents=documents, submit_token=uuid4())
    return batch.pk


def counts(stack: Stack, job: int) -> dict[str, int]:
    query = "SELECT state, count(*) FROM sources_importitem WHERE batch_id = %s GROUP BY state"
    return dict(stack.sql(query, [job]))


def wait_until_done(stack: Stack, job: int, count: int) -> None:
    stack.wait_for(lambda: counts(stack, job) == {"done": count}, 120, f"import {job} is done")
    assert not stack.sql("SELECT url FROM sources_article GROUP BY url HAVING count(*) > 1")


def test_hosts_are_asked_in_turn_and_side_by_side(stack: Stack, sites: list[Site]) -> None:
    job = start(sites, 1000)
    wait_until_done(stack, job, 30)
    for site in sites:
        assert site.busiest == 1
        assert len(site.requests) == 6 and min(site.gaps()) >= DELAY - TOLERANCE
    firsts = [site.requests[0].at for site in sites]
    lasts = [site.requests[-1].at for site in sites]
    assert max(firsts) < min(lasts), "one host after the other"


def test_a_feed_is_polled_and_its_articles_take_their_places(
    stack: Stack, sites: list[Site]
) -> None:
    site = sites[0]
    urls = [document.url for document in serve(site, range(4000, 4003))]
    items = "".join(
        f"<item><guid>{url}</guid><link>{url}</link><title>T</title></item>" for url in urls
    )
    site.page(
        "/feed", f'<rss version="2.0"><channel>{items}</channel></rss>', "application/rss+xml"
    )
    feed = add_feed(url=f"{site.url}/feed", by=None, outlet="The Herald")
    taken = "SELECT entries_taken, failures, last_error FROM sources_feed WHERE id = %s"
    stack.wait_for(lambda: stack.sql(taken, [feed.pk])[0][0] == 3, 30, "the feed was polled")
    ((job,),) = stack.sql("SELECT id FROM sources_import WHERE feed_id = %s", [feed.pk])
    wait_until_done(stack, job, 3)
    assert Feed.objects.get(pk=feed.pk).polls == 1
