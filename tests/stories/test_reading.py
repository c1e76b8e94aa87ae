"""What the pages read, in a number of queries that does not grow with the story."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Role
from apps.claims.models import Assertion, Claim
from apps.claims.services import give_verdict
from apps.stories.models import Development, Note, Story, StoryArticle, StoryClaim
from apps.stories.services import annotate, read_contributions, read_story
from tests.stories.analyses import (
    JOBS,
    PLAN,
    HarbourStory,
    analysis_of,
    make_harbour_story,
    without_claim,
)
from tests.support.made import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbour(db: None) -> HarbourStory:
    found = make_harbour_story()
    found.write(analysis_of(found.keys))
    return found


def test_entries_have_their_relays_context_and_notes(harbour: HarbourStory) -> None:
    first, denial = Development.objects.for_timeline(harbour.story)
    note = annotate(harbour.story, body="Hm.", by=make_person(), anchor=denial)
    page = read_story(harbour.story)
    assert [entry.development for entry in page.entries] == [first, denial]
    assert [len(entry.relays) for entry in page.entries] == [3, 0]
    assert [item.speaker for item in page.entries[0].context] == ["the mayor"]
    assert (page.entries[0].held, page.opening) == ((), ())
    assert (page.entries[0].notes, page.entries[1].notes, page.notes) == ((), (note,), (note,))
    assert [report.name for report in page.ghosts] == ["Meridian Freight"]
    assert [row.about for row in page.discrepancies] == ["the words of the mayor"]


def test_the_board_has_claims_with_stances_and_verdicts(harbour: HarbourStory) -> None:
    plan = Claim.objects.get(story_claims__key=PLAN)
    editor = make_person()
    verdict = give_verdict(
        claim_id=plan.pk, status="disputed", rationale="Denied.", by=editor, seen_version=1
    )
    board = read_story(harbour.story).claims
    assert [row.key for row in board] == [PLAN, JOBS]
    first = board[0].claim
    counts = (first.supporting, first.denying, first.observing, first.silent)
    assert counts == (3, 3, 0, 0)
    assert first.history == [verdict]
    assert board[1].claim.history == []


def test_a_withdrawn_claim_is_kept_apart(harbour: HarbourStory) -> None:
    jobs = Claim.objects.get(story_claims__key=JOBS)
    annotate(harbour.story, body="Ask the union.", by=make_person(), anchor=jobs)
    harbour.write(without_claim(analysis_of(harbour.keys), JOBS))
    page = read_story(harbour.story)
    assert [row.key for row in page.claims] == [PLAN]
    assert [row.claim for row in page.withdrawn] == [jobs]
    assert page.claim(jobs.pk) == jobs
    assert page.claim(jobs.pk + 1) is None


def test_an_articles_contributions_are_claims(harbour: HarbourStory) -> None:
    plan = Claim.objects.get(story_claims__key=PLAN)
    first = StoryArticle.objects.get(article=harbour.articles[0])
    found = read_contributions(first)
    assert (found.adds, found.repeats, found.denies) == ((plan,), (), (plan,))


def test_withdrawn_notes_are_not_read(harbour: HarbourStory) -> None:
    annotate(harbour.story, body="Hm.", by=make_person())
    Note.objects.update(withdrawn_at="2024-05-06T00:00Z", withdrawn_by=make_person())
    assert read_story(harbour.story).notes == ()


def test_the_list_has_counts_and_the_newest_development(harbour: HarbourStory) -> None:
    story = Story.objects.for_index().get()
    assert (story.article_count, story.claim_count, story.contested_count) == (3, 2, 1)
    assert [development.kind for development in story.newest] == ["denial"]


def test_what_nobody_signed_in_for_is_not_visible(harbour: HarbourStory) -> None:
    reader, nobody = make_person(Role.ANALYST), AnonymousUser()
    for rows in (Story, Development, StoryClaim, StoryArticle):
        assert rows.objects.visible_to(reader).exists()
        assert not rows.objects.visible_to(nobody).exists()


def queries_for(count: int) -> int:
    found = make_harbour_story(count)
    found.write(analysis_of(found.keys))
    with CaptureQueriesContext(connection) as queries:
        page = read_story(found.story)
        shown = [
            (row.article.outlet, row.report.name, [claim.text for claim in claims])
            for entry in page.entries
            for claims in [entry.development.claims.all()]
            for row in entry.relays
        ]
        assert [row.article.outlet for row in page.articles] == [None] * count
    assert len(shown) == count
    Story.objects.all().delete()
    return len(queries)


def test_the_number_of_queries_is_flat() -> None:
    assert queries_for(3) == queries_for(30) <= 12


def test_an_article_page_reads_assertions_with_what_they_bear_on(harbour: HarbourStory) -> None:
    version_id = harbour.articles[0].current_version_id
    assert version_id is not None
    with CaptureQueriesContext(connection) as queries:
        rows = list(Assertion.objects.for_article_page(version_id))
        bears_on = [[e.claim.text for e in row.evidence.all()] for row in rows]
        assert [row.speaker.name for row in rows] == ["officials"] * 3
    plan = "Meridian Freight plans to close Ostrava Quay"
    assert (bears_on, len(queries)) == ([[plan], [], [plan]], 2)
