"""Fourteen other small stories in other words, about other matters, with other outlets.

What holds for the sample story must hold for them too: nothing is fitted to the sample.
"""

from __future__ import annotations

import pytest

from tests.analysis.gold_story import OTHERS, SEEDS, linked, shuffled, tellings
from tests.analysis.gold_suite import GoldTests
from tests.analysis.gold_suite import parametrise as pytest_generate_tests

__all__ = ["TestOtherStories", "pytest_generate_tests"]


class TestOtherStories(GoldTests):
    """What holds for every story of the gold."""

    stories = OTHERS


@pytest.mark.parametrize("seed", range(10))
def test_the_stories_in_one_heap_stay_apart(seed: int) -> None:
    """All articles of all stories in a random order: each story by itself again."""
    names = (SEEDS, *OTHERS)
    wanted = {frozenset(told.facts.key for told in tellings(name).values()): name for name in names}
    labels = {
        told.facts.key: f"{name}/{key.split('_')[0]}"
        for name in names
        for key, told in tellings(name).items()
    }
    groups = [frozenset(group) for group in linked(shuffled(names, seed))]
    wrong = [sorted(labels[key] for key in group) for group in groups if group not in wanted]
    assert not wrong, f"these groups are no story: {wrong}"
