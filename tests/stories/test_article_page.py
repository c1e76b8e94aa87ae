"""``stories:article``: the text with who says what in it."""

from __future__ import annotations

import re
from html import unescape

from django.test import Client

from apps.claims.models import Assertion, Speaker
from apps.sources.models import Article
from tests.support.newsroom import Made, make_article, make_story
from tests.support.queries import count_queries


def page_of(client: Client, article: Article) -> str:
    return client.get(f"/a/{article.pk}/").content.decode()


def plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", page).split())


def test_it_says_what_is_known_and_how(analyst_client: Client, made: Made) -> None:
    words = plain(page_of(analyst_client, made.articles[0]))
    assert "Harbour Daily 0" in words
    assert "4 Mar 2024 (day only, stated in the text)" in words
    assert made.articles[0].current_version is not None
    assert made.articles[0].current_version.content_hash[:12] in words


def test_the_text_stands_there_whole(analyst_client: Client, made: Made) -> None:
    page = page_of(analyst_client, made.articles[0])
    version = made.articles[0].current_version
    assert version
    start = page.index(">", page.index('id="text"')) + 1
    body = page[start : page.index("</article>", start)]
    shown = [unescape(re.sub(r"<[^>]+>", "", block)) for block in body.split("</p>")]
    assert [block.strip() for block in shown if block.strip()] == version.text.split("\n\n")


def test_each_highlight_leads_to_who_says_it_and_back(analyst_client: Client, made: Made) -> None:
    page = page_of(analyst_client, made.articles[0])
    for assertion in made.assertions[:2]:
        start, end = assertion.content[0]
        assert f'<a href="#s{assertion.pk}">' in page and f'id="s{assertion.pk}"' in page
        assert f'id="c{start}-{end}"' in page and f'href="#c{start}-{end}"' in page


def test_assertions_that_overlap_are_drawn_side_by_side(analyst_client: Client, made: Made) -> None:
    first = made.assertions[0]
    start, end = first.content[0]
    Assertion.objects.filter(pk=made.assertions[1].pk).update(content=[[start + 4, end + 5]])
    page = page_of(analyst_client, made.articles[0])
    assert "said--2" in page
    assert page.count("<mark") == page.count("</mark>") >= 3


def test_words_of_the_text_are_never_mark_up(analyst_client: Client, made: Made) -> None:
    version = made.articles[0].current_version
    assert version
    version.text = "<script>alert(1)</script>" + version.text[25:]
    version.save()
    page = page_of(analyst_client, made.articles[0])
    assert "<script>alert" not in page and "&lt;script&gt;" in page


def test_what_was_removed_can_be_opened_with_the_reason(analyst_client: Client, made: Made) -> None:
    words = plain(page_of(analyst_client, made.articles[0]))
    assert "1 part removed as no part of the article" in words
    assert "asks to share" in words and "Share this" in words


def test_an_unidentified_outlet_is_for_editors_to_set(
    analyst_client: Client, editor_client: Client, made: Made
) -> None:
    unknown = made.articles[1]
    assert "unidentified" in page_of(analyst_client, unknown)
    assert f"/a/{unknown.pk}/outlet/" not in page_of(analyst_client, unknown)
    assert f"/a/{unknown.pk}/outlet/" in page_of(editor_client, unknown)


def test_an_article_in_no_story_has_its_page(editor_client: Client) -> None:
    page = page_of(editor_client, make_article(77))
    assert "In no story yet" in page and "Add a note" not in page


def test_no_article_is_404(analyst_client: Client) -> None:
    assert analyst_client.get("/a/999999/").status_code == 404


def test_thirty_rows_ask_no_more_than_three(editor_client: Client) -> None:
    counts = []
    for size in (3, 30):
        made = make_story(1, title=f"Size {size}")
        article, pattern = made.articles[0], made.assertions[0]
        for position in range(2, size):
            pattern.pk, pattern._state.adding, pattern.position = None, True, position
            pattern.save()
        editor_client.post(f"/a/{article.pk}/notes/", {"quote": pattern.words, "body": "one"})
        editor_client.get(f"/a/{article.pk}/")
        counts.append(count_queries(editor_client, f"/a/{article.pk}/"))
    assert counts[0] == counts[1]


def test_what_the_article_says_itself_and_no_claim_rests_on_is_folded_and_unmarked(
    analyst_client: Client, made: Made
) -> None:
    article = made.articles[0]
    background = Assertion.objects.filter(version=article.current_version).last()
    assert background
    background.evidence.all().delete()
    own = Speaker.objects.create(key="outlet|", name="", kind="outlet")
    Assertion.objects.filter(pk=background.pk).update(speaker=own, speaker_name="", via=[])
    page = page_of(analyst_client, article)
    assert "1 more sentence in the article’s own voice" in page
    assert f'<a href="#s{background.pk}">' not in page  # no highlight …
    assert f'id="s{background.pk}"' in page  # … and still to be found
