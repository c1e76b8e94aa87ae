"""A story narrowed down by filters: on its page, and in what leaves the house."""

from __future__ import annotations

import csv
import html
import io
import json
import re

import pytest
from django.test import Client

from apps.stories.models import ContextItem, Development, Visit
from tests.stories.rulings import make_plans
from tests.support.newsroom import Made, make_story
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true"}


def address(made: Made, query: str = "", name: str = "") -> str:
    return f"/s/{made.story.slug}/{name}{query}"


def page_of(client: Client, made: Made, query: str) -> str:
    response = client.get(address(made, query))
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def entries(page: str) -> list[str]:
    return re.findall(r'<span class="entry__number" aria-hidden="true">(\d+)</span>', page)


def marks(page: str) -> list[str]:
    return re.findall(r'<text class="mark__number[^>]*>(\d+)</text>', page)


def board(page: str) -> list[str]:
    return re.findall(
        r'<h3 class="claim__text"[^>]*><a [^>]*>The board plans to close (.+?)</a>', page
    )


@pytest.mark.parametrize(
    ("query", "shown", "lines"),
    [
        ("?outlet=harbour-daily-2", "3", "2"),
        ("?outlet=unidentified", "2", "1"),
        ("?outlet=harbour-radio-0", "1", "0"),
        ("?stance=denies", "3", "012"),
        ("?stance=supports", "12", "012"),
        ("?from=2024-03-05", "3", "2"),
        ("?to=2024-03-04", "12", "01"),
        ("?from=2024-03-04&to=2024-03-04&stance=supports&outlet=unidentified", "2", "1"),
    ],
)
def test_list_chart_and_claims_show_the_same(
    analyst_client: Client, made: Made, query: str, shown: str, lines: str
) -> None:
    page = page_of(analyst_client, made, query)
    assert entries(page) == marks(page) == list(shown)
    assert board(page) == [f"line {number}" for number in lines]
    assert f"{len(shown)} of 3 developments: " in page


def test_a_claim_shows_what_touches_it(analyst_client: Client, made: Made) -> None:
    page = page_of(analyst_client, made, f"?claim={made.claims[1].pk}")
    assert entries(page) == ["2"] and board(page) == ["line 1"]
    assert "about “The board plans to close line 1”" in page


def test_entries_keep_their_numbers_and_lead_to_those_left_out(
    analyst_client: Client, made: Made
) -> None:
    page = page_of(analyst_client, made, "?stance=denies")
    first = made.developments[0]
    assert f'<a href="/d/{first.pk}/">1 Harbour Radio 0</a>' in page
    whole = page_of(analyst_client, made, "")
    assert f'<a href="#d{first.pk}">1 Harbour Radio 0</a>' in whole


def test_only_what_is_new_to_whoever_asks(analyst_client: Client, made: Made) -> None:
    analyst_client.get(address(made))
    newest = made.developments[2]
    Development.objects.exclude(pk=newest.pk).update(first_shown_at="2001-01-01T00:00Z")
    Visit.objects.update(read_until="2002-01-01T00:00Z")
    page = page_of(analyst_client, made, "?new=1")
    assert entries(page) == ["3"]
    analyst_client.post(address(made, "?new=1", "read/"))
    assert entries(page_of(analyst_client, made, "?new=1")) == []


def test_what_is_new_is_told_whatever_is_left_out(analyst_client: Client, made: Made) -> None:
    analyst_client.get(address(made))
    Visit.objects.update(read_until="2000-01-01T00:00Z")
    page = page_of(analyst_client, made, "?stance=denies")
    assert "3 new since" in page
    first = made.developments[0]
    assert f'<a href="/d/{first.pk}/"><span class="strong">Harbour Radio 0 reports:' in page
    whole = page_of(analyst_client, made, "")
    assert f'<a href="#d{first.pk}"><span class="strong">Harbour Radio 0 reports:' in whole
    assert f'action="/s/{made.story.slug}/read/?stance=denies"' in page


def test_statements_beside_the_timeline_are_narrowed_down_too(
    analyst_client: Client, made: Made
) -> None:
    ContextItem.objects.update(when_day="2024-03-04")
    page = page_of(analyst_client, made, "?stance=no-comment")
    assert entries(page) == [] and "None of the 3 developments is with the stance" in page
    items = list(ContextItem.objects.order_by("position"))
    assert [f'id="k{item.pk}"' in page for item in items] == [False, True, False]


def test_nothing_left_names_the_filters_and_offers_to_clear_them(
    analyst_client: Client, made: Made
) -> None:
    page = page_of(analyst_client, made, "?outlet=harbour-daily-0&from=2024-03-05")
    assert "None of the 3 developments is by or through Harbour Daily 0, from 5 Mar 2024." in page
    assert f'<a class="button" href="{address(made)}">Clear</a>' in page
    assert '<option value="harbour-daily-0" selected>' in page and 'value="2024-03-05"' in page


@pytest.mark.parametrize(
    ("query", "words", "kept"),
    [
        ("outlet=times", "nothing by an outlet “times”", "<option selected>times</option>"),
        ("claim=0", "no claim “0”", "<option selected>0</option>"),
        ("claim=x%00y", "no claim", ""),
        ("stance=maybe", "“maybe” is no stance", "<option selected>maybe</option>"),
        ("from=soon", "Give a day such as 2023-11-02.", 'value="soon"'),
        ("from=2024-03-05&to=2024-03-04", "4 Mar 2024, comes before", 'value="2024-03-04"'),
        ("new=perhaps", "“Only new” is 1 or nothing", ""),
        ("until=soon", "Give a day such as 2023-11-02.", "<option selected>soon</option>"),
    ],
)
def test_what_cant_be_meant_is_told_and_kept(
    analyst_client: Client, made: Made, query: str, words: str, kept: str
) -> None:
    response = analyst_client.get(address(made, f"?{query}"))
    page = html.unescape(response.content.decode())
    assert response.status_code == 422
    assert words in page and kept in page and len(entries(page)) == 3
    part = analyst_client.get(address(made, f"?{query}"), **HTMX)
    assert (part.status_code, part["HX-Retarget"]) == (422, "#filter-problems")
    assert words in html.unescape(part.content.decode()) and b"entry__number" not in part.content
    for name in ("story.json", "claims.csv", "brief.md", "feed.atom"):
        if name != "feed.atom" or "until" not in query:
            answer = analyst_client.get(address(made, f"?{query}", name))
            assert answer.status_code == 422 and words in answer.content.decode(), name


def test_htmx_gets_the_timeline_and_the_claims_and_an_address_to_hand_on(
    analyst_client: Client, made: Made
) -> None:
    part = analyst_client.get(
        address(made, "?outlet=&claim=&stance=denies&from=&to=&clock=published&until="),
        HTTP_HX_CURRENT_URL=f"http://testserver{address(made, '?clock=published')}",
        **HTMX,
    )
    body = part.content.decode()
    assert body.strip().startswith('<section id="timeline"')
    assert 'data-announce="1 development shown"' in body
    assert '<aside class="story__aside" id="claims" hx-swap-oob="true"' in body
    assert 'id="articles"' not in body, "filters leave the articles alone"
    assert part["HX-Replace-Url"] == address(made, "?stance=denies&clock=published")


def test_another_time_brings_the_rest_of_the_page(analyst_client: Client) -> None:
    made = Made(make_plans())
    body = analyst_client.get(
        address(made, "?until=2024-05-06&clock=published"),
        HTTP_HX_CURRENT_URL=f"http://testserver{address(made)}",
        **HTMX,
    ).content.decode()
    assert 'id="articles"' in body and '<div class="filters__fields" id="filter-fields"' in body


def test_a_look_back_is_narrowed_down_and_keeps_its_filters(analyst_client: Client) -> None:
    made = Made(make_plans())
    page = page_of(analyst_client, made, "?outlet=harbour-post&until=2024-05-07&clock=published")
    assert f'href="{address(made)}?outlet=harbour-post">Back to now' in page
    assert f'href="{address(made)}?clock=published&until=2024-05-07">Clear' in page
    late = page_of(analyst_client, made, "?outlet=dock-news&until=2024-05-06")
    assert entries(late) == [] and "by or through dock-news" in late


def test_links_out_carry_the_filters(analyst_client: Client, made: Made) -> None:
    page = page_of(analyst_client, made, "?stance=denies&from=2024-03-05")
    for name in ("brief/", "story.json", "claims.csv", "timeline.json", "feed.atom", "feed.json"):
        assert f'href="{address(made, "?stance=denies&from=2024-03-05", name)}"' in page, name


# --- what leaves the house -----------------------------------------------------------------------


def test_tables_and_documents_are_narrowed_down(analyst_client: Client, made: Made) -> None:
    def rows(name: str, query: str) -> list[dict[str, str]]:
        text = analyst_client.get(address(made, query, name)).content.decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))

    said = rows("assertions.csv", "?stance=denies&from=2024-03-05")
    assert [(row["stance"], row["speaker"]) for row in said] == [("denies", "the operator")]
    assert [row["position"] for row in rows("developments.csv", "?stance=denies")] == ["3"]
    assert len(rows("claims.csv", "?to=2024-03-04")) == 2
    found = json.loads(analyst_client.get(address(made, "?stance=denies", "story.json")).content)
    assert [each["position"] for each in found["developments"]] == [3]
    assert {e["stance"] for claim in found["claims"] for e in claim["evidence"]} == {"denies"}
    assert len(found["articles"]) == 3, "what it refers to is there"
    assert found["only"] == ["with the stance “denies”"]
    slides = json.loads(
        analyst_client.get(address(made, "?stance=denies", "timeline.json")).content
    )
    assert [event["group"] for event in slides["events"]] == ["Harbour Radio 2"]


def test_feeds_and_the_brief_are_narrowed_down(analyst_client: Client, made: Made) -> None:
    atom = analyst_client.get(address(made, "?stance=denies", "feed.atom")).content.decode()
    assert "Harbour Radio 2 denies" in atom and "Harbour Radio 0 reports" not in atom
    brief = analyst_client.get(address(made, "?to=2024-03-04", "brief.md")).content.decode()
    assert "only what is to 4 Mar 2024" in brief and "close line 2" not in brief
    page = analyst_client.get(address(made, "?to=2024-03-04", "brief/")).content.decode()
    assert '<input type="hidden" name="to" value="2024-03-04">' in page
    refused = analyst_client.get(address(made, "?to=soon", "brief/"))
    assert refused.status_code == 422 and "Give a day such as" in refused.content.decode()


def test_the_api_is_narrowed_down(analyst_client: Client, made: Made) -> None:
    def ask(query: str) -> dict:
        found: dict = json.loads(
            analyst_client.get(f"/api/v1/stories/{made.story.slug}/{query}").content
        )
        return found

    assert [d["position"] for d in ask("developments?stance=denies")["items"]] == [3]
    claims = ask("claims?from=2024-03-05&stance=denies")["items"]
    assert [(c["text"], len(c["evidence"])) for c in claims] == [(made.claims[2].text, 1)]
    assert [c["id"] for c in ask(f"claims?claim={made.claims[0].pk}")["items"]] == [
        made.claims[0].pk
    ]
    assert len(ask("claims?outlet=unidentified")["items"]) == 1
    wrong = ask("developments?outlet=times")
    assert (wrong["status"], wrong["errors"][0]["parameter"]) == (422, "outlet")
    assert ask("developments?from=soon")["errors"][0]["parameter"] == "from"


# --- how much it asks ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query", ["?stance=denies", "?outlet=unidentified&new=1", "?until=2024-05-01"]
)
def test_thirty_rows_ask_no_more_than_three(analyst_client: Client, query: str) -> None:
    few, many = make_story(3, title="Few"), make_story(30, title="Many")
    for made in (few, many):
        analyst_client.get(address(made))
    asked = [count_queries(analyst_client, address(made, query)) for made in (few, many)]
    assert asked[0] == asked[1] <= 25


def test_who_said_what_is_asked_where_it_is_needed_alone(
    analyst_client: Client, made: Made
) -> None:
    analyst_client.get(address(made))
    by_itself = count_queries(analyst_client, address(made, f"?claim={made.claims[0].pk}"))
    assert count_queries(analyst_client, address(made, "?stance=denies")) == by_itself + 1


def test_another_persons_news_are_not_kept_for_one(
    analyst_client: Client, editor_client: Client, made: Made
) -> None:
    for client in (analyst_client, editor_client):
        client.get(address(made))
    Visit.objects.filter(user__username="analyst").update(read_until="2000-01-01T00:00Z")
    assert len(entries(page_of(analyst_client, made, "?new=1"))) == 3
    assert entries(page_of(editor_client, made, "?new=1")) == []
