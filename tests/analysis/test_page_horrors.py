"""Mark-up made to break a reader: it is read in linear time, nothing raises, nothing is lost."""

from __future__ import annotations

import time

import pytest

from storytracker.analysis.reading.markup import read_article

SIZE = 400_000  # bytes of one horror; 10 MB, the most that is fetched, is 25 times as much
# CPU-seconds: 25 times as much fits into the child's 10, with room for a slow machine.
LONGEST = 2.0
SENTENCE = "The council has agreed to build a bridge, officials said. "


def repeated(piece: str) -> bytes:
    words = piece * (SIZE // len(piece))
    return f"<html><head><title>A bridge</title></head><body>{words}</body></html>".encode()


@pytest.mark.parametrize(
    "piece",
    [
        f"<p>{SENTENCE}</p>",
        f"<p>{SENTENCE}",
        f"<b><i>{SENTENCE}",
        f"<a href=x><div>{SENTENCE}",
        f"<div>{SENTENCE}",
        f"<div class='comment ad{'d' * 40}'><p>{SENTENCE}</p>",
        f"<table><tr><td>{SENTENCE}",
        f"<ul><li>{SENTENCE}",
        f"<p><a href=x>{SENTENCE}</a></p>",
        f"<h2>{SENTENCE[:20]}</h2><p>{SENTENCE}</p>",
        f"{SENTENCE}<br>",
        SENTENCE,
    ],
)
def test_repeated_mark_up_is_read_fast_and_whole(piece: str) -> None:
    start = time.process_time()
    reading = read_article(repeated(piece), content_type="text/html")
    assert time.process_time() - start < LONGEST
    assert reading.problem == ""
    kept = len(reading.text) + sum(len(each.text) for each in reading.removed)
    assert kept > 0.8 * (SIZE // len(piece)) * len(SENTENCE.strip())


@pytest.mark.parametrize(
    "piece",
    ["<div>", "<!--", "<![CDATA[", "<p a=b ", "<svg><p>", "<script>", "<form>x<input>", "<"],
)
def test_mark_up_without_words_is_a_problem_soon(piece: str) -> None:
    start = time.process_time()
    reading = read_article(repeated(piece), content_type="text/html")
    assert time.process_time() - start < LONGEST
    assert reading.problem or reading.text


def test_a_tag_with_thousands_of_attributes_is_read_fast() -> None:
    attributes = " ".join(f"a{n}=1" for n in range(SIZE // 8))
    html = f"<html><body><p {attributes}>{SENTENCE * 3}</p></body></html>"
    start = time.process_time()
    assert SENTENCE.strip() in read_article(html.encode()).text
    assert time.process_time() - start < LONGEST


def test_a_picture_of_a_megabyte_in_a_tag_is_no_attack() -> None:
    picture = f"<img src='data:image/png;base64,{'A' * 1_000_000}'>"
    html = f"<html><body><article><p>{SENTENCE * 3}</p>{picture}<p>{SENTENCE * 2}</p></article>"
    assert read_article(html.encode()).body().count("bridge") == 5


def test_one_paragraph_of_ten_megabytes_is_not_lost() -> None:
    words = SENTENCE * (10_000_000 // len(SENTENCE))
    reading = read_article(f"<html><body><p>{words}</p></body></html>".encode())
    assert len(reading.body()) == len(words.strip())


def test_text_below_the_deepest_element_that_is_parsed_is_not_lost() -> None:
    html = "<html><body>" + "<div>" * 5000 + f"<p>{SENTENCE}</p><p>It is deep.</p>"
    assert "It is deep." in read_article(html.encode(), content_type="text/html").text
