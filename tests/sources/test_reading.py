"""From bytes to articles: what is kept, what is the same, and what bad input comes to."""

from __future__ import annotations

import random
from datetime import date

import pytest

from apps.sources.addresses import url_key
from apps.sources.models import Article, ArticleVersion, ImportItem, ItemState, Outlet
from apps.sources.services import Document, parse_items, set_outlet
from apps.sources.services.outlets import slug_of
from storytracker.analysis.types import Basis, Precision
from tests.support.articles import document, documents, text


def parse(batch) -> list[ImportItem]:
    """Read a whole import; returns its items as they are afterwards."""
    parse_items([item.pk for item in batch.items.all()])
    return list(batch.items.select_related("article__outlet", "article__current_version"))


def test_an_item_becomes_an_article_with_its_first_version(accept) -> None:
    (item,) = parse(accept(document(7)))
    article, version = item.article, item.article.current_version
    assert item.state == ItemState.ASSERTING and item.lease_token is None and item.attempts == 0
    assert "case 7" in article.title and article.when_day == date(2024, 3, 8)
    assert version.number == 1 and version.raw_id == item.raw_id
    assert article.title in version.text and "Mara Quill" in version.text
    start, end, kind = version.paragraphs[0]
    assert version.text[start:end] == article.title and kind == "title"


def test_a_persons_word_wins_over_the_documents(accept) -> None:
    (item,) = parse(accept(document(7, given_outlet="WSJ", given_day=date(2024, 2, 1))))
    article = item.article
    assert (article.outlet.name, article.outlet.family) == ("The Wall Street Journal", "News Corp")
    assert article.outlet_basis == Basis.EDITOR
    assert (article.when_day, article.when_basis) == (date(2024, 2, 1), Basis.EDITOR)


def test_spellings_of_an_outlet_share_a_row(accept) -> None:
    names = ["WSJ", "Wall Street Journal", "the wall street journal", "Ferry Gazette"]
    names += ["The Ferry Gazette", "ferry  gazette"]
    parse(accept(*[document(n, given_outlet=name) for n, name in enumerate(names)]))
    held = set(Outlet.objects.values_list("name", flat=True))
    assert held == {"Ferry Gazette", "The Wall Street Journal"}


def test_outlets_in_other_scripts_stay_apart() -> None:
    slugs = {slug_of(name) for name in ("Новости TV", "Известия TV", "TV", "Süd TV", "Sud TV")}
    assert len(slugs) == 4  # an accent alone makes no other outlet


# --- the same article -----------------------------------------------------------------------------


def test_the_same_text_of_the_same_outlet_is_a_duplicate(accept) -> None:
    (first,) = parse(accept(document(1, given_outlet="Herald")))
    spaced = Document(text(1).replace("\n\n", "\n\n\n").encode(), given_outlet="Herald")
    (again,) = parse(accept(spaced))
    assert (again.state, again.article) == (ItemState.DUPLICATE, first.article)
    assert "word for word" in again.reason
    assert Article.objects.count() == ArticleVersion.objects.count() == 1


def test_the_same_text_of_another_outlet_is_an_article_of_its_own(accept) -> None:
    items = parse(accept(*[document(1, given_outlet=name) for name in ("Herald", "Post")]))
    assert {item.state for item in items} == {ItemState.ASSERTING}
    assert Article.objects.count() == 2


def test_another_text_from_the_same_address_is_a_version_of_its_article(accept) -> None:
    there = document(1, url="https://www.example.org/a/?utm_source=x#top")
    here = document(2, url="http://example.org/a")
    first, second = parse(accept(there, here))
    assert second.article == first.article
    assert (second.state, second.version.number) == (ItemState.ASSERTING, 2)
    assert second.article.current_version == second.version
    assert first.version is None, "its text is the article's first"
    (third,) = parse(accept(there))
    assert (third.state, third.article) == (ItemState.DUPLICATE, first.article)
    assert third.reason == "We hold this text already, as version 1 of the article."


def changed(number: int, more: str, **how) -> Document:
    """Made-up article ``number`` with a sentence more at its end."""
    return Document(f"{text(number)}\n\n{more}\n".encode(), content_type="text/plain", **how)


def test_a_changed_text_under_the_same_headline_of_an_outlet_is_a_version(accept) -> None:
    named = {"given_outlet": "Ferry Gazette"}
    first, second = parse(
        accept(changed(1, "", **named), changed(1, "The mayor has resigned.", **named))
    )
    assert (second.state, second.article) == (ItemState.ASSERTING, first.article)
    assert second.article.current_version.text.endswith("The mayor has resigned.")
    (again,) = parse(accept(changed(1, "The mayor has resigned.", **named)))
    assert again.state == ItemState.DUPLICATE and "word for word" in again.reason


@pytest.mark.parametrize(
    "other",
    [
        {"given_outlet": "Another Gazette"},
        {"given_outlet": "Ferry Gazette", "given_day": date(2031, 1, 1)},
        {"given_outlet": "Ferry Gazette", "url": "https://ferry.example/two"},
    ],
)
def test_a_changed_text_of_another_outlet_day_or_address_is_an_article(accept, other) -> None:
    named = {
        "given_outlet": "Ferry Gazette",
        "given_day": date(2030, 1, 1),
        "url": "https://ferry.example/one",
    }
    one, two = parse(accept(changed(1, "", **named), changed(1, "The mayor is ill.", **other)))
    assert one.article != two.article and two.version is None


def test_another_text_under_the_same_headline_is_an_article(accept) -> None:
    headline, body = text(1).strip().split("\n\n", 1)
    other = text(2).strip().split("\n\n", 1)[1]
    documents = [
        Document(f"{headline}\n\n{each}".encode(), given_outlet="Ferry Gazette")
        for each in (body, other)
    ]
    one, two = parse(accept(*documents))
    assert one.article != two.article
    assert one.article.title == two.article.title == headline


def test_a_time_stamp_or_a_counter_makes_no_version(accept) -> None:
    address = "https://ferry.example/one"
    stamps = ("12 comments", "173 comments")
    first, second = parse(accept(*(changed(1, stamp, url=address) for stamp in stamps)))
    assert (second.state, second.article) == (ItemState.DUPLICATE, first.article)
    assert first.article.versions.count() == 1


def test_the_same_bytes_stay_the_same_article_after_an_editors_correction(accept, editor) -> None:
    (item,) = parse(accept(document(1)))
    set_outlet(item.article, name="Ferry Gazette", reason="its masthead", by=editor)
    (again,) = parse(accept(document(1)))
    assert (again.state, again.article) == (ItemState.DUPLICATE, item.article)
    assert again.article.outlet.name == "Ferry Gazette"


def test_duplicates_within_one_import_are_found(accept) -> None:
    items = parse(accept(document(1), document(2), document(1)))
    assert [i.state for i in items] == [ItemState.ASSERTING, ItemState.ASSERTING, "duplicate"]
    assert items[2].article == items[0].article


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://www.a.org/x/", "https://A.org:443/x", True),
        ("https://a.org/x?b=2&a=1&fbclid=9", "https://a.org/x?a=1&b=2", True),
        ("https://a.org/x?id=1", "https://a.org/x?id=2", False),
        ("https://a.org/x", "https://a.org/X", False),
        ("https://a.org:8080/x", "https://a.org/x", False),
    ],
)
def test_addresses_of_the_same_page(one: str, other: str, same: bool) -> None:
    assert (url_key(one) == url_key(other)) is same


@pytest.mark.parametrize("address", ["", "ftp://a.org/x", "javascript:alert(1)", "http://[", "x"])
def test_what_is_no_web_address_has_no_key(address: str) -> None:
    assert url_key(address) is None


# --- bad input ------------------------------------------------------------------------------------

BAD = {
    "empty": (b"", "is empty"),
    "spaces": (b" \n\t\n ", "words"),
    "zip": (b"PK\x03\x04" + random.Random(1).randbytes(5000), "ZIP archive"),
    "noise": (random.Random(2).randbytes(5000), "not text"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(3000), "This is a picture."),
    "no article": (b"<html><body><nav><a href=/>Home</a></nav></body></html>", "words"),
    "scripts only": (b"<html><script>" + b"var a=1;" * 999 + b"</script></html>", ""),
    "a word": (b"Hello there.", "too few"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_says_what_is_wrong_and_harms_no_neighbour(accept, name: str) -> None:
    content, words = BAD[name]
    before, bad, after = parse(accept(document(1), Document(content, "bad"), document(2)))
    assert bad.state == ItemState.NEEDS_REVIEW
    assert words in bad.reason and "kept" in bad.reason
    assert bytes(bad.raw.content) == content
    assert before.state == after.state == ItemState.ASSERTING


ENCODED = {
    "utf-16": text(3).encode("utf-16"),
    "windows-1252": text(3).encode("windows-1252"),
    "latin-1 claimed as utf-8": text(3).replace("“", '"').replace("”", '"').encode("cp1252"),
}


@pytest.mark.parametrize("name", ENCODED)
def test_another_encoding_is_found_out(accept, name: str) -> None:
    (item,) = parse(accept(Document(ENCODED[name], content_type="text/plain; charset=utf-8")))
    assert item.state == ItemState.ASSERTING, item.reason
    assert "residents’ group" in item.article.current_version.text


def test_an_unknown_encoding_is_refused_in_words(accept) -> None:
    odd = random.Random(5).randbytes(16) + text(4).encode("cp037", "replace")
    before, item, after = parse(
        accept(document(1), Document(odd, content_type="text/plain; charset=x-odd"), document(2))
    )
    assert item.state == ItemState.NEEDS_REVIEW
    assert "encoding" in item.reason or "not text" in item.reason
    assert "kept" in item.reason
    assert before.state == after.state == ItemState.ASSERTING


def test_bytes_that_no_column_takes_harm_no_neighbour(accept) -> None:
    hostile = text(5).replace("Mara", "Ma\x00ra\ud800").encode("utf-8", "surrogatepass")
    before, item, after = parse(accept(document(1), Document(hostile), document(2)))
    assert before.state == after.state == ItemState.ASSERTING
    assert item.state in (ItemState.ASSERTING, ItemState.NEEDS_REVIEW, ItemState.DEAD)
    assert item.state == ItemState.ASSERTING or item.reason


def test_an_undated_article_gets_no_invented_day(accept) -> None:
    undated = text(6).replace("7 March 2024", "")
    (item,) = parse(accept(Document(undated.encode())))
    assert (item.article.when_day, item.article.when_precision) == (None, Precision.UNKNOWN)
    assert "date missing" in item.article.needs


# --- twice ----------------------------------------------------------------------------------------


def test_reading_twice_does_the_work_once(accept) -> None:
    batch = accept(*documents(3))
    ids = [item.pk for item in batch.items.all()]
    assert parse_items(ids) == ids
    assert parse_items(ids) == []
    assert Article.objects.count() == 3
