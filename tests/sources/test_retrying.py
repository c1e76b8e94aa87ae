"""When a fetch is tried again."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime
from random import Random

import pytest

from apps.sources.fetching import MAX_TRIES, FailureKind, FetchFailed, retry_delay
from apps.sources.fetching.retrying import read_retry_after

SIX_HOURS = 6 * 3600


def delays(failures: int, retry_after: float | None = None) -> list[float]:
    rng = Random(7)
    return [retry_delay(failures, retry_after, rng=rng) for _ in range(2_000)]


@pytest.mark.parametrize(
    ("failures", "ceiling"),
    [(1, 30), (2, 60), (3, 120), (5, 480), (20, SIX_HOURS), (10_000, SIX_HOURS)],
)
def test_it_waits_longer_each_time_and_never_all_at_once(failures: int, ceiling: float) -> None:
    found = delays(failures)
    assert max(found) <= ceiling
    assert max(found) > 0.95 * ceiling
    assert min(found) < 0.05 * ceiling
    assert 0.45 * ceiling < sum(found) / len(found) < 0.55 * ceiling


def test_it_waits_at_least_as_long_as_the_site_asks() -> None:
    assert min(delays(1, 120)) == 120
    assert min(delays(5, 10)) >= 10
    assert max(delays(5, 10)) > 400
    assert set(delays(1, 10**9)) == {SIX_HOURS}


def test_six_tries() -> None:
    assert MAX_TRIES == 6


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("9" * 400, SIX_HOURS),
        ("Sun, 22 Nov 2026 12:05:00 GMT", 300),
        ("Sun, 22 Nov 2026 13:05:00 +0100", 300),
        ("Sun Nov 22 12:05:00 2026", 300),
        ("Sat, 21 Nov 2026 12:00:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", SIX_HOURS),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("٣", None),
        ("soon", None),
        ("Sun, 99 Nov 2026 12:05:00 GMT", None),
        ("Sun, 22 Nov 99999999 12:05:00 GMT", None),
    ],
)
def test_what_a_site_asks_for(header: str, seconds: float | None) -> None:
    now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    assert read_retry_after(header, now) == seconds


def test_a_failure_survives_the_way_between_processes() -> None:
    failed = FetchFailed("No. Wait.", FailureKind.STATUS, 429, 7.0)
    again = pickle.loads(pickle.dumps(failed))
    assert (str(again), again.kind, again.status) == ("No. Wait.", FailureKind.STATUS, 429)
    assert again.is_passing
    assert again.retry_after == 7.0
