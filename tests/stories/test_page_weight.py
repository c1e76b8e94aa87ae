"""What the story page weighs with fifty of everything (budgets of the interface)."""

from __future__ import annotations

import gzip
import re

import pytest

from apps.accounts.models import Role
from tests.support.newsroom import make_story, signed_in

PAGE, CHART = (120_000, 25_000), (40_000, 8_000)  # bytes, packed


def weigh(words: bytes) -> tuple[int, int]:
    return len(words), len(gzip.compress(words))


@pytest.mark.parametrize("role", [Role.ANALYST, Role.EDITOR, Role.ADMIN])
def test_fifty_of_everything_stay_light(db: None, role: Role) -> None:
    story = make_story(50).story
    page = signed_in(role).get(f"/s/{story.slug}/").content
    chart = re.search(
        rb'<svg class="visually-hidden"[^>]*><defs>.*?<p id="chart-words"', page, re.S
    )
    assert chart
    for words, (most, most_packed) in ((page, PAGE), (chart[0], CHART)):
        raw, packed = weigh(words)
        assert raw <= most and packed <= most_packed
    assert page.count(b'<li class="entry ') == 50
