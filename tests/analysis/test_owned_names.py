"""Names that keep their possessive, and what is called again by the word in its name."""

from __future__ import annotations

import pytest

from storytracker.analysis.types import NameKind, SpeakerKind, Stance
from tests.analysis.said import only, read, said

SPEAKERS = [
    ("St Anne's Hospital on Friday denied that it had lost the files.", "St Anne's Hospital"),
    ("St Anne’s said it would close two wards.", "St Anne’s"),
    ("King's College Oban said it was looking into the matter.", "King's College Oban"),
    ("Queen's University said it would appeal.", "Queen's University"),
    ("Hobday's said the picture was genuine.", "Hobday's"),
    ("Bellamy's has denied that it sold horse meat.", "Bellamy's"),
]


@pytest.mark.parametrize(("text", "speaker"), SPEAKERS)
def test_a_house_keeps_the_possessive_of_its_name(text: str, speaker: str) -> None:
    found = only(text).speaker
    assert (found.name, found.kind) == (speaker, SpeakerKind.ORGANISATION)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Norway's minister said it was over.", "Norway's minister"),
        ("St Louis's mayor said he would resign.", "St Louis's mayor"),
        ("Bellamy's owner said the shop would close.", "Bellamy's owner"),
        ("The cook of Hobday's College said she had left.", "cook of Hobday's College"),
    ],
)
def test_a_possessive_tells_whose_otherwise(text: str, speaker: str) -> None:
    assert only(text).speaker.name == speaker


def test_what_is_a_friends_is_no_name() -> None:
    _, found = read("A friend of Jo Hobday's said he was well. Russia's might was feared.")
    assert not [n for n in found.names if n.canonical.endswith("'s")]


def test_a_name_that_keeps_its_possessive_owns_things_without_it() -> None:
    _, found = read("Hobday's said it would close. Hobday's shares fell. She worked at Hobday's.")
    kinds = {n.canonical: (n.kind, len(n.mentions)) for n in found.names}
    assert kinds["Hobday's"] == (NameKind.ORGANISATION, 2)


AGAIN = [
    (
        "Managers at Guy's Hospital knew of it, the Care Agency said.\n"
        "The hospital said it was studying the letter.",
        ["Care Agency", "Guy's Hospital"],
    ),
    (
        "The roof of Melby College leaks, the Building Inspectorate said.\n"
        "The college said it would mend the roof.",
        ["Building Inspectorate", "Melby College"],
    ),
    (
        "The ward was closed, the Health Ministry said.\nThe hospital said it knew nothing.",
        ["Health Ministry", "hospital"],
    ),
    (
        "Lithox said it would close.\nIt denied that it owed money.",
        ["Lithox", "Lithox"],
    ),
]


@pytest.mark.parametrize(("text", "speakers"), AGAIN)
def test_what_is_spoken_of_again_bears_the_word(text: str, speakers: list[str]) -> None:
    assert [speaker for speaker, _ in said(text)] == speakers


def test_what_a_document_says_is_not_said_by_who_cited_it() -> None:
    found = said("Marlow said he had read the memo. It said that the pier was weak.")
    assert [speaker for speaker, _ in found][0] == "Marlow" != found[-1][0]


APPOSED = [
    ("A spokeswoman for the hospital, Imke Frayn, said the ward was shut.", "Imke Frayn"),
    ("A spokesman for the brewery, Odo Lunt, declined to comment.", "Odo Lunt"),
    ("The plant will close in May, its manager, Jo Reed, said.", "Jo Reed"),
    ("Trains will stop on Monday, the line's director, Ines Holm, said.", "Ines Holm"),
    ("The club has been sold, according to its chairman, Jo Reed.", "Jo Reed"),
]


@pytest.mark.parametrize(("text", "speaker"), APPOSED)
def test_the_name_behind_an_office_is_who_speaks(text: str, speaker: str) -> None:
    assert only(text).speaker.name == speaker


@pytest.mark.parametrize(
    ("text", "speaker", "words"),
    [
        (
            "The bank is sound, a study by two professors finds.",
            "study by two professors",
            "The bank is sound",
        ),
        (
            "The firm knew of the leak in May, a report by its own auditors shows.",
            "report by its own auditors",
            "The firm knew of the leak in May",
        ),
    ],
)
def test_a_report_by_somebody_shows(text: str, speaker: str, words: str) -> None:
    assert said(text) == [(speaker, words)]


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("The bank insisted it had no knowledge of the loan.", Stance.DENIES),
        ("Lithox said it had no plans to sell the mine.", Stance.DENIES),
        ("The bank said it has no doubt that prices will rise.", Stance.SUPPORTS),
        ("The mayor said he had no choice but to sign.", Stance.SUPPORTS),
    ],
)
def test_what_is_not_had_is_denied(text: str, stance: Stance) -> None:
    assert only(text).stance is stance


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The coach, Ms. Ada Lunt, said she was well.", "Ada Lunt"),
        ("The minister, Mr Odo Lunt, told reporters that he would go.", "Odo Lunt"),
        ("The ferry's captain, Mary Ann Lunt, said the sea was calm.", "Mary Ann Lunt"),
    ],
)
def test_a_titled_name_behind_an_office_is_who_speaks(text: str, speaker: str) -> None:
    assert only(text).speaker.name == speaker
