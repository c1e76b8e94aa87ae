"""Who is said to do what, and how far it is, read out of single sentences."""

from __future__ import annotations

import pytest

from storytracker.analysis.story.entities import resolve_entities
from storytracker.analysis.story.event_reading import _may_tell, _Reader, propositions
from storytracker.analysis.story.propositions import Proposition
from storytracker.analysis.types import NameKind
from tests.analysis.build import article
from tests.analysis.gold_story import tellings

ACME = "acme holdings"
NAMES = {
    "Acme Holdings": NameKind.ORGANISATION,
    "Borealis": NameKind.ORGANISATION,
    "Jane Roe": NameKind.PERSON,
    "Norland": NameKind.PLACE,
    "Sudland": NameKind.PLACE,
}


def read(text: str) -> list[Proposition]:
    facts = article(text, {n: k for n, k in NAMES.items() if n in text})
    return list(propositions(facts, 0, resolve_entities([facts]), leading=True))


def one(text: str, concept: str) -> Proposition:
    found = [p for p in read(text) if p.concept == concept]
    assert found, f"no {concept} in {[p.concept for p in read(text)]}"
    return found[0]


@pytest.mark.parametrize(
    ("text", "concept", "agent", "strength"),
    [
        ("Acme Holdings plans to buy Borealis.", "acquire", ACME, "planned"),
        ("Acme Holdings might buy Borealis.", "acquire", ACME, "planned"),
        ("Acme Holdings has agreed to buy Borealis.", "acquire", ACME, "agreed"),
        ("Acme Holdings has bought Borealis.", "acquire", ACME, "done"),
        ("Acme Holdings is buying Borealis.", "acquire", ACME, "under-way"),
        ("Acme Holdings to buy Borealis", "acquire", ACME, "planned"),
        ("Borealis has been bought by Acme Holdings.", "acquire", ACME, "done"),
        ("Acme Holdings, the lender, is set to buy Borealis.", "acquire", ACME, "planned"),
        ("Acme Holdings, which lends money, will buy Borealis.", "acquire", ACME, "planned"),
        ("the possibility of Acme Holdings buying Borealis", "acquire", ACME, "planned"),
        ("Acme Holdings has been tasked with delivering grain.", "transfer", ACME, "planned"),
        ("The delivery of grain has been entrusted to Acme Holdings.", "transfer", ACME, "planned"),
        ("The delivery of grain will be handled by Acme Holdings.", "transfer", ACME, "planned"),
        ("Norland's Acme Holdings sold Borealis.", "sell", ACME, "done"),
        ("Acme Holdings is preparing a takeover offer for Borealis.", "acquire", ACME, "planned"),
        ("Acme Holdings has made an offer for Borealis.", "acquire", ACME, "done"),
        ("Borealis has secured a loan from Acme Holdings.", "lend", ACME, "agreed"),
        ("Jane Roe resigned on Monday.", "resign", "jane roe", "done"),
    ],
)  # fmt: skip
def test_it_reads_doer_and_stage(text: str, concept: str, agent: str, strength: str) -> None:
    found = one(text, concept)
    assert (found.agent, found.strength.value) == (agent, strength)


def test_it_names_no_doer_of_a_bare_passive() -> None:
    found = one("The grain has already been delivered to Norland.", "transfer")
    assert (found.agent, found.others, found.done) == ("", frozenset({"norland"}), True)


@pytest.mark.parametrize(
    "text",
    [
        "The grain has yet to be delivered to Norland.",
        "The grain has not been delivered to Norland.",
        "The grain hasn’t been delivered to Norland.",
        "Acme Holdings failed to deliver the grain.",
    ],
)
def test_it_sees_negation_in_the_verb_group(text: str) -> None:
    assert one(text, "transfer").negated


def test_yet_to_be_done_is_about_the_deed() -> None:
    assert one("The grain has yet to be delivered to Norland.", "transfer").done


def test_consent_beside_a_plan_is_a_promise_of_its_own() -> None:
    found = read("The grain would be sent to Norland with Jane Roe’s consent if the deal holds.")
    assert {(p.agent, p.strength.value) for p in found if p.concept == "transfer"} >= {
        ("jane roe", "agreed")
    }


def test_a_noun_after_an_article_is_no_deed() -> None:
    assert "transfer" not in {p.concept for p in read("The supply of grain worries Norland.")}


def test_a_verb_of_no_list_is_an_event_of_its_own() -> None:
    found = one("Acme Holdings repainted the bridge in Norland.", "repaint")
    assert (found.agent, found.done, found.others) == (ACME, True, {"norland"})


@pytest.mark.parametrize(
    "text",
    [
        "No order to stop the pumps was given.",
        "At no time did anybody at Acme Holdings give an order.",
        "Nobody ordered the pumps to be stopped.",
    ],
)
def test_nobody_does_what_is_denied(text: str) -> None:
    assert one(text, "order").negated


def test_what_is_not_ruled_out_is_possible_and_not_denied() -> None:
    found = one("Jane Roe has not ruled out resigning.", "resign")
    assert (found.negated, found.undecided, found.certainty.value) == (False, True, "possible")


def test_particles_make_another_verb_of_it() -> None:
    assert one("Jane Roe will step down.", "resign").agent == "jane roe"


def test_words_that_tell_nothing_anywhere_tell_nothing_here() -> None:
    """Most words are passed over without being looked at in their sentence."""
    passed = 0
    for telling in tellings("ferry").values():
        entities = resolve_entities([telling.facts])
        for index, assertion in enumerate(telling.facts.attributions.assertions):
            for part in assertion.content:
                reader = _Reader(telling.facts, index, assertion, entities, part, False)
                for at, token in enumerate(reader.tokens):
                    if not _may_tell(token.text):
                        passed += 1
                        assert reader._at(at) == ([], at + 1), token
    assert passed > 500
