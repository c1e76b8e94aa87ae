"""What the modules here share; each says in ``BRISK`` what is shorter than in real life."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.faults import Ledger, sending_to
from tests.support.stack import Stack


@pytest.fixture(scope="module", autouse=True)
def brisk(request: pytest.FixtureRequest) -> Iterator[None]:
    """The module's ``BRISK`` in the environment of whatever it starts."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in getattr(request.module, "BRISK", {}).items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="module")
def ledger(brisk: None, stack: Stack) -> Iterator[Ledger]:
    """The books of all that the module's tests take in, on ``stack``."""
    with sending_to(stack.redis_url):
        yield Ledger(stack)
