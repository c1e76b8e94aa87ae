"""Deciding on a story and its entries on the pages: forms, conflicts, the log, undoing."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from apps.sources.models import ArticleVersion
from apps.stories.models import (
    Development,
    LinkRejection,
    Story,
    StoryArticle,
    StoryDecision,
)
from apps.stories.offering import OFFERED
from apps.stories.services import decided_on, hide_entry, pin_entry, reword_entry
from tests.support.made import make_person
from tests.support.newsroom import Made, make_story
from tests.support.queries import count_queries


@pytest.fixture
def entry(made: Made) -> Development:
    return Development.objects.filter(story=made.story).order_by("position")[0]


def sent(entry: Development | None = None, **more: object) -> dict[str, object]:
    """What every form sends."""
    story = entry.story if entry else Story.objects.get()
    return {"reason": "It is so.", "seen": decided_on(story, entry.key if entry else "")} | more


def test_editors_are_led_there_and_nobody_else(
    editor_client: Client, analyst_client: Client, made: Made, entry: Development
) -> None:
    home = f"/s/{made.story.slug}/"
    places = [
        *(f"{home}{name}/" for name in ("edit", "add", "articles", "merge")),
        f"/d/{entry.pk}/edit/",
    ]
    seen, read = (c.get(home).content.decode() for c in (editor_client, analyst_client))
    for place in places:
        assert f'href="{place}"' in seen and f'href="{place}"' not in read
        assert editor_client.get(place).status_code == 200
        assert analyst_client.get(place).status_code == 403
    assert analyst_client.get(f"{home}decisions/").status_code == 200


def test_a_story_is_renamed_and_closed(editor_client: Client, made: Made) -> None:
    home = f"/s/{made.story.slug}/"
    answer = editor_client.post(f"{home}edit/", sent(do="rename", text="A better title"))
    assert answer["Location"] == home
    answer = editor_client.post(f"{home}edit/", sent(do="close", text=""))
    assert answer["Location"] == home
    page = editor_client.get(home).content.decode()
    assert '<h1 dir="auto">A better title</h1>' in page and "Closed:" in page
    assert 'value="close"' not in editor_client.get(f"{home}edit/").content.decode()


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ({"do": "rename", "text": " "}, "Write a title."),
        ({"text": "Other"}, "Choose what to do."),
        ({"do": "rename", "text": "Other", "reason": " "}, "Say why"),
    ],
)
def test_a_form_that_lacks_something_says_what(
    editor_client: Client, made: Made, what: dict[str, object], says: str
) -> None:
    answer = editor_client.post(f"/s/{made.story.slug}/edit/", sent(**what))
    assert answer.status_code == 422 and says in answer.content.decode()
    assert not StoryDecision.objects.exists()


def test_an_entry_is_reworded_retyped_placed_pinned_and_hidden(
    editor_client: Client, made: Made, entry: Development
) -> None:
    place = f"/d/{entry.pk}/edit/"
    other = Development.objects.filter(story=made.story).order_by("position")[1]
    for what in (
        {"do": "reword", "text": "In our words"},
        {"do": "retype", "kind": "denial"},
        {"do": "place", "before": "0"},
        {"do": "place", "before": str(other.pk)},
        {"do": "pin"},
    ):
        assert editor_client.post(place, sent(entry, **what)).status_code == 302, what
    page = editor_client.get(f"/s/{made.story.slug}/").content.decode()
    assert "Pinned</h2>" in page and "In our words" in page
    assert editor_client.post(place, sent(entry, do="hide")).status_code == 302
    page = editor_client.get(f"/s/{made.story.slug}/").content.decode()
    assert "1 taken off by editors" in page and f'id="d{entry.pk}"' not in page
    kinds = StoryDecision.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["reword", "retype", "place", "place", "pin", "hide"]


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ({"do": "reword", "text": ""}, "Write what it says."),
        ({"do": "place", "before": ""}, "Choose where it stands."),
        ({"do": "place", "before": "999999"}, "stands on this timeline no longer"),
        ({"do": "retype", "kind": "rumour"}, "rumour is not one of the available choices"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    editor_client: Client, entry: Development, what: dict[str, object], says: str
) -> None:
    answer = editor_client.post(f"/d/{entry.pk}/edit/", sent(entry, **what))
    assert answer.status_code == 422 and says in answer.content.decode()
    assert not StoryDecision.objects.exists()


def test_two_editors_at_once_get_both_beside_each_other(
    editor_client: Client, entry: Development
) -> None:
    mine = sent(entry, do="reword", text="Mine")
    theirs = {"reason": "Clearer.", "by": make_person(name="olga"), "seen": 0}
    reword_entry(entry.pk, text="Theirs", **theirs)
    answer = editor_client.post(f"/d/{entry.pk}/edit/", mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "“Theirs”" in page and "olga" in page and ">\nMine</textarea>" in page
    again = re.search(r'name="seen" value="(\d+)"', page)
    assert again and editor_client.post(f"/d/{entry.pk}/edit/", mine | {"seen": again[1]})
    assert Development.objects.get(pk=entry.pk).says == "Mine"


def test_an_entry_is_added_with_the_words_that_it_rests_on(
    editor_client: Client, made: Made
) -> None:
    row = StoryArticle.objects.filter(story=made.story).first()
    words = ArticleVersion.objects.get(pk=row.article.current_version_id).text[:40].strip()
    place = f"/s/{made.story.slug}/add/"
    assert row.article.title in editor_client.get(place).content.decode()
    form = {"kind": "report", "text": "By hand", "article": row.article_id, "reason": "Missed."}
    refused = editor_client.post(place, form | {"words": "nowhere to be found"})
    assert refused.status_code == 422 and "nowhere to be found" in refused.content.decode()
    assert editor_client.post(place, form | {"words": words}).status_code == 302
    log = editor_client.get(f"/s/{made.story.slug}/decisions/").content.decode()
    assert "Entry added by hand" in log and "Missed." in log


def test_the_log_tells_all_and_leads_back(
    editor_client: Client, analyst_client: Client, made: Made, entry: Development
) -> None:
    editor = make_person(name="olga")
    pin_entry(entry.pk, reason="The heart of it.", by=editor, seen=0)
    decision = hide_entry(entry.pk, reason="Not ours.", by=editor, seen=1)
    log = f"/s/{made.story.slug}/decisions/"
    read = analyst_client.get(log).content.decode()
    assert read.index("Not ours.") < read.index("The heart of it.") and ">Undo<" not in read
    assert ">Undo<" in editor_client.get(log).content.decode()
    assert editor_client.post(f"{log}{decision.pk}/undo/")["Location"] == log
    page = editor_client.get(log).content.decode()
    assert "undone by editor" in page and "Undone. The timeline follows" in page
    assert not Development.objects.get(pk=entry.pk).is_hidden
    editor_client.post(f"{log}{decision.pk}/undo/")
    assert "It was undone already." in editor_client.get(log).content.decode()
    assert analyst_client.post(f"{log}{decision.pk}/undo/").status_code == 403


def test_another_storys_decision_is_not_undone_here(
    editor_client: Client, made: Made, entry: Development
) -> None:
    decision = pin_entry(entry.pk, reason="So.", by=make_person(), seen=0)
    elsewhere = Story.objects.create(slug="elsewhere", title="Elsewhere")
    answer = editor_client.post(f"/s/{elsewhere.slug}/decisions/{decision.pk}/undo/")
    assert answer.status_code == 404
    assert StoryDecision.objects.standing().filter(pk=decision.pk).exists()


def test_thirty_decisions_ask_no_more_than_three(
    editor_client: Client, made: Made, entry: Development
) -> None:
    log = f"/s/{made.story.slug}/decisions/"
    editor = make_person()
    for n in range(3):
        reword_entry(entry.pk, text=f"Words {n}", reason="So.", by=editor, seen=n)
    few = count_queries(editor_client, log)
    for n in range(3, 30):
        reword_entry(entry.pk, text=f"Words {n}", reason="So.", by=editor, seen=n)
    assert count_queries(editor_client, log) == few


@pytest.fixture
def elsewhere(made: Made) -> Story:
    return make_story(2, title="Bus lines open").story


def test_articles_are_moved_refused_and_made_a_story(
    editor_client: Client, made: Made, elsewhere: Story
) -> None:
    place = f"/s/{made.story.slug}/articles/"
    ids = [article.pk for article in made.articles]
    assert elsewhere.title in editor_client.get(place).content.decode()
    for what in (
        {"do": "move", "to": elsewhere.pk, "articles": ids[:1]},
        {"do": "split", "text": "Of its own", "articles": ids[1:2]},
    ):
        assert editor_client.post(place, sent_for(made, **what)).status_code == 302, what
    assert StoryArticle.objects.get(article=ids[0]).story == elsewhere
    assert StoryArticle.objects.get(article=ids[1]).story.slug == "of-its-own"
    refused = editor_client.post(place, sent_for(made, do="move", to="", articles=ids[2:]))
    assert refused.status_code == 422
    assert "Choose the story that they belong to." in refused.content.decode()
    log = editor_client.get(f"/s/{made.story.slug}/decisions/").content.decode()
    assert f'href="/s/{elsewhere.slug}/"' in log and "1 article into" in log


def test_an_article_is_moved_from_its_own_page_and_put_back(
    editor_client: Client, analyst_client: Client, made: Made, elsewhere: Story
) -> None:
    article = made.articles[0]
    page, place = f"/a/{article.pk}/", f"/s/{made.story.slug}/articles/?article={article.pk}"
    for address in (page, f"/s/{made.story.slug}/", f"/s/{made.story.slug}/all/articles/"):
        assert f'href="{place}"' in editor_client.get(address).content.decode(), address
        assert f'href="{place}"' not in analyst_client.get(address).content.decode(), address
    form = editor_client.get(place).content.decode()
    assert article.title in form and made.articles[1].title not in form
    assert f'<input type="hidden" name="articles" value="{article.pk}"' in form
    what = sent_for(made, do="move", to=elsewhere.pk, articles=[article.pk])
    assert editor_client.post(place, what)["Location"] == page
    there = editor_client.get(page).content.decode()
    assert f"Put here by editor, from “{made.story.title}”: It is so." in there
    assert "Put here by" not in analyst_client.get(page).content.decode()
    decision = StoryDecision.objects.get()
    undo = f"/s/{made.story.slug}/decisions/{decision.pk}/undo/"
    assert f'action="{undo}"' in there
    assert editor_client.post(undo, {"next": page})["Location"] == page
    assert StoryArticle.objects.get(article=article).story == made.story
    assert "Put here by" not in editor_client.get(page).content.decode()


def test_undoing_leads_to_no_other_host(
    editor_client: Client, made: Made, entry: Development
) -> None:
    decision = pin_entry(entry.pk, reason="So.", by=make_person(), seen=0)
    log = f"/s/{made.story.slug}/decisions/"
    answer = editor_client.post(f"{log}{decision.pk}/undo/", {"next": "https://evil.example/"})
    assert answer["Location"] == log


def test_a_storys_only_article_takes_the_story_along(
    editor_client: Client, made: Made, elsewhere: Story
) -> None:
    *others, last = [article.pk for article in made.articles]
    place = f"/s/{made.story.slug}/articles/"
    what = sent_for(made, do="move", to=elsewhere.pk, articles=others)
    assert editor_client.post(place, what).status_code == 302
    answer = editor_client.get(f"{place}?article={last}")
    assert answer["Location"] == f"/s/{made.story.slug}/merge/"
    page = editor_client.get(answer["Location"]).content.decode()
    assert "This is the story’s only article" in page and made.articles[-1].title in page


def offered(answer: HttpResponse) -> list[tuple[str, str]]:
    """The stories that a form has to choose from, and which is chosen."""
    return re.findall(
        r'name="(?:to|into)" value="(\d+)"[^>]*?( checked)?>', answer.content.decode()
    )


@pytest.mark.parametrize(("name", "field"), [("articles", "to"), ("merge", "into")])
def test_another_story_is_found_by_its_words(
    editor_client: Client, made: Made, elsewhere: Story, name: str, field: str
) -> None:
    place = f"/s/{made.story.slug}/{name}/"
    old = Story.objects.create(slug="old", title="Trams of long ago")
    merged = Story.objects.create(slug="m", title="Trams too", merged_into=old)
    for n in range(OFFERED):
        Story.objects.create(slug=f"s{n}", title=f"Story {n}", changed_at=timezone.now())
    newest = [pk for pk, _ in offered(editor_client.get(place))]
    assert len(newest) == OFFERED and str(old.pk) not in newest
    typed = sent_for(made, q="TRAMS ago", search="1", reason="As typed.")
    typed[field] = elsewhere.pk
    answer = editor_client.post(place, typed)
    assert answer.status_code == 200 and not StoryDecision.objects.exists()
    assert offered(answer) == [(str(elsewhere.pk), " checked"), (str(old.pk), "")]
    assert ">\nAs typed.</textarea>" in answer.content.decode()
    only = editor_client.get(f"{place}?q=trams", headers={"HX-Request": "true"})
    assert offered(only) == [(str(old.pk), "")] and b"<html" not in only.content
    assert 'data-announce="1 story"' in only.content.decode()
    none = editor_client.get(f"{place}?q=zeppelin", headers={"HX-Request": "true"})
    assert "No other story has “zeppelin” in its title or claims." in none.content.decode()
    refused = editor_client.post(place, sent_for(made, do="move", **{field: merged.pk}))
    assert "That story is there no longer." in refused.content.decode()


def test_what_was_ticked_is_kept_while_a_story_is_looked_for(
    editor_client: Client, made: Made, elsewhere: Story
) -> None:
    ids = [article.pk for article in made.articles]
    typed = sent_for(made, q="bus", search="1", do="move", articles=ids[:2])
    page = editor_client.post(f"/s/{made.story.slug}/articles/", typed).content.decode()
    ticked = re.findall(r'name="articles" value="(\d+)"[^>]* checked', page)
    assert ticked == [str(pk) for pk in ids[:2]]
    assert re.search(r'name="do" value="move"[^>]* checked', page)


def test_the_stories_that_linking_weighed_stand_first(
    editor_client: Client, made: Made, elsewhere: Story
) -> None:
    newer = Story.objects.create(slug="n", title="Newer", changed_at=timezone.now())
    article = made.articles[0]
    place = f"/s/{made.story.slug}/articles/?article={article.pk}"
    known = {"article": article, "analysis_version": "1"}
    LinkRejection.objects.filter(article=article).delete()
    LinkRejection.objects.create(story=elsewhere, score=0.2, **known)
    assert [int(pk) for pk, _ in offered(editor_client.get(place))] == [elsewhere.pk, newer.pk]
    LinkRejection.objects.create(story=newer, score=0.3, **known)
    assert [int(pk) for pk, _ in offered(editor_client.get(place))] == [newer.pk, elsewhere.pk]


def test_a_merged_storys_address_leads_to_the_other(
    editor_client: Client, made: Made, elsewhere: Story
) -> None:
    place = f"/s/{made.story.slug}/merge/"
    assert editor_client.post(place, sent_for(made, into=elsewhere.pk)).status_code == 302
    answer = editor_client.get(f"/s/{made.story.slug}/")
    assert answer["Location"] == f"/s/{elsewhere.slug}/"
    log = editor_client.get(f"/s/{made.story.slug}/decisions/").content.decode()
    assert ">Undo<" in log
    there = editor_client.get(f"/s/{elsewhere.slug}/decisions/").content.decode()
    decision = StoryDecision.objects.get(kind="merge")
    assert f'action="/s/{made.story.slug}/decisions/{decision.pk}/undo/"' in there
    assert f"of “{made.story.title}”" in there
    index = editor_client.get("/").content.decode()
    assert f'href="/s/{made.story.slug}/"' not in index


def sent_for(made: Made, **more: object) -> dict[str, object]:
    return {"reason": "It is so.", "seen": decided_on(made.story)} | more
