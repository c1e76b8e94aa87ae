"""Following stories: the button, the list of followed ones, and what is new in them."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.stories.models import Follow, Story, Visit
from apps.stories.services import follow, news_of_followed, unfollow
from tests.support.newsroom import Made, make_story, make_user
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true"}


def plain(client: Client, address: str = "/") -> str:
    page = html.unescape(client.get(address).content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def address(made: Made, name: str = "") -> str:
    return f"/s/{made.story.slug}/{name}"


def test_the_button_begins_and_ends_it(analyst_client: Client, made: Made) -> None:
    assert "</svg>Follow</button>" in analyst_client.get(address(made)).content.decode()
    answer = analyst_client.post(address(made, "follow/"))
    assert (answer.status_code, answer["Location"]) == (302, address(made))
    analyst_client.post(address(made, "follow/"))
    assert [f.story for f in Follow.objects.all()] == [made.story]
    page = analyst_client.get(address(made)).content.decode()
    assert "</svg>Following<" in page and 'name="do" value="stop"' in page
    analyst_client.post(address(made, "follow/"), {"do": "stop"})
    assert not Follow.objects.exists()


def test_htmx_gets_the_button_alone(analyst_client: Client, made: Made) -> None:
    body = analyst_client.post(address(made, "follow/"), **HTMX).content.decode().strip()
    assert body.startswith('<form class="no-print" id="follow"') and body.endswith("</form>")
    assert 'data-announce="You follow this story."' in body and "data-focus" in body


def test_the_list_shows_followed_stories_alone(analyst_client: Client, made: Made) -> None:
    make_story(1, title="Piers close")
    analyst_client.post(address(made, "follow/"))
    words = plain(analyst_client, "/?followed=1")
    assert "1 story, newest change first" in words
    assert "Ferry lines close" in words and "Piers close" not in words
    assert "Piers close" in plain(analyst_client) and plain(analyst_client).count("followed") == 1


def test_nothing_followed_is_said_and_what_to_do(analyst_client: Client, made: Made) -> None:
    words = plain(analyst_client, "/?followed=1")
    assert "You follow no story. “Follow” on a story’s page puts it here." in words
    assert "Clear" in words
    found = plain(analyst_client, "/?followed=1&q=zeppelin&status=open")
    assert "You follow no open story with the words “zeppelin”." in found


def test_pages_keep_it(analyst_client: Client) -> None:
    user = User.objects.get(username="analyst")
    for number in range(26):
        follow(make_story(1, title=f"Story {number}").story, user)
    page = analyst_client.get("/?followed=1").content.decode()
    assert 'href="?q=&amp;status=&amp;followed=1&amp;page=2"' in page


def test_what_is_new_in_followed_stories_stands_on_top(analyst_client: Client, made: Made) -> None:
    other = make_story(2, title="Piers close")
    for each in (made, other):
        analyst_client.get(address(each))
    Visit.objects.update(read_until="2000-01-01T00:00Z")
    assert "New in what you follow" not in plain(analyst_client)
    analyst_client.post(address(other, "follow/"))
    words = plain(analyst_client)
    assert "New in what you follow Piers close 2 new" in words
    analyst_client.post(address(other, "read/"))
    assert "New in what you follow" not in plain(analyst_client)


def test_each_follows_for_themselves(analyst_client: Client, made: Made) -> None:
    follow(made.story, make_user(name="other"))
    assert "You follow no story" in plain(analyst_client, "/?followed=1")


def test_a_merged_story_is_followed_where_it_went(made: Made) -> None:
    user, other = make_user(), make_story(1, title="Piers close").story
    follow(made.story, user)
    Story.objects.filter(pk=made.story.pk).update(merged_into=other)
    assert list(Story.objects.all().followed_by(user)) == [other]
    assert Story.objects.for_page_of(user).get(pk=other.pk).is_followed
    unfollow(other, user)
    assert not Story.objects.all().followed_by(user).exists()
    assert not Story.objects.for_page_of(user).get(pk=other.pk).is_followed


def test_feeds_and_their_list_of_followed_stories(analyst_client: Client, made: Made) -> None:
    other = make_story(1, title="Piers close")
    analyst_client.post(address(other, "follow/"))
    listed = analyst_client.get("/stories.opml?followed=1").content.decode()
    assert "Piers close" in listed and "Ferry lines close" not in listed
    assert "Ferry lines close" in analyst_client.get("/stories.opml").content.decode()
    feed = analyst_client.get("/feed.atom?followed=1").content.decode()
    assert "Piers close" in feed and "Ferry lines close" not in feed
    page = analyst_client.get("/?followed=1").content.decode()
    assert 'href="/stories.opml?followed=1"' in page


def test_thirty_followed_ask_no_more_than_three(analyst_client: Client) -> None:
    user, counts = User.objects.get(username="analyst"), []
    for number in range(24):
        made = make_story(1, title=f"Story {number}")
        follow(made.story, user)
        Visit.objects.create(
            user=user, story=made.story, read_until="2000-01-01T00:00Z", seen_at="2000-01-01T00:00Z"
        )
        if number in (2, 23):
            counts.append(count_queries(analyst_client, "/?followed=1"))
    assert counts[0] == counts[1]
    assert len(news_of_followed(user)) == 24
