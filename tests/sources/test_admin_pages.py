"""The stock admin pages on imports, feeds and hosts: looked at, never written."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from apps.sources.models import Feed, FeedEntry, Host, Import, ImportItem
from apps.sources.services import Document, add_feed
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(accept) -> None:
    fill(accept, 2)


def fill(accept, count: int) -> None:
    for number in range(Feed.objects.count(), Feed.objects.count() + count):
        feed = add_feed(url=f"https://h{number}.example/feed", by=None)
        FeedEntry.objects.create(feed=feed, key=str(number))
        accept(Document(url=f"https://h{number}.example/1"), feed=feed)


def address(model: type, page: str, *args: object) -> str:
    return reverse(f"admin:sources_{model.__name__.lower()}_{page}", args=args)


@pytest.mark.parametrize("model", [Feed, FeedEntry, Host, Import, ImportItem])
def test_all_can_be_looked_at_and_nothing_written(model, rows, admin_client: Client) -> None:
    row = model.objects.first()
    assert admin_client.get(address(model, "changelist")).status_code == 200
    assert admin_client.get(address(model, "change", row.pk)).status_code == 200
    for page, args in (("add", ()), ("change", (row.pk,)), ("delete", (row.pk,))):
        assert admin_client.post(address(model, page, *args), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", [Feed, FeedEntry, Host, Import, ImportItem])
def test_a_longer_list_takes_no_more_queries(model, rows, accept, admin_client: Client) -> None:
    count_queries(admin_client, address(model, "changelist"))
    first = count_queries(admin_client, address(model, "changelist"))
    fill(accept, 8)
    assert count_queries(admin_client, address(model, "changelist")) == first


def test_an_import_leads_to_its_items(accept, rows, admin_client: Client) -> None:
    batch = accept(Document(url="https://only.example/here"))
    page = admin_client.get(address(Import, "change", batch.pk)).content.decode()
    listed = address(ImportItem, "changelist") + f"?batch__id__exact={batch.pk}"
    assert listed in page
    assert "1 import item" in admin_client.get(listed).content.decode()
