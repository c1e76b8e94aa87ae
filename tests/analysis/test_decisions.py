"""What editors decide on claims holds through every analysis, whatever else comes in."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from storytracker.analysis.story.decisions import (
    ClaimName,
    Decision,
    Ruling,
    Said,
    StoryDecisions,
)
from storytracker.analysis.story.story import analyse_story
from storytracker.analysis.types import (
    ArticleFacts,
    ClaimFinding,
    DevelopmentKind,
    NameKind,
    Speaker,
    SpeakerKind,
    Stance,
    StoryAnalysis,
)
from tests.analysis.build import BANKERS, Line, day, told
from tests.analysis.gold_story import OTHERS, SEEDS, tellings

NAMES = {
    "Acme": NameKind.ORGANISATION,
    "Borealis": NameKind.ORGANISATION,
    "Norland": NameKind.PLACE,
}
ACME = Speaker("Acme", SpeakerKind.ORGANISATION)
BUY = "Acme plans to buy Borealis."
BUY_MORE = "Acme plans to acquire Borealis with a loan from savings banks."
BUILD = "Acme plans to build a plant in Norland."
DENIAL = "Acme denied that it plans to buy Borealis."
ASIDE = "Analysts were astonished."


def paper(key: str, number: int, plan: str = BUY) -> ArticleFacts:
    """An article that leads with a plan."""
    return told(key, f"Paper {key}", day(number), Line(plan, BANKERS), names=NAMES, title=plan)


def denial() -> ArticleFacts:
    lines = (Line(DENIAL, ACME, stance=Stance.DENIES, cue="deny"), Line(ASIDE))
    return told("d", "The Answer", day(4), *lines, names=NAMES, title="An answer to the papers")


ARTICLES = [paper("a", 1), paper("b", 2), denial(), paper("p", 3, BUILD), paper("q", 3, BUILD)]


def about(found: StoryAnalysis, word: str) -> ClaimFinding:
    """The one claim whose wording has ``word``."""
    claims = [c for c in found.claims if word in c.text]
    assert len(claims) == 1, [c.text for c in found.claims]
    return claims[0]


def said(claim: ClaimFinding, articles: list[ArticleFacts] = ARTICLES) -> frozenset[Said]:
    by_key = {a.key: a for a in articles}
    return frozenset(
        Said(
            e.article,
            by_key[e.article].attributions.assertions[e.assertion].words(by_key[e.article].text),
        )
        for e in claim.evidence
    )


def name(claim: ClaimFinding, called: str) -> ClaimName:
    return ClaimName(called, claim.key, said(claim))


def decided(*decisions: Decision, articles: list[ArticleFacts] = ARTICLES) -> StoryAnalysis:
    return analyse_story(articles, StoryDecisions(decisions))


PLAIN = analyse_story(ARTICLES)
PURCHASE, PLANT = about(PLAIN, "buy"), about(PLAIN, "plant")
EDITH = {"by": "edith", "reason": "same plan"}
MERGE = Decision(
    1, Ruling.MERGE, name(PURCHASE, "purchase"), name(PLANT, "plant"), **EDITH
)  # fmt: skip
REWORD = Decision(2, Ruling.REWORD, name(PURCHASE, "purchase"), text="Acme is buying.", **EDITH)
OFF = frozenset({Said("b", BUY)})
SPLIT = Decision(1, Ruling.SPLIT, name(PURCHASE, "purchase"), ClaimName("own"), OFF, **EDITH)
DETACH = Decision(1, Ruling.DETACH, name(PURCHASE, "purchase"), said=OFF, **EDITH)
ATTACH = Decision(
    1, Ruling.ATTACH, name(PURCHASE, "purchase"), said=frozenset({Said("d", ASIDE)}), **EDITH
)


@pytest.mark.parametrize("story", [SEEDS, *OTHERS])
def test_without_decisions_nothing_changes(story: str) -> None:
    articles = [each.facts for each in tellings(story).values()]
    assert analyse_story(articles, StoryDecisions()) == analyse_story(articles)


def test_a_wording_is_the_editors() -> None:
    claim = about(decided(REWORD), "is buying")
    assert claim.names == ("purchase",)
    assert claim.working[0] == "worded by edith: same plan"
    assert replace(claim, text="", working=(), names=()) == replace(PURCHASE, text="", working=())


def test_of_two_wordings_the_newer_holds() -> None:
    later = replace(REWORD, number=3, text="Acme has its eye on it.")
    for order in permutations((REWORD, later)):
        assert about(decided(*order), "eye").names == ("purchase",)


def test_merged_claims_are_one_with_all_that_they_rest_on() -> None:
    found = decided(MERGE)
    claim = about(found, "buy")
    assert [c.key for c in found.claims] == [PURCHASE.key]
    assert said(claim) == said(PURCHASE) | said(PLANT)
    assert claim.names == ("purchase", "plant")
    joined = [e for e in claim.evidence if (e.article, e.assertion) not in places(PURCHASE)]
    assert joined and all("put together by edith: same plan" in e.reasons for e in joined)


def test_the_numbers_follow_what_is_put_together() -> None:
    claim = about(decided(MERGE), "buy")
    assert set(claim.articles) == {"a", "b", "d", "p", "q"}
    assert claim.denied_by == PURCHASE.denied_by == ("Acme",)
    assert claim.working[1] == "5 articles tell of it"


def places(claim: ClaimFinding) -> set[tuple[str, int]]:
    return {(e.article, e.assertion) for e in claim.evidence}


def test_a_split_makes_a_claim_of_its_own() -> None:
    found = decided(SPLIT)
    own = next(c for c in found.claims if c.names == ("own",))
    rest = next(c for c in found.claims if c.names == ("purchase",))
    assert said(own) == OFF
    assert said(rest) == said(PURCHASE) - OFF
    assert len({c.key for c in found.claims}) == len(found.claims)
    assert any("made a claim of its own by edith: same plan" in e.reasons for e in own.evidence)
    assert not own.denied_by and rest.denied_by == ("Acme",)


def test_a_split_can_be_worded_at_once() -> None:
    found = decided(replace(SPLIT, text="Borealis is for sale."))
    assert about(found, "for sale").names == ("own",)


def test_what_is_detached_bears_on_it_no_more() -> None:
    claim = about(decided(DETACH), "buy")
    assert said(claim) == said(PURCHASE) - OFF
    assert claim.working[0] == "assertions taken off by edith: same plan"


def test_the_last_assertion_taken_off_takes_the_claim_with_it() -> None:
    found = decided(replace(DETACH, said=said(PURCHASE)))
    assert [c.key for c in found.claims] == [PLANT.key]


def test_what_is_attached_bears_on_it() -> None:
    claim = about(decided(ATTACH), "buy")
    (new,) = [e for e in claim.evidence if (e.article, e.assertion) not in places(PURCHASE)]
    assert new.stance is Stance.SUPPORTS and "added by edith: same plan" in new.reasons


def test_an_editor_says_how_it_bears_on_it() -> None:
    claim = about(decided(replace(ATTACH, stance=Stance.OBSERVES)), "buy")
    (new,) = [e for e in claim.evidence if (e.article, e.assertion) not in places(PURCHASE)]
    assert new.stance is Stance.OBSERVES and not new.counts


def test_the_newer_of_two_that_speak_against_each_other_holds() -> None:
    back = replace(DETACH, number=2, kind=Ruling.ATTACH)
    again = replace(DETACH, number=3)
    assert said(about(decided(DETACH, back), "buy")) == said(PURCHASE)
    assert said(about(decided(again, back, DETACH), "buy")) == said(PURCHASE) - OFF


def test_a_denial_that_is_taken_off_leaves_the_timeline() -> None:
    kinds = {d.kind for d in PLAIN.developments}
    assert DevelopmentKind.DENIAL in kinds
    denied = frozenset(s for s in said(PURCHASE) if s.article == "d")
    found = decided(replace(DETACH, said=denied))
    assert DevelopmentKind.DENIAL not in {d.kind for d in found.developments}
    assert about(found, "buy").denied_by == ()


def test_neither_order_changes_anything() -> None:
    one = decided(SPLIT, REWORD, replace(ATTACH, number=3))
    for order in permutations((SPLIT, REWORD, replace(ATTACH, number=3))):
        for articles in permutations(ARTICLES):
            assert decided(*order, articles=list(articles)) == one


@pytest.mark.parametrize("decision", [MERGE, REWORD, SPLIT, DETACH, ATTACH], ids=lambda d: d.kind)
def test_what_is_undone_changes_nothing_but_keeps_the_name(decision: Decision) -> None:
    found = decided(replace(decision, undone=True))
    unnamed = tuple(replace(c, names=()) for c in found.claims)
    assert replace(found, claims=unnamed) == PLAIN
    assert about(found, "buy").names == ("purchase",)


# --- what comes later -----------------------------------------------------------------------


def test_a_new_article_joins_what_was_put_together() -> None:
    found = decided(MERGE, articles=[*ARTICLES, paper("e", 5)])
    assert "e" in about(found, "buy").articles
    assert len(found.claims) == 1


def test_new_words_join_the_side_that_they_resemble_more() -> None:
    articles = [paper("a", 1), paper("b", 2, BUY_MORE)]
    whole = analyse_story(articles)
    assert len(whole.claims) == 1, [c.text for c in whole.claims]
    claim = whole.claims[0]
    split = Decision(
        1,
        Ruling.SPLIT,
        ClaimName("purchase", claim.key, said(claim, articles)),
        ClaimName("own"),
        frozenset({Said("b", BUY_MORE)}),
    )
    late, plain = paper("c", 3, BUY_MORE), paper("d", 3)
    found = decided(split, articles=[*articles, late, plain])
    sides = {c.names[0]: set(c.articles) for c in found.claims}
    assert sides == {"own": {"b", "c"}, "purchase": {"a", "d"}}


def test_a_claim_found_no_more_stands_on_an_editors_word() -> None:
    """As after another analysis: nothing of what the claim was called is found."""
    wanted = ClaimName("aside", "", frozenset({Said("d", ASIDE)}))
    found = decided(Decision(1, Ruling.REWORD, wanted, text="All were astonished.", by="edith"))
    assert not [c for c in PLAIN.claims if "astonished" in c.text]
    assert about(found, "astonished").names == ("aside",)


def test_words_that_a_later_reading_cuts_elsewhere_are_found_again() -> None:
    longer = Said("b", BUY.replace("Acme plans", "Acme now plans"))
    found = decided(replace(DETACH, said=frozenset({longer})))
    assert said(about(found, "buy")) == said(PURCHASE) - OFF


def test_a_decision_on_words_that_are_gone_does_no_harm() -> None:
    gone = frozenset({Said("z", BUY), Said("b", "Nothing of the kind was ever written.")})
    found = decided(
        replace(DETACH, said=gone),
        replace(ATTACH, number=2, said=gone),
        replace(REWORD, number=3, claim=ClaimName("lost", "", gone)),
    )
    assert said(about(found, "buy")) == said(PURCHASE)
    assert len(found.claims) == len(PLAIN.claims)


def test_claims_that_the_program_puts_together_itself_stay_one() -> None:
    """Both names lead to the claim that a later reading has made of the two."""
    part = ClaimName("part", PURCHASE.key, frozenset({Said("b", BUY)}))
    whole = replace(MERGE.claim, rests_on=said(PURCHASE) - {Said("b", BUY)})
    found = decided(replace(MERGE, claim=whole, other=part))
    assert about(found, "buy").names == ("purchase", "part")
    assert said(about(found, "buy")) == said(PURCHASE)
