"""``stories:search``."""

from __future__ import annotations

import re
import threading
from html import unescape

import pytest
from django.db import connection
from django.test import Client

from apps.accounts.models import User
from apps.claims.models import Assertion, Claim, Evidence, Speaker
from apps.sources.models import Article, ArticleVersion, Outlet, Report
from apps.sources.services import gather_words, remove_article
from apps.stories.models import Story
from apps.stories.querysets import StoryQuerySet
from apps.stories.search.finding import MOST
from apps.stories.views import search
from tests.support.made import make_person
from tests.support.newsroom import Made, make_article, make_story, signed_in
from tests.support.queries import count_queries


def page_of(client: Client, query: str, **more: str) -> str:
    answer = client.get("/search/", {"q": query, **more})
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def plain(client: Client, query: str, **more: str) -> str:
    page = page_of(client, query, **more)
    words = re.sub(r"<[^>]+>", " ", page[page.index('id="results"') :].replace("</mark>", ""))
    return " ".join(words.partition(">")[2].split())


def give_text(article: Article, text: str) -> None:
    ArticleVersion.objects.filter(pk=article.current_version_id).update(text=text)  # type: ignore[attr-defined]


def test_all_kinds_are_found_and_lead_to_their_words(analyst_client: Client, made: Made) -> None:
    page = page_of(analyst_client, "line 2")
    words = plain(analyst_client, "line 2")
    assert "All Claims 1 Passages 2 Articles 1" in words
    start, end = made.assertions[4].content[0]
    assert f'href="/a/{made.articles[2].pk}/#c{start}-{end}"' in page
    assert f'href="/c/{made.claims[2].pk}/"' in page
    assert "Ferry <mark>line 2</mark>" not in page, "two words, not one phrase"
    assert "Ferry <mark>line</mark> <mark>2</mark> is to close" in page


def test_speakers_and_stories_are_found(analyst_client: Client, made: Made) -> None:
    operator = Speaker.objects.get(name="the operator")
    page = page_of(analyst_client, "operator")
    assert f'href="/speakers/{operator.pk}/"' in page and "3 passages" in page
    assert f'href="/s/{made.story.slug}/"' in page_of(analyst_client, "ferry lines")


def test_exact_words_lead_to_exactly_them(analyst_client: Client, made: Made) -> None:
    give_text(made.articles[0], "Head\n\nThe quay was empty. Nobody saw the empty quay, not one.")
    page = page_of(analyst_client, '"the empty quay"', kind="articles")
    start = "Head\n\nThe quay was empty. Nobody saw ".__len__() + 4
    assert f'href="/a/{made.articles[0].pk}/#c{start}-{start + 10}"' in page
    assert "Nobody saw the <mark>empty quay</mark>, not one." in page
    assert "Nothing here" in page_of(analyst_client, '"quay empty the"')


def test_forms_of_a_word_are_found_and_a_minus_leaves_out(
    analyst_client: Client, made: Made
) -> None:
    assert "Claims 3" in plain(analyst_client, "planning closing")
    assert "Passages 3" in plain(analyst_client, "closing -members")
    give_text(made.articles[0], "A seal was seen.")
    Article.objects.filter(pk=made.articles[0].pk).update(title="Harbour seal")
    assert "Articles 1" in plain(analyst_client, "seal")
    assert "Nothing here" in plain(analyst_client, "harbour -seen"), "the text has it"


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("Le ministre a démissionné à Besançon.", "demissionne besancon", "démissionné"),
        ("Die Straßenbahn fährt nicht.", "fährt", "fährt"),
        ("Президент Зеленский прибыл в Киев.", "зеленский", "Зеленский"),
        ("أعلنت وزارة الدفاع في دمشق", "دمشق", "دمشق"),
        ("叙利亚政府发表声明。", "政府", "政府"),
        ("The SA‑22 was seen.", "sa-22", "SA‑22"),
        ("He left Beirut.The others stayed.", "beirut", "Beirut"),
    ],
)
def test_articles_in_any_language_are_found(
    analyst_client: Client, made: Made, text: str, query: str, marked: str
) -> None:
    give_text(made.articles[1], text)
    page = page_of(analyst_client, query, kind="articles")
    assert f'href="/a/{made.articles[1].pk}/#c' in page
    assert marked in re.findall(r"<mark>([^<]*)</mark>", page)


def test_an_enormous_text_is_kept_and_its_beginning_found(
    analyst_client: Client, made: Made
) -> None:
    give_text(made.articles[0], "zeppelin " + " ".join(f"wörd{n}" for n in range(110_000)))
    assert "Articles 1" in plain(analyst_client, "zeppelin")


FILTERED = [
    ('outlet:"Harbour Daily 0"', "Claims 1 Passages 2 Articles 1"),
    ("outlet:harbour-daily-0", "Claims 1 Passages 2 Articles 1"),
    ("outlet:harbour", "Claims 2 Passages 4 Articles 2"),
    ('close -outlet:"Harbour Daily 0"', "Claims 2 Passages 4 Articles 2"),
    ('origin:"Harbour Radio 1"', "Claims 1 Passages 1 Articles 1"),
    ("speaker:operator stance:denies", "Claims 3 Passages 3 Articles 3"),
    ("speaker:operator stance:supports", ""),
    ("line stance:denies", "Claims 3 Passages 3 Articles 3"),
    ("verdict:disputed", "Claims 1 Passages 2 Articles 1"),
    ("line verdict:disputed", "Claims 1 Passages 2 Articles 1"),
    ("after:2024-03-05", "Claims 1 Passages 2 Articles 1"),
    ("before:2024-03-05", "Claims 2 Passages 4 Articles 2"),
    ("after:2024-03 before:2024-04", "Claims 3 Passages 6 Articles 3"),
    ("story:ferry-lines-close members", "Passages 3 Articles 3"),
    ('story:"ferry lines" -story:ferry-lines-close', ""),
]


def test_filters(analyst_client: Client, made: Made) -> None:
    Claim.objects.filter(pk=made.claims[1].pk).update(status="disputed")
    for query, tabs in FILTERED:
        words = re.sub(r" (Speakers|Stories) \d+", "", plain(analyst_client, query))
        assert (f"All {tabs}" if tabs else "Nothing here has that with") in words, query


def test_facets_count_and_lead_on(analyst_client: Client, made: Made) -> None:
    page = page_of(analyst_client, "line", kind="passages")
    assert re.search(r"denies</a> <span[^>]*>3</span>", page)
    assert re.search(r"Harbour Daily 0</a> <span[^>]*>2</span>", page)
    assert re.search(r"4 Mar 2024</a> <span[^>]*>4</span>", page)
    assert 'href="?q=line+stance%3Adenies&kind=passages"' in page
    narrowed = page_of(analyst_client, "line stance:denies", kind="passages")
    assert 'Passages <span class="muted tabular">3</span>' in narrowed
    assert 'href="?q=line&kind=passages"' in narrowed, "takes the filter off"


def test_a_wrong_filter_is_told_in_words(analyst_client: Client, made: Made) -> None:
    words = plain(analyst_client, "line stance:perhaps after:soon")
    assert "“stance:perhaps” is no stance" in words and "“after:soon” is no date" in words
    assert "Claims 3" in words


def test_an_outlet_that_there_is_not_is_told_with_one_that_there_is(
    analyst_client: Client, made: Made
) -> None:
    words = plain(analyst_client, "line outlet:harbur")
    assert "There is no outlet “harbur” here." in words
    assert 'Did you mean line outlet:"Harbour Daily' in words
    assert "Nothing here has that" in words
    assert "Did you mean origin:radio ?" in plain(analyst_client, "outlet:radio")


def test_an_outlet_is_known_by_its_letters_too(analyst_client: Client, made: Made) -> None:
    Outlet.objects.filter(slug="harbour-daily-0").update(name="The Wall Street Journal")
    assert "Articles 1" in plain(analyst_client, "outlet:wsj")
    Report.objects.filter(name="Harbour Radio 1").update(name="CNN")
    Evidence.objects.filter(origin="Harbour Radio 1").update(origin="CNN")
    assert "Articles 1" in plain(analyst_client, 'origin:"cable news network"')


def test_of_an_outlet_that_others_only_cite_what_they_cite_is_shown_the_way_to(
    analyst_client: Client, made: Made
) -> None:
    Outlet.objects.create(name="CNN", slug="cnn")
    assert "others cite it" not in plain(analyst_client, "outlet:cnn stance:supports")
    Report.objects.filter(name="Harbour Radio 1").update(name="CNN")
    Evidence.objects.filter(origin="Harbour Radio 1").update(origin="CNN")
    page = page_of(analyst_client, "outlet:cnn stance:supports")
    assert "Nothing by “cnn” itself is held here, but others cite it." in page
    way = re.search(r'Did you mean <a href="([^"]+)">([^<]+)</a>', page)
    assert way and way[2] == "origin:cnn stance:supports"
    assert "Passages 1" in plain(analyst_client, way[2])


def test_a_word_that_is_begun_is_found(analyst_client: Client, made: Made) -> None:
    page = page_of(analyst_client, "memb")
    assert "Nothing has “memb” as it stands; shown is what begins with it." in page
    assert "<mark>members</mark>" in page
    assert "Nothing here" in page_of(analyst_client, "operat"), "its stem is shorter"
    assert gather_words(age_seconds=0)
    assert "<mark>operator</mark>" in page_of(analyst_client, "operat")


def test_a_mistyped_word_is_put_right(analyst_client: Client, made: Made) -> None:
    assert "Nothing here has that" in plain(analyst_client, "opperator denied")
    assert gather_words(age_seconds=0)
    words = plain(analyst_client, "opperator denied")
    assert "Nothing has “opperator”; shown is what has “operator”." in words
    assert "Did you mean operator denied ?" in words
    assert "Passages 3" in words


def test_words_that_stand_everywhere_are_told(analyst_client: Client, made: Made) -> None:
    words = plain(analyst_client, "the")
    assert "“the”: in nearly every text" in words and "Nothing here has that" not in words
    assert "There is nothing to look for in that yet" in words
    assert "Passages 6" in plain(analyst_client, "the line")


ODD = [
    "",
    "'",
    '"',
    "\\",
    "-",
    "((",
    "!",
    "a:*",
    "<b>",
    "%",
    "\x00",
    "🙂",
    "x" * 5000,
    ":",
    "1:2:3",
]


@pytest.mark.parametrize("kind", ["", "articles", "nonsense"])
def test_no_query_is_an_error(analyst_client: Client, made: Made, kind: str) -> None:
    for query in ODD:
        for asked in (query, f"line {query}"):
            answer = analyst_client.get("/search/", {"q": asked, "kind": kind, "page": "-1"})
            assert answer.status_code == 200, asked


def test_struck_withdrawn_and_removed_ones_are_no_hits(analyst_client: Client, made: Made) -> None:
    Assertion.objects.filter(pk=made.assertions[0].pk).update(is_struck=True)
    Claim.objects.filter(pk=made.claims[0].pk).update(withdrawn_at="2024-05-01T00:00Z")
    remove_article(made.articles[1], reason="Asked to.", by=make_person("admin"), seen_revision=1)
    words = plain(analyst_client, "line")
    assert "All Claims 2 Passages 3 Articles 2" in words


def test_what_a_reader_may_not_see_is_no_hit(
    analyst_client: Client, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_story(1, title="Tram lines close")

    def visible_to(self: StoryQuerySet, user: User) -> StoryQuerySet:
        return self.exclude(pk=other.story.pk)

    before = plain(analyst_client, "line")
    assert "Claims 4 Passages 8 Articles 4" in before
    monkeypatch.setattr(StoryQuerySet, "visible_to", visible_to)
    after = plain(analyst_client, "line")
    assert "Claims 3 Passages 6 Articles 3" in after and "Tram" not in after
    assert "There is no story" in plain(analyst_client, f"story:{other.story.slug}")


def test_articles_of_no_story_are_found(analyst_client: Client, made: Made) -> None:
    lone = make_article(77)
    assert f'href="/a/{lone.pk}/#c' in page_of(analyst_client, "77")


def test_many_hits_have_pages(analyst_client: Client) -> None:
    make_story(24)
    page = page_of(analyst_client, "board", kind="articles")
    assert "Page 1 of 2" in page and 'href="?q=board&kind=articles&page=2"' in page
    assert page.count('class="item"') == 20
    last = page_of(analyst_client, "board", kind="articles", page="2")
    assert last.count('class="item"') == 4
    assert "Page 2 of 2" in page_of(analyst_client, "board", kind="articles", page="99")


def test_no_more_than_the_newest_are_looked_at(
    analyst_client: Client, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.stories.search.finding.MOST", 2)
    monkeypatch.setattr("apps.stories.search.results.MOST", 2)
    monkeypatch.setattr("apps.stories.search.facets.MOST", 2)
    monkeypatch.setattr("apps.stories.views.search.MOST", 2)
    assert "Articles 2+" in plain(analyst_client, "board")
    assert MOST == 1000


def test_htmx_gets_the_hits_alone_with_their_number(analyst_client: Client, made: Made) -> None:
    answer = analyst_client.get("/search/", {"q": "line"}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert page.lstrip().startswith('<div id="results" data-announce="') and "<html" not in page
    assert "HX-Request" in answer["Vary"]


@pytest.mark.parametrize("query", ["line", "line stance:denies", "opperator", "outlet:quay"])
def test_thirty_rows_ask_no_more_than_three(analyst_client: Client, query: str) -> None:
    counts = []
    for size in (3, 30):
        Story.objects.all().delete()
        make_story(size, title=f"Size {size}")
        gather_words(age_seconds=0)
        address = f"/search/?q={query}"
        analyst_client.get(address)
        counts.append(
            [count_queries(analyst_client, address + more) for more in ("", "&kind=passages")]
        )
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 60


@pytest.mark.django_db(transaction=True)
def test_a_search_that_takes_too_long_is_told_in_words(
    servers: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody holds a table up; the search waits no longer than it may."""
    monkeypatch.setattr(search, "TIMEOUT_MS", 200)
    client = signed_in("analyst")
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN; LOCK TABLE claims_claim IN ACCESS EXCLUSIVE MODE")
            held.set()
            done.wait(60)
            cursor.execute("ROLLBACK")
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        held.wait(60)
        assert "That takes too long" in plain(client, "line")
    finally:
        done.set()
        holder.join()
