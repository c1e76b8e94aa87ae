from __future__ import annotations

import pytest
from django.test import Client

from apps.accounts.models import Role, User

PASSWORD = "correct horse battery"


@pytest.fixture
def people(db: None) -> dict[str, User]:
    """One person of each role, by the role's name; without passwords, which take their time."""
    return {role.value: User.objects.create_user(role.value, role=role) for role in Role}


@pytest.fixture
def clients(people: dict[str, User]) -> dict[str, Client]:
    """A browser for each of them, and one that nobody has signed in with."""
    browsers = {"anonymous": Client()}
    for name, person in people.items():
        browsers[name] = Client()
        browsers[name].force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browsers
