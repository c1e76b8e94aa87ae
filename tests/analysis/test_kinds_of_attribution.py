"""Kinds of attribution in news of every field: speaker, cue, via, words and stance."""

from __future__ import annotations

import pytest

from storytracker.analysis.types import Assertion, Certainty, SpeakerKind, Stance, Strength
from tests.analysis.said import attributed, read

# (text, speaker, cue, via, words, stance)
TOLD = [
    # passives and impersonal cues
    (
        "The striker is believed to have torn a ligament, two people close to the club said.",
        "two people close to the club",
        "said",
        [],
        "The striker is believed to have torn a ligament",
        Stance.SUPPORTS,
    ),
    (
        "It was announced that the trial would be halted.",
        "",
        "was announced",
        [],
        "the trial would be halted",
        Stance.SUPPORTS,
    ),
    (
        "The mayor was quoted by the Herald as saying that the bridge was safe.",
        "mayor",
        "was quoted by the Herald as saying",
        ["Herald"],
        "the bridge was safe",
        Stance.SUPPORTS,
    ),
    # nouns
    (
        "In a statement made by the hospital trust, the surgery was described as routine.",
        "hospital trust",
        "In a statement made by",
        [],
        "the surgery was described as routine",
        Stance.SUPPORTS,
    ),
    (
        "An assessment by the Environment Agency found that the river was safe.",
        "Environment Agency",
        "found",
        [],
        "the river was safe",
        Stance.SUPPORTS,
    ),
    (
        "The court's ruling that the contract was void has angered both sides.",
        "court",
        "ruling",
        [],
        "the contract was void",
        Stance.SUPPORTS,
    ),
    # asides between cue and words
    (
        "The ministry said, without giving details, that a ship had sunk.",
        "ministry",
        "said",
        [],
        "a ship had sunk",
        Stance.SUPPORTS,
    ),
    (
        "The union, management said, had rejected the offer.",
        "management",
        "said",
        [],
        "The union … had rejected the offer",
        Stance.SUPPORTS,
    ),
    # who was silent
    (
        "The club neither confirmed nor denied the transfer.",
        "club",
        "neither confirmed nor denied",
        [],
        "The club neither confirmed nor denied the transfer",
        Stance.NO_COMMENT,
    ),
    (
        "Neither the club nor the striker has commented.",
        "Neither the club nor the striker",
        "has commented",
        [],
        "Neither the club nor the striker has commented",
        Stance.NO_COMMENT,
    ),
    # verbs of courts and offers
    (
        "Mr Justice Hale ruled that the dismissal was unfair.",
        "Hale",
        "ruled",
        [],
        "the dismissal was unfair",
        Stance.SUPPORTS,
    ),
    (
        "On Friday the council promised an inquiry.",
        "council",
        "promised",
        [],
        "an inquiry",
        Stance.SUPPORTS,
    ),
    # chains: the speaker, the outlet that was told, the outlet that quotes it
    (
        "The mayor, quoted by the Herald, said the bridge was safe.",
        "mayor",
        "said",
        ["Herald"],
        "the bridge was safe",
        Stance.SUPPORTS,
    ),
    (
        "The Evening Post reported, citing two officials, that the mayor would resign.",
        "two officials",
        "reported",
        ["The Evening Post"],
        "the mayor would resign",
        Stance.SUPPORTS,
    ),
    (
        "The mayor told Radio North, as quoted by the Evening Post, that he would resign.",
        "mayor",
        "told",
        ["Radio North", "Evening Post"],
        "he would resign",
        Stance.SUPPORTS,
    ),
    (
        "According to the Evening Post, the mayor told Radio North that he would resign.",
        "mayor",
        "told",
        ["Radio North", "Evening Post"],
        "he would resign",
        Stance.SUPPORTS,
    ),
    (
        "The Lakeside Gazette reported that the Evening Post had learned from a council source"
        " that the mayor would resign.",
        "council source",
        "had learned",
        ["Evening Post", "The Lakeside Gazette"],
        "the mayor would resign",
        Stance.SUPPORTS,
    ),
    # local government and business
    (
        "The council will close six libraries, it announced on Monday.",
        "council",
        "announced",
        [],
        "The council will close six libraries",
        Stance.SUPPORTS,
    ),
    (
        "Opposition councillors accused the mayor of misleading residents.",
        "Opposition councillors",
        "accused",
        [],
        "the mayor of misleading residents",
        Stance.SUPPORTS,
    ),
    (
        "Jo Firth, who denies wrongdoing, will stand down in May.",
        "Jo Firth",
        "denies",
        [],
        "wrongdoing",
        Stance.DENIES,
    ),
    (
        "Jo Firth denied lying.",
        "Jo Firth",
        "denied",
        [],
        "lying",
        Stance.DENIES,
    ),
    (
        "Jo Firth told a public meeting the libraries would reopen.",
        "Jo Firth",
        "told",
        [],
        "the libraries would reopen",
        Stance.SUPPORTS,
    ),
    (
        "The libraries, Jo Firth wrote on X, would reopen.",
        "Jo Firth",
        "wrote",
        [],
        "The libraries … would reopen",
        Stance.SUPPORTS,
    ),
    (
        "Emails obtained by the Herald show Jo Firth knew of the cuts.",
        "Emails",
        "show",
        ["Herald"],
        "Jo Firth knew of the cuts",
        Stance.SUPPORTS,
    ),
    (
        "Analysts at Hale & Co. expect prices to rise.",
        "Analysts at Hale & Co.",
        "expect",
        [],
        "prices to rise",
        Stance.SUPPORTS,
    ),
    (
        "The chancellor will announce new taxes, the Financial Times said.",
        "Financial Times",
        "said",
        ["Financial Times"],
        "The chancellor will announce new taxes",
        Stance.SUPPORTS,
    ),
    (
        "The Treasury dismissed the claims.",
        "Treasury",
        "dismissed",
        [],
        "the claims",
        Stance.DENIES,
    ),
    (
        "Unconfirmed reports said the president had fled.",
        "Unconfirmed reports",
        "said",
        [],
        "the president had fled",
        Stance.SUPPORTS,
    ),
    (
        "Witnesses described hearing shots.",
        "Witnesses",
        "described",
        [],
        "hearing shots",
        Stance.SUPPORTS,
    ),
    (
        "A new poll shows Jo Firth leading by six points.",
        "new poll",
        "shows",
        [],
        "Jo Firth leading by six points",
        Stance.SUPPORTS,
    ),
    # who was told what, in court and elsewhere
    (
        "The inquest heard that the driver had been awake for 20 hours.",
        "inquest",
        "heard",
        [],
        "the driver had been awake for 20 hours",
        Stance.SUPPORTS,
    ),
    (
        "The hearing in Leeds was told by a pathologist that the wound was old.",
        "pathologist",
        "was told by",
        [],
        "the wound was old",
        Stance.SUPPORTS,
    ),
    (
        "The BBC has been told that the deal will be signed on Friday.",
        "",
        "has been told",
        ["BBC"],
        "the deal will be signed on Friday",
        Stance.SUPPORTS,
    ),
    (
        "The suspect was described by neighbours as quiet.",
        "neighbours",
        "was described by",
        [],
        "The suspect … as quiet",
        Stance.SUPPORTS,
    ),
    # documents, and how they came to be known
    (
        "The letter, first reported by the Guardian, says the school is unsafe.",
        "letter",
        "says",
        ["The Guardian"],
        "the school is unsafe",
        Stance.SUPPORTS,
    ),
    (
        "The head told parents in a letter, a copy of which was seen by the Echo,"
        " that the roof was unsafe.",
        "head",
        "told",
        [],
        "the roof was unsafe",
        Stance.SUPPORTS,
    ),
    (
        "A source close to the family told the Sun that they were heartbroken.",
        "source close to the family",
        "told",
        ["The Sun"],
        "they were heartbroken",
        Stance.SUPPORTS,
    ),
    # views, adjectives, positions
    (
        "In Jo Lin's view, the vaccine works.",
        "Jo Lin",
        "In Jo Lin's view",
        [],
        "the vaccine works",
        Stance.SUPPORTS,
    ),
    (
        "Jo Lin was adamant that the vaccine works.",
        "Jo Lin",
        "was adamant",
        [],
        "the vaccine works",
        Stance.SUPPORTS,
    ),
    (
        "Jo Lin's argument is that the vaccine works.",
        "Jo Lin",
        "argument is",
        [],
        "the vaccine works",
        Stance.SUPPORTS,
    ),
    (
        "According to Jo Lin, who led the trial, the vaccine works.",
        "Jo Lin",
        "According to",
        [],
        "the vaccine works",
        Stance.SUPPORTS,
    ),
    # no comment in other words
    (
        "Rovers manager Pete Quill would not be drawn on the striker.",
        "Pete Quill",
        "would not be drawn",
        [],
        "Rovers manager Pete Quill would not be drawn on the striker",
        Stance.NO_COMMENT,
    ),
    (
        "A spokesman for Norden said the company “does not comment on speculation.”",
        "spokesman for Norden",
        "said",
        [],
        "the company “does not comment on speculation.”",
        Stance.NO_COMMENT,
    ),
    # a question or an exclamation does not end the sentence of its speaker
    ("“Is it safe?” Jo Lin asked.", "Jo Lin", "asked", [], "“Is it safe?”", Stance.SUPPORTS),
    (
        "“Never in my life!” Jo Lin told reporters on Friday.",
        "Jo Lin",
        "told",
        [],
        "“Never in my life!”",
        Stance.SUPPORTS,
    ),
]

UNSAID = [
    "Police are investigating claims that the ballots were forged.",
    "Rulings in cases that are old may fall.",
    "The so-called “super league” was founded in 2021.",
    "The club dismissed the manager.",
    "The map shows the river and the old mill.",
]


def _spoken(text: str) -> tuple[str, list[Assertion]]:
    laid, found = read(text)
    whole = [a for a in found.assertions if attributed(a) and "fragment" not in a.reasons[0]]
    return laid, whole


class TestKindsOfAttribution:
    """Each kind is read whole: who, with which word, through whom, what, for or against."""

    @pytest.mark.parametrize(("text", "speaker", "cue", "via", "words", "stance"), TOLD)
    def test_it_is_read_whole(
        self, text: str, speaker: str, cue: str, via: list[str], words: str, stance: Stance
    ) -> None:
        laid, found = _spoken(text)
        assert len(found) == 1, [(a.speaker.name, a.words(laid)) for a in found]
        told = found[0]
        assert told.speaker.name == speaker
        assert told.cue is not None
        assert told.cue.of(laid) == cue
        assert [hop.outlet for hop in told.via] == via
        assert told.words(laid) == words
        assert told.stance is stance

    @pytest.mark.parametrize("text", UNSAID)
    def test_what_nobody_says_is_attributed_to_nobody(self, text: str) -> None:
        assert _spoken(text)[1] == []

    def test_an_outlet_that_tells_of_somebody_silent_is_not_their_voice(self) -> None:
        text = "The Evening Post reported that the mayor had not ruled out going, citing aides."
        _, found = _spoken(text)
        assert [(a.speaker.name, a.via[0].outlet) for a in found] == [("aides", "The Evening Post")]

    def test_a_question_ends_where_its_speaker_begins_another_sentence(self) -> None:
        laid, found = _spoken("“Is it safe?” Jo Lin said he would ask the mayor.")
        assert [a.words(laid) for a in found if a.cue is not None] == ["he would ask the mayor"]
        laid, found = _spoken("“Is it safe?” He answered, “I have no idea.”")
        assert [a.words(laid) for a in found if a.cue is not None] == ["“I have no idea.”"]

    def test_a_role_is_more_than_a_title(self) -> None:
        text = "Dr Ann Marsh, chief medical officer at Hill Hospital, said the ward would close."
        speaker = _spoken(text)[1][0].speaker
        assert (speaker.name, speaker.role, speaker.group) == (
            "Ann Marsh",
            "chief medical officer",
            "Hill Hospital",
        )
        assert speaker.kind is SpeakerKind.PERSON

    def test_a_name_that_is_also_an_office_is_no_role(self) -> None:
        _, found = _spoken("Lawyers for Mr Dean did not respond to a request for comment.")
        assert [(a.speaker.kind, a.speaker.role) for a in found] == [(SpeakerKind.UNNAMED, "")]

    def test_a_belief_is_likely_and_a_promise_planned(self) -> None:
        _, (believed,) = _spoken("The striker is thought to have torn a ligament.")
        assert believed.certainty is Certainty.LIKELY
        _, (promised,) = _spoken("The firm promised to build a school.")
        assert promised.strength is Strength.PLANNED

    def test_a_subject_and_words_in_marks_are_no_direct_quotation(self) -> None:
        laid, found = read("His lawyer, Ann Lind, said he “has nothing at all to hide”.")
        direct = [a.words(laid) for a in found.assertions if a.direct]
        assert direct == ["has nothing at all to hide"]
