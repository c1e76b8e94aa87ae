"""Names: kinds, short forms, acronyms, roles, the places beside them."""

from __future__ import annotations

import pytest

from storytracker.analysis.types import Name, NameKind
from tests.analysis.said import read


def names(text: str) -> dict[str, Name]:
    _, found = read(text)
    return {n.canonical: n for n in found.names}


@pytest.mark.parametrize(
    ("text", "canonical", "kind"),
    [
        ("The mayor met Maria Bell on Monday.", "Maria Bell", NameKind.PERSON),
        ("The coach, Otto Kranz, left.", "Otto Kranz", NameKind.PERSON),
        ("President Pia Lund spoke.", "Pia Lund", NameKind.PERSON),
        ("Fisheries Minister Helga Ostby spoke.", "Helga Ostby", NameKind.PERSON),
        ("The firm Borealis sold its mill.", "Borealis", NameKind.ORGANISATION),
        ("Shares of Orlo Motors fell.", "Orlo Motors", NameKind.ORGANISATION),
        ("Nordlys, which runs six ships, paid.", "Nordlys", NameKind.ORGANISATION),
        ("The Ministry of Health closed it.", "Ministry of Health", NameKind.ORGANISATION),
        (
            "The River and Harbour Agency closed it.",
            "River and Harbour Agency",
            NameKind.ORGANISATION,
        ),
        ("They flew to Norway.", "Norway", NameKind.PLACE),
        ("The story was first reported by Vessel Watch.", "Vessel Watch", NameKind.OUTLET),
        ("They told The Harbour Gazette so.", "The Harbour Gazette", NameKind.OUTLET),
        ("On Monday Radio Ostby had the story.", "Radio Ostby", NameKind.OUTLET),
    ],
)
def test_kinds(text: str, canonical: str, kind: NameKind) -> None:
    found = names(text)
    assert canonical in found, found
    assert found[canonical].kind is kind


def test_a_surname_joins_its_full_name() -> None:
    found = names("The vet Maria Bell came. Later Bell left, and Ms. Bell did not return.")
    assert len(found["Maria Bell"].mentions) == 3
    assert "Bell" in found["Maria Bell"].aliases


def test_an_acronym_joins_the_name_it_was_given_for() -> None:
    found = names("The Northern Grain Board (NGB) paid. Later the NGB paid again.")
    assert "NGB" in found["Northern Grain Board"].aliases
    assert "NGB" not in found


def test_the_short_form_of_a_company_joins_it() -> None:
    found = names("The retailer Fresco Group fell. On Monday Fresco rose again.")
    assert len(found["Fresco Group"].mentions) == 2


def test_a_paper_is_known_by_its_last_word() -> None:
    found = names("The Harbour Gazette reported it. Others told the Gazette so.")
    assert list(found) == ["The Harbour Gazette"]


@pytest.mark.parametrize(
    "text",
    [
        "The Dutch chip company Lithox sold a plant.",
        "Lithox, the Dutch company, sold a plant.",
        "It was bought by the Netherlands' Lithox on Monday.",
    ],
)
def test_places_beside_a_name_are_related(text: str) -> None:
    assert "Netherlands" in names(text)["Lithox"].related


def test_a_word_made_of_a_place_is_no_name() -> None:
    assert "Swiss-made" not in names("They sold Swiss-made watches.")


def test_mentions_point_at_the_very_text() -> None:
    text, found = read("Prof. Maria Bell of Kiel University met Bell's staff in Kiel.")
    for name in found.names:
        for span in name.mentions:
            assert span.of(text).strip("’'s") in " ".join((name.canonical, *name.aliases))
