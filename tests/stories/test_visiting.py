"""What is new for a person moves on *Mark read* or after 30 idle minutes, never on reload."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import Role, User
from apps.claims.models import Claim
from apps.sources.models import Article
from apps.stories.models import Development, Story, Visit
from apps.stories.services import (
    keep_visit,
    last_active,
    mark_read,
    news_counts,
    news_for,
    note_visit,
)
from tests.stories.analyses import HarbourStory, analysis_of, make_harbour_story
from tests.support.made import make_person

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def harbour(db: None) -> HarbourStory:
    found = make_harbour_story()
    found.write(analysis_of(found.keys))
    return found


@pytest.fixture
def reader(db: None) -> User:
    return make_person(Role.ANALYST)


def shown_at(moment: datetime) -> None:
    Development.objects.filter(position=1).update(first_shown_at=moment)
    Claim.objects.filter(story_claims__position=1).update(created_at=moment)


def test_on_a_first_visit_nothing_is_marked(harbour: HarbourStory, reader: User) -> None:
    assert news_for(harbour.story, reader).since is None
    note_visit(harbour.story, reader)
    assert news_for(harbour.story, reader).count == 0


def test_what_comes_up_later_is_new(harbour: HarbourStory, reader: User) -> None:
    visit = note_visit(harbour.story, reader)
    shown_at(visit.read_until + MINUTE)
    news = news_for(harbour.story, reader)
    assert (news.since, news.count, len(news.claims)) == (visit.read_until, 1, 1)
    assert news_counts([harbour.story.pk], reader) == {harbour.story.pk: 1}
    assert news_counts([harbour.story.pk], make_person()) == {}


def test_a_reload_keeps_it_new(harbour: HarbourStory, reader: User) -> None:
    start = note_visit(harbour.story, reader).seen_at
    shown_at(start + MINUTE)
    for minutes in (2, 20, 45, 75):
        note_visit(harbour.story, reader, now=start + minutes * MINUTE)
    assert news_for(harbour.story, reader).count == 1


def test_after_thirty_idle_minutes_it_is_read(harbour: HarbourStory, reader: User) -> None:
    start = note_visit(harbour.story, reader).seen_at
    shown_at(start + MINUTE)
    note_visit(harbour.story, reader, now=start + 2 * MINUTE)
    visit = note_visit(harbour.story, reader, now=start + 33 * MINUTE)
    assert visit.read_until == start + 2 * MINUTE
    assert news_for(harbour.story, reader).count == 0


@pytest.mark.parametrize("name", ["claim", "development", "article"])
def test_reading_on_beside_the_page_is_the_same_visit(
    harbour: HarbourStory, analyst_client: Client, name: str
) -> None:
    rows = {
        "claim": Claim.objects.filter(stories=harbour.story),
        "development": Development.objects.filter(story=harbour.story),
        "article": Article.objects.filter(stories=harbour.story),
    }
    address = reverse(f"stories:{name}", args=[rows[name][0].pk])
    analyst_client.get(address)
    assert not Visit.objects.exists(), "no visit begins without the story's page"
    home = reverse("stories:story", args=[harbour.story.slug])
    analyst_client.get(home)
    now = timezone.now()
    Visit.objects.update(
        read_until=now - 60 * MINUTE, seen_at=now - 40 * MINUTE, active_at=now - 20 * MINUTE
    )
    shown_at(now - 50 * MINUTE)
    analyst_client.get(address)
    visit = Visit.objects.get()
    assert visit.active_at and visit.active_at >= now
    assert visit.seen_at == now - 40 * MINUTE
    page = analyst_client.get(home).content.decode()
    assert Visit.objects.get().read_until == now - 60 * MINUTE and "1 new" in page


def test_what_was_shown_nowhere_is_new_after_reading_on(
    harbour: HarbourStory, reader: User
) -> None:
    start = note_visit(harbour.story, reader).seen_at
    shown_at(start + 5 * MINUTE)
    keep_visit(reader, {harbour.story.pk: start}, now=start + 10 * MINUTE)
    note_visit(harbour.story, reader, now=start + 50 * MINUTE)
    assert news_for(harbour.story, reader).count == 1


def test_reading_on_is_written_down_once_a_minute_and_never_after_the_visit(
    harbour: HarbourStory, reader: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    start = note_visit(harbour.story, reader).seen_at
    story = harbour.story.pk
    with django_assert_num_queries(0):
        keep_visit(reader, {story: start}, now=start + MINUTE / 2)
        keep_visit(reader, {story: start}, now=start + 31 * MINUTE)
        keep_visit(reader, {story: None}, now=start + 2 * MINUTE)
    with django_assert_num_queries(1):
        keep_visit(reader, {story: start}, now=start + 2 * MINUTE)
    assert last_active_of(reader, story) == start + 2 * MINUTE
    assert last_active_of(make_person(), story) is None


def last_active_of(user: User, story: int) -> datetime | None:
    found: datetime | None = (
        Story.objects.annotate(active=last_active(user, "pk")).get(pk=story).active
    )
    return found


def test_what_came_up_while_away_is_new_on_return(harbour: HarbourStory, reader: User) -> None:
    start = note_visit(harbour.story, reader).seen_at
    shown_at(start + 10 * MINUTE)
    note_visit(harbour.story, reader, now=start + 50 * MINUTE)
    assert news_for(harbour.story, reader).count == 1


def test_mark_read_reads_what_the_page_had(harbour: HarbourStory, reader: User) -> None:
    note_visit(harbour.story, reader, now=timezone.now() - 10 * MINUTE)
    assert news_for(harbour.story, reader).count == 2
    page_made = timezone.now() - 5 * MINUTE
    Development.objects.filter(position=0).update(first_shown_at=page_made - MINUTE)
    mark_read(harbour.story, reader, until=page_made)
    assert news_for(harbour.story, reader).count == 1
    mark_read(harbour.story, reader)
    assert news_for(harbour.story, reader).count == 0


def test_mark_read_never_moves_back_nor_into_the_future(
    harbour: HarbourStory, reader: User
) -> None:
    now = mark_read(harbour.story, reader).read_until
    assert mark_read(harbour.story, reader, until=now - MINUTE).read_until == now
    assert mark_read(harbour.story, reader, until=now + 99 * MINUTE).read_until < now + MINUTE
    assert Visit.objects.count() == 1
