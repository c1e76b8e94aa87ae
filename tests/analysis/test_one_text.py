"""One text, many publishers: found under any headline, shown as one, counted once."""

from __future__ import annotations

import itertools
from dataclasses import replace

from storytracker.analysis.story.one_text import same_texts
from storytracker.analysis.story.story import analyse_story
from storytracker.analysis.types import ArticleFacts, Role, Status, StoryAnalysis
from tests.analysis.written import CLOSING, PORT_TEXT, SPAM, of, on_site, written

ANCHOR = on_site("Daily Anchor", "5", "Merland to close terminal")
ECHO = on_site("Quay Echo", "5", "Port to shut terminal in May", SPAM)
TODAY = on_site("Coast Today", "6", "400 jobs at risk")
CUT = on_site("Harbour Post", "6", "Terminal", text=PORT_TEXT[:3])
SITE = on_site("", "6", "Job losses feared")
OWN = written(
    "Mayor was shown the plan", "Harbour Post", "6",
    f"{CLOSING}, the mayor of Merland, Olga Brandt, told the Harbour Post.",
    "She had been shown the plan on Monday, she said, and had asked for more time.",
)  # fmt: skip


def origins(found: StoryAnalysis) -> tuple[str, ...]:
    return next(c for c in found.claims if CLOSING in c.text).origins


def groups(*articles: ArticleFacts) -> list[set[str]]:
    return [{a.key for a in group} for group in same_texts(articles)]


def test_other_headlines_spam_and_cuts_leave_it_one_text() -> None:
    copies = (ANCHOR, ECHO, TODAY, CUT, SITE)
    assert groups(*copies, OWN) == [{a.key for a in copies}]


def test_a_sentence_in_common_makes_no_one_text() -> None:
    short = [written("Flash", name, "5", f"{CLOSING}, officials said.") for name in ("A1", "B2")]
    assert groups(*short) == groups(ANCHOR, OWN) == []


def test_a_text_that_several_sign_is_one_newsrooms_report() -> None:
    found = analyse_story([TODAY, ECHO, ANCHOR, CUT])
    assert origins(found) == ("Daily Anchor",)
    claim = next(c for c in found.claims if CLOSING in c.text)
    assert len(claim.articles) == 4 and claim.newsrooms == ("Daily Anchor",)
    roles = {c.article: (c.role, c.status) for c in found.coverage if "anchor" in c.report}
    assert roles[ANCHOR.key] == (Role.ORIGINAL, Status.STATED)
    assert {roles[a.key] for a in (TODAY, ECHO, CUT)} == {(Role.COPY, Status.SUGGESTED)}


def test_the_wire_that_a_dateline_credits_has_put_it_out() -> None:
    credited = on_site("Quay Echo", "6", "Port to shut terminal", wire=True)
    found = analyse_story([ANCHOR, credited, TODAY])
    assert origins(found) == ("Reuters",)
    report = next(r for r in found.reports if r.name == "Reuters")
    assert report.held_by == credited.key and report.held_as is Role.COPY


def test_who_was_told_it_has_put_it_out() -> None:
    text = (f"{CLOSING}, two officials told Coast Today on Tuesday.", *PORT_TEXT[1:])
    sites = [
        on_site(name, "5", f"On {name}", text=text) for name in ("Daily Anchor", "Coast Today")
    ]
    assert origins(analyse_story(sites)) == ("Coast Today",)


def test_whom_others_cite_has_put_it_out() -> None:
    citing = written("Union furious", "The Star", "7", f"{CLOSING}, Quay Echo reported.")
    assert origins(analyse_story([ANCHOR, ECHO, citing])) == ("Quay Echo",)


def test_what_an_editor_says_goes_before_all_of_it() -> None:
    its_own = replace(ECHO, copy_confirmed="")
    assert origins(analyse_story([ANCHOR, its_own, TODAY])) == ("Quay Echo",)
    of_the_star = replace(TODAY, copy_confirmed="The Star")
    assert origins(analyse_story([ANCHOR, of_the_star])) == ("The Star",)


def test_what_an_outlet_put_into_the_text_stays_its_own() -> None:
    brandt = (
        "Mayor Olga Brandt told the Harbour Post that the port authority of Merland plans to close "
        "the terminal because it loses money."
    )
    fuller = on_site("Harbour Post", "6", "Mayor knew", brandt)
    found = analyse_story([ANCHOR, ECHO, fuller])
    assert set(origins(found)) >= {"Harbour Post"}
    assert of(found, fuller).text_of == "" and of(found, fuller).echoes == ""


def test_copies_stand_under_the_text_that_they_are() -> None:
    found = analyse_story([ANCHOR, ECHO, TODAY, OWN])
    assert {of(found, a).text_of for a in (ECHO, TODAY)} == {ANCHOR.key}
    assert of(found, ANCHOR).text_of == of(found, OWN).text_of == ""
    assert of(found, ANCHOR).adds and not of(found, ECHO).adds


def test_the_order_of_the_articles_changes_nothing() -> None:
    articles = [ANCHOR, ECHO, TODAY, SITE, OWN]
    first = analyse_story(articles)
    assert all(analyse_story(order) == first for order in itertools.permutations(articles))
