"""``stories:story``, its news box, its freshness, and the way to an entry."""

from __future__ import annotations

import html
import re

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.claims.models import Claim
from apps.sources.models import Report
from apps.stories.models import Development, Story, Visit
from tests.support.newsroom import Made, make_story
from tests.support.queries import count_queries

HTMX = {"HTTP_HX_REQUEST": "true"}


def address(made: Made) -> str:
    return f"/s/{made.story.slug}/"


def test_it_tells_the_story_in_words(analyst_client: Client, made: Made) -> None:
    page = analyst_client.get(address(made)).content.decode()
    assert '<h1 dir="auto">Ferry lines close</h1>' in page
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Harbour Radio 0 reports: line 0 is to close" in words
    assert "Harbour Radio 1 adds: line 1 is to close" in words
    assert "Harbour Radio 2 denies: line 2 is to close" in words
    assert "3 articles 3 newsrooms with reporting of their own 1 informant" in words
    assert "≈ 4 Mar 2024 (day only, inferred)" in words


def test_every_passage_leads_to_its_exact_words(analyst_client: Client, made: Made) -> None:
    page = analyst_client.get(address(made)).content.decode()
    start, end = made.assertions[0].content[0]
    assert f'href="/a/{made.articles[0].pk}/#c{start}-{end}"' in page


def test_a_suggested_copy_is_marked_and_only_editors_decide(
    analyst_client: Client, editor_client: Client, made: Made
) -> None:
    seen = analyst_client.get(address(made)).content.decode()
    edited = editor_client.get(address(made)).content.decode()
    assert "suggested</span>" in seen and "Not its text" not in seen
    assert "Not its text" in edited and "Set verdict" in edited


def test_relays_are_folded_with_through_whom(analyst_client: Client, made: Made) -> None:
    page = analyst_client.get(address(made)).content.decode()
    assert "? inferred, counts no origin" in page
    assert "via <span" in page


def test_claims_show_verdict_denials_and_three_numbers(analyst_client: Client, made: Made) -> None:
    page = analyst_client.get(address(made)).content.decode()
    assert "Unverified" in page and "1 denial" in page
    assert "1 origin / 1 newsroom / 1 article" in page


def test_both_sides_of_a_discrepancy_stand_beside_each_other(
    analyst_client: Client, made: Made
) -> None:
    page = analyst_client.get(address(made)).content.decode()
    assert 'id="discrepancies"' in page and "whether line 0 was named" in page
    assert page.count("On the other") == 3


def test_the_chart_stands_there_with_its_words(analyst_client: Client, made: Made) -> None:
    page = analyst_client.get(address(made)).content.decode()
    assert page.count('class="mark mark--') >= 3
    assert f'href="#d{made.developments[0].pk}"' in page
    assert "3 entries by 3 origins" in page


def test_the_first_visit_marks_nothing_as_new(analyst_client: Client, made: Made) -> None:
    assert 'class="news"' not in analyst_client.get(address(made)).content.decode()


def test_what_came_since_is_new_until_marked_read(analyst_client: Client, made: Made) -> None:
    analyst_client.get(address(made))
    user = User.objects.get(username="analyst")
    Visit.objects.filter(user=user).update(read_until="2000-01-01T00:00Z")
    page = analyst_client.get(address(made)).content.decode()
    assert "3 new since" in page and page.count(">New</span>") >= 3
    answer = analyst_client.post(f"{address(made)}read/", {"until": "nonsense"})
    assert (answer.status_code, answer["Location"]) == (302, address(made))
    assert "3 new since" not in analyst_client.get(address(made)).content.decode()


def test_mark_read_answers_htmx_with_the_timeline_alone(analyst_client: Client, made: Made) -> None:
    answer = analyst_client.post(f"{address(made)}read/", **HTMX)
    body = answer.content.decode().strip()
    assert body.startswith('<section id="timeline"') and "<html" not in body
    assert "Marked as read." in body


def test_a_page_that_waits_for_its_rebuild_says_so_and_polls(
    analyst_client: Client, made: Made
) -> None:
    Story.objects.update(wanted_revision=2)
    page = analyst_client.get(address(made)).content.decode()
    assert "being brought up to date" in page and 'hx-trigger="every 2s"' in page
    asked = html.unescape(re.findall(r'hx-get="(\S+/freshness/\S*)"', page)[0])
    assert analyst_client.get(asked, **HTMX).status_code == 204
    Story.objects.update(built_revision=2)
    fragment = analyst_client.get(asked, **HTMX).content.decode()
    assert "has been brought up to date" in fragment and "hx-trigger" not in fragment


def test_what_comes_up_while_the_page_is_read_is_counted_and_shown_on_demand(
    analyst_client: Client, made: Made
) -> None:
    Story.objects.update(built_revision=F("wanted_revision"), built_at=timezone.now())
    page = analyst_client.get(address(made)).content.decode()
    asked = html.unescape(re.findall(r'hx-get="(\S+/freshness/\S*)"', page)[0])
    here = {**HTMX, "HTTP_HX_CURRENT_URL": f"http://testserver{address(made)}?stance=denies"}
    assert 'hx-trigger="every 30s"' in page
    assert analyst_client.get(asked, **here).status_code == 204
    late = Development.objects.filter(position__gte=1)
    count = late.update(first_shown_at=timezone.now())
    pill = analyst_client.get(asked, **here).content.decode()
    assert f"{count} new – show" in pill and f'data-announce="{count} new development' in pill
    assert f'href="{address(made)}?stance=denies"' in pill
    assert asked in html.unescape(pill), "it goes on counting from when the page was made"
    there = {**HTMX, "HTTP_HX_CURRENT_URL": "https://elsewhere.example/s/x/"}
    assert f'href="{address(made)}"' in analyst_client.get(asked, **there).content.decode()
    for bad in ("", "?since=soon", "?since=2026-13-45T00:00:00Z"):
        answer = analyst_client.get(f"{address(made)}freshness/{bad}", **HTMX)
        assert answer.status_code == 204


def test_a_look_back_asks_for_nothing_new(analyst_client: Client, made: Made) -> None:
    page = analyst_client.get(f"{address(made)}?clock=known&until=2020-01-01").content.decode()
    assert "freshness/" not in page


def test_no_story_is_404_in_words(analyst_client: Client) -> None:
    answer = analyst_client.get("/s/never-was/")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()


def test_a_story_without_developments_says_so(analyst_client: Client) -> None:
    made = make_story(0, title="Nothing yet")
    page = analyst_client.get(address(made)).content.decode()
    assert "No development yet" in page and '<svg class="chart"' not in page


def test_fragments_vary_by_htmx_and_history_gets_the_page(
    analyst_client: Client, made: Made
) -> None:
    whole = analyst_client.get(address(made))
    part = analyst_client.get(address(made), **HTMX)
    restored = analyst_client.get(address(made), HTTP_HX_HISTORY_RESTORE_REQUEST="true", **HTMX)
    assert "HX-Request" in whole["Vary"] and "HX-Request" in part["Vary"]
    assert b"<html" in whole.content and b"<html" not in part.content
    assert b"<html" in restored.content


def test_nothing_stands_inline_that_the_policy_forbids(editor_client: Client, made: Made) -> None:
    page = editor_client.get(address(made)).content.decode()
    assert " style=" not in page and "<style" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page) and " onclick" not in page


def test_ids_stand_there_once(editor_client: Client, made: Made) -> None:
    page = editor_client.get(address(made)).content.decode()
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


@pytest.mark.django_db
def test_thirty_rows_ask_no_more_than_three(editor_client: Client) -> None:
    few, many = make_story(3, title="Few"), make_story(30, title="Many")
    for made in (few, many):
        editor_client.get(address(made))
    assert count_queries(editor_client, address(few)) == count_queries(editor_client, address(many))


def test_what_is_cited_and_not_held_is_wanted_by_how_much_hangs_on_it(
    analyst_client: Client, made: Made
) -> None:
    little, much = (
        Report.objects.create(key=f"outlet:{name}", name=name, kind="outlet")
        for name in ("Alpine Post", "Zonal Wire")
    )
    made.story.reports.add(little, much)
    for claim in made.claims[:2]:
        Claim.objects.filter(pk=claim.pk).update(origins=[*claim.origins, much.name])
    page = html.unescape(analyst_client.get(f"/s/{made.story.slug}/").content.decode())
    wanted = page[page.index("Cited and not held:") : page.index("Import their reports")]
    assert wanted.index("Zonal Wire (2 claims rest on it)") < wanted.index("Alpine Post")
