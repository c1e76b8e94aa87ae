"""``stories:decide-copy``, ``stories:set-outlet`` and ``stories:set-published``."""

from __future__ import annotations

from datetime import date

from django.test import Client

from apps.sources.models import ArticleDecision
from apps.stories.models import CopyDecision, Story
from tests.support.newsroom import Made


def test_confirming_a_copy_is_kept_and_the_story_is_touched(
    editor_client: Client, made: Made
) -> None:
    sent = {"decision": "confirm", "outlet_name": "Harbour Radio 0", "next": "/s/x/#d1"}
    answer = editor_client.post(f"/a/{made.articles[0].pk}/copy/", sent)
    assert answer["Location"] == "/s/x/#d1"
    assert CopyDecision.objects.get().outlet_name == "Harbour Radio 0"
    story = Story.objects.get()
    assert story.wanted_revision > story.built_revision


def test_not_its_text_is_kept_as_nobody_elses(editor_client: Client, made: Made) -> None:
    sent = {"decision": "refuse", "outlet_name": "Harbour Radio 0", "reason": "own words"}
    editor_client.post(f"/a/{made.articles[0].pk}/copy/", sent)
    decision = CopyDecision.objects.get()
    assert (decision.outlet_name, decision.reason) == ("", "own words")


def test_the_way_back_never_leaves_the_site(editor_client: Client, made: Made) -> None:
    for elsewhere in ("https://example.org/", "//example.org/", "/\\example.org", "javascript:x"):
        sent = {"decision": "refuse", "outlet_name": "A", "next": elsewhere}
        answer = editor_client.post(f"/a/{made.articles[0].pk}/copy/", sent)
        assert answer["Location"] == f"/a/{made.articles[0].pk}/"


def test_a_decision_that_can_not_be_read_changes_nothing(editor_client: Client, made: Made) -> None:
    assert editor_client.post(f"/a/{made.articles[0].pk}/copy/", {}).status_code == 302
    assert not CopyDecision.objects.exists()


def test_an_editor_names_the_outlet(editor_client: Client, made: Made) -> None:
    article = made.articles[1]
    answer = editor_client.post(
        f"/a/{article.pk}/outlet/", {"name": "The Quay Post", "reason": "its imprint"}
    )
    assert answer["Location"] == f"/a/{article.pk}/"
    article.refresh_from_db()
    assert article.outlet and article.outlet.name == "The Quay Post"
    assert ArticleDecision.objects.get().reason == "its imprint"
    page = editor_client.get(f"/a/{article.pk}/").content.decode()
    assert "The Quay Post" in page and "set by an editor" in page


def test_no_name_is_422_in_words(editor_client: Client, made: Made) -> None:
    answer = editor_client.post(f"/a/{made.articles[1].pk}/outlet/", {"name": " "})
    assert answer.status_code == 422
    assert "Name the outlet that published it." in answer.content.decode()


def test_an_editor_sets_the_day(editor_client: Client, made: Made) -> None:
    article = made.articles[0]
    editor_client.post(f"/a/{article.pk}/published/", {"day": "2024-02-01"})
    article.refresh_from_db()
    assert (article.when_day, article.when_basis) == (date(2024, 2, 1), "editor")


def test_a_day_to_come_is_422(editor_client: Client, made: Made) -> None:
    answer = editor_client.post(f"/a/{made.articles[0].pk}/published/", {"day": "2999-01-01"})
    assert answer.status_code == 422
    assert "yet to come" in answer.content.decode()


def test_the_other_readings_of_an_ambiguous_date_are_named(
    editor_client: Client, made: Made
) -> None:
    article = made.articles[0]
    article.when_other_days = [date(2024, 4, 3)]
    article.save()
    page = editor_client.get(f"/a/{article.pk}/published/").content.decode()
    assert "3 Apr 2024" in page
