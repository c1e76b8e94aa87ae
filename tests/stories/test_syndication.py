"""Feeds, read by a feed reader that knows nothing of us, which gets in by its address alone."""

from __future__ import annotations

import json
from datetime import timedelta

import feedparser
import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.keys import text_of
from apps.accounts.models import AccessKey, User
from apps.accounts.services import make_key
from apps.stories.models import Development, Story
from storytracker.analysis.reading.opml import read_opml
from tests.support.newsroom import Made, make_story, make_user
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db


def address(made: Made, name: str = "feed.atom") -> str:
    return f"/s/{made.story.slug}/{name}"


def parsed(client: Client, path: str) -> feedparser.FeedParserDict:
    found = feedparser.parse(client.get(path).content)
    assert not found.bozo, found.get("bozo_exception")
    return found


@pytest.fixture
def key(db: None) -> AccessKey:
    return make_key(make_user("analyst", "reader"), AccessKey.Purpose.FEEDS)


def with_key(path: str, key: AccessKey) -> str:
    return f"{path}?token={text_of(key)}"


# --- what they say -------------------------------------------------------------------------------


def test_a_storys_developments_are_its_entries(analyst_client: Client, made: Made) -> None:
    found = parsed(analyst_client, address(made))
    assert found.version == "atom10" and found.feed.title == "Ferry lines close"
    assert [entry.title for entry in found.entries] == [
        "Harbour Radio 2 denies: line 2 is to close",
        "Harbour Radio 1 adds: line 1 is to close",
        "Harbour Radio 0 reports: line 0 is to close",
    ]
    newest = found.entries[0]
    assert newest.id == newest.link == f"http://testserver/d/{made.developments[2].pk}/"
    assert newest.author == "Harbour Radio 2" and newest.tags[0].term == "denial"
    assert made.assertions[4].words in newest.summary
    assert "day only, inferred" in newest.summary
    # Nobody knows the minute at which it was published.
    assert "published" not in newest


def test_what_is_known_to_the_minute_is_published_then(analyst_client: Client, made: Made) -> None:
    Development.objects.filter(pk=made.developments[2].pk).update(
        when_clock="18:30", when_offset=120, when_precision="minute"
    )
    assert parsed(analyst_client, address(made)).entries[0].published == "2024-03-05T16:30:00+00:00"
    (first, *_) = json.loads(analyst_client.get(address(made, "feed.json")).content)["items"]
    assert first["date_published"] == "2024-03-05T16:30:00+00:00"


def test_json_feed_says_the_same(analyst_client: Client, made: Made) -> None:
    response = analyst_client.get(address(made, "feed.json"))
    assert response["Content-Type"] == "application/feed+json; charset=utf-8"
    found = json.loads(response.content)
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert found["home_page_url"] == f"http://testserver/s/{made.story.slug}/"
    entries = parsed(analyst_client, address(made)).entries
    assert [(i["id"], i["title"]) for i in found["items"]] == [(e.id, e.title) for e in entries]
    assert "date_published" not in found["items"][0]


def test_all_stories_are_in_one_feed_the_newest_first(analyst_client: Client, made: Made) -> None:
    other = make_story(1, title="Piers close")
    Development.objects.filter(story=other.story).update(
        first_shown_at=timezone.now() + timedelta(hours=1)
    )
    entries = parsed(analyst_client, "/feed.atom").entries
    assert entries[0].title == "Piers close – Harbour Radio 0 reports: line 0 is to close"
    assert len(entries) == 4
    items = json.loads(analyst_client.get("/feed.json").content)["items"]
    assert [item["id"] for item in items] == [entry.id for entry in entries]


def test_what_an_editor_took_off_is_not_in_it(analyst_client: Client, made: Made) -> None:
    Development.objects.filter(pk=made.developments[1].pk).update(is_hidden=True)
    assert len(parsed(analyst_client, address(made)).entries) == 2


def test_a_feed_as_of_a_time_has_what_stood_then(analyst_client: Client, made: Made) -> None:
    assert parsed(analyst_client, address(made) + "?until=2020-01-01").entries == []
    wrong = analyst_client.get(address(made) + "?until=2023-02-30")
    assert wrong.status_code == 422 and "Give a day such as" in wrong.content.decode()


def test_hostile_words_stay_words(analyst_client: Client, made: Made) -> None:
    words = "<script>alert(1)</script> ]]> &amp; \x0b\ufffe"
    Development.objects.filter(pk=made.developments[2].pk).update(says=words)
    Story.objects.update(title=words)
    assert len(parsed(analyst_client, address(made)).entries) == 3
    (item, *_) = json.loads(analyst_client.get(address(made, "feed.json")).content)["items"]
    assert "<script" not in item["content_html"] and "&lt;script&gt;" in item["content_html"]


def test_a_story_without_developments_is_a_feed_too(analyst_client: Client) -> None:
    made = make_story(0)
    first = analyst_client.get(address(made))
    assert parsed(analyst_client, address(made)).entries == []
    assert analyst_client.get(address(made))["ETag"] == first["ETag"]


# --- who gets in by a key ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["feed.atom", "feed.json"])
def test_a_feed_reader_gets_in_by_its_key(
    client: Client, made: Made, key: AccessKey, name: str
) -> None:
    assert client.get(address(made, name)).status_code == 302
    assert client.get(with_key(address(made, name), key)).status_code == 200
    key.refresh_from_db()
    assert key.used_on == timezone.localdate()


def test_only_feeds_open_to_a_feed_readers_key(client: Client, made: Made, key: AccessKey) -> None:
    for name in ("", "story.json", "claims.csv", "brief/", "read/"):
        response = client.get(with_key(address(made, name), key))
        assert response.status_code in (302, 405), name


def test_a_bad_key_is_refused_in_words(client: Client, made: Made, key: AccessKey) -> None:
    text = text_of(key)
    for bad in ("", "x", text[:-1], f"{key.public}.", f"x{text}", text.upper()):
        response = client.get(address(made), {"token": bad})
        assert response.status_code == 401, bad
        assert "subscribe anew" in response.content.decode()
        assert "WWW-Authenticate" in response


def test_a_renewed_a_revoked_and_a_closed_accounts_key_open_nothing(
    client: Client, made: Made, key: AccessKey
) -> None:
    path = with_key(address(made), key)
    renewed = make_key(key.user, AccessKey.Purpose.FEEDS)
    assert client.get(path).status_code == 401
    path = with_key(address(made), renewed)
    assert client.get(path).status_code == 200
    User.objects.filter(pk=key.user_id).update(is_active=False)
    assert client.get(path).status_code == 401


def test_the_list_of_feeds_brings_the_key_along(client: Client, made: Made, key: AccessKey) -> None:
    make_story(1, title="Piers close")
    listed = read_opml(client.get(with_key("/stories.opml", key)).content)
    assert {feed.title for feed in listed} == {"Ferry lines close", "Piers close"}
    for feed in listed:
        assert parsed(client, feed.url.removeprefix("http://testserver")).feed.title == feed.title


# --- unchanged, and how much it asks -------------------------------------------------------------


@pytest.mark.parametrize("name", ["feed.atom", "feed.json"])
def test_who_has_it_already_gets_nothing_again(
    client: Client, made: Made, key: AccessKey, name: str
) -> None:
    path = with_key(address(made, name), key)
    first = client.get(path)
    assert first["Cache-Control"] == "private, no-cache"
    for header, value in (
        ("If-None-Match", first["ETag"]),
        ("If-Modified-Since", first["Last-Modified"]),
    ):
        assert client.get(path, headers={header: value}).status_code == 304, header
    Development.objects.update(says="nothing closes")
    changed = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


@pytest.mark.parametrize("name", ["feed.atom", "feed.json"])
def test_it_asks_as_often_for_thirty_as_for_three(analyst_client: Client, name: str) -> None:
    small, large = make_story(3), make_story(30, title="Piers close")
    few = count_queries(analyst_client, address(small, name))
    assert few == count_queries(analyst_client, address(large, name)) <= 6
