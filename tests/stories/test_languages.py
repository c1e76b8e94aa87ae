"""Articles in another language: kept, searchable, marked, and never a reason for a claim."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import Role
from apps.claims.models import Assertion, Claim, VersionAnalysis
from apps.sources.documents import Document
from apps.sources.models import Article, Citation, ImportItem, ItemState
from apps.sources.services import accept_documents
from apps.stories.models import Development, StoryArticle
from storytracker import recipe
from tests.support import queues
from tests.support.newsroom import signed_in

GERMAN = """Hafenamt von Dunvale bestreitet Pläne für den Verkauf der Fähren

4. März 2024

Das Hafenamt von Dunvale hat am Montag bestritten, dass die Fähren der Stadt verkauft werden
sollen. „Es gibt keinen solchen Plan“, sagte die Sprecherin Mara Quill der Zeitung, die zuerst
darüber berichtet hatte. Die Firma Corran Lines wollte sich dazu nicht äußern.

Nach Angaben von zwei Mitgliedern des Rates ist der Verkauf aber schon im Mai beschlossen worden.
"""
SPANISH = """La autoridad portuaria de Dunvale niega que vaya a vender los transbordadores

4 de marzo de 2024

La autoridad portuaria de Dunvale negó el lunes que los transbordadores de la ciudad se vayan a
vender. «No hay ningún plan», dijo la portavoz Mara Quill al diario que lo publicó primero. La
empresa Corran Lines no quiso hacer comentarios sobre el asunto.

Según dos miembros del consejo, la venta se decidió ya en mayo.
"""
ENGLISH = """Dunvale to sell its ferries to Corran Lines, two council members say

4 March 2024

The port authority of Dunvale will sell the ferries of the town to Corran Lines, two members of the
council told the Harbour Post on Monday.

Mara Quill, a spokeswoman for the port authority, denied that the ferries will be sold.
"""


@pytest.fixture(autouse=True)
def empty_queues() -> Iterator[None]:
    queues.take()
    yield
    queues.take()


@pytest.fixture
def take_in(db: None, django_capture_on_commit_callbacks):
    """A function that brings texts through the whole recipe; gives back their articles."""

    def take(*texts: str) -> list[Article]:
        documents = [Document(t.encode(), file_name=f"{n}.txt") for n, t in enumerate(texts)]
        with django_capture_on_commit_callbacks(execute=True):
            batch = accept_documents(
                by=None, channel="upload", documents=documents, submit_token=uuid4()
            )
        queues.work()
        items = batch.items.order_by("pk").select_related("article__current_version")
        assert {item.state for item in items} == {ItemState.DONE}
        return [item.article for item in items]

    return take


@pytest.mark.parametrize(("text", "code"), [(GERMAN, "de"), (SPANISH, "es")])
def test_it_is_kept_whole_and_nothing_is_read_out_of_it(take_in, text: str, code: str) -> None:
    (article,) = take_in(text)
    version = article.current_version
    assert article.language == code
    assert "Mara Quill" in version.text and "Corran Lines" in version.text
    assert not Assertion.objects.exists() and not Citation.objects.exists()
    assert not Claim.objects.exists() and not Development.objects.exists()


def test_it_is_not_tried_again(take_in) -> None:
    (article,) = take_in(GERMAN)
    read = VersionAnalysis.objects.get(version=article.current_version)
    recipe.record_assertions(list(ImportItem.objects.values_list("pk", flat=True)))
    assert VersionAnalysis.objects.get() == read
    assert read.names == [] and read.sentences == []


def test_it_opens_no_claim_and_changes_none_of_a_story(take_in) -> None:
    take_in(ENGLISH)
    before = set(Claim.objects.values_list("text", flat=True))
    assert before
    told = set(Development.objects.values_list("key", "says"))
    (german, spanish) = take_in(GERMAN, SPANISH)
    assert set(Claim.objects.values_list("text", flat=True)) == before
    assert set(Development.objects.values_list("key", "says")) == told
    english = StoryArticle.objects.get(article__language="en", is_main=True).story
    for article in (german, spanish):
        home = StoryArticle.objects.get(article=article, is_main=True)
        assert home.story != english, "words of another language are no likeness"


def plain(page: bytes) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.decode()).split())


@pytest.mark.parametrize(("text", "name"), [(GERMAN, "German"), (SPANISH, "Spanish")])
def test_the_pages_say_so(take_in, text: str, name: str) -> None:
    article, english = take_in(text, ENGLISH)
    client: Client = signed_in(Role.ADMIN)
    page = plain(client.get(f"/a/{article.pk}/").content)
    assert f"In {name}: kept and searchable, not analysed." in page
    assert "Nobody is quoted" not in page
    assert "not analysed" not in plain(client.get(f"/a/{english.pk}/").content)
    batch = ImportItem.objects.first().batch_id
    rows = plain(client.get(reverse("sources:job", args=[batch])).content)
    assert rows.count(f"Not analysed: {name}") == 1


def test_words_of_no_known_language_are_said_to_be(take_in) -> None:
    (article,) = take_in(" ".join(f"zab{n} keto lumi porra vinda" for n in range(12)))
    assert article.language == "und"
    page = plain(signed_in(Role.ANALYST).get(f"/a/{article.pk}/").content)
    assert "In a language that was not recognised: kept and searchable, not analysed." in page
