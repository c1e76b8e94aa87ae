"""``stories:index``."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.claims.models import Speaker
from apps.sources.models import Import
from apps.stories.models import Story, Visit
from apps.stories.views import index
from tests.support.newsroom import Made, make_story
from tests.support.queries import count_queries


def plain(client: Client, address: str = "/") -> str:
    page = client.get(address).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_no_words_break_the_list(analyst_client: Client, made: Made) -> None:
    for query in ("%00", "%25", "a%00b", "x" * 5000, "%E2%80%AE"):
        assert analyst_client.get(f"/?q={query}").status_code == 200, query
    assert "Ferry lines close" in plain(analyst_client, "/?q=fer%00ry")


@pytest.mark.parametrize("place", ["c/{claim}/add", "speakers/{speaker}/merge"])
def test_nor_where_editors_look_for_something(
    editor_client: Client, made: Made, place: str
) -> None:
    speaker = Speaker.objects.get(name="the operator").pk
    address = place.format(claim=made.claims[0].pk, speaker=speaker)
    assert editor_client.get(f"/{address}/?q=a%00b").status_code == 200


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


def test_the_first_page_says_what_to_do_or_whom_to_ask(
    analyst_client: Client, admin_client: Client
) -> None:
    User.objects.create_user("mara", role="admin")
    User.objects.create_user("gone", role="admin", is_active=False)
    words = plain(analyst_client)
    assert "an admin has to import the first articles. Ask admin, mara. Look again" in words
    words = plain(admin_client)
    assert "import your first articles, or load the sample story" in words
    assert "Import articles Load the sample story" in words


def test_the_sample_is_loaded_in_the_background_and_its_progress_shown(
    admin_client: Client,
) -> None:
    started = admin_client.post("/import/sample/")
    batch = Import.objects.get()
    assert started["Location"] == f"/import/jobs/{batch.pk}/"
    assert (batch.channel, batch.items.count(), batch.created_by.username) == (
        "sample",
        5,
        "admin",
    )
    assert "0 of 5 finished" in plain(admin_client, f"/import/jobs/{batch.pk}/")
    assert "See how the import comes along" in plain(admin_client)
    # A second press finds the first import.
    assert admin_client.post("/import/sample/")["Location"] == f"/import/jobs/{batch.pk}/"
    assert Import.objects.count() == 1


def test_where_the_sample_is_not_shipped_it_says_so(
    admin_client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.BASE_DIR = tmp_path
    assert admin_client.post("/import/sample/")["Location"] == "/import/"
    assert "The sample story was not loaded" in plain(admin_client, "/import/")


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


@pytest.fixture
def three(db: None) -> None:
    """An open, a dormant and a closed story."""
    today = timezone.localdate()
    for title, days, closed in (
        ("Ferry strike", 3, None),
        ("Bridge report", 90, None),
        ("Tram fares", 3, timezone.now()),
    ):
        made = make_story(1, title=title)
        Story.objects.filter(pk=made.story.pk).update(
            last_day=today - timedelta(days=days), closed_at=closed
        )


@pytest.mark.parametrize(
    ("status", "title"),
    [("open", "Ferry strike"), ("dormant", "Bridge report"), ("closed", "Tram fares")],
)
def test_a_state_shows_its_stories_alone(
    analyst_client: Client, three: None, status: str, title: str
) -> None:
    words = plain(analyst_client, f"/?status={status}")
    assert "1 story" in words and title in words
    assert (status in words.partition("Apply")[2]) == (status != "open"), "its badge"


def test_what_comes_in_wakes_a_dormant_story(three: None) -> None:
    sleeping = Story.objects.in_state("dormant").get()
    assert sleeping.state == "dormant"
    Story.objects.filter(pk=sleeping.pk).update(last_day=timezone.localdate())
    assert Story.objects.get(pk=sleeping.pk).state == "open"
    assert not Story.objects.in_state("dormant").exists()


def test_words_are_looked_for_in_titles_and_claims(analyst_client: Client, three: None) -> None:
    assert "Ferry strike" in plain(analyst_client, "/?q=strike+FERRY")
    in_claims = plain(analyst_client, "/?q=line+0")
    assert "3 stories" in in_claims, "each has a claim about line 0"
    assert "Tram fares" not in plain(analyst_client, "/?q=strike")


def test_no_hit_names_the_filters_and_offers_to_clear_them(
    analyst_client: Client, three: None
) -> None:
    words = plain(analyst_client, "/?q=zeppelin&status=closed")
    assert "No closed story has the words “zeppelin”." in words and "Clear" in words
    assert "No stories yet" not in words


def test_pages_keep_the_filters(analyst_client: Client) -> None:
    for number in range(26):
        make_story(1, title=f"Story {number}")
    page = analyst_client.get("/?q=story").content.decode()
    assert 'href="?q=story&amp;status=&amp;page=2"' in page


def test_turning_pages_leads_so_far_and_no_farther(
    analyst_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        make_story(1, title=f"Story {number}")
    assert "3 stories, newest change first" in plain(analyst_client)
    monkeypatch.setattr(index, "FARTHEST", 2)
    assert "The newest 2 stories, newest change first" in plain(analyst_client)
