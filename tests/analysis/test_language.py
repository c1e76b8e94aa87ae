"""Which language a text is in, and whether the analysis has word lists for it."""

from __future__ import annotations

import pytest

from storytracker.analysis.lexicons import languages
from storytracker.analysis.reading.language import analysed_as, language_of

ENGLISH = "The council said on Monday that it will not sell the ferries to anybody for now."
GERMAN = (
    "Der Rat hat am Montag gesagt, dass die Fähren der Stadt nicht verkauft werden und dass es "
    "auch keinen Plan dafür gibt, das zu tun."
)


def test_what_has_word_lists_is_analysed() -> None:
    assert languages() == {"en"}


@pytest.mark.parametrize(
    ("text", "stated", "read_as"),
    [
        (ENGLISH + " " + ENGLISH, "en", "en"),
        (ENGLISH + " " + ENGLISH, "und", "en"),
        (ENGLISH + " " + ENGLISH, "de", "en"),  # the page says it wrongly: the words win
        (GERMAN, "de", ""),
        (GERMAN, "en", ""),
        (GERMAN, "und", ""),
        ("Council denies sale of ferries", "und", "en"),  # too few to tell
        ("Council denies sale of ferries", "en", "en"),
        ("Rat bestreitet Verkauf der Fähren", "de", ""),
        ("Город отрицает продажу", "und", ""),
        ("", "und", "en"),
        ("zab keto lumi porra vinda " * 10, "und", ""),
    ],
)
def test_a_text_is_read_by_the_lists_of_its_language(text: str, stated: str, read_as: str) -> None:
    assert analysed_as(text, stated) == read_as


def test_a_language_without_lists_is_known_by_name_all_the_same() -> None:
    assert language_of(GERMAN, "en") == "de"
