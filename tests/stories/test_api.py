"""The read API, as a script sees it that has nothing but a key."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from apps.accounts.keys import text_of
from apps.accounts.models import AccessKey, User
from apps.accounts.services import make_key, revoke_key
from apps.claims.models import Claim, Speaker
from apps.stories.exports import schema
from tests.stories.rulings import make_plans
from tests.support.newsroom import Made, make_story, make_user
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db

ROOT = "/api/v1/"


@pytest.fixture
def key(db: None) -> AccessKey:
    return make_key(make_user("analyst", "script"), AccessKey.Purpose.API, "a script")


@pytest.fixture
def script(key: AccessKey) -> Client:
    """A client that sends the key, and no cookie."""
    return Client(headers={"Authorization": f"Bearer {text_of(key)}"})


def read(script: Client, path: str, **asked: Any) -> Any:
    response = script.get(ROOT + path, asked)
    assert (response.status_code, response["Content-Type"]) == (
        200,
        "application/json; charset=utf-8",
    ), response.content
    return json.loads(response.content)


def addresses(made: Made) -> dict[str, Any]:
    """Every address that gives a document, and the document."""
    story = f"stories/{made.story.slug}"
    speaker = Speaker.objects.get(name="the operator").pk
    return {
        "stories": schema.StoryCard,
        story: schema.StoryLine,
        f"{story}/document": schema.StoryDocument,
        f"{story}/developments": schema.Development,
        f"{story}/claims": schema.Claim,
        f"{story}/articles": schema.ArticleLine,
        f"claims/{made.claims[0].pk}": schema.Claim,
        f"articles/{made.articles[0].pk}": schema.Article,
        "speakers": schema.Speaker,
        f"speakers/{speaker}": schema.Speaker,
        f"speakers/{speaker}/assertions": schema.Assertion,
        "outlets": schema.Outlet,
        "search?q=line&kind=claims": schema.SearchHit,
    }


# --- what it gives -------------------------------------------------------------------------------


def test_every_address_gives_what_the_schema_says(script: Client, made: Made) -> None:
    described = set(json.loads(script.get(f"{ROOT}openapi.json").content)["paths"])
    for path, document in addresses(made).items():
        found = read(script, path)
        for each in found.get("items", [found]):
            assert document.model_validate(each).model_dump().keys() == each.keys()
        path = path.partition("?")[0]
        described -= {f"/api/v1/{path}", re.sub(r"/\d+", "/{pk}", f"/api/v1/{path}")}
        described -= {f"/api/v1/{path.replace(made.story.slug, '{slug}')}"}
    assert not described, "asked for by no test"


def test_a_storys_claims_come_with_numbers_and_evidence(script: Client, made: Made) -> None:
    found = read(script, f"stories/{made.story.slug}/claims")
    assert (found["count"], found["next"]) == (3, "")
    first = found["items"][0]
    assert first["text"] == made.claims[0].text
    assert first["numbers"]["denied_by"] == ["the operator"]
    assert [e["stance"] for e in first["evidence"]] == ["supports", "denies"]
    assert first == read(script, f"claims/{made.claims[0].pk}")


def test_an_article_comes_with_what_is_said_in_it(script: Client, made: Made) -> None:
    found = read(script, f"articles/{made.articles[0].pk}")
    assert found["outlet"] == "Harbour Daily 0" and found["when"]["day"] == "2024-03-04"
    said = found["assertions"][1]
    assert (said["speaker"]["name"], said["stance"]) == ("the operator", "denies")
    version = made.articles[0].current_version
    assert version
    place = said["passage"]
    assert version.text[place["start"] : place["end"]] == place["words"]
    assert said["claims"] == [made.claims[0].pk]


def test_a_merged_speaker_is_whom_editors_say(script: Client, made: Made) -> None:
    other = Speaker.objects.create(key="op", name="the ferry operator", kind="organisation")
    operator = Speaker.objects.get(name="the operator")
    Speaker.objects.filter(pk=operator.pk).update(canonical=other, merged_into=other)
    assert read(script, f"speakers/{operator.pk}")["name"] == "the ferry operator"
    assert read(script, f"speakers/{operator.pk}/assertions")["count"] == 3
    names = [each["name"] for each in read(script, "speakers")["items"]]
    assert "the operator" not in names and "the ferry operator" in names


def test_lists_are_narrowed_by_words(script: Client, made: Made) -> None:
    make_story(1, title="Piers close")
    assert [s["title"] for s in read(script, "stories", q="piers")["items"]] == ["Piers close"]
    assert read(script, "stories", state="closed")["count"] == 0
    assert read(script, "outlets", q="daily 2")["items"][0]["articles"] == 1
    assert read(script, "speakers", q="OPERATOR")["count"] == 1


@pytest.mark.parametrize(
    ("kind", "words", "text"),
    [
        ("claims", "close line", "The board plans to close line 1"),
        ("passages", "operator denied", "The operator denied that line 1 will close."),
        ("articles", "ferry", "Ferry line 1 is to close, board says"),
        ("speakers", "operator", "the operator"),
        ("stories", "ferry", "Ferry lines close"),
    ],
)
def test_a_search(script: Client, made: Made, kind: str, words: str, text: str) -> None:
    found = read(script, "search", q=words, kind=kind)
    assert text in [hit["text"] for hit in found["items"]]
    assert all(hit["kind"] == kind for hit in found["items"])
    first = found["items"][0]
    assert first["url"].startswith("http://testserver/")
    assert read(script, "search", q="zeppelin", kind=kind)["items"] == []


def test_a_look_back(script: Client) -> None:
    story = make_plans()
    found = read(script, f"stories/{story.slug}/articles", until="2024-05-06")
    assert found["count"] == 1
    claims = read(script, f"stories/{story.slug}/claims", until="2024-05-06", clock="published")
    assert claims["items"][0]["evidence"]
    assert (
        read(script, f"stories/{story.slug}/claims", until="2024-05-06", clock="known")["count"]
        == 0
    )


def test_pages_lead_on_until_the_last(script: Client, made: Made) -> None:
    path = f"{ROOT}stories/{made.story.slug}/developments?size=2"
    positions = []
    while path:
        found = json.loads(script.get(path).content)
        positions += [each["position"] for each in found["items"]]
        assert found["count"] == 3
        path = found["next"].removeprefix("http://testserver")
    assert positions == [1, 2, 3]


# --- who gets in ---------------------------------------------------------------------------------


def test_a_key_opens_the_api_and_nothing_else(script: Client, made: Made) -> None:
    assert script.get(f"/s/{made.story.slug}/").status_code == 302
    assert script.get(f"/s/{made.story.slug}/feed.atom").status_code == 302
    assert script.get("/api/docs/").status_code == 302
    assert script.post(f"{ROOT}stories").status_code == 405


def test_who_is_signed_in_reads_it_too(analyst_client: Client, made: Made) -> None:
    assert read(analyst_client, "stories")["count"] == 1


def problem(client: Client, path: str, status: int, **headers: str) -> dict[str, Any]:
    response = client.get(ROOT + path, headers=headers)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = json.loads(response.content)
    assert found["status"] == status and found["title"]
    return found


def test_without_a_good_key_nothing_is_told(client: Client, key: AccessKey, made: Made) -> None:
    for path in [*addresses(made), "openapi.json", "never-was"]:
        assert "Make a key" in problem(client, path, 401)["detail"]
    feeds = make_key(key.user, AccessKey.Purpose.FEEDS)
    for bad in ("x", text_of(feeds), text_of(key)[:-1]):
        problem(client, "stories", 401, Authorization=f"Bearer {bad}")


def test_a_key_ends_with_its_account_and_when_it_is_taken_back(
    script: Client, key: AccessKey, made: Made
) -> None:
    User.objects.filter(pk=key.user_id).update(is_active=False)
    problem(script, "stories", 401)
    User.objects.filter(pk=key.user_id).update(is_active=True)
    assert read(script, "stories")["count"] == 1
    revoke_key(key, by=key.user)
    problem(script, "stories", 401)


# --- errors --------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["stories/never-was", "claims/999999999", "never-was", ""])
def test_what_is_not_there_is_a_problem(script: Client, path: str) -> None:
    problem(script, path, 404)


@pytest.mark.parametrize(
    "query", ["page=0", "page=x", "size=101", "size=0", "state=lost", f"q={'x' * 201}"]
)
def test_parameters_that_are_none_are_told(script: Client, query: str) -> None:
    found = problem(script, f"stories?{query}", 422)
    name = query.partition("=")[0]
    assert found["errors"][0]["parameter"] == name and name in found["detail"]


@pytest.mark.parametrize("path", ["stories", "speakers", "outlets", "search"])
def test_no_text_breaks_a_search(script: Client, made: Made, path: str) -> None:
    for text in ("\x00", "a\x00b", "%", "'", "\u202e", "🙂"):
        answer = script.get(ROOT + path, {"q": text, "kind": "claims"})
        assert answer.status_code == 200, text
    kept = read(script, path, q="fer\x00ry", kind="stories")["count"]
    assert kept == read(script, path, q="ferry", kind="stories")["count"]


def test_a_day_that_is_none_is_told(script: Client, made: Made) -> None:
    found = problem(script, f"stories/{made.story.slug}/claims?until=soon", 422)
    assert found["errors"][0]["parameter"] == "until"


@pytest.mark.parametrize("path", ["stories", "openapi.json", "", "never-was"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_what_would_change_something_is_a_problem(key: AccessKey, path: str, method: str) -> None:
    headers = {"Authorization": f"Bearer {text_of(key)}"}
    strict = Client(enforce_csrf_checks=True, headers=headers)
    answer = strict.generic(method, ROOT + path)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["detail"] == "The API is read only: ask with GET."


def test_what_breaks_on_our_side_is_a_problem_and_is_written_down(script: Client, caplog) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE sources_outlet RENAME TO gone")
    assert "Ask again" in problem(script, "outlets", 500)["detail"]
    (record,) = [each for each in caplog.records if each.name == "django.request"]
    assert record.exc_info and "sources_outlet" in str(record.exc_info[1])


# --- unchanged, and how much it asks -------------------------------------------------------------


def test_what_has_not_changed_is_not_sent_again(script: Client, made: Made) -> None:
    for path in addresses(made):
        first = script.get(ROOT + path)
        assert first["Cache-Control"] == "private, no-cache" and "Authorization" in first["Vary"]
        again = script.get(ROOT + path, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b""), path
    schema = script.get(f"{ROOT}openapi.json")["ETag"]
    again = script.get(f"{ROOT}openapi.json", headers={"If-None-Match": schema})
    assert (again.status_code, again.content) == (304, b"")
    path = f"{ROOT}claims/{made.claims[0].pk}"
    before = script.get(path)["ETag"]
    Claim.objects.update(text="Nothing closes")
    assert script.get(path, headers={"If-None-Match": before}).status_code == 200


def test_head_says_what_get_says(script: Client, made: Made) -> None:
    got, asked = script.get(f"{ROOT}stories"), script.head(f"{ROOT}stories")
    assert (asked.status_code, asked["ETag"], asked.content) == (200, got["ETag"], b"")


def test_it_asks_as_often_for_thirty_as_for_three(script: Client) -> None:
    small = make_story(3)
    script.get(ROOT)  # the first use of a day is written down
    few = {path: count_queries(script, ROOT + path) for path in addresses(small)}
    for number in range(27):
        make_story(0, title=f"Other {number}")
    large = make_story(30, title="Piers close")
    many = {path: count_queries(script, ROOT + path) for path in addresses(large)}
    assert list(few.values()) == list(many.values())
    assert max(many.values()) <= 20


# --- its description -----------------------------------------------------------------------------


def test_the_schema_is_whole(script: Client) -> None:
    found = json.loads(script.get(f"{ROOT}openapi.json").content)
    assert found["openapi"].startswith("3.1")
    text = json.dumps(found)
    named = set(re.findall(r'"#/components/schemas/(\w+)"', text))
    assert named and named <= set(found["components"]["schemas"])
    names = [method["operationId"] for path in found["paths"].values() for method in path.values()]
    assert len(names) == len(set(names)) and "list_claims" in names
    for methods in found["paths"].values():
        answers = methods["get"]["responses"]
        wrong = answers["default"]["content"]["application/problem+json"]["schema"]
        assert wrong["$ref"].endswith("/Problem") and {"200", "304"} <= answers.keys()
    assert found["components"]["securitySchemes"]["Key"] == {"type": "http", "scheme": "bearer"}


def test_its_page_tells_every_address_and_document(analyst_client: Client) -> None:
    page = analyst_client.get("/api/docs/").content.decode()
    found = json.loads(analyst_client.get(f"{ROOT}openapi.json").content)
    for path, methods in found["paths"].items():
        assert f"<code>GET {path}</code>" in page
        assert methods["get"]["description"].split("“")[0] in page
    assert "<summary>Evidence</summary>" in page and "<summary>Problem</summary>" in page
    assert "<summary>Paging</summary>" not in page
    assert '<a href="#document-Claim">page of Claim</a>' in page and 'id="document-Claim"' in page
    assert '<script src="http' not in page
