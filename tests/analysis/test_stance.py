"""Stance, certainty and strength, in the words that decide them."""

from __future__ import annotations

import pytest

from storytracker.analysis.types import Assertion, Certainty, Stance, Strength
from tests.analysis.said import read

S, D, IN_PART, OBSERVES, NO_COMMENT = (
    Stance.SUPPORTS,
    Stance.DENIES,
    Stance.DENIES_IN_PART,
    Stance.OBSERVES,
    Stance.NO_COMMENT,
)


def last(text: str) -> Assertion:
    """The last assertion of the text."""
    return read(text)[1].assertions[-1]


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        # company
        ("Fresco said it had sold the mill.", S),
        ("Fresco said it had not sold the mill.", D),
        ("Fresco denied that it had sold the mill.", D),
        ("Fresco denied the report.", D),
        ("Fresco rejected claims of a sale.", D),
        ("Fresco dismissed the story as a rumour.", D),
        ("Fresco ruled out a sale.", D),
        ("Fresco did not rule out a sale.", S),
        ("Fresco declined that it was selling the mill.", D),
        ("Fresco partly denied the report.", IN_PART),
        ("Fresco has not confirmed whether the mill was sold.", OBSERVES),
        ("Fresco could not confirm that the mill was sold.", OBSERVES),
        ("Fresco confirmed that the mill was sold.", S),
        ("Fresco declined to comment.", NO_COMMENT),
        ("Fresco did not immediately respond to a request for comment.", NO_COMMENT),
        ("Fresco has also not commented on the sale.", NO_COMMENT),
        ("Fresco has yet to comment.", NO_COMMENT),
        ("Fresco could not be reached for comment.", NO_COMMENT),
        ("Fresco refused to answer questions about the sale.", NO_COMMENT),
        ("Fresco did not return calls.", NO_COMMENT),
        ("Fresco declined to confirm that the mill was sold.", NO_COMMENT),
        # a negated subject, a fronted adverbial
        ("No permit to fell the oaks was issued, the forestry office said.", D),
        ("“No such contract was signed, and you can ask the board,” the coach said.", D),
        ("The ministry said no bribe had been paid.", D),
        ("“At no point did anyone at the bank ask for the money,” its lawyer said.", D),
        ("Under no circumstances will the pool open, the mayor said.", D),
        ("Nobody at the school was told of the fire, parents said.", D),
        ("No one told the pilots, investigators said.", D),
        ("Neither engine failed, investigators said.", D),
        ("None of the tickets were sold, the club said.", D),
        ("Not one vote was miscounted, officials said.", D),
        ("On Monday, no train left the station, the operator said.", D),
        ("The club said there had been no talks with the striker.", D),
        ("No order was not followed, the general said.", S),
        ("No fewer than nine people died, the fire chief said.", S),
        ("No doubt the roof will leak, the architect said.", S),
        ("Not only was the road wet, police said.", S),
        # what is not ruled out
        ("The Herald said that the coach was not ruling out a move.", S),
        ("The coach has not ruled out leaving, his agent said.", S),
        ("The coach has ruled out leaving, his agent said.", D),
        # left open
        ("It was not clear on Friday whether the bridge would reopen.", OBSERVES),
        ("It was not immediately clear late Tuesday how many cars were lost.", OBSERVES),
        ("It was not clear Monday in what state the ship was.", OBSERVES),
        ("It remains unclear on Friday night whether the ship sank.", OBSERVES),
        # court and politics
        ("Prosecutors found no evidence that Brandt knew.", D),
        ("There is no evidence that Brandt knew.", D),
        ("Officials said there was no sign of a fire.", D),
        ("It remains unclear whether Brandt knew.", OBSERVES),
        ("It is not known how many died.", OBSERVES),
        ("The number of the dead remains unknown.", OBSERVES),
        ("The judge asked whether Brandt knew.", OBSERVES),
        ("Police did not say whether Brandt knew.", OBSERVES),
        ("The aid has yet to be delivered.", D),
        ("Officials said the aid has yet to be delivered.", D),
        ("The minister is not going to resign, his office said.", D),
        ("The minister will never resign, his office said.", D),
        ("The ministry doubted that the aid came.", D),
        ("Nobody said so, but the bridge fell.", S),
    ],
)
def test_stance(text: str, stance: Stance) -> None:
    assert last(text).stance is stance


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("Officials said the dam had burst.", Certainty.ASSERTED),
        ("Officials said the dam might burst.", Certainty.POSSIBLE),
        ("Officials hinted at the closing of the dam.", Certainty.POSSIBLE),
        ("Reuters suggested the possibility of a sale.", Certainty.POSSIBLE),
        ("Fresco did not rule out a sale.", Certainty.POSSIBLE),
        ("Officials believe the dam was weak.", Certainty.LIKELY),
        ("Officials said the dam would probably hold.", Certainty.LIKELY),
        ("The dam is believed to be weak.", Certainty.LIKELY),
        ("Reportedly, the dam was weak.", Certainty.LIKELY),
        ("The ship would be sold if the court agrees, officials said.", Certainty.CONDITIONAL),
        ("Unless it rains, the crop will fail, farmers said.", Certainty.ASSERTED),
    ],
)
def test_certainty(text: str, certainty: Certainty) -> None:
    assert last(text).certainty is certainty


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("Fresco plans to sell the mill.", Strength.PLANNED),
        ("Fresco is preparing to sell the mill.", Strength.PLANNED),
        ("Fresco is set to sell the mill.", Strength.PLANNED),
        ("Fresco is going to sell the mill.", Strength.PLANNED),
        ("Fresco will sell the mill.", Strength.PLANNED),
        ("Fresco might sell the mill.", Strength.PLANNED),
        ("# Fresco to Sell Mill", Strength.PLANNED),
        ("Fresco has agreed to sell the mill.", Strength.AGREED),
        ("Fresco has consented to the sale of the mill.", Strength.AGREED),
        ("Fresco has been tasked with the sale.", Strength.AGREED),
        ("Fresco is selling the mill.", Strength.UNDER_WAY),
        ("Fresco has begun to sell the mill.", Strength.UNDER_WAY),
        ("Fresco sold the mill.", Strength.DONE),
        ("Fresco has already sold the mill.", Strength.DONE),
        ("The mill was sold by Fresco.", Strength.DONE),
        ("The mill has yet to be sold.", Strength.DONE),
        ("Fresco is a good company.", None),
        ("The mill would be sold if the court agrees, officials said.", Strength.PLANNED),
    ],
)
def test_strength(text: str, strength: Strength | None) -> None:
    assert last(text).strength is strength


def test_the_words_that_decided_are_named() -> None:
    found = last("Officials said the dam might not hold.")
    assert found.stance is Stance.DENIES
    assert any("might not hold" in reason for reason in found.reasons)
    assert any("“might” says possible" in reason for reason in found.reasons)
