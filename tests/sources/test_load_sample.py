"""``manage.py load_sample``: with the test for a worker, since the command waits for one."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import User
from apps.sources.models import Article, Import, ImportItem
from tests.support.at_work import a_worker


@pytest.fixture
def worker(empty_queues: None) -> Iterator[None]:
    with a_worker():
        yield


def load(*arguments: str) -> str:
    said = StringIO()
    call_command("load_sample", *arguments, stdout=said)
    return said.getvalue()


@pytest.mark.django_db(transaction=True)
def test_the_sample_is_imported_once_and_its_users_can_sign_in(worker: None, client) -> None:
    said = load()
    assert "5 of 5 sample articles are on the timeline" in said
    assert Article.objects.count() == 5
    assert set(ImportItem.objects.values_list("state", flat=True)) == {"done"}
    for line in said.splitlines()[-3:]:
        name, password = line.split()
        assert len(password) >= 12
        signed_in = client.post("/sign-in/", {"username": name, "password": password})
        assert signed_in.status_code == 302
        client.post("/sign-out/")
        assert User.objects.get(username=name).role == name
    again = load()
    assert "nothing was added" in again
    assert (Import.objects.count(), Article.objects.count()) == (1, 5)
    assert again.splitlines()[-3:] == said.splitlines()[-3:]


@pytest.mark.django_db(transaction=True)
def test_without_a_worker_it_says_what_is_kept(empty_queues: None) -> None:
    with pytest.raises(CommandError, match="5 of 5 .* still on their way .* kept"):
        load("--timeout", "0.1")
    assert ImportItem.objects.count() == 5


def test_it_refuses_outside_of_local_mode(db: None, settings) -> None:
    settings.IN_PRODUCTION = True
    with pytest.raises(CommandError, match="local mode only"):
        load()
    assert not User.objects.exists()
