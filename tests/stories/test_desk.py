"""Editors' decisions on a story and its timeline: kept, signed, carried out, undone exactly."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from apps.accounts.models import User
from apps.stories.models import Development, Story, StoryArticle, StoryDecision
from apps.stories.services import (
    StoryConflict,
    StoryNotDecidable,
    add_entry,
    close_story,
    decided_on,
    hide_entry,
    news_counts,
    note_visit,
    pin_entry,
    place_entry,
    rebuild_story,
    rename_story,
    retype_entry,
    reword_entry,
    touch_stories,
    undo_story_decision,
)
from tests.stories.rulings import ASIDE, make_plans
from tests.support.made import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(db: None) -> Story:
    return make_plans()


@pytest.fixture
def editor(db: None) -> User:
    return make_person(name="edith")


def how(story: Story, by: User, entry: str = "", reason: str = "Said so twice.") -> dict[str, Any]:
    return {"reason": reason, "by": by, "seen": decided_on(story, entry)}


def again(story: Story) -> None:
    """A rebuild from nothing but articles and decisions."""
    touch_stories([story.pk])
    assert rebuild_story(story.pk)


def timeline(story: Story) -> list[tuple[Any, ...]]:
    """What stands on the timeline, in its order, as readers see it."""
    shown = Development.objects.filter(story=story).shown().order_by("position")
    return list(shown.values_list("key", "kind", "says", "is_pinned"))


def entry(story: Story, at: int) -> Development:
    return Development.objects.filter(story=story).order_by("position")[at]


def test_the_story_has_entries_enough_to_decide_on(story: Story) -> None:
    assert len(timeline(story)) >= 3


def test_a_title_that_an_editor_gave_outlasts_rebuilds_and_goes_by_undoing(
    story: Story, editor: User
) -> None:
    found = story.title
    rename_story(story.pk, text="The fight for  Ostrava Quay", **how(story, editor))
    again(story)
    story.refresh_from_db()
    assert story.title == "The fight for Ostrava Quay"
    second = rename_story(story.pk, text="Ostrava Quay", **how(story, editor))
    undo_story_decision(second.pk, by=editor)
    story.refresh_from_db()
    assert story.title == "The fight for Ostrava Quay"
    undo_story_decision(second.story.decisions.get(text="The fight for Ostrava Quay").pk, by=editor)
    story.refresh_from_db()
    assert story.title == found
    again(story)
    story.refresh_from_db()
    assert story.title == found


def test_a_renamed_story_keeps_its_address(story: Story, editor: User) -> None:
    slug = story.slug
    rename_story(story.pk, text="Another title", **how(story, editor))
    again(story)
    assert Story.objects.get(pk=story.pk).slug == slug


def test_a_story_is_closed_and_opened_again(story: Story, editor: User) -> None:
    decision = close_story(story.pk, **how(story, editor))
    again(story)
    story.refresh_from_db()
    assert story.closed_at
    with pytest.raises(StoryNotDecidable, match="closed already"):
        close_story(story.pk, **how(story, editor))
    undo_story_decision(decision.pk, by=editor)
    story.refresh_from_db()
    assert story.closed_at is None


def test_an_entrys_wording_and_kind_outlast_rebuilds(story: Story, editor: User) -> None:
    before = timeline(story)
    first = entry(story, 0)
    words = reword_entry(
        first.pk, text="The quay is to close", **how(story, editor, first.key, "Shorter.")
    )
    kind = retype_entry(first.pk, kind="correction", **how(story, editor, first.key))
    again(story)
    first.refresh_from_db()
    assert (first.says, first.kind) == ("The quay is to close", "correction")
    assert "worded by edith: Shorter." in first.reasons
    for decision in (words, kind):
        undo_story_decision(decision.pk, by=editor)
    assert timeline(story) == before, "at once"
    again(story)
    assert timeline(story) == before, "and after the rebuild"


def test_a_hidden_entry_is_news_to_nobody_and_comes_back(story: Story, editor: User) -> None:
    reader = make_person("analyst")
    note_visit(story, reader, now=story.created_at.replace(year=2020))
    before = timeline(story)
    assert news_counts([story.pk], reader) == {story.pk: len(before)}
    first = entry(story, 0)
    decision = hide_entry(first.pk, **how(story, editor, first.key))
    for _ in range(2):
        assert timeline(story) == [row for row in before if row[0] != first.key]
        assert news_counts([story.pk], reader) == {story.pk: len(before) - 1}
        again(story)
    undo_story_decision(decision.pk, by=editor)
    again(story)
    assert timeline(story) == before


def test_an_entry_is_pinned_until_that_is_undone(story: Story, editor: User) -> None:
    last = entry(story, 2)
    decision = pin_entry(last.pk, **how(story, editor, last.key))
    again(story)
    assert [row[0] for row in timeline(story) if row[3]] == [last.key]
    undo_story_decision(decision.pk, by=editor)
    again(story)
    assert not [row for row in timeline(story) if row[3]]


def test_entries_are_put_before_others_and_at_the_end(story: Story, editor: User) -> None:
    one, two, *rest = [row[0] for row in timeline(story)]
    first, second = entry(story, 0), entry(story, 1)
    place_entry(second.pk, first.pk, **how(story, editor, second.key))
    again(story)
    assert [row[0] for row in timeline(story)] == [two, one, *rest]
    last = place_entry(first.pk, None, **how(story, editor, first.key))
    again(story)
    assert [row[0] for row in timeline(story)] == [two, *rest, one]
    undo_story_decision(last.pk, by=editor)
    again(story)
    assert [row[0] for row in timeline(story)] == [two, one, *rest]


def test_an_entry_is_added_by_hand_and_rests_on_exact_words(story: Story, editor: User) -> None:
    before = timeline(story)
    article = StoryArticle.objects.get(
        story=story, article__current_version__text__contains=ASIDE
    ).article
    what = {"kind": "report", "text": "Dockers protest", "words": ASIDE, "article_id": article.pk}
    decision = add_entry(story.pk, reason="It began there.", by=editor, **what)
    again(story)
    added = Development.objects.get(story=story, key=f"hand:{decision.pk}")
    (passage,) = added.passages
    assert (passage["article"], passage["words"]) == (article.pk, ASIDE)
    text = article.current_version.text
    assert text[passage["start"] : passage["end"]] == ASIDE
    assert added.when_day == article.when_day
    assert added.reasons == ["added by edith: It began there."]
    undo_story_decision(decision.pk, by=editor)
    assert timeline(story) == before
    again(story)
    assert timeline(story) == before


@pytest.mark.parametrize(
    ("wrong", "says"),
    [({"words": "Nobody wrote this."}, "do not stand"), ({"article_id": 0}, "not one of this")],
)
def test_an_entry_on_nothing_is_refused(
    story: Story, editor: User, wrong: dict[str, Any], says: str
) -> None:
    article = story.articles.first()
    what = {"kind": "report", "text": "It is so", "words": "Meridian", "article_id": article.pk}
    with pytest.raises(StoryNotDecidable, match=says):
        add_entry(story.pk, reason="Why not.", by=editor, **what | wrong)
    assert not StoryDecision.objects.exists()


def test_whoever_has_not_seen_the_newest_decision_is_told_of_it(story: Story, editor: User) -> None:
    first = entry(story, 0)
    seen = how(story, editor, first.key)
    theirs = reword_entry(first.pk, text="Theirs", **seen)
    with pytest.raises(StoryConflict) as conflict:
        reword_entry(first.pk, text="Mine", **seen)
    assert conflict.value.newest == theirs
    second = entry(story, 1)
    pin_entry(second.pk, **how(story, editor, second.key))  # no conflict with another entry
    undo_story_decision(theirs.pk, by=editor)
    with pytest.raises(StoryConflict):  # what was undone is news too
        reword_entry(first.pk, text="Mine", **seen | {"seen": 1})


def test_nothing_is_decided_without_a_reason_nor_twice_undone(story: Story, editor: User) -> None:
    first = entry(story, 0)
    with pytest.raises(StoryNotDecidable, match="Say why"):
        hide_entry(first.pk, **how(story, editor, first.key, reason="  "))
    assert not StoryDecision.objects.exists()
    decision = hide_entry(first.pk, **how(story, editor, first.key))
    undo_story_decision(decision.pk, by=editor)
    with pytest.raises(StoryNotDecidable, match="undone already"):
        undo_story_decision(decision.pk, by=editor)


def test_the_database_refuses_to_change_a_decision(story: Story, editor: User) -> None:
    decision = rename_story(story.pk, text="Another", **how(story, editor))
    with pytest.raises(IntegrityError), transaction.atomic():
        StoryDecision.objects.filter(pk=decision.pk).update(text="A third")
    assert connection.is_usable()


def test_a_decision_on_an_entry_that_is_gone_waits_for_it(story: Story, editor: User) -> None:
    first = entry(story, 0)
    reword_entry(first.pk, text="In our words", **how(story, editor, first.key))
    links = StoryArticle.objects.filter(story=story)
    rows = list(links)
    links.delete()
    again(story)
    assert timeline(story) == []
    StoryArticle.objects.bulk_create(rows)
    again(story)
    found = Development.objects.get(story=story, key=first.key)
    assert found.says == "In our words"
