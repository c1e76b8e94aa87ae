"""The checks of the gold themselves: of several right answers one is enough, a wrong one fails."""

from __future__ import annotations

from typing import Any

import pytest

from tests.analysis import gold_checks as checks
from tests.analysis.gold_names import same_name
from tests.analysis.gold_story import SEEDS, Entry, anchors, gold

SAID: Entry = {
    "article": "000_7181f2815ab22ea6",
    "quote": "has agreed to provide the Lebanese militant group Hezbollah",
    "speaker": "US",
    "via": "CNN",
    "claim": "assad-agreed",
    "stance": "supports",
}
ALTERNATIVES = [
    ("speaker", ["the Vatican", "US"], ["the Vatican", "Acme"]),
    ("via", ["The Orchard Post", "CNN"], ["The Orchard Post", "The Barley News"]),
    ("stance", ["denies", "supports"], ["denies", "observes"]),
]


@pytest.mark.parametrize(("field", "right", "wrong"), ALTERNATIVES)
def test_an_attribution_needs_one_of_its_right_answers(
    field: str, right: list[str], wrong: list[str]
) -> None:
    checks.check_attribution(SEEDS, {**SAID, field: right})
    with pytest.raises(AssertionError):
        checks.check_attribution(SEEDS, {**SAID, field: wrong})


def test_a_chain_is_not_met_by_one_of_its_outlets() -> None:
    without = {key: value for key, value in SAID.items() if key != "via"}
    checks.check_attribution(SEEDS, {**without, "chain": ["CNN"]})
    with pytest.raises(AssertionError):
        checks.check_attribution(SEEDS, {**without, "chain": ["CNN", "The Orchard Post"]})


def test_evidence_is_of_one_of_its_right_claims() -> None:
    checks.check_bearing(SEEDS, {**SAID, "claim": ["delivered", "assad-agreed"]})
    with pytest.raises(AssertionError):
        checks.check_bearing(SEEDS, {**SAID, "claim": ["delivered", "wagner-provides"]})
    with pytest.raises(AssertionError):
        checks.check_bearing(SEEDS, {**SAID, "stance": ["denies", "observes"]})


def test_evidence_of_one_of_several_claims_is_needed_for_none_of_them() -> None:
    of_one = anchors(SEEDS, "assad-agreed")
    assert of_one and not all(mark.get("optional") for mark in of_one)
    entry = next(one for one in gold(SEEDS)["attributions"] if one.get("claim") == "assad-agreed")
    entry["claim"] = ["assad-agreed", "delivered"]
    try:
        changed = anchors(SEEDS, "assad-agreed")
    finally:
        entry["claim"] = "assad-agreed"
    assert len(changed) == len(of_one)
    assert sum(bool(mark.get("optional")) for mark in changed) == 1


CLAIM = {"text": "Acme sends grain"}


@pytest.mark.parametrize(
    ("found", "wanted", "optional"),
    [
        (("Acme Mills",), [["Barnaby", "Acme"]], []),
        (("Acme", "Barnaby"), [["Barnaby", "Acme"]], ["Barnaby"]),
        (("Acme", "Coley"), [["Barnaby", "Acme"], "Coley"], []),
    ],
)
def test_names_that_stand_for_one_are_met_once(
    found: tuple[str, ...], wanted: list[Any], optional: list[str]
) -> None:
    checks._same_set(CLAIM, "origins", found, wanted, optional)


@pytest.mark.parametrize(
    ("found", "wanted", "optional"),
    [
        ((), [["Barnaby", "Acme"]], ["Acme"]),
        (("Acme", "Barnaby"), [["Barnaby", "Acme"]], []),
        (("Acme", "Barnaby", "Dunn"), [["Barnaby", "Acme"]], ["Barnaby"]),
        (("Coley",), [["Barnaby", "Acme"]], []),
        (("Acme",), [], []),
    ],
)
def test_missing_doubled_and_further_names_fail(
    found: tuple[str, ...], wanted: list[Any], optional: list[str]
) -> None:
    with pytest.raises(AssertionError):
        checks._same_set(CLAIM, "origins", found, wanted, optional)


def test_a_name_is_one_of_several_or_none() -> None:
    assert same_name("The Acme Times of Barley", ["Barley Times", "Acme Post"])
    assert not same_name("The Acme Times", ["Barley Times", "Acme Post"])
    assert not same_name("", ["Barley Times", ""])
