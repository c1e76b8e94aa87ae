"""The chart is geometry alone: no database, no mark-up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from apps.stories.chart import LANE_LABELS, LEAST_WIDTH, Entry, Held, Telling, draw

NOV_2, NOV_3 = date(2023, 11, 2), date(2023, 11, 3)


def telling(key: str, day: date = NOV_3, **more: bool) -> Telling:
    return Telling(key=key, anchor=f"t-{key}", words=f"Article {key}", day=day, **more)


def entry(number: int, origin: str, kind: str = "report", **more: object) -> Entry:
    facts = {"verb": "reports", "words": f"{origin} speaks", "day": NOV_2, **more}
    return Entry(f"d{number}", f"e{number}", number, origin, kind, **facts)  # type: ignore[arg-type]


def three() -> list[Entry]:
    return [
        entry(
            1,
            "A Daily",
            held=Held.SUGGESTED,
            tellings=(telling("p"), telling("q", is_inferred=True)),
        ),
        entry(2, "B News", "addition", target="d1", tellings=(telling("p"),)),
        entry(3, "A Ministry", "denial", target="d1", day=NOV_3),
    ]


def test_nothing_to_tell_draws_nothing() -> None:
    assert draw([]) is None


def test_each_origin_has_one_lane_in_order_of_appearance() -> None:
    chart = draw([*three(), entry(4, "A Daily", "correction", target="d1", day=NOV_3)])
    assert chart
    assert [lane.name for lane in chart.lanes] == ["A Daily", "B News", "A Ministry"]
    assert sorted(lane.y for lane in chart.lanes) == [lane.y for lane in chart.lanes]
    assert chart.marks[0].y == chart.marks[3].y == chart.lanes[0].y


def test_time_runs_to_the_right_and_marks_stay_inside() -> None:
    chart = draw(three())
    assert chart
    xs = [mark.x for mark in chart.marks]
    assert xs == sorted(xs) and len(set(xs)) == 3
    assert all(LANE_LABELS < mark.x < chart.width for mark in chart.marks)
    assert chart.width >= LEAST_WIDTH


def test_days_meet_without_overlap() -> None:
    chart = draw(three())
    assert chart
    assert [day.label for day in chart.days] == ["2 Nov 2023", "3 Nov"]
    assert chart.days[0].right <= chart.days[1].left
    assert not any(day.after_break for day in chart.days)


def test_a_gap_in_time_is_a_break_and_not_a_scale() -> None:
    chart = draw([entry(1, "A"), entry(2, "B", day=NOV_2 + timedelta(days=400))])
    assert chart
    assert [day.after_break for day in chart.days] == [False, True]
    assert [day.label for day in chart.days] == ["2 Nov 2023", "6 Dec 2024"]
    assert chart.width < 2 * LEAST_WIDTH


def test_an_article_stands_in_one_column_whatever_it_tells() -> None:
    chart = draw(three())
    assert chart
    places = {(dot.words, dot.x) for dot in chart.dots if dot.words == "Article p"}
    assert len(places) == 1
    assert {dot.y for dot in chart.dots if dot.words == "Article p"} == {
        chart.lanes[0].y,
        chart.lanes[1].y,
    }


def test_lines_say_what_they_are() -> None:
    chart = draw(three())
    assert chart
    styles = [(arc.style, arc.is_inferred) for arc in chart.arcs]
    assert styles == [
        ("relay", False),
        ("relay", True),
        ("relay", False),
        ("adds", False),
        ("denies", False),
    ]


def test_an_undated_entry_stands_with_its_predecessor() -> None:
    chart = draw([entry(1, "A"), entry(2, "B", day=None)])
    assert chart
    assert [day.label for day in chart.days] == ["2 Nov 2023"]
    assert chart.marks[1].x > chart.marks[0].x


def test_an_approximate_day_gives_way_to_provenance() -> None:
    chart = draw([entry(1, "A", day=NOV_3), entry(2, "B", day=NOV_2, is_approximate=True)])
    assert chart
    assert chart.marks[0].x < chart.marks[1].x


def test_nothing_dated_at_all_still_draws() -> None:
    chart = draw([entry(1, "A", day=None), entry(2, "B", day=None)])
    assert chart
    assert [day.label for day in chart.days] == ["no date"]


def test_a_crowd_of_relays_shares_a_mark_with_their_number() -> None:
    crowd = tuple(telling(str(n)) for n in range(40))
    chart = draw([entry(1, "A", tellings=crowd)])
    assert chart
    assert [dot.count for dot in chart.dots] == [40]
    assert chart.dots[0].words == "40 articles tell 1"


def test_a_target_that_is_not_shown_leaves_no_line() -> None:
    chart = draw([entry(1, "A", "denial", target="gone")])
    assert chart
    assert chart.arcs == ()


def test_the_summary_tells_it_without_the_picture() -> None:
    chart = draw(three())
    assert chart
    assert chart.summary.startswith(
        "1: A Daily speaks; a text is held that the program takes for a copy"
    )
    assert (
        "2 articles tell it. 2: B News speaks; its text is not held, one article tells it."
        in chart.summary
    )


@pytest.mark.parametrize("count", [1, 7, 50])
def test_marks_never_touch(count: int) -> None:
    chart = draw(
        [entry(n, f"Origin {n % 5}", day=NOV_2 + timedelta(days=n // 4)) for n in range(count)]
    )
    assert chart
    xs = sorted(mark.x for mark in chart.marks)
    assert all(b - a >= 28 for a, b in zip(xs, xs[1:], strict=False))
