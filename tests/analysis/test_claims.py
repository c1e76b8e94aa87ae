"""Claims of small stories from their texts: what an editor would sign, in words of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import pytest

from storytracker.analysis.speech.attribution import attribute
from storytracker.analysis.story.drafting import draft
from storytracker.analysis.story.entities import resolve_entities
from storytracker.analysis.story.matching import _told_apart, propositions_of
from storytracker.analysis.story.story import analyse_story
from storytracker.analysis.types import (
    ArticleFacts,
    ClaimFinding,
    NameKind,
    Paragraph,
    ParagraphKind,
    Span,
    Stance,
    StoryAnalysis,
)
from tests.analysis.build import article, day


class ClaimKey(NamedTuple):
    """What a claim's key begins with."""

    concept: str
    stage: str


def written(key: str, outlet: str, number: int, title: str, *paragraphs: str) -> ArticleFacts:
    """An article of ``outlet`` on a day in May 2024, analysed as the program does."""
    text = "\n\n".join((title, *paragraphs))
    spans, start = [], 0
    for part in (title, *paragraphs):
        spans.append(Span(start, start + len(part)))
        start += len(part) + 2
    kinds = [ParagraphKind.TITLE, *[ParagraphKind.PARAGRAPH] * len(paragraphs)]
    parts = tuple(Paragraph(span, kind) for span, kind in zip(spans, kinds, strict=True))
    return ArticleFacts(
        key=key,
        title=title,
        text=text,
        paragraphs=parts,
        published=day(number),
        outlet=outlet,
        attributions=attribute(text, parts, outlet=outlet),
        family=outlet,
    )


def about(found: StoryAnalysis, *words: str) -> ClaimFinding:
    """The one claim with all these words."""
    right = [c for c in found.claims if all(w.lower() in c.text.lower() for w in words)]
    assert len(right) == 1, [c.text for c in found.claims]
    return right[0]


TOLLS = [
    written(
        "a",
        "The Barley Post",
        1,
        "Six dead as ferry burns off Norhaven",
        "Six people were killed on Friday when a ferry caught fire off Norhaven, the coastguard"
        " said.",
    ),
    written(
        "b",
        "Harbour Radio",
        2,
        "Union says fourteen died in Norhaven ferry fire",
        "Fourteen people died in the fire on the ferry off Norhaven, the seamen's union said on"
        " Saturday.",
        "The coastguard had put the toll at six. The Transport Ministry denied on Saturday that 14"
        " people had died.",
    ),
    written(
        "c",
        "The Daily Oat",
        3,
        "How many died at Norhaven?",
        "The coastguard said on Friday that 6 people had died. Two days later nobody is sure.",
        "The seamen's union told Harbour Radio that 14 people had died. The ministry rejected it"
        " within hours.",
    ),
]


def test_another_toll_is_another_claim() -> None:
    found = analyse_story(TOLLS)
    six, fourteen = about(found, "six"), about(found, "fourteen")
    assert set(six.articles) >= {"a", "c"}
    assert set(fourteen.articles) == {"b", "c"}
    assert six.key != fourteen.key


def test_a_denial_goes_to_what_was_just_told() -> None:
    found = analyse_story(TOLLS)
    denied = [e for e in about(found, "fourteen").evidence if e.stance is Stance.DENIES]
    assert {e.article for e in denied} == {"b", "c"}
    assert not [e for e in about(found, "six").evidence if e.stance is Stance.DENIES]


LEDES = [
    (
        "The Oat Ledger",
        "A survey that said that the dam could fail was buried by the regional water board, four"
        " people with knowledge of the matter told The Oat Ledger.",
        "The Barley Post reported on Monday that the minister, Ann Roe, ordered the survey to be"
        " buried. But the four said that Roe had not given the order.",
    ),
    (
        "RKN Radio",
        "The survey of the dam was put aside by the regional water board, three officials told"
        " RKN.",
        "The Barley Post reported on Monday that the minister, Ann Roe, had ordered it to be put"
        " aside. The officials said Roe had not ordered it.",
    ),
]


@pytest.mark.parametrize(("outlet", "lede", "rest"), LEDES)
def test_what_people_told_the_outlet_is_its_own_report(outlet: str, lede: str, rest: str) -> None:
    scoop = written(
        "scoop",
        "The Barley Post",
        1,
        "Minister ordered survey of the dam to be buried, officials say",
        "Ann Roe, the minister, ordered a survey of the dam to be buried, two officials told The"
        " Barley Post.",
    )
    answer = written("answer", outlet, 2, "Roe gave no order to bury dam survey", lede, rest)
    found = analyse_story([scoop, answer])
    order = about(found, "ordered")
    assert outlet in order.denied_by
    assert order.origins == ("The Barley Post",)


TOOK = "The decision was taken by the chairman of the water board, Edgar Stoll, they said."
DID = "It was Edgar Stoll, the chairman of the water board, who buried the survey, they said."


@pytest.mark.parametrize("words", [TOOK, DID])
def test_who_decided_is_evidence_of_what_he_did(words: str) -> None:
    first = written(
        "first",
        "The Oat Ledger",
        1,
        "Edgar Stoll buried survey of dam",
        "The survey of the dam was buried by the chairman of the water board, Edgar Stoll, four"
        " people with knowledge of the matter told The Oat Ledger.",
        words,
    )
    second = written(
        "second",
        "The Daily Oat",
        2,
        "Stoll buried survey of dam, Ledger reports",
        "The Oat Ledger reported on Monday that the survey was buried by Edgar Stoll.",
    )
    claim = about(analyse_story([first, second]), "Stoll", "buried")
    said = first.attributions.assertions
    words_of = [said[e.assertion].words(first.text) for e in claim.evidence if e.article == "first"]
    assert any(words[:16] in each or words[:6] in each for each in words_of), words_of


def small(*bodies: str, title: str = "What is known") -> ArticleFacts:
    return written("one", "The Barley Post", 1, title, *bodies)


@pytest.mark.parametrize(
    ("title", "lede", "wording"),
    [
        (
            "Acme, Borealis to merge",
            "Acme Holdings and the Borealis Group said on Monday that they will merge.",
            "Acme Holdings and the Borealis Group will merge",
        ),
        (
            "Ann Roe to resign",
            "Ann Roe told reporters on Friday that she will resign.",
            "Ann Roe will resign",
        ),
        (
            "Nine dead in Norhaven",
            "Nine people were killed when a crane fell on a school in Norhaven, the police said.",
            "Nine people were killed when a crane fell on a school in Norhaven",
        ),
        (
            "Acme sold the mill, memo says",
            "Nobody at Acme would talk about it on Monday.",
            "Acme sold the mill",
        ),
    ],
)
def test_a_claim_is_worded_whole(title: str, lede: str, wording: str) -> None:
    found = analyse_story([small(lede, title=title)])
    assert wording in [c.text for c in found.claims]


def test_what_was_done_is_clearer_than_that_an_order_was_given() -> None:
    found = analyse_story(
        [
            small(
                "Ann Roe gave the order at a meeting in the town hall on Monday, an aide said.",
                "Ann Roe ordered the bridge to be closed, another aide said.",
                title="Roe ordered bridge to be closed",
            )
        ]
    )
    assert about(found, "ordered").text == "Ann Roe ordered the bridge to be closed"


@pytest.mark.parametrize("words", ["The figure was up from six.", "That number was six on Friday."])
def test_a_figure_spoken_of_again_bears_on_the_claim_with_it(words: str) -> None:
    later = written(
        "later",
        "The Evening Rye",
        3,
        "Fourteen died in Norhaven ferry fire",
        "Fourteen people died in the fire on the ferry off Norhaven, the union said.",
        words,
    )
    assert "later" in about(analyse_story([*TOLLS, later]), "six").articles


def test_unconfirmed_messages_support_nothing() -> None:
    rumour = written(
        "rumour",
        "The Evening Rye",
        1,
        "How many died at Norhaven?",
        "Unconfirmed messages on social media spoke of forty dead.",
    )
    claims = [c for c in analyse_story([*TOLLS, rumour]).claims if "forty" in c.text.lower()]
    assert all(not c.origins for c in claims)


@pytest.mark.parametrize(
    "denial",
    [
        "In a statement from Acme on Tuesday, the Barley company denied that it would buy"
        " Borealis.",
        "That sits badly with a letter by Acme, in which the Barley firm denied that it would buy"
        " Borealis.",
    ],
)
def test_the_firm_of_the_town_is_the_firm_just_named(denial: str) -> None:
    plan = "Acme Holdings plans to buy Borealis Group, two bankers told The Barley Post."
    scoop = written("scoop", "The Barley Post", 1, "Acme Holdings plans to buy Borealis", plan)
    denied = written("denied", "The Daily Oat", 2, "Acme Holdings denies Borealis plan", denial)
    found = analyse_story([scoop, denied])
    assert {name for c in found.claims for name in c.denied_by} <= {"Acme", "Acme Holdings"}


@pytest.mark.parametrize("who", ["The two companies", "The two"])
def test_both_sides_are_those_who_were_named(who: str) -> None:
    talks = "Acme Holdings and Borealis Group are in talks about a merger, two bankers said."
    first = written("first", "The Barley Post", 1, "Acme and Borealis in merger talks", talks)
    again = written(
        "again",
        "The Daily Oat",
        2,
        "Acme Holdings, Borealis in talks",
        f"{who} were in early talks, a banker said.",
    )
    claim = about(analyse_story([first, again]), "talks")
    assert set(claim.articles) == {"first", "again"}
    assert any(
        again.attributions.assertions[e.assertion].words(again.text).startswith(who[:7])
        or "were in early talks" in again.attributions.assertions[e.assertion].words(again.text)
        for e in claim.evidence
        if e.article == "again"
    )


@pytest.mark.parametrize("who", ["both companies confirmed on Friday", "both firms confirmed it"])
def test_both_are_the_two_and_not_a_third_beside_the_one_that_says_so_too(who: str) -> None:
    done = written(
        "done",
        "The Daily Oat",
        3,
        "Acme Holdings buys Borealis Group",
        f"Acme Holdings has bought Borealis Group, {who}.",
        "Acme Holdings bought Borealis Group for cash, Acme said in a statement.",
    )
    claim = about(analyse_story([done]), "bought")
    assert claim.origins == ("Acme Holdings", "Borealis Group")


@pytest.mark.parametrize(
    ("lede", "wording"),
    [
        (
            "Acme Holdings has agreed a price of $3 million with Norland for the mill, two bankers"
            " told The Barley Post.",
            "Acme Holdings has agreed a price of $3 million with Norland for the mill",
        ),
        (
            "Acme Holdings and Borealis Group agreed on terms on Monday, two bankers told The"
            " Barley Post.",
            "Acme Holdings and Borealis Group agreed on terms on Monday",
        ),
    ],
)
def test_a_deal_is_told_by_what_was_agreed(lede: str, wording: str) -> None:
    title = "Deal for the mill is done, bankers say"
    first = written("a", "The Barley Post", 1, title, lede)
    assert wording in [c.text for c in analyse_story([first]).claims]


SIGNED = "Ann Roe has signed a contract with Acme Holdings, Acme said on Friday."
PLANS = "Ann Roe plans to sign a contract with Acme Holdings, two friends told The Barley Post."


def test_a_plan_to_sign_is_no_signature_in_a_story() -> None:
    plan = written("plan", "The Barley Post", 1, "Roe plans to sign with Acme", PLANS)
    done = written("done", "The Daily Oat", 4, "Roe has signed with Acme", SIGNED)
    found = analyse_story([plan, done])
    planned, signed = about(found, "plans"), about(found, "signed")
    assert (planned.articles, signed.articles) == (("plan",), ("done",))


@pytest.mark.parametrize(
    "words",
    [
        "Ann Roe has yet to sign a contract with Acme Holdings, her lawyer said.",
        "Ann Roe has not yet signed a contract with Acme Holdings, her lawyer said.",
    ],
)
def test_has_yet_to_denies_the_deed(words: str) -> None:
    done = written("done", "The Daily Oat", 4, "Roe has signed with Acme", SIGNED)
    waits = written("waits", "The Barley Post", 4, "Roe has yet to sign with Acme", words)
    claim = about(analyse_story([done, waits]), "signed")
    stances = {e.stance for e in claim.evidence if e.article == "waits"}
    assert stances == {Stance.DENIES}


def test_who_denies_first_and_admits_later_put_nothing_out_first() -> None:
    scoop = written(
        "scoop",
        "The Barley Post",
        1,
        "Acme has closed the mill",
        "Acme Holdings has closed the mill, two workers told The Barley Post.",
    )
    denied = written(
        "denied",
        "The Daily Oat",
        1,
        "Acme denies it has closed the mill",
        "Acme Holdings denied that it had closed the mill. The Barley Post reported on Monday that"
        " the mill was closed.",
    )
    admits = written(
        "admits",
        "The Evening Rye",
        3,
        "Acme admits it closed the mill",
        "Acme Holdings admitted that it had closed the mill.",
    )
    claim = about(analyse_story([scoop, denied, admits]), "closed")
    assert claim.origins[0] == "The Barley Post"
    assert "Acme Holdings" in claim.denied_by


WEEKLY = "Barge & Lock"
MET = "Lawyers for Acme Holdings met the regulator in May, an official told Barge & Lock."


@pytest.mark.parametrize(
    "retold",
    [
        "The weekly Barge & Lock said that lawyers for Acme Holdings met the regulator in May.",
        "The trade paper Barge & Lock then said lawyers for Acme Holdings had been to see the"
        " regulator.",
    ],
)
def test_what_publishes_an_article_here_is_an_outlet_elsewhere(retold: str) -> None:
    own = written("own", WEEKLY, 1, "Lawyers for Acme Holdings met regulator, official says", MET)
    other = written("other", "The Daily Oat", 2, "What Acme Holdings is up to", retold)
    claim = about(analyse_story([own, other]), "lawyers", "regulator")
    assert claim.origins == (WEEKLY,)
    assert set(claim.articles) == {"own", "other"}


def test_background_in_two_voices_is_no_claim() -> None:
    background = "Acme Holdings employs 400 people in Norhaven."
    one = written("one", "The Daily Oat", 1, "Acme Holdings closes mill",
                  "Acme Holdings has closed its mill, the company said.", background)  # fmt: skip
    two = written("two", "The Evening Rye", 1, "Acme Holdings shuts mill",
                  "Acme Holdings has shut its mill, the company said.", background)  # fmt: skip
    assert [c.concept for c in _events(one, two)] == ["close"]


def _events(*articles: ArticleFacts) -> list[ClaimKey]:
    return [ClaimKey(*c.key.split("|")[:2]) for c in analyse_story(list(articles)).claims]


@pytest.mark.parametrize("answer", ["There are no such talks.", "No such talks took place."])
def test_no_such_talks_answers_the_talks(answer: str) -> None:
    first = written(
        "first",
        "The Barley Post",
        1,
        "Acme Holdings and Borealis Group in merger talks",
        "Acme Holdings and Borealis Group are in talks about a merger, two bankers told The Barley"
        " Post. Acme Holdings has sold its mill, they said.",
    )
    second = written(
        "second",
        "The Daily Oat",
        2,
        "Acme Holdings sold its mill",
        "Acme Holdings has sold its mill. The Barley Post reported that Acme Holdings and Borealis"
        " Group were in talks.",
        f"“{answer}” Acme Holdings said.",
    )
    claim = about(analyse_story([first, second]), "talks")
    assert Stance.DENIES in {e.stance for e in claim.evidence if e.article == "second"}


def test_every_claim_has_a_key_of_its_own() -> None:
    """What is worded alike is one claim, and another one that is named alike is numbered."""
    names = {"Jane Roe": NameKind.PERSON}
    told = [article(words, names) for words in ("Jane Roe resigned.", "Jane Roe has resigned.")]
    entities = resolve_entities(told)
    by_key = {each.key: each for each in told}
    one, two = (draft([p], by_key, entities) for p in propositions_of(told, entities))
    assert one.key == two.key
    alike = replace(two, text=one.text)
    (joined,) = _told_apart([alike, one])
    assert joined.key == one.key
    assert set(joined.matches) == {*one.matches, *two.matches}
    first, second = _told_apart([replace(two, text="Roe resigned as mayor"), one])
    assert [first.key, second.key] == [one.key, f"{one.key}|2"]
    assert {first.text, second.text} == {one.text, "Roe resigned as mayor"}
