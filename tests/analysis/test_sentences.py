"""Sentences: abbreviations, initials, ellipses, quotation marks; always inside a paragraph."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storytracker.analysis.speech.sentences import split_sentences
from tests.analysis.said import laid_out


def sentences(text: str) -> list[str]:
    laid, paragraphs = laid_out(text)
    return [s.of(laid) for s in split_sentences(laid, paragraphs)]


@pytest.mark.parametrize(
    "text",
    [
        "The U.S. economy grew by 2.4 percent.",
        "Gen. Ada P. Stone met Dr. Li and Mr. J. K. Brown.",
        "The flight left at 5 a.m. on Tuesday from St. Louis.",
        "Acme Inc. shares and those of Bolt Corp. rose.",
        "He waited ... and then he left.",
        "“Why me?” asked the driver.",
        "It happened on Jan. 4 in Washington, D.C., near No. 12.",
        "The case, Roe v. Wade, is old.",
    ],
)
def test_a_stop_inside_a_sentence_ends_nothing(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("He lives in the U.S. The rest stayed.", ["He lives in the U.S.", "The rest stayed."]),
        ("“It broke.” She left.", ["“It broke.”", "She left."]),
        ('"We won," he said. "Easily."', ['"We won," he said.', '"Easily."']),
        ("Is it true? Nobody knows!", ["Is it true?", "Nobody knows!"]),
        ("It was late (very late.) They left.", ["It was late (very late.)", "They left."]),
        ("He said no. 1,200 came.", ["He said no. 1,200 came."]),
        ("Costs rose 3.5%. Sales fell.", ["Costs rose 3.5%.", "Sales fell."]),
    ],
)
def test_a_stop_ends_a_sentence(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


def test_no_sentence_crosses_a_paragraph() -> None:
    assert sentences("# A title without a stop\nA body") == ["A title without a stop", "A body"]


@given(st.text(max_size=300))
def test_every_word_is_in_exactly_one_sentence(text: str) -> None:
    laid, paragraphs = laid_out(text)
    found = split_sentences(laid, paragraphs)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))
    joined = "".join("".join(s.of(laid).split()) for s in found)
    assert joined == "".join("".join(p.span.of(laid).split()) for p in paragraphs)
