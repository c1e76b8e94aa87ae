"""An analysis becomes rows by the smallest change: what stays the same is not touched."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from apps.claims.models import Assertion, Claim, Evidence
from apps.claims.services import give_verdict
from apps.sources.models import Report
from apps.stories.models import (
    ContextItem,
    Coverage,
    Development,
    Discrepancy,
    Note,
    Story,
    StoryArticle,
    StoryClaim,
)
from apps.stories.services import annotate
from storytracker.analysis.types import DevelopmentKind, Precision
from tests.stories.analyses import (
    JOBS,
    OWNER,
    PLAN,
    POST,
    HarbourStory,
    analysis_of,
    make_harbour_story,
    without_claim,
)
from tests.support.made import make_person, rows_of

pytestmark = pytest.mark.django_db

TIMELINE = (
    Claim,
    Evidence,
    StoryClaim,
    Report,
    Story.reports.through,
    Development,
    Development.claims.through,
    Coverage,
    ContextItem,
    Discrepancy,
    StoryArticle,
)


@pytest.fixture
def harbour(db: None) -> HarbourStory:
    found = make_harbour_story()
    found.write(analysis_of(found.keys))
    return found


def claim_of(harbour: HarbourStory, key: str) -> Claim:
    return Claim.objects.get(story_claims__story=harbour.story, story_claims__key=key)


# --- what is written ------------------------------------------------------------------------


def test_claims_have_their_numbers_and_their_evidence(harbour: HarbourStory) -> None:
    plan = claim_of(harbour, PLAN)
    assert (plan.articles, plan.origins, plan.denied_by) == (
        3,
        ["Harbour Post"],
        ["Meridian Freight"],
    )
    assert plan.working == ["3 articles tell of it"]
    assert plan.is_single_origin
    stances = plan.evidence.order_by("stance").values_list("stance", "assertion__position")
    assert set(stances) == {("supports", 0), ("denies", 2)}
    assert plan.evidence.count() == 6


def test_developments_say_who_and_what_and_where(harbour: HarbourStory) -> None:
    first, denial = Development.objects.for_timeline(harbour.story)
    assert (first.kind, first.report.name, first.target) == ("report", "Harbour Post", None)
    assert (denial.kind, denial.report.is_ghost, denial.target) == ("denial", True, first.report)
    assert set(first.claims.all()) == {claim_of(harbour, PLAN), claim_of(harbour, JOBS)}
    article = harbour.articles[0]
    assert first.passages == [
        {
            "article": article.pk,
            "version": article.current_version_id,
            "start": 0,
            "end": 16,
            "words": "Meridian Freight",
        }
    ]


def test_articles_say_what_they_add_and_when_they_are_from(harbour: HarbourStory) -> None:
    undated, dated = StoryArticle.objects.order_by("article_id")[:2]
    plan = claim_of(harbour, PLAN)
    assert (undated.adds, undated.repeats, undated.denies) == ([plan.pk], [], [plan.pk])
    assert (undated.when.day, undated.when_basis) == (date(2024, 5, 5), "inferred")
    assert (dated.adds, dated.repeats) == ([], [plan.pk])
    assert dated.when.precision is Precision.DAY
    assert undated.article.when_day is None


def test_the_story_says_how_far_it_is(harbour: HarbourStory) -> None:
    story = harbour.story
    assert story.title == "Meridian Freight to close Ostrava Quay"
    assert story.built_revision == story.wanted_revision
    assert story.built_at == story.changed_at
    assert (story.first_day, story.last_day) == (date(2024, 5, 5), date(2024, 5, 6))
    assert not Story.objects.stale().exists()


# --- what is not touched --------------------------------------------------------------------


def test_writing_the_same_again_touches_no_row(harbour: HarbourStory) -> None:
    before, changed_at = rows_of(*TIMELINE), harbour.story.changed_at
    harbour.write(analysis_of(harbour.keys))
    assert rows_of(*TIMELINE) == before
    assert all(before.values())
    assert harbour.story.changed_at == changed_at


def test_a_change_touches_only_what_changed(harbour: HarbourStory) -> None:
    before = rows_of(*TIMELINE)
    again = analysis_of(harbour.keys)
    first, denial = again.developments
    harbour.write(replace(again, developments=(replace(first, says="Other words"), denial)))
    after = rows_of(*TIMELINE)
    differing = [
        (table, now)
        for table, rows in after.items()
        for was, now in zip(before[table], rows, strict=True)
        if was != now
    ]
    assert [table for table, _ in differing] == ["stories_development"]
    assert Development.objects.get(position=0).says == "Other words"


def test_a_relay_more_is_no_news(harbour: HarbourStory) -> None:
    changed_at = harbour.story.changed_at
    fewer = analysis_of(harbour.keys)
    harbour.write(replace(fewer, coverage=fewer.coverage[:1]))
    assert Coverage.objects.count() == 1
    harbour.write(fewer)
    assert (Coverage.objects.count(), harbour.story.changed_at) == (3, changed_at)


def test_a_new_development_is_news(harbour: HarbourStory) -> None:
    changed_at = harbour.story.changed_at
    full = analysis_of(harbour.keys)
    more = replace(full.developments[0], key="addition:post", kind=DevelopmentKind.ADDITION)
    harbour.write(replace(full, developments=(*full.developments, more)))
    assert harbour.story.changed_at > changed_at
    assert Development.objects.shown_after(changed_at).get().key == "addition:post"


# --- what keeps its identity ----------------------------------------------------------------


def decide(claim: Claim) -> None:
    give_verdict(
        claim_id=claim.pk, status="disputed", rationale="Denied.", by=make_person(), seen_version=1
    )


def test_a_claim_in_other_words_keeps_row_and_verdict(harbour: HarbourStory) -> None:
    plan = claim_of(harbour, PLAN)
    decide(plan)
    again = analysis_of(harbour.keys)
    reworded = replace(again.claims[0], key="shuts:quay", text="Meridian Freight will shut it")
    harbour.write(
        replace(
            without_claim(again, PLAN),
            claims=(*again.claims[1:], replace(reworded, evidence=reworded.evidence[1:])),
        )
    )
    plan.refresh_from_db()
    assert (plan.text, plan.status, plan.version) == (
        "Meridian Freight will shut it",
        "disputed",
        2,
    )
    link = plan.story_claims.get()
    assert (link.key, link.position) == ("shuts:quay", 1)
    assert Claim.objects.count() == 2


def test_a_vanished_claim_without_decisions_goes(harbour: HarbourStory) -> None:
    jobs = claim_of(harbour, JOBS)
    harbour.write(without_claim(analysis_of(harbour.keys), JOBS))
    assert not Claim.objects.filter(pk=jobs.pk).exists()
    assert Assertion.objects.count() == 9


def test_a_vanished_claim_with_a_verdict_is_withdrawn_and_comes_back(harbour: HarbourStory) -> None:
    jobs = claim_of(harbour, JOBS)
    decide(jobs)
    harbour.write(without_claim(analysis_of(harbour.keys), JOBS))
    jobs.refresh_from_db()
    withdrawn_at = jobs.withdrawn_at
    assert withdrawn_at is not None
    harbour.write(without_claim(analysis_of(harbour.keys), JOBS))
    jobs.refresh_from_db()
    assert jobs.withdrawn_at == withdrawn_at
    harbour.write(analysis_of(harbour.keys))
    jobs.refresh_from_db()
    assert (jobs.withdrawn_at, jobs.status, jobs.verdicts.count()) == (None, "disputed", 1)


def test_a_vanished_claim_with_a_note_is_withdrawn(harbour: HarbourStory) -> None:
    jobs = claim_of(harbour, JOBS)
    annotate(harbour.story, body="Ask the union.", by=make_person(), anchor=jobs)
    harbour.write(without_claim(analysis_of(harbour.keys), JOBS))
    jobs.refresh_from_db()
    assert jobs.withdrawn_at is not None


def test_a_vanished_development_leaves_its_note_with_the_words(harbour: HarbourStory) -> None:
    denial = Development.objects.get(kind="denial")
    note = annotate(harbour.story, body="Ring them up.", by=make_person(), anchor=denial)
    full = analysis_of(harbour.keys)
    harbour.write(replace(full, developments=full.developments[:1]))
    note = Note.objects.get(pk=note.pk)
    assert (note.development, note.quote, note.body) == (None, denial.says, "Ring them up.")


def test_a_report_that_nothing_cites_any_more_goes(harbour: HarbourStory) -> None:
    full = analysis_of(harbour.keys)
    harbour.write(
        replace(full, developments=full.developments[:1], reports=full.reports[:1], context=())
    )
    assert [report.key for report in harbour.story.reports.all()] == [POST]
    assert not Report.objects.filter(key=OWNER).exists()
    assert not ContextItem.objects.exists()


# --- how much it takes ----------------------------------------------------------------------


def queries_for(count: int) -> int:
    found = make_harbour_story(count)
    found.write(analysis_of(found.keys[:2]))
    with CaptureQueriesContext(connection) as queries:
        found.write(analysis_of(found.keys))
    assert Coverage.objects.filter(story=found.story).count() == count
    Story.objects.all().delete()
    return len(queries)


def test_the_number_of_queries_is_flat() -> None:
    assert queries_for(3) == queries_for(30) <= 50


# --- a verdict at the same moment -----------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_verdict_given_while_its_claim_vanishes_is_not_lost() -> None:
    """The rebuild waits for the editor, and then withdraws what it would have deleted."""
    harbour = make_harbour_story()
    with transaction.atomic():
        harbour.write(analysis_of(harbour.keys))
    jobs = claim_of(harbour, JOBS)
    failed: list[BaseException] = []

    def rebuild() -> None:
        try:
            with transaction.atomic():
                harbour.write(without_claim(analysis_of(harbour.keys), JOBS))
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=rebuild)
    with transaction.atomic():
        decide(jobs)
        thread.start()
        thread.join(0.5)
        assert thread.is_alive()
    thread.join(20)
    assert failed == []
    jobs.refresh_from_db()
    assert (jobs.status, jobs.verdicts.count()) == ("disputed", 1)
    assert jobs.withdrawn_at is not None
