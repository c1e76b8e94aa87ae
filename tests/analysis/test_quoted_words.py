"""Words in marks: whose they are, wherever the speaker and the cue stand."""

from __future__ import annotations

import pytest

from tests.analysis.said import said

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
]


@pytest.mark.parametrize(("text", "speaker", "words"), SPOKEN)
def test_quoted_words_have_their_speaker(text: str, speaker: str, words: str) -> None:
    assert (speaker, words) in said(text)


NOT_SPOKEN = [
    ("Lunn, based in Bergen, said Ada Moe would stay.", [("Lunn", "Ada Moe would stay")]),
    ("The campaign to “Make Bergen Great Again” will go on without Lunn.", []),
    ("As the crowd grew, Lunn began to sing.", []),
    ("She took her phone everywhere she went, with answers for the press.", []),
]


@pytest.mark.parametrize(("text", "those"), NOT_SPOKEN)
def test_what_only_looks_like_a_cue(text: str, those: list[tuple[str, str]]) -> None:
    assert said(text) == those
