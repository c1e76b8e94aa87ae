"""Overlapping highlights are cut at their boundaries; no word is lost or doubled."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from apps.stories.marking import Highlight, mark_up

TEXT = "Alpha beta gamma.\n\nDelta epsilon 😀 zeta."
PARAGRAPHS = [[0, 17, "title"], [19, 40, "paragraph"]]


def texts(blocks):  # type: ignore[no-untyped-def]
    return ["".join(piece.text for piece in block.pieces) for block in blocks]


def test_without_highlights_a_paragraph_is_one_piece() -> None:
    blocks = mark_up(TEXT, PARAGRAPHS, [])
    assert [len(block.pieces) for block in blocks] == [1, 1]
    assert [block.kind for block in blocks] == ["title", "paragraph"]


def test_overlapping_highlights_share_a_piece() -> None:
    pieces = mark_up(
        TEXT, PARAGRAPHS, [Highlight(0, 10, "s1", "supports"), Highlight(6, 16, "s2", "denies")]
    )[0].pieces
    assert [(p.text, [h.target for h in p.highlights]) for p in pieces] == [
        ("Alpha ", ["s1"]),
        ("beta", ["s1", "s2"]),
        (" gamma", ["s2"]),
        (".", []),
    ]


def test_the_shortest_highlight_is_on_top_and_the_depth_is_told() -> None:
    pieces = mark_up(
        TEXT, PARAGRAPHS, [Highlight(0, 17, "s1", "supports"), Highlight(6, 10, "s2", "denies")]
    )[0].pieces
    assert pieces[1].top is not None
    assert (pieces[1].top.target, pieces[1].depth) == ("s2", 2)


def test_a_passage_can_be_led_to_although_nothing_is_asserted_there() -> None:
    pieces = mark_up(TEXT, PARAGRAPHS, [], [(25, 32)])[1].pieces
    assert [(p.text, p.anchors) for p in pieces] == [
        ("Delta ", ()),
        ("epsilon", ("c25-32",)),
        (" 😀 zeta.", ()),
    ]


def test_a_highlight_over_two_paragraphs_is_marked_in_both_and_led_to_once() -> None:
    blocks = mark_up(TEXT, PARAGRAPHS, [Highlight(11, 24, "s1", "supports")])
    marked = [p for block in blocks for p in block.pieces if p.highlights]
    assert [p.text for p in marked] == ["gamma.", "Delta"]
    assert [p.anchors for p in marked] == [("c11-24",), ()]


@given(st.lists(st.tuples(st.integers(0, 39), st.integers(1, 20)), max_size=12))
def test_every_word_stands_there_exactly_once(ranges: list[tuple[int, int]]) -> None:
    highlights = [
        Highlight(a, min(a + n, 40), f"s{i}", "supports") for i, (a, n) in enumerate(ranges)
    ]
    assert texts(mark_up(TEXT, PARAGRAPHS, highlights)) == [TEXT[0:17], TEXT[19:40]]
