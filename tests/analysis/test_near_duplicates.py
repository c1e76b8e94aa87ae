"""Copies, cut copies and copies with something added are found; other texts are not."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest

from storytracker.analysis.story.near_duplicates import (
    SAMPLED,
    Sketches,
    sameness,
    shingled,
)


def prose(seed: int, words: int = 300) -> str:
    chance = random.Random(seed)
    return " ".join("".join(chance.choices("abcdefghij", k=6)) for _ in range(words))


def test_a_cut_copy_with_a_spam_comment_is_one() -> None:
    text = prose(1)
    cut = " ".join(text.split()[:200])
    found = sameness(shingled(text), shingled(f"{cut} {prose(2, 60)}"))
    assert found.near_duplicate
    assert found.containment == pytest.approx(196 / 256, abs=0.01)
    assert found.reasons == (
        "196 of the shorter text's 256 runs of 5 words stand in the other too",
    )  # fmt: skip


def test_another_text_is_none() -> None:
    found = sameness(shingled(prose(1)), shingled(prose(2)))
    assert (found.containment, found.near_duplicate) == (0.0, False)


@pytest.mark.parametrize(
    "variant",
    [
        "THE HARBOUR, they said – “it’s” closing in May.",
        "the harbour they said it s closing\u00a0in may",
        "The harbour; they said: 'it's' closing… in May!",
    ],
)
def test_case_and_marks_count_for_nothing(variant: str) -> None:
    assert shingled(variant) == shingled("The harbour, they said, “it’s” closing in May.")


@pytest.mark.parametrize("text", ["", "  …  ", "–"])
def test_no_words_are_like_nothing(text: str) -> None:
    empty = shingled(text)
    assert not empty.shingles
    assert not empty.sketch
    assert not sameness(empty, empty).near_duplicate


def test_fewer_words_than_a_shingle_are_one() -> None:
    assert len(shingled("Harbour to close").shingles) == 1
    assert sameness(shingled("Harbour to close"), shingled("Harbour to CLOSE.")).near_duplicate


def test_words_outside_ascii_are_words() -> None:
    one = shingled("Łódź żąda ścisłej kontroli nad portem")
    other = shingled("Łódź żąda ścisłej ochrony nad portem")
    assert not sameness(one, other).near_duplicate
    assert len(shingled("один два три четыре пять шесть").shingles) == 2


def test_a_sketch_is_a_sample_that_two_texts_agree_on() -> None:
    one, other = shingled(prose(3, 5000)), shingled(prose(4, 500) + " " + prose(3, 5000))
    assert len(one.sketch) == pytest.approx(len(one.shingles) / SAMPLED, rel=0.15)
    assert one.sketch <= other.sketch
    assert all(-(1 << 63) <= number < 1 << 63 for number in one.sketch)


def test_a_sketch_is_the_same_in_every_process() -> None:
    code = (
        "from storytracker.analysis.story.near_duplicates import shingled;"
        "print(sorted(shingled('a b c d e f g h i j k l m n o p q r s t u v w x y z').sketch))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True,
            text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(said) == 1
    assert said != {"[]\n"}


def test_the_index_names_the_copy_and_not_the_rest() -> None:
    index = Sketches()
    for number in range(30):
        assert index.add(shingled(prose(number))) == []
    copy = " ".join(prose(17).split()[40:240])
    assert index.add(shingled(copy)) == [17]
    assert index.add(shingled(prose(17))) == [17, 30]


@pytest.mark.parametrize("words", [5, 12, 40])
def test_short_texts_that_share_half_find_each_other(words: int) -> None:
    """All of a short text is in its sketch: nothing hangs on what a sample takes."""
    for seed in range(20):
        index = Sketches()
        index.add(shingled(prose(seed, words)))
        assert index.add(shingled(f"{prose(seed, words)} {prose(seed + 100, words)}")) == [0]


def test_runs_that_differ_in_any_word_are_others() -> None:
    run = ["one", "two", "three", "four", "five"]
    changed = [[*run[:at], "six", *run[at + 1 :]] for at in range(5)]
    swapped = [run[at : at + 1] + run[:at] + run[at + 1 :] for at in range(1, 5)]
    texts = [" ".join(words) for words in (run, *changed, *swapped)]
    assert len({run for text in texts for run in shingled(text).shingles}) == len(texts)
