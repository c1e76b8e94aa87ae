"""The same address from fifty threads at once, each with its own connection: one article."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connections

from apps.sources.models import Article, ImportItem
from apps.sources.services import Document, accept_documents
from apps.stories.models import StoryArticle
from storytracker import recipe
from tests.support import queues
from tests.support.articles import text
from tests.support.faults import figure, times
from tests.support.fetching import fetch_all, serve
from tests.support.site import LOOPBACK, Site

THREADS = 50
ROUNDS = times(2, 20)


@pytest.fixture(autouse=True)
def no_waiting(settings, transactional_db: None) -> Iterator[None]:
    settings.FETCH_HOST_DELAY_SECONDS = 0
    settings.FETCH_ALLOWED_NETWORKS = LOOPBACK
    queues.take()
    yield
    queues.take()


@pytest.fixture
def threads(transactional_db: None) -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(THREADS) as pool:
        yield pool


@contextmanager
def own_connection() -> Iterator[None]:
    try:
        yield
    finally:
        connections.close_all()


def race(threads: ThreadPoolExecutor, documents: list[Document], task) -> list[int]:
    """Each thread takes its document in and works on it; all start both at the same moment."""
    start = Barrier(len(documents))

    def run(document: Document) -> int:
        with own_connection():
            start.wait(60)
            batch = accept_documents(
                by=None, channel="url", documents=[document], submit_token=uuid4()
            )
            (item,) = ImportItem.objects.filter(batch=batch).values_list("pk", flat=True)
            start.wait(60)
            task([item])
            return item

    return list(threads.map(run, documents))


def states(items: list[int]) -> dict[str, int]:
    found = ImportItem.objects.filter(pk__in=items).values_list("state", flat=True)
    return {state: list(found).count(state) for state in set(found)}


def ends_as_one(items: list[int]) -> bool:
    """One is done, and all others are duplicates of its article, which has its place once."""
    articles = set(ImportItem.objects.filter(pk__in=items).values_list("article", flat=True))
    links = StoryArticle.objects.filter(article__in=articles - {None}).count()
    expected = {"done": 1, "duplicate": THREADS - 1}
    assert (states(items), len(articles), links) == (expected, 1, 1)
    return True


def test_one_address_with_its_text_fifty_times_at_once(threads: ThreadPoolExecutor) -> None:
    one = 0
    for number in range(ROUNDS):
        url = f"https://herald.example/{number}"
        documents = [
            Document(f"{text(number)}\n\n{n} comments\n".encode(), url=f"{url}?utm_source=n{n}")
            for n in range(THREADS)
        ]
        items = race(threads, documents, recipe.parse_items)
        assert states(items) == {"asserting": 1, "duplicate": THREADS - 1}
        queues.work()
        one += ends_as_one(items)
    assert Article.objects.count() == ROUNDS
    figure(f"the same address with its text from {THREADS} threads, one article", one, ROUNDS)


def test_one_address_with_fifty_texts_at_once(threads: ThreadPoolExecutor) -> None:
    documents = [
        Document(f"{text(1)}\n\nCopy {n}.\n".encode(), url="https://herald.example/1")
        for n in range(THREADS)
    ]
    items = race(threads, documents, recipe.parse_items)
    queues.work()
    assert states(items) == {"done": THREADS}
    article = Article.objects.get()
    numbers = article.versions.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, THREADS + 1)), "no text is lost, none is there twice"
    assert article.current_version.number == THREADS
    figure(
        f"the same address with {THREADS} texts at once, versions of one article", THREADS, THREADS
    )


def test_one_address_to_be_fetched_fifty_times_at_once(threads: ThreadPoolExecutor) -> None:
    one = 0
    with Site() as site:
        for number in range(ROUNDS):
            (page,) = serve(site, [number])
            items = race(threads, [page] * THREADS, recipe.fetch_items)
            fetch_all(120)
            queues.work()
            one += ends_as_one(items)
        assert site.busiest == 1
        assert Article.objects.count() == ROUNDS
    figure(f"the same address to be fetched by {THREADS} threads, one article", one, ROUNDS)
