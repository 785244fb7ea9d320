"""The timeline's places: in order, on the line, by quarter, and labels that do not meet."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from csp_desktop.gui.snapshots.axis import places, quarters_of, rows_of_labels, stops_of
from csp_desktop.operations.snapshots.snapshots import NOW, Snapshot

YEARS = ("2015/16", "2016/17", "2017/18")
quarters = st.sampled_from([f"{year} Q{number}" for year in YEARS for number in (1, 2, 3, 4)])


def taken(found: list[str]) -> list[Snapshot]:
    """Snapshots of these quarters, taken one after another, as they are listed."""
    return [
        Snapshot(f"s{number}", quarter, f"2016-07-{number + 1:02}", "Ann", "0" * 32)
        for number, quarter in enumerate(found)
    ][::-1]


snapshots = st.lists(quarters, max_size=12).map(taken)
CROWDED = taken([*["2017/18 Q3"] * 3, *["2017/18 Q4"] * 2])
"""Several in the last quarter of the line, and in the one before."""


@example(CROWDED, "2017/18 Q4", 200.0)
@given(snapshots, quarters, st.floats(200, 2000))
def test_points_stand_on_the_line_in_their_order_none_over_another(
    found: list[Snapshot], now: str, width: float
) -> None:
    stops = stops_of(found, now)
    xs = places(stops, quarters_of(YEARS, stops), width, 30)
    assert all(0 <= x <= width + 0.001 for x in xs)
    assert all(one < other for one, other in pairwise(xs))
    assert [stop.quarter for stop in stops] == sorted(stop.quarter for stop in stops)


@given(snapshots, quarters)
def test_in_a_quarter_now_comes_last_and_the_others_as_they_were_taken(
    found: list[Snapshot], now: str
) -> None:
    stops = stops_of(found, now)
    for stop, following in pairwise(stops):
        if stop.quarter == following.quarter:
            assert stop.id != NOW
            if following.snapshot and stop.snapshot:
                assert stop.snapshot.taken_at < following.snapshot.taken_at


def test_a_lone_point_stands_where_its_quarter_ends() -> None:
    stops = stops_of([], "2016/17 Q2")
    assert places(stops, quarters_of(YEARS, stops), 1200, 30) == [600]


def test_a_snapshot_of_a_year_that_is_gone_widens_the_line() -> None:
    old = Snapshot("s", "2013/14 Q1", "2013-07-01", "Ann", "0")
    found = quarters_of(YEARS, stops_of([old], "2016/17 Q1"))
    assert (str(found[0]), str(found[-1])) == ("2013/14 Q1", "2017/18 Q4")


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(10, 200)), max_size=10))
def test_labels_in_one_row_do_not_meet(found: list[tuple[float, float]]) -> None:
    spans = [(left, left + width) for left, width in found]
    rows = rows_of_labels(spans, range(len(spans)), 2, 8)
    for row in (0, 1):
        inside = sorted(span for span, each in zip(spans, rows, strict=True) if each == row)
        assert all(one[1] + 8 <= other[0] for one, other in pairwise(inside))
    assert not spans or rows[0] == 0
