"""Signing in and out; who tries too often; when sessions end."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError
from django.test import Client

from apps.accounts.models import Role, User

PASSWORD = "correct horse battery"

REFUSED = "name and password don&#x27;t go together"


@pytest.fixture
def people(people: dict[str, User]) -> dict[str, User]:
    """The same, able to sign in."""
    hashed = make_password(PASSWORD)
    User.objects.update(password=hashed)
    for person in people.values():
        person.password = hashed
    return people


def sign_in(client: Client, name: str, password: str = PASSWORD, next: str = ""):
    return client.post("/sign-in/", {"username": name, "password": password, "next": next})


def test_where_nobody_has_an_account_the_page_says_how_the_first_is_made(client, db) -> None:
    assert "manage.py createsuperuser" in client.get("/sign-in/").content.decode()
    User.objects.create_superuser("root", password=PASSWORD)
    assert "createsuperuser" not in client.get("/sign-in/").content.decode()


def test_the_right_password_leads_to_the_page_that_was_asked_for(client, people) -> None:
    assert sign_in(client, "editor", next="/s/ferry/").url == "/s/ferry/"
    assert client.get("/").status_code == 200


def test_a_name_is_found_in_any_case(client, people) -> None:
    assert sign_in(client, "EDITOR").url == "/"


@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_no_other_site_is_led_to(client, people, there: str) -> None:
    assert sign_in(client, "editor", next=there).url == "/"


def test_nobody_learns_whose_names_exist(client, people) -> None:
    User.objects.create_user("gone", password=PASSWORD, is_active=False)
    pages = {
        name: sign_in(client, name, password)
        for name, password in {"editor": "wrong", "nobody": "wrong", "gone": PASSWORD}.items()
    }
    for name, page in pages.items():
        assert REFUSED in page.content.decode(), name
    texts = {re.sub(r'value="[^"]*"', "", page.content.decode()) for page in pages.values()}
    assert len(texts) == 1


@pytest.mark.parametrize("name", ["editor", "nobody"])
def test_after_five_failures_a_name_is_closed_and_told_for_how_long(client, people, name) -> None:
    for _ in range(4):
        assert sign_in(client, name, "wrong").status_code == 200
    locked = sign_in(client, name, "wrong")
    assert locked.status_code == 429
    assert "Try again in 15 minutes" in locked.content.decode()
    still = sign_in(Client(), name.upper(), PASSWORD)
    assert still.status_code == 429 and "Try again in" in still.content.decode()
    assert sign_in(Client(), "admin").url == "/"


def test_signing_out_takes_a_form(client, people) -> None:
    sign_in(client, "editor")
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").url == "/sign-in/"
    assert client.get("/").url.startswith("/sign-in/")


def test_a_session_ends_with_the_role(clients, people) -> None:
    assert clients["editor"].get("/").status_code == 200
    people["editor"].role = Role.ANALYST
    people["editor"].save(update_fields=["role"])
    assert clients["editor"].get("/").url.startswith("/sign-in/")


def test_a_session_ends_with_the_account(clients, people) -> None:
    people["editor"].is_active = False
    people["editor"].save()
    assert clients["editor"].get("/").url.startswith("/sign-in/")


# --- people ---------------------------------------------------------------------------------------


def test_roles_include_the_ones_before(people) -> None:
    assert [people["editor"].has_role(role) for role in Role] == [True, True, False]


def test_an_inactive_person_has_no_role(people) -> None:
    people["admin"].is_active = False
    assert not people["admin"].has_role(Role.ANALYST)


def test_djangos_flags_follow_the_role(people) -> None:
    assert people["admin"].is_staff and people["admin"].is_superuser
    person = people["admin"]
    person.role = Role.EDITOR
    person.save(update_fields=["role"])
    person.refresh_from_db()
    assert not person.is_staff and not person.is_superuser


def test_the_database_refuses_a_flag_without_the_role(people) -> None:
    with pytest.raises(IntegrityError, match="user_flags_follow_the_role"):
        User.objects.filter(username="analyst").update(is_superuser=True)


def test_the_database_refuses_the_same_name_in_other_letters(people) -> None:
    with pytest.raises(IntegrityError, match="user_name_once_in_any_case"):
        User.objects.create_user("Editor")


def test_createsuperuser_makes_an_admin(db: None) -> None:
    assert User.objects.create_superuser("root", password=PASSWORD).role == Role.ADMIN


# --- the admin site -------------------------------------------------------------------------------


@pytest.mark.parametrize("model", ["import", "importitem", "article", "articleversion", "report"])
def test_history_is_looked_at_and_not_altered(clients, model: str) -> None:
    assert clients["admin"].get(f"/admin/sources/{model}/?q=x").status_code == 200
    assert clients["admin"].get(f"/admin/sources/{model}/add/").status_code == 403


def test_an_admin_gives_roles(clients, people) -> None:
    page = f"/admin/accounts/user/{people['analyst'].pk}/change/"
    assert clients["admin"].get(page).status_code == 200
    data = {"username": "analyst", "role": "editor", "is_active": "on", "theme": "auto"}
    assert clients["admin"].post(page, data).status_code == 302
    people["analyst"].refresh_from_db()
    assert people["analyst"].role == Role.EDITOR


def test_an_admin_adds_people_with_a_password_of_twelve_characters(clients) -> None:
    data = {"username": "new", "role": "editor", "usable_password": "true"}
    short = data | {"password1": "short", "password2": "short"}
    page = "/admin/accounts/user/add/"
    assert "at least 12 characters" in clients["admin"].post(page, short).content.decode()
    good = data | {"password1": PASSWORD, "password2": PASSWORD}
    assert clients["admin"].post(page, good).status_code == 302
    assert User.objects.get(username="new").role == Role.EDITOR
