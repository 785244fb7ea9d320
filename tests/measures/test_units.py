from __future__ import annotations

from typing import Any

import pytest

from csp_desktop.measures.kpi.indicator_history import known
from csp_desktop.measures.kpi.rating import Rules
from csp_desktop.measures.kpi.series import adding
from csp_desktop.measures.kpi.units import measured_in, why_no_percentage
from csp_desktop.measures.kpi.yearly import stand
from csp_desktop.plan.periods import Period
from tests.documents import record

QUARTERS = {f"actual@2016/17 Q{number}": value for number, value in ((1, 70), (2, 72), (3, 74))}


@pytest.mark.parametrize(
    ("unit", "name", "kind"),
    [
        ("%", "Satisfaction", "percentage"), ("per cent", "x", "percentage"),
        ("", "% of victims satisfied", "percentage"), ("", "Victims satisfied (%)", "percentage"),
        ("", "Percentage of calls answered", "percentage"),
        ("victims", "% of victims", "percentage"),
        ("", "Reoffending rate", "rate"), ("per 1,000", "Burglary", "rate"), ("rate", "x", "rate"),
        ("offences", "Burglary", "count"), ("offences", "Reoffending rate", "count"),
        ("", "Number of referrals", "count"), ("", "Burglary", ""),
        ("", "Cut burglary by 10%", ""),
    ],
)  # fmt: skip
def test_what_figures_are_is_said_by_the_unit_or_else_the_name(
    unit: str, name: str, kind: str
) -> None:
    assert measured_in(unit, name) == kind


def standing(values: dict[str, Any]) -> tuple[object, str, str, list[str]]:
    of = known(
        record("indicator", "i", {"direction": "higher is better", **values}), Period(2016, 3)
    )
    made = stand(of, "2016/17", Rules(10.0))
    return made.actual, made.basis, made.rating.rating, [str(each) for each in of.problems]


@pytest.mark.parametrize(
    "said",
    [
        {"unit": "%"}, {"name": "% of victims satisfied"}, {"name": "Detection rate"},
        {"unit": "%", "year_from": "sum of the periods"},
        {"name": "% of victims satisfied", "unit": "victims"},
    ],
)  # fmt: skip
def test_percentages_and_rates_are_never_summed_over_a_year(said: dict[str, str]) -> None:
    assert standing({**said, **QUARTERS})[:2] == (74, "in Q3")


def test_counts_are_summed_where_the_unit_or_the_name_says_so() -> None:
    assert standing({"unit": "calls", **QUARTERS})[:2] == (216, "to Q3")
    assert standing({"name": "Number of calls", **QUARTERS})[:2] == (216, "to Q3")
    assert adding(record("indicator", "i", {"year_from": "sum of its periods"})) == "sum"


def test_nothing_is_summed_while_the_unit_is_unknown_and_it_is_asked() -> None:
    whole = {f"actual@2016/17 Q{number}": 70 for number in (1, 2, 3, 4)}
    for figures in (QUARTERS, whole, {"actual@2016/17 Q1": 70}):
        actual, _, rating, problems = standing({"name": "Calls", "target@2016/17": 300, **figures})
        assert actual in (70, 74)
        assert rating == "not rated"
        assert [each.partition(":")[0] for each in problems][-1] == "The unit"
        assert "nothing says what the figures count" in problems[-1]


def test_a_whole_years_figure_needs_no_unit() -> None:
    actual, _, rating, problems = standing({"target@2016/17": 90, "actual@2016/17": 100})
    assert (actual, rating, problems) == (100, "met", [])


def test_a_percent_sign_is_no_count() -> None:
    calls = record("indicator", "i", {"unit": "calls", "name": "Calls"})
    assert why_no_percentage(calls, "actual", "12%") == (
        "'12%' has a % sign, and Calls counts calls here: type the number without the sign, or "
        "set the unit to %."
    )
    change = record("indicator", "i", {"unit": "%", "target_kind": "% change on previous year"})
    assert why_no_percentage(change, "count", "12 %")
    assert not why_no_percentage(change, "actual", "-12%")
    assert not why_no_percentage(calls, "notes", "12%")
