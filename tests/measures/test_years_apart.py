"""A year's actual and rating against an independent reckoning, over random plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from random import Random

import pytest

from csp_desktop.measures.kpi.scorecard import row_of
from csp_desktop.plan.periods import Period, month
from csp_desktop.plan.values import Value
from tests.documents import document, record

pytestmark = pytest.mark.whole

EACH = 500
LEVEL, CHANGE, FIXED = "level", "% change on previous year", "% change on baseline year"
Counts = Mapping[int, int]


@dataclass(frozen=True)
class Case:
    """One indicator with random counts, as its record and as the reckoning takes it."""

    kind: str
    values: dict[str, Value]
    quarter: str
    parts: int
    years: tuple[Counts, Counts, Counts]
    higher: bool
    target: float
    tolerance: float
    base: int | None


def drawn(kind: str, draw: Random) -> Case:
    until = draw.randint(1, 4)
    monthly = draw.random() < 0.5
    parts = 12 if monthly else 4
    first = month(2014, 4) if monthly else Period(2014, 1)
    sizes = (0, 1, 2, 5, 10, 20, 33) if monthly else (0, 3, 9, 30, 60, 100)
    counts: dict[Period, int] = {
        first.shifted(at): draw.choice(sizes)
        for at in range(2 * parts + until * parts // 4)
        if draw.random() < 0.93
    }
    years = tuple(
        {each.month_of_year or each.quarter: n for each, n in counts.items() if each.year == year}
        for year in (2014, 2015, 2016)
    )
    higher = draw.random() < 0.5
    target = draw.choice((0, 10, 100, 240) if kind == LEVEL else (-10, -5.5, 0, 3, 20))
    tolerance = draw.choice((0, 2, 10))
    base = draw.choice((50, 120, 400, None)) if kind == FIXED else None
    name = "actual" if kind == LEVEL else "count"
    values: dict[str, Value] = {
        "name": "I", "target_kind": kind, "tolerance": tolerance, "target@2016/17": target,
        "direction": "higher is better" if higher else "lower is better",
        "unit": "offences" if kind == LEVEL else "%", "baseline_period": "2014/15",
        "baseline_value": base, **{f"{name}@{each}": n for each, n in counts.items()},
    }  # fmt: skip
    oldest, before, now = years
    return Case(
        kind, {name: each for name, each in values.items() if each is not None},
        f"2016/17 Q{until}", parts, (oldest, before, now), higher, target, tolerance, base,
    )  # fmt: skip


# The independent reckoning


def one_place(number: Fraction) -> float:
    exactly = Decimal(number.numerator) / Decimal(number.denominator)
    return float(exactly.quantize(Decimal("1e-12")).quantize(Decimal("0.1"), ROUND_HALF_UP))


def base_of(case: Case) -> tuple[int, Fraction] | None:
    """What was counted this year, and what it is measured from, like with like."""
    oldest, before, now = case.years
    if case.base is not None:
        if not now:
            return None
        if len(now) == case.parts:
            return sum(now.values()), Fraction(case.base)
        total = sum(oldest.values())
        if len(oldest) == case.parts and total:
            share = Fraction(sum(oldest[slot] for slot in now), total)
        else:
            share = Fraction(len(now), case.parts)
        return sum(now.values()), case.base * share
    earlier = before if case.kind == CHANGE else oldest
    shared = now.keys() & earlier.keys()
    if not shared:
        return None
    return sum(now[slot] for slot in shared), Fraction(sum(earlier[slot] for slot in shared))


def reckoned(case: Case) -> tuple[float | None, float]:
    """The actual, and what it is rated against."""
    if case.kind == LEVEL:
        now = case.years[2]
        due = Fraction(case.target) * len(now) / case.parts
        goal = case.target if len(now) == case.parts else one_place(due)
        return (sum(now.values()) if now else None), goal
    found = base_of(case)
    if found is None or found[1] == 0:
        return None, case.target
    return one_place((found[0] - found[1]) * 100 / found[1]), case.target


def rating_of(case: Case, actual: float, goal: float) -> str:
    off = Fraction(repr(goal)) - Fraction(repr(actual))
    off = off if case.higher else -off
    share = 1 if case.kind != LEVEL else abs(Fraction(repr(goal))) / 100
    if off <= 0:
        return "met"
    return "near" if off <= case.tolerance * share else "missed"


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", [LEVEL, CHANGE, FIXED])
def test_actuals_to_date_and_ratings_are_those_reckoned_apart(kind: str, seed: int) -> None:
    draw = Random(f"{kind} {seed}")  # noqa: S311 - no secret
    for _ in range(EACH):
        case = drawn(kind, draw)
        indicator = record("indicator", "i", case.values)
        plan = document([indicator, record("year", "2016/17", {"name": "2016/17"})])
        now = row_of(plan, indicator, case.quarter).now
        actual, goal = reckoned(case)
        assert now.actual == actual, case
        if actual is None:
            assert now.rating.rating == "not rated"
        else:
            assert now.rating.rating == rating_of(case, actual, goal), case
