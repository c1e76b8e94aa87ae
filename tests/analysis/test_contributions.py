"""What an article adds, repeats, denies, leaves out; what grows on the way; who echoes whom."""

from __future__ import annotations

import itertools
from dataclasses import replace

from storytracker.analysis.story.story import analyse_story
from storytracker.analysis.types import (
    ArticleFacts,
    ClaimFinding,
    DiscrepancyFinding,
    DiscrepancyKind,
    StoryAnalysis,
)
from tests.analysis.written import (
    CONFIRMED,
    DENIAL,
    FULL_RELAY,
    GROWN,
    PLAN,
    SCOOP,
    SHORT_RELAY,
    SPOKE,
    TOLD_US,
    of,
    written,
)


def claim(found: StoryAnalysis, words: str) -> ClaimFinding:
    return next(c for c in found.claims if words in c.text)


def strengthened(found: StoryAnalysis) -> list[DiscrepancyFinding]:
    return [d for d in found.discrepancies if d.kind is DiscrepancyKind.STRENGTHENED]


def words_of(finding: DiscrepancyFinding, *articles: ArticleFacts) -> tuple[str, str]:
    texts = {a.key: a.text for a in articles}
    say, was = finding.says[-1], finding.against[0]
    return say.span.of(texts[say.article]), was.span.of(texts[was.article])


# --- adds, repeats, denies ------------------------------------------------------------------


def test_the_report_adds_and_its_relays_repeat() -> None:
    found = analyse_story([SHORT_RELAY, FULL_RELAY, SCOOP])
    plan = claim(found, PLAN).key
    assert of(found, SCOOP).adds == (plan,) == of(found, FULL_RELAY).repeats
    assert of(found, FULL_RELAY).adds == of(found, SHORT_RELAY).adds == ()
    assert of(found, FULL_RELAY).denies == (plan,) and of(found, SHORT_RELAY).denies == ()


def test_the_report_goes_before_a_relay_of_the_same_day_whatever_their_keys() -> None:
    for first, second in itertools.permutations("ab"):
        scoop = replace(SCOOP, key=first)
        relay = replace(FULL_RELAY, key=second, published=SCOOP.published)
        assert of(analyse_story([scoop, relay]), scoop).adds
        assert not of(analyse_story([scoop, relay]), relay).adds


def test_of_a_report_that_nobody_holds_the_first_relay_adds_it() -> None:
    found = analyse_story([SHORT_RELAY, FULL_RELAY])
    assert of(found, FULL_RELAY).adds and not of(found, SHORT_RELAY).adds
    assert of(found, SHORT_RELAY).echoes == FULL_RELAY.key


def test_who_names_another_origin_of_a_claim_adds_a_source() -> None:
    second = written(
        "Second source on drones", "The Ledger", "7",
        f"{PLAN}, two arms brokers told The Ledger on Thursday.",
    )  # fmt: skip
    found = analyse_story([SCOOP, second])
    assert of(found, second).sources == ((claim(found, PLAN).key, "The Ledger"),)
    assert of(found, second).repeats and not of(found, second).echoes


# --- echoes ---------------------------------------------------------------------------------


def test_an_article_that_adds_nothing_stands_under_what_it_relays() -> None:
    found = analyse_story([SCOOP, FULL_RELAY, SHORT_RELAY])
    assert {of(found, a).echoes for a in (FULL_RELAY, SHORT_RELAY)} == {SCOOP.key}
    assert of(found, SCOOP).echoes == ""


def test_a_relay_with_a_denial_of_its_own_is_no_echo() -> None:
    scoop = written("Brenmark to sell drones, officials say", "Brenmark Tribune", "4", TOLD_US)
    found = analyse_story([scoop, FULL_RELAY, SHORT_RELAY])
    assert of(found, FULL_RELAY).echoes == ""
    assert of(found, SHORT_RELAY).echoes == scoop.key


# --- what is left out -----------------------------------------------------------------------


def test_a_relay_drops_the_denial_that_its_report_carried() -> None:
    found = analyse_story([SCOOP, FULL_RELAY, SHORT_RELAY])
    (dropped,) = of(found, SHORT_RELAY).drops
    assert (dropped.is_denial, dropped.report) == (True, "Brenmark Tribune")
    assert dropped.claim == claim(found, PLAN).key
    (passage,) = dropped.passages
    assert "denied that it will buy" in passage.span.of(SCOOP.text)
    assert of(found, FULL_RELAY).drops == ()


def test_nobody_drops_what_their_report_said_only_later() -> None:
    late = replace(SCOOP, published=CONFIRMED.published)
    assert of(analyse_story([late, SHORT_RELAY]), SHORT_RELAY).drops == ()


def test_a_relay_drops_a_claim_that_its_report_told() -> None:
    pays = "Ostria has agreed to pay Brenmark 90 million crowns for training its navy"
    both = written(
        "Brenmark to sell drones to Ostria, which pays Brenmark for training its navy",
        "Brenmark Tribune", "4", TOLD_US, f"{pays}, the officials said.",
    )  # fmt: skip
    other = written(
        "Ostria pays Brenmark for training its navy", "Quay News", "5",
        f"{pays}, the Brenmark Tribune reported.",
    )  # fmt: skip
    found = analyse_story([both, SHORT_RELAY, other])
    (dropped,) = of(found, SHORT_RELAY).drops
    assert dropped.claim == claim(found, "pay").key and not dropped.is_denial
    (dropped,) = of(found, other).drops
    assert dropped.claim == claim(found, PLAN).key and not dropped.is_denial


# --- a plan that is told as a deed ----------------------------------------------------------


def test_a_plan_told_as_done_without_a_new_source_is_shown_beside_what_was_put_out() -> None:
    found = analyse_story([SCOOP, GROWN, FULL_RELAY])
    (grown,) = strengthened(found)
    assert words_of(grown, SCOOP, GROWN) == (
        "Brenmark has sold twelve Heron coastal drones to Ostria, the Brenmark Tribune reported.",
        TOLD_US,
    )
    assert "planned" in grown.reasons[0] and "done" in grown.reasons[0]


def test_it_makes_no_origin_of_the_report_that_only_told_the_plan() -> None:
    found = analyse_story([SCOOP, GROWN, FULL_RELAY])
    for each in found.claims:
        told_as_done = [e for e in each.evidence if e.article == GROWN.key and "sold" in each.text]
        assert all(not e.counts for e in told_as_done)
    assert [d.report for d in found.developments if d.kind == "report"] == [
        "outlet:brenmark-tribune"
    ]
    assert {c.text for c in found.claims if c.origins} == {PLAN}


def test_with_somebody_new_who_says_so_it_is_news_and_no_strengthening() -> None:
    assert strengthened(analyse_story([SCOOP, FULL_RELAY, CONFIRMED])) == []
    other_people = written(
        "Drones are sold", "Harbour Echo", "5",
        "Brenmark has sold twelve Heron coastal drones to Ostria, two arms brokers said.",
    )  # fmt: skip
    assert strengthened(analyse_story([SCOOP, FULL_RELAY, other_people])) == []


def test_who_relays_the_news_afterwards_strengthened_nothing() -> None:
    after = written(
        "Drones sold", "Quay News", "13",
        "Brenmark has sold twelve Heron coastal drones to Ostria, the Brenmark Tribune reported.",
    )  # fmt: skip
    assert strengthened(analyse_story([SCOOP, FULL_RELAY, CONFIRMED, after])) == []
    (grown,) = strengthened(analyse_story([SCOOP, FULL_RELAY, CONFIRMED, after, GROWN]))
    assert {p.article for p in grown.says} == {GROWN.key}


def test_a_plan_that_stays_a_plan_is_no_strengthening() -> None:
    assert strengthened(analyse_story([SCOOP, FULL_RELAY, SHORT_RELAY, SPOKE])) == []


def test_the_order_of_the_articles_changes_nothing() -> None:
    articles = [SCOOP, GROWN, FULL_RELAY, SHORT_RELAY, CONFIRMED]
    first = analyse_story(articles)
    assert strengthened(first) and any(c.echoes for c in first.contributions)
    assert all(analyse_story(order) == first for order in itertools.permutations(articles))


def test_the_denial_is_the_reports_own() -> None:
    assert DENIAL.partition(" ")[0] in SCOOP.text  # what the tests above rest on
    assert claim(analyse_story([SCOOP]), PLAN).denied_by
