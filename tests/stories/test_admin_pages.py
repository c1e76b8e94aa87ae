"""The stock admin pages on claims and stories: everything can be looked at, nothing written."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from apps.claims.models import Assertion, Claim, Speaker
from apps.claims.services import give_verdict, merge_speakers, strike_assertion
from apps.stories.models import CopyDecision, LinkRejection, Story
from apps.stories.services import (
    annotate,
    bind_feed,
    decide_copy,
    decided_on,
    rename_story,
    resolve_note,
    reword_claim,
)
from tests.stories.analyses import analysis_of, make_harbour_story
from tests.support.made import make_person
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db

PAGES = sorted(
    (model for model in admin.site._registry if model._meta.app_label in ("claims", "stories")),
    key=lambda model: model._meta.label,
)


def fill(count: int) -> Story:
    """A story with at least one row of everything that has an admin page."""
    harbour, editor = make_harbour_story(count), make_person()
    harbour.write(analysis_of(harbour.keys))
    for claim in Claim.objects.all():
        give_verdict(
            claim_id=claim.pk,
            status="disputed",
            rationale="Denied.",
            by=editor,
            seen_version=claim.version,
        )
    for claim in harbour.story.claims.all():
        words = f"Worded {claim.version} times"
        reword_claim(claim.pk, text=words, reason="So.", by=editor, seen_version=claim.version)
    resolve_note(annotate(harbour.story, body="Hm.", by=editor), by=editor)
    seen = decided_on(harbour.story)
    words = f"Title {seen + 1}"
    rename_story(harbour.story.pk, text=words, seen=seen, reason="So.", by=editor)
    bind_feed(harbour.story, None, words, editor)
    for article in harbour.articles:
        decide_copy(article, outlet_name="Harbour Post", reason="", by=editor)
        LinkRejection.objects.create(article=article, story=harbour.story, score=0.1)
        said = Assertion.objects.filter(version__article=article).first()
        assert said
        strike_assertion(said, reason="No.", by=editor)
        alias = Speaker.objects.create(key=f"alias {article.pk}", name="Alias", kind="person")
        merge_speakers(alias, into=said.speaker, reason="", by=editor)
    return harbour.story


def address(model: type, page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)  # type: ignore[attr-defined]


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model._meta.label)
def test_a_list_and_a_row_can_be_looked_at_and_not_written(model, admin_client: Client) -> None:  # type: ignore[no-untyped-def]
    fill(2)
    row = model.objects.first()
    assert admin_client.get(address(model, "changelist")).status_code == 200
    assert admin_client.get(address(model, "change", row.pk)).status_code == 200
    for page, args in (("add", ()), ("change", (row.pk,)), ("delete", (row.pk,))):
        assert admin_client.post(address(model, page, *args), {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model._meta.label)
def test_a_longer_list_takes_no_more_queries(model, admin_client: Client) -> None:  # type: ignore[no-untyped-def]
    few = fill(3)
    # The same filters are offered for one editor and for two.
    count_queries(admin_client, address(model, "changelist"))
    first = count_queries(admin_client, address(model, "changelist"))
    fill(12)
    assert few.articles.count() == 15
    assert count_queries(admin_client, address(model, "changelist")) == first


@pytest.mark.parametrize("model", [Story, Claim], ids=["story", "claim"])
def test_a_longer_row_takes_no_more_queries(model, admin_client: Client) -> None:  # type: ignore[no-untyped-def]
    def queries_for(count: int) -> int:
        Story.objects.all().delete()
        story = fill(count)
        pk = story.pk if model is Story else story.claims.order_by("pk").first().pk  # type: ignore[union-attr]
        return count_queries(admin_client, address(model, "change", pk))

    queries_for(1)
    assert queries_for(3) == queries_for(12)
    assert CopyDecision.objects.count() == 16
