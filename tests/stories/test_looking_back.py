"""The story as it stood: by the publishers' clock, by ours, and never a second history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.claims.models import Claim
from apps.sources.models import ArticleVersion
from apps.stories.models import Development, Story, StoryArticle
from apps.stories.services import (
    AsOf,
    Clock,
    StoryReading,
    decided_on,
    judge_claim,
    link_articles,
    look_back,
    read_story,
    rebuild_story,
    rename_story,
    retype_entry,
)
from tests.stories.rulings import CLOSE, claim_on, make_plan, make_plans
from tests.support.made import make_person, rows_of
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db

LATER = date(2100, 1, 1)


@pytest.fixture
def story(db: None) -> Story:
    return make_plans()


@pytest.fixture
def editor(db: None) -> User:
    return make_person(name="edith")


def told(reading: StoryReading) -> dict[str, Any]:
    """All that a reader sees of a story, without ids of rows."""

    def rows(found: Iterable[Any], *names: str) -> list[tuple[Any, ...]]:
        return [tuple(getattr(row, name) for name in names) for row in found]

    entries = [
        (
            *rows([e.development], "pk", "key", "kind", "says", "passages", "when_day", "reasons"),
            e.development.report.name,
            e.development.target.name if e.development.target else "",
            sorted(rows(e.held, "article_id", "role", "via", "passages")),
            sorted(rows(e.relays, "article_id", "role", "via", "passages")),
            rows(e.context, "kind", "speaker", "says"),
        )
        for e in reading.entries
    ]
    counts = ("pk", "text", "status", "articles", "origins", "newsrooms", "denied_by")
    stances = ("supporting", "denying", "observing", "silent")
    return {
        "entries": entries,
        "opening": rows(reading.opening, "kind", "speaker", "says"),
        "claims": rows([row.claim for row in reading.claims], *counts, *stances),
        "discrepancies": rows(reading.discrepancies, "key", "kind", "about", "says", "against"),
        "articles": rows(reading.articles, "article_id"),
        "ghosts": rows(reading.ghosts, "name"),
    }


def arrive(story: Story, number: int, at: datetime) -> None:
    """The story's article of this number came in at that moment."""
    rows = ArticleVersion.objects.filter(
        article__stories=story, article__title__contains=f"({number})"
    )
    assert rows.update(fetched_at=at) == 1


@pytest.mark.parametrize("clock", list(Clock))
def test_at_the_end_of_time_it_is_the_story_of_now(
    story: Story, editor: User, clock: Clock
) -> None:
    claim = claim_on(story, CLOSE)
    judge_claim(
        claim_id=claim.pk, status="disputed", rationale="Hm.", by=editor, seen_version=claim.version
    )
    entry = Development.objects.filter(story=story).order_by("position")[0]
    retype_entry(entry.pk, kind="correction", reason="So.", by=editor, seen=0)
    rebuild_story(story.pk)
    assert told(look_back(story, AsOf(LATER, clock))) == told(read_story(story))


@pytest.mark.parametrize("clock", list(Clock))
def test_looking_back_writes_nothing(story: Story, clock: Clock) -> None:
    before = rows_of(Story, StoryArticle, Development, Claim)
    look_back(story, AsOf(date(2024, 5, 7), clock))
    assert rows_of(Story, StoryArticle, Development, Claim) == before


def test_on_the_publishers_clock_only_what_was_published_counts(story: Story) -> None:
    assert told(look_back(story, AsOf(date(2024, 5, 5))))["entries"] == []
    first = look_back(story, AsOf(date(2024, 5, 6)))
    assert [row.article.when_day for row in first.articles] == [date(2024, 5, 6)]
    (claim,) = (row.claim for row in first.claims if row.claim.denied_by)
    assert claim.articles == 1
    grown = look_back(story, AsOf(date(2024, 5, 7)))
    assert max(row.claim.articles for row in grown.claims) == 2
    assert len(first.entries) <= len(grown.entries) <= len(read_story(story).entries)


def test_it_is_the_story_that_was_told_when_there_was_no_more(story: Story) -> None:
    """What is computed today is what stood on the page then, but for ids of what came since."""
    then = told(look_back(story, AsOf(date(2024, 5, 7))))
    StoryArticle.objects.filter(story=story, when_day__gt=date(2024, 5, 7)).delete()
    Story.objects.update(wanted_revision=99)
    rebuild_story(story.pk)
    assert then == told(read_story(story))


def test_on_our_clock_it_counts_when_it_came_in(story: Story) -> None:
    for number in range(4):
        arrive(story, number, timezone.make_aware(datetime(2024, 6, 1 + number, 12)))
    by_publication = look_back(story, AsOf(date(2024, 5, 20)))
    assert len(by_publication.articles) == 4
    known = look_back(story, AsOf(date(2024, 5, 20), Clock.KNOWN))
    assert known.articles == () and known.entries == ()
    two = look_back(story, AsOf(date(2024, 6, 2), Clock.KNOWN))
    assert len(two.articles) == 2


def test_on_our_clock_a_later_verdict_and_title_were_not_given_yet(
    story: Story, editor: User
) -> None:
    ArticleVersion.objects.update(fetched_at=timezone.now() - timedelta(days=9))
    claim = claim_on(story, CLOSE)
    judge_claim(
        claim_id=claim.pk, status="disputed", rationale="Hm.", by=editor, seen_version=claim.version
    )
    rename_story(story.pk, text="Ours", reason="So.", by=editor, seen=decided_on(story))
    yesterday = AsOf(timezone.localdate() - timedelta(days=2), Clock.KNOWN)
    then = {row.claim.pk: row.claim.status for row in look_back(story, yesterday).claims}
    assert then[claim.pk] == "unverified"
    now = {row.claim.pk: row.claim.status for row in look_back(story, AsOf(LATER)).claims}
    assert now[claim.pk] == "disputed"


def test_on_our_clock_a_text_is_the_one_of_then(story: Story, editor: User) -> None:
    from apps.stories.services import correct_title

    ArticleVersion.objects.update(fetched_at=timezone.now() - timedelta(days=9))
    article = story.articles.order_by("when_day").first()
    first = article.current_version_id
    correct_title(article, title="Another headline altogether", reason="", by=editor)
    rebuild_story(story.pk)
    then = AsOf(timezone.localdate() - timedelta(days=2), Clock.KNOWN)
    versions = {
        passage["version"]
        for entry in look_back(story, then).entries
        for row in (*entry.held, *entry.relays)
        for passage in row.passages
        if passage["article"] == article.pk
    }
    assert versions == {first}


# --- the page ------------------------------------------------------------------------------------


def test_the_page_says_what_it_shows_and_leads_back(editor_client: Client, story: Story) -> None:
    home = f"/s/{story.slug}/"
    page = editor_client.get(f"{home}?until=2024-05-06").content.decode()
    assert "You look at the story as published until the end of 6 May 2024." in page
    assert "<strong>1</strong> article" in page
    assert "Set verdict" not in page and "Edit this entry" not in page
    assert f'href="{home}">Back to now' in page
    known = editor_client.get(f"{home}?until=2024-05-06&clock=known").content.decode()
    assert "You look at the story as we knew it at the end of 6 May 2024." in known
    assert "<strong>0</strong> articles" in known


@pytest.mark.parametrize(
    "query",
    ["until=yesterday", "until=2024-05-06&clock=moon", "until=9999-12-31", "until=0001-01-01"],
)
def test_a_day_that_is_none_is_said_and_the_story_stays(
    analyst_client: Client, story: Story, query: str
) -> None:
    answer = analyst_client.get(f"/s/{story.slug}/?{query}")
    assert answer.status_code == 422
    assert 'class="error-summary"' in answer.content.decode()


def test_more_articles_ask_no_more(analyst_client: Client, story: Story) -> None:
    place = f"/s/{story.slug}/?until=2100-01-01"
    few = count_queries(analyst_client, place)
    late = make_plan(4)
    assert link_articles([late.pk]) == {story.pk}
    rebuild_story(story.pk)
    assert count_queries(analyst_client, place) == few
