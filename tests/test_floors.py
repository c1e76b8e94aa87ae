"""The floors under the quality of reading, in a small form: on pages of our own.

The development data isn't part of this repository; ``make bench-quality`` measures on it.
"""

from __future__ import annotations

import json

import pytest

from benchmarks.quality import scores
from benchmarks.quality.contenders import answer_of
from benchmarks.quality.figures import OURS, Figure, figures
from benchmarks.quality.floors import fallen, floors
from benchmarks.report import RESULTS
from storytracker.analysis.reading.markup import read_article
from tests.support.typeset import LAYOUTS, Typeset, typeset

ARTICLES = 6


@pytest.fixture(scope="module")
def read() -> list[tuple[Typeset, scores.Answer]]:
    """Pages with what is read out of them."""
    return [(page, answer_of(read_article(page.raw, url=page.url))) for page in typeset(ARTICLES)]


def test_the_pages_are_in_every_layout(read: list[tuple[Typeset, scores.Answer]]) -> None:
    assert len(read) == ARTICLES * len(LAYOUTS)
    assert len({page.raw for page, _ in read}) == len(read)


def test_main_text_is_above_its_floor(read: list[tuple[Typeset, scores.Answer]]) -> None:
    parts = [scores.shingle_part("\n".join(p.article.body), answer.text) for p, answer in read]
    worst = min(zip(parts, read, strict=True), key=lambda pair: pair[0])[1]
    f1 = scores.shingle_f1(parts)
    assert f1 >= floors()["main_text"]["f1"], f"{f1:.3f}, worst: {worst[0].layout}\n{worst[1].text}"


def test_titles_are_above_their_floor(read: list[tuple[Typeset, scores.Answer]]) -> None:
    wrong = {
        page.layout: answer.title
        for page, answer in read
        if scores.plain(answer.title) != scores.plain(page.article.title)
    }
    parts = [scores.title_part(page.article.title, answer.title) for page, answer in read]
    assert scores.average(parts) >= floors()["meta"]["title"], wrong


def test_authors_are_above_their_floor(read: list[tuple[Typeset, scores.Answer]]) -> None:
    parts = [scores.authors_part(page.authors, answer.authors) for page, answer in read]
    found = {page.layout: (page.authors, answer.authors) for page, answer in read}
    assert scores.average(parts) >= floors()["meta"]["authors"], found


@pytest.mark.parametrize("of_set", ["meta", "dates"])
def test_days_are_above_their_floors(
    read: list[tuple[Typeset, scores.Answer]], of_set: str
) -> None:
    parts = [scores.day_part(str(page.article.day), answer.day) for page, answer in read]
    found = {page.layout: (str(page.article.day), answer.day) for page, answer in read}
    assert scores.average(parts) >= floors()[of_set]["day"], found


# --- the figures that are kept ---------------------------------------------------------------


def kept() -> list[Figure]:
    """The figures of the last run over each set of the development data."""
    files = sorted(RESULTS.glob("quality-*.json"))
    return [
        Figure(**row)
        for file in files
        for row in json.loads(file.read_text(encoding="utf-8"))["rows"]
    ]


def test_every_floor_is_below_what_was_measured() -> None:
    assert list(fallen(kept(), floors())) == []


def test_every_floor_is_measured() -> None:
    measured = {(figure.set, figure.metric) for figure in kept() if figure.contender == OURS}
    assert {(s, metric) for s, own in floors().items() for metric in own} <= measured


# --- how it is counted -----------------------------------------------------------------------


def test_a_fall_is_told() -> None:
    (figure, *_) = figures("main_text", "f1", scores.average, {OURS: [(0.5,), (0.7,)]})
    assert list(fallen([figure], {"main_text": {"f1": 0.6}})) == []
    (line,) = fallen([figure], {"main_text": {"f1": 0.61}})
    assert line == "main_text f1: 0.6000 is below its floor 0.61"
    (line,) = fallen([figure], {"main_text": {"recall": 0.1}})
    assert "not measured any more" in line
    assert list(fallen([figure], {"other": {"f1": 0.9}})) == []


def test_shingles_weigh_pages_alike_and_count_what_is_missed_or_too_much() -> None:
    right = "one two three four five"
    assert scores.shingle_part(right, right) == (1.0, 0.0, 0.0)
    assert scores.shingle_part(right, "one two three four") == (0.5, 0.0, 0.5)
    assert scores.shingle_part(right, right + " six") == pytest.approx((2 / 3, 1 / 3, 0))
    assert scores.shingle_part("", "") == (0.0, 0.0, 0.0)
    assert scores.shingle_part("one", "") == (0.0, 0.0, 1.0)
    parts = [scores.shingle_part(right, right), scores.shingle_part(right, "")]
    # Precision 1 over the page that has one, recall the mean of 1 and 0.
    assert scores.shingle_f1(parts) == pytest.approx(2 / 3)


def test_titles_ignore_case_and_punctuation_but_no_suffix() -> None:
    assert scores.title_part("“It’s over”, they say", "IT'S OVER — they say") == (1.0,)
    assert scores.title_part("It is over", "It is over | The Courier") == (0.0,)


def test_authors_are_a_set() -> None:
    assert scores.authors_part(["Ann Hove", "Ola Brekke"], ["ola brekke", "Ann Hove"]) == (1.0,)
    assert scores.authors_part(["Ann Hove", "Ola Brekke"], ["Ann Hove"]) == pytest.approx((2 / 3,))
    assert scores.authors_part([], ["Staff"]) == (0.0,)
    assert scores.authors_part([], []) == (1.0,)


def test_a_difference_is_paired() -> None:
    parts = {OURS: [(1.0,), (0.0,)] * 20, "other": [(1.0,), (0.0,)] * 20}
    ours, other, difference = figures("meta", "title", scores.average, parts)
    assert ours.value == other.value == 0.5
    assert ours.low < 0.5 < ours.high
    assert difference.against == "other"
    assert (difference.low, difference.value, difference.high) == (0.0, 0.0, 0.0)
