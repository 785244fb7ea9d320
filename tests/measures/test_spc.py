import random
from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from csp_desktop.measures.kpi.spc import (
    COMMON,
    CONCERN,
    FAILS,
    HIT_AND_MISS,
    IMPROVEMENT,
    NO_SIDE,
    PASSES,
    assurance,
    spc,
)
from tests.measures import oracle

pytestmark = pytest.mark.whole

LOWER, HIGHER = "lower is better", "higher is better"
WORKED = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
SERIES = 1_000
Values = list[int | None]


def rules(values: Sequence[int | None], direction: str = LOWER) -> list[str | None]:
    return [None if each is None else each.rule for each in spc(values, direction).judged]


def test_the_worked_check_of_the_conventions() -> None:
    judged = spc(WORKED, LOWER)
    assert judged.limits is not None
    assert judged.limits.mean == pytest.approx(1.944, abs=0.0005)
    assert judged.limits.upper == pytest.approx(4.604, abs=0.0005)
    assert judged.limits.lower == pytest.approx(-0.716, abs=0.0005)
    assert [place for place, rule in enumerate(rules(WORKED)) if rule] == [4]


# Series that the four rules find much in, each drawn in its own way


def noisy(draw: random.Random) -> Values:
    values: Values = [draw.randint(0, 9) for _ in range(draw.choice((7, 8, 9, 12, 13, 14, 30)))]
    for _ in range(draw.randint(0, 3)):
        values[draw.randrange(len(values))] = draw.choice((-30, 30, 60))
    return values


def drifting(draw: random.Random) -> Values:
    level, values = 0, []
    for _ in range(draw.choice((8, 12, 13, 20, 40))):
        level += draw.choice((-1, 0, 1, 1, 1, 2)) if draw.random() < 0.8 else -6
        values.append(level)
    return [*values]


def leaning(draw: random.Random) -> Values:
    values: Values = [draw.choice((4, 5, 5, 6)) for _ in range(draw.choice((12, 13, 24)))]
    at = draw.randrange(len(values) - 3)
    reach = draw.choice((7, 8, 9, 10))
    for place in (at, at + draw.choice((1, 2))):
        values[place] = reach
    return values


def stepping(draw: random.Random) -> Values:
    size = draw.choice((8, 13, 14, 26))
    cut = draw.randrange(1, size)
    low, high = draw.randint(0, 3), draw.randint(2, 8)
    return [low + draw.randint(0, 2) if place < cut else high for place in range(size)]


def gappy(draw: random.Random, make: Callable[[random.Random], Values]) -> Values:
    values = make(draw)
    if draw.random() < 0.3:
        for _ in range(draw.randint(1, 3)):
            values[draw.randrange(len(values))] = None
    return values


@pytest.mark.parametrize(
    ("rule", "make"),
    [
        ("outside", noisy),
        ("trend", drifting),
        ("two in three", leaning),
        ("shift", stepping),
    ],
)
def test_a_thousand_series_a_rule_agree_with_the_independent_writing(
    rule: str, make: Callable[[random.Random], Values]
) -> None:
    draw = random.Random(rule)  # noqa: S311 - no secret
    found: Counter[str | None] = Counter()
    for _ in range(SERIES):
        values = gappy(draw, make)
        ours = rules(values)
        assert ours == oracle.judge(values), values
        found.update(ours)
        drawn = oracle.lines(values)
        limits = spc(values, LOWER).limits
        assert (drawn is None) == (limits is None)
        if drawn and limits:
            assert limits.mean == pytest.approx(float(drawn[0]))
            assert limits.upper == pytest.approx(float(drawn[0] + 2.66 * drawn[1]))
    assert found[rule] > 300, found  # or the series would not try the rule


@pytest.mark.parametrize("points", [6, 7])
def test_below_eight_points_there_are_no_limits(points: int) -> None:
    judged = spc(list(range(points)), HIGHER)
    assert (judged.limits, judged.variation, judged.assurance) == (None, "", "")
    assert {each.rule for each in judged.judged if each} == {""}


@pytest.mark.parametrize(("points", "provisional"), [(8, True), (12, True), (13, False)])
def test_below_thirteen_points_the_limits_are_provisional(points: int, provisional: bool) -> None:  # noqa: FBT001 - a case
    limits = spc([1, 2] * 6 + [1] if points == 13 else ([1, 2] * 6)[:points], LOWER).limits
    assert limits is not None
    assert limits.provisional is provisional


@pytest.mark.parametrize("value", [0, 7, 0.1, 1 / 3])
def test_a_constant_series_is_common_cause(value: float) -> None:
    judged = spc([value] * 20, LOWER)
    assert judged.limits is not None
    assert judged.limits.upper == judged.limits.lower == judged.limits.mean
    assert {each.rule for each in judged.judged if each} == {""}


def test_a_point_on_the_limit_is_inside_and_a_hair_beyond_is_not() -> None:
    def ending(far: float) -> list[float | None]:
        # The gaps leave only moving ranges of 2, and the mean at 0: the limit is 2.66 x 2.
        return [far, None, -far, None, *[1, -1] * 8]

    on_it, beyond = spc(ending(5.32), LOWER), spc(ending(5.3201), LOWER)
    assert on_it.limits is not None
    assert on_it.limits.upper == 5.32
    assert [each.rule for each in on_it.judged if each][:2] == ["", ""]
    assert [each.rule for each in beyond.judged if each][:2] == ["outside", "outside"]


def test_a_point_on_the_mean_breaks_a_shift() -> None:
    run = [0, 1, 0, 1, 0, 1, 0, 3, 2, 3, 2, 3, 2, 3]
    assert rules(run) == ["shift"] * 14
    broken = [0, 1, 0, 1.5, 0, 1, 0, 3, 2, 3, 1.5, 3, 2, 3]
    judged = spc(broken, LOWER)
    assert judged.limits is not None
    assert judged.limits.mean == 1.5
    assert {each.rule for each in judged.judged if each} == {""}


def test_a_tie_breaks_a_trend() -> None:
    rest = [5, 9, 2, 8, 1, 9, 3]
    assert rules([1, 2, 3, 4, 5, 6, 7, *rest])[:7] == ["trend"] * 7
    assert "trend" not in rules([1, 2, 3, 4, 4, 5, 6, *rest])


def test_a_gap_breaks_a_run() -> None:
    assert "trend" not in rules([1, 2, 3, None, 4, 5, 6, 7, 3, 5, 3, 6, 2])
    assert "shift" not in rules([0, 0, 0, None, 0, 0, 0, 3, 3, 3, None, 3, 3, 3])


def test_of_several_rules_the_first_counts() -> None:
    rising_out = [5, 5, 6, 5, 5, 6, 5, 1, 2, 3, 4, 5, 6, 40]
    assert rules(rising_out)[-1] == "outside"
    assert rules(rising_out)[-2] == "trend"


def test_variation_is_judged_by_direction_and_a_trend_by_its_own() -> None:
    falling_above = [14, 13, 12, 11, 10, 9, 8, 1, 9, 1, 9, 1, 9, 1, 9, 1]
    judged = spc(falling_above, LOWER).judged[5]
    assert judged is not None
    assert (judged.rule, judged.side, judged.variation) == ("trend", -1, IMPROVEMENT)
    worked = {direction: spc(WORKED, direction).judged[4] for direction in (LOWER, HIGHER, "")}
    assert [each.variation for each in worked.values() if each] == [CONCERN, IMPROVEMENT, NO_SIDE]
    assert spc(WORKED, LOWER).variation == COMMON


@pytest.mark.parametrize(
    ("target", "higher", "lower"),
    [
        (5, FAILS, PASSES),
        (-1, PASSES, FAILS),
        (2, HIT_AND_MISS, HIT_AND_MISS),
        (None, "", ""),
    ],
)
def test_assurance_is_of_the_limits_against_the_target(
    target: float | None, higher: str, lower: str
) -> None:
    limits = spc(WORKED, LOWER).limits
    assert assurance(limits, HIGHER, target) == higher
    assert assurance(limits, LOWER, target) == lower
    assert assurance(limits, "neutral", target) == ""


def test_a_rebase_begins_limits_of_its_own_and_no_run_crosses_it() -> None:
    values = [*[10, 11] * 7, *[1, 2] * 7]
    whole, parted = spc(values, LOWER), spc(values, LOWER, rebased_at=[14])
    assert len(whole.segments) == 1
    assert [(each.start, each.end, each.points) for each in parted.segments] == [
        (0, 14, 14),
        (14, 28, 14),
    ]
    assert {each.rule for each in parted.judged if each} == {""}
    assert parted.limits is not None
    assert parted.limits.mean == 1.5
    few = spc(values, LOWER, rebased_at=[24])
    assert few.limits is None
    assert few.variation == ""
