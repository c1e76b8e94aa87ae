"""Quotations: every kind of mark, nested, unbalanced, over sentences and paragraphs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storytracker.analysis.speech.quotes import Quote, find_quotes
from tests.analysis.said import laid_out


def quotes(text: str) -> list[tuple[str, Quote]]:
    laid, paragraphs = laid_out(text)
    return [(q.inside.of(laid), q) for q in find_quotes(laid, paragraphs)]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ('"We are full," the hotel said.', "We are full,"),
        ("“We are full,” the hotel said.", "We are full,"),
        ("«We are full», the hotel said.", "We are full"),
        ("''We are full,'' the hotel said.", "We are full,"),
        ("The hotel said: 'We are full today.'", "We are full today."),
        ('"One. Two. Three," he counted.', "One. Two. Three,"),
    ],
)
def test_marks_of_every_kind(text: str, inside: str) -> None:
    ((words, quote),) = quotes(text)
    assert words == inside
    assert quote.closed
    assert not quote.scare


def test_a_nested_quotation_follows_the_one_around_it() -> None:
    found = quotes("“She told me ‘never again’ and left,” he said.")
    assert [(words, q.depth) for words, q in found] == [
        ("She told me ‘never again’ and left,", 0),
        ("never again", 1),
    ]


def test_apostrophes_open_nothing() -> None:
    assert quotes("The workers' union didn't sign the company's '90s deal.") == []


def test_words_set_off_are_no_utterance() -> None:
    found = quotes('The "expert" and Joan "Jo" Bell saw the so-called "miracle cure".')
    assert [q.scare for _, q in found] == [True, True, True]


def test_a_quotation_goes_on_in_the_next_paragraph() -> None:
    first, second = quotes("“The first part ends here.\n“And this is the second,” she said.")
    assert first[1].continues
    assert not first[1].closed
    assert second[1].closed


def test_a_mark_that_never_closes_holds_to_the_end_of_its_sentence() -> None:
    ((words, quote),) = quotes("He said “we will see. The rest is ours.")
    assert words == "we will see."
    assert not quote.closed


@given(st.text(alphabet="ab.,!? \n\"“”‘’'«»", max_size=200))
def test_any_muddle_of_marks_gives_valid_spans(text: str) -> None:
    laid, paragraphs = laid_out(text)
    for quote in find_quotes(laid, paragraphs):
        assert 0 <= quote.span.start <= quote.inside.start <= quote.inside.end <= quote.span.end
        assert any(p.span.covers(quote.span) for p in paragraphs)
