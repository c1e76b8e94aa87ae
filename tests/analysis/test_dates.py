"""Dates as written, and the evidence that settles an ambiguous one."""

from dataclasses import replace
from datetime import date, time

import pytest

from storytracker.analysis.reading.dates import (
    DateSetting,
    DateSource,
    find_date,
    is_change,
    merge_feed_date,
)
from storytracker.analysis.reading.written_dates import (
    day_of_address,
    days_in_address,
    written_dates,
)
from storytracker.analysis.types import UNDATED, Basis, Dating, Precision


def found(text: str, **setting: object) -> date | None:
    dating = find_date([DateSource(text, Basis.TEXT, "a line")], DateSetting(**setting))  # type: ignore[arg-type]
    return dating.day


@pytest.mark.parametrize(
    ("text", "day", "clock", "offset"),
    [
        ("2020-05-03", date(2020, 5, 3), None, None),
        ("2020-05-03T10:11:12+01:00", date(2020, 5, 3), time(10, 11), 60),
        ("2020-05-03T10:11:12.123Z", date(2020, 5, 3), time(10, 11), 0),
        ("Sun, 03 May 2020 12:00:30 GMT", date(2020, 5, 3), time(12, 0), 0),
        ("May 3, 2020", date(2020, 5, 3), None, None),
        ("3rd of May 2020", date(2020, 5, 3), None, None),
        ("Posted on Nov. 3, 2020 at 5 p.m. EST", date(2020, 11, 3), time(17, 0), -300),
        ("5:39 PM EDT, Tue May 5, 2020", date(2020, 5, 5), time(17, 39), -240),
        ("14 May 2024, 6.00am", date(2024, 5, 14), time(6, 0), None),
        ("15. Februar 2018 um 14:05 Uhr", date(2018, 2, 15), time(14, 5), None),
        ("le 3 mai 2019 à 10h20", date(2019, 5, 3), time(10, 20), None),
        ("3 de mayo de 2019", date(2019, 5, 3), None, None),
        ("2021年3月4日", date(2021, 3, 4), None, None),
        ("1588500720", date(2020, 5, 3), time(10, 12), 0),
    ],
)
def test_it_reads_dates_as_they_are_written(
    text: str, day: date, clock: time | None, offset: int | None
) -> None:
    dating = find_date([DateSource(text, Basis.METADATA, "a meta element")])
    assert (dating.day, dating.clock, dating.utc_offset) == (day, clock, offset)
    assert dating.precision is (Precision.MINUTE if clock else Precision.DAY)
    assert dating.other_days == ()
    assert dating.reasons


@pytest.mark.parametrize(
    "text",
    ["", "31/31/2020", "31 February 2020", "2020-13-45", "1.2.3", "May 2020 was hot", "v10.2.11"],
)
def test_other_figures_give_no_day(text: str) -> None:
    assert [w for w in written_dates(text) if w.precision is not Precision.MONTH] == []


def test_a_month_is_kept_as_a_month() -> None:
    dating = find_date([DateSource("November 2023", Basis.TEXT, "a line")])
    assert (dating.day, dating.precision) == (date(2023, 11, 1), Precision.MONTH)


def test_an_ambiguous_date_without_evidence_keeps_both_days() -> None:
    dating = find_date([DateSource("02/11/2023", Basis.TEXT, "a line")])
    assert dating.day == date(2023, 11, 2)
    assert dating.other_days == (date(2023, 2, 11),)


@pytest.mark.parametrize(
    ("text", "setting", "day"),
    [
        ("02/11/2023 23h18", {}, date(2023, 11, 2)),
        ("02.11.2023", {}, date(2023, 11, 2)),
        ("02/11/2023", {"locale": "en-US"}, date(2023, 2, 11)),
        ("02/11/2023", {"locale": "de"}, date(2023, 11, 2)),
        ("02/11/2023", {"country": "us"}, date(2023, 2, 11)),
        ("02/11/2023", {"country": "gb"}, date(2023, 11, 2)),
        ("02/11/2023", {"near": (date(2023, 11, 2),)}, date(2023, 11, 2)),
        ("02/11/2023", {"near": (date(2023, 2, 11),)}, date(2023, 2, 11)),
        ("02/11/2023", {"orders": (-1,)}, date(2023, 2, 11)),
        ("02/11/2023", {"latest": date(2023, 6, 1)}, date(2023, 2, 11)),
        ("Thursday 02/11/2023", {}, date(2023, 11, 2)),
        ("Saturday 02/11/2023", {}, date(2023, 2, 11)),
        ("13/02/2020", {}, date(2020, 2, 13)),
        ("02/13/2020", {}, date(2020, 2, 13)),
    ],
)
def test_evidence_settles_day_first_or_month_first(
    text: str, setting: dict[str, object], day: date
) -> None:
    dating = find_date(
        [DateSource(text, Basis.TEXT, "a line")],
        DateSetting(**setting),  # type: ignore[arg-type]
    )
    assert dating.day == day
    assert dating.other_days == ()


def test_the_first_source_wins_and_a_later_one_lends_the_clock() -> None:
    dating = find_date(
        [
            DateSource("3 May 2020", Basis.METADATA, "the first"),
            DateSource("2020-05-03T10:20:00Z", Basis.METADATA, "the second"),
            DateSource("2021-01-01", Basis.METADATA, "the third"),
        ]
    )
    assert (dating.day, dating.clock) == (date(2020, 5, 3), time(10, 20))


def test_midnight_is_a_day_without_a_clock() -> None:
    dating = find_date([DateSource("2020-05-03T00:00:00", Basis.METADATA, "a meta element")])
    assert (dating.clock, dating.precision) == (None, Precision.DAY)


def test_a_date_in_the_future_is_passed_over() -> None:
    assert found("2030-01-01 and 2020-01-01", latest=date(2021, 1, 1)) == date(2020, 1, 1)


def test_nothing_is_invented() -> None:
    dating = find_date([DateSource("yesterday at noon", Basis.TEXT, "a line")])
    assert (dating.day, dating.precision) == (None, Precision.UNKNOWN)


@pytest.mark.parametrize(
    ("url", "days"),
    [
        ("https://example.org/photos/uri20231102-57-x?1698967235", (date(2023, 11, 2),)),
        ("https://example.org/2020/05/17/a-bridge", (date(2020, 5, 17),)),
        ("https://example.org/15856414/x", ()),
        ("", ()),
    ],
)
def test_addresses_hold_days(url: str, days: tuple[date, ...]) -> None:
    assert days_in_address(url) == days


# --- a feed's date beside the page's --------------------------------------------------------

MAY_3 = date(2020, 5, 3)
FEED = Dating(MAY_3, time(10, 20), 0, Precision.MINUTE, Basis.FEED, (), ("the feed",))


def page_dating(day: date | None, precision: Precision, **more: object) -> Dating:
    return Dating(day=day, precision=precision, basis=Basis.METADATA, **more)  # type: ignore[arg-type]


def test_a_feed_fills_in_a_missing_date() -> None:
    found = merge_feed_date(UNDATED, FEED)
    assert (found.day, found.clock, found.basis) == (MAY_3, time(10, 20), Basis.FEED)
    assert "the page itself gives no date" in found.reasons


@pytest.mark.parametrize(
    "reading",
    [
        page_dating(MAY_3, Precision.MINUTE, clock=time(9), utc_offset=120),
        page_dating(date(2020, 5, 7), Precision.DAY),
        page_dating(date(2020, 6, 1), Precision.MONTH),
        Dating(date(2020, 5, 3), basis=Basis.EDITOR, precision=Precision.DAY),
    ],
)
def test_the_pages_own_date_stays_where_the_feed_adds_nothing(reading: Dating) -> None:
    assert merge_feed_date(reading, FEED) == reading
    assert merge_feed_date(reading, UNDATED) == reading


@pytest.mark.parametrize(
    "reading",
    [page_dating(MAY_3, Precision.DAY), page_dating(date(2020, 5, 1), Precision.MONTH)],
)
def test_a_feed_makes_a_day_or_a_month_exact(reading: Dating) -> None:
    found = merge_feed_date(reading, FEED)
    assert (found.day, found.clock, found.basis) == (MAY_3, time(10, 20), Basis.FEED)


def test_a_feeds_stamp_in_utc_is_told_on_the_pages_day() -> None:
    late = replace(FEED, day=date(2020, 5, 4), clock=time(2, 30))
    found = merge_feed_date(page_dating(MAY_3, Precision.DAY), late)
    assert (found.day, found.clock, found.utc_offset) == (MAY_3, time(23, 30), -180)
    noon = replace(FEED, day=date(2020, 5, 4), clock=time(12))
    assert merge_feed_date(page_dating(MAY_3, Precision.DAY), noon).basis is Basis.METADATA


def test_a_feed_settles_an_ambiguous_day() -> None:
    both = page_dating(date(2020, 3, 5), Precision.DAY, other_days=(MAY_3,))
    found = merge_feed_date(both, FEED)
    assert (found.day, found.other_days) == (MAY_3, ())
    neither = merge_feed_date(both, replace(FEED, day=date(2020, 8, 8)))
    assert neither.other_days == (MAY_3,)


@pytest.mark.parametrize(
    ("published", "modified", "told"),
    [
        (FEED, replace(FEED, clock=time(10, 21)), True),
        (FEED, replace(FEED, clock=time(12, 20), utc_offset=120), False),
        (FEED, replace(FEED, day=date(2020, 5, 4)), True),
        (FEED, replace(FEED, day=date(2020, 5, 2)), False),
        (FEED, UNDATED, False),
        (UNDATED, FEED, True),
    ],
)
def test_a_change_is_a_later_moment(published: Dating, modified: Dating, told: bool) -> None:
    assert is_change(published, modified) is told


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://example.org/2020/05/17/a-bridge", date(2020, 5, 17)),
        ("https://example.org/2020/5/7/a", date(2020, 5, 7)),
        ("https://example.org/news/17-05-2020", date(2020, 5, 17)),
        ("https://example.org/2020/05/a", None),
        ("https://example.org/a?on=2020-05-17", None),
        ("https://2020-05-17.example.org/a", None),
        ("not an address", None),
    ],
)
def test_an_address_states_its_own_day(url: str, day: date | None) -> None:
    assert day_of_address(url) == day
