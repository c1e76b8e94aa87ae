"""The cast of the page tests: an analyst reads, an editor decides, an admin imports."""

from __future__ import annotations

import pytest
from django.test import Client

from apps.accounts.models import Role
from tests.support.newsroom import Made, make_story, signed_in


@pytest.fixture
def analyst_client(db: None) -> Client:
    return signed_in(Role.ANALYST)


@pytest.fixture
def editor_client(db: None) -> Client:
    return signed_in(Role.EDITOR)


@pytest.fixture
def admin_client(db: None) -> Client:
    return signed_in(Role.ADMIN)


@pytest.fixture
def made(db: None) -> Made:
    return make_story(3)
