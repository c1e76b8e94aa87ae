"""Events that talks, tolls and decisions tell, in other words than the stories of the gold."""

from __future__ import annotations

import pytest

from storytracker.analysis.types import Strength
from tests.analysis.test_propositions import ACME, one, read


@pytest.mark.parametrize(
    ("text", "agent"),
    [
        ("Acme Holdings and Borealis are in early talks about a joint bid.", "borealis"),
        ("Borealis was in partnership talks with Jane Roe.", "borealis"),
        ("Acme Holdings is in confidential discussions with Norland.", ACME),
        ("Negotiations between Norland and Sudland began in May.", "sudland"),
        ("discussions had resumed in the spring", ""),
    ],
)
def test_being_in_talks_is_to_negotiate(text: str, agent: str) -> None:
    found = one(text, "negotiate")
    assert (found.agent, found.done) == (agent, True)


def test_talks_to_come_are_a_plan() -> None:
    assert not one("Acme Holdings will be in talks with Borealis next week.", "negotiate").done
    assert not one("Talks will begin on Monday.", "negotiate").done


@pytest.mark.parametrize("text", ["The ship was in working order.", "Jane Roe is in good health."])
def test_other_states_are_no_talks(text: str) -> None:
    assert "negotiate" not in [p.concept for p in read(text)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("At least eleven miners were killed on Friday", "11"),
        ("23 passengers died in Norland", "23"),
        ("Fire kills 14", "14"),
        ("Nine dead in Norland", "9"),
        ("thirty-one people were dead", "31"),
        ("Some 1,200 people were injured", "1200"),
        ("She died three days later, aged 40 years", ""),
        ("A miner was killed on 12 March", ""),
    ],
)
def test_it_counts_whom_an_event_struck(text: str, count: str) -> None:
    found = [p for p in read(text) if p.concept in ("kill", "injure")]
    assert [p.count for p in found] == [count]


def test_that_many_are_as_many_as_were_named_before() -> None:
    found = one("The first count was sixteen. Roe said that many had drowned.", "kill")
    assert found.count == "16"


@pytest.mark.parametrize(
    ("text", "concept", "strength"),
    [
        ("Norland wants the ship to be sold.", "sell", Strength.PLANNED),
        ("The ship is believed to have been sold.", "sell", Strength.DONE),
        ("Jane Roe had been to see Acme Holdings.", "meet", Strength.DONE),
        ("Borealis went to see Jane Roe.", "meet", Strength.DONE),
    ],
)
def test_what_is_only_ordered_is_not_done(text: str, concept: str, strength: Strength) -> None:
    assert one(text, concept).strength is strength


@pytest.mark.parametrize(
    "text",
    [
        "It was Jane Roe, the head of Acme Holdings, who closed the mill.",
        "it was Jane Roe who decided to close it",
        "The mill was closed by the owner of Acme Holdings, Jane Roe.",
    ],
)
def test_it_knows_the_doer_behind_a_cleft_and_an_office(text: str) -> None:
    found = one(text, "close")
    assert (found.agent, found.done) == ("jane roe", True)


def test_two_names_are_one_subject() -> None:
    found = one("Acme Holdings and Borealis merged in May.", "merge")
    assert {found.agent, *found.others} == {ACME, "borealis"}


def test_names_of_two_clauses_are_two_subjects() -> None:
    sold = one("Acme Holdings bought Norland and Borealis sold Sudland.", "sell")
    assert sold.agent == "borealis"


def test_who_acts_for_others_is_the_doer() -> None:
    assert one("Bankers working for Acme Holdings met Jane Roe.", "meet").agent == "~banker"


@pytest.mark.parametrize(
    "text",
    [
        "A letter which warned that the mill could burn never reached Norland.",
        "Jane Roe tore up a note that said that the mill would burn.",
    ],
)
def test_what_a_document_says_is_told_of_the_document(text: str) -> None:
    assert "burn" not in [p.concept for p in read(text)]


@pytest.mark.parametrize(
    "text",
    ["Jane Roe ordered the file to be burned.", "Norland instructed the dam to be opened in May."],
)
def test_what_is_ordered_is_told_by_the_order(text: str) -> None:
    assert [p.concept for p in read(text)] == ["order"]
