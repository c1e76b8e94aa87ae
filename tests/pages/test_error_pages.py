"""Whatever goes wrong, the page says in words what was kept and what to do next."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from tests.support.newsroom import signed_in

pytestmark = pytest.mark.django_db


def told(client: Client, path: str, status: int, **headers: str) -> str:
    """What the page says, which is one of ours: with a heading and a way on."""
    answer = client.get(path, headers=headers)
    assert answer.status_code == status
    page = answer.content.decode()
    assert "<h1>" in page and 'href="/"' in page
    return page


def test_what_cannot_be_understood(client: Client) -> None:
    page = told(client, "/sign-in/", 400, host="evil.example")
    assert "could not be understood" in page and "Nothing was saved" in page


def test_an_address_that_takes_a_form_alone() -> None:
    page = told(signed_in("analyst"), "/sign-out/", 405)
    assert "Nothing was changed" in page and "Sign out" in page


def test_what_is_not_there() -> None:
    assert "There is nothing here" in told(signed_in("analyst"), "/never/was/", 404)


def test_a_form_without_its_token() -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "a", "password": "b"})
    assert answer.status_code == 403 and "too old to be sent" in answer.content.decode()


def test_what_breaks_on_our_side() -> None:
    client = signed_in("analyst")
    client.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE sources_outlet RENAME TO gone")
    assert "Something broke on our side" in told(client, "/sources/", 500)
