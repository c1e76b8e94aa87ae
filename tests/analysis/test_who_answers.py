"""Who answers, who is only told of, who is silent: rules that newsrooms' own wordings asked for."""

from __future__ import annotations

import pytest

from storytracker.analysis.types import Assertion, Certainty, SpeakerKind, Stance
from tests.analysis.said import read, said


def told(text: str, words: str, outlet: str | None = None) -> Assertion:
    """The last assertion whose words these are."""
    laid, found = read(text, outlet)
    fitting = [a for a in found.assertions if a.words(laid).strip('“”,."') == words]
    assert fitting, [a.words(laid) for a in found.assertions]
    return fitting[-1]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("An attorney for Roe, Ann Poe, said he was innocent.", "Ann Poe"),
        ("Roe's agent, Ann Poe, went home. “He will stay,” she wrote.", "Ann Poe"),
        ("“It is late,” said Ann Poe, the union's national officer.", "Ann Poe"),
        ("Mill Lithium rejected a claim that it had paid. “We paid nobody,” the company said.",
         "Mill Lithium"),
        ("# Fleet Plc answers\nFleet Plc notes the speculation. The Company confirms that it is in "
         "talks.", "Fleet Plc"),
    ],
)  # fmt: skip
def test_who_speaks(text: str, speaker: str) -> None:
    assert said(text)[-1][0] == speaker


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Merland rejected as “baseless” media reports that it was selling ships.",
         "it was selling ships"),
        ("The minister dismissed as absurd a claim that she had lied.",
         "a claim that she had lied"),
    ],
)  # fmt: skip
def test_what_is_rejected_stands_behind_the_verdict(text: str, words: str) -> None:
    assert told(text, words).stance is Stance.DENIES


def test_a_spokesman_who_goes_on_is_silent_himself() -> None:
    text = "A Fleet spokesman said it had “many options” but did not comment on any sale."
    silent = told(text, "did not comment on any sale", outlet="Quay News")
    assert (silent.stance, silent.speaker.role) == (Stance.NO_COMMENT, "spokesman")


def test_the_same_silence_is_told_once() -> None:
    _, found = read("The mine said it did not comment on rumours.")
    assert [a.stance for a in found.assertions] == [Stance.NO_COMMENT]


def test_what_goes_on_in_the_past_is_still_reported() -> None:
    text = "The board said it was looking into “two cases” in the area but had not found a link."
    assert told(text, "had not found a link", "Quay News").speaker.kind is not SpeakerKind.OUTLET


def test_words_inside_a_report_stand_as_they_say() -> None:
    text = (
        "Ann Poe said she had met the firm and that it had assured her “no deal has been agreed”."
    )
    assert told(text, "no deal has been agreed").stance is Stance.DENIES


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("There can be no certainty that the talks will lead to a sale.", Stance.OBSERVES),
        ("There is no guarantee that the dam will hold.", Stance.OBSERVES),
        ("There is no doubt that the dam will hold.", Stance.SUPPORTS),
        ("Fleet said it had made no offer for the mill.", Stance.DENIES),
        ("Fleet said it had received no complaint.", Stance.DENIES),
        ("Fleet said it had made no fewer than nine offers.", Stance.SUPPORTS),
    ],
)
def test_nothing_done_and_nothing_sure(text: str, stance: Stance) -> None:
    assert read(text)[1].assertions[-1].stance is stance


def test_a_possible_sale_leaves_the_talks_certain() -> None:
    told_ = read("Fleet said it was in talks about a possible sale.")[1].assertions[-1]
    assert told_.certainty is Certainty.ASSERTED


def test_what_the_writer_says_of_a_claim_is_none_of_its_words() -> None:
    text = "The rebels said they shot down a plane, a claim that could not be verified."
    assert told(text, "they shot down a plane").certainty is Certainty.ASSERTED


def test_a_newsroom_that_has_been_told_says_so() -> None:
    text = "Roe wants to leave this month, Quay News has been told."
    assert told(text, "Roe wants to leave this month", outlet="Quay News").via[0].outlet == (
        "Quay News"
    )


def test_a_headline_is_one_sentence() -> None:
    text = "# Merland to Ship Guns to Ostria's Army, U.S. Officials Say"
    assert said(text) == [("U.S. Officials", "Merland to Ship Guns to Ostria's Army")]


def test_who_is_named_bare_in_the_headline_has_the_role_of_the_text() -> None:
    _, found = read("# Poe denies a rift\nFleet chief executive Ann Poe has denied a rift.")
    assert {a.speaker.role for a in found.assertions} == {"chief executive"}


def test_more_was_not_reported_before() -> None:
    text = (
        "The Courier reported that Merland sold ships, but Ostria's role has not been "
        "previously reported."
    )
    assert told(text, "Ostria's role has not been previously reported").stance is Stance.OBSERVES
