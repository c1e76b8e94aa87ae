"""Where reported words end, who is meant, what denies: in further wordings."""

from __future__ import annotations

import pytest

from storytracker.analysis.speech.attribution import attribute
from storytracker.analysis.types import Assertion, Paragraph, ParagraphKind, Span, Stance


def said(*paragraphs: str) -> list[tuple[str, Assertion]]:
    """(words, assertion) of a text of these paragraphs."""
    text = "\n\n".join(paragraphs)
    parts, start = [], 0
    for each in paragraphs:
        parts.append(Paragraph(Span(start, start + len(each)), ParagraphKind.PARAGRAPH))
        start += len(each) + 2
    found = attribute(text, tuple(parts), outlet="The Barley Post").assertions
    return [(a.words(text), a) for a in found]


def one(words: str, *paragraphs: str) -> Assertion:
    found = [a for said_words, a in said(*paragraphs) if said_words == words]
    assert len(found) == 1, [(w, a.speaker.name) for w, a in said(*paragraphs)]
    return found[0]


@pytest.mark.parametrize(
    "text",
    [
        "The Oat News reported that Roe had quit, citing two aides.",
        "Acme confirmed on Friday that Roe had quit, weeks after it denied a rift.",
        "Acme said Roe had quit, two days before Norland denied it.",
    ],
)
def test_what_the_writer_adds_is_not_what_was_said(text: str) -> None:
    assert "Roe had quit" in [words for words, _ in said(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Acme confirmed on Friday that they would merge, three weeks after Roe denied that Acme"
        " was in trouble.",
        "Acme said it would merge, days after Roe denied that Acme was in trouble.",
    ],
)
def test_a_saying_that_dates_another_is_one_of_its_own(text: str) -> None:
    found = one("Acme was in trouble", text)
    assert (found.speaker.name, found.stance) == ("Roe", Stance.DENIES)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("Six miners died", "Six miners died, a doctor has told Roe, a number that Acme disputes."),
        (
            "The dam is safe",
            "The dam is safe, the engineer told reporters, a view that Norland does not share.",
        ),
    ],
)
def test_an_aside_behind_the_saying_is_no_content(words: str, text: str) -> None:
    assert one(words, text).cue_lemma == "tell"


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        ("Ann Poe told the broadcaster Norhaven One on Friday that Roe had quit.", "Norhaven One"),
        ("An aide told the newspaper Ostkurier that Roe had quit.", "Ostkurier"),
    ],
)
def test_what_is_called_a_newspaper_is_one(text: str, outlet: str) -> None:
    assert [h.outlet for h in one("Roe had quit", text).via] == [outlet]


@pytest.mark.parametrize(
    "text",
    [
        "Ann Poe, who has led the mill for years, declined to be interviewed by this newspaper.",
        "Ann Poe has neither confirmed nor denied the report.",
        "Ann Poe would neither confirm nor deny it.",
        "Ann Poe refused to be drawn on the matter.",
    ],
)
def test_these_are_no_comments_too(text: str) -> None:
    found = said(text)
    assert [(a.speaker.name, a.stance) for _, a in found] == [("Ann Poe", Stance.NO_COMMENT)]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ('there was "no such plan."', 'Acme said that there was "no such plan."'),
        ("there were “no plans” to sell", "Acme said there were “no plans” to sell."),
    ],
)
def test_no_in_quotation_marks_denies(words: str, text: str) -> None:
    assert one(words, text).stance is Stance.DENIES


@pytest.mark.parametrize(
    "words", ["he did not know who had signed it", "she does not know why it burned"]
)
def test_not_knowing_who_did_it_denies_nothing(words: str) -> None:
    assert one(words, f"Ann Poe said {words}.").stance is Stance.SUPPORTS


@pytest.mark.parametrize(
    ("first", "second", "who"),
    [
        (
            "Four people with knowledge of the talks told the Post that Roe quit.",
            "All four said that he was pushed.",
            "Four people with knowledge of the talks",
        ),
        (
            "Two advisers to the mill said that it burned. A 12-page report says that it leaked.",
            "The advisers said that he was pushed.",
            "Two advisers to the mill",
        ),
        (
            "Roe was sacked, three officials in the ministry have told The Barley Post. A 12-page"
            " memo says that he stole.",
            "The officials said that he was pushed.",
            "three officials in the ministry",
        ),
    ],
)
def test_the_same_people_speak_again(first: str, second: str, who: str) -> None:
    assert one("he was pushed", first, second).speaker.name == who


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        ("It was replying to The Oat News, which said earlier in the week that Roe quit.", True),
        ("The Civil Rescue Agency said on Monday that Roe quit.", False),
        ("The Harvest News Agency said on Monday that Roe quit.", True),
    ],
)
def test_an_agency_is_an_outlet_only_where_it_says_so(text: str, outlet: str) -> None:
    found = one("Roe quit", text)
    assert bool(found.via) is outlet
