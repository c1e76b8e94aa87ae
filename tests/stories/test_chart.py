"""The chart is geometry alone: no database, no mark-up."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from apps.stories.chart import Chart, Entry, Held, Telling, draw
from apps.stories.chart.scale import LEAST_WIDTH, MOST_LANES

NOV_2, NOV_3 = date(2023, 11, 2), date(2023, 11, 3)


def telling(key: str, day: date = NOV_3, **more: bool) -> Telling:
    return Telling(key=key, address=f"#t-{key}", words=f"Article {key}", day=day, **more)


def entry(number: int, origin: str, kind: str = "report", **more: object) -> Entry:
    facts = {"verb": "reports", "words": f"{origin} speaks", "day": NOV_2, **more}
    return Entry(f"d{number}", f"#e{number}", number, origin, kind, **facts)  # type: ignore[arg-type]


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
    assert all(0 < mark.x < chart.width for mark in chart.marks)
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


def test_the_summary_says_what_is_seen_at_a_glance() -> None:
    chart = draw(three())
    assert chart
    assert chart.summary == (
        "3 entries by 3 origins, 2 November 2023 to 3 November 2023: 3 reports; "
        "the texts of 2 are not held. The list below tells each of them in words."
    )


def many(count: int, *, origins: int = 5, per_day: int = 4, gap: int = 1) -> Chart:
    chart = draw(
        [
            entry(
                n,
                f"Origin {n % origins}",
                ("report", "addition", "denial")[n % 3],
                day=NOV_2 + timedelta(days=gap * (n // per_day)),
                target="d0" if n % 3 else "",
                tellings=tuple(
                    telling(f"{n}-{k}", NOV_2 + timedelta(days=n)) for k in range(n % 5)
                ),
            )
            for n in range(count)
        ]
    )
    assert chart
    return chart


@pytest.mark.parametrize("gap", [0, 1, 45])
@pytest.mark.parametrize("origins", [1, 7, 200])
@pytest.mark.parametrize("count", [1, 2, 24, 25, 200])
def test_everything_can_be_told_apart(count: int, origins: int, gap: int) -> None:
    """WCAG 2.2, 2.5.8: targets of 24 px; dates beside each other and not over each other."""
    chart = many(count, origins=origins, gap=gap)
    xs = sorted(mark.x for mark in chart.marks)
    assert len(xs) == count and all(b - a >= 28 for a, b in pairwise(xs))
    assert all(14 <= x <= chart.width - 14 for x in xs)
    assert all(a.right <= b.left for a, b in pairwise(chart.days))
    assert all(day.width >= 6 * len(day.label) for day in chart.days)
    assert {mark.y for mark in chart.marks} <= {lane.y for lane in chart.lanes}
    assert all(b.y - a.y >= 28 for a, b in pairwise(chart.lanes))


def test_it_grows_no_faster_than_what_it_shows() -> None:
    assert many(200).width < 10 * many(20).width
    assert many(200, origins=200).height < 5 * many(20, origins=7).height


def test_origins_beyond_what_the_eye_can_follow_share_a_lane() -> None:
    often = [entry(n, "The Often", day=NOV_3) for n in range(100, 103)]
    chart = draw([*(entry(n, f"Origin {n}") for n in range(60)), *often])
    assert chart
    assert len(chart.lanes) == MOST_LANES
    assert chart.lanes[-1].name == f"{61 - MOST_LANES + 1} more origins"
    assert {m.y for m in chart.marks if m.number >= 100} == {chart.lanes[-2].y}
    assert chart.marks[59].words == "59: Origin 59 reports, 2 November 2023"


def test_minutes_stand_below_their_marks() -> None:
    clocks = ["18:05", "18:07", "", "18:30"]
    chart = draw([entry(n, "A", clock=clock) for n, clock in enumerate(clocks)])
    assert chart
    assert [tick.label for tick in chart.ticks] == ["18:05", "18:07", "18:30"]
    assert [tick.x for tick in chart.ticks] == [chart.marks[n].x for n in (0, 1, 3)]
    assert chart.axis_y < chart.tick_y < chart.label_y < chart.height


def test_clocks_that_would_run_into_each_other_are_left_out() -> None:
    chart = draw([entry(n, "A", clock=f"18:{n:02}") for n in range(40)])
    assert chart
    assert 10 < len(chart.ticks) < 40
    assert all(b.x - a.x >= 6 * len(a.label) for a, b in pairwise(chart.ticks))


def test_lines_that_look_alike_are_one_path() -> None:
    chart = many(30)
    assert len(chart.lines) == len({(arc.style, arc.is_inferred) for arc in chart.arcs})
    assert sum(line.path.count("M") for line in chart.lines) == len(chart.arcs)
