"""Who is meant by the words before "said": apposed names, people who …, documents seen, offices."""

from __future__ import annotations

import pytest

from storytracker.analysis.types import (
    Assertion,
    Attributions,
    Certainty,
    CitationRole,
    NameKind,
    SpeakerKind,
    Stance,
)
from tests.analysis.said import only, read, said


def last(text: str, outlet: str | None = None) -> Assertion:
    """The last assertion of the text."""
    return read(text, outlet)[1].assertions[-1]


def kinds(found: Attributions) -> dict[str, NameKind]:
    return {name.canonical: name.kind for name in found.names}


PEOPLE_WHO = [
    (
        "Councillor Ann Howe has not ruled out selling the pier, "
        "four people who sat with her in the meeting said.",
        "four people who sat with her in the meeting",
        "Councillor Ann Howe has not ruled out selling the pier",
    ),
    (
        "The alarm had failed, two nurses who worked on the ward that night told reporters.",
        "two nurses who worked on the ward that night",
        "The alarm had failed",
    ),
    (
        "People who live near the dam said they had heard a bang.",
        "People who live near the dam",
        "they had heard a bang",
    ),
    (
        "Bishop Oran Pell will step down, five priests who serve under him told The Harbour Post.",
        "five priests who serve under him",
        "Bishop Oran Pell will step down",
    ),
]


@pytest.mark.parametrize(("text", "speaker", "words"), PEOPLE_WHO)
def test_people_with_a_relative_clause_speak(text: str, speaker: str, words: str) -> None:
    assert said(text) == [(speaker, words)]


def test_what_somebody_does_not_rule_out_is_no_word_of_his_where_others_tell_it() -> None:
    found = only("The actress has not ruled out leaving the series, her agent said.")
    assert found.stance is Stance.SUPPORTS
    assert found.certainty is Certainty.POSSIBLE
    assert found.speaker.name == "her agent"


@pytest.mark.parametrize("outlet", ["The Harbour Post", "Inland News"])
def test_the_outlet_told_is_a_via_unless_it_is_the_articles_own(outlet: str) -> None:
    found = last("The pier is sold, three men who built it told The Harbour Post.", outlet)
    assert found.speaker.name == "three men who built it"
    told = [] if outlet == "The Harbour Post" else ["The Harbour Post"]
    assert [hop.outlet for hop in found.via] == told


SEEN = [
    (
        "The dam was never inspected, according to a confidential audit seen by The Harbour Post.",
        "confidential audit",
        "The Harbour Post",
    ),
    (
        "The roof leaked, according to minutes shared with Reuters by a builder.",
        "minutes",
        "Reuters",
    ),
    ("The roof leaked, according to a video that Reuters has seen.", "video", "Reuters"),
    (
        "The pilot had been warned, internal emails reviewed by The Weekly Herald show.",
        "internal emails",
        "The Weekly Herald",
    ),
]


@pytest.mark.parametrize(("text", "document", "outlet"), SEEN)
def test_a_document_speaks_through_the_outlet_that_saw_it(
    text: str, document: str, outlet: str
) -> None:
    _, found = read(text)
    (assertion,) = found.assertions
    assert assertion.speaker.name == document
    assert assertion.speaker.kind is SpeakerKind.UNNAMED
    assert [hop.outlet for hop in assertion.via] == [outlet]
    assert [(c.outlet, c.role) for c in found.citations] == [(outlet, CitationRole.RELAYED)]


def test_the_articles_own_outlet_is_no_via_of_what_it_has_seen() -> None:
    assert last(SEEN[0][0], "The Harbour Post").via == ()


def test_a_report_that_an_outlet_published_is_the_outlets() -> None:
    found = last("A report published by The Weekly Herald said that the roof leaked.")
    assert found.speaker.kind is SpeakerKind.OUTLET


APPOSED = [
    ("Her chief of staff, Milo Stanek, declined to comment.", "Milo Stanek", "chief of staff"),
    (
        "The conductor of the Halden Philharmonic, Greta Osei, said the tour was off.",
        "Greta Osei",
        "conductor",
    ),
    ("The editor of The Lark, Nils Aberg, said the paper was right.", "Nils Aberg", "editor"),
    ("The head of the Alpine Club, Dorrit Kast, said the hut was full.", "Dorrit Kast", "head"),
    ("Halden’s MP, Lotte Brink, said that the tram would run.", "Lotte Brink", "MP"),
]


@pytest.mark.parametrize(("text", "name", "role"), APPOSED)
def test_a_name_set_off_by_commas_is_who_speaks(text: str, name: str, role: str) -> None:
    found = last(text)
    assert (found.speaker.name, found.speaker.role) == (name, role)
    assert found.speaker.kind is SpeakerKind.PERSON


def test_the_mayors_husband_is_no_mayor() -> None:
    assert last("The mayor’s husband, Ray Orde, said the dog was fine.").speaker.role == "husband"


def test_she_is_the_one_apposed_before() -> None:
    text = "Halden’s MP, Lotte Brink, said that the tram would run. “It will run,” she said."
    assert last(text).speaker.name == "Lotte Brink"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Vance herself has not commented.", "Vance"),
        ("The chef himself has yet to respond.", "chef"),
        ("Jane Vance herself declined to comment.", "Jane Vance"),
    ],
)
def test_an_emphatic_pronoun_stands_for_nobody_else(text: str, name: str) -> None:
    found = only(text)
    assert (found.speaker.name, found.stance) == (name, Stance.NO_COMMENT)


@pytest.mark.parametrize(
    "text",
    [
        "The union declined to comment on the strike, according to Reuters.",
        "Reuters reported that the union declined to comment on the strike.",
        "The union declined to comment on the strike, Reuters reported.",
    ],
)
def test_a_refusal_that_an_outlet_tells_of_is_one_assertion(text: str) -> None:
    found = only(text)
    assert (found.speaker.name, found.stance) == ("union", Stance.NO_COMMENT)
    assert [hop.outlet for hop in found.via] == ["Reuters"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Halden Motors on Monday cut the number of vans it is recalling, "
            "saying that 300 of them were damaged and not 30.",
            "Halden Motors",
        ),
        (
            "The museum on Friday changed the hours it had announced, adding that it was short "
            "of guards.",
            "museum",
        ),
        (
            "Howe praised the friends she thanks most, saying that they never left.",
            "Howe",
        ),
    ],
)
def test_a_participle_belongs_to_the_main_clause(text: str, name: str) -> None:
    assert last(text).speaker.name == name


def test_what_a_contradicted_report_said_is_the_reports() -> None:
    text = (
        "The account contradicts an article in The Weekly Herald on Sunday, which said that "
        "guards at the zoo had left the gate open."
    )
    found = only(text)
    assert found.stance is Stance.SUPPORTS
    assert [hop.outlet for hop in found.via] == ["The Weekly Herald"]
    assert found.words(text) == "guards at the zoo had left the gate open"


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("The Food and Farming Executive said no.", "Food and Farming Executive", "organisation"),
        (
            "Halden’s Roads and Rivers Executive declined to comment.",
            "Roads and Rivers Executive",
            "organisation",
        ),
        (
            "The Department for Roads and Bridges said no.",
            "Department for Roads and Bridges",
            "organisation",
        ),
        ("Halden Kitchen Goods said sales rose.", "Halden Kitchen Goods", "organisation"),
        ("Velmora said it would close two shops.", "Velmora", "organisation"),
        ("Velmora confirmed its plan to close.", "Velmora", "organisation"),
        ("Howe said it would rain.", "Howe", "person"),
        ("The Lark, a music website, reported that the band had split.", "The Lark", "outlet"),
    ],
)
def test_kinds_of_names(text: str, name: str, kind: str) -> None:
    assert kinds(read(text)[1])[name].value == kind


@pytest.mark.parametrize("text", ["Bakers said that flour was dear.", "Fishermen saw the light."])
def test_people_of_a_trade_are_no_name(text: str) -> None:
    assert read(text)[1].names == ()


def test_a_surname_like_a_trade_stays_a_name() -> None:
    assert last("Jane Baker sang. Baker said the show was long.").speaker.name == "Jane Baker"


def test_the_first_word_of_a_firm_is_the_firm_unless_it_is_a_place() -> None:
    firm = read("Velmora Home Products closed. Velmora said it was sorry.")[1]
    assert list(kinds(firm)) == ["Velmora Home Products"]
    town = read("Halden Home Products closed. The shop in Halden said it was sorry.")[1]
    assert {"Halden Home Products", "Halden"} <= set(kinds(town))


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("A spokeswoman for the bishop, Clara Moss, declined to comment.", "bishop's office"),
        (
            "Bishop Oran Pell will stay. “He is well,” his spokeswoman, Clara Moss, said.",
            "bishop's office",
        ),
        (
            "Halden Motors will shut a plant. “It is a sad day,” spokesman Erik Blum said.",
            "Halden Motors",
        ),
        ("A spokesman for Halden Motors, Erik Blum, declined to comment.", "Halden Motors"),
    ],
)
def test_for_whom_spokesmen_speak(text: str, group: str) -> None:
    assert last(text).speaker.group == group


def test_a_spokesman_keeps_his_office() -> None:
    text = "A spokeswoman for the bishop, Clara Moss, said he slept. Moss said that he was well."
    assert last(text).speaker.group == "bishop's office"


def test_an_outlet_that_is_a_via_is_cited() -> None:
    text = "The Lark, a music website, reported on Monday that the band had split."
    _, found = read(text)
    assert {c.outlet for c in found.citations} == {"The Lark"}
    assert [hop.outlet for hop in found.assertions[0].via] == ["The Lark"]


def test_the_gazette_is_the_articles_own() -> None:
    text = "The pier is sold, two builders told the Gazette. The Gazette reported it on Monday."
    _, found = read(text, "Harbour Gazette")
    assert {c.outlet for c in found.citations} <= {"Harbour Gazette"}
    assert found.assertions[0].via == ()


@pytest.mark.parametrize(
    "text", ["Nobody agrees on why the sirens stayed quiet.", "No one says who sold the pier."]
)
def test_nobody_is_no_speaker(text: str) -> None:
    assert said(text) == []


def test_the_company_is_the_firm_that_spoke_and_no_agency_after_it() -> None:
    text = (
        "Norvik Motors Inc said on Monday that its brakes were safe.\n"
        "The National Safety Commission said that it would test them.\n"
        "The company said that it would help."
    )
    assert last(text).speaker.name == "Norvik Motors Inc"
