"""``stories:index``."""

from __future__ import annotations

import re

from django.test import Client

from apps.stories.models import Visit
from tests.support.newsroom import Made, make_story
from tests.support.queries import count_queries


def plain(client: Client, address: str = "/") -> str:
    page = client.get(address).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_card_tells_the_state_of_its_story(analyst_client: Client, made: Made) -> None:
    words = plain(analyst_client)
    assert "Latest: Harbour Radio 2 denies: line 2 is to close" in words
    assert "1 informant 3 newsrooms 3 articles 3 claims 3 contested" in words
    assert "new to you" in words


def test_a_card_says_what_is_new_since_the_last_visit(analyst_client: Client, made: Made) -> None:
    analyst_client.get(f"/s/{made.story.slug}/")
    assert "read" in plain(analyst_client) and "new to you" not in plain(analyst_client)
    Visit.objects.update(read_until="2000-01-01T00:00Z")
    assert "3 new" in plain(analyst_client)


def test_nothing_there_is_one_sentence_and_one_action(
    analyst_client: Client, admin_client: Client
) -> None:
    assert "No stories yet" in plain(analyst_client) and "Look again" in plain(analyst_client)
    assert "Import articles" in plain(admin_client)


def test_more_stories_than_a_page_holds_have_pages(analyst_client: Client) -> None:
    for number in range(26):
        make_story(1, title=f"Story {number}")
    assert "Page 1 of 2" in plain(analyst_client)
    assert "Page 2 of 2" in plain(analyst_client, "/?page=2")
    assert "Page 2 of 2" in plain(analyst_client, "/?page=999")


def test_thirty_stories_ask_no_more_than_three(analyst_client: Client) -> None:
    counts = []
    for number in range(24):
        make_story(1, title=f"Story {number}")
        if number in (2, 23):
            analyst_client.get("/")
            counts.append(count_queries(analyst_client, "/"))
    assert counts[0] == counts[1]
