"""What is new for a person moves on *Mark read* or after 30 idle minutes, never on reload."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import Role, User
from apps.claims.models import Claim
from apps.stories.models import Development, Visit
from apps.stories.services import mark_read, news_counts, news_for, note_visit
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
