"""Editors' decisions find their assertion again by its words, or do nothing."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from storytracker.analysis.speech.decided import (
    Anchor,
    AssertionEdit,
    Values,
    anchor_of,
    decide,
    place_of,
    shared,
)
from storytracker.analysis.types import (
    Assertion,
    Attributions,
    Paragraph,
    ParagraphKind,
    Span,
    Speaker,
    SpeakerKind,
    Stance,
)

ROE = Speaker("Jane Roe", SpeakerKind.PERSON)
UNION = Speaker("the union", SpeakerKind.ORGANISATION)
TEXT = "“The mill,” Roe said, “will close.” The mill is old. The union denied that it will close."
PARAGRAPHS = (Paragraph(Span(0, len(TEXT)), ParagraphKind.STANDFIRST),)
SENTENCES = (Span(0, 35), Span(36, 52), Span(53, len(TEXT)))


def span(words: str, start: int = 0) -> Span:
    at = TEXT.index(words, start)
    return Span(at, at + len(words))


SPLIT = Assertion((span("The mill"), span("will close")), SENTENCES[0], ROE, direct=True)
DENIAL = Assertion((span("it will close"),), SENTENCES[2], UNION, stance=Stance.DENIES)
FOUND = Attributions(assertions=(SPLIT, DENIAL), sentences=SENTENCES)


def edit_on(assertion: Assertion, **changes: object) -> AssertionEdit:
    found = Values(assertion.speaker, assertion.via, assertion.stance, assertion.certainty)
    return AssertionEdit(anchor_of(TEXT, assertion.content), found, **changes)  # type: ignore[arg-type]


def decided(*edits: AssertionEdit, text: str = TEXT, found: Attributions = FOUND):  # type: ignore[no-untyped-def]
    return decide(text, PARAGRAPHS, found, edits)


def test_without_edits_everything_is_as_found() -> None:
    assert [(d.assertion, d.program, d.edit) for d in decided()] == [
        (SPLIT, SPLIT, None),
        (DENIAL, DENIAL, None),
    ]


def test_an_edit_goes_to_its_assertion_alone() -> None:
    first, second = decided(edit_on(DENIAL, speaker=ROE, reasons=("ann says so",)))
    assert first.assertion == SPLIT and first.edit is None
    expected = replace(DENIAL, speaker=ROE, decided=("speaker",), reasons=("ann says so",))
    assert (second.assertion, second.program, second.edit) == (expected, DENIAL, 0)


def test_a_quotation_in_parts_is_found_by_all_of_them() -> None:
    edit = edit_on(SPLIT, stance=Stance.DENIES)
    assert place_of(edit.anchor, TEXT) == SPLIT.content
    assert place_of(edit.anchor, TEXT.replace("will close", "shuts")) == ()


def test_of_the_same_words_those_with_the_old_surroundings() -> None:
    second = span("will close", TEXT.index("denied"))
    anchor = anchor_of(TEXT, (second,))
    assert anchor.nth == 1
    assert place_of(anchor, TEXT) == (second,)
    moved = TEXT[36:] + " " + TEXT[:35]
    (place,) = place_of(anchor, moved)
    assert moved[: place.start].endswith("denied that it ")


def test_the_number_decides_between_equal_surroundings() -> None:
    text = "Yes. " * 5
    for number in range(5):
        anchor = Anchor(("Yes",), number)
        assert place_of(anchor, text) == (Span(5 * number, 5 * number + 3),)


def test_words_that_are_gone_do_nothing() -> None:
    edit = replace(edit_on(DENIAL, speaker=ROE), anchor=Anchor(("nobody wrote this",)))
    assert decided(edit) == decided()
    blanked = replace(edit, anchor=Anchor(()))
    assert decided(blanked) == decided()


def test_what_is_found_no_more_is_made_from_the_editors_word() -> None:
    without = replace(FOUND, assertions=(SPLIT,))
    first, made = decided(edit_on(DENIAL, speaker=ROE), found=without)
    assert first.assertion == SPLIT
    assert made.program is None and made.edit == 0
    assert made.assertion.content == DENIAL.content
    assert made.assertion.sentence == SENTENCES[2]
    assert (made.assertion.speaker, made.assertion.stance) == (ROE, Stance.DENIES)
    assert made.assertion.paragraph is ParagraphKind.STANDFIRST
    assert made.assertion.decided == ("speaker", "via", "stance", "certainty")


def test_what_was_only_struck_is_not_made() -> None:
    without = replace(FOUND, assertions=(SPLIT,))
    assert len(decided(edit_on(DENIAL, is_struck=True), found=without)) == 1


def test_an_added_one_stands_where_its_words_stand() -> None:
    words = span("The mill is old")
    said = Values(UNION, stance=Stance.OBSERVES)
    added = AssertionEdit(anchor_of(TEXT, (words,)), said, is_added=True)
    made = decided(added)
    assert [d.assertion.content[0].of(TEXT) for d in made] == [
        "The mill",
        "The mill is old",
        "it will close",
    ]
    assert made[1].assertion.speaker == UNION and not made[1].assertion.direct
    quoted = AssertionEdit(anchor_of(TEXT, (span("will close"),)), said, is_added=True)
    only = decided(quoted, found=replace(FOUND, assertions=()))
    assert only[0].assertion.direct, "its words stand in quotation marks"


def test_two_edits_on_twins_go_to_the_one_that_each_was_about() -> None:
    twin = replace(DENIAL, speaker=ROE, stance=Stance.SUPPORTS)
    found = replace(FOUND, assertions=(SPLIT, DENIAL, twin))
    edits = edit_on(twin, is_struck=True), edit_on(DENIAL, stance=Stance.OBSERVES)
    _, one, other = decided(*edits, found=found)
    assert (one.program, one.edit, one.is_struck) == (DENIAL, 1, False)
    assert (other.program, other.edit, other.is_struck) == (twin, 0, True)


def test_the_share_of_common_words() -> None:
    assert shared([Span(0, 10)], [Span(0, 10)]) == 1
    assert shared([Span(0, 10)], [Span(5, 10)]) == 0.5
    assert shared([Span(0, 4), Span(6, 10)], [Span(4, 6)]) == 0
    assert shared([], []) == 0


@given(st.text("ab “.\n", min_size=1, max_size=40), st.data())
def test_an_anchor_finds_its_own_place_in_its_own_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert place_of(anchor_of(text, (Span(start, end),)), text) == (Span(start, end),)
