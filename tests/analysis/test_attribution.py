"""Who said what, sentence by sentence, on subjects of every kind; nothing from the sample story."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storytracker.analysis.speech.attribution import attribute
from storytracker.analysis.types import (
    CitationRole,
    Lineage,
    Paragraph,
    ParagraphKind,
    Span,
    SpeakerKind,
    Stance,
)
from tests.analysis.said import laid_out, only, read, said

DIRECT = [
    # company
    (
        "“Sales were weak,” Fresco’s chief executive Nina Ohlsen said.",
        "Nina Ohlsen",
        "“Sales were weak,”",
    ),
    (
        "“Sales were weak,” said Nina Ohlsen, the chief executive of Fresco.",
        "Nina Ohlsen",
        "“Sales were weak,”",
    ),
    (
        '"It is a good price," Ohlsen told reporters in Oslo on Tuesday.',
        "Ohlsen",
        '"It is a good price,"',
    ),
    ('Ohlsen said: "It is a good price."', "Ohlsen", '"It is a good price."'),
    ('"It is," Ohlsen said, "a good price."', "Ohlsen", '"It is," … "a good price."'),
    (
        'The regulator, in a letter to staff, said, "We will look at it closely."',
        "regulator",
        '"We will look at it closely."',
    ),
    # disaster
    (
        '"The water came at night," said Abel Mota, a farmer whose house was destroyed.',
        "Abel Mota",
        '"The water came at night,"',
    ),
    (
        "“We had no time to pack anything,” one survivor said.",
        "one survivor",
        "“We had no time to pack anything,”",
    ),
    # sport
    ('"He was the better man," admitted coach Rui Pinto.', "Rui Pinto", '"He was the better man,"'),
    (
        'Pinto called the decision "an absolute disgrace for the game".',
        "Pinto",
        'the decision "an absolute disgrace for the game"',
    ),
]

INDIRECT = [
    # company
    ("Fresco said on Monday that it would close two mills.", "Fresco", "it would close two mills"),
    ("Analysts say the price is too high.", "Analysts", "the price is too high"),
    ("The price is too high, analysts say.", "analysts", "The price is too high"),
    ("The price, analysts say, is too high.", "analysts", "The price … is too high"),
    (
        "The chief executive, who joined in May, has said he will stay.",
        "chief executive",
        "he will stay",
    ),
    (
        "Ohlsen told investors in November that she was in no hurry.",
        "Ohlsen",
        "she was in no hurry",
    ),
    (
        "Two people familiar with the talks said the offer was fair.",
        "Two people familiar with the talks",
        "the offer was fair",
    ),
    ("According to the company, the mill lost money.", "company", "the mill lost money"),
    (
        "The mill lost money, according to a report by auditors.",
        "report by auditors",
        "The mill lost money",
    ),
    ("The firm, which makes tyres, warned that profits would fall.", "firm", "profits would fall"),
    # disaster
    (
        "At least nine people died, the fire department said in a statement.",
        "fire department",
        "At least nine people died",
    ),
    (
        "Rescuers said the road was blocked, adding that help would come late.",
        "Rescuers",
        "the road was blocked",
    ),
    (
        "The mayor, Lia Conti, urged residents to leave the valley.",
        "Lia Conti",
        "residents to leave the valley",
    ),
    (
        "Officials at the dam warned residents not to return.",
        "Officials at the dam",
        "residents not to return",
    ),
    (
        "It was a miracle that anybody lived, doctors at the clinic said.",
        "doctors at the clinic",
        "It was a miracle that anybody lived",
    ),
    # court
    (
        "Prosecutors allege that Brandt moved the money abroad.",
        "Prosecutors",
        "Brandt moved the money abroad",
    ),
    (
        "Brandt’s lawyer Eva Horn argued the search was illegal.",
        "Eva Horn",
        "the search was illegal",
    ),
    (
        "A spokesman for the court said the hearing would be held in May.",
        "spokesman for the court",
        "the hearing would be held in May",
    ),
    (
        "The judge asked whether the papers had been signed.",
        "judge",
        "whether the papers had been signed",
    ),
    ("The indictment says Brandt knew of the loans.", "indictment", "Brandt knew of the loans"),
    # sport
    ("Coach Rui Pinto insisted his team would recover.", "Rui Pinto", "his team would recover"),
    ("The club announced that Pinto would leave.", "club", "Pinto would leave"),
    # politics
    ("The ministry denied that the letter was sent.", "ministry", "the letter was sent"),
    (
        "Mayor Lia Conti accused the council of wasting money.",
        "Lia Conti",
        "the council of wasting money",
    ),
    ("Conti expressed concern over the plan.", "Conti", "concern over the plan"),
    ("The party’s leader pledged to cut taxes.", "party’s leader", "to cut taxes"),
    ("Norway has information that the ship was sold.", "Norway", "the ship was sold"),
    (
        "Norway has obtained intelligence suggesting that the ship was sold.",
        "Norway",
        "the ship was sold",
    ),
    ("Lawmakers praised the deal on Friday.", "Lawmakers", "the deal on Friday"),
    ("The poll shows that voters are tired.", "poll", "voters are tired"),
    ("Conti went on to say that she would not resign.", "Conti", "she would not resign"),
    (
        "The senator’s claim that the vote was stolen found few friends.",
        "senator",
        "the vote was stolen",
    ),
]

NOBODY = [
    "The claims were settled in May.",
    "The report fell from the table.",
    "Its stated aims are modest.",
    "The demands of the strikers remain the same.",
    "She states no case.",
    "The talks will go on in Geneva.",
    "Reported cases rose sharply in June.",
]


@pytest.mark.parametrize(("text", "speaker", "words"), DIRECT)
def test_direct_speech(text: str, speaker: str, words: str) -> None:
    found = only(text)
    assert (found.speaker.name, found.words(text)) == (speaker, words)
    assert found.direct == (not words.startswith("the "))


@pytest.mark.parametrize(("text", "speaker", "words"), INDIRECT)
def test_indirect_speech(text: str, speaker: str, words: str) -> None:
    assert (speaker, words) in said(text)


@pytest.mark.parametrize("text", NOBODY)
def test_words_that_only_look_like_cues(text: str) -> None:
    assert said(text) == []


def test_every_sentence_without_attribution_is_the_article_s_own() -> None:
    text, found = read("The bridge fell on Monday. Traffic was diverted.", outlet="The Gazette")
    assert [a.words(text) for a in found.assertions] == [
        "The bridge fell on Monday",
        "Traffic was diverted",
    ]
    assert {(a.speaker.name, a.speaker.kind) for a in found.assertions} == {
        ("The Gazette", SpeakerKind.OUTLET)
    }


def test_a_clause_beside_an_attribution_is_kept() -> None:
    text, found = read("The bridge fell on Monday, and officials say the steel was old.")
    assert [a.words(text) for a in found.assertions] == [
        "The bridge fell on Monday",
        "the steel was old",
    ]


def test_questions_are_no_assertions() -> None:
    assert read("What happens now?")[1].assertions == ()


def test_fragments_in_marks_are_direct_words_of_the_same_speaker() -> None:
    text, found = read("The union said the offer was “an insult to every worker here”.")
    whole, fragment = found.assertions
    assert whole.words(text) == "the offer was “an insult to every worker here”"
    assert fragment.words(text) == "an insult to every worker here"
    assert fragment.direct
    assert fragment.speaker == whole.speaker


def test_sentences_of_a_quotation_that_stand_differently_are_apart() -> None:
    _, found = read('Ohlsen said: "We have read the report. We are not selling the mill."')
    assert [a.stance for a in found.assertions] == [Stance.SUPPORTS, Stance.DENIES]


# --- speakers --------------------------------------------------------------------------------


def test_a_person_with_role_and_body() -> None:
    who = only("“It holds,” said Nina Ohlsen, the spokeswoman for the Harbour Council.").speaker
    assert (who.kind, who.role, who.group) == (
        SpeakerKind.PERSON,
        "spokeswoman",
        "Harbour Council",
    )


def test_people_without_a_name_have_number_and_closeness() -> None:
    who = only("Three people briefed on the plan said it was dead.").speaker
    assert (who.kind, who.count, who.closeness) == (SpeakerKind.UNNAMED, 3, "briefed on the plan")


@pytest.mark.parametrize(
    "source",
    ["French officials", "Paris", "France", "French intelligence", "two French diplomats"],
)
def test_all_voices_of_a_state_share_its_group(source: str) -> None:
    text = f"{source} said the ship was sold."
    assert only(text[0].upper() + text[1:]).speaker.group == "France"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Mayor Lia Conti came. “We will pay,” she said.", ["Lia Conti"]),
        ("“Yes,” said Lia Conti, the mayor. Later Conti said no vote was held.", ["Lia Conti"] * 2),
        (
            "Spokeswoman Lia Conti said it rained. The spokeswoman said it was cold.",
            ["Lia Conti"] * 2,
        ),
        ("Fresco Group said it rained. The company said it was cold.", ["Fresco Group"] * 2),
        (
            "Two French officials said it rained. They said it was cold.",
            ["Two French officials"] * 2,
        ),
        ("Maria Conti met John Pinto. He said the talks were good.", ["John Pinto"]),
    ],
)
def test_pronouns_and_short_names(text: str, names: list[str]) -> None:
    assert [who for who, _ in said(text)] == names


def test_the_spokesman_of_a_person_is_not_that_person() -> None:
    who = only("A spokesman for Lia Conti said the mayor was ill.").speaker
    assert who.name == "spokesman for Lia Conti"
    assert who.kind is SpeakerKind.UNNAMED


@pytest.mark.parametrize(
    "text",
    [
        "“It rained,” said Lia Conti. “It was cold.”",
        "“It rained,” said Lia Conti.\n“It was cold.”",
        "Mayor Lia Conti shook her head. “It was cold.”",
        "Lia Conti said:\n“It was cold.”",
    ],
)
def test_a_quotation_without_a_cue_belongs_to_who_stands_before(text: str) -> None:
    laid, found = read(text)
    assert any(
        "It was cold" in a.words(laid) and a.speaker.name == "Lia Conti" for a in found.assertions
    )


def test_a_quotation_over_two_paragraphs_is_one_utterance() -> None:
    _, found = read("“It rained,” said Lia Conti. “The river rose.\n“And it was cold.”")
    assert [a.speaker.name for a in found.assertions] == ["Lia Conti"]


def test_the_next_sentence_may_say_who_told_it() -> None:
    text = "Norway has learned that the ship was sold. The information comes from two sailors."
    assert said(text) == [("two sailors", "the ship was sold")]


def test_a_statement_has_the_one_who_makes_it() -> None:
    text = "Norway declined that the ship was sold in a statement made by the Harbour Council."
    assert said(text) == [("Harbour Council", "the ship was sold")]


# --- headlines -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "speaker", "words"),
    [
        ("Mill to Close in May, Fresco Group Says", "Fresco Group", "Mill to Close in May"),
        ("Mill to close in May: French officials", "French officials", "Mill to close in May"),
        ("Report: Mill to Close in May", "a report", "Mill to Close in May"),
        ("Mill closed in May, records show", "records", "Mill closed in May"),
    ],
)
def test_headlines(title: str, speaker: str, words: str) -> None:
    assert (speaker, words) in said(f"# {title}\nThe Fresco Group runs a mill in France.")


# --- via ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "speaker", "via"),
    [
        ("The mill will close, as reported by Reuters.", "Reuters", ["Reuters"]),
        ("The mill will close, Reuters reported.", "Reuters", ["Reuters"]),
        ("The mill will close, reported Reuters.", "Reuters", ["Reuters"]),
        ("Reuters earlier reported that the mill will close.", "Reuters", ["Reuters"]),
        (
            "French officials said the mill will close, Reuters reported.",
            "French officials",
            ["Reuters"],
        ),
        (
            "French officials have said that the mill will close, according to Reuters.",
            "French officials",
            ["Reuters"],
        ),
        (
            "As per an earlier Reuters report, the mill will close, French officials claimed.",
            "French officials",
            ["Reuters"],
        ),
        ("The mill will close, Reuters reported, citing two bankers.", "two bankers", ["Reuters"]),
        ("Two bankers told Reuters that the mill will close.", "Two bankers", ["Reuters"]),
        (
            "The mill will close, Reuters reported, citing Radio Ostby.",
            "Radio Ostby",
            ["Reuters", "Radio Ostby"],
        ),
        ("“It will close,” Reuters quoted Lia Conti as saying.", "Lia Conti", ["Reuters"]),
        ("Earlier reports from Reuters hinted at the closing of the mill.", "Reuters", ["Reuters"]),
    ],
)
def test_the_outlet_on_the_way_is_stated(text: str, speaker: str, via: list[str]) -> None:
    found = only(text)
    assert found.speaker.name == speaker
    assert [hop.outlet for hop in found.via] == via
    assert all(hop.lineage is Lineage.STATED for hop in found.via)


def carried(text: str) -> list[list[tuple[str, Lineage]]]:
    return [[(h.outlet, h.lineage) for h in a.via] for a in read(text)[1].assertions]


def test_the_sources_lead_back_to_what_the_opening_relays() -> None:
    text = "The mill will close, Reuters reported.\nIt is old.\nThe boiler broke, sources said."
    assert carried(text) == [
        [("Reuters", Lineage.STATED)],
        [],
        [("Reuters", Lineage.CARRIED)],
    ]


def test_an_earlier_report_in_passing_carries_nothing() -> None:
    text = "AFP earlier reported that the mill was for sale.\nThe boiler broke, sources said."
    assert carried(text)[1] == []


def test_a_heading_that_names_an_outlet_holds_for_its_section() -> None:
    text = (
        "The mill will close, Reuters reported.\n## AFP report\nThe boiler broke, sources said.\n"
        "## Background\nThe roof leaks, sources said."
    )
    outlets = [hops[0][0] for hops in carried(text)]
    assert outlets == ["Reuters", "Agence France-Presse", "Reuters"]


def test_a_headline_s_report_comes_through_the_outlet_of_the_lede() -> None:
    text = "# Report: Mill to close\nThe mill will close, Reuters reported."
    assert carried(text)[0] == [("Reuters", Lineage.CARRIED)]


# --- citations -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("The mill will close, Reuters reported.", CitationRole.RELAYED),
        ("Reuters had reported that the mill will close.", CitationRole.EARLIER),
        ("Previous reports from Reuters named a buyer.", CitationRole.EARLIER),
        ("The union grew, as reported by Reuters in late March.", CitationRole.OTHER),
        ("= Sources: Reuters.", CitationRole.LISTED),
        ("“What Reuters wrote is false,” said Lia Conti.", CitationRole.MENTIONED),
    ],
)
def test_the_role_of_a_citation(text: str, role: CitationRole) -> None:
    (citation,) = read(text)[1].citations
    assert (citation.outlet, citation.role) == ("Reuters", role)


def test_unknown_names_in_a_closing_list_are_outlets() -> None:
    _, found = read("= Sources: Reuters, Fjordposten and Radio Ostby.")
    assert [c.outlet for c in found.citations] == ["Reuters", "Fjordposten", "Radio Ostby"]


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        ("Reuters reported the sale, but the buyer’s name was not reported.", "the buyer’s name"),
        ("Reuters reported the sale. There was no mention of a buyer at the time.", "a buyer"),
        ("The Reuters report made no mention of a buyer.", "a buyer"),
        (
            "Reuters earlier reported the sale. It was not known until now that Conti signed it.",
            "Conti signed it",
        ),
    ],
)
def test_what_a_report_left_out(text: str, left_out: str) -> None:
    laid, found = read(text)
    assert [s.of(laid) for c in found.citations for s in c.silent_on] == [left_out]


# --- anything at all -------------------------------------------------------------------------


def test_reasons_are_given_for_everything() -> None:
    _, found = read("“No,” said Lia Conti. Two bankers told Reuters so. It rained.")
    assert found.assertions
    assert all(a.reasons and all(a.reasons) for a in found.assertions)


PIECES = """
    said the reported Reuters , . " “ ” ' that according to not it was as by ( ) : ; and who
    Lia Conti officials has information told denied — sources mention no comment citing U.S.
"""
WORDS = st.sampled_from(PIECES.split())


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=40).map(" ".join)))
def test_any_text_gives_spans_inside_it(text: str) -> None:
    laid, paragraphs = laid_out(text)
    found = attribute(laid, paragraphs)
    whole = Span(0, len(laid))
    for assertion in found.assertions:
        spans = [*assertion.content, assertion.sentence, assertion.source, assertion.cue]
        spans += [hop.span for hop in assertion.via]
        assert assertion.content
        assert all(s is None or (whole.covers(s) and s.start < s.end) for s in spans)
    for citation in found.citations:
        assert whole.covers(citation.span)
        assert all(whole.covers(span) for span in citation.silent_on)


@pytest.mark.parametrize(
    "odd", ["", "\x00", "\ud800 said it", "\u202eRoe\u202c said no.", '"' * 999]
)
def test_odd_text_is_survived(odd: str) -> None:
    whole = Span(0, len(odd))
    found = attribute(odd, [Paragraph(whole, ParagraphKind.PARAGRAPH)])
    assert all(whole.covers(part) for a in found.assertions for part in a.content)


@pytest.mark.parametrize(
    "unit",
    [
        "The mayor said that the bridge fell, according to Reuters. ",
        "and the man who the ",
        "x",
        '"Yes," he said, ',
        ", which said ",
        "A. ",
        "1,",
        "‘a ",
    ],
)
def test_time_grows_with_the_length_only(unit: str) -> None:
    def seconds(size: int) -> float:
        text = (unit * (size // len(unit) + 1))[:size]
        start = time.process_time()
        attribute(text, [Paragraph(Span(0, size), ParagraphKind.PARAGRAPH)])
        return time.process_time() - start

    seconds(1_000)
    short, long = seconds(20_000), seconds(200_000)
    assert long < 30 * short + 0.5
