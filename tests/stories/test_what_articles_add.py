"""What an article adds, on the pages: its own, its story's and its claims'."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from django.test import Client

from apps.claims.models import Claim
from apps.sources.models import Article
from apps.stories.models import Discrepancy, Story, StoryArticle
from apps.stories.services import AsOf, look_back
from storytracker.analysis.types import ArticleFacts
from tests.analysis.test_one_text import ANCHOR, CUT, ECHO, OWN, TODAY
from tests.analysis.written import (
    CLOSING,
    FULL_RELAY,
    GROWN,
    PLAN,
    SCOOP,
    SHORT_RELAY,
    SPOKE,
    on_site,
    written,
)
from tests.support.bringing import as_document, bring
from tests.support.newsroom import signed_in
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db

SILENT = written(
    "Brenmark silent on drones", "Quay News", "4",
    f"{PLAN}, the Brenmark Tribune reported. The government of Brenmark has not commented.",
)  # fmt: skip


@pytest.fixture(autouse=True)
def empty_queues(servers: object) -> None:
    from tests.support import queues

    queues.take()


def told(*articles: ArticleFacts) -> Story:
    bring([as_document(article) for article in articles])
    return Story.objects.get()


@pytest.fixture
def drones(db: None) -> Story:
    return told(SCOOP, GROWN, FULL_RELAY, SHORT_RELAY, SPOKE, SILENT)


@pytest.fixture
def port(db: None) -> Story:
    return told(ANCHOR, ECHO, TODAY, CUT, OWN)


def held(facts: ArticleFacts) -> Article:
    return Article.objects.get(title=facts.title, outlet__name=facts.outlet)


def plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def section(page: str, name: str) -> str:
    """The mark-up of the section whose title has this id, to the end of that section."""
    start = page.index(f'aria-labelledby="{name}"')
    return page[start : page.index("</section>", start)]


def article_page(client: Client, facts: ArticleFacts) -> str:
    return client.get(f"/a/{held(facts).pk}/").content.decode()


def story_page(client: Client, story: Story) -> str:
    return client.get(f"/s/{story.slug}/").content.decode()


def claim_page(client: Client, words: str) -> str:
    claim = Claim.objects.standing().get(text__contains=words)
    return client.get(f"/c/{claim.pk}/").content.decode()


# --- adds, leaves out, echoes ---------------------------------------------------------------


def test_an_article_says_what_it_leaves_out_and_where_that_stood(
    analyst_client: Client, drones: Story
) -> None:
    page = section(article_page(analyst_client, SHORT_RELAY), "does-title")
    assert "Leaves out the denial of" in plain(page)
    assert "which Brenmark Tribune had: “The ministry of defence of Ostria denied" in plain(page)
    assert re.search(rf'href="/a/{held(SCOOP).pk}/#c\d+-\d+"', page)


def test_the_passage_that_was_left_out_is_found_in_its_article(
    analyst_client: Client, drones: Story
) -> None:
    page = section(article_page(analyst_client, SHORT_RELAY), "does-title")
    (anchor,) = re.findall(rf'href="/a/{held(SCOOP).pk}/#(c\d+-\d+)"', page)
    assert f'id="{anchor}"' in article_page(analyst_client, SCOOP)


def test_an_echo_says_whose_and_stands_under_it(analyst_client: Client, drones: Story) -> None:
    assert "An echo: it adds nothing to" in plain(article_page(analyst_client, SHORT_RELAY))
    assert "An echo" not in plain(article_page(analyst_client, SCOOP))
    articles = section(story_page(analyst_client, drones), "articles-title")
    scoop = held(SCOOP).pk
    fold = articles[articles.index(f'id="a{scoop}-echoes"') :]
    fold = fold[: fold.index("</details>")]
    assert "2 echoes: nothing new in them" in plain(fold)
    assert f"/a/{held(SHORT_RELAY).pk}/" in fold and f"/a/{held(FULL_RELAY).pk}/" in fold
    assert f"/a/{held(GROWN).pk}/" not in fold
    assert "repeats 1, leaves out 1" in plain(fold)


def test_a_row_says_in_words_what_its_article_does(analyst_client: Client, drones: Story) -> None:
    articles = plain(section(story_page(analyst_client, drones), "articles-title"))
    assert f"{SCOOP.title} 2 echoes" in articles
    assert "adds 1, denies 1" in articles


def test_looking_back_tells_what_they_did_by_then(drones: Story) -> None:
    now = look_back(drones, AsOf(SPOKE.published.day))  # type: ignore[arg-type]
    then = look_back(drones, AsOf(FULL_RELAY.published.day))  # type: ignore[arg-type]
    rows = {row.article_id: row for row in StoryArticle.objects.filter(story=drones)}
    for row in now.articles:
        assert (row.echoes_id, row.text_of_id) == (
            rows[row.article_id].echoes_id,
            rows[row.article_id].text_of_id,
        )
    assert held(FULL_RELAY).pk in {row.article_id for row in then.articles if row.echoes_id}


# --- told as done ---------------------------------------------------------------------------


def test_what_grew_is_flagged_at_its_passage_on_the_article_page(
    analyst_client: Client, drones: Story
) -> None:
    page = article_page(analyst_client, GROWN)
    (row,) = Discrepancy.objects.filter(kind="strengthened")
    beside = plain(section(page, "discrepancies-title"))
    assert "As told here" in beside and "As it was put out" in beside
    assert "Brenmark has sold twelve" in beside and "Brenmark plans to sell twelve" in beside
    text = page[page.index('id="text"') :]
    assert f'<a href="#x{row.pk}">' in text[: text.index("</article>")]
    assert "stronger than its source" in plain(section(page, "says-title"))


def test_what_grew_is_shown_at_the_claim(analyst_client: Client, drones: Story) -> None:
    page = claim_page(analyst_client, PLAN)
    assert "Told as done, without a new source" in plain(section(page, "discrepancies-title"))
    assert "Brenmark has sold twelve" in plain(page)


def test_the_other_discrepancies_keep_their_words(analyst_client: Client, drones: Story) -> None:
    Discrepancy.objects.update(kind="omission")
    page = plain(claim_page(analyst_client, PLAN))
    assert "On one side" in page and "stronger than its source" not in page


# --- the ledger of denials --------------------------------------------------------------------


def ledger_row(client: Client, words: str, who: str) -> str:
    table = section(claim_page(client, words), "denials-title")
    return next(plain(row) for row in table.split("<tr>") if plain(row).startswith(who))


def test_the_ledger_says_who_carries_a_denial_and_who_leaves_it_out(
    analyst_client: Client, drones: Story
) -> None:
    row = ledger_row(analyst_client, PLAN, "ministry of defence of Ostria")
    carried, left_out = re.findall(r"(\d+): ((?:[\w ]+?: [\w ,]+(?:, )?)+)", row)[:2]
    assert carried[0] == "2" and "Brenmark Tribune" in row and "The Northern Star" in carried[1]
    assert left_out[0] == "1" and "Coast Today" in left_out[1]


# --- silence, and events that came -----------------------------------------------------------


def test_silence_stands_beside_the_denial_of_its_day(analyst_client: Client, drones: Story) -> None:
    page = story_page(analyst_client, drones)
    entry = page[page.index('class="entry entry--denial') :]
    entry = plain(entry[: entry.index("</li>")])
    assert re.search(r"The same day .*Brenmark did not comment: Quay News", entry), entry


def test_an_event_that_came_leads_to_where_it_is_told(
    analyst_client: Client, drones: Story
) -> None:
    page = story_page(analyst_client, drones)
    assert "Lena Ort is expected and came" in plain(page)
    passage = page[page.index("Told as done</p>") :]
    assert "spoke in parliament on Friday" in plain(passage[: passage.index("</figure>")])


# --- one text on many sites -----------------------------------------------------------------


def test_one_text_is_one_row_and_one_telling_on_the_story_page(
    analyst_client: Client, port: Story
) -> None:
    page = story_page(analyst_client, port)
    anchor = held(ANCHOR).pk
    articles = section(page, "articles-title")
    fold = articles[articles.index(f'id="a{anchor}-sites"') :]
    fold = plain(fold[: fold.index("</details>")])
    assert fold.partition(">")[2].strip().startswith("the same text on 4 sites")
    assert "Quay Echo" in fold and "Coast Today" in fold and "Harbour Post" in fold
    entry = page[page.index('class="entry entry--report') :]
    assert plain(entry[: entry.index('class="folds"')]).count("the same text on 4 sites") == 1


def test_the_chart_draws_one_mark_for_it_and_counts_all_sites(
    analyst_client: Client, port: Story
) -> None:
    page = story_page(analyst_client, port)
    chart = page[page.index('id="chart"') : page.index('id="chart-words"')]
    assert chart.count('class="dot" cx') + chart.count('<rect class="dot"') <= 2 + 1  # and the key
    assert "the same text on 4 sites" in chart


def test_the_claims_table_has_one_row_for_it(analyst_client: Client, port: Story) -> None:
    page = section(claim_page(analyst_client, CLOSING), "assertions-title")
    rows = [row for row in page.split("<tr") if "the same text on" in row]
    assert rows and all(CLOSING in plain(row) or "Merland" in plain(row) for row in rows)
    assert any("the same text on 4 sites" in plain(row) for row in rows)
    assert Claim.objects.standing().get(text__contains=CLOSING).newsrooms == ["Daily Anchor"]


def test_an_article_names_the_other_sites_with_its_text(
    analyst_client: Client, port: Story
) -> None:
    page = plain(section(article_page(analyst_client, TODAY), "does-title"))
    assert "the same text on 4 sites" in page and ANCHOR.title in page
    assert "An echo" not in page
    assert "the same text" not in plain(article_page(analyst_client, OWN))


# --- asking the database ----------------------------------------------------------------------


def texts(count: int) -> Sequence[ArticleFacts]:
    names = [(f"Site {number} News", f"Port to shut ({number})") for number in range(count)]
    return [on_site(outlet, "6", title) for outlet, title in names]


def queries_for(client: Client, count: int) -> list[int]:
    story = told(ANCHOR, *texts(count))
    assert StoryArticle.objects.filter(text_of=held(ANCHOR)).count() == count
    claim = Claim.objects.get(stories=story)
    last = StoryArticle.objects.order_by("article_id").last()
    assert last is not None and last.text_of_id
    found = [
        count_queries(client, address)
        for address in (f"/s/{story.slug}/", f"/c/{claim.pk}/", f"/a/{last.article_id}/")
    ]
    Story.objects.all().delete()
    Claim.objects.all().delete()
    Article.objects.all().delete()
    return found


def test_more_sites_ask_no_more() -> None:
    client = signed_in("analyst")
    few, many = queries_for(client, 2), queries_for(client, 12)
    assert all(b <= a for a, b in zip(few, many, strict=True))
