"""``sources:import``."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.sources.models import Feed, Import, ImportItem
from tests.support.newsroom import signed_in
from tests.support.queries import count_queries

OPML = b"""<opml version="2.0"><body><outline text="World">
<outline type="rss" text="Quay Post" xmlUrl="https://quay.example/feed"/>
<outline type="rss" text="Coast Wire" xmlUrl="https://coast.example/rss"/>
</outline></body></opml>"""


@pytest.fixture
def desk(db: None) -> Client:
    return signed_in("admin")


def file(name: str, content: bytes = b"Words of an article.") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "text/plain")


def send(desk: Client, channel: str, **data: object):  # type: ignore[no-untyped-def]
    return desk.post("/import/", {"channel": channel, "submit_token": uuid4()} | data)


def page(answer: object) -> str:
    return unescape(answer.content.decode())  # type: ignore[attr-defined]


# --- the tabs -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tab", "has", "lacks"),
    [
        ("url", ['name="urls"', 'name="published"'], ['type="file"']),
        ("feed", ['name="address"', 'name="opml"', 'name="words"'], ['name="published"']),
        ("upload", ['name="files"', "multiple", 'name="published"'], ["<textarea"]),
        ("paste", ['name="text"', 'name="url"', 'name="published"'], ['type="file"']),
    ],
)
def test_every_tab_has_a_form_of_its_own(
    desk: Client, tab: str, has: list[str], lacks: list[str]
) -> None:
    shown = page(desk.get(f"/import/?tab={tab}"))
    assert all(part in shown for part in [*has, 'name="outlet"'])
    assert ('name="submit_token"' in shown) is (tab != "feed")
    assert not any(part in shown for part in lacks)
    assert f'href="?tab={tab}" aria-current="page"' in shown


def test_addresses_come_first_and_for_a_tab_that_is_none(desk: Client) -> None:
    assert 'name="urls"' in page(desk.get("/import/"))
    assert 'name="urls"' in page(desk.get("/import/?tab=nonsense"))


def test_a_form_sent_twice_is_one_import(desk: Client) -> None:
    token = uuid4()
    for _ in range(2):
        send(desk, "paste", submit_token=token, text="An article.")
    assert Import.objects.count() == ImportItem.objects.count() == 1


def test_recent_imports_are_listed_in_a_flat_number_of_queries(desk: Client) -> None:
    counts = []
    for number in range(8):
        send(desk, "url", urls="\n".join(f"https://a.example/{number}/{n}" for n in range(3)))
        counts.append(count_queries(desk, "/import/"))
    shown = page(desk.get("/import/"))
    assert len(re.findall(r'href="/import/jobs/\d+/">3 articles<', shown)) == 8
    assert counts[0] == counts[-1] <= 6


# --- addresses ------------------------------------------------------------------------------------


def test_each_line_is_an_article_to_fetch(desk: Client) -> None:
    urls = "https://quay.example/a\r\n\r\n - coast.example/b?x=1\n<http://quay.example/c>\n"
    answer = send(desk, "url", urls=urls, outlet="The Quay Post", published="2024-03-04")
    batch = Import.objects.get()
    assert answer["Location"] == f"/import/jobs/{batch.pk}/"
    assert [(i.url, i.state, i.host) for i in batch.items.order_by("position")] == [
        ("https://quay.example/a", "queued", "quay.example"),
        ("https://coast.example/b?x=1", "queued", "coast.example"),
        ("http://quay.example/c", "queued", "quay.example"),
    ]
    assert {(i.given_outlet, str(i.given_day)) for i in batch.items.all()} == {
        ("The Quay Post", "2024-03-04")
    }


def test_bad_lines_are_named_by_number_and_nothing_is_lost(desk: Client) -> None:
    urls = "https://quay.example/a\nnot an address\nftp://quay.example/b\nnonsense"
    answer = send(desk, "url", urls=urls, outlet="The Quay Post")
    shown = page(answer)
    assert answer.status_code == 422 and not Import.objects.exists()
    assert "Line 2, “not an address”: an address has no spaces in it." in shown
    assert "Line 3, “ftp://quay.example/b”: only http and https can be asked." in shown
    assert "Line 4, “nonsense”: this is no web address." in shown
    assert urls in shown and 'value="The Quay Post"' in shown
    assert "Leave these lines out and import the other 1" in shown
    assert "<title>Error: Import" in shown and "data-focus" in shown


def test_bad_lines_are_left_out_when_asked(desk: Client) -> None:
    urls = "https://quay.example/a\nnot an address"
    assert send(desk, "url", urls=urls, leave_out="1").status_code == 302
    assert [item.url for item in ImportItem.objects.all()] == ["https://quay.example/a"]


def test_only_bad_lines_can_not_be_left_out(desk: Client) -> None:
    answer = send(desk, "url", urls="not an address", leave_out="1")
    assert answer.status_code == 422 and "Leave these lines" not in page(answer)


def test_of_many_bad_lines_the_first_are_named(desk: Client) -> None:
    shown = page(send(desk, "url", urls="\n".join(["no address"] * 25)))
    assert "Line 10, " in shown and "Line 11, " not in shown
    assert "And 15 more lines like these." in shown


def test_more_addresses_than_a_form_takes_are_refused_in_words(desk: Client) -> None:
    urls = "\n".join(f"https://quay.example/{n}" for n in range(5_001))
    answer = send(desk, "url", urls=urls)
    assert answer.status_code == 422 and "5,001 addresses; one form takes 5,000" in page(answer)


def test_hundreds_travel_behind_what_somebody_waits_for(desk: Client) -> None:
    send(desk, "url", urls="\n".join(f"https://quay.example/{n}" for n in range(51)))
    send(desk, "url", urls="https://quay.example/x")
    assert list(Import.objects.order_by("pk").values_list("bulk", flat=True)) == [True, False]


def test_the_bookmarklet_fills_the_address_in_and_leaves_one_button(desk: Client) -> None:
    shown = page(desk.get("/import/", {"url": "https://quay.example/a?b=1&c=2"}))
    assert ">\nhttps://quay.example/a?b=1&c=2</textarea>" in shown
    main = shown[shown.index("<main") : shown.index("</main>")]
    assert main.count("<button") == 1 and "Import this page" in main
    assert '<nav class="tabs"' not in main


def test_the_bookmarklet_can_be_dragged_and_copied(desk: Client) -> None:
    shown = page(desk.get("/import/"))
    script = "javascript:location.href='http://testserver/import/?url='+encodeURIComponent"
    assert shown.count(f'="{script}(location.href)"') == 2


def test_a_script_in_the_address_stays_words(desk: Client) -> None:
    raw = desk.get("/import/", {"url": "</textarea><script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in raw


# --- files ----------------------------------------------------------------------------------------


def test_many_files_become_one_import(desk: Client) -> None:
    files = [file("a.txt"), file("b.txt", b"Other words.")]
    answer = send(desk, "upload", files=files, outlet="The Quay Post")
    batch = Import.objects.get()
    assert answer["Location"] == f"/import/jobs/{batch.pk}/"
    assert [(i.file_name, i.given_outlet) for i in batch.items.all()] == [
        ("a.txt", "The Quay Post"),
        ("b.txt", "The Quay Post"),
    ]


def packed(**files: str) -> SimpleUploadedFile:
    box = BytesIO()
    with ZipFile(box, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("_", "."), text)
    return SimpleUploadedFile("pack.zip", box.getvalue(), "application/zip")


def test_what_is_in_an_archive_has_a_row_each(desk: Client) -> None:
    files = [packed(a_txt="Words of an article.", b_docx="PK"), file("c.txt", b"Other words.")]
    send(desk, "upload", files=files, outlet="The Quay Post", published="2024-03-04")
    rows = list(ImportItem.objects.order_by("position"))
    assert [(row.file_name, row.state) for row in rows] == [
        ("pack.zip/a.txt", "fetched"),
        ("pack.zip/b.docx", "dead"),
        ("c.txt", "fetched"),
    ]
    assert "word processor" in rows[1].reason
    assert {(row.given_outlet, str(row.given_day)) for row in rows} == {
        ("The Quay Post", "2024-03-04")
    }


def test_kinds_that_are_none_of_ours_are_refused_by_name_and_the_rest_goes_on(
    desk: Client,
) -> None:
    picture = SimpleUploadedFile("photo.png", b"\x89PNG\r\n\x1a\n", "image/png")
    send(desk, "upload", files=[picture, file("a.txt")])
    first, second = ImportItem.objects.order_by("position")
    assert (first.file_name, first.state, second.state) == ("photo.png", "dead", "fetched")
    assert "This is a picture." in first.reason and "Markdown, PDF" in first.reason


def test_an_archive_of_many_travels_behind(desk: Client) -> None:
    send(desk, "upload", files=[packed(**{f"f{n}_txt": "x" * 30_000 for n in range(50)})])
    assert Import.objects.get().bulk


def test_nothing_chosen_is_422_with_a_summary(desk: Client) -> None:
    answer = send(desk, "upload")
    assert answer.status_code == 422
    assert "error-summary" in page(answer) and "Choose at least one file." in page(answer)
    assert "<title>Error: Import" in page(answer) and not Import.objects.exists()


# --- text -----------------------------------------------------------------------------------------


def test_a_pasted_article_keeps_its_address_and_day(desk: Client) -> None:
    send(desk, "paste", text="An article.", url="example.org/a", published="2024-03-04")
    item = ImportItem.objects.get()
    assert (item.url, str(item.given_day)) == ("https://example.org/a", "2024-03-04")


def test_nothing_typed_is_lost_when_something_is_wrong(desk: Client) -> None:
    answer = send(desk, "paste", text="A long article.", published="2999-01-01", url="no such")
    shown = page(answer)
    assert answer.status_code == 422
    assert "A long article." in shown and "yet to come" in shown
    assert 'value="no such"' in shown and "An address has no spaces in it." in shown


# --- feeds ----------------------------------------------------------------------------------------


def test_a_feed_is_followed_with_its_outlet_and_words(desk: Client) -> None:
    answer = send(desk, "feed", address="quay.example/feed", outlet="Quay Post", words="ferry")
    feed = Feed.objects.get()
    assert answer["Location"] == "/import/feeds/"
    assert (feed.url, feed.words) == ("https://quay.example/feed", "ferry")
    assert feed.outlet and feed.outlet.name == "Quay Post"
    assert feed.created_by and feed.created_by.username == "admin"


def test_a_list_of_feeds_is_followed(desk: Client) -> None:
    answer = send(desk, "feed", opml=file("feeds.opml", OPML), words="ferry")
    assert answer["Location"] == "/import/feeds/"
    feeds = list(Feed.objects.order_by("url").values_list("url", "title", "folder", "words"))
    assert feeds == [
        ("https://coast.example/rss", "Coast Wire", "World", "ferry"),
        ("https://quay.example/feed", "Quay Post", "World", "ferry"),
    ]
    again = desk.post(
        "/import/",
        {"channel": "feed", "opml": file("feeds.opml", OPML)},
        follow=True,
    )
    assert "0 feeds added; 2 were followed before." in page(again)


def test_neither_address_nor_list_is_refused(desk: Client) -> None:
    answer = send(desk, "feed", outlet="Quay Post")
    assert answer.status_code == 422 and 'value="Quay Post"' in page(answer)
    assert "Give the address of a feed, or choose an OPML file." in page(answer)


def test_both_at_once_are_refused(desk: Client) -> None:
    answer = send(desk, "feed", address="quay.example", opml=file("f.opml", OPML))
    assert "not both" in page(answer) and not Feed.objects.exists()


def test_a_file_that_is_no_list_is_refused_in_words(desk: Client) -> None:
    answer = send(desk, "feed", opml=file("feeds.opml", b"just words"))
    assert answer.status_code == 422 and not Feed.objects.exists()
    assert 'id="id_opml_error"' in page(answer)


def test_a_feed_that_is_followed_says_so(desk: Client) -> None:
    send(desk, "feed", address="https://quay.example/feed")
    answer = send(desk, "feed", address="https://quay.example/feed")
    assert answer.status_code == 422 and "followed already" in page(answer)
