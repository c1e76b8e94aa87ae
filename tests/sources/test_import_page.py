"""``sources:import``."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.sources.models import Import, ImportItem
from tests.support.newsroom import signed_in


@pytest.fixture
def desk(db: None) -> Client:
    return signed_in("admin")


def file(name: str, content: bytes = b"Words of an article.") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "text/plain")


def test_both_tabs_have_a_form_of_their_own(desk: Client) -> None:
    upload = desk.get("/import/").content.decode()
    paste = desk.get("/import/?tab=paste").content.decode()
    assert 'type="file"' in upload and "multiple" in upload and "<textarea" not in upload
    assert "<textarea" in paste and 'type="file"' not in paste
    assert "Upload" in desk.get("/import/?tab=nonsense").content.decode()


def test_many_files_become_one_import(desk: Client) -> None:
    sent = {
        "channel": "upload",
        "submit_token": uuid4(),
        "files": [file("a.txt"), file("b.txt", b"Other words.")],
        "outlet": "The Quay Post",
    }
    answer = desk.post("/import/", sent)
    batch = Import.objects.get()
    assert answer["Location"] == f"/import/jobs/{batch.pk}/"
    assert [(i.file_name, i.given_outlet) for i in batch.items.all()] == [
        ("a.txt", "The Quay Post"),
        ("b.txt", "The Quay Post"),
    ]


def test_a_form_sent_twice_is_one_import(desk: Client) -> None:
    token = uuid4()
    for _ in range(2):
        desk.post("/import/", {"channel": "paste", "submit_token": token, "text": "An article."})
    assert Import.objects.count() == ImportItem.objects.count() == 1


def test_a_pasted_article_keeps_its_address_and_day(desk: Client) -> None:
    sent = {
        "channel": "paste",
        "submit_token": uuid4(),
        "text": "An article.",
        "url": "https://example.org/a",
        "published": "2024-03-04",
    }
    desk.post("/import/", sent)
    item = ImportItem.objects.get()
    assert (item.url, str(item.given_day)) == ("https://example.org/a", "2024-03-04")


def test_nothing_chosen_is_422_with_a_summary(desk: Client) -> None:
    answer = desk.post("/import/", {"channel": "upload", "submit_token": uuid4()})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "error-summary" in page and "Choose at least one file." in page
    assert "<title>Error: Import" in page and not Import.objects.exists()


def test_nothing_typed_is_lost_when_something_is_wrong(desk: Client) -> None:
    sent = {
        "channel": "paste",
        "submit_token": uuid4(),
        "text": "A long article.",
        "published": "2999-01-01",
    }
    answer = desk.post("/import/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "A long article." in page and "yet to come" in page


def test_recent_imports_are_listed_in_a_flat_number_of_queries(
    desk: Client, django_assert_max_num_queries: object
) -> None:
    for number in range(8):
        desk.post(
            "/import/",
            {"channel": "paste", "submit_token": uuid4(), "text": f"Article {number}."},
        )
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        page = desk.get("/import/").content.decode()
    assert len(re.findall(r'href="/import/jobs/\d+/"', page)) == 8
