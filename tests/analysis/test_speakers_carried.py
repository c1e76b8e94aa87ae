"""Headlines, words over paragraphs, and whom a pronoun means."""

from __future__ import annotations

import pytest

from storytracker.analysis.types import SpeakerKind
from tests.analysis.said import attributed, read, said

HEADLINES = [
    ("Bridge Was Unsafe, Engineers Say", "Engineers", "Bridge Was Unsafe"),
    ("Bridge Was Unsafe: Engineers", "Engineers", "Bridge Was Unsafe"),
    ("Engineers: Bridge Was Unsafe", "Engineers", "Bridge Was Unsafe"),
    ("Mayor will resign – report", "a report", "Mayor will resign"),
    ("Mayor to resign, says Evening Post", "Evening Post", "Mayor to resign"),
    (
        "Exclusive: Norden to close Leeds plant, sources say",
        "sources",
        "Norden to close Leeds plant",
    ),
    ("Norden Said to Be Closing Leeds Plant", "", "Norden … to Be Closing Leeds Plant"),
    ("UN: 300 dead in floods", "United Nations", "300 dead in floods"),
]

MEANT = [
    (
        "Ann Moss met Tom Hale on Monday. She said he was ill. He said she was wrong.",
        [("Ann Moss", "he was ill"), ("Tom Hale", "she was wrong")],
    ),
    (
        "Residents were angry. They said nobody had told them.",
        [("Residents", "nobody had told them")],
    ),
    ("The firm sold its bank. It said the price was fair.", [("firm", "the price was fair")]),
    (
        "Two officials said the deal was dead. The officials said talks had failed.",
        [("Two officials", "the deal was dead"), ("Two officials", "talks had failed")],
    ),
    (
        "Jo Lin – who chairs the board – said the bill was dead.",
        [("Jo Lin", "the bill was dead")],
    ),
]


class TestSpeakersCarried:
    """A speaker who stands elsewhere than the words."""

    @pytest.mark.parametrize(("title", "speaker", "words"), HEADLINES)
    def test_headlines_name_their_speaker(self, title: str, speaker: str, words: str) -> None:
        laid, found = read(f"# {title}\nMore is to follow.")
        spoken = [(a.speaker.name, a.words(laid)) for a in found.assertions if attributed(a)]
        assert spoken == [(speaker, words)]

    def test_what_is_known_is_no_headline_of_anybody(self) -> None:
        assert said("# What we know about the Leeds fire\nIt burned.") == []

    @pytest.mark.parametrize(("text", "wanted"), MEANT)
    def test_pronouns_mean_who_was_told_of(self, text: str, wanted: list[tuple[str, str]]) -> None:
        assert said(text) == wanted

    def test_words_over_paragraphs_are_of_one_speaker(self) -> None:
        text = "“We lost it all.\n“The river took it,” Jo Lin said."
        assert said(text) == [("Jo Lin", "“We lost it all."), ("Jo Lin", "“The river took it,”")]

    def test_a_cue_before_the_paragraph_is_the_words_own(self) -> None:
        laid, found = read("Jo Lin said on Monday:\n“We lost everything.”")
        (told,) = found.assertions
        assert told.cue is not None
        assert told.source is not None
        assert told.cue.of(laid) == "said"
        assert told.source.of(laid) == "Jo Lin"
        assert told.words(laid) == "“We lost everything.”"
        assert told.speaker.kind is SpeakerKind.PERSON
        assert told.direct
