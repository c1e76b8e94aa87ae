from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from apps.accounts.models import Role, User
from apps.sources.models import Import
from apps.sources.services import Document, accept_documents
from tests.support import queues


@pytest.fixture
def admin(db: None) -> User:
    return User.objects.create_user("ada", role=Role.ADMIN)


@pytest.fixture
def editor(db: None) -> User:
    return User.objects.create_user("edith", role=Role.EDITOR)


@pytest.fixture
def empty_queues() -> Iterator[None]:
    """Nothing of another test's in Redis, and nothing of ours left there."""
    queues.take()
    yield
    queues.take()


@pytest.fixture
def accept(
    admin: User, empty_queues: None, django_capture_on_commit_callbacks: Any
) -> Callable[..., Import]:
    """Take documents in; the messages are really sent."""

    def accept(*documents: Document, **how: Any) -> Import:
        with django_capture_on_commit_callbacks(execute=True):
            return accept_documents(
                by=admin,
                channel=how.pop("channel", "upload"),
                documents=documents,
                submit_token=how.pop("submit_token", uuid4()),
                **how,
            )

    return accept
