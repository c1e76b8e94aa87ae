"""Parts of a story's page are drawn once for a version, and nobody gets what is another's."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from apps.accounts.models import AccessKey, Role, User
from apps.accounts.services import make_key
from apps.claims.models import Claim
from apps.sources.models import Article, Outlet
from apps.stories.models import Development, Note, Story, Visit
from apps.stories.services import annotate, judge_claim, withdraw_note
from apps.stories.services.visiting import JUST_NOW
from apps.stories.views.keeping import PREFIX
from tests.support.newsroom import Made, make_user, signed_in
from tests.support.queries import count_queries

HTMX = {"HTTP_HX_REQUEST": "true"}
QUERIES = 3
"""Session, person, story with its stamp and what is one's own about it."""


def address(made: Made) -> str:
    return f"/s/{made.story.slug}/"


def seen(client: Client, made: Made, **headers: str) -> str:
    """The page without what is another one each time: the mask of the tokens of forms."""
    page = client.get(address(made), **headers).content.decode()
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def anew(client: Client, made: Made, **headers: str) -> str:
    """The page with nothing kept of it."""
    caches["pages"].clear()
    return seen(client, made, **headers)


def test_the_second_look_draws_nothing(analyst_client: Client, made: Made) -> None:
    first = seen(analyst_client, made)
    assert seen(analyst_client, made) == first
    assert count_queries(analyst_client, address(made)) <= QUERIES


def judge(made: Made) -> None:
    claim = made.claims[0]
    judge_claim(
        claim_id=claim.pk,
        status="disputed",
        rationale="The operator denies it.",
        by=make_user(Role.EDITOR, "judge"),
        seen_version=Claim.objects.get(pk=claim.pk).version,
    )


def note(made: Made) -> Note:
    by = make_user(Role.EDITOR, "noter")
    return annotate(made.story, body="Ask the harbour master.", by=by)


def rebuild(made: Made) -> None:
    """As a rebuild leaves it: its rows, and the story's own, in one transaction."""
    Development.objects.filter(pk=made.developments[0].pk).update(says="line 0 stays open")
    Story.objects.filter(pk=made.story.pk).update(built_revision=2, built_at=timezone.now())


CHANGES: dict[str, Callable[[Made], object]] = {
    "verdict": judge,
    "note": note,
    "rebuild": rebuild,
    "waiting": lambda made: Story.objects.update(wanted_revision=9),
    "title": lambda made: Story.objects.update(title="Ferries stay"),
    "outlet": lambda made: Outlet.objects.filter(articles=made.articles[0]).update(name="The Quay"),
    "headline": lambda made: Article.objects.filter(pk=made.articles[0].pk).update(title="Closed"),
    "claim": lambda made: Claim.objects.filter(pk=made.claims[1].pk).update(text="Two will close"),
    "report": lambda made: made.story.reports.update(name="Harbour TV"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_changes_shows_at_once(analyst_client: Client, made: Made, what: str) -> None:
    before = seen(analyst_client, made)
    tag = analyst_client.get(address(made))["ETag"]
    CHANGES[what](made)
    answer = analyst_client.get(address(made), HTTP_IF_NONE_MATCH=tag)
    assert answer.status_code == 200
    after = seen(analyst_client, made)
    assert after != before and after == anew(analyst_client, made)


def test_a_withdrawn_note_is_gone_and_so_is_a_renamed_author(
    analyst_client: Client, made: Made
) -> None:
    written = note(made)
    assert "noter" in seen(analyst_client, made)
    User.objects.filter(pk=written.by_id).update(username="mara")
    assert "mara" in seen(analyst_client, made) and "noter" not in seen(analyst_client, made)
    withdraw_note(written, by=User.objects.get(pk=written.by_id))
    assert "harbour master" not in seen(analyst_client, made)


@pytest.mark.parametrize("part", [{}, HTMX], ids=["page", "fragment"])
def test_no_role_gets_what_was_drawn_for_another(made: Made, part: dict[str, str]) -> None:
    clients = {role: signed_in(role) for role in (Role.ADMIN, Role.EDITOR, Role.ANALYST)}
    kept = {role: seen(client, made, **part) for role, client in clients.items()}
    fresh = {role: anew(client, made, **part) for role, client in reversed(clients.items())}
    assert kept == fresh
    assert "/copy/" in kept[Role.EDITOR] and "/copy/" not in kept[Role.ANALYST]
    demoted = User.objects.get(username="editor")
    User.objects.filter(pk=demoted.pk).update(role=Role.ANALYST)
    assert "/copy/" not in seen(clients[Role.EDITOR], made, **part)


def test_nobody_without_a_session_gets_what_is_kept(analyst_client: Client, made: Made) -> None:
    tag = analyst_client.get(address(made))["ETag"]
    for headers in ({}, HTMX):
        answer = Client().get(address(made), HTTP_IF_NONE_MATCH=tag, **headers)
        assert answer.status_code in (302, 401) and "ETag" not in answer


def test_what_is_kept_is_nobodys_own(made: Made) -> None:
    """Tokens of forms, keys for feeds and what is new are laid over it."""
    one, other = signed_in(Role.EDITOR), Client()
    second = make_user(Role.EDITOR, "second")
    other.force_login(second, backend="django.contrib.auth.backends.ModelBackend")
    first = User.objects.get(username="editor")
    make_key(first, AccessKey.Purpose.FEEDS)
    for client in (one, other):
        client.get(address(made))
    Visit.objects.filter(user=first).update(read_until="2000-01-01T00:00Z")
    mine, theirs = seen(one, made), seen(other, made)
    assert "?token=" in mine and "?token=" not in theirs
    assert mine.count(">New</span>") == 6 and "3 new since" in mine
    assert ">New</span>" not in theirs and " new since" not in theirs
    tokens = re.findall(
        r'name="csrfmiddlewaretoken" value="(\w+)"', one.get(address(made)).content.decode()
    )
    assert len(tokens) > 1 and all(len(token) == 64 for token in tokens)
    assert PREFIX not in mine + theirs


def test_a_kept_forms_token_is_ones_own(made: Made) -> None:
    """Drawn for one editor, sent by another: their form goes through."""
    signed_in(Role.EDITOR).get(address(made))
    other = Client(enforce_csrf_checks=True)
    other.force_login(
        make_user(Role.EDITOR, "second"), backend="django.contrib.auth.backends.ModelBackend"
    )
    page = other.get(address(made)).content.decode()
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[-1]
    sent = other.post(f"/a/{made.articles[0].pk}/copy/", {"csrfmiddlewaretoken": token})
    assert sent.status_code != 403


def test_unchanged_is_304_for_the_same_person_only(made: Made) -> None:
    one = signed_in(Role.ANALYST)
    one.get(address(made))
    first = one.get(address(made))
    again = one.get(address(made), HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Cache-Control"] == first["Cache-Control"] == "private, no-cache"
    assert {"Cookie", "HX-Request"} <= set(again["Vary"].split(", "))
    assert first["ETag"] != one.get(address(made), **HTMX)["ETag"]
    other = Client()
    other.force_login(make_user(name="second"), backend="django.contrib.auth.backends.ModelBackend")
    assert other.get(address(made), HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_what_comes_up_or_is_read_or_set_is_no_304(made: Made) -> None:
    client = signed_in(Role.ANALYST)
    client.get(address(made))
    tag = client.get(address(made))["ETag"]
    own = User.objects.get(username="analyst")
    Visit.objects.filter(user=own).update(read_until="2000-01-01T00:00Z")
    with_news = client.get(address(made), HTTP_IF_NONE_MATCH=tag)
    assert with_news.status_code == 200 and b"3 new since" in with_news.content
    client.post(f"{address(made)}read/")
    assert client.get(address(made), HTTP_IF_NONE_MATCH=with_news["ETag"]).status_code == 200
    for setting in ({"theme": "dark"}, {"timezone": "Asia/Tokyo"}, {"letter_keys": False}):
        tag = client.get(address(made))["ETag"]
        User.objects.filter(pk=own.pk).update(**setting)
        assert client.get(address(made), HTTP_IF_NONE_MATCH=tag).status_code == 200, setting


def test_a_message_is_said_once_and_kept_by_no_browser(editor_client: Client, made: Made) -> None:
    editor_client.get(address(made))
    tag = editor_client.get(address(made))["ETag"]
    editor_client.post(
        f"/a/{made.articles[0].pk}/copy/",
        {"outlet_name": "Harbour Radio 0", "decision": "confirm", "next": address(made)},
    )
    said = editor_client.get(address(made), HTTP_IF_NONE_MATCH=tag)
    assert said.status_code == 200 and b'role="status"' in said.content
    assert "ETag" not in said and said["Cache-Control"] == "private, no-store"
    after = editor_client.get(address(made)).content.decode()
    assert 'class="message message--success"' not in after


def test_another_time_is_kept_apart(analyst_client: Client, made: Made) -> None:
    now = seen(analyst_client, made)
    then = analyst_client.get(address(made), {"until": "2024-03-04", "clock": "published"})
    assert then.status_code == 200 and b"as published until" in then.content
    assert seen(analyst_client, made) == now
    again = analyst_client.get(address(made), {"until": "2024-03-04", "clock": "published"})
    assert b"as published until" in again.content and again["ETag"] == then["ETag"]


def set_up(name: str, **settings: object) -> Client:
    """Somebody who has set the program so, signed in."""
    person = make_user(Role.EDITOR, name)
    User.objects.filter(pk=person.pk).update(**settings)
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_page_around_has_ones_own_name_and_settings(made: Made) -> None:
    own = {"theme": "dark", "letter_keys": False, "username": "<mara>"}
    dark, plain, third = set_up("mara", **own), set_up("ben"), set_up("cleo")
    for _ in range(2):
        page = dark.get(address(made)).content.decode()
        assert "&lt;mara&gt;" in page and 'data-theme="dark"' in page and "keys.js" not in page
        for client, name, other in ((plain, ">ben<", ">cleo<"), (third, ">cleo<", ">ben<")):
            page = client.get(address(made)).content.decode()
            assert name in page and other not in page and "mara" not in page
            assert "data-theme" not in page and "keys.js" in page


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMIN])
def test_the_page_around_is_the_one_that_is_drawn_as_others_are(made: Made, role: Role) -> None:
    """Where something is said once, nothing of the page around is kept."""
    client = signed_in(role)
    seen(client, made)
    Visit.objects.update(read_until="2000-01-01T00:00Z")
    client.post(
        f"/a/{made.articles[0].pk}/copy/",
        {"outlet_name": "Harbour Radio 0", "decision": "confirm", "next": address(made)},
    )
    drawn, kept = (re.sub(r"\s+", " ", seen(client, made)) for _ in range(2))
    said = r'<p class="message message--success" role="status">.*?</p> '
    assert re.search(said, drawn) and "<title>(3 new) " in kept
    assert re.sub(said, "", drawn) == kept


def test_a_look_is_written_down_once_a_minute_or_when_something_came_up(
    analyst_client: Client, made: Made
) -> None:
    analyst_client.get(address(made))
    before = Visit.objects.get()
    analyst_client.get(address(made))
    assert Visit.objects.get().seen_at == before.seen_at
    Development.objects.filter(pk=made.developments[0].pk).update(first_shown_at=timezone.now())
    analyst_client.get(address(made))
    shown = Visit.objects.get().seen_at
    assert shown > before.seen_at
    Visit.objects.update(seen_at=shown - JUST_NOW)
    analyst_client.get(address(made))
    assert Visit.objects.get().seen_at >= shown
