"""Times told from the day of writing, the day they tell, and the events they announce."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from storytracker.analysis.reading.markup import read_article
from storytracker.analysis.reading.relative_dates import (
    date_clues,
    infer_day,
    resolve,
    scheduled_events,
)
from storytracker.analysis.types import Precision, Span

THURSDAY = date(2023, 11, 2)
SEEDS = Path(__file__).parents[2] / "seeds"


def whole(text: str) -> tuple[Span, ...]:
    return (Span(0, len(text)),)


@pytest.mark.parametrize(
    ("phrase", "future", "day"),
    [
        ("Thursday night", False, THURSDAY),
        ("on Friday", True, date(2023, 11, 3)),
        ("on Friday", False, date(2023, 10, 27)),
        ("on Friday", None, date(2023, 10, 27)),
        ("on Tuesday", False, date(2023, 10, 31)),
        ("last Thursday", None, date(2023, 10, 26)),
        ("yesterday", None, date(2023, 11, 1)),
        ("tomorrow", None, date(2023, 11, 3)),
        ("two days ago", None, date(2023, 10, 31)),
        ("Oct. 7", False, date(2023, 10, 7)),
        ("October 7", None, date(2023, 10, 7)),
        ("5 May", True, date(2024, 5, 5)),
        ("December 5", None, date(2023, 12, 5)),
        ("May 5, 2021", None, date(2021, 5, 5)),
        ("Feb. 29", False, date(2020, 2, 29)),
        ("Saturday 28 October", False, date(2023, 10, 28)),
        ("Sunday, the 5th of November", True, date(2023, 11, 5)),
        ("Saturday, October 29", False, date(2022, 10, 29)),
    ],
)
def test_it_resolves_days(phrase: str, future: bool | None, day: date) -> None:
    dating = resolve(phrase, THURSDAY, future=future)
    if phrase == "Feb. 29":  # no leap year near enough
        assert dating is None
        return
    assert dating is not None
    assert (dating.day, dating.precision) == (day, Precision.DAY)
    assert dating.reasons


@pytest.mark.parametrize(
    ("phrase", "month"),
    [
        ("late last month", date(2023, 10, 1)),
        ("next month", date(2023, 12, 1)),
        ("late September", date(2023, 9, 1)),
        ("in August", date(2023, 8, 1)),
        ("in December", date(2022, 12, 1)),
        ("early March 2021", date(2021, 3, 1)),
    ],
)
def test_it_resolves_months(phrase: str, month: date) -> None:
    dating = resolve(phrase, THURSDAY, future=False)
    assert dating is not None
    assert (dating.day, dating.precision) == (month, Precision.MONTH)


def test_a_week_is_any_of_its_days() -> None:
    dating = resolve("last week", THURSDAY)
    assert dating is not None
    assert dating.day == date(2023, 10, 23)
    assert dating.other_days[-1] == date(2023, 10, 29)


@pytest.mark.parametrize(
    "phrase", ["", "soon", "the Sun reported", "may march", "two days later", "last year"]
)
def test_other_words_tell_no_day(phrase: str) -> None:
    assert resolve(phrase, THURSDAY) is None


@pytest.mark.parametrize(
    ("sentence", "future"),
    [
        ("A spokeswoman expressed concern Thursday night about it.", False),
        ("He is expected to give a speech on Friday.", True),
        ("He told parliament on Tuesday that he will go.", False),
        ("They will meet the envoy who arrived on Monday.", False),
        ("On Friday, the leader will speak.", True),
        ("On Friday, the leader spoke.", False),
        ("A speech scheduled for Friday drew crowds.", True),
        ("The Friday prayers.", None),
        ("The council will vote behind closed doors on Friday.", True),
        ("The new mayor will be formally sworn in on Friday.", True),
        ("The mayor could not be reached on Friday.", False),
        ("The owner signed the planned sale on Friday.", False),
    ],
)
def test_tense_is_read_from_the_nearest_verb(sentence: str, future: bool | None) -> None:
    (clue,) = date_clues(sentence, whole(sentence))
    assert clue.future is future


def test_an_undated_day_is_inferred_from_the_weekdays_around_it() -> None:
    reading = read_article((SEEDS / "003_74e847e96b0af679.txt").read_bytes())
    sentences = tuple(paragraph.span for paragraph in reading.paragraphs)
    clues = date_clues(reading.text, sentences)
    window = [THURSDAY + timedelta(days=n) for n in range(-2, 4)]
    dating = infer_day(clues, window)
    assert dating.day == THURSDAY
    assert dating.other_days == (date(2023, 11, 3),)
    assert any("Thursday night" in reason for reason in dating.reasons)


def inferred(text: str, first: date, days: int) -> tuple[date | None, tuple[date, ...]]:
    candidates = [first + timedelta(days=n) for n in range(days)]
    dating = infer_day(date_clues(text, whole(text)), candidates)
    return dating.day, dating.other_days


def test_a_weekday_with_its_date_is_no_loose_weekday() -> None:
    text = "The boat sank on Saturday 28 October. The owner was heard on Tuesday."
    (first, second) = date_clues(text, whole(text))
    assert (first.words, first.phrase.day, first.phrase.weekday) == ("Saturday 28 October", 28, 5)
    assert second.words == "Tuesday"
    assert inferred(text, date(2023, 10, 24), 14)[0] == date(2023, 10, 31)


def test_of_two_weeks_the_one_behind_a_past_day_is_taken() -> None:
    text = "The boat sank on 28 October. The owner was heard on Tuesday."
    assert inferred(text, date(2023, 10, 16), 40)[0] == date(2023, 10, 31)


def test_a_past_day_alone_gives_the_days_of_its_week() -> None:
    text = "The boat sank on 28 October."
    day, others = inferred(text, date(2023, 10, 20), 30)
    assert day == date(2023, 10, 28)
    assert others[-1] == date(2023, 11, 4)
    assert inferred(text, date(2023, 11, 20), 5) == (None, ())


def test_without_weekdays_no_day_is_inferred() -> None:
    text = "The army said that it will go."
    assert infer_day(date_clues(text, whole(text)), [THURSDAY]).precision is Precision.UNKNOWN
    assert infer_day((), []).day is None


@pytest.mark.parametrize(
    ("sentence", "actor", "words", "day"),
    [
        (
            "The group’s leader Jane Doe is expected to give a speech on Friday, her first.",
            "The group’s leader Jane Doe",
            "The group’s leader Jane Doe is expected to give a speech on Friday",
            date(2023, 11, 3),
        ),
        (
            "They await a major speech scheduled for Friday by the group's leader, Jane Doe, here.",
            "the group's leader, Jane Doe",
            "a major speech scheduled for Friday by the group's leader, Jane Doe",
            date(2023, 11, 3),
        ),
        (
            "Jane Doe and John Roe are due to meet on 5 December in Geneva.",
            "Jane Doe and John Roe",
            "Jane Doe and John Roe are due to meet on 5 December",
            date(2023, 12, 5),
        ),
        (
            "The committee will publish its findings next week.",
            "The committee",
            "The committee will publish its findings next week",
            date(2023, 11, 6),
        ),
        (
            "Parliament is due to vote on the bill, which Doe wrote in March, on Thursday night.",
            "Parliament",
            "Parliament is due to vote on the bill, which Doe wrote in March, on Thursday night",
            THURSDAY,
        ),
        (
            "The council is scheduled to discuss the audit behind closed doors on 5 December.",
            "The council",
            "The council is scheduled to discuss the audit behind closed doors on 5 December",
            date(2023, 12, 5),
        ),
        (
            "Deputy Mayor Jane Doe will be sworn in as mayor on Dec. 5, the town clerk said.",
            "Deputy Mayor Jane Doe",
            "Deputy Mayor Jane Doe will be sworn in as mayor on Dec. 5",
            date(2023, 12, 5),
        ),
        (
            "Jane Doe, the head of the council, will take over on 5 December.",
            "Jane Doe",
            "Jane Doe, the head of the council, will take over on 5 December",
            date(2023, 12, 5),
        ),
        (
            "Jane Doe has decided to resign and will leave office on 5 December.",
            "Jane Doe",
            "Jane Doe has decided to resign and will leave office on 5 December",
            date(2023, 12, 5),
        ),
        (
            "The Office for Wind and Tides, which counts the ships, will publish it on 5 December.",
            "The Office for Wind and Tides",
            "The Office for Wind and Tides, which counts the ships, will publish it on 5 December",
            date(2023, 12, 5),
        ),
        (
            "The council meets to discuss the plan on 5 December.",
            "The council",
            "The council meets to discuss the plan on 5 December",
            date(2023, 12, 5),
        ),
        (
            "Doe’s deputy will answer on Tuesday 5 December.",
            "Doe’s deputy",
            "Doe’s deputy will answer on Tuesday 5 December",
            date(2023, 12, 5),
        ),
        (
            "Parliament votes tonight on the bill.",
            "Parliament",
            "Parliament votes tonight",
            THURSDAY,
        ),
        (
            "The minister said on Monday that parliament will vote on Saturday.",
            "parliament",
            "parliament will vote on Saturday",
            date(2023, 11, 4),
        ),
    ],
)
def test_announced_events_are_found(sentence: str, actor: str, words: str, day: date) -> None:
    (event,) = scheduled_events(sentence, whole(sentence), THURSDAY)
    assert event.actor == actor
    assert event.words.of(sentence) == words
    assert event.when.day == day
    assert event.reason


@pytest.mark.parametrize(
    "sentence",
    [
        "Officials met on Tuesday and will meet again.",
        "The army will go.",
        "The plan was announced on Friday.",
        "They counted the votes on Friday.",
        "He will meet the envoy who arrived on Monday.",
    ],
)
def test_nothing_is_announced_without_a_future_time(sentence: str) -> None:
    assert scheduled_events(sentence, whole(sentence), THURSDAY) == ()


@pytest.mark.parametrize(
    ("sentence", "actor"),
    [
        (
            "The mayor Jane Doe announced on Monday that she will resign on 5 December.",
            "The mayor Jane Doe",
        ),
        ("It will open on 5 December.", ""),
        ("And they will go on 5 December.", ""),
    ],
)
def test_an_actor_is_a_name_and_no_pronoun(sentence: str, actor: str) -> None:
    events = scheduled_events(sentence, whole(sentence), THURSDAY)
    assert [event.actor for event in events] == [actor]


def test_without_an_anchor_the_day_stays_unknown() -> None:
    text = "The leader is expected to speak on Friday."
    (event,) = scheduled_events(text, whole(text), None)
    assert event.when.precision is Precision.UNKNOWN
