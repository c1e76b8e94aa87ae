"""Where reported words begin and end: at marks, clauses, asides and the next speaker."""

from __future__ import annotations

import pytest

from tests.analysis.said import attributed, read, said

SPOKEN = [
    # what follows the marks is the scene, not the words
    (
        "The fans chanted “Not our stadium!” as they had all spring.",
        "fans",
        "“Not our stadium!”",
    ),
    (
        "Lunn said “nobody was hurt,” raising doubts about the report.",
        "Lunn",
        "“nobody was hurt,”",
    ),
    (
        "Lunn called the ruling “a farce,” and her deputy has made no secret of his anger.",
        "Lunn",
        "the ruling “a farce,”",
    ),
    (
        "Lunn called the ruling “a complete farce” after the jury left.",
        "Lunn",
        "the ruling “a complete farce”",
    ),
    # … but words that go on go on
    (
        "Lunn demanded “a full and fair audit” of all the clinics.",
        "Lunn",
        "“a full and fair audit” of all the clinics",
    ),
    (
        "Lunn said the clinics “are in a mess” because nobody pays.",
        "Lunn",
        "the clinics “are in a mess” because nobody pays",
    ),
    (
        "Lunn said the beds were “dirty, damp and old” compared to those in Hull.",
        "Lunn",
        "the beds were “dirty, damp and old” compared to those in Hull",
    ),
    (
        "“It was bad luck,” Lunn said, that both pumps failed.",
        "Lunn",
        "“It was bad luck,” … both pumps failed",
    ),
    # a clause that hangs on another one ends where that begins
    (
        "While Lunn said the clinic was safe, nurses have left it in droves.",
        "Lunn",
        "the clinic was safe",
    ),
    (
        "Lunn said the beds were old but did say they “work,” while Ash Gill left.",
        "Lunn",
        "the beds were old but did say they “work,”",
    ),
    # the scene before the words
    (
        "Asked about the beds, a nurse gave a warning: “Bring your own sheets,” she said.",
        "she",
        "“Bring your own sheets,”",
    ),
    (
        "Some patients left (“I want my money back,” wrote Jo Lunn).",
        "Jo Lunn",
        "“I want my money back,”",
    ),
    (
        "“The beds are old,” Lunn said, adding, “Nobody washes them any more.”",
        "Lunn",
        "“Nobody washes them any more.”",
    ),
    # an attribution between two halves
    (
        "The cause, says Jo Lunn, a surgeon at the First National Clinic, was a worn valve.",
        "Jo Lunn",
        "The cause … was a worn valve",
    ),
    (
        "If the valve was worn, Lunn said, there’s a simple answer: “Nobody looked at it.”",
        "Lunn",
        "If the valve was worn … there’s a simple answer: “Nobody looked at it.”",
    ),
    ("As Jo Lunn (Hull) has pointed out, that’s a mistake.", "Jo Lunn", "that’s a mistake"),
    (
        "On Sunday’s “Health Tonight,” Lunn said the “safe” clinic was closed.",
        "Lunn",
        "the “safe” clinic was closed",
    ),
    ("He’s said the clinic will close.", "He", "the clinic will close"),
    # the article's own remark behind the words
    (
        "Lunn said she was “relieved” by the vote – a blow to the board since May.",
        "Lunn",
        "she was “relieved” by the vote",
    ),
    (
        "Lunn said the ward was “unsafe”, as have two of her rivals in Hull.",
        "Lunn",
        "the ward was “unsafe”",
    ),
    (
        "It was dark when Lunn said she would go, the guards recalled later.",
        "Lunn",
        "she would go",
    ),
    (
        "Lunn called on the trust to act and pay for “proper beds.”",
        "Lunn",
        "the trust to act and pay for “proper beds.”",
    ),
    ("Lunn held up a sign – which read “Not for sale” – and left.", "sign", "“Not for sale”"),
    # a clerk's wrong mark closes all the same
    ("“It’s unusual,“ said Jo Lunn, a surgeon.", "Jo Lunn", "“It’s unusual,“"),
]

JUDGED = [
    ("Lunn called that “beyond absurd.”", "that “beyond absurd.”"),
    ("Lunn called that verdict Friday a “farce.”", "that verdict Friday a “farce.”"),
    (
        "Lunn called the use of court orders “quite wrong.”",
        "the use of court orders “quite wrong.”",
    ),
    ("Lunn bought what she described as a “piece of history.”", "a “piece of history.”"),
    ("Lunn sold the clinic, which she called “a millstone.”", "“a millstone.”"),
    ("On Friday Jo Lunn spoke at length, calling it a “farce.”", "it a “farce.”"),
    ("Lunn replied by calling Gill “dopey” and left the room.", "Gill “dopey”"),
    ("Gill lost the vote, with Jo Lunn calling it a “farce.”", "it a “farce.”"),
    ("Calling the clinic “a millstone,” Lunn sold it in May.", "the clinic “a millstone,”"),
    ("Lunn praised the surgeon, whom she hailed as a “hero.”", "a “hero.”"),
    ("Then Lunn rounded on Gill, calling her a “clown.”", "her a “clown.”"),
    ("Lunn went home after repeatedly dismissing them as “clowns.”", "them as “clowns.”"),
    ("Lunn called Gill, her old rival, a “clown.”", "Gill, her old rival, a “clown.”"),
    (
        "Lunn hailed Gill, who had resigned, as a “hero of the wards.”",
        "Gill, who had resigned, as a “hero of the wards.”",
    ),
]

UNSPOKEN = [
    "A series called “Quick Cuts” opens on Monday.",
    "The clinic, called “The Barn,” opens on Monday.",
    "She lives in what is now “Old Town” and works there.",
]


class TestWhereWordsEnd:
    """Contents are cut where an editor would cut them."""

    @pytest.mark.parametrize(("text", "speaker", "words"), SPOKEN)
    def test_words_end_with_what_was_said(self, text: str, speaker: str, words: str) -> None:
        assert (speaker, words) in said(text), said(text)

    @pytest.mark.parametrize(("text", "words"), JUDGED)
    def test_what_something_is_called_is_attributed(self, text: str, words: str) -> None:
        found = [w for name, w in said(text) if name.endswith("Lunn") or name == "she"]
        assert words in found, said(text)

    @pytest.mark.parametrize("text", UNSPOKEN)
    def test_names_in_marks_are_nobodys_words(self, text: str) -> None:
        assert said(text) == []

    def test_two_participles_have_two_speakers(self) -> None:
        text = "Both men spoke – Jo Lunn saying he was “glad” and Ash Gill calling it a “farce.”"
        assert ("Jo Lunn", "he was “glad”") in said(text)
        assert ("Ash Gill", "it a “farce.”") in said(text)

    def test_a_relative_clause_speaks_for_itself(self) -> None:
        text = "Lunn said the pump had failed, which Gill called “a total disaster” for the town."
        assert ("Lunn", "the pump had failed") in said(text)
        assert ("Gill", "“a total disaster” for the town") in said(text)

    def test_chants_belong_to_nobody_who_is_not_named(self) -> None:
        laid, found = read("Gill was met with chants of “Shame on you all” at the gate.")
        spoken = [a for a in found.assertions if attributed(a)]
        assert [(a.speaker.name, a.words(laid)) for a in spoken] == [("", "“Shame on you all”")]

    def test_a_pledge_is_told_as_one(self) -> None:
        laid, found = read("Jo Lunn’s pledge to close the clinic by May has angered nurses.")
        pledges = [a for a in found.assertions if a.cue_lemma == "pledge"]
        assert [(a.speaker.name, a.words(laid)) for a in pledges] == [
            ("Jo Lunn", "to close the clinic by May")
        ]
        assert all(a.strength is not None for a in pledges)
