"""A query taken apart."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from apps.stories.search.asking import LONGEST, MOST_TERMS, Filter, Term, ask


def test_words_phrases_minus_and_filters_are_told_apart() -> None:
    asked = ask('harbour "line 3 closes" -ferry -"city hall" outlet:cnn -speaker:"Jane Roe"')
    assert asked.terms == [
        Term("harbour"),
        Term("line 3 closes", is_phrase=True),
        Term("ferry", is_minus=True),
        Term("city hall", is_minus=True, is_phrase=True),
    ]
    assert asked.filters == [Filter("outlet", "cnn"), Filter("speaker", "Jane Roe", is_minus=True)]
    assert not asked.problems


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("after:2023-11-01", Filter("after", "2023-11-01")),
        ("BEFORE:2023-11", Filter("before", "2023-11-01")),
        ("before:2023", Filter("before", "2023-01-01")),
        ("stance:Denies_in_part", Filter("stance", "denies-in-part")),
        ('stance:"no comment"', Filter("stance", "no-comment")),
        ("stance:unclear", Filter("stance", "observes")),
        ("verdict:DISPUTED", Filter("verdict", "disputed")),
        ("story:“Ferry lines”", Filter("story", "Ferry lines")),
    ],
)
def test_filters_are_kept_in_one_form(typed: str, meant: Filter) -> None:
    assert ask(typed).filters == [meant]
    assert ask(str(meant)).filters == [meant], "as a link writes it"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("after:yesterday", "“after:yesterday” is no date: write it as 2023-11-01"),
        ("before:2023-13-01", "is no date"),
        ("after:2023-02-30", "is no date"),
        ("after:0000", "is no date"),
        ("stance:maybe", "it can be supports, denies, denies-in-part, observes, no-comment"),
        ("verdict:", "“verdict:” is no verdict"),
        ("outlet:", "says nothing after its colon"),
        ('speaker:""', "says nothing after its colon"),
        ("x" * (LONGEST + 1), f"Only the first {LONGEST} characters"),
        ("a b " * MOST_TERMS, f"Only the first {MOST_TERMS} words"),
    ],
)
def test_what_can_t_be_meant_is_told_in_words_and_left_out(typed: str, words: str) -> None:
    asked = ask(typed)
    assert any(words in problem for problem in asked.problems), asked.problems
    assert not asked.filters


def test_a_filter_that_there_is_not_is_looked_for_as_words() -> None:
    asked = ask("Breaking:news")
    assert asked.terms == [Term("Breaking news", is_phrase=True)]
    assert "There is no filter “Breaking:”" in asked.problems[0]


@pytest.mark.parametrize("typed", ["12:30", "https://quay.example/a", "e-mail"])
def test_a_colon_in_a_word_is_no_filter(typed: str) -> None:
    asked = ask(typed)
    assert len(asked.terms) == 1 and not asked.problems


@pytest.mark.parametrize("typed", ["", "  ", "-", '"', '""', "-ferry", "-outlet:cnn", "!?", "\x00"])
def test_nothing_to_find_is_empty(typed: str) -> None:
    assert ask(typed).is_empty


def test_a_filter_is_added_and_taken_off() -> None:
    asked = ask('harbour "line 3" outlet:cnn')
    more = asked.with_filter("outlet", 'The "Quay" Times')
    assert ask(more).filters[1] == Filter("outlet", "The Quay Times")
    assert asked.without(asked.filters[0]) == 'harbour "line 3"'


@given(st.text(max_size=400))
@example("A:0")
def test_whatever_is_typed_something_comes_of_it(typed: str) -> None:
    asked = ask(typed)
    again = ask(asked.without(Filter("none", "none")))
    assert [t.words for t in again.terms] == [t.words for t in asked.terms]
