"""Links to entries and claims outlive what stood there: merges, moves, new analyses."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.stories.models import Development, Story
from apps.stories.services import (
    decided_on,
    link_articles,
    merge_stories,
    move_articles,
    rebuild_story,
    reject_articles,
    undo_story_decision,
)
from tests.stories.rulings import make_plans
from tests.support.made import Said, make_article, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(db: None) -> User:
    return make_person(name="edith")


@pytest.fixture
def quay(db: None) -> Story:
    return make_plans()


@pytest.fixture
def trial(db: None) -> Story:
    """A story of one article, on something else."""
    said = [
        Said("Norland Labs plans to halt the trial of its asthma vaccine."),
        Said("Norland Labs runs the trial of an asthma vaccine in Tarvik Clinic."),
    ]
    title = "Norland Labs on its trial in Tarvik Clinic"
    day = date(2024, 9, 2)
    article = make_article(title, said, outlet="Tarvik News", day=day, names={})
    (story_id,) = link_articles([article.pk])
    rebuild_story(story_id)
    return Story.objects.get(pk=story_id)


def build_all() -> None:
    for story_id in Story.objects.stale().values_list("pk", flat=True):
        rebuild_story(story_id)


def test_a_merged_storys_entries_are_found_where_its_articles_are(
    analyst_client: Client, quay: Story, editor: User
) -> None:
    """A story is split, and made one again: what only adds to the other opens its own."""
    ids = list(quay.story_articles.order_by("article_id").values_list("article_id", flat=True))
    split = {"reason": "Two.", "by": editor, "seen": decided_on(quay), "title": "The other"}
    move_articles(quay.pk, ids[-2:], None, **split)
    build_all()
    part = Story.objects.exclude(pk=quay.pk).get()
    entries = {row.pk: row.report.name for row in Development.objects.filter(story=part)}
    assert entries
    merge = merge_stories(part.pk, quay.pk, reason="One.", by=editor, seen=decided_on(part))
    build_all()
    assert not Development.objects.filter(pk__in=entries).exists()
    for pk, origin in entries.items():
        page = analyst_client.get(f"/d/{pk}/", follow=True)
        ((address, _),) = page.redirect_chain
        new = Development.objects.get(pk=int(address.split("/")[2]))
        assert (new.story, new.report.name) == (quay, origin)
    undo_story_decision(merge.pk, by=editor)
    build_all()
    for pk in entries:
        ((address, _),) = analyst_client.get(f"/d/{pk}/", follow=True).redirect_chain
        assert Development.objects.get(pk=int(address.split("/")[2])).story == part


def test_what_an_analysis_finds_no_longer_leads_to_its_story(
    analyst_client: Client,
    quay: Story,
    editor: User,
) -> None:
    claims = dict(quay.claims.values_list("pk", "text"))
    entries = list(Development.objects.filter(story=quay).values_list("pk", flat=True))
    ids = list(quay.story_articles.order_by("article_id").values_list("article_id", flat=True))
    reject_articles(quay.pk, ids[1:], reason="No.", by=editor, seen=decided_on(quay))
    rebuild_story(quay.pk)
    gone = set(claims) - set(quay.claims.values_list("pk", flat=True))
    left = set(Development.objects.values_list("pk", flat=True))
    addresses = [f"/c/{pk}/" for pk in gone] + [f"/d/{pk}/" for pk in set(entries) - left]
    assert gone and len(addresses) > len(gone), "or there is nothing to look for"
    for address in addresses:
        page = analyst_client.get(address, follow=True)
        assert page.redirect_chain[-1][0] == f"/s/{quay.slug}/", address
        assert "no part of this story any more" in page.content.decode()


def test_what_never_was_and_what_may_not_be_known_is_not_there(
    analyst_client: Client,
    quay: Story,
    trial: Story,
    editor: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from apps.stories.querysets import StoryQuerySet

    old = Development.objects.filter(story=trial).get()
    merge_stories(trial.pk, quay.pk, reason="One.", by=editor, seen=decided_on(trial))
    build_all()
    assert analyst_client.get("/d/999999999/").status_code == 404
    assert analyst_client.get("/c/999999999/").status_code == 404
    assert analyst_client.get(f"/d/{old.pk}/").status_code == 302
    htmx = analyst_client.get(f"/d/{old.pk}/", headers={"HX-Request": "true"})
    assert htmx.status_code == 404, "a whole page does not go into a part of one"
    monkeypatch.setattr(StoryQuerySet, "visible_to", lambda self, user: self.none())
    assert analyst_client.get(f"/d/{old.pk}/").status_code == 404
