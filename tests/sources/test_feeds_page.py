"""``sources:feeds``, and what is done with a feed there."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from apps.sources.health import health_of, interval_in_words
from apps.sources.models import Feed, FeedEntry, Import
from storytracker.analysis.reading.opml import read_opml
from tests.support.newsroom import signed_in
from tests.support.queries import count_queries

NOW = datetime(2024, 3, 4, 12, tzinfo=UTC)


@pytest.fixture
def desk(db: None) -> Client:
    return signed_in("admin")


def make_feed(title: str = "Quay Post", **fields: object) -> Feed:
    made = {"url": f"https://{uuid4().hex[:8]}.example/feed", "url_key": uuid4().hex} | fields
    return Feed.objects.create(title=title, **made)


def plain(answer: object) -> str:
    text = unescape(answer.content.decode())  # type: ignore[attr-defined]
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_no_feed_yet_is_one_sentence_and_one_action(desk: Client) -> None:
    answer = desk.get("/import/feeds/")
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    assert "No feed is followed yet." in plain(answer)
    assert main.count('class="button') == 1 and 'href="/import/?tab=feed"' in main


def test_each_feed_says_how_it_is(desk: Client) -> None:
    now = timezone.now()
    make_feed("Fine", last_polled_at=now, last_new_at=now, entries_taken=12, next_poll_at=now)
    make_feed("Broken", last_polled_at=now, failures=3, last_error="No such host.")
    make_feed("Still", paused_at=now, pause_reason="ada paused it.", words="ferry")
    words = plain(desk.get("/import/feeds/"))
    assert words.index("Broken") < words.index("Still") < words.index("Fine")
    assert "ok Fine" in words and "Asked every 15 minutes; 12 articles taken so far." in words
    assert f"Last new {now.day} {now:%b %Y, %H:%M} UTC" in words and "Next poll" in words
    assert "failing Broken" in words and "Failed 3 times in a row: No such host." in words
    assert "paused Still" in words and "ada paused it. Only with the words “ferry”." in words


@pytest.mark.parametrize(
    ("fields", "state", "words"),
    [
        ({}, "new", "Not asked yet; that happens within a minute."),
        ({"failures": 1, "last_error": "Too slow."}, "failing", "Failed once: Too slow."),
        ({"paused_at": NOW}, "paused", "Paused. Nothing is asked until you resume."),
        ({"last_polled_at": NOW}, "ok", "Asked every 15 minutes; 0 articles taken so far."),
        (
            {"last_polled_at": NOW, "last_new_at": NOW - timedelta(days=40), "entries_taken": 1},
            "ok",
            "Asked every 15 minutes; nothing new for a month. 1 article taken so far.",
        ),
    ],
)
def test_health_in_words(fields: dict[str, object], state: str, words: str) -> None:
    feed = Feed(created_at=NOW, interval_seconds=900, **fields)
    health = health_of(feed, NOW)
    assert (health.state, health.words) == (state, words)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (60, "minute"),
        (900, "15 minutes"),
        (3600, "hour"),
        (7200, "2 hours"),
        (86_400, "day"),
        (172_800, "2 days"),
    ],
)
def test_an_interval_in_words(seconds: int, words: str) -> None:
    assert interval_in_words(seconds) == words


def test_a_feed_is_asked_now(desk: Client) -> None:
    feed = make_feed(next_poll_at=timezone.now() + timedelta(hours=3))
    answer = desk.post(f"/import/feeds/{feed.pk}/poll/")
    assert answer["Location"] == f"/import/feeds/#f{feed.pk}"
    assert list(Feed.objects.due()) == [feed]


def test_a_feed_is_paused_and_resumed(desk: Client) -> None:
    feed = make_feed(failures=2)
    desk.post(f"/import/feeds/{feed.pk}/pause/")
    feed.refresh_from_db()
    assert feed.paused_at and "admin paused it" in feed.pause_reason
    refused = desk.post(f"/import/feeds/{feed.pk}/poll/", follow=True)
    assert "This feed is paused. Resume it first." in plain(refused)
    desk.post(f"/import/feeds/{feed.pk}/resume/")
    feed.refresh_from_db()
    assert (feed.paused_at, feed.failures) == (None, 0)


def test_outlet_and_words_are_changed(desk: Client) -> None:
    feed = make_feed(words="ferry")
    assert 'value="ferry"' in desk.get(f"/import/feeds/{feed.pk}/").content.decode()
    desk.post(f"/import/feeds/{feed.pk}/", {"outlet": "Quay Post", "words": "harbour"})
    feed.refresh_from_db()
    assert feed.outlet and (feed.outlet.name, feed.words) == ("Quay Post", "harbour")


def test_too_many_words_are_refused_and_kept(desk: Client) -> None:
    feed = make_feed()
    answer = desk.post(f"/import/feeds/{feed.pk}/", {"words": "x" * 301, "outlet": "Quay Post"})
    assert answer.status_code == 422 and "error-summary" in answer.content.decode()
    assert 'value="Quay Post"' in answer.content.decode()


def test_a_feed_is_removed_after_a_question_and_its_imports_stay(desk: Client) -> None:
    feed = make_feed(entries_taken=2)
    FeedEntry.objects.create(feed=feed, key="k")
    batch = Import.objects.create(channel="feed", feed=feed)
    assert "The 2 articles that came from it stay." in plain(
        desk.get(f"/import/feeds/{feed.pk}/remove/")
    )
    assert Feed.objects.exists()
    answer = desk.post(f"/import/feeds/{feed.pk}/remove/", follow=True)
    assert "Quay Post is removed. Its articles stay." in plain(answer)
    batch.refresh_from_db()
    assert not Feed.objects.exists() and batch.feed is None


def test_feeds_go_out_as_a_list_that_comes_in_again(desk: Client) -> None:
    make_feed("Quay & Post", url="https://quay.example/feed?a=1&b=2", folder="World")
    make_feed("Coast", url="https://coast.example/rss", home_url="https://coast.example/")
    answer = desk.get("/import/feeds.opml")
    assert "storytracker-feeds.opml" in answer["Content-Disposition"]
    listed = {feed.url: (feed.title, feed.folder) for feed in read_opml(answer.content)}
    assert listed == {
        "https://quay.example/feed?a=1&b=2": ("Quay & Post", "World"),
        "https://coast.example/rss": ("Coast", ""),
    }


def test_thirty_feeds_ask_no_more_than_three(desk: Client) -> None:
    counts = []
    for size in (3, 27):
        for number in range(size):
            make_feed(f"Feed {number}")
        counts.append(count_queries(desk, "/import/feeds/"))
    assert counts[0] == counts[1]


def test_what_a_feed_calls_itself_is_no_mark_up(desk: Client) -> None:
    make_feed("<script>x</script>", home_url="javascript:alert(1)")
    raw = desk.get("/import/feeds/").content.decode()
    assert "<script>x" not in raw and 'href="javascript:' not in raw
