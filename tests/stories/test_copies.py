"""A copy of a text that the archive has is found through an index, and goes where the text is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.sources.models import Article
from apps.stories.models import ArticleSketch, StoryArticle
from apps.stories.services import link_articles
from storytracker.analysis.story.heap import Heap, Held
from storytracker.analysis.story.linking import LinkDecision, Profile
from storytracker.analysis.story.near_duplicates import shingled
from tests.stories.test_linking import QUERIES
from tests.support.made import Said, make_article

pytestmark = pytest.mark.django_db

FIRST = date(2024, 5, 6)
SAME = LinkDecision(0.8, True, ("the same text as another",))


def sentences(what: str, count: int = 16) -> list[Said]:
    """As many sentences, each with words that no other has."""
    return [
        Said(f"Of {what}{n} the clerk{n} of pier{n} said that crane{n} and barge{n} would stay{n}.")
        for n in range(count)
    ]


def make(title: str, said: list[Said], outlet: str | None, days: int = 0) -> Article:
    return make_article(title, said, outlet=outlet, day=FIRST + timedelta(days=days), names={})


def link_of(article: Article) -> StoryArticle:
    link_articles([article.pk])
    return StoryArticle.objects.get(article=article, is_main=True)


WIRE = sentences("wire")


def test_a_cut_copy_under_another_headline_goes_where_the_text_is() -> None:
    first = link_of(make("Harbour is to stay open", WIRE, "Harbour Post"))
    cut = link_of(make("What we know of the cranes", WIRE[:8], "Quay Courier", days=3))
    assert cut.story == first.story
    assert cut.reasons[0] == "the same text as “Harbour is to stay open” (Harbour Post)"
    assert "runs of 5 words stand in the other too" in cut.reasons[1]
    assert cut.score > 0.9


def test_copies_in_one_batch_find_each_other() -> None:
    copies = [make(f"Title {n}", WIRE, f"Site {n}", days=n) for n in range(3)]
    (story,) = link_articles([copy.pk for copy in copies])
    links = StoryArticle.objects.filter(story=story).order_by("article__when_day")
    assert ["the same text" in link.reasons[0] for link in links] == [False, True, True]


@pytest.mark.parametrize(
    ("outlet", "days", "said"),
    [
        ("Harbour Post", 7, WIRE),  # what an outlet prints every week
        ("Quay Courier", 300, WIRE),  # what comes back after a year
        ("Quay Courier", 1, [*WIRE[:5], *sentences("digest", 60)]),  # one report of many
        ("Quay Courier", 1, WIRE[:2]),  # a sentence or two that anybody may quote
    ],
)
def test_other_texts_with_words_in_common_are_no_copies(
    outlet: str, days: int, said: list[Said]
) -> None:
    link_of(make("Harbour is to stay open", WIRE, "Harbour Post"))
    other = link_of(make("Something else", said, outlet, days=days))
    assert not any("the same text" in reason for reason in other.reasons)


def test_the_number_of_queries_hangs_on_neither_copies_nor_archive() -> None:
    def queries_for(count: int, what: str) -> int:
        said = sentences(what)
        link_articles([make(f"First of {what}", said, "Harbour Post").pk])
        copies = [make(f"{what} {n}", said, f"Site {n}").pk for n in range(count)]
        with CaptureQueriesContext(connection) as queries:
            link_articles(copies)
        return len(queries)

    # Statements with nothing to write are left out.
    assert max(queries_for(12, "many"), queries_for(2, "few")) <= QUERIES


def test_the_index_has_a_part_of_the_sketch() -> None:
    article = link_of(make("Harbour is to stay open", WIRE, "Harbour Post")).article
    kept = set(ArticleSketch.objects.filter(article=article).values_list("shingle", flat=True))
    text = "\n".join(each.words for each in WIRE)
    assert 0 < len(kept) < len(shingled(text).sketch)
    assert kept < shingled(text).sketch


def test_the_sums_are_those_that_are_stored() -> None:
    """Other sums find nothing of what is stored: they need a migration that writes them anew."""
    assert shingled("one two three four five six").sketch == STORED


STORED = frozenset({1550494271177374913, 8526197888232030533})


# --- in the heap ------------------------------------------------------------------------------


def a_heap() -> Heap:
    heap = Heap()
    for number in (1, 2):
        heap.held[number] = Held()
        heap.hold(f"held {number}", Profile({f"term{number}": 1.0}, FIRST, FIRST), number)
    return heap


NEW = Profile({"another": 1.0}, FIRST, FIRST)


def test_a_copy_joins_whatever_the_words_say() -> None:
    linked = a_heap().add("new", NEW, copies=[("gone", SAME), ("held 2", SAME)])
    assert (linked.story, linked.decision) == (2, SAME)


def test_what_an_editor_refused_and_what_is_closed_stays_so() -> None:
    heap = a_heap()
    heap.held[1].is_open = False
    linked = heap.add("new", NEW, barred={2}, copies=[("held 1", SAME), ("held 2", SAME)])
    assert linked.decision is None
    assert linked.story not in {1, 2}
