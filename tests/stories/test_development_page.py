"""``stories:development``: one entry of a timeline by itself."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client

from apps.stories.models import Development, Note, Story
from apps.stories.services import hide_entry, pin_entry, rebuild_story
from tests.stories.rulings import make_plans
from tests.support.made import make_person
from tests.support.newsroom import Made, make_story
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db


def page_of(client: Client, pk: int) -> str:
    response = client.get(f"/d/{pk}/")
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def words_of(client: Client, pk: int) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page_of(client, pk)).split())


def test_it_tells_all_about_one_entry(analyst_client: Client, made: Made) -> None:
    entry = made.developments[1]
    Note.objects.create(
        story=made.story, development=entry, body="Ask the board.", by=make_person(name="edith")
    )
    words = words_of(analyst_client, entry.pk)
    assert "Harbour Radio 1 adds: line 1 is to close" in words
    assert "Development 2 of 3" in words
    assert "≈ 4 Mar 2024 (day only, inferred)" in words
    assert "adds to 1 Harbour Radio 0" in words
    assert "The board plans to close line 1" in words and "close line 2, two" not in words
    assert "Ask the board." in words and "1 relay" in words


def test_words_lead_to_the_passage_and_to_its_neighbours(
    analyst_client: Client, made: Made
) -> None:
    first, second, third = made.developments
    page = page_of(analyst_client, second.pk)
    start, end = made.assertions[2].content[0]
    assert f'href="/a/{made.articles[1].pk}/#c{start}-{end}"' in page
    assert f'rel="prev" href="/d/{first.pk}/"' in page
    assert f'rel="next" href="/d/{third.pk}/"' in page
    assert f'href="/s/{made.story.slug}/#d{second.pk}"' in page
    assert f'<a href="/d/{second.pk}/">Harbour Radio 1 adds' in page_of(analyst_client, first.pk)


def test_the_list_and_feeds_lead_here(analyst_client: Client, made: Made) -> None:
    listed = analyst_client.get(f"/s/{made.story.slug}/").content.decode()
    feed = analyst_client.get(f"/s/{made.story.slug}/feed.atom").content.decode()
    for entry in made.developments:
        assert f'<a href="/d/{entry.pk}/">Its page' in listed
        assert f"http://testserver/d/{entry.pk}/" in feed


def test_only_editors_are_offered_to_edit(
    analyst_client: Client, editor_client: Client, made: Made
) -> None:
    pk = made.developments[0].pk
    assert f"/d/{pk}/edit/" not in page_of(analyst_client, pk)
    assert f"/d/{pk}/edit/" in page_of(editor_client, pk)


def test_what_was_decided_on_it_stays_with_it(analyst_client: Client) -> None:
    story = make_plans()
    how: dict[str, Any] = {"reason": "Not ours to tell.", "by": make_person(name="edith")}
    first, last = story.developments.order_by("position")[:2]
    pin_entry(first.pk, seen=0, **how)
    hide_entry(last.pk, seen=0, **how)
    rebuild_story(story.pk)
    assert "pinned by an editor" in words_of(analyst_client, first.pk)
    hidden = words_of(analyst_client, last.pk)
    assert "An editor took this off the timeline" in hidden and "Not ours to tell." in hidden
    assert "Entry hidden edith" in hidden


def test_its_address_outlasts_another_analysis(analyst_client: Client) -> None:
    story = make_plans()
    entry = story.developments.order_by("position")[0]
    before = words_of(analyst_client, entry.pk)
    Story.objects.update(wanted_revision=9)
    rebuild_story(story.pk)
    assert words_of(analyst_client, entry.pk) == before


def test_one_that_is_gone_is_404_in_words(analyst_client: Client, made: Made) -> None:
    Development.objects.filter(pk=made.developments[2].pk).delete()
    answer = analyst_client.get(f"/d/{made.developments[2].pk}/")
    assert answer.status_code == 404 and "There is nothing here" in answer.content.decode()


def test_it_asks_as_often_for_thirty_as_for_three(editor_client: Client) -> None:
    few, many = make_story(3, title="Few"), make_story(30, title="Many")
    asked = [count_queries(editor_client, f"/d/{m.developments[1].pk}/") for m in (few, many)]
    assert asked[0] == asked[1] <= 20


def test_ids_stand_there_once(editor_client: Client, made: Made) -> None:
    ids = re.findall(r'\sid="([^"]+)"', page_of(editor_client, made.developments[0].pk))
    assert len(ids) == len(set(ids))
