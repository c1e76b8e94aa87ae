"""Linking looks again: articles move, stories turn out to be one, and people's word stands."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import pytest

from apps.accounts.models import Role
from apps.sources.models import Article
from apps.stories.facts import read_articles
from apps.stories.models import LinkRejection, Story, StoryArticle, StoryTotal, TermCount
from apps.stories.services import close_story, link_articles, reject_articles
from apps.stories.services.deciding_stories import decided_on
from apps.stories.services.indexing import ALL_STORIES, index_stories
from storytracker.analysis.story.heap import Heap
from storytracker.analysis.story.linking import article_profile
from tests.support.made import Said, make_article, make_person

pytestmark = pytest.mark.django_db

DAY = date(2024, 5, 6)
WORDS = [a + b for a in ("kel", "mor", "tan", "vin", "dro") for b in ("dal", "rop", "sib", "zek")]


def make(words: Sequence[str], day: date = DAY) -> Article:
    """An article of these words and nothing else."""
    return make_article("???", [Said(f"{' '.join(words)}.")], names={}, day=day)


def link_one(words: Sequence[str], day: date = DAY) -> Article:
    article = make(words, day)
    link_articles([article.pk])
    return article


def home(article: Article) -> StoryArticle:
    return StoryArticle.objects.get(article=article, is_main=True)


def counts() -> dict[str, int]:
    return dict(TermCount.objects.filter(stories__gt=0).values_list("term", "stories"))


# Alone the second is not near enough to the first; the third says what both have in common.
FIRST, SECOND, BOTH = WORDS[:10], WORDS[8:18], WORDS[4:14]


def test_an_article_moves_to_a_story_that_it_is_more_like_by_now() -> None:
    one, two = link_one(FIRST), link_one(SECOND)
    left = home(two).story
    assert home(one).story != left
    three = link_one(BOTH)
    assert home(one).story == home(two).story == home(three).story
    moved = next(row for row in (home(one), home(two)) if row.reasons[0].startswith("moved"))
    assert moved.reasons[0] == "moved here from “???”, which it is less like"
    emptied = Story.objects.exclude(merged_into=None).get()
    assert emptied.merged_into == home(three).story
    assert StoryTotal.objects.get().articles == 3
    assert counts() == {ALL_STORIES: 1, **dict.fromkeys(WORDS[:18], 1)}


def decide(story: Story) -> None:
    close_story(story.pk, reason="Done with.", by=make_person(Role.EDITOR), seen=decided_on(story))


@pytest.mark.parametrize("which", [0, 1])
def test_what_a_person_has_decided_on_stays(which: int) -> None:
    articles = [link_one(FIRST), link_one(SECOND)]
    decided = home(articles[which]).story
    decide(decided)
    link_one(BOTH)
    assert home(articles[which]).story == decided != home(articles[1 - which]).story
    assert not Story.objects.exclude(merged_into=None).exists()


def test_what_was_refused_does_not_come_back() -> None:
    """An editor took it out of the story: nothing that comes later moves it there again."""
    one, two, _ = link_one(FIRST), link_one(FIRST), link_one(FIRST)
    story = home(one).story
    reject_articles(
        story.pk, [two.pk], reason="No.", by=make_person(Role.EDITOR), seen=decided_on(story)
    )
    assert home(two).story != story
    link_one(FIRST)
    assert home(one).story == story != home(two).story


def test_stories_that_turn_out_to_be_one_are_joined() -> None:
    """Too far apart in time at first; what comes between them closes the gap."""
    late, between = date(2024, 12, 1), date(2024, 10, 15)
    one = link_one(WORDS[:16])
    two, like_two = link_one(WORDS[:6], late), link_one(WORDS[:6], late)
    large, small = home(one).story, home(two).story
    assert home(like_two).story == small != large
    for _ in range(2):
        link_one(WORDS[:16], between)
    assert home(two).story == home(like_two).story == home(one).story
    gone = Story.objects.exclude(merged_into=None).get()
    assert gone in (large, small)
    assert gone.merged_into == home(one).story
    told = [row.reasons[0] for row in StoryArticle.objects.all()]
    assert "its story “???” turned out to be this one" in told
    assert counts()[ALL_STORIES] == 1
    assert not LinkRejection.objects.filter(story=home(one).story, article=two).exists()


def test_the_index_made_anew_is_the_index_there_was() -> None:
    for words in (FIRST, SECOND, BOTH, WORDS[14:]):
        link_one(words)

    def index() -> tuple[object, ...]:
        totals = {row.pk: (row.terms, row.shared, row.days) for row in StoryTotal.objects.all()}
        return totals, counts(), list(Story.objects.values_list("first_day", "last_day"))

    before = index()
    index_stories(set(StoryTotal.objects.values_list("pk", flat=True)))
    assert index() == before


def random_texts(stories: int, articles: int) -> list[list[str]]:
    """Articles of stories that have words of their own, and share others with all."""
    chance = random.Random(3)
    words = [f"{a}o{b}a{c}u" for a in "bdfgkt" for b in "lmnprs" for c in "dfgkvz"]
    chance.shuffle(words)
    common, own = words[:60], [words[60 + 12 * s : 72 + 12 * s] for s in range(stories)]
    return [
        chance.sample(chance.choice(own), 6) + chance.sample(common, 4) for _ in range(articles)
    ]


def test_the_database_makes_the_stories_that_the_heap_makes() -> None:
    heap = Heap()
    for words in random_texts(stories=12, articles=60):
        article = link_one(words)
        (held,) = read_articles([article.pk]).by_key.values()
        heap.add(str(article.pk), article_profile(held.facts))
    made: dict[int, set[str]] = defaultdict(set)
    for story, pk in StoryArticle.objects.values_list("story_id", "article_id"):
        made[story].add(str(pk))
    right = {frozenset(story) for story in heap.stories}
    assert 6 <= len(right) <= 30
    same = {frozenset(story) for story in made.values()} & right
    # The heap takes the rarity of terms anew after twenty articles, linking with each batch.
    assert sum(map(len, same)) >= 0.9 * 60
