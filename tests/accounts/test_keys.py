"""One's own keys: made, shown, taken back; nobody else's."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client, override_settings

from apps.accounts.keys import KeyRefused, find_key, text_of
from apps.accounts.models import AccessKey, AccountEvent, User
from apps.accounts.services import make_key

PAGE = "/settings/tokens/"
Purpose = AccessKey.Purpose


def shown(client: Client) -> list[str]:
    """What stands in the page's read-only fields."""
    page = client.get(PAGE).content.decode()
    return re.findall(r'<input id="[\w-]+" value="([^"]+)" readonly>', page)


def test_feed_addresses_are_made_shown_again_and_renewed(clients: dict[str, Client]) -> None:
    client = clients["analyst"]
    assert shown(client) == []
    client.post(f"{PAGE}feeds/")
    first = shown(client)
    assert len(first) == 3 and shown(client) == first
    assert all(Client().get(address).status_code == 200 for address in first)
    client.post(f"{PAGE}feeds/")
    assert not set(shown(client)) & set(first)
    assert all(Client().get(address).status_code == 401 for address in first)


def test_a_programs_key_is_shown_once(clients: dict[str, Client]) -> None:
    client = clients["analyst"]
    assert client.post(PAGE, {"name": "the newsroom’s wall"}).url == PAGE
    (text,) = shown(client)
    assert find_key(text, Purpose.API).user.username == "analyst"
    assert shown(client) == []
    assert "the newsroom’s wall" in client.get(PAGE).content.decode()


def test_a_key_without_a_name_is_not_made(clients: dict[str, Client]) -> None:
    response = clients["analyst"].post(PAGE, {"name": " "})
    assert response.status_code == 422
    assert "Name the program" in response.content.decode()
    assert not AccessKey.objects.exists()


def test_only_ones_own_keys_can_be_taken_back(
    clients: dict[str, Client], people: dict[str, User]
) -> None:
    key = make_key(people["analyst"], Purpose.API, "mine")
    assert clients["admin"].post(f"{PAGE}{key.pk}/revoke/").status_code == 404
    assert "mine" not in clients["admin"].get(PAGE).content.decode()
    clients["analyst"].post(f"{PAGE}{key.pk}/revoke/")
    with pytest.raises(KeyRefused):
        find_key(text_of(key), Purpose.API)


def test_making_and_taking_back_is_logged(
    clients: dict[str, Client], people: dict[str, User]
) -> None:
    clients["analyst"].post(PAGE, {"name": "a wall"})
    clients["analyst"].post(f"{PAGE}{AccessKey.objects.get().pk}/revoke/")
    events = AccountEvent.objects.filter(by=people["analyst"]).order_by("pk")
    assert [(event.kind, event.words) for event in events] == [
        ("token", "a wall"),
        ("revoked", "a wall"),
    ]


def test_a_key_is_for_one_purpose(people: dict[str, User]) -> None:
    feeds = make_key(people["analyst"], Purpose.FEEDS)
    api = make_key(people["analyst"], Purpose.API, "a wall")
    for key, other in ((feeds, Purpose.API), (api, Purpose.FEEDS)):
        with pytest.raises(KeyRefused):
            find_key(text_of(key), other)


def test_the_database_alone_opens_nothing(people: dict[str, User]) -> None:
    key = make_key(people["analyst"], Purpose.API, "a wall")
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_accesskey::text FROM accounts_accesskey")
        row = cursor.fetchone()[0]
    assert key.public in row and text_of(key).partition(".")[2] not in row
    text = text_of(key)
    with override_settings(SECRET_KEY="another" * 10), pytest.raises(KeyRefused):
        find_key(text, Purpose.API)
