"""States told by single sentences, and states as claims of small stories."""

from __future__ import annotations

import pytest

from storytracker.analysis.story.claim_drafts import stance_of
from storytracker.analysis.story.entities import resolve_entities
from storytracker.analysis.story.event_reading import propositions
from storytracker.analysis.story.propositions import Proposition
from storytracker.analysis.story.state_words import LEADERS, is_state
from storytracker.analysis.story.story import analyse_story
from storytracker.analysis.types import ArticleFacts, NameKind, Stance
from tests.analysis.build import article
from tests.analysis.test_claims import about, written

ACME = "acme holdings"
NAMES = {"Acme Holdings": NameKind.ORGANISATION, "Jane Roe": NameKind.PERSON}


def read(text: str) -> tuple[ArticleFacts, list[Proposition]]:
    facts = article(text, {n: k for n, k in NAMES.items() if n in text})
    told = propositions(facts, 0, resolve_entities([facts]), leading=True)
    return facts, [p for p in told if is_state(p.concept)]


def state(text: str) -> Proposition:
    _, found = read(text)
    assert len(found) == 1, [p.concept for p in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "concept", "theme"),
    [
        ("The old pier was unsafe.", "unsafe", "pier"),
        ("The old pier is still not safe.", "unsafe", "pier"),
        ("The mast by the harbour was in danger.", "unsafe", "mast"),
        ("The files stood open for a month.", "exposed", "file"),
        ("Acme Holdings left the patients' files unprotected.", "exposed", "file"),
        ("At no time were the files accessible.", "exposed", "file"),
        ("The vase is fake.", "genuine", "vase"),
        ("The letters were in a drawer, and the names were in the report.", "contain", "name"),
        ("Card numbers were leaked.", "exposed", "number"),
    ],
)
def test_a_state_is_told_of_what_is_in_it(text: str, concept: str, theme: str) -> None:
    told = state(text)
    assert (told.concept, told.theme) == (concept, {theme})


@pytest.mark.parametrize(
    "text",
    [
        "Acme Holdings wrote an open letter.",
        "Acme Holdings exposed a spy.",
        "The fraud was exposed by Jane Roe.",
        "Acme Holdings was told to leave the files.",
        "Jane Roe learned to swim.",
        "Jane Roe is known to the police.",
        "Somebody knew.",
        "Acme Holdings sells boats, including Jane Roe.",
    ],
)
def test_what_is_no_state_is_none(text: str) -> None:
    assert read(text)[1] == []


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        ("Acme Holdings knew of the cracks.", ACME),
        ("Managers at Acme Holdings knew of the cracks in May.", ACME),
        ("Acme Holdings bosses were told of the cracks.", ACME),
        ("Acme Holdings has been aware of the cracks since May.", ACME),
        ("Acme Holdings had no knowledge of the cracks.", ACME),
        ("Managers were aware of the cracks.", LEADERS),
        ("At no point in May were managers aware of the cracks.", LEADERS),
    ],
)
def test_who_knows_is_the_body_that_they_run(text: str, holder: str) -> None:
    told = state(text)
    assert (told.concept, told.agent) == ("know", holder)
    assert "crack" in told.theme


def test_a_list_tells_one_state_for_each_thing() -> None:
    _, told = read("The crates contain oranges, spare parts and old rifles.")
    assert [p.theme for p in told] == [{"orange"}, {"part"}, {"rifle"}]


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("The pier is unsafe.", Stance.SUPPORTS),
        ("The pier is safe.", Stance.DENIES),
        ("The pier is not safe.", Stance.SUPPORTS),
        ("The pier is not unsafe.", Stance.DENIES),
        ("At no time was the pier unsafe.", Stance.DENIES),
        ("Managers knew nothing of the cracks.", Stance.DENIES),
        ("Managers were unaware of the cracks.", Stance.DENIES),
    ],
)
def test_the_opposite_of_a_state_denies_it(text: str, stance: Stance) -> None:
    facts, told = read(text)
    assert [stance_of(p, facts) for p in told] == [stance]


PIER = (
    written(
        "a",
        "The Barley Post",
        1,
        "Pier closed to anglers",
        "The pier at Norhaven has been closed to anglers, the harbour board said on Friday.",
        "The pier is unsafe, a diver who works for the board told The Barley Post.",
    ),
    written(
        "b",
        "Harbour Radio",
        2,
        "Board: no reason to worry",
        "The harbour board said on Saturday that the pier was safe.",
    ),
)


def test_a_state_that_is_denied_is_a_claim() -> None:
    claim = about(analyse_story(PIER), "unsafe")
    assert {(e.article, e.stance) for e in claim.evidence} == {
        ("a", Stance.SUPPORTS),
        ("b", Stance.DENIES),
    }


def test_a_state_in_passing_is_no_claim() -> None:
    found = analyse_story(PIER[:1])
    assert not [c for c in found.claims if "unsafe" in c.text]


OPEN = (
    written(
        "a",
        "The Barley Post",
        1,
        "Clinic left files of 4.1 million patients open",
        "The clinic left the files of 4.1 million patients open to anyone, Jane Roe, a"
        " programmer, said on Friday.",
        "The files contain names, telephone numbers and diagnoses, Roe told The Barley Post.",
    ),
    written(
        "b",
        "The Daily Oat",
        2,
        "Clinic rejects report on files",
        "The Norhaven Clinic denied on Saturday that files of 41 lakh patients were open.",
        "At no time were diagnoses accessible, the Norhaven Clinic said.",
    ),
)


def test_what_is_in_open_files_is_denied_as_accessible() -> None:
    claim = about(analyse_story(OPEN), "diagnoses")
    assert claim.text == "The files contain diagnoses"
    assert {(e.article, e.stance) for e in claim.evidence} == {
        ("a", Stance.SUPPORTS),
        ("b", Stance.DENIES),
    }


def test_lakh_and_million_are_one_figure() -> None:
    claim = about(analyse_story(OPEN), "4.1 million")
    assert Stance.DENIES in {e.stance for e in claim.evidence if e.article == "b"}
