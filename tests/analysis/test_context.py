"""What stands beside the timeline: events to come and come, silence beside a denial."""

from __future__ import annotations

from storytracker.analysis.story.story import analyse_story
from storytracker.analysis.types import ArticleFacts, ContextFinding, ContextKind, StoryAnalysis
from tests.analysis.written import FULL_RELAY, PLAN, SCOOP, SPOKE, TOLD_US, written


def expected(*articles: ArticleFacts) -> ContextFinding:
    """The event that was announced for the earliest day."""
    return next(c for c in analyse_story(articles).context if c.kind is ContextKind.EXPECTED)


def told(*articles: ArticleFacts) -> str:
    """The words that tell that it happened, "" for none."""
    passage = expected(*articles).told_in
    texts = {a.key: a.text for a in articles}
    return passage.span.of(texts[passage.article]) if passage else ""


def after(title: str, day: str, *paragraphs: str) -> ArticleFacts:
    return written(title, "Quay News", day, *paragraphs)


def test_an_expected_event_is_closed_by_the_article_that_tells_it() -> None:
    assert told(SCOOP, FULL_RELAY, SPOKE).startswith(
        "Foreign minister Lena Ort spoke in parliament"
    )


def test_a_speech_is_closed_by_what_was_said_in_it() -> None:
    said = after("Ort on drones", "8", '"We sell to whoever keeps the law," Lena Ort said.')
    assert "keeps the law" in told(SCOOP, said)


def test_until_somebody_tells_it_the_event_is_open() -> None:
    assert told(SCOOP, FULL_RELAY) == ""


def test_neither_an_earlier_article_nor_another_event_closes_it() -> None:
    before = after("Ort spoke", "5", f"{PLAN}. Lena Ort spoke about the weather on Monday.")
    other = after("Drost spoke", "8", f"{PLAN}. Pavel Drost spoke about the sale on Friday.")
    still = after("Friday nears", "8", f"{PLAN}. Lena Ort will speak about it on Saturday.")
    put_off = after("No speech", "8", f"{PLAN}. Lena Ort did not speak on Friday after all.")
    for each in (before, other, still, put_off):
        assert told(SCOOP, each) == "", each.title


def test_a_vote_by_a_body_without_a_name_is_closed_too() -> None:
    vote = written(
        "Sale of drones planned", "Brenmark Tribune", "4",
        TOLD_US, "The committee is scheduled to vote on the sale on 11 March.",
    )  # fmt: skip
    done = after(
        "Committee backs sale", "12",
        f"{PLAN}, the Brenmark Tribune reported. The committee voted for the sale on Monday.",
    )  # fmt: skip
    assert told(vote, done) == "The committee voted for the sale on Monday."


# --- a denial and silence of the same day -----------------------------------------------------


def beside(found: StoryAnalysis, kind: ContextKind) -> str:
    (item,) = (c for c in found.context if c.kind is kind)
    return item.after


def test_silence_stands_beside_the_denial_of_its_day() -> None:
    silent = written(
        "Brenmark silent", "Quay News", "4",
        f"{PLAN}, the Brenmark Tribune reported. The government of Brenmark has not commented.",
    )  # fmt: skip
    later = written(
        "Brenmark to sell boats too", "The Ledger", "4",
        "Brenmark plans to sell six patrol boats to Ostria, two shipbuilders told The Ledger.",
    )  # fmt: skip
    for articles in ([SCOOP, silent], [SCOOP, later, silent]):
        found = analyse_story(articles)
        denial = next(d.key for d in found.developments if d.kind == "denial")
        assert beside(found, ContextKind.NO_COMMENT) == denial


def test_silence_of_another_day_stands_where_it_belongs() -> None:
    silent = written(
        "Brenmark silent", "Quay News", "3", f"{PLAN}. The government of Brenmark did not comment."
    )
    found = analyse_story([SCOOP, silent])
    denial = next(d.key for d in found.developments if d.kind == "denial")
    assert beside(found, ContextKind.NO_COMMENT) != denial
