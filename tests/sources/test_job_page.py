"""``sources:job`` and ``sources:retry``."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from apps.sources.models import Import, ImportItem, StoredBytes
from tests.support.newsroom import make_story, signed_in
from tests.support.queries import count_queries

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def desk(db: None) -> Client:
    return signed_in("admin")


def make_job(size: int, state: str = "done", **fields: object) -> Import:
    """An import whose items are all in one state, each with an article of a story if done."""
    batch = Import.objects.create(channel="upload")
    articles = make_story(size, title=f"Story of {batch.pk}").articles if state == "done" else []
    for position in range(size):
        ImportItem.objects.create(
            batch=batch,
            position=position,
            state=state,
            file_name=f"{position}.txt",
            article=articles[position] if articles else None,
            **fields,
        )
    return batch


def plain(answer: object) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())  # type: ignore[attr-defined]


def test_a_finished_import_leads_to_articles_and_stories(desk: Client) -> None:
    batch = make_job(3)
    answer = desk.get(f"/import/jobs/{batch.pk}/")
    page, words = answer.content.decode(), plain(answer)
    assert "Finished. 3 of 3 done" in words
    assert page.count('href="/s/story-of-') == 3
    assert len(set(re.findall(r'href="/a/(\d+)/"', page))) == 3


def test_an_unknown_outlet_needs_you_and_leads_to_its_form(desk: Client) -> None:
    batch = make_job(2)
    answer = desk.get(f"/import/jobs/{batch.pk}/")
    unknown = batch.items.get(position=1).article
    assert unknown and f'href="/a/{unknown.pk}/outlet/"' in answer.content.decode()
    assert "1 needs you" in plain(answer)


def test_an_open_import_polls_and_a_finished_one_has_no_trigger(desk: Client) -> None:
    batch = make_job(2, state="linking")
    page = desk.get(f"/import/jobs/{batch.pk}/").content.decode()
    fragment = desk.get(f"/import/jobs/{batch.pk}/", **HTMX).content.decode()
    assert 'hx-trigger="every 2s"' in page and 'http-equiv="refresh"' in page
    assert fragment.strip().startswith('<div id="progress"') and "hx-trigger" in fragment
    batch.items.update(state="cancelled")
    last = desk.get(f"/import/jobs/{batch.pk}/", **HTMX)
    assert last.status_code == 200
    assert "hx-trigger" not in last.content.decode()
    assert 'data-announce="Import finished' in last.content.decode()


def test_every_stage_has_its_bar(desk: Client) -> None:
    batch = make_job(4, state="linking")
    words = plain(desk.get(f"/import/jobs/{batch.pk}/"))
    assert "Read 4 / 4" in words and "Who said what 4 / 4" in words
    assert "Story found 0 / 4" in words and "On the timeline 0 / 4" in words


def test_a_failure_says_why_and_can_be_tried_again(desk: Client) -> None:
    raw = StoredBytes.objects.create(sha256="0" * 64, content=b"x", size=1)
    batch = make_job(1, state="dead", reason="It is no text. Paste it instead.", raw=raw)
    item = batch.items.get()
    assert "It is no text. Paste it instead." in plain(desk.get(f"/import/jobs/{batch.pk}/"))
    answer = desk.post(f"/import/jobs/{batch.pk}/items/{item.pk}/retry/")
    assert answer["Location"] == f"/import/jobs/{batch.pk}/"
    item.refresh_from_db()
    assert item.state == "fetched"


def test_a_retry_that_makes_no_sense_says_so(desk: Client) -> None:
    batch = make_job(1, state="dead", reason="Too large.")
    item = batch.items.get()
    answer = desk.post(f"/import/jobs/{batch.pk}/items/{item.pk}/retry/", **HTMX)
    assert answer.status_code == 200
    assert "Its bytes were not kept." in answer.content.decode()
    assert "Retry" not in answer.content.decode()


def test_a_duplicate_leads_to_what_is_held(desk: Client) -> None:
    batch = make_job(1)
    batch.items.update(state="duplicate", reason="The same text is held.")
    assert "Duplicate of Ferry line 0" in plain(desk.get(f"/import/jobs/{batch.pk}/"))


def test_an_item_of_another_import_is_404(desk: Client) -> None:
    mine, other = make_job(1, state="linking"), make_job(1, state="linking")
    item = other.items.get()
    assert desk.post(f"/import/jobs/{mine.pk}/items/{item.pk}/retry/").status_code == 404


def test_thirty_rows_ask_no_more_than_three(desk: Client) -> None:
    few, many = make_job(3), make_job(30)
    counts = [count_queries(desk, f"/import/jobs/{job.pk}/") for job in (few, many)]
    assert counts[0] == counts[1]
