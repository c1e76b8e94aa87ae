"""What leaves the house as tables and documents, read back by other people's readers."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client

from apps.claims.models import Claim
from apps.stories.exports.schema import StoryDocument
from apps.stories.exports.tables import cell
from apps.stories.models import Development, Story
from apps.stories.services import rename_story
from tests.stories.rulings import make_plans
from tests.support.made import make_person
from tests.support.newsroom import Made, make_story
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db

FILES = ("assertions.csv", "claims.csv", "developments.csv", "story.json", "timeline.json")


def address(made: Made, name: str) -> str:
    return f"/s/{made.story.slug}/{name}"


def rows_of(client: Client, made: Made, name: str) -> list[dict[str, str]]:
    response = client.get(address(made, name))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


# --- tables --------------------------------------------------------------------------------------


def test_each_assertion_is_a_row_with_its_place(analyst_client: Client, made: Made) -> None:
    rows = rows_of(analyst_client, made, "assertions.csv")
    assert [(r["claim_text"], r["stance"], r["speaker"], r["words"]) for r in rows[:2]] == [
        (made.claims[0].text, "supports", "two board members", made.assertions[0].words),
        (made.claims[0].text, "denies", "the operator", made.assertions[1].words),
    ]
    assert len(rows) == 6
    start, end = made.assertions[1].content[0]
    place = f"http://testserver/a/{made.articles[0].pk}/#c{start}-{end}"
    assert rows[1]["address"] == place and rows[1]["counts"] == "no"
    assert (rows[0]["published"], rows[0]["precision"]) == ("2024-03-04", "day")


def test_claims_have_their_three_numbers_and_names(analyst_client: Client, made: Made) -> None:
    rows = rows_of(analyst_client, made, "claims.csv")
    assert [row["claim"] for row in rows] == [str(claim.pk) for claim in made.claims]
    first = rows[0]
    assert (first["articles"], first["newsrooms"], first["origins"]) == ("1", "1", "1")
    assert first["denier_names"] == "the operator" and first["status"] == "unverified"


def test_developments_stand_in_the_timelines_order(analyst_client: Client, made: Made) -> None:
    rows = rows_of(analyst_client, made, "developments.csv")
    assert [row["sentence"] for row in rows] == [
        "Harbour Radio 0 reports: line 0 is to close",
        "Harbour Radio 1 adds: line 1 is to close",
        "Harbour Radio 2 denies: line 2 is to close",
    ]


@pytest.mark.parametrize(
    "words",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "\nx",
        "  =1",
        "＝1",
        "＠x",
        "=\"a\"&cmd|' /C'!A1",
    ],
)
def test_no_cell_is_a_formula(words: str) -> None:
    assert cell(words) == f"'{words}"


@pytest.mark.parametrize("value", ["line 1 = closed", "a-b", "", 3, -3])
def test_other_cells_stay_as_they_are(value: object) -> None:
    assert cell(value) == value


def test_formulas_in_any_text_come_out_as_text(analyst_client: Client, made: Made) -> None:
    for words in ('=HYPERLINK("http://evil.example")', "+a\r\n,b\"'"):
        Claim.objects.filter(pk=made.claims[0].pk).update(text=words, origins=[words])
        Development.objects.filter(pk=made.developments[0].pk).update(says=words)
        assert rows_of(analyst_client, made, "claims.csv")[0]["text"] == f"'{words}"
        assert rows_of(analyst_client, made, "claims.csv")[0]["origin_names"] == f"'{words}"
        assert rows_of(analyst_client, made, "assertions.csv")[0]["claim_text"] == f"'{words}"
        assert rows_of(analyst_client, made, "developments.csv")[0]["says"] == f"'{words}"


# --- documents -----------------------------------------------------------------------------------


def read(client: Client, made: Made, name: str, query: str = "") -> Any:
    response = client.get(address(made, name) + query)
    assert response["Content-Type"] == "application/json"
    return json.loads(response.content)


def test_the_document_is_the_whole_story(analyst_client: Client, made: Made) -> None:
    found = read(analyst_client, made, "story.json")
    document = StoryDocument.model_validate(found, strict=False)
    assert (document.format, document.format_version) == ("storytracker.story", 1)
    assert [claim.text for claim in document.claims] == [claim.text for claim in made.claims]
    said = document.claims[0].evidence[1]
    assert (said.stance, said.speaker.name) == ("denies", "the operator")
    assert said.passage.words == made.assertions[1].words
    assert document.claims[0].numbers.origins == ["Harbour Radio 0"]
    assert [a.outlet for a in document.articles] == ["Harbour Daily 0", "", "Harbour Daily 2"]
    assert (document.developments[1].target, document.developments[1].is_held) == (
        "Harbour Radio 0",
        False,
    )
    assert (len(document.context), len(document.discrepancies)) == (3, 3)
    assert document.not_held == ["Harbour Radio 0", "Harbour Radio 1", "Harbour Radio 2"]


def test_timelinejs_has_a_lane_per_origin_and_no_date_more_exact_than_known(
    analyst_client: Client, made: Made
) -> None:
    first, second, third = made.developments
    Development.objects.filter(pk=second.pk).update(when_precision="month")
    Development.objects.filter(pk=third.pk).update(when_day=None)
    found = read(analyst_client, made, "timeline.json")
    assert [event["group"] for event in found["events"]] == ["Harbour Radio 0", "Harbour Radio 1"]
    assert found["events"][0]["start_date"] == {
        **{"year": 2024, "month": 3, "day": 4},
        "display_date": "≈ 4 Mar 2024",
    }
    assert "day" not in found["events"][1]["start_date"]
    assert "1 development is without a date" in found["title"]["text"]["text"]


def test_timelinejs_texts_are_html_in_which_words_stay_words(
    analyst_client: Client, made: Made
) -> None:
    Development.objects.update(says="<img src=x onerror=alert(1)>")
    Story.objects.update(title="<script>")
    found = read(analyst_client, made, "timeline.json")
    assert found["title"]["text"]["headline"] == "&lt;script&gt;"
    assert "<img" not in json.dumps(found) and "&lt;img" in found["events"][0]["text"]["headline"]


# --- as of, unchanged, merged, missing -----------------------------------------------------------


def test_a_look_back_is_exported_as_it_stood(analyst_client: Client) -> None:
    made = Made(make_plans())
    now = read(analyst_client, made, "story.json")
    then = read(analyst_client, made, "story.json", "?until=2024-05-06")
    assert (then["until"], then["clock"]) == ("2024-05-06", "published")
    assert [a["when"]["day"] for a in then["articles"]] == ["2024-05-06"]
    assert len(now["articles"]) == 4 and now["until"] is None
    assert then["claims"][0]["evidence"]


@pytest.mark.parametrize("name", FILES)
def test_what_is_no_day_is_told(analyst_client: Client, made: Made, name: str) -> None:
    response = analyst_client.get(address(made, name) + "?until=soon")
    assert response.status_code == 422
    assert response.content.decode() == "Give a day such as 2023-11-02.\n"


@pytest.mark.parametrize("name", FILES)
def test_who_has_it_already_gets_nothing_again(
    analyst_client: Client, made: Made, name: str
) -> None:
    first = analyst_client.get(address(made, name))
    assert first["Cache-Control"] == "private, no-cache" and "Cookie" in first["Vary"]
    again = analyst_client.get(address(made, name), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Development.objects.update(says="nothing closes")
    Claim.objects.update(text="Nothing closes")
    changed = analyst_client.get(address(made, name), headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200 and changed["ETag"] != first["ETag"]


@pytest.mark.parametrize("name", FILES)
def test_it_asks_as_often_for_thirty_as_for_three(analyst_client: Client, name: str) -> None:
    small, large = make_story(3), make_story(30, title="Piers close")
    few = count_queries(analyst_client, address(small, name))
    assert few == count_queries(analyst_client, address(large, name)) <= 20


def test_a_merged_story_leads_to_where_its_articles_are(analyst_client: Client, made: Made) -> None:
    other = make_story(1, title="Piers close")
    Story.objects.filter(pk=made.story.pk).update(merged_into=other.story)
    response = analyst_client.get(address(made, "claims.csv") + "?until=2024-03-05")
    assert response["Location"] == address(other, "claims.csv") + "?until=2024-03-05"


def test_a_table_that_is_none_is_not_there(analyst_client: Client, made: Made) -> None:
    assert analyst_client.get(address(made, "users.csv")).status_code == 404


def test_a_renamed_story_keeps_its_address(analyst_client: Client, made: Made) -> None:
    how: dict[str, Any] = {"reason": "Clearer.", "by": make_person()}
    rename_story(made.story.pk, text="Another title", seen=0, **how)
    assert read(analyst_client, made, "story.json")["story"]["title"] == "Another title"


# --- where they are offered -----------------------------------------------------------------------


def test_the_story_offers_them_as_it_is_shown(analyst_client: Client) -> None:
    made = Made(make_plans())
    query = "?until=2024-05-06&amp;clock=published"
    page = analyst_client.get(f"/s/{made.story.slug}/?until=2024-05-06&clock=published")
    words = page.content.decode()
    assert f'title="The story as JSON" href="{address(made, "story.json")}{query}"' in words
    for name in FILES:
        assert f'<a href="{address(made, name)}{query}">' in words, name
    # A look back has no feed: nothing new comes up in it.
    assert "feed.atom" not in words


def test_a_story_of_now_offers_its_feeds(analyst_client: Client, made: Made) -> None:
    words = analyst_client.get(f"/s/{made.story.slug}/").content.decode()
    link = (
        '<link rel="alternate" type="application/atom+xml" title="Ferry lines close: developments"'
    )
    assert f'{link} href="{address(made, "feed.atom")}">' in words
    assert 'href="/settings/tokens/"' in words
