"""Outlets are found by the address of a page and by names as people write them."""

import pytest

from storytracker.analysis.outlets import (
    all_outlets,
    family_of,
    find_by_domain,
    host_of,
    outlet,
)

KINDS = {"newspaper", "broadcaster", "wire", "site", "official"}


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("WSJ", "The Wall Street Journal"),
        ("the wall street journal’s", "The Wall Street Journal"),
        ("The  Wall Street\nJournal", "The Wall Street Journal"),
        ("AFP", "Agence France-Presse"),
        ("New York Post", "New York Post"),
        ("the New York Post", "New York Post"),
        ("Le Monde", "Le Monde"),
        ("EL PAIS", "El País"),
        ("Barron’s", "Barron's"),
    ],
)
def test_it_finds_an_outlet_however_the_name_is_written(written: str, canonical: str) -> None:
    found = outlet(written)
    assert found is not None
    assert found.name == canonical


@pytest.mark.parametrize("written", ["", "   ", "the", "’s", "The Village Gazette of Nowhere"])
def test_it_knows_no_outlet_by_other_words(written: str) -> None:
    assert outlet(written) is None


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("https://www.wsj.com/articles/x", "The Wall Street Journal"),
        ("https://edition.cnn.com/2020/x", "CNN"),
        ("nypost.com", "New York Post"),
        ("HTTP://NEWS.BBC.CO.UK/", "BBC"),
        ("https://timesofindia.indiatimes.com/x", "The Times of India"),
        ("https://economictimes.indiatimes.com/x", "The Economic Times"),
    ],
)
def test_it_finds_an_outlet_by_its_address(address: str, canonical: str) -> None:
    found = find_by_domain(address)
    assert found is not None
    assert found.name == canonical


@pytest.mark.parametrize("address", ["", "com", "https://", "http://[::1", "notcnn.com", "a b c"])
def test_odd_addresses_find_nothing(address: str) -> None:
    assert find_by_domain(address) is None


def test_outlets_of_one_owner_share_a_family() -> None:
    assert family_of("WSJ") == family_of("New York Post")
    assert family_of("Reuters") != family_of("AFP")
    assert family_of("The  Village Gazette") == "The Village Gazette"


def test_the_host_is_taken_from_urls_and_bare_names() -> None:
    assert host_of("https://www.example.org:8080/a") == "example.org"
    assert host_of("Example.org") == "example.org"


def test_the_list_is_sound() -> None:
    outlets = all_outlets()
    names = [entry.name for entry in outlets]
    domains = [domain for entry in outlets for domain in entry.domains]
    assert len(outlets) > 250
    assert len(set(names)) == len(names)
    assert len(set(domains)) == len(domains)
    assert {entry.kind for entry in outlets} == KINDS
    assert all(entry.family and len(entry.country) == 2 for entry in outlets)
