from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_desktop.measures.kpi.rating import (
    MET,
    MISSED,
    NEAR,
    NOT_RATED,
    Rules,
    figure,
    rate,
    rules_of,
)
from csp_desktop.measures.kpi.scorecard import standing_of
from tests.documents import hackney, record

CHANGE = "% change on previous year"
BETTER = ("higher is better", "lower is better")
KINDS = ("level", CHANGE, "% change on baseline year")
RANK = {MET: 2, NEAR: 1, MISSED: 0}

figures = st.decimals(-10_000, 10_000, places=2, allow_nan=False).map(float)
tolerances = st.decimals(0, 100, places=1).map(float)
directions = st.sampled_from(BETTER)
kinds = st.sampled_from(KINDS)


def mirrored(direction: str) -> str:
    return BETTER[1 - BETTER.index(direction)]


@given(figures, figures, directions, kinds, tolerances)
def test_a_mirrored_direction_mirrors_the_rating(
    actual: float, target: float, direction: str, kind: str, tolerance: float
) -> None:
    one = rate(actual, target, direction, kind, tolerance).rating
    assert rate(-actual, -target, mirrored(direction), kind, tolerance).rating == one


@given(figures, figures, directions, kinds, tolerances, tolerances)
def test_a_rating_never_falls_when_the_tolerance_grows(
    actual: float, target: float, direction: str, kind: str, tolerance: float, more: float
) -> None:
    one = rate(actual, target, direction, kind, tolerance).rating
    other = rate(actual, target, direction, kind, tolerance + more).rating
    assert RANK[other] >= RANK[one]
    if one == MET:
        assert other == MET


@given(figures, figures, directions, tolerances, st.sampled_from((0.001, 0.1, 12.0, 1000.0)))
def test_units_do_not_matter_to_a_level(
    actual: float, target: float, direction: str, tolerance: float, scale: float
) -> None:
    def scaled(number: float) -> float:
        return float(f"{number * scale:.12g}")

    one = rate(actual, target, direction, "level", tolerance, "victims").rating
    other = rate(scaled(actual), scaled(target), direction, "level", tolerance, "1,000s").rating
    assert one == other


@given(figures, st.sampled_from((*BETTER, "within a range")), kinds, tolerances)
def test_exactly_on_target_is_met_whatever_the_direction(
    target: float, direction: str, kind: str, tolerance: float
) -> None:
    assert rate(target, target, direction, kind, tolerance, upper=target).rating == MET


@given(figures, figures, directions, kinds, tolerances)
def test_a_better_actual_never_rates_worse(
    actual: float, target: float, direction: str, kind: str, tolerance: float
) -> None:
    step = 1 if direction == BETTER[0] else -1
    one = rate(actual, target, direction, kind, tolerance).rating
    assert RANK[rate(actual + step, target, direction, kind, tolerance).rating] >= RANK[one]


@pytest.mark.parametrize(
    ("actual", "target", "tolerance", "rating"),
    [
        (90, 100, 10, NEAR),
        (89.99, 100, 10, MISSED),
        (100, 100, 0, MET),
        (99.9, 100, 0, MISSED),
        (0.1 + 0.2, 0.3, 0, MET),
        (0, 0, 10, MET),
        (-0.1, 0, 10, MISSED),
    ],
)
def test_the_edge_of_the_tolerance_is_near(
    actual: float, target: float, tolerance: float, rating: str
) -> None:
    assert rate(actual, target, "higher is better", "level", tolerance).rating == rating


def test_a_tolerance_is_in_points_for_changes_and_in_percent_for_levels() -> None:
    assert rate(-10, -12, "lower is better", CHANGE, 2).rating == NEAR
    assert rate(-10, -12, "lower is better", "level", 2).rating == MISSED


@pytest.mark.parametrize(
    ("actual", "rating", "said"),
    [
        (4, MET, "Met: 4% against a range of 4 to 6%."),
        (6, MET, "Met: 6% against a range of 4 to 6%."),
        (6.5, NEAR, "Within tolerance: 6.5% against a range of 4 to 6%."),
        (3, MISSED, "Missed: 3% against a range of 4 to 6%."),
    ],
)
def test_a_range_is_met_between_its_ends(actual: float, rating: str, said: str) -> None:
    rated = rate(actual, 4, "within a range", "range", 10, "%", upper=6)
    assert (rated.rating, rated.reason) == (rating, said)


@pytest.mark.parametrize(
    ("actual", "target", "direction", "kind", "reason"),
    [
        (None, 80, BETTER[0], "level", "Not rated: there is no actual yet."),
        (5, None, BETTER[0], "level", "Not rated: no target has been set."),
        (5, "tbc", BETTER[0], "level", "Not rated: the target is still to be confirmed."),
        (None, None, "", "tbc", "Not rated: the target is still to be confirmed."),
        (5, 5, "neutral", "level", "Not rated: shown for context."),
        (5, 5, "", "level", "Not rated: it is not said which direction is better."),
        (5, None, "within a range", "range", "Not rated: no range has been set."),
        (True, 5, BETTER[0], "level", "Not rated: there is no actual yet."),
    ],
)
def test_what_cannot_be_rated_says_why(
    actual: Any, target: Any, direction: str, kind: str, reason: str
) -> None:
    rated = rate(actual, target, direction, kind, 10)
    assert (rated.rating, rated.reason) == (NOT_RATED, reason)


def test_amber_may_mean_no_worse_than_a_year_before() -> None:
    rule = "no worse than a year before"
    asked: tuple[Any, ...] = (-2, -12, "lower is better", CHANGE, 2, "%")
    assert rate(*asked, amber=rule, no_worse=True).rating == NEAR
    assert rate(*asked, amber=rule, no_worse=False).rating == MISSED
    assert rate(*asked, no_worse=True).rating == MISSED
    assert rate(-11, *asked[1:], amber="none", no_worse=True).rating == MISSED


@pytest.mark.parametrize(
    ("indicator", "rating", "reason"),
    [
        ("ind-syv", MISSED, "Missed: −6% against a target of −12%."),
        ("ind-knife", MISSED, "Missed: −27% against a target of −44%."),
        ("ind-gun", MISSED, "Missed: +93% against a target of +73%."),
        ("ind-syv-sd", MET, "Met: 27% against a target of 10%."),
        ("ind-vs-asb", NOT_RATED, "Not rated: there is no actual yet."),
    ],
)
def test_the_published_figures_rate_as_published(indicator: str, rating: str, reason: str) -> None:
    found = hackney().record("indicator", indicator)
    assert found is not None
    rated = standing_of(hackney(), found, "2015/16").rating
    assert (rated.rating, rated.reason) == (rating, reason)


def test_an_indicators_own_rules_go_before_the_plans() -> None:
    plan = record("plan", "p", {"tolerance": 5, "tolerance_points": 3, "amber_rule": "none"})
    level = record("indicator", "i", {"target_kind": "level"})
    change = record("indicator", "i", {"target_kind": CHANGE})
    own = record("indicator", "i", {"tolerance": 1, "amber_rule": "within tolerance"})
    bare = record("plan", "p", {})
    assert rules_of(plan, level) == Rules(5.0, "none")
    assert rules_of(plan, change) == Rules(3.0, "none")
    assert rules_of(plan, own) == Rules(1.0, "within tolerance")
    assert rules_of(bare, level) == Rules(10.0, "within tolerance")
    assert rules_of(bare, change) == Rules(2.0, "within tolerance")
    assert rules_of(record("plan", "p", {"tolerance": -4}), level).tolerance == 0


def test_figures_read_as_people_write_them() -> None:
    assert figure(-12, "%") == "−12%"
    assert figure(73, "%", signed=True) == "+73%"
    assert figure(1080, "referrals") == "1,080 referrals"
    assert figure(0.1 + 0.2) == "0.3"
