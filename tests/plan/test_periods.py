"""Periods as people type them, in order, and as every file writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_desktop.plan.periods import Period, month, read_period

TYPED = {
    "2016/17": "2016/17",
    "2016-17": "2016/17",
    "2016\u201317": "2016/17",
    "2016/2017": "2016/17",
    "16/17": "2016/17",
    "FY 2016/17": "2016/17",
    "fy16-17": "2016/17",
    " 2016 / 17 ": "2016/17",
    "1999/00": "1999/00",
    "2009/10": "2009/10",
    "2016/17 Q2": "2016/17 Q2",
    "2016/17Q2": "2016/17 Q2",
    "Q2 2016/17": "2016/17 Q2",
    "q2 16/17": "2016/17 Q2",
    "Quarter 3, 2016-17": "2016/17 Q3",
    "2016/17, quarter 4": "2016/17 Q4",
    "2016-04": "2016-04",
    "2017-03": "2017-03",
    "2016-04-01": "2016-04",
    "01/04/2016": "2016-04",
    "1/12/2016": "2016-12",
    "Apr-16": "2016-04",
    "Apr 2016": "2016-04",
    "April 2016": "2016-04",
    "sept 2016": "2016-09",
    "MARCH 2017": "2017-03",
}


@pytest.mark.parametrize(("typed", "written"), TYPED.items())
def test_a_period_is_understood_as_people_type_it(typed: str, written: str) -> None:
    assert str(read_period(typed)) == written


@pytest.mark.parametrize(
    "typed",
    ["", "2016", "2016/18", "2016/16", "17/16", "2016/17 Q5", "2016/17 Q0", "Q2", "Q1 Q2 2016/17",
     "2016-13", "2016-00", "2016-4", "02/04/2016", "13/2016", "April", "Aprl 2016", "Spring 2016",
     "2016/17 and more", "Marching 2016", "June July 2016", "next year"],
)  # fmt: skip
def test_what_is_no_period_is_none(typed: str) -> None:
    assert read_period(typed) is None


periods = st.one_of(
    st.builds(Period, st.integers(1990, 2089)),
    st.builds(Period, st.integers(1990, 2089), st.integers(1, 4)),
    st.builds(month, st.integers(1991, 2089), st.integers(1, 12)),
)


@given(period=periods)
def test_what_is_written_is_read_back(period: Period) -> None:
    assert read_period(str(period)) == period


@given(period=periods, steps=st.integers(-60, 60))
def test_steps_forth_and_back_come_home(period: Period, steps: int) -> None:
    moved = period.shifted(steps)
    assert moved.kind == period.kind
    assert moved.shifted(-steps) == period
    assert (moved > period) == (steps > 0)


def test_a_financial_year_runs_from_april_to_march() -> None:
    april, march = month(2016, 4), month(2017, 3)
    assert april.financial_year == march.financial_year == Period(2016)
    assert (april.quarter, march.quarter) == (1, 4)
    assert [month(2016, number).quarter for number in range(4, 13)] == [1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert [(month(2016, number).month, str(month(2016, number))) for number in (1, 12)] == [
        (1, "2016-01"), (12, "2016-12"),
    ]  # fmt: skip
    assert month(2016, 3).financial_year == Period(2015)


def test_periods_follow_one_another_the_longer_first() -> None:
    written = ["2015/16 Q4", "2016-03", "2016/17", "2016/17 Q1", "2016-04", "2016-06", "2016/17 Q2"]
    read = [period for each in written if (period := read_period(each))]
    assert [str(each) for each in sorted(read)] == written
    assert [str(each) for each in Period(2016).quarters()] == [
        "2016/17 Q1", "2016/17 Q2", "2016/17 Q3", "2016/17 Q4",
    ]  # fmt: skip
    assert str(Period(2016, 4).shifted(1)) == "2017/18 Q1"
    assert str(month(2017, 3).shifted(1)) == "2017-04"


def test_kinds_and_words() -> None:
    assert [each.kind for each in (Period(2016), Period(2016, 2), month(2016, 7))] == [
        "year", "quarter", "month",
    ]  # fmt: skip
    assert Period(2016).words() == "April 2016 to March 2017"
    assert Period(2016, 2).words() == "July to September 2016"
    assert Period(2016, 4).words() == "January to March 2017"
    assert month(2017, 1).words() == "January 2017"
