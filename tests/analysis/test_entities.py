"""Names of several articles that mean one person, body or place."""

from __future__ import annotations

from storytracker.analysis.story.entities import fold, resolve_entities
from storytracker.analysis.types import NameKind
from tests.analysis.build import article

PERSON, BODY, PLACE = NameKind.PERSON, NameKind.ORGANISATION, NameKind.PLACE


def ids(*found: tuple[str, NameKind]) -> set[str]:
    articles = [article(n, {n: k}, key=str(i)) for i, (n, k) in enumerate(found)]
    return set(resolve_entities(articles).labels)


def test_it_folds_case_accents_articles_and_possessives() -> None:
    assert fold("The Éclair’s") == fold("eclair") == "eclair"


def test_a_surname_means_the_one_person_who_has_it() -> None:
    assert ids(("Jane Roe", PERSON), ("Roe", PERSON)) == {"jane roe"}


def test_a_surname_of_two_people_stays_open() -> None:
    assert len(ids(("Jane Roe", PERSON), ("Richard Roe", PERSON), ("Adams", PERSON))) == 3


def test_the_first_word_means_the_one_body_that_begins_with_it() -> None:
    assert ids(("Acme Holdings plc", BODY), ("Acme", BODY)) == {"acme holdings plc"}


def test_the_first_word_of_two_bodies_stays_open() -> None:
    assert len(ids(("Acme Airlines", BODY), ("Acme Steel", BODY), ("Acme", BODY))) == 3


def test_a_place_is_short_for_nothing() -> None:
    assert len(ids(("Norland Bank", BODY), ("Norland", PLACE))) == 2


def test_an_acronym_means_its_long_form() -> None:
    assert ids(("National Grain Board", BODY), ("NGB", BODY)) == {"national grain board"}


def test_the_label_is_the_fullest_form() -> None:
    found = resolve_entities(
        [
            article("Roe", {"Roe": PERSON}, key="1"),
            article("Jane Roe", {"Jane Roe": PERSON}, key="2"),
        ]
    )
    assert found.labels == {"jane roe": "Jane Roe"}


def test_a_body_is_connected_to_the_place_it_is_said_to_be_of() -> None:
    found = resolve_entities(
        [
            article(
                "the Norland lender Acme works in Norland",
                {"Acme": BODY, "Norland": PLACE},
                related={"Acme": ("Norland",)},
            )
        ]
    )
    assert found.connected("acme", "norland")
    assert not found.connected("acme", "sudland")


def test_the_order_of_articles_changes_nothing() -> None:
    one, two = (
        article("Jane Roe", {"Jane Roe": PERSON}, key="1"),
        article("Roe", {"Roe": PERSON}, key="2"),
    )
    assert resolve_entities([one, two]) == resolve_entities([two, one])
