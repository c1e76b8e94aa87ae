"""What the story page weighs with fifty of everything (budgets of the interface)."""

from __future__ import annotations

import gzip
import re

from django.test import Client

from tests.support.newsroom import make_story


def test_fifty_of_everything_stay_light(analyst_client: Client) -> None:
    story = make_story(50).story
    page = analyst_client.get(f"/s/{story.slug}/").content
    chart = re.search(rb'<svg class="visually-hidden".*?<p id="chart-words"', page, re.S)
    assert chart
    assert len(gzip.compress(page)) <= 25_000
    assert len(chart[0]) <= 40_000 and len(gzip.compress(chart[0])) <= 8_000
