"""An editor's cuts and what he puts back, made on a text as read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storytracker.analysis.reading.editing import CUT, EditedText, EditKind, TextEdit, edit_text
from storytracker.analysis.types import Paragraph, ParagraphKind, Removed, Span

PARTS = ["Mill closes", "The mill closes.", "Sign up here.", "Workers object.", "Sign up here."]


def read(parts: list[str]) -> tuple[str, tuple[Paragraph, ...]]:
    paragraphs, at = [], 0
    for index, words in enumerate(parts):
        kind = ParagraphKind.PARAGRAPH if index else ParagraphKind.TITLE
        paragraphs.append(Paragraph(Span(at, at + len(words)), kind))
        at += len(words) + 2
    return "\n\n".join(parts), tuple(paragraphs)


def edited(*edits: TextEdit, removed: tuple[Removed, ...] = (), title: str = "") -> EditedText:
    return edit_text(*read(PARTS), removed, edits, title=title)


def words_of(text: EditedText) -> list[str]:
    return [paragraph.span.of(text.text) for paragraph in text.paragraphs]


def test_a_cut_paragraph_goes_aside_and_says_where_it_stood() -> None:
    text = edited(TextEdit(EditKind.CUT, "Sign up here.", 0, "Eve says so"))
    assert words_of(text) == ["Mill closes", "The mill closes.", "Workers object.", "Sign up here."]
    assert text.removed == (Removed("Sign up here.", CUT, "Eve says so", 1),)


def test_of_two_alike_the_one_that_is_meant_goes() -> None:
    text = edited(TextEdit(EditKind.CUT, "Sign up here.", 1))
    assert words_of(text) == PARTS[:4]
    assert text.removed[0].after == 3


@pytest.mark.parametrize(("after", "place"), [(-1, 0), (0, 1), (1, 2), (4, 5), (None, 5)], ids=str)
def test_a_part_is_put_back_where_it_stood(after: int | None, place: int) -> None:
    part = Removed("The owner is silent.", "other", "a short line", after)
    back = TextEdit(EditKind.PUT_BACK, part.text)
    text = edited(back, removed=(part,))
    assert words_of(text)[place] == "The owner is silent."
    assert text.removed == ()


def test_what_is_not_put_back_stays_aside_at_its_place() -> None:
    part = Removed("Photo: Roe", "credit", "a credit line", 3)
    text = edited(TextEdit(EditKind.CUT, "Sign up here.", 0), removed=(part,))
    assert Removed("Photo: Roe", "credit", "a credit line", 2) in text.removed


def test_the_newest_edit_of_a_part_wins() -> None:
    cut, back = (TextEdit(kind, "Workers object.") for kind in EditKind)
    assert words_of(edited(cut, back)) == PARTS
    assert "Workers object." not in words_of(edited(cut, back, cut))


def test_a_title_takes_the_place_of_the_one_that_was_read() -> None:
    text = edited(title="Mill to close in May")
    assert words_of(text) == ["Mill to close in May", *PARTS[1:]]
    assert text.paragraphs[0].kind is ParagraphKind.TITLE


def test_an_edit_whose_words_are_gone_is_missed() -> None:
    edit = TextEdit(EditKind.CUT, "Subscribe now.")
    text = edited(edit)
    assert text.missed == (edit,)
    assert words_of(text) == PARTS


@given(st.lists(st.tuples(st.sampled_from(EditKind), st.integers(0, 4))))
def test_no_word_is_ever_lost(moves: list[tuple[EditKind, int]]) -> None:
    edits = [TextEdit(kind, PARTS[at], PARTS[:at].count(PARTS[at])) for kind, at in moves]
    text = edited(*edits)
    assert sorted(words_of(text) + [part.text for part in text.removed]) == sorted(PARTS)
