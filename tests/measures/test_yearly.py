from typing import Any

import pytest

from csp_desktop.measures.kpi.indicator_history import known
from csp_desktop.measures.kpi.rating import Rules, percent_change, too_small_to_call, travel
from csp_desktop.measures.kpi.yearly import YearResult, stand
from csp_desktop.plan.periods import Period, read_period
from tests.documents import record

CHANGE = {
    "target_kind": "% change on previous year",
    "direction": "lower is better",
    "unit": "%",
    "count_unit": "victims",
}
LEVEL = {"target_kind": "level", "direction": "higher is better", "unit": "referrals"}


def months(name: str, first: str, values: list[int]) -> dict[str, Any]:
    period = read_period(first)
    assert period is not None
    return {f"{name}@{period.shifted(step)}": value for step, value in enumerate(values)}


def standing(values: dict[str, Any], year: str = "2016/17", quarter: int = 2) -> YearResult:
    of = known(record("indicator", "i", values), Period(2016, quarter))
    return stand(of, year, Rules(10.0 if values["target_kind"] == "level" else 2.0))


def test_a_change_is_worked_out_from_the_counts_of_two_whole_years() -> None:
    values = {**CHANGE, "target@2016/17": -10}
    values |= months("count", "2015-04", [20] * 12) | months("count", "2016-04", [18] * 12)
    made = standing(values, quarter=4)
    assert (made.actual, made.basis, made.so_far) == (-10, "from counts", False)
    assert made.counts == (216, 240)
    assert made.rating.reason == "Met: −10% against a target of −10%."


def test_a_change_that_was_published_is_taken_as_given() -> None:
    made = standing({**CHANGE, "target@2016/17": -12, "actual@2016/17": -6})
    assert (made.actual, made.basis, made.rating.rating) == (-6, "", "missed")


def test_what_was_reported_stays_and_counts_that_give_another_figure_are_asked_about() -> None:
    values = {**CHANGE, "target@2016/17": -12, "actual@2016/17": -6}
    values |= {"count@2015/16": 100, "count@2016/17": 80}
    made = standing(values, quarter=4)
    assert (made.actual, made.basis) == (-6, "")
    assert [str(each) for each in made.problems] == [
        "2016/17: reported −6, counts give −20: which is reported?"
    ]


@pytest.mark.parametrize(
    ("reported", "counts", "asked"),
    [(-8, 92, 0), (-8, 92.4, 0), (-8, 91, 1), (-8, 103.4, 1), (-7.6, 92.4, 0), (-7.5, 92.4, 1)],
)
def test_counts_that_round_to_what_was_reported_give_no_other_figure(
    reported: float, counts: float, asked: int
) -> None:
    values = {**CHANGE, "target@2016/17": -12, "actual@2016/17": reported}
    made = standing(values | {"count@2015/16": 100, "count@2016/17": counts}, quarter=4)
    assert made.actual == reported
    assert len(made.problems) == asked


def test_a_year_to_date_compares_like_with_like_and_says_so() -> None:
    values = {**CHANGE, "target@2016/17": -11}
    values |= months("count", "2015-04", [21, 19, 19, 33, 19, 20, *[20] * 6])
    values |= months("count", "2016-04", [19, 21, 21, 18, 21, 20])
    made = standing(values)
    assert (made.counts, made.basis, made.so_far) == ((120, 131), "to Q2", True)
    assert made.actual == -8.4
    assert made.rating.reason == "Missed so far: −8.4% against a target of −11%, to Q2."
    assert made.caution == "too small a change to call on its own"
    assert made.forecast == pytest.approx(-8.4, abs=0.4)
    assert made.forecast_rating is not None


def test_a_month_that_is_missing_is_left_out_of_both_years() -> None:
    values = {**CHANGE, "target@2016/17": -11} | months("count", "2015-04", [10] * 12)
    values |= {"count@2016-04": 5, "count@2016-06": 5}
    made = standing(values)
    assert (made.counts, made.basis) == ((10, 20), "to Q1 without May-16")


def test_a_change_on_a_baseline_year_goes_back_to_it() -> None:
    values: dict[str, Any] = {**CHANGE, "target_kind": "% change on baseline year"}
    values["baseline_period"] = "2012/13"
    values |= {"baseline_value": 200, "target@2016/17": -20, "count@2016/17": 150}
    assert standing(values, quarter=4).actual == -25
    to_date = {**values} | months("count", "2016-04", [10, 10, 10])
    del to_date["count@2016/17"]
    made = standing(to_date, quarter=1)
    assert (made.actual, made.basis) == (-40, "to Q1")


def test_no_change_is_worked_out_on_nought() -> None:
    values = {**CHANGE, "target@2016/17": -5} | months("count", "2015-04", [0] * 12)
    made = standing(values | months("count", "2016-04", [1, 2, 3]), quarter=1)
    assert made.actual is None
    assert made.rating.rating == "not rated"
    assert "count of 0" in made.problems[0].sentence


def test_a_level_to_date_is_rated_against_its_share_of_the_target() -> None:
    made = standing({**LEVEL, "target@2016/17": 80} | months("actual", "2016-04", [5] * 6))
    assert (made.actual, made.due, made.so_far) == (30, 40, True)
    assert made.rating.reason == (
        "Missed so far: 30 referrals against 40 referrals due by Q2, of 80 for the year."
    )
    assert made.forecast == 60


def test_a_rate_is_rated_by_its_latest_figure() -> None:
    values = {**LEVEL, "unit": "%", "target@2016/17": 20} | months("actual", "2016-04", [30, 24])
    made = standing(values)
    assert (made.actual, made.basis, made.due, made.forecast) == (24, "in May-16", None, None)
    assert made.rating.rating == "met"


def test_a_change_given_for_a_quarter_alone_says_so() -> None:
    made = standing({**CHANGE, "target@2016/17": -5, "actual@2016/17 Q2": -8})
    assert (made.actual, made.basis, made.so_far) == (-8, "Q2 alone", True)


def test_a_tbc_target_and_a_blank_year_are_not_rated_and_say_so() -> None:
    tbc = standing({**LEVEL, "target@2016/17": "tbc", "actual@2016/17": 4})
    assert tbc.rating.reason == "Not rated: the target is still to be confirmed."
    assert standing({**LEVEL}).rating.reason == "Not rated: there is no actual yet."


@pytest.mark.parametrize(
    ("now", "before", "small"),
    [(110, 100, True), (9, 4, True), (10, 4, True), (200, 100, False), (0, 2, True), (0, 3, False)],
)
def test_small_counts_are_guarded_by_z(now: int, before: int, small: bool) -> None:  # noqa: FBT001
    assert too_small_to_call(now, before) is small


@pytest.mark.parametrize(
    ("now", "before", "direction", "counts", "said"),
    [
        (60, 57, "lower is better", True, "too small to call"),
        (20, 60, "lower is better", True, "better"),
        (24, 27, "higher is better", False, "worse"),
        (27, 27, "higher is better", False, "same"),
        (30, 27, "neutral", False, "higher"),
        (None, 27, "higher is better", False, ""),
    ],
)
def test_travel(now: Any, before: Any, direction: str, counts: bool, said: str) -> None:  # noqa: FBT001
    assert travel(now, before, direction, counts=counts) == said


def test_a_change_is_rounded_as_it_is_shown() -> None:
    assert percent_change(2, 3) == -33.3
    assert percent_change(1, 8) == -87.5
    assert str(percent_change(100, 100)) == "0.0"
    assert percent_change(5, 0) is None
