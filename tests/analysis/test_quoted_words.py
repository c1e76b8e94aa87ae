"""Words in marks: whose they are, wherever the speaker and the cue stand."""

from __future__ import annotations

import pytest

from tests.analysis.said import read, said

SPOKEN = [
    # the cue before its speaker, whatever the speaker's name begins with
    ("“The roof leaked,” wrote one angry tenant.", "one angry tenant", "“The roof leaked,”"),
    ("“The roof leaked,” said former mayor Ada Lunn.", "Ada Lunn", "“The roof leaked,”"),
    ("“The roof leaked,” said Pelly, who owns it.", "Pelly", "“The roof leaked,”"),
    (
        "That would end the strike before winter, sparing the port, said Ada Lunn, an economist.",
        "Ada Lunn",
        "That would end the strike before winter, sparing the port",
    ),
    # cues that only words in marks can have
    (
        "“The roof leaks when it rains,” the report reads.",
        "report",
        "“The roof leaks when it rains,”",
    ),
    ("“And then it fell on us,” Lunn went on.", "Lunn", "“And then it fell on us,”"),
    ("As Ada Lunn put it, “nobody wants this roof.”", "Ada Lunn", "“nobody wants this roof.”"),
    (
        "“The roof leaks when it rains,” according to Ada Lunn.",
        "Ada Lunn",
        "“The roof leaks when it rains,”",
    ),
    # an aside says who speaks
    ("But, Lunn said, the roof will hold.", "Lunn", "the roof will hold"),
    ("In 2008, Lunn said, the roof was new.", "Lunn", "In 2008 … the roof was new"),
    ("As minister Ada Lunn noted, the roof is new.", "Ada Lunn", "the roof is new"),
    (
        "The bridge was closed, as Ada Lunn noted on Monday.",
        "Ada Lunn",
        "The bridge was closed",
    ),
    # the one who is told ends where the report begins
    ("Lunn told reporters the roof was new.", "Lunn", "the roof was new"),
    # a verb of saying inside an aside to the speaker
    (
        "Lunn, who in May voiced the desire to leave, told the Herald he would stay.",
        "Lunn",
        "he would stay",
    ),
    ("Lunn said the roof was “dead,” calling it “a joke.”", "Lunn", "it “a joke.”"),
    ("Lunn blasted the plan on Monday, calling it “absurd.”", "Lunn", "it “absurd.”"),
    # a noun has no object: "notes" is a verb here
    (
        "The paper notes “an awful and wet plan” for roofs.",
        "paper",
        "“an awful and wet plan” for roofs",
    ),
    # the marks belong to the scene, or stand in an aside
    (
        "Walking in to cries of “Save our roof!,” Lunn said the plan was “good enough.”",
        "Lunn",
        "the plan was “good enough.”",
    ),
    (
        "“Only you, Moe,” Lunn said, would use the day for that.",
        "Lunn",
        "“Only you, Moe,” … would use the day for that",
    ),
    (
        "Lunn said Ada Moe, the mother of Per, who died in May, is “absolutely wrong” on that.",
        "Lunn",
        "Ada Moe, the mother of Per, who died in May, is “absolutely wrong” on that",
    ),
]


@pytest.mark.parametrize(("text", "speaker", "words"), SPOKEN)
def test_quoted_words_have_their_speaker(text: str, speaker: str, words: str) -> None:
    assert (speaker, words) in said(text)


STRAY = [
    # behind a colon, the speaker's name alone before it
    ("Lunn: “The roof leaks when it rains.”", "Lunn", "“The roof leaks when it rains.”"),
    (
        "More from Ada Lunn: “The roof leaks when it rains.”",
        "Ada Lunn",
        "“The roof leaks when it rains.”",
    ),
    # beside another attribution
    (
        "Lunn, citing a sermon (“select able men who fear their god”), praised Ada Moe.",
        "Lunn",
        "“select able men who fear their god”",
    ),
    # a document speaks too
    (
        "Its rules promise “a dry room for every guest of the house.”",
        "Its rules",
        "“a dry room for every guest of the house.”",
    ),
]


@pytest.mark.parametrize(("text", "speaker", "words"), STRAY)
def test_a_long_quotation_without_a_cue_has_a_speaker(text: str, speaker: str, words: str) -> None:
    assert (speaker, words) in said(text)


def test_the_words_that_lead_to_a_quotation_are_no_assertion_of_their_own() -> None:
    assert [words for _, words in said("Lunn: “The roof leaks when it rains.”")] == [
        "“The roof leaks when it rains.”"
    ]
    _, found = read("Lunn: “The roof leaks when it rains.”")
    assert len(found.assertions) == 1


def test_short_words_in_marks_are_no_utterance() -> None:
    assert said("The house is known as the “Old Roof House” in town.") == []


def test_words_in_marks_behind_a_verb_of_saying_are_said() -> None:
    assert ("crowd", '"lock it up."') in said('The crowd chanted "lock it up."')


def test_a_quotation_goes_on_behind_one_that_is_part_of_a_report() -> None:
    text = "“The roof leaked a little” in spring, Ada Lunn said. “Nobody ever mended it.”"
    assert ("Ada Lunn", "“The roof leaked a little” in spring") in said(text)
    assert ("Ada Lunn", "“Nobody ever mended it.”") in said(text)


NOT_SPOKEN = [
    ("Lunn, based in Bergen, said Ada Moe would stay.", [("Lunn", "Ada Moe would stay")]),
    ("The campaign to “Make Bergen Great Again” will go on without Lunn.", []),
    ("As the crowd grew, Lunn began to sing.", []),
    ("“It is new,” Lunn said, and left the room.", [("Lunn", "“It is new,”")]),
    ("She took her phone everywhere she went, with answers for the press.", []),
]


@pytest.mark.parametrize(("text", "those"), NOT_SPOKEN)
def test_what_only_looks_like_a_cue(text: str, those: list[tuple[str, str]]) -> None:
    assert said(text) == those


def test_quotations_behind_an_endless_list_are_quotations_still() -> None:
    listed = "They bought " + ", ".join(["pears and plums"] * 250)
    laid, found = read(f"{listed}.\n“The bridge will not be opened this year,” Ada Lunn said.")
    last = found.assertions[-1]
    assert (last.speaker.name, last.direct) == ("Ada Lunn", True)
    assert last.words(laid) == "“The bridge will not be opened this year,”"
