"""What changed between two versions: sentences are told, time stamps and counters are trifles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storytracker.analysis.reading.changes import Change, changes_between

LEAD = "The ministry plans to close the ferry line, two officials said."
SOFT = "The ministry may close the ferry line, one official said."


def told(change: Change) -> tuple[str, str]:
    """A change with what differs in brackets."""

    def side(pieces: tuple) -> str:  # type: ignore[type-arg]
        return "".join(f"[{p.text}]" if p.differs else p.text for p in pieces)

    return side(change.before), side(change.after)


def test_texts_that_read_alike_have_no_changes() -> None:
    assert changes_between(f"{LEAD}\n\nMore.", f"{LEAD} \n\n\n More.\n") == ()


def test_words_that_changed_are_told_within_their_sentence() -> None:
    (change,) = changes_between(f"Head\n\n{LEAD}\n\nEnd.", f"Head\n\n{SOFT}\n\nEnd.")
    before, after = told(change)
    assert before.startswith("The ministry [plans to] close the ferry line, ")
    assert after.startswith("The ministry [may] close the ferry line, ")
    assert not change.is_trifle


def test_new_and_gone_paragraphs_are_told_whole_and_in_order() -> None:
    changes = changes_between(
        "One thing happened here.\n\nA second one followed there.",
        "One thing happened here.\n\nSomebody denied everything.",
    )
    assert [told(c) for c in changes] == [
        ("", "[Somebody denied everything.]"),
        ("[A second one followed there.]", ""),
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Updated 3 November 2023 10:02 GMT", "Updated 4 November 2023 07:45 GMT"),
        ("12 comments", "148 comments"),
        ("3 min read", "4 min read"),
        ("Published: 2023-11-03", ""),
    ],
)
def test_a_time_stamp_or_a_counter_is_a_trifle(before: str, after: str) -> None:
    changes = changes_between(f"{LEAD}\n\n{before}", f"{LEAD}\n\n{after}".strip())
    assert changes and all(change.is_trifle for change in changes)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("At least 12 people died.", "At least 19 people died."),
        ("Toll rises to 12", "Toll rises to 19"),
        ("The vote is on 3 May.", "The vote is on 4 May."),
    ],
)
def test_a_number_in_a_sentence_is_none(before: str, after: str) -> None:
    (change,) = changes_between(f"{LEAD}\n\n{before}", f"{LEAD}\n\n{after}")
    assert not change.is_trifle


@given(st.lists(st.text(max_size=40), max_size=6), st.lists(st.text(max_size=40), max_size=6))
def test_both_texts_can_be_read_off_the_changes(old: list[str], new: list[str]) -> None:
    """Whatever is marked as new or gone stands in the text it is said to stand in."""
    before, after = "\n\n".join(old), "\n\n".join(new)
    for change in changes_between(before, after):
        assert "".join(p.text for p in change.before) in before
        assert "".join(p.text for p in change.after) in after
        assert change.before or change.after
    assert changes_between(before, before) == ()
