"""The times of a story: where it changed on either clock, two of them compared, the slider."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.sources.models import ArticleVersion
from apps.stories.comparing import Comparison, Done, compare_readings
from apps.stories.models import Development, Story
from apps.stories.services import (
    AsOf,
    Clock,
    as_it_is_now,
    correct_title,
    decided_on,
    decisions_between,
    hide_entry,
    judge_claim,
    link_articles,
    look_back,
    read_story,
    rebuild_story,
    rename_story,
    steps_of_story,
)
from apps.stories.services.steps import MOST_STEPS
from tests.stories.rulings import CLOSE, claim_on, make_plan, make_plans
from tests.support.made import make_person
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def story(db: None) -> Story:
    return make_plans()


@pytest.fixture
def editor(db: None) -> User:
    return make_person(name="edith")


def arrive(story: Story, number: int, at: datetime) -> None:
    """The story's article of this number came in at that moment."""
    versions = ArticleVersion.objects.filter(
        article__stories=story, article__title__contains=f"({number})"
    )
    assert versions.update(fetched_at=at) == 1


def noon(day: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime(2024, 6, day, 12, minute, 30))


def between(story: Story, then: AsOf, now: AsOf) -> Comparison:
    return compare_readings(look_back(story, then), look_back(story, now))


def words(lines, done: Done | None = None) -> list[str]:
    return [line.words for line in lines if done in (None, line.done)]


# --- steps ---------------------------------------------------------------------------------------


def test_by_publication_a_step_is_a_day_on_which_articles_came_out(story: Story) -> None:
    steps = steps_of_story(story, Clock.PUBLISHED)
    assert [step.as_of for step in steps] == [AsOf(date(2024, 5, day)) for day in (6, 7, 8, 9)]
    assert {step.words for step in steps} == {"1 article published"}
    assert steps[0].as_of.value == "2024-05-06"


def test_by_our_clock_it_is_when_texts_came_in_and_editors_decided(
    story: Story, editor: User
) -> None:
    for number in range(4):
        arrive(story, number, noon(1 + number // 2))
    rename_story(story.pk, text="Ours", reason="So.", by=editor, seen=decided_on(story))
    steps = steps_of_story(story, Clock.KNOWN)
    came = ["2 texts came in"] * 2
    assert [step.words for step in steps] == [*came, "1 decision made"]
    assert steps[0].as_of.value == "2024-06-01T12:01Z"
    assert [len(look_back(story, step.as_of).articles) for step in steps] == [2, 4, 4]


def test_every_step_shows_what_it_says_and_the_last_one_is_now(story: Story) -> None:
    for number in range(4):
        arrive(story, number, noon(1, number))
    for clock in Clock:
        steps = steps_of_story(story, clock)
        counts = [len(look_back(story, step.as_of).articles) for step in steps]
        assert counts == [1, 2, 3, 4]
        last, now = look_back(story, steps[-1].as_of), read_story(story)
        assert [e.development.pk for e in last.entries] == [e.development.pk for e in now.entries]


@pytest.mark.parametrize(("minutes", "most"), [(7, 10), (60, 5)])
def test_many_changes_are_taken_together_by_the_hour_and_the_day(
    story: Story, minutes: int, most: int
) -> None:
    version = ArticleVersion.objects.filter(article__stories=story).earliest("pk")
    ArticleVersion.objects.update(fetched_at=noon(1))
    for number in range(2, MOST_STEPS + 7):
        version.pk, version.number, version.content_hash = None, number, str(number)
        version.save()
        at = noon(1) + timedelta(minutes=minutes * number)
        ArticleVersion.objects.filter(pk=version.pk).update(fetched_at=at)
    steps = steps_of_story(story, Clock.KNOWN)
    assert 1 < len(steps) <= most
    assert sum(int(step.words.split()[0]) for step in steps) == 4 + MOST_STEPS + 5


# --- two times -----------------------------------------------------------------------------------


def test_nothing_between_a_time_and_itself(story: Story) -> None:
    for as_of in (AsOf(date(2024, 5, 7)), as_it_is_now(Clock.KNOWN)):
        assert between(story, as_of, as_of).parts == []


def test_now_is_the_story_of_now(story: Story) -> None:
    later = AsOf(date(2100, 1, 1))
    assert between(story, later, as_it_is_now(Clock.PUBLISHED)).parts == []


def test_what_came_up_is_told_with_its_passage(story: Story) -> None:
    found = between(story, AsOf(date(2024, 5, 5)), AsOf(date(2024, 5, 6)))
    assert words(found.articles, Done.ADDED) == words(found.articles)
    assert len(found.articles) == 1 and "Harbour Post" in found.articles[0].words
    assert any("Meridian Freight" in each for each in words(found.claims, Done.ADDED))
    assert words(found.denials) == [f"Meridian Freight denies: {claim_on(story, CLOSE).text}"]
    article = story.articles.get(title__contains="(0)")
    for line in (*found.claims, *found.developments, *found.denials):
        assert line.url.startswith(f"/a/{article.pk}/#c"), line
    text = article.current_version.text
    start, end = map(int, found.denials[0].url.partition("#c")[2].split("-"))
    assert "denied" in text[start:end]


def test_what_is_dropped_is_told_the_other_way_round(story: Story) -> None:
    then, now = AsOf(date(2024, 5, 6)), AsOf(date(2024, 5, 8))
    there, back = between(story, then, now), between(story, now, then)
    for kind in ("articles", "developments", "claims"):
        added = words(getattr(there, kind), Done.ADDED)
        assert sorted(added) == sorted(words(getattr(back, kind), Done.DROPPED))
        assert added or kind != "articles"


def test_changed_numbers_are_told_with_what_is_new_in_them(story: Story) -> None:
    found = between(story, AsOf(date(2024, 5, 6)), AsOf(date(2024, 5, 7)))
    changed = [line for line in found.claims if line.done is Done.CHANGED]
    (line,) = (line for line in changed if line.words == claim_on(story, CLOSE).text)
    assert any(detail.startswith("1 → 2 articles") for detail in line.details)
    article = story.articles.get(title__contains="(1)")
    assert line.url.startswith(f"/a/{article.pk}/#c"), "the words that made the difference"


def test_verdicts_and_decisions_between_two_moments(story: Story, editor: User) -> None:
    ArticleVersion.objects.update(fetched_at=timezone.now() - timedelta(days=9))
    then = AsOf(timezone.localdate() - timedelta(days=2), Clock.KNOWN)
    now = as_it_is_now(Clock.KNOWN)
    claim = claim_on(story, CLOSE)
    judge_claim(
        claim_id=claim.pk, status="disputed", rationale="Hm.", by=editor, seen_version=claim.version
    )
    made = rename_story(story.pk, text="Ours", reason="So.", by=editor, seen=decided_on(story))
    (line,) = between(story, then, now).verdicts
    assert line.words == f"edith: disputed – {claim.text}" and line.details == ("Hm.",)
    assert line.url == f"/c/{claim.pk}/history/"
    assert [row for _, row in decisions_between(story, then, now)] == [made]
    assert decisions_between(story, AsOf(date(2024, 5, 6)), as_it_is_now(Clock.PUBLISHED)) == []
    assert decisions_between(story, now, now) == []


def test_texts_that_changed_lead_to_what_changed(
    story: Story, editor: User, analyst_client: Client
) -> None:
    ArticleVersion.objects.update(fetched_at=timezone.now() - timedelta(days=9))
    article = story.articles.get(title__contains="(2)")
    correct_title(article, title="Another headline", reason="So.", by=editor)
    rebuild_story(story.pk)
    then = timezone.localdate() - timedelta(days=2)
    page = analyst_client.get(f"/s/{story.slug}/compare/?clock=known&then={then}").content.decode()
    assert f'href="/a/{article.pk}/versions/1...2/"' in page and "corrected by an editor" in page
    before = f"?clock=known&then={then - timedelta(days=1)}&now={then}"
    page = analyst_client.get(f"/s/{story.slug}/compare/{before}").content.decode()
    assert "versions/1...2" not in page


def test_an_entry_that_an_editor_hid_is_dropped(story: Story, editor: User) -> None:
    ArticleVersion.objects.update(fetched_at=timezone.now() - timedelta(days=9))
    then = AsOf(timezone.localdate() - timedelta(days=2), Clock.KNOWN)
    entry = Development.objects.filter(story=story).earliest("position")
    hide_entry(entry.pk, reason="Not ours.", by=editor, seen=0)
    rebuild_story(story.pk)
    (line,) = between(story, then, as_it_is_now(Clock.KNOWN)).developments
    assert line.done is Done.DROPPED and entry.says in line.words


# --- the pages -----------------------------------------------------------------------------------


def test_the_story_offers_its_times(analyst_client: Client, story: Story) -> None:
    page = analyst_client.get(f"/s/{story.slug}/").content.decode()
    assert '<option value="2024-05-07">the end of 7 May 2024 – 1 article published</option>' in page
    assert '<option value="" selected>now</option>' in page
    assert f'href="/s/{story.slug}/compare/?clock=published"' in page
    known = analyst_client.get(f"/s/{story.slug}/?clock=known").content.decode()
    assert "4 texts came in" in known and 'id="as-of" open' in known


def test_a_time_that_is_no_step_is_offered_too(analyst_client: Client, story: Story) -> None:
    page = analyst_client.get(f"/s/{story.slug}/?until=2024-05-30").content.decode()
    assert '<option value="2024-05-30" selected>the end of 30 May 2024</option>' in page


def test_a_step_swaps_the_timeline_and_what_hangs_on_the_time(
    analyst_client: Client, story: Story
) -> None:
    home = f"/s/{story.slug}/"
    part = analyst_client.get(f"{home}?clock=published&until=2024-05-06", **HTMX).content.decode()
    assert "<html" not in part
    assert part.count("hx-swap-oob") == part.count('hx-swap-oob="true"') == 8
    assert 'data-announce="2 developments shown"' in part
    assert "You look at the story as published until the end of 6 May 2024." in part
    back = {"HTTP_HX_CURRENT_URL": f"http://testserver{home}?until=2024-05-06", **HTMX}
    now = analyst_client.get(f"{home}?clock=published&until=", **back).content.decode()
    assert "You look at the story" not in now and now.count('hx-swap-oob="true"') == 8


def test_a_moment_of_ours_can_be_asked_for(analyst_client: Client, story: Story) -> None:
    for number in range(4):
        arrive(story, number, noon(1, number))
    page = analyst_client.get(f"/s/{story.slug}/?clock=known&until=2024-06-01T12:02Z")
    assert "as we knew it at 1 Jun 2024, 12:02 UTC" in page.content.decode()
    assert "<strong>2</strong> articles" in page.content.decode()


def test_the_comparison_has_a_page(analyst_client: Client, story: Story) -> None:
    place = f"/s/{story.slug}/compare/"
    page = analyst_client.get(f"{place}?then=2024-05-06&now=2024-05-07").content.decode()
    assert "What changed between the end of 6 May 2024 and the end of 7 May 2024" in page
    assert "1 → 2 articles" in page and "added" in page
    back = analyst_client.get(f"{place}?then=2024-05-07&now=2024-05-06").content.decode()
    assert "The first time is the later one" in back
    bare = analyst_client.get(place).content.decode()
    assert "between the end of 8 May 2024 and now" in bare
    same = analyst_client.get(f"{place}?then=2024-05-30").content.decode()
    assert "Nothing changed between these two times." in same
    wrong = analyst_client.get(f"{place}?then=soon")
    assert wrong.status_code == 422 and "could not be read" in wrong.content.decode()
    assert analyst_client.get("/s/never-was/compare/").status_code == 404


def test_a_story_of_one_time_says_so(analyst_client: Client, story: Story) -> None:
    page = analyst_client.get(f"/s/{story.slug}/compare/?clock=known").content.decode()
    assert "There is one time only by this clock" in page


def test_more_articles_ask_no_more(analyst_client: Client, story: Story) -> None:
    place = f"/s/{story.slug}/compare/?then=2024-05-06&now=2100-01-01"
    few = count_queries(analyst_client, place)
    assert link_articles([make_plan(4).pk]) == {story.pk}
    rebuild_story(story.pk)
    assert count_queries(analyst_client, place) == few


def test_what_is_new_leads_to_all_that_changed_since(analyst_client: Client, story: Story) -> None:
    home = f"/s/{story.slug}/"
    analyst_client.get(home)
    Development.objects.update(first_shown_at=timezone.now() + timedelta(seconds=1))
    page = analyst_client.get(home).content.decode()
    start = page.index("/compare/?clock=known&amp;then=")
    link = page[start : page.index('"', start)].replace("&amp;", "&")
    assert analyst_client.get(f"{home.rstrip('/')}{link}").status_code == 200


def test_a_new_claim_alone_is_told_and_marked_read(analyst_client: Client, story: Story) -> None:
    home = f"/s/{story.slug}/"
    analyst_client.get(home)
    assert "Mark read" not in analyst_client.get(home).content.decode()
    claim = claim_on(story, CLOSE)
    type(claim).objects.filter(pk=claim.pk).update(created_at=timezone.now())
    page = analyst_client.get(home).content.decode()
    assert "1 new claim since" in page and "Mark read" in page
    analyst_client.post(f"{home}read/")
    assert "Mark read" not in analyst_client.get(home).content.decode()
