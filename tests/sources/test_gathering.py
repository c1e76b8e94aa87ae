"""The words of all texts, and which of them a mistyped one is meant for."""

from __future__ import annotations

import pytest

from apps.sources.models import ArticleVersion, Word
from apps.sources.services import gather_words, nearest_word, words_beginning
from apps.sources.services.gathering import LONGEST
from tests.support.newsroom import make_article
from tests.support.queries import counted

pytestmark = pytest.mark.django_db


def give_text(text: str) -> None:
    version = make_article(0).current_version
    assert version
    ArticleVersion.objects.filter(pk=version.pk).update(text=text)


def test_words_are_gathered_once_folded_and_counted_by_version() -> None:
    give_text("Zelensky met ZELENSKY; Erdoğan saw Zelensky in 2023, or so. " + "x" * (LONGEST + 1))
    give_text("Zelensky left.")
    assert gather_words(age_seconds=0)
    assert not gather_words(age_seconds=0), "there are no others"
    known = dict(Word.objects.values_list("word", "versions"))
    assert known == {"zelensky": 2, "erdogan": 1, "left": 1}


def test_young_versions_wait_for_those_that_may_come_before_them() -> None:
    give_text("Zelensky left.")
    assert not gather_words(age_seconds=3600)
    assert not Word.objects.exists()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("zelenski", "zelensky"),
        ("Zelensyk", "zelensky"),
        ("erdogann", "erdogan"),
        ("Erdoğen", "erdogan"),
        ("goverment", "government"),
        ("zelensky", None),
        ("zeppelin", None),
        ("abc", None),
        ("", None),
        ("’%_", None),
    ],
)
def test_the_nearest_word(typed: str, meant: str | None) -> None:
    give_text("Zelensky and Erdoğan of the government, governor, zoology, elements.")
    gather_words(age_seconds=0)
    assert nearest_word(typed) == meant


def test_the_most_frequent_words_that_begin_alike() -> None:
    give_text("government governor")
    give_text("governor’s 100%")
    gather_words(age_seconds=0)
    assert words_beginning("Gover") == ["governor", "government"]
    assert words_beginning("%") == [] and words_beginning("") == []


def test_a_word_costs_two_queries_however_many_there_are() -> None:
    give_text(" ".join(f"gover{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(600)))
    gather_words(age_seconds=0)
    assert counted(lambda: nearest_word("governor")) == 2
