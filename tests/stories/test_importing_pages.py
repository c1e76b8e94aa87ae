"""``stories:import`` and ``stories:feeds``: what is brought into a story."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.sources.models import Feed, Import
from apps.stories.models import Story, StoryFeed, StoryImport
from tests.sources.test_import_page import OPML
from tests.support.newsroom import Made, make_story


@pytest.fixture
def story(made: Made) -> Story:
    return made.story


def make_feed(title: str = "Quay Post") -> Feed:
    return Feed.objects.create(
        url=f"https://{uuid4().hex[:8]}.example/", url_key=uuid4().hex, title=title
    )


def plain(answer: object) -> str:
    text = unescape(answer.content.decode())  # type: ignore[attr-defined]
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_admins_find_the_way_from_the_story(
    admin_client: Client, editor_client: Client, story: Story
) -> None:
    shown = admin_client.get(f"/s/{story.slug}/").content.decode()
    assert f'href="/s/{story.slug}/import/"' in shown and f'href="/s/{story.slug}/feeds/"' in shown
    assert f"/s/{story.slug}/import/" not in editor_client.get(f"/s/{story.slug}/").content.decode()


@pytest.mark.parametrize("tab", ["url", "feed", "upload", "paste"])
def test_it_has_the_same_ways_in(admin_client: Client, story: Story, tab: str) -> None:
    answer = admin_client.get(f"/s/{story.slug}/import/?tab={tab}")
    assert f'action="/s/{story.slug}/import/?tab={tab}"' in answer.content.decode()
    assert f"Everything that you import here belongs to “{story.title}”." in plain(answer)


def test_its_bookmarklet_leads_to_the_story(admin_client: Client, story: Story) -> None:
    shown = unescape(admin_client.get(f"/s/{story.slug}/import/").content.decode())
    assert f"href='http://testserver/s/{story.slug}/import/?url='+" in shown


def test_what_is_imported_there_belongs_to_the_story(admin_client: Client, story: Story) -> None:
    data = {"channel": "url", "urls": "https://a.example/1", "submit_token": uuid4()}
    answer = admin_client.post(f"/s/{story.slug}/import/", data)
    batch = Import.objects.get()
    assert StoryImport.objects.get().story == story
    assert answer["Location"] == f"/import/jobs/{batch.pk}/"
    assert f"into {story.title}" in plain(admin_client.get(f"/import/jobs/{batch.pk}/"))


def test_what_is_wrong_is_told_there(admin_client: Client, story: Story) -> None:
    answer = admin_client.post(f"/s/{story.slug}/import/", {"channel": "url", "urls": "no address"})
    assert answer.status_code == 422 and not StoryImport.objects.exists()
    assert f'action="/s/{story.slug}/import/?tab=url"' in answer.content.decode()


def test_a_feed_added_there_is_bound_with_its_words(admin_client: Client, story: Story) -> None:
    data = {"channel": "feed", "address": "https://quay.example/feed", "words": "ferry"}
    answer = admin_client.post(f"/s/{story.slug}/import/", data)
    assert answer["Location"] == f"/s/{story.slug}/feeds/"
    binding = StoryFeed.objects.get()
    assert binding.feed and binding.feed.url == "https://quay.example/feed"
    assert (binding.story, binding.words) == (story, "ferry")


def test_a_feed_that_is_followed_already_is_bound_all_the_same(
    admin_client: Client, story: Story
) -> None:
    data = {"channel": "feed", "address": "https://quay.example/feed"}
    admin_client.post("/import/", data)
    for _ in range(2):
        assert admin_client.post(f"/s/{story.slug}/import/", data).status_code == 302
    assert Feed.objects.count() == StoryFeed.objects.count() == 1


def test_a_list_of_feeds_is_bound(admin_client: Client, story: Story) -> None:
    file = SimpleUploadedFile("feeds.opml", OPML)
    admin_client.post(f"/s/{story.slug}/import/", {"channel": "feed", "opml": file})
    assert StoryFeed.objects.filter(story=story).count() == 2


def test_a_search_of_all_feeds_is_bound_and_unbound(admin_client: Client, story: Story) -> None:
    address = f"/s/{story.slug}/feeds/"
    assert "No feed is bound to this story yet." in plain(admin_client.get(address))
    answer = admin_client.post(address, {"feed": "", "words": "ferry strike"}, follow=True)
    assert "Every feed , with the words “ferry strike” By admin" in plain(answer)
    binding = StoryFeed.objects.get()
    answer = admin_client.post(f"{address}{binding.pk}/unbind/", follow=True)
    assert "What is in the story stays." in plain(answer) and not StoryFeed.objects.exists()


def test_neither_feed_nor_words_is_refused(admin_client: Client, story: Story) -> None:
    answer = admin_client.post(f"/s/{story.slug}/feeds/", {"feed": "", "words": ""})
    assert answer.status_code == 422 and "Choose a feed, or give words" in plain(answer)


def test_a_feed_s_row_leads_to_its_story(admin_client: Client, story: Story) -> None:
    feed = make_feed()
    admin_client.post(f"/s/{story.slug}/feeds/", {"feed": feed.pk, "words": ""})
    shown = admin_client.get("/import/feeds/").content.decode()
    assert f'href="/s/{story.slug}/"' in shown


def test_a_binding_of_another_story_is_404(admin_client: Client, story: Story) -> None:
    other = make_story(1, title="Another matter").story
    binding = StoryFeed.objects.create(story=other, words="ferry")
    address = f"/s/{story.slug}/feeds/{binding.pk}/unbind/"
    assert admin_client.post(address).status_code == 404
    assert StoryFeed.objects.exists()


@pytest.mark.parametrize(
    ("back", "leads"),
    [
        ("/import/jobs/3/?state=failed#i4", "/import/jobs/3/?state=failed#i4"),
        ("https://evil.example/", None),
        ("//evil.example/", None),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_a_correction_leads_back_to_the_rows_and_nowhere_else(
    editor_client: Client, made: Made, back: str, leads: str | None
) -> None:
    article = made.articles[0]
    address = f"/a/{article.pk}/published/"
    form = editor_client.get(address, {"back": back}).content.decode()
    revision = re.search(r'name="revision" value="(\d+)"', form)
    assert revision
    answer = editor_client.post(
        f"{address}?{urlencode({'back': back})}",
        {"day": "2024-03-01", "revision": revision[1]},
    )
    assert answer["Location"] == (leads or f"/a/{article.pk}/")
