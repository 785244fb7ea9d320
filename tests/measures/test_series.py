from typing import Any

import pytest

from csp_desktop.measures.kpi.series import (
    adding,
    in_a_row,
    label,
    out_of_scale,
    quarterly,
    read_figures,
)
from csp_desktop.plan.periods import Period, month, read_period
from tests.documents import record

UNTIL = Period(2016, 2)


def months(values: list[Any], first: str = "2016-04", name: str = "actual") -> dict[str, Any]:
    period = read_period(first)
    assert period is not None
    return {
        f"{name}@{period.shifted(step)}": value
        for step, value in enumerate(values)
        if value is not None
    }


def figures(values: dict[str, Any], name: str = "actual") -> Any:
    return read_figures(record("indicator", "i", values), name, UNTIL)


def test_a_gap_is_a_point_without_a_value() -> None:
    row = in_a_row(figures(months([1, None, 3])).of("month").values())
    assert [point.value for point in row] == [1, None, 3]
    assert [label(point.period) for point in row] == ["Apr-16", "May-16", "Jun-16"]


@pytest.mark.parametrize(
    ("values", "place", "word"),
    [
        (months([1, 2, 3, 4, 5, 6, 7]), "Oct-16", "after the working quarter, 2016/17 Q2"),
        ({"actual@2016/17 Q3": 4}, "Q3 16/17", "after the working quarter"),
        (months([1, 10**9]), "May-16", "1,000,000,000 is more than 1,000 times"),
        (months([1, 2, 3, 10**9, 10**9]), "Jul-16", "is left out"),
        (months(["many"]), "2016-04", "'many' is not a figure"),
        (months([True]), "2016-04", "is not a figure"),
    ],
)
def test_bad_data_is_a_problem_with_its_place_and_left_out(
    values: dict[str, Any], place: str, word: str
) -> None:
    found = figures(values)
    assert found.problems[0].place == place
    assert word in found.problems[0].sentence
    kept = {str(period) for step in found.by_step.values() for period in step}
    assert len(kept) == len(values) - len(found.problems)
    largest = [p.value for step in found.by_step.values() for p in step.values()]
    assert all(value < 1000 for value in largest)


def test_a_count_below_nought_is_a_problem() -> None:
    found = figures(months([4, -1], name="count"), "count")
    assert [str(problem) for problem in found.problems] == ["May-16: a count below 0 is left out."]


def test_large_figures_of_one_size_are_no_problem() -> None:
    assert out_of_scale({month(2016, 4): 2_000_000, month(2016, 5): 1_500_000}) == []
    assert out_of_scale({month(2016, 4): 10**9}) == []


def test_a_quarter_is_added_up_only_from_three_months() -> None:
    values = months([1, 2, 3, 4, 5])
    values["data_state@2016-05"] = "provisional"
    found = quarterly(figures(values), "sum")
    assert {str(period): point.value for period, point in found.items()} == {"2016/17 Q1": 6}
    assert found[Period(2016, 1)].state == "provisional"
    assert quarterly(figures(values), "mean")[Period(2016, 1)].value == 2
    assert quarterly(figures(values), "latest")[Period(2016, 1)].value == 3


def test_a_quarter_that_was_given_stands() -> None:
    values = months([1, 2, 3]) | {"actual@2016/17 Q1": 7}
    assert quarterly(figures(values), "sum")[Period(2016, 1)].value == 7


@pytest.mark.parametrize(
    ("values", "how"),
    [
        ({"unit": "%"}, "latest"),
        ({"unit": "victims"}, "sum"),
        ({"unit": "offences per 1,000"}, "latest"),
        ({"unit": "%", "target_kind": "% change on previous year"}, "sum"),
        ({"unit": "%", "year_from": "mean of periods"}, "mean"),
        ({"direction": "within a range"}, "latest"),
    ],
)
def test_how_periods_make_a_year(values: dict[str, Any], how: str) -> None:
    assert adding(record("indicator", "i", values)) == how
