"""Every route × every role × every method does what the table of permissions says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from apps.accounts.permissions import ANYONE, PERMISSIONS, key_purpose, least_role, rule_for

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
ROLES = ["anonymous", "analyst", "editor", "admin"]
# What stands in an address for one that does not exist.
SAMPLES = {
    "IntConverter": 999_999_999,
    "SlugConverter": "no-such-slug",
    "StringConverter": "none",
    "PathConverter": "none",
}


def routes(resolver: URLResolver, namespaces: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every view of the project: its full name, and its pattern."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from routes(entry, inner)
        else:
            yield ":".join((*namespaces, entry.name or "")), entry


ROUTES = dict(routes(get_resolver()))
OURS = sorted(name for name in ROUTES if not name.startswith("admin:"))


def address(name: str, pattern: URLPattern) -> str:
    """An address that leads to the view."""
    converters = pattern.pattern.converters
    known = {key: SAMPLES[type(converter).__name__] for key, converter in converters.items()}
    return reverse(name, kwargs=known)


def test_there_are_routes_to_test() -> None:
    assert {"healthz", "accounts:sign-in", "stories:index", "sources:import"} <= set(OURS)
    assert "admin:accounts_user_change" in ROUTES


def test_the_table_lists_every_route() -> None:
    unlisted = [name for name in ROUTES if not rule_for(name)]
    assert not unlisted, f"not in apps/accounts/permissions.py, so nobody can open it: {unlisted}"


def test_the_table_lists_no_route_that_is_gone() -> None:
    listed = {name for name in PERMISSIONS if not name.endswith(":*")}
    assert listed <= set(ROUTES)


@pytest.mark.parametrize("name", OURS)
def test_every_method_answers_each_role_as_the_table_says(name: str, clients) -> None:
    path = address(name, ROUTES[name])
    for method in METHODS:
        least = least_role(name, method)
        for role in ROLES:
            response = clients[role].generic(method, path)
            told = f"{method} {path} as {role}: {response.status_code}"
            if least is None:
                assert response.status_code == 405, told
            elif least == ANYONE:
                assert response.status_code not in (401, 403, 405), told
                assert response.status_code < 500, told
                assert not response.headers.get("Location", "").startswith("/sign-in/?"), told
            elif role == "anonymous" and key_purpose(name) == "api":
                assert response.status_code == 401, told
                assert response["WWW-Authenticate"].startswith("Bearer "), told
            elif role == "anonymous":
                assert response.status_code == 302, told
                assert response.url.startswith("/sign-in/"), told
            elif ROLES.index(role) < ROLES.index(least):
                assert response.status_code == 403, told
            else:
                assert response.status_code not in (401, 403, 405) and response.status_code < 500, (
                    told
                )


def test_the_admin_site_opens_to_admins_alone(clients) -> None:
    for name in sorted(set(ROUTES) - set(OURS)):
        try:
            path = reverse(name)
        except NoReverseMatch:
            path = reverse("admin:index") + "accounts/user/1/change/"
        assert clients["anonymous"].get(path).url.startswith("/sign-in/"), name
        for role in ("analyst", "editor"):
            assert clients[role].get(path).status_code == 403, name
        # What they find there is the admin site's own business: history has no page to add to it.
        if not name.endswith(("_add", "autocomplete", "logout")):
            assert clients["admin"].get(path).status_code in (200, 301, 302, 404), name


@pytest.mark.parametrize("name", OURS)
def test_no_form_is_taken_without_its_token(name: str, people) -> None:
    if least_role(name, "POST") is None:
        pytest.skip("takes no forms")
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people["admin"], backend="django.contrib.auth.backends.ModelBackend")
    assert strict.post(address(name, ROUTES[name])).status_code == 403
