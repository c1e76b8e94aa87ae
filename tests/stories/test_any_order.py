"""However articles arrive, and however often: the same stories, the same timelines.

The invented stories of ``tests/gold/stories``, three at a time, through the whole recipe: in random
orders and batches, some files more than once, everything worked out anew in between.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import transaction

from apps.claims.models import VersionAnalysis
from apps.sources.documents import Document
from apps.stories.models import Story
from apps.stories.services import touch_stories
from tests.analysis.gold_story import gold, source_file
from tests.support import queues
from tests.support.bringing import bring, settle
from tests.support.stored import StoredStory, without_order

pytestmark = pytest.mark.django_db

STORIES = (("takeover", "leak", "resignation"), ("ferry", "recall", "side-letter"))
SHUFFLES = (1, 2)


@pytest.fixture(autouse=True)
def empty_queues(servers: object) -> None:
    queues.take()


def files(names: Sequence[str]) -> list[Document]:
    paths = [source_file(name, key) for name in names for key in gold(name)["articles"]]
    return [
        Document(path.read_bytes(), file_name=f"{path.parent.name}-{path.name}") for path in paths
    ]


def work_out_anew() -> None:
    """As after an update that reads and tells everything in another way."""
    VersionAnalysis.objects.update(analysis_version="an older one")
    Story.objects.update(analysis_version="an older one")
    touch_stories(Story.objects.values_list("pk", flat=True))
    settle()


def outcome() -> dict[frozenset[str], dict[str, Any]]:
    """What the database tells: per story its articles, and all of its timeline."""
    told = {}
    for story in Story.objects.filter(articles__gt=0).distinct():
        stored = StoredStory(story)
        told[frozenset(stored.holdings.by_key)] = without_order(stored.analysis())
    return told


def in_order(documents: Sequence[Document]) -> dict[frozenset[str], dict[str, Any]]:
    with transaction.atomic():
        bring(documents)
        found = outcome()
        transaction.set_rollback(True)
    return found


def shuffled(documents: Sequence[Document], seed: int) -> dict[frozenset[str], dict[str, Any]]:
    """In batches of one to four, each brought once more by chance, worked out anew by chance."""
    chance = random.Random(seed)
    left = list(documents)
    chance.shuffle(left)
    with transaction.atomic():
        while left:
            size = chance.randint(1, 4)
            batch, left = left[:size], left[size:]
            bring(batch, times=chance.choice((1, 1, 2)))
            if chance.random() < 0.3:
                bring(chance.sample(list(documents), 3))
            if chance.random() < 0.3:
                work_out_anew()
        bring(list(documents))
        found = outcome()
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("names", STORIES, ids=lambda names: "+".join(names))
def test_the_same_stories_and_timelines_in_any_order(names: Sequence[str]) -> None:
    documents = files(names)
    first = in_order(documents)
    assert first
    for seed in SHUFFLES:
        again = shuffled(documents, seed)
        assert set(again) == set(first), f"other stories with seed {seed}"
        for articles, told in first.items():
            differing = [part for part in told if again[articles][part] != told[part]]
            assert not differing, f"“{told['title']}” differs in {differing} with seed {seed}"
