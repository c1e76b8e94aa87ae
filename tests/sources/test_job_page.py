"""``sources:job``, its rows and what is done with them: retry, paste, cancel."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.sources.job import ROWS_PER_PAGE, pace_in_words, rows_of
from apps.sources.models import Article, Import, ImportItem, StoredBytes
from tests.support.newsroom import make_story, signed_in
from tests.support.queries import count_queries

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def desk(db: None) -> Client:
    return signed_in("admin")


def make_job(size: int, state: str = "done", **fields: object) -> Import:
    """An import whose items are all in one state, each with an article of a story if done."""
    batch = Import.objects.create(channel="url" if "host" in fields else "upload")
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


def add(batch: Import, state: str, **fields: object) -> ImportItem:
    """One more item."""
    position = batch.items.count()
    made = {"file_name": f"{position}.txt"} | fields
    return ImportItem.objects.create(batch=batch, position=position, state=state, **made)


def stored() -> StoredBytes:
    return StoredBytes.objects.create(sha256="0" * 64, content=b"x", size=1)


def page(answer: object) -> str:
    return unescape(answer.content.decode())  # type: ignore[attr-defined]


def plain(answer: object) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page(answer)).split())


# --- how far it is --------------------------------------------------------------------------------


def test_a_finished_import_leads_to_articles_and_stories(desk: Client) -> None:
    batch = make_job(3)
    answer = desk.get(f"/import/jobs/{batch.pk}/")
    shown, words = page(answer), plain(answer)
    assert "Finished. 3 of 3 done" in words
    assert shown.count('href="/s/story-of-') == 3
    assert len(set(re.findall(r'href="/a/(\d+)/"', shown))) == 3


def test_an_open_import_polls_and_a_finished_one_has_no_trigger(desk: Client) -> None:
    batch = make_job(2, state="linking")
    shown = page(desk.get(f"/import/jobs/{batch.pk}/"))
    fragment = page(desk.get(f"/import/jobs/{batch.pk}/", **HTMX))
    assert 'hx-trigger="every 2s"' in shown and 'http-equiv="refresh"' in shown
    assert fragment.strip().startswith('<div id="progress"') and "hx-trigger" in fragment
    batch.items.update(state="cancelled")
    last = desk.get(f"/import/jobs/{batch.pk}/", **HTMX)
    assert last.status_code == 200
    assert "hx-trigger" not in page(last)
    assert 'data-announce="Import finished' in page(last)


def test_polling_stays_where_somebody_is(desk: Client) -> None:
    batch = make_job(3, state="linking")
    shown = page(desk.get(f"/import/jobs/{batch.pk}/?state=open&after=0&junk=1"))
    assert f'hx-get="/import/jobs/{batch.pk}/?state=open&after=0"' in shown


def test_every_stage_has_its_bar(desk: Client) -> None:
    batch = make_job(4, state="linking")
    words = plain(desk.get(f"/import/jobs/{batch.pk}/"))
    assert "Read 4 / 4" in words and "Who said what 4 / 4" in words
    assert "Story found 0 / 4" in words and "On the timeline 0 / 4" in words
    assert "Fetched" not in words


def test_addresses_have_a_bar_for_fetching_too(desk: Client) -> None:
    batch = make_job(1, state="queued", host="a.example", url="https://a.example/1")
    add(batch, "fetched", host="a.example")
    add(batch, "dead", host="a.example", reason="There is no such page (404).")
    assert "Fetched 1 / 2" in plain(desk.get(f"/import/jobs/{batch.pk}/"))


def test_speed_and_time_left_are_told(desk: Client) -> None:
    batch = make_job(10, state="linking")
    Import.objects.update(created_at=timezone.now() - timedelta(hours=1))
    done = batch.items.filter(position__lt=4)
    done.update(state="duplicate", finished_at=timezone.now() - timedelta(seconds=30))
    assert "About 2 a minute, about 3 minutes left." in plain(desk.get(f"/import/jobs/{batch.pk}/"))


@pytest.mark.parametrize(
    ("finished", "seconds", "left", "words"),
    [
        (120, 120, 1, "About 60 a minute, less than a minute left."),
        (120, 120, 60, "About 60 a minute, about 1 minute left."),
        (120, 120, 60 * 90, "About 60 a minute, about 2 hours left."),
        (4000, 120, 100_000, "About 2,000 a minute, about 50 minutes left."),
        (3, 3600, 100, "Under 1 a minute, about 33 hours left."),
        (2, 120, 60, ""),
        (120, 120, 0, ""),
    ],
)
def test_speed_in_words(finished: int, seconds: int, left: int, words: str) -> None:
    assert pace_in_words(finished, timedelta(seconds=seconds), left) == words


# --- what each row says ---------------------------------------------------------------------------


def test_a_duplicate_leads_to_what_is_held(desk: Client) -> None:
    batch = make_job(1)
    batch.items.update(state="duplicate", reason="The same text is held.")
    assert "Duplicate of Ferry line 0" in plain(desk.get(f"/import/jobs/{batch.pk}/"))


def test_an_unknown_outlet_needs_you_and_leads_to_its_form_and_back(desk: Client) -> None:
    batch = make_job(2)
    item = batch.items.get(position=1)
    answer = desk.get(f"/import/jobs/{batch.pk}/")
    back = f"%2Fimport%2Fjobs%2F{batch.pk}%2F%3F%23i{item.pk}"
    assert f'href="/a/{item.article_id}/outlet/?back={back}"' in page(answer)
    assert "1 needs you" in plain(answer)


def test_an_ambiguous_date_is_chosen_with_one_click(desk: Client) -> None:
    batch = make_job(1)
    article = Article.objects.get()
    article.when_other_days = [date(2024, 4, 3)]
    article.save()
    answer = desk.get(f"/import/jobs/{batch.pk}/")
    assert "Which day? 4 Mar 2024 3 Apr 2024" in plain(answer)
    form = re.search(rf'action="(/a/{article.pk}/published/[^"]*)".*?</form>', page(answer), re.S)
    assert form and 'name="day" value="2024-04-03"' in form[0]
    revision = re.search(r'name="revision" value="(\d+)"', form[0])
    assert revision
    desk.post(form[1], {"day": "2024-04-03", "revision": revision[1]})
    article.refresh_from_db()
    assert (article.when_day, article.when_other_days) == (date(2024, 4, 3), [])
    assert "Which day?" not in plain(desk.get(f"/import/jobs/{batch.pk}/"))


def test_a_missing_date_leads_to_its_form(desk: Client) -> None:
    batch = make_job(1)
    Article.objects.update(when_day=None, when_precision="unknown")
    shown = page(desk.get(f"/import/jobs/{batch.pk}/"))
    assert f'href="/a/{Article.objects.get().pk}/published/?back=' in shown
    assert "Date missing" in shown


def test_incomplete_text_leads_to_pasting_the_whole(desk: Client) -> None:
    batch = make_job(1)
    Article.objects.update(partial="The page holds no more than a teaser.")
    shown = page(desk.get(f"/import/jobs/{batch.pk}/"))
    assert "The page holds no more than a teaser." in shown
    assert f'href="/a/{Article.objects.get().pk}/paste/?back=' in shown


def test_a_wait_says_until_when(desk: Client) -> None:
    batch = make_job(0, state="queued")
    at = timezone.now() + timedelta(minutes=5)
    add(batch, "retry_wait", reason="The site has trouble (503).", next_try_at=at, host="a.example")
    words = plain(desk.get(f"/import/jobs/{batch.pk}/"))
    assert (
        "The site has trouble (503)." in words and f"Next try {at.day} {at:%b %Y, %H:%M}" in words
    )


def test_what_outlets_write_is_no_mark_up(desk: Client) -> None:
    batch = make_job(1, state="dead", reason="<b>bold</b>")
    batch.items.update(url="javascript:alert(1)", file_name="<script>x</script>")
    raw = desk.get(f"/import/jobs/{batch.pk}/").content.decode()
    assert "<script>x" not in raw and "<b>bold" not in raw
    item = desk.get(f"/import/jobs/{batch.pk}/items/{batch.items.get().pk}/").content.decode()
    assert "<script>x" not in item and 'href="javascript:' not in item


# --- which rows -----------------------------------------------------------------------------------


def mixed() -> Import:
    """Two done (one without an outlet), and one of each other kind."""
    batch = make_job(2)
    add(batch, "dead", reason="No such page.", host="a.example")
    add(batch, "needs_review", reason="Almost no text.", raw=stored())
    add(batch, "retry_wait", host="a.example")
    add(batch, "queued", host="a.example")
    add(batch, "skipped", reason="Not changed.")
    add(batch, "cancelled", reason="Cancelled.")
    add(batch, "duplicate")
    return batch


@pytest.mark.parametrize(
    ("state", "positions"),
    [
        ("needs-you", [1, 3]),
        ("failed", [2]),
        ("waiting", [4]),
        ("open", [5]),
        ("done", [0, 1]),
        ("duplicate", [8]),
        ("skipped", [6]),
        ("cancelled", [7]),
        ("", list(range(9))),
        ("nonsense", list(range(9))),
    ],
)
def test_rows_are_chosen_by_state(desk: Client, state: str, positions: list[int]) -> None:
    batch = mixed()
    shown = page(desk.get(f"/import/jobs/{batch.pk}/?state={state}"))
    pks = [int(pk) for pk in re.findall(r'id="i(\d+)"', shown)]
    assert pks == [batch.items.get(position=p).pk for p in positions]


def test_each_choice_has_its_count(desk: Client) -> None:
    words = plain(desk.get(f"/import/jobs/{mixed().pk}/?state=failed"))
    for choice in ("all 9", "2 need you", "1 failed", "1 waiting", "1 on their way", "2 done"):
        assert choice in words


def test_a_choice_without_rows_says_so(desk: Client) -> None:
    words = plain(desk.get(f"/import/jobs/{make_job(1).pk}/?state=failed"))
    assert "None of these articles is in this state any longer." in words
    assert "Show all 1" in words


def test_pages_go_on_from_a_row_and_back(desk: Client) -> None:
    batch = make_job(0)
    ImportItem.objects.bulk_create(
        ImportItem(batch=batch, position=n, state="duplicate") for n in range(2 * ROWS_PER_PAGE + 3)
    )
    seen: list[str] = []
    address = "?state=duplicate"
    while address:
        shown = page(desk.get(f"/import/jobs/{batch.pk}/{address}"))
        seen += re.findall(r'id="i(\d+)"', shown)
        found = re.search(r'rel="next" id="page-after" href="([^"]+)"', shown)
        address = found[1] if found else ""
    assert len(seen) == len(set(seen)) == 2 * ROWS_PER_PAGE + 3
    back = re.search(r'rel="prev" id="page-before" href="([^"]+)"', shown)
    assert back
    before = page(desk.get(f"/import/jobs/{batch.pk}/{back[1]}"))
    assert re.findall(r'id="i(\d+)"', before) == seen[ROWS_PER_PAGE : 2 * ROWS_PER_PAGE]
    first = page(desk.get(f"/import/jobs/{batch.pk}/"))
    assert 'id="page-before"' not in first


@pytest.mark.parametrize(
    "query", ["after=x", "after=-1", "before=99999999999999", "after=" + "9" * 40]
)
def test_a_nonsense_place_is_the_start(desk: Client, query: str) -> None:
    batch = make_job(1, state="linking")
    assert 'id="i' in page(desk.get(f"/import/jobs/{batch.pk}/?{query}"))


# --- what can be done -----------------------------------------------------------------------------


def test_a_failure_says_why_and_can_be_tried_again(desk: Client) -> None:
    batch = make_job(1, state="dead", reason="It is no text. Paste it instead.", raw=stored())
    item = batch.items.get()
    assert "It is no text. Paste it instead." in plain(desk.get(f"/import/jobs/{batch.pk}/"))
    answer = desk.post(f"/import/jobs/{batch.pk}/items/{item.pk}/retry/?state=failed")
    assert answer["Location"] == f"/import/jobs/{batch.pk}/?state=failed#i{item.pk}"
    item.refresh_from_db()
    assert item.state == "fetched"


def test_a_retry_that_makes_no_sense_says_so(desk: Client) -> None:
    batch = make_job(1, state="dead", reason="Too large.")
    item = batch.items.get()
    answer = desk.post(f"/import/jobs/{batch.pk}/items/{item.pk}/retry/", **HTMX)
    assert answer.status_code == 200
    assert "Its bytes were not kept." in page(answer)
    assert "Retry" not in page(answer)


def test_all_that_failed_is_tried_again_at_once(desk: Client) -> None:
    batch = make_job(3, state="dead", reason="No answer.", host="a.example")
    add(batch, "dead", reason="Too large.")
    assert "Retry all failed (4)" in plain(desk.get(f"/import/jobs/{batch.pk}/"))
    answer = desk.post(f"/import/jobs/{batch.pk}/retry/", follow=True)
    assert "3 articles are on the way again." in plain(answer)
    assert [i.state for i in batch.items.order_by("position")] == ["queued"] * 3 + ["dead"]
    refused = desk.post(f"/import/jobs/{batch.pk}/retry/", **HTMX)
    assert "None of them can be tried again" in page(refused)


def test_the_rest_is_cancelled_after_a_question(desk: Client) -> None:
    batch = make_job(2, state="queued", host="a.example")
    add(batch, "duplicate")
    job, cancel = f"/import/jobs/{batch.pk}/", f"/import/jobs/{batch.pk}/cancel/"
    assert f'href="{cancel}"' in page(desk.get(job))
    asked = plain(desk.get(cancel))
    assert "1 of 3 are finished and stay. 2 are still on their way" in asked
    assert batch.items.filter(state="queued").count() == 2
    answer = desk.post(cancel, follow=True)
    assert "Cancelled: 2 of 3 will not be read." in plain(answer)
    assert "Cancelled. 0 of 3 done" in plain(answer)
    assert batch.items.filter(state="cancelled").count() == 2
    again = desk.get(cancel, follow=True)
    assert "finished already" in plain(again)


def test_a_row_s_own_page_tells_all_that_is_known(desk: Client) -> None:
    batch = make_job(
        1,
        state="dead",
        reason="The site refused (403). Paste the article's text instead.",
        host="a.example",
        url="https://a.example/1",
        fetched_url="https://b.example/2",
        http_status=403,
        failures=2,
        raw=stored(),
        given_outlet="Quay Post",
        hints={"title": "Ferries stop", "authors": []},
    )
    item = batch.items.get()
    words = plain(desk.get(f"/import/jobs/{batch.pk}/items/{item.pk}/"))
    for known in (
        "The site refused (403)",
        "https://a.example/1",
        "Led to https://b.example/2",
        "HTTP 403",
        "1 byte kept",
        "0" * 64,
        "2 failed in passing",
        "Quay Post (given with the import)",
        "title: Ferries stop",
        "as row 1",
    ):
        assert known in words, known
    assert "authors" not in words


def test_its_text_is_pasted_instead(desk: Client) -> None:
    batch = make_job(1, state="dead", reason="No.", host="a.example", url="https://a.example/1")
    item = batch.items.get()
    here = f"/import/jobs/{batch.pk}/items/{item.pk}/?state=failed"
    assert f'href="{here}#paste"' in page(desk.get(f"/import/jobs/{batch.pk}/?state=failed"))
    answer = desk.post(here, {"text": "Ferries stop\n\n4 March 2024\n\nWords."})
    assert answer["Location"] == f"/import/jobs/{batch.pk}/?state=failed#i{item.pk}"
    item.refresh_from_db()
    assert (item.state, item.url) == ("fetched", "https://a.example/1")
    assert item.raw and bytes(item.raw.content).startswith(b"Ferries stop")
    assert item.content_type == "text/plain; charset=utf-8"


def test_mark_up_is_pasted_as_such(desk: Client) -> None:
    item = make_job(1, state="dead", reason="No.", host="a.example").items.get()
    text = "<article><h1>Ferries stop</h1><p>Words.</p></article>"
    desk.post(f"/import/jobs/{item.batch_id}/items/{item.pk}/", {"text": text})
    item.refresh_from_db()
    assert item.content_type == "text/html; charset=utf-8"


def test_no_text_is_refused_and_asked_for(desk: Client) -> None:
    item = make_job(1, state="dead", reason="No.", host="a.example").items.get()
    answer = desk.post(f"/import/jobs/{item.batch_id}/items/{item.pk}/", {"text": " "})
    assert answer.status_code == 422 and "error-summary" in page(answer)


def test_what_is_done_offers_no_pasting(desk: Client) -> None:
    item = make_job(1).items.get()
    address = f"/import/jobs/{item.batch_id}/items/{item.pk}/"
    assert "<textarea" not in page(desk.get(address))
    answer = desk.post(address, {"text": "Words."})
    assert answer.status_code == 422 and "Nothing was changed." in page(answer)


@pytest.mark.parametrize("way", ["", "retry/"])
def test_an_item_of_another_import_is_404(desk: Client, way: str) -> None:
    mine, other = make_job(1, state="linking"), make_job(1, state="linking")
    item = other.items.get()
    assert desk.post(f"/import/jobs/{mine.pk}/items/{item.pk}/{way}").status_code == 404


# --- how much it asks -----------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["done", "linking"])
def test_thirty_rows_ask_no_more_than_three(desk: Client, state: str) -> None:
    few, many = make_job(3, state), make_job(30, state)
    counts = [count_queries(desk, f"/import/jobs/{job.pk}/") for job in (few, many)]
    assert counts[0] == counts[1] <= 12


FILL = """
INSERT INTO sources_importitem (batch_id, position, state, reason, file_name, content_type, url,
    host, bulk, fetched_url, hints, given_outlet, attempts, failures, breaches, created_at)
SELECT %s, n,
    CASE WHEN n %% 1000 = 7 THEN 'dead' WHEN n %% 2 = 0 THEN 'duplicate' ELSE 'queued' END,
    CASE WHEN n %% 1000 = 7 THEN 'No.' ELSE '' END,
    '', '', '', '', true, '', '{}', '', 0, 0, 0, now()
FROM generate_series(0, %s - 1) AS n
"""


def fill(size: int) -> Import:
    """An import of ``size`` rows, made by one statement."""
    batch = Import.objects.create(channel="command", bulk=True)
    with connection.cursor() as cursor:
        cursor.execute(FILL, [batch.pk, size])
        cursor.execute("ANALYZE sources_importitem")
    return batch


def test_a_large_import_asks_as_little_as_a_small_one(desk: Client) -> None:
    small, large = fill(60), fill(20_000)
    for query in (
        "",
        "?state=failed",
        "?state=open",
        "?after=40",
        "?before=55",
        "?state=needs-you",
    ):
        counts = [count_queries(desk, f"/import/jobs/{job.pk}/{query}") for job in (small, large)]
        assert counts[0] == counts[1] <= 12, query
    with CaptureQueriesContext(connection) as captured:
        weight = len(desk.get(f"/import/jobs/{large.pk}/?after=10000").content)
    assert weight < 120_000
    counting = [q["sql"] for q in captured if "COUNT(" in q["sql"]]
    # By state, and how many were finished of late; none for the page.
    assert len(counting) == 2


@pytest.mark.parametrize("group", ["", "failed", "open"])
def test_a_page_of_a_large_import_is_found_along_an_index(desk: Client, group: str) -> None:
    batch = fill(20_000)
    rows = rows_of(batch, group).filter(position__gt=10_000).order_by("position")
    plan = rows[: ROWS_PER_PAGE + 1].explain()
    assert "Index" in plan and "Seq Scan" not in plan
    touched = rows[: ROWS_PER_PAGE + 1].explain(analyze=True, timing=False)
    removed = re.findall(r"Rows Removed by Filter: (\d+)", touched)
    assert sum(map(int, removed)) < 20_000
