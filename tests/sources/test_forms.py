"""What people fill in to bring articles in."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from apps.sources.forms import PasteForm, UploadForm
from apps.sources.forms.addresses import read_addresses


def upload(*contents: bytes, **data) -> UploadForm:
    files = [SimpleUploadedFile(f"{n}.txt", c, "text/plain") for n, c in enumerate(contents)]
    data = {"submit_token": str(uuid4())} | data
    return UploadForm(data, MultiValueDict({"files": files}))


def test_each_file_is_a_document_with_what_was_said_about_all() -> None:
    form = upload(b"one", b"two", outlet="Herald", published="2024-03-01")
    assert form.is_valid(), form.errors
    first, second = form.documents()
    assert (first.content, first.file_name, first.content_type) == (b"one", "0.txt", "text/plain")
    assert (second.given_outlet, second.given_day) == ("Herald", date(2024, 3, 1))


def test_an_empty_file_is_let_in_to_have_its_row() -> None:
    form = upload(b"", b"two")
    assert form.is_valid(), form.errors
    assert [d.content for d in form.documents()] == [b"", b"two"]


def test_of_a_file_that_is_too_large_no_more_is_read_than_shows_it() -> None:
    form = upload(b"x" * 20_000_000)
    assert form.is_valid(), form.errors
    (document,) = form.documents()
    assert len(document.content) == 10_000_001 and document.problem


def test_no_file_is_asked_for_in_words() -> None:
    form = UploadForm({"submit_token": str(uuid4())}, MultiValueDict())
    assert form.errors == {"files": ["Choose at least one file."]}


def test_too_much_at_once_is_refused_in_words(settings) -> None:
    settings.UPLOAD_REQUEST_LIMIT_BYTES = 5
    form = upload(b"one", b"two")
    assert "smaller lots" in form.errors["files"][0]


def test_each_fresh_form_has_a_token_of_its_own() -> None:
    tokens = {UploadForm()["submit_token"].value() for _ in range(3)}
    assert len({UUID(str(token)) for token in tokens}) == 3


def test_a_pasted_text_is_one_document_as_it_was_pasted() -> None:
    data = {"text": "  Headline\n\nWords “quoted”.\n", "url": "example.org/a"}
    form = PasteForm(data | {"submit_token": str(uuid4())})
    assert form.is_valid(), form.errors
    (document,) = form.documents()
    assert document.content.decode() == "  Headline\n\nWords “quoted”.\n"
    assert document.url == "https://example.org/a"


@pytest.mark.parametrize(
    ("text", "media"),
    [
        ("Ferries stop\n\nThe board <b>says</b> so.", "text/plain"),
        ("<p>Ferries stop</p>", "text/html"),
        ("\n<!-- saved -->\n<!doctype html><html><body><p>Words.</p></body></html>", "text/html"),
        ("<3 is a heart, says the board", "text/plain"),
        ("<Quay Post> Ferries stop", "text/plain"),
    ],
)
def test_mark_up_is_told_from_text(text: str, media: str) -> None:
    form = PasteForm({"text": text, "submit_token": str(uuid4())})
    assert form.is_valid()
    (document,) = form.documents()
    assert document.content_type == f"{media}; charset=utf-8"


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("https://quay.example/a", "https://quay.example/a"),
        ("quay.example/a", "https://quay.example/a"),
        ("quay.example:8080/a", "https://quay.example:8080/a"),
        ("* <http://quay.example/a>", "http://quay.example/a"),
        ("http://intranet/a", "http://intranet/a"),
        ("HTTPS://Quay.example/A", "HTTPS://Quay.example/A"),
        ("https://zürich.example/ä", "https://zürich.example/ä"),
    ],
)
def test_addresses_are_read_as_people_write_them(line: str, address: str) -> None:
    assert read_addresses(f"\n{line}\n") == ([address], [])


@pytest.mark.parametrize(
    "line", ["word", "two words", "mailto:a@b.example", "javascript:alert(1)", "https://", "//a.b"]
)
def test_what_is_no_address_is_named_with_its_line(line: str) -> None:
    good, (bad,) = read_addresses(f"https://quay.example/\n\n{line}")
    assert good == ["https://quay.example/"]
    assert (bad.number, bad.words) == (3, line) and bad.problem


def test_a_day_to_come_is_refused() -> None:
    assert "yet to come" in upload(b"one", published="2999-01-01").errors["published"][0]
