"""What a feed says of an article, and what the article makes of it."""

from __future__ import annotations

from datetime import date, time

import pytest

from apps.sources.hints import authors_of, published_of, title_of
from apps.sources.models import ImportItem
from apps.sources.services.drafting import make_article
from apps.sources.words import for_machines
from storytracker.analysis.types import Basis, Dating, Precision, Reading

DAY = date(2024, 3, 2)


@pytest.mark.parametrize(
    "dating",
    [
        Dating(DAY, time(8, 30), 330, Precision.MINUTE),
        Dating(DAY, time(8, 30), -210, Precision.MINUTE),
        Dating(DAY, time(8, 30), None, Precision.MINUTE),
        Dating(DAY, precision=Precision.DAY),
        Dating(date(2024, 3, 1), precision=Precision.MONTH),
    ],
    ids=for_machines,
)
def test_a_date_comes_back_as_it_was_kept(dating) -> None:
    kept = published_of({"published": for_machines(dating)})
    assert kept.basis is Basis.FEED and kept.reasons
    for part in ("day", "clock", "utc_offset", "precision"):
        assert getattr(kept, part) == getattr(dating, part)


@pytest.mark.parametrize("words", ["", "soon", "2024-13-40", "2024", "99999-01-01T00:00"])
def test_what_is_no_date_is_none(words) -> None:
    assert published_of({"published": words}).day is None
    assert published_of({}).day is None


def article(hints, url="https://news.example/1", fetched_url="", **read):
    item = ImportItem(url=url, fetched_url=fetched_url, hints=hints)
    reading = Reading(**{"title": "", "text": "Some words.", "paragraphs": ()} | read)
    return make_article(item, reading, {})


def test_hints_fill_in_what_the_page_lacks() -> None:
    hints = {"title": "From the feed", "authors": ["Ann Roe"], "published": "2024-03-02"}
    bare = article(hints)
    assert (bare.title, bare.bylines, bare.when_day) == ("From the feed", ["Ann Roe"], DAY)
    assert bare.when_basis == Basis.FEED
    page = Dating(date(2024, 3, 5), precision=Precision.DAY, basis=Basis.METADATA)
    full = article(hints, title="From the page", bylines=("Bo Poe",), published=page)
    assert (full.title, full.bylines, full.when_day) == (
        "From the page",
        ["Bo Poe"],
        date(2024, 3, 5),
    )
    assert (title_of({}), list(authors_of({}))) == ("", [])


def test_what_else_a_reading_knows_is_kept() -> None:
    changed = Dating(DAY, time(9), 60, Precision.MINUTE)
    known = article(
        {},
        section="World",
        amp_url="https://news.example/amp/1",
        partial="A stub.",
        modified=changed,
    )
    assert (known.section, known.amp_url) == ("World", "https://news.example/amp/1")
    assert (known.partial, known.modified) == ("A stub.", "2024-03-02T09:00+01:00")


@pytest.mark.parametrize(
    ("given", "fetched", "canonical", "held"),
    [
        ("https://t.example/x", "https://news.example/1?a=1", "", "https://news.example/1?a=1"),
        ("https://t.example/x", "https://news.example/1", "https://news.example/c", "https://news.example/c"),
        ("https://t.example/x", "https://evil.example/1", "https://news.example/c", "https://evil.example/1"),
        ("https://t.example/x", "https://news.example/1", "https://t.example/c", "https://news.example/1"),
        ("https://news.example/1", "", "https://news.example/c", "https://news.example/c"),
    ],
)  # fmt: skip
def test_an_article_is_held_where_the_redirects_led(given, fetched, canonical, held) -> None:
    assert article({}, url=given, fetched_url=fetched, canonical_url=canonical).url == held
