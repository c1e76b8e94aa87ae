"""The admin site: every model's list and rows, for admins; only people are written there."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import AccessKey, AccountEvent, Invitation, User
from apps.accounts.services import change_role, invite, make_key
from apps.claims.models import Claim
from apps.sources.models import (
    Article,
    ArticleDecision,
    ArticleVersion,
    Feed,
    Import,
    ImportItem,
    Outlet,
)
from apps.sources.services import set_title
from apps.stories.models import Story
from tests.support.made import make_person
from tests.support.newsroom import make_story, signed_in

pytestmark = pytest.mark.django_db

OURS = ("accounts", "sources", "claims", "stories")
PAGES = sorted(
    (model for model in admin.site._registry if model._meta.app_label in (*OURS, "admin")),
    key=lambda model: model._meta.label,
)
# Halves of other rows, what is read by machines alone, and bytes.
NOT_LOOKED_AT = {
    "claims.EditedAssertion",
    "claims.VersionAnalysis",
    "sources.GatheredWords",
    "sources.SearchedVersion",
    "sources.StoredBytes",
    "sources.Word",
    "stories.ArticleSketch",
    "stories.ArticleTerm",
    "stories.Follow",
    "stories.FormerAddress",
    "stories.StoryClaim",
    "stories.StoryImport",
    "stories.StoryTotal",
    "stories.TermCount",
    "stories.Visit",
}


def listed(model: type) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")  # type: ignore[attr-defined]


def test_every_model_is_there_to_look_at() -> None:
    every = {m._meta.label for m in apps.get_models() if m._meta.app_label in OURS}
    there = {m._meta.label for m in PAGES}
    assert every - there - NOT_LOOKED_AT == set()


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model._meta.label)
def test_nothing_but_people_is_written_here(model, admin_client: Client, rf) -> None:  # type: ignore[no-untyped-def]
    page: ModelAdmin = admin.site._registry[model]
    request = rf.get("/admin/")
    request.user = make_person("admin")
    people = model is User
    assert page.has_add_permission(request) == people
    assert page.has_change_permission(request) == people
    assert not page.has_delete_permission(request)
    assert page.has_view_permission(request)
    assert admin_client.get(listed(model)).status_code == 200
    assert signed_in("editor").get(listed(model)).status_code == 403


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model._meta.label)
def test_a_list_is_searched_and_counts_its_rows_once(model, admin_client: Client) -> None:  # type: ignore[no-untyped-def]
    make_story(2)
    assert admin.site._registry[model].search_fields
    with CaptureQueriesContext(connection) as captured:
        answer = admin_client.get(listed(model), {"q": "ferry line"})
    assert answer.status_code == 200
    counts = [
        q["sql"] for q in captured if "COUNT(*)" in q["sql"] and model._meta.db_table in q["sql"]
    ]
    assert len(counts) <= 1


def test_every_row_can_be_opened(admin_client: Client) -> None:
    """Articles with what editors did to them, beside them; those of claims and stories have tests
    of their own."""
    made, editor = make_story(2), make_person("editor")
    set_title(made.articles[0], title="Ferries", reason="Shorter.", by=editor)
    invite("editor", for_whom="Mara", by=make_person("admin"))
    make_key(editor, "api", "the wall")
    batch = Import.objects.create(channel="paste", created_by=editor)
    ImportItem.objects.create(batch=batch, position=1, file_name="one.txt")
    Feed.objects.create(url="https://quay.example/feed", url_key="k", created_by=editor)
    opened = set()
    for model in PAGES:
        for row in model._default_manager.all()[:3]:  # type: ignore[attr-defined]
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"  # type: ignore[attr-defined]
            answer = admin_client.get(reverse(name, args=[row.pk]))
            assert answer.status_code == 200, row
            opened.add(model)
    assert {Article, ArticleDecision, ArticleVersion, Feed, Import, ImportItem, Outlet} <= opened
    assert {AccessKey, AccountEvent, Invitation, User} <= opened


@pytest.mark.parametrize("model", [Article, Claim, Story], ids=["article", "claim", "story"])
def test_whole_words_find_rows_along_the_index(model, admin_client: Client) -> None:  # type: ignore[no-untyped-def]
    make_story(2)
    words = {Article: "closing LINE board", Claim: "plans closing", Story: "ferries closes"}[model]
    with CaptureQueriesContext(connection) as captured:
        page = admin_client.get(listed(model), {"q": words}).content.decode()
    assert 'class="action-checkbox"' not in page and "0 results" not in page
    assert any("search_vector" in q["sql"] for q in captured)
    assert "0 results" in admin_client.get(listed(model), {"q": "zeppelin"}).content.decode()


def change(client: Client, person: User, **fields: str):  # type: ignore[no-untyped-def]
    address = reverse("admin:accounts_user_change", args=[person.pk])
    kept = {"username": person.username, "role": person.role, "theme": "auto", "timezone": ""}
    return client.post(address, kept | fields, follow=True)


def test_roles_and_access_change_by_the_verbs_that_log_them(admin_client: Client) -> None:
    reader = make_person("analyst")
    change(admin_client, reader, role="editor", is_active="on", first_name="Mara")
    reader.refresh_from_db()
    assert (reader.role, reader.is_active, reader.first_name) == ("editor", True, "Mara")
    change(admin_client, reader)
    reader.refresh_from_db()
    assert not reader.is_active
    change(admin_client, reader, is_active="on")
    events = AccountEvent.objects.filter(person=reader).order_by("pk")
    assert [event.kind for event in events] == ["role", "closed", "reopened"]


def test_an_admin_stays_one_here_too(admin_client: Client) -> None:
    own = User.objects.get(pk=admin_client.session["_auth_user_id"])
    answer = change(admin_client, own, role="analyst", first_name="Ada")
    own.refresh_from_db()
    assert answer.status_code == 200
    assert (own.role, own.is_active, own.first_name) == ("admin", True, "Ada")


def test_secrets_are_not_shown(admin_client: Client) -> None:
    admin_user, reader = make_person("admin"), make_person("analyst")
    token = invite("editor", for_whom="Mara", by=admin_user).split("/")[-2]
    key = make_key(reader, "api", "the wall")
    change_role(reader, "editor", by=admin_user)
    for name in ("invitation", "accesskey", "user", "accountevent"):
        model = apps.get_model("accounts", name)
        row = model.objects.order_by("-pk").first()
        page = admin_client.get(reverse(f"admin:accounts_{name}_change", args=[row.pk]))
        shown = page.content.decode()
        assert page.status_code == 200
        assert token not in shown and key.public not in shown and "pbkdf2" not in shown
