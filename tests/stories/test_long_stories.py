"""A story of 2,000 articles and 300 developments stays a page, with nothing of it out of reach."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta
from itertools import count

import pytest
from django.test import Client

from apps.accounts.models import Role
from apps.sources.models import Article, Outlet
from apps.stories.models import Development, Story, StoryArticle, Visit
from tests.support.newsroom import ANALYSIS, FIRST_DAY, Made, make_story, signed_in
from tests.support.queries import count_queries

DEVELOPMENTS, ARTICLES = 300, 2_000
PAGE_BYTES, PACKED_BYTES = 240_000, 50_000
"""Twice what a story with fifty of everything may weigh."""


def fill_up(made: Made, number: int) -> None:
    """Give the story articles that tell nothing, up to so many, each of an outlet of its own."""
    have = len(made.articles)
    names = [f"Site {n} Online" for n in range(have, number)]
    outlets = Outlet.objects.bulk_create(
        Outlet(name=name, slug=name.lower().replace(" ", "-")) for name in names
    )
    articles = Article.objects.bulk_create(
        Article(
            title=f"Ferry lines to close, say reports ({n})",
            content_hash=f"{n:064}",
            outlet=outlet,
            when_day=FIRST_DAY + timedelta(days=n // 40),
            when_precision="day",
            when_basis="text",
        )
        for n, outlet in enumerate(outlets, start=have)
    )
    StoryArticle.objects.bulk_create(
        StoryArticle(
            story=made.story,
            article=article,
            score=0.8,
            analysis_version=ANALYSIS,
            when_day=article.when_day,
            when_precision="day",
            when_basis="text",
        )
        for article in articles
    )


def pages_from(client: Client, address: str) -> list[str]:
    """The pages that one gets by following "next", the first one too."""
    pages: list[str] = []
    for number in count(1):
        answer = client.get(address, {"page": number} if number > 1 else {})
        assert answer.status_code == 200
        pages.append(answer.content.decode())
        if f"page={number + 1}" not in pages[-1]:
            return pages
    return pages


@pytest.fixture
def huge(db: None) -> Made:
    made = make_story(DEVELOPMENTS)
    fill_up(made, ARTICLES)
    return made


def test_two_thousand_articles_stay_a_page(editor_client: Client, huge: Made) -> None:
    address = f"/s/{huge.story.slug}/"
    pages = pages_from(editor_client, address)
    for page in pages:
        raw = page.encode()
        assert len(raw) <= PAGE_BYTES and len(gzip.compress(raw)) <= PACKED_BYTES
    shown = [
        int(pk) for page in pages for pk in re.findall(r'<li class="entry [^>]*id="d(\d+)"', page)
    ]
    assert shown == [development.pk for development in huge.developments]
    assert count_queries(editor_client, f"{address}?page=2") <= 40
    articles = pages_from(editor_client, f"{address}all/articles/")
    linked = {int(pk) for page in articles for pk in re.findall(r'href="/a/(\d+)/"', page)}
    assert len(linked) == ARTICLES
    for part, row in (("claims", "claim"), ("discrepancies", "discrepancy")):
        found = "".join(pages_from(editor_client, f"{address}all/{part}/"))
        assert found.count(f'<article class="{row}"') == DEVELOPMENTS


@pytest.mark.parametrize("part", ["articles", "claims", "discrepancies"])
def test_thirty_rows_ask_no_more_than_three(editor_client: Client, part: str) -> None:
    few, many = (make_story(size, title=f"Size {size}").story for size in (3, 30))
    editor_client.get(f"/s/{few.slug}/all/{part}/")
    asked = [count_queries(editor_client, f"/s/{s.slug}/all/{part}/") for s in (few, many)]
    assert asked[0] == asked[1] <= 12


def test_parts_that_there_are_not_are_404(analyst_client: Client, made: Made) -> None:
    assert analyst_client.get(f"/s/{made.story.slug}/all/wishes/").status_code == 404
    assert analyst_client.get("/s/never-was/all/articles/").status_code == 404


def test_a_short_story_has_all_of_it_on_its_page(analyst_client: Client, made: Made) -> None:
    page = analyst_client.get(f"/s/{made.story.slug}/").content.decode()
    assert "/all/" not in page and "?page=" not in page and 'hx-get="/d/' not in page
    assert page.count("<blockquote") > 6


def long_page(client: Client, story: str) -> str:
    return client.get(f"/s/{story}/").content.decode()


def test_what_a_long_page_leaves_out_is_a_link_and_comes_by_htmx(db: None) -> None:
    made = make_story(13)
    client = signed_in(Role.EDITOR)
    page = long_page(client, made.story.slug)
    entry = made.developments[2]
    own = f"/d/{entry.pk}/"
    start, end = made.assertions[4].content[0]
    words = f"/a/{made.articles[2].pk}/#c{start}-{end}"
    assert f'<a class="words" dir="auto" href="{words}">line 2' in page
    assert f'<a href="{own}" hx-get="{own}">1 passage, 1 relay, 1 statement beside it' in page
    opened = client.get(own, HTTP_HX_REQUEST="true").content.decode()
    assert opened.split()[:2] == ["<li", 'class="entry'] and "<html" not in opened
    for there in (f'id="d{entry.pk}"', "“The board plans", "via", "shares its lead", "The mayor"):
        assert there in opened
    assert f'href="{own}#x' in opened and "data-focus" in opened
    whole = client.get(own).content.decode()
    assert "<html" in whole and "“The board plans" in whole


def test_what_is_new_stays_marked_when_it_is_opened(db: None) -> None:
    made = make_story(13)
    client = signed_in(Role.ANALYST)
    own = f"/d/{made.developments[2].pk}/"
    long_page(client, made.story.slug)
    assert ">New<" not in client.get(own, HTTP_HX_REQUEST="true").content.decode()
    Visit.objects.update(read_until="2000-01-01T00:00Z")
    assert ">New<" in client.get(own, HTTP_HX_REQUEST="true").content.decode()
    page = long_page(client, made.story.slug)
    assert "13 new since" in page and page.count(">New<") == 25  # with 12 claims


def test_links_lead_to_entries_where_they_are(db: None) -> None:
    """On this page to their place, else to their own page: targets, news, pins and the chart."""
    made = make_story(53)
    client = signed_in(Role.ANALYST)
    long_page(client, made.story.slug)
    Visit.objects.update(read_until="2000-01-01T00:00Z")
    Development.objects.filter(pk=made.developments[51].pk).update(is_pinned=True)
    Story.objects.update(built_revision=2)
    first, last = (f"d{made.developments[n].pk}" for n in (0, 51))
    page = long_page(client, made.story.slug)
    later = client.get(f"/s/{made.story.slug}/", {"page": 2}).content.decode()
    for text, here, there in ((page, first, last), (later, last, first)):
        assert f'id="{here}"' in text and f'id="{there}"' not in text
        assert f'href="#{here}"' in text and f'href="#{there}"' not in text
        assert f'href="/d/{there[1:]}/"' in text
    assert 'rel="next"' in page and 'rel="prev"' in later
    assert [len(re.findall('<li class="entry ', text)) for text in (page, later)] == [50, 3]


def test_filters_stay_when_pages_are_turned(db: None) -> None:
    made = make_story(51)
    client = signed_in(Role.ANALYST)
    page = client.get(f"/s/{made.story.slug}/", {"from": "2024-03-01"}).content.decode()
    assert 'href="?from=2024-03-01&amp;page=2#timeline"' in page
    asked = {"from": "2024-03-01", "page": 2}
    second = client.get(f"/s/{made.story.slug}/", asked).content.decode()
    assert re.findall(r'<li class="entry entry--(\w+)', second) == ["denial"]


def test_a_look_back_on_a_long_story_has_all_of_it_there(db: None) -> None:
    """What stood there then can't be fetched by itself, so that nothing is left to be fetched."""
    made = make_story(13)
    client = signed_in(Role.ANALYST)
    asked = {"until": "2024-03-30", "clock": "published"}
    page = client.get(f"/s/{made.story.slug}/", asked).content.decode()
    assert 'hx-get="/d/' not in page and "/all/" not in page
