"""``stories:speaker``, ``merge-speaker`` and ``split-speaker``."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from apps.claims.models import Assertion, Speaker, SpeakerDecision
from apps.claims.services import merge_speakers
from apps.stories.models import Story
from tests.support.made import make_person
from tests.support.newsroom import Made, make_story
from tests.support.queries import count_queries


def page_of(client: Client, address: str) -> str:
    return unescape(client.get(address).content.decode())


@pytest.fixture
def members(made: Made) -> Speaker:
    return Speaker.objects.get(name="two board members")


@pytest.fixture
def operator(made: Made) -> Speaker:
    return Speaker.objects.get(name="the operator")


def test_it_lists_what_they_said_over_articles(
    analyst_client: Client, made: Made, members: Speaker
) -> None:
    page = page_of(analyst_client, f"/speakers/{members.pk}/")
    for number in range(3):
        assert f"The board plans to close line {number}, two members said." in page
        assert f"/a/{made.articles[number].pk}/#c" in page
        assert f"/c/{made.claims[number].pk}/" in page
    assert "denied that" not in page, "that is somebody else"
    assert f"/s/{made.story.slug}/" in page
    assert "/merge/" not in page, "that is for editors"


def test_the_article_and_the_claim_lead_there(
    analyst_client: Client, made: Made, members: Speaker
) -> None:
    where = f'href="/speakers/{members.pk}/"'
    assert where in page_of(analyst_client, f"/a/{made.articles[0].pk}/")
    assert where in page_of(analyst_client, f"/c/{made.claims[0].pk}/")


def test_struck_ones_and_older_texts_are_left_out(
    analyst_client: Client, made: Made, members: Speaker
) -> None:
    Assertion.objects.filter(pk=made.assertions[0].pk).update(is_struck=True)
    made.articles[1].current_version = None
    made.articles[1].save()
    page = page_of(analyst_client, f"/speakers/{members.pk}/")
    assert "close line 2, two" in page
    assert "close line 0, two" not in page and "close line 1, two" not in page


def test_an_editor_merges_and_splits_and_the_stories_follow(
    editor_client: Client, made: Made, members: Speaker, operator: Speaker
) -> None:
    where = f"/speakers/{operator.pk}/merge/"
    page = page_of(editor_client, where)
    assert f'value="{members.pk}"' in page, "who speaks in the same stories is offered"
    answer = editor_client.post(where, {"into": members.pk, "reason": "a leak", "revision": 0})
    assert answer.status_code == 302
    story = Story.objects.get()
    assert story.wanted_revision == story.built_revision + 1
    answer = editor_client.get(f"/speakers/{operator.pk}/")
    assert answer["Location"] == f"/speakers/{members.pk}/"
    page = page_of(editor_client, f"/speakers/{members.pk}/")
    assert "denied that line 0" in page and "as “the operator”" in page
    assert "a leak" in page and "Split off" in page
    answer = editor_client.post(f"/speakers/{operator.pk}/split/", {"reason": "no", "revision": 1})
    assert answer["Location"] == f"/speakers/{operator.pk}/"
    assert "denied that" not in page_of(editor_client, f"/speakers/{members.pk}/")
    story.refresh_from_db()
    assert story.wanted_revision == story.built_revision + 2
    assert SpeakerDecision.objects.count() == 2


def test_a_search_finds_others(editor_client: Client, made: Made, members: Speaker) -> None:
    far = Speaker.objects.create(key="far", name="Far Office", kind="body", group="Elsewhere")
    where = f"/speakers/{members.pk}/merge/"
    assert f'value="{far.pk}"' not in page_of(editor_client, where)
    assert f'value="{far.pk}"' in page_of(editor_client, f"{where}?q=elsewh")
    assert "Nobody by that name" in page_of(editor_client, f"{where}?q=zzz")


def test_nobody_chosen_is_422_in_words(editor_client: Client, members: Speaker) -> None:
    answer = editor_client.post(f"/speakers/{members.pk}/merge/", {"reason": "because"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose who it is." in page and "because" in page


def test_the_same_speaker_already_is_422(
    editor_client: Client, members: Speaker, operator: Speaker
) -> None:
    merge_speakers(operator, into=members, reason="", by=make_person())
    where = f"/speakers/{operator.pk}/merge/"
    answer = editor_client.post(where, {"into": members.pk, "revision": 1})
    assert answer.status_code == 422
    assert "the same speaker already" in answer.content.decode()
    gone = editor_client.post(f"/speakers/{members.pk}/merge/", {"into": operator.pk})
    assert "merged into another by now" in gone.content.decode()


def test_who_saw_an_older_state_gets_both(
    editor_client: Client, members: Speaker, operator: Speaker
) -> None:
    far = Speaker.objects.create(key="far", name="Far Office", kind="body")
    merge_speakers(operator, into=far, reason="theirs", by=make_person(name="olga"))
    where = f"/speakers/{operator.pk}/merge/"
    mine = {"into": members.pk, "reason": "mine", "revision": 0}
    answer = editor_client.post(where, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "theirs" in page and "olga" in page and "Far Office" in page
    assert "mine" in page and f'value="{members.pk}" checked' in page
    assert editor_client.post(where, {**mine, "revision": 1}).status_code == 302


def test_long_lists_are_cut_into_pages(analyst_client: Client, made: Made) -> None:
    pattern = made.assertions[0]
    for position in range(2, 60):
        pattern.pk, pattern._state.adding, pattern.position = None, True, position
        pattern.save()
    page = page_of(analyst_client, f"/speakers/{pattern.speaker_id}/")
    assert "Page 1 of 2" in page and page.count("table__words") == 50
    assert "Page 2 of 2" in page_of(analyst_client, f"/speakers/{pattern.speaker_id}/?page=2")


def test_thirty_rows_ask_no_more_than_three(editor_client: Client) -> None:
    counts = []
    for size in (3, 30):
        Story.objects.all().delete()
        made = make_story(size, title=f"Size {size}")
        who = made.assertions[0].speaker_id
        editor_client.get(f"/speakers/{who}/")
        counts.append(
            [count_queries(editor_client, f"/speakers/{who}/{page}") for page in ("", "merge/")]
        )
    assert counts[0] == counts[1]


def test_no_speaker_is_404(analyst_client: Client) -> None:
    assert analyst_client.get("/speakers/999999/").status_code == 404
