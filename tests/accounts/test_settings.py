"""One's own settings: what they change on pages, and what they leave alone."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.hashers import make_password
from django.test import Client

from apps.accounts.models import Role, User
from tests.support.newsroom import make_story

PASSWORD = "correct horse battery"
CHOSEN = {"theme": "dark", "timezone": "Asia/Kolkata", "email": "", "letter_keys": "on"}


@pytest.fixture
def editor(db: None) -> User:
    return User.objects.create(username="ed", role=Role.EDITOR, password=make_password(PASSWORD))


@pytest.fixture
def desk(editor: User) -> Client:
    client = Client()
    client.post("/sign-in/", {"username": "ed", "password": PASSWORD})
    return client


def test_the_theme_is_on_every_page(desk) -> None:
    assert "data-theme" not in desk.get("/").content.decode()
    assert desk.post("/settings/", CHOSEN).url == "/settings/"
    assert '<html lang="en-GB" data-theme="dark"' in desk.get("/").content.decode()


def test_moments_are_shown_on_ones_own_clock(desk, editor) -> None:
    story = make_story(1).story
    type(story).objects.update(changed_at="2026-03-01T20:00:00Z")
    assert "1 Mar 2026, 20:00 UTC" in desk.get("/").content.decode()
    desk.post("/settings/", CHOSEN)
    assert "2 Mar 2026, 01:30 IST" in desk.get("/").content.decode()


@pytest.mark.parametrize("role", Role.values)
def test_the_list_of_keys_is_that_of_the_links_one_has(desk, editor, role: str) -> None:
    editor.role = role
    editor.save()
    desk.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
    page = BeautifulSoup(desk.get("/keyboard/").content, "html.parser")
    listed = {" ".join(key.text for key in line("kbd")) for line in page.select("main li")}
    chords = {keys for keys in listed if keys.startswith("g ")}
    assert chords == {str(link["data-keys"]) for link in page.select("a[data-keys]")}
    assert ("n" in listed) == (role != Role.ANALYST)


def test_letters_are_keys_until_one_turns_them_off(desk) -> None:
    def has_keys() -> tuple[bool, bool]:
        page = BeautifulSoup(desk.get("/").content, "html.parser")
        return bool(page.select("script[src*=keys]")), bool(page.select("dialog#keyboard"))

    assert has_keys() == (True, True)
    desk.post("/settings/", CHOSEN | {"letter_keys": ""})
    assert has_keys() == (False, False)
    assert "turned off" in desk.get("/keyboard/").content.decode()
    fragment = desk.get("/keyboard/", headers={"HX-Request": "true"}).content.decode()
    assert "<dialog" not in fragment and 'method="dialog"' in fragment


@pytest.mark.parametrize(("field", "bad"), [("timezone", "Mars/Base"), ("theme", "pink")])
def test_what_there_is_not_is_refused(desk, editor, field: str, bad: str) -> None:
    page = desk.post("/settings/", CHOSEN | {field: bad})
    assert page.status_code == 422 and "Nothing was saved yet" in page.content.decode()
    editor.refresh_from_db()
    assert editor.timezone == "UTC" and editor.theme == "auto"


def test_nobody_gives_themselves_a_role(desk, editor) -> None:
    desk.post("/settings/", CHOSEN | {"role": "admin", "username": "boss", "is_active": ""})
    editor.refresh_from_db()
    assert (editor.role, editor.username, editor.is_active) == (Role.EDITOR, "ed", True)


def test_sessions_end_elsewhere_and_not_here(desk, editor) -> None:
    other = Client()
    other.post("/sign-in/", {"username": "ed", "password": PASSWORD})
    assert desk.post("/settings/sessions/").url == "/settings/"
    assert desk.get("/").status_code == 200
    assert other.get("/").status_code == 302


def test_a_new_password_takes_the_old_one_and_ends_sessions_elsewhere(desk, editor) -> None:
    other = Client()
    other.post("/sign-in/", {"username": "ed", "password": PASSWORD})
    new = {"new_password1": "a wholly new passphrase", "new_password2": "a wholly new passphrase"}
    assert desk.post("/settings/password/", new | {"old_password": "no"}).status_code == 422
    assert desk.post("/settings/password/", new | {"old_password": PASSWORD}).url == "/settings/"
    assert desk.get("/").status_code == 200
    assert other.get("/").status_code == 302
    editor.refresh_from_db()
    assert editor.check_password("a wholly new passphrase")
