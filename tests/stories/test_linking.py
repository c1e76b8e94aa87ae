"""Articles find their story through the index of terms, or open one."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from apps.sources.models import Article
from apps.stories.models import (
    ArticleTerm,
    LinkRejection,
    Story,
    StoryArticle,
    StoryTotal,
    TermCount,
)
from apps.stories.services import link_articles
from apps.stories.services.indexing import stories_with_totals, total_of
from storytracker.analysis.types import NameKind
from tests.support.made import Said, make_article, rows_of

pytestmark = pytest.mark.django_db

LINKED = (Story, StoryArticle, LinkRejection)
FLOOD_NAMES = {"Lake Orrin": NameKind.PLACE, "Tilda Marsh": NameKind.PERSON}
FIRST = date(2024, 5, 6)
QUERIES = 32
"""For a batch of any size; statements with nothing to write are left out."""


def make_harbour(number: int = 0, day: date | None = FIRST) -> Article:
    return make_article(
        f"Meridian Freight to close Ostrava Quay ({number})",
        [
            Said("Meridian Freight plans to close Ostrava Quay, the Port Authority said."),
            Said(f"Dockers at Ostrava Quay learned of the closure on pier {number}."),
        ],
        day=day,
    )


def make_flood(number: int = 0, day: date | None = FIRST) -> Article:
    return make_article(
        f"Lake Orrin rises over its banks ({number})",
        [
            Said("Families fled as water from Lake Orrin flooded villages, Tilda Marsh reported."),
            Said(f"Rain had swollen Lake Orrin for {number + 2} days, Tilda Marsh added."),
        ],
        day=day,
        names=FLOOD_NAMES,
    )


def make_lone(word: str) -> Article:
    return make_article(f"About {word}", [Said(f"Nothing but {word} matters.")], names={})


def test_a_first_article_opens_a_story() -> None:
    article = make_harbour()
    (story_id,) = link_articles([article.pk])
    story = Story.objects.get(pk=story_id)
    link = StoryArticle.objects.get()
    assert (link.story, link.article, link.is_main) == (story, article, True)
    assert link.reasons == ["opens the story: no other shares its terms"]
    assert story.slug == "meridian-freight-to-close-ostrava-quay-0"
    assert (story.first_day, story.last_day) == (FIRST, FIRST)
    assert Story.objects.stale().get() == story
    assert "name:quay" in StoryTotal.objects.get(story=story).terms
    assert ArticleTerm.objects.filter(article=article, term="name:quay", day=FIRST).exists()
    assert TermCount.objects.get(term="name:quay").stories == 1


def test_an_article_on_the_same_matter_joins_it() -> None:
    first = link_articles([make_harbour(1).pk])
    later = make_harbour(2, FIRST + timedelta(days=2))
    assert link_articles([later.pk]) == first
    link = StoryArticle.objects.get(article=later)
    assert 0.25 <= link.score <= 1
    assert any("shared names" in reason for reason in link.reasons)
    story = Story.objects.get()
    assert (story.wanted_revision, story.last_day) == (3, FIRST + timedelta(days=2))


def test_an_article_on_another_matter_does_not() -> None:
    harbour = link_articles([make_harbour().pk])
    assert link_articles([make_flood().pk]).isdisjoint(harbour)


def test_a_batch_finds_its_stories_in_any_order() -> None:
    articles = [make_harbour(1), make_flood(1), make_harbour(2), make_flood(2)]
    link_articles([article.pk for article in reversed(articles)])
    homes = dict(StoryArticle.objects.values_list("article_id", "story_id"))
    harbour, flood, harbour_too, flood_too = (homes[article.pk] for article in articles)
    assert (harbour, flood) == (harbour_too, flood_too)
    assert harbour != flood


def test_a_story_has_its_profile_beside_its_total() -> None:
    """One that an older program left without is compared by its total, and has one then."""
    link_articles([make_harbour(number).pk for number in range(3)])
    row = StoryTotal.objects.get()
    assert row.profile == total_of(stories_with_totals([row.pk])[row.pk]).profile().terms
    StoryTotal.objects.update(profile={})
    (story,) = stories_with_totals([row.pk]).values()
    assert total_of(story).profile().terms == row.profile
    assert link_articles([make_harbour(4).pk]) == {row.pk}
    assert len(StoryTotal.objects.get().profile) >= len(row.profile) > 0


def test_the_order_of_arrival_leaves_no_trace_in_what_a_story_is_about() -> None:
    articles = [make_harbour(number).pk for number in range(4)]

    def terms() -> dict[str, float]:
        return StoryTotal.objects.get().terms

    for pk in articles:
        link_articles([pk])
    one_by_one = terms()
    Story.objects.all().delete()
    link_articles(reversed(articles))
    assert terms() == pytest.approx(one_by_one)


def test_near_misses_are_kept_with_their_reasons() -> None:
    link_articles([make_harbour().pk])
    miss = make_article(
        "Dockers at Ostrava Quay win the cup",
        [Said("Dockers at Ostrava Quay won the regatta against Brno Rowers.")],
        names={"Ostrava Quay": NameKind.PLACE, "Brno Rowers": NameKind.ORGANISATION},
        day=FIRST + timedelta(days=50),
    )
    link_articles([miss.pk])
    rejection = LinkRejection.objects.get()
    assert rejection.article == miss
    assert rejection.story != StoryArticle.objects.get(article=miss).story
    assert rejection.score < 0.5
    assert rejection.reasons[0] == "2 shared names: ostrava, quay"


def test_a_second_run_touches_no_row() -> None:
    ids = [make_harbour(1).pk, make_flood(1).pk]
    stories = link_articles(ids)
    before = rows_of(*LINKED)
    assert link_articles(ids) == stories
    assert rows_of(*LINKED) == before


def test_the_same_title_gets_a_slug_of_its_own() -> None:
    names: dict[str, NameKind] = {}
    for number in range(3):
        said = [Said(f"Word{number} thing{number} matter{number}.")]
        link_articles([make_article("???", said, names=names).pk])
    assert sorted(Story.objects.values_list("slug", flat=True)) == ["story", "story-2", "story-3"]


def queries_for(count: int) -> int:
    """For a batch of so many articles, a third of which opens a story of its own."""
    batch = [make_harbour(100 * count + number).pk for number in range(count * 2 // 3)]
    batch += [make_lone(f"word{count}of{number}").pk for number in range(count // 3)]
    with CaptureQueriesContext(connection) as queries:
        link_articles(batch)
    assert StoryArticle.objects.filter(article__in=batch).count() == count
    return len(queries)


def test_the_number_of_queries_is_flat() -> None:
    link_articles([make_harbour(99).pk])
    few, many = queries_for(3), queries_for(30)
    assert max(few, many) <= QUERIES


def test_no_other_story_is_read() -> None:
    """Only stories in the index under the article's own terms are looked at."""
    link_articles([make_flood(number).pk for number in range(3)])
    article = make_harbour()
    with CaptureQueriesContext(connection) as queries:
        link_articles([article.pk])
    touching = [q["sql"] for q in queries if 'FROM "stories_story"' in q["sql"]]
    assert touching
    assert all("IN (" in sql or "slug" in sql for sql in touching)


# --- two workers ----------------------------------------------------------------------------


def link_at_once(articles: list[int]) -> list[BaseException]:
    """Link each in a thread of its own, all started together; gives back what went wrong."""
    barrier = threading.Barrier(len(articles))
    failed: list[BaseException] = []

    def link(pk: int) -> None:
        try:
            barrier.wait(10)
            link_articles([pk])
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=link, args=[pk]) for pk in articles]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_open_one_story() -> None:
    for round_number in range(5):
        articles = [make_harbour(10 * round_number + number).pk for number in range(4)]
        assert link_at_once(articles) == []
        homes = StoryArticle.objects.filter(article__in=articles).values("story").distinct()
        assert homes.count() == 1
        Story.objects.all().delete()


def test_rows_are_found_by_index_alone() -> None:
    """As planned for an archive in which reading a whole table would be dear."""
    link_articles([make_harbour(number).pk for number in range(3)])
    article = make_harbour(9)
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as queries:
        cursor.execute("SET LOCAL enable_seqscan = off")
        link_articles([article.pk])
        looked_up = [
            q["sql"]
            for q in queries
            if "LATERAL" in q["sql"] and q["sql"].lstrip().startswith(("SELECT", "WITH"))
        ]
        assert len(looked_up) == 4
        for sql in looked_up:
            cursor.execute(f"EXPLAIN {sql}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
            assert "Seq Scan on stories" not in plan
            assert "Index" in plan
