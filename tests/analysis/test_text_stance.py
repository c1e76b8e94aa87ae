"""How a whole text stands to a claim; texts and claims of our own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storytracker.analysis.speech.tokens import tokenise
from storytracker.analysis.story.text_sides import DOUBT, refutation, sides_of
from storytracker.analysis.story.text_stance import TextStanceKind as Kind
from storytracker.analysis.story.text_stance import stance_of_text

CLAIM = "Corran Lines bought the ferries of Dunvale harbour"
TOLD = """Corran Lines bought the ferries of Dunvale harbour on Monday.
The four ferries sail under the flag of Corran Lines since noon. Dunvale harbour keeps the quays.
Passengers crowded the harbour to see the ferries leave."""
PASSED_ON = """Corran Lines has reportedly bought the ferries of Dunvale harbour.
Two people familiar with the matter said that Corran Lines bought the ferries last week.
The harbour was sold too, according to the Harbour Post, which cited a letter."""
REFUTED = """A report that Corran Lines bought the ferries of Dunvale harbour is false.
The letter about the ferries that went round on Monday was a hoax, the harbour master said.
Corran Lines has never owned ferries."""
OTHER = """The choir of Merrow sang on the market square, and the mayor handed out medals.
Rain fell in the evening."""


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        (TOLD, Kind.AGREE),
        (PASSED_ON, Kind.DISCUSS),
        (REFUTED, Kind.DISAGREE),
        (OTHER, Kind.UNRELATED),
    ],
)
def test_a_text_takes_a_side(text: str, stance: Kind) -> None:
    assert stance_of_text(CLAIM, text).stance is stance


@pytest.mark.parametrize(
    ("claim", "text", "stance"),
    [
        ("Letter about Corran Lines buying Dunvale ferries is a hoax", REFUTED, Kind.AGREE),
        ("Letter about Corran Lines buying Dunvale ferries is a hoax", TOLD, Kind.DISAGREE),
        ("No, Corran Lines bought no ferries of Dunvale harbour", REFUTED, Kind.AGREE),
        ("Corran Lines did not buy the ferries of Dunvale harbour", TOLD, Kind.DISAGREE),
        ("Corran Lines did not buy the ferries of Dunvale harbour", REFUTED, Kind.AGREE),
        ("Did Corran Lines buy the ferries of Dunvale harbour?", TOLD, Kind.DISCUSS),
        ("Corran Lines reportedly bought the Dunvale ferries", TOLD, Kind.DISCUSS),
    ],
)
def test_a_claim_that_denies_or_only_passes_on_turns_it(
    claim: str, text: str, stance: Kind
) -> None:
    assert stance_of_text(claim, text).stance is stance


def test_what_is_refuted_elsewhere_refutes_nothing_here() -> None:
    beside = f"{TOLD}\nThe fire on the pier of Merrow last year was a false alarm."
    assert stance_of_text(CLAIM, beside).stance is Kind.AGREE


@pytest.mark.parametrize(
    ("words", "weight", "said"),
    [
        ("The story is fake.", 1.0, "fake"),
        ("The story is not a hoax.", 0.0, ""),
        ("It isn't fake.", 0.0, ""),
        ("The council denied the report.", 1.0, "denied"),
        ("Nobody doubts it, though some are sceptical.", DOUBT, "doubts"),
        ("That's not true, she said.", 1.0, "not true"),
        ("The choir sang.", 0.0, ""),
    ],
)
def test_words_that_refute(words: str, weight: float, said: str) -> None:
    assert refutation(words, tokenise(words)) == (weight, said)


def test_it_says_why() -> None:
    found = stance_of_text(CLAIM, REFUTED)
    assert 0 < found.score <= 1
    assert "shares 100% of the claim's words" in found.reasons[0]
    assert "“false”" in found.reasons[1]
    assert all(stance_of_text(CLAIM, t).reasons for t in (TOLD, PASSED_ON, OTHER, ""))


def test_spans_point_at_the_sentences() -> None:
    assert [line.span.of(REFUTED)[-1] for line in sides_of(REFUTED).lines] == ["."] * 3


@given(st.text(max_size=80), st.text(max_size=400))
@settings(max_examples=60, deadline=None)
def test_no_text_breaks_it(claim: str, text: str) -> None:
    found = stance_of_text(claim, text)
    assert 0 <= found.score <= 1
    assert found == stance_of_text(claim, text)


@pytest.mark.parametrize(("claim", "text"), [("", TOLD), (CLAIM, ""), ("", ""), ("?", " \n")])
def test_nothing_is_unrelated(claim: str, text: str) -> None:
    assert stance_of_text(claim, text).stance is Kind.UNRELATED


def test_its_work_grows_with_the_text() -> None:
    def steps(times: int) -> int:
        text = "\n".join(f"{TOLD} {n}" for n in range(times))
        return lines_run(lambda: stance_of_text(CLAIM, text))

    steps(10)
    assert steps(300) < 12 * steps(30)


def lines_run(work: Callable[[], object]) -> int:
    """How many lines of Python it takes: the same on every machine, however busy."""
    count = 0

    def trace(_frame: FrameType, event: str, _argument: object) -> object:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        work()
    finally:
        sys.settrace(before)
    return count
