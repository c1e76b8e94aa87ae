"""The rules of trust, one small story each: what counts, what opens a development, what shows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storytracker.analysis.story.story import analyse_story
from storytracker.analysis.types import (
    ArticleFacts,
    Certainty,
    CitationRole,
    ClaimFinding,
    DevelopmentKind,
    NameKind,
    Role,
    Speaker,
    SpeakerKind,
    Stance,
    Status,
    StoryAnalysis,
)
from tests.analysis.build import BANKERS, OFFICIALS, Line, day, told

NAMES = {
    "Acme": NameKind.ORGANISATION,
    "Borealis": NameKind.ORGANISATION,
    "Jane Roe": NameKind.PERSON,
    "Norland": NameKind.PLACE,
}
ACME = Speaker("Acme", SpeakerKind.ORGANISATION)
PLAN = "Acme plans to buy Borealis."


def scoop(**line: object) -> ArticleFacts:
    return told(
        "scoop", "The Courier", day(1), Line(PLAN, BANKERS, **line), names=NAMES, title=PLAN
    )  # type: ignore[arg-type]


def relay(key: str = "relay", **line: object) -> ArticleFacts:
    words = {"via": "The Courier", **line}
    return told(key, "The Echo", day(2), Line(PLAN, BANKERS, **words), names=NAMES, title=PLAN)  # type: ignore[arg-type]


def only_claim(found: StoryAnalysis) -> ClaimFinding:
    assert len(found.claims) == 1, [c.text for c in found.claims]
    return found.claims[0]


def kinds(found: StoryAnalysis) -> list[tuple[str, str]]:
    return [(d.kind.value, d.report) for d in found.developments]


def test_a_story_of_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least one article"):
        analyse_story([])


def test_a_relay_is_an_article_and_no_origin() -> None:
    claim = only_claim(analyse_story([scoop(), relay(), relay("another")]))
    assert (len(claim.articles), claim.newsrooms, claim.origins) == (
        3,
        ("The Courier",),
        ("The Courier",),
    )


def test_the_held_report_is_the_original_and_its_relays_are_folded_under_it() -> None:
    found = analyse_story([scoop(), relay()])
    assert kinds(found) == [("report", "outlet:courier")]
    assert {(c.article, c.role) for c in found.coverage} == {
        ("scoop", Role.ORIGINAL),
        ("relay", Role.RELAY),
    }


def test_what_is_only_cited_is_a_ghost() -> None:
    found = analyse_story([relay()])
    report = next(r for r in found.reports if r.name == "The Courier")
    assert report.held_by is None
    assert report.when.day == day(2).day  # at the latest


def test_conditional_support_counts_for_no_origin() -> None:
    found = analyse_story([scoop(certainty=Certainty.CONDITIONAL), relay("r", via="")])
    claim = only_claim(found)
    counted = {e.article: e.counts for e in claim.evidence if e.certainty is Certainty.CONDITIONAL}
    assert counted == {"scoop": False}


def test_told_in_its_own_voice_by_an_unidentified_site_counts_for_no_origin() -> None:
    site = told("site", None, day(1), Line(PLAN), names=NAMES, title=PLAN)
    claim = only_claim(analyse_story([site]))
    assert claim.origins == ()
    assert any("unknown lineage" in line for line in claim.working)


def test_another_newsroom_with_other_people_is_a_second_origin() -> None:
    second = told("second", "The Ledger", day(2), Line(PLAN, OFFICIALS), names=NAMES, title=PLAN)
    claim = only_claim(analyse_story([scoop(), second]))
    assert claim.origins == ("The Courier", "The Ledger")
    assert len(claim.informants) == 2


def test_another_newsroom_with_the_same_people_adds_nothing() -> None:
    second = told("second", "The Ledger", day(2), Line(PLAN, BANKERS), names=NAMES, title=PLAN)
    claim = only_claim(analyse_story([scoop(), second]))
    assert claim.origins == ("The Courier",)


def test_outlets_of_one_family_are_one_origin() -> None:
    second = told("second", "The Ledger", day(2), Line(PLAN, OFFICIALS), names=NAMES, title=PLAN)
    pair = [replace(scoop(), family="Press Holdings"), replace(second, family="Press Holdings")]
    claim = only_claim(analyse_story(pair))
    assert claim.newsrooms == ("The Courier", "The Ledger")
    assert claim.origins == ("The Courier",)


def test_a_denial_stands_behind_what_it_denies_and_names_who_denies() -> None:
    denial = told(
        "denial",
        "The Echo",
        day(2),
        Line(PLAN, ACME, stance=Stance.DENIES, cue="deny"),
        names=NAMES,
        title=PLAN,
    )
    found = analyse_story([denial, scoop()])
    assert [d.kind for d in found.developments] == [DevelopmentKind.REPORT, DevelopmentKind.DENIAL]
    assert found.developments[1].target == "outlet:courier"
    assert only_claim(found).denied_by == ("Acme",)


def test_a_denial_of_what_nobody_put_out_opens_no_development() -> None:
    alone = told(
        "alone",
        None,
        day(2),
        Line("Acme has yet to buy Borealis.", stance=Stance.DENIES),
        names=NAMES,
        title=PLAN,
    )
    assert DevelopmentKind.DENIAL not in {d.kind for d in analyse_story([alone]).developments}


def test_a_plan_is_never_counted_as_a_deed() -> None:
    done = told(
        "done", "The Ledger", day(3), Line("Acme has bought Borealis.", OFFICIALS),
        names=NAMES, title="Acme has bought Borealis",
    )  # fmt: skip
    found = analyse_story([scoop(), relay(), done])
    assert len(found.claims) == 2
    assert {len(c.articles) for c in found.claims} == {1, 2}


def test_an_earlier_report_comes_first_whatever_the_clock_says() -> None:
    later = told(
        "later",
        "The Echo",
        day(1),
        Line("Jane Roe agreed to sell Borealis.", OFFICIALS, via="The Ledger"),
        Line(PLAN, BANKERS, via="The Courier", role=CitationRole.EARLIER),
        names=NAMES,
        title="Jane Roe agreed to sell Borealis",
    )
    found = analyse_story([later, replace(scoop(), published=day(9))])
    assert [d.report for d in found.developments][:2] == ["outlet:courier", "outlet:ledger"]
    assert found.developments[1].kind is DevelopmentKind.ADDITION


def test_a_refusal_to_comment_is_context_and_no_denial() -> None:
    silent = told(
        "silent",
        "The Echo",
        day(2),
        Line(PLAN, BANKERS, via="The Courier"),
        Line("Acme declined to comment.", ACME, stance=Stance.NO_COMMENT, cue="comment"),
        names=NAMES,
        title=PLAN,
    )
    found = analyse_story([scoop(), silent])
    assert only_claim(found).denied_by == ()
    assert [(c.kind.value, c.speaker) for c in found.context] == [("no-comment", "Acme")]


def test_a_text_that_says_what_others_cite_an_outlet_for_is_suggested_as_its_copy() -> None:
    words = "Acme, the lender, plans to buy the steel maker Borealis for cash in May."
    cited = "According to bankers Acme intends to acquire the steel maker Borealis for cash."
    site = told("site", None, day(1), Line(words, BANKERS), names=NAMES, title=PLAN)
    citing = [
        told(k, f"Site {k}", day(2), Line(cited, BANKERS, via="The Courier"), names=NAMES)
        for k in ("one", "two")
    ]
    found = analyse_story([site, *citing])
    copied = next(c for c in found.coverage if c.article == "site")
    assert (copied.report, copied.role, copied.status) == (
        "outlet:courier",
        Role.COPY,
        Status.SUGGESTED,
    )


def test_an_editors_word_on_a_copy_wins() -> None:
    site = told("site", None, day(1), Line(PLAN, BANKERS), names=NAMES, title=PLAN)
    confirmed = analyse_story([replace(site, copy_confirmed="The Courier"), relay()])
    refused = analyse_story([replace(site, copy_confirmed=""), relay()])
    assert {(c.role, c.status) for c in confirmed.coverage if c.article == "site"} == {
        (Role.COPY, Status.CONFIRMED)
    }
    assert not [c for c in refused.coverage if c.article == "site" and c.role is Role.COPY]


def test_a_report_said_to_have_left_out_what_it_has_is_a_discrepancy() -> None:
    held = told(
        "held",
        "The Courier",
        day(1),
        Line("Acme plans to buy Borealis from Jane Roe.", BANKERS),
        names=NAMES,
        title=PLAN,
    )
    critic = told(
        "critic",
        "The Echo",
        day(2),
        Line(PLAN, BANKERS, via="The Courier"),
        Line(
            "The Courier did not mention Jane Roe.",
            via="The Courier",
            role=CitationRole.EARLIER,
            silent_on="Jane Roe",
        ),
        names=NAMES,
        title=PLAN,
    )
    found = analyse_story([held, critic])
    assert [(d.kind.value, d.about) for d in found.discrepancies] == [
        ("omission", "whether The Courier reported a role of Jane Roe")
    ]


def test_a_quotation_that_two_others_have_otherwise_is_shown_as_altered() -> None:
    roe = Speaker("Jane Roe", SpeakerKind.PERSON)
    same = "We will fight this offer with all that we have"
    other = "We will fight this offer in every single court"

    def quoting(key: str, words: str) -> ArticleFacts:
        line = Line(words, roe, direct=True, cue="say")
        return told(key, f"Site {key}", day(1), line, names=NAMES, title=PLAN)

    found = analyse_story([quoting("a", same), quoting("b", other), quoting("c", same)])
    assert [(d.kind.value, {p.article for p in d.says}) for d in found.discrepancies] == [
        ("altered-quote", {"b"})
    ]


def test_a_correction_is_a_development_of_its_own() -> None:
    corrected = told(
        "corrected",
        "The Courier",
        day(4),
        Line("Acme plans to buy Borealis for less.", BANKERS),
        Line("Correction: An earlier version of this article gave a wrong price."),
        names=NAMES,
        title=PLAN,
    )
    found = analyse_story([scoop(), relay(), corrected])
    last = found.developments[-1]
    assert (last.kind, last.target, last.when.day) == (
        DevelopmentKind.CORRECTION,
        "outlet:courier",
        day(4).day,
    )


def test_an_article_adds_what_it_tells_first_and_repeats_the_rest() -> None:
    found = analyse_story([relay(), scoop()])
    by_article = {c.article: (len(c.adds), len(c.repeats)) for c in found.contributions}
    assert by_article == {"scoop": (1, 0), "relay": (0, 1)}


def test_order_and_repetition_change_nothing() -> None:
    one, two, three = scoop(), relay(), relay("another")
    assert analyse_story([one, two, three]) == analyse_story([three, two, one, two])


def test_no_evidence_that_it_was_done_is_no_support() -> None:
    words = "The agency has seen no evidence that Acme has bought Borealis."
    said = Line(words, OFFICIALS, stance=Stance.DENIES)
    later = told(
        "later", "The Ledger", day(4), said, names=NAMES, title="Acme has bought Borealis?"
    )
    found = analyse_story([later])
    stances = {e.stance for c in found.claims for e in c.evidence if e.assertion == 1}
    assert stances == {Stance.DENIES}


def test_the_story_keeps_its_name_while_it_goes_on() -> None:
    later = told(
        "later", "The Ledger", day(9), Line(PLAN, OFFICIALS), names=NAMES, title="Acme Borealis"
    )
    assert analyse_story([scoop(), relay(), later]).title == analyse_story([scoop(), relay()]).title
