"""The door: who is let in, and what the others are told."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from storytracker import urls

# The site, and two views that the table has never heard of.
urlpatterns = [
    *urls.urlpatterns,
    path("forgotten/", lambda request: HttpResponse("secret"), name="forgotten"),
    path("nameless/", lambda request: HttpResponse("secret")),
]
pytestmark = pytest.mark.urls(__name__)


@pytest.mark.parametrize("address", ["/forgotten/", "/nameless/"])
def test_what_the_table_does_not_list_is_closed_to_everybody(clients, address: str) -> None:
    for client in clients.values():
        response = client.get(address)
        assert response.status_code == 403
        assert b"secret" not in response.content


def test_a_page_is_reached_after_signing_in(client: Client, db: None) -> None:
    response = client.get("/s/ferry/?outlet=a&new=1")
    assert response.status_code == 302
    assert response.url == "/sign-in/?next=%2Fs%2Fferry%2F%3Foutlet%3Da%26new%3D1"


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(client, db) -> None:
    response = client.post("/sign-out/", headers={"Referer": "http://testserver/s/ferry/"})
    assert response.url == "/sign-in/?next=%2Fs%2Fferry%2F"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/s/x/", "//evil.example/", "x:y"])
def test_no_way_back_leads_to_another_site(client, db, elsewhere: str) -> None:
    assert client.post("/sign-out/", headers={"Referer": elsewhere}).url == "/sign-in/"
    htmx = {"HX-Request": "true", "HX-Current-URL": elsewhere}
    assert client.get("/s/x/", headers=htmx).headers["HX-Redirect"] == "/sign-in/"


def test_htmx_without_a_session_is_sent_to_sign_in(client: Client, db: None) -> None:
    current = "http://testserver/s/ferry/?claim=3"
    response = client.get("/s/ferry/", headers={"HX-Request": "true", "HX-Current-URL": current})
    assert response.status_code == 401
    assert response.headers["HX-Redirect"] == "/sign-in/?next=%2Fs%2Fferry%2F%3Fclaim%3D3"


def test_a_method_that_the_table_does_not_list_is_refused(clients) -> None:
    response = clients["admin"].post("/s/ferry/")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")


def test_a_role_that_is_too_low_is_told_so_in_words(clients) -> None:
    response = clients["editor"].get("/import/")
    assert response.status_code == 403
    assert "This takes an admin" in response.content.decode()
    assert clients["admin"].get("/import/").status_code == 200
