"""Ratings of indicators: an actual against a target, with the reason in words.

Exactly on target is met, whatever the direction. What a missed target's amber means is a rule:
within a tolerance of the target, or also no worse than a year before. The tolerance is in
percentage points for '% change' kinds and in % of the target for the rest. Without an actual, a
target or a direction there is no rating, and the reason says so. Numbers are compared as written,
in exact decimals, so that units and rounding inside the machine make no difference.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final, TypeAlias, TypeGuard

from csp_desktop.plan.document import Record
from csp_desktop.plan.fields import AMBER_RULES
from csp_desktop.plan.values import Value

Number: TypeAlias = int | float

MET, NEAR, MISSED, NOT_RATED = "met", "near", "missed", "not rated"
WITHIN, NO_WORSE, NO_AMBER = AMBER_RULES
HIGHER, LOWER, RANGE, NEUTRAL = (
    "higher is better",
    "lower is better",
    "within a range",
    "neutral",
)
TOLERANCE: Final = 10.0
"""% of a target within which a miss is near, where the plan sets none."""
TOLERANCE_POINTS: Final = 2.0
"""Percentage points within which a missed % change is near, where the plan sets none."""

_HEADINGS: Final = {MET: "Met", NEAR: "Within tolerance", MISSED: "Missed"}

TOO_SMALL: Final = "too small to call"
"""The direction of travel of counts whose difference may well be chance."""

CALLED: Final = 3
"""The |z| beyond which the difference of two counts is called a change (Wheeler)."""


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating ('met', 'near', 'missed', 'not rated') and its reason."""

    rating: str
    reason: str

    @property
    def look(self) -> str:
        """The name under which `look` keeps its shape, colour and word."""
        return "within tolerance" if self.rating == NEAR else self.rating


@dataclass(frozen=True, slots=True)
class Rules:
    """How misses are judged: a tolerance in the kind's own terms, and what amber means."""

    tolerance: float = TOLERANCE
    amber: str = WITHIN


def rules_of(plan: Record, indicator: Record) -> Rules:
    """The rules for an indicator: its own where it sets them, else the plan's."""
    points = is_change(indicator.text("target_kind"))
    plans = plan.get("tolerance_points" if points else "tolerance")
    offered = (indicator.get("tolerance"), plans, TOLERANCE_POINTS if points else TOLERANCE)
    tolerance = max(next(float(each) for each in offered if is_number(each)), 0.0)
    amber = indicator.text("amber_rule") or plan.text("amber_rule") or WITHIN
    return Rules(tolerance, amber)


def is_change(target_kind: str) -> bool:
    """True if a target of this kind is a % change."""
    return target_kind.startswith("%")


def is_number(value: Value) -> TypeGuard[int | float]:
    """True if a value is a number (true and false are none)."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def exact(number: Number) -> Fraction:
    """The number as it is written, in decimals: 0.1 is one tenth."""
    # By `repr`, not from the float itself, whose binary fraction is a little beside 0.1: what is
    # exactly on target, or on the edge of its tolerance, must be so.
    return Fraction(repr(number))


def rate(  # noqa: PLR0913 - a rating weighs all of these
    actual: Value,
    target: Value,
    direction: str,
    target_kind: str,
    tolerance: float,
    unit: str = "",
    *,
    upper: Value = None,
    amber: str = WITHIN,
    no_worse: bool = False,
) -> Rating:
    """The rating of `actual` against `target`, both in the indicator's unit.

    `upper` is the other end of a range. `no_worse`: the actual is known to be no worse than the
    same period a year before, which `amber` may count for.
    """
    reason = why_not_rated(actual, target, direction, target_kind, upper)
    if reason or not is_number(actual):
        return Rating(NOT_RATED, f"Not rated: {reason}.")
    # `short` is by how much the target is missed; nought or less is met, whatever the direction.
    signed = is_change(target_kind)
    if target_kind == "range" or direction == RANGE:
        short, bound = _outside(actual, target, upper)
    else:
        assert is_number(target)  # noqa: S101 - or there would be a reason
        short = exact(target) - exact(actual)
        bound = target
        if direction == LOWER:
            short = -short
    # 10 % of a target of −5 % would be half a point; so a % change has its tolerance in points.
    allowed = exact(tolerance) if signed else abs(exact(bound)) * exact(tolerance) / 100
    within = amber != NO_AMBER and short <= allowed
    spared = amber == NO_WORSE and no_worse
    rating = MET if short <= 0 else NEAR if within or spared else MISSED
    said = f"{figure(actual, unit, signed=signed)} against {_target_words(target, upper, unit)}"
    if target_kind != "range" and direction != RANGE:
        said = (
            f"{figure(actual, unit, signed=signed)} against a target of "
            f"{figure(bound, unit, signed=signed)}"
        )
    if rating == NEAR and not within:
        return Rating(NEAR, f"No worse than a year before: {said}.")
    return Rating(rating, f"{_HEADINGS[rating]}: {said}.")


def why_not_rated(
    actual: Value, target: Value, direction: str, target_kind: str, upper: Value = None
) -> str:
    """Why there is no rating, '' if there can be one."""
    ranged = target_kind == "range" or direction == RANGE
    # Only the first that holds is shown, so their order is what a person is told to settle first.
    reasons = (
        (direction == NEUTRAL, "shown for context"),
        (
            target == "tbc" or (target is None and target_kind == "tbc"),
            "the target is still to be confirmed",
        ),
        (not is_number(actual), "there is no actual yet"),
        (ranged and not is_number(target) and not is_number(upper), "no range has been set"),
        (
            ranged and is_number(target) and is_number(upper) and target > upper,
            "the range ends before it begins",
        ),
        (not ranged and not is_number(target), "no target has been set"),
        (
            not ranged and direction not in (HIGHER, LOWER),
            "it is not said which direction is better",
        ),
    )
    return next((reason for holds, reason in reasons if holds), "")


def _outside(actual: Number, low: Value, high: Value) -> tuple[Fraction, Number]:
    """How far `actual` lies outside a range, at most 0 inside it, and the end it is nearest to."""
    if is_number(low) and (exact(actual) < exact(low) or not is_number(high)):
        return exact(low) - exact(actual), low
    assert is_number(high)  # noqa: S101 - a range has at least one end
    return exact(actual) - exact(high), high


def _target_words(low: Value, high: Value, unit: str) -> str:
    if is_number(low) and is_number(high):
        return f"a range of {figure(low, '')} to {figure(high, unit)}"
    if is_number(low):
        return f"at least {figure(low, unit)}"
    return f"at most {figure(high, unit)}" if is_number(high) else "no range"


def figure(number: Number, unit: str = "", *, signed: bool = False) -> str:
    """A number with its unit, as people read it: '−12%', '+73%', '1,080 referrals'."""
    text = f"{abs(number):,.15g}"
    sign = "\u2212" if number < 0 else "+" if signed and number > 0 else ""
    return sign + text + (unit if unit == "%" else f" {unit}" if unit else "")


def percent_change(now: Number, before: Number) -> float | None:
    """The % change from `before` to `now`, to one decimal place; None if `before` is 0.

    What is rated is what is shown, so the rounding comes before the rating.
    """
    if before == 0:
        return None
    change = (exact(now) - exact(before)) * 100 / abs(exact(before))
    # A share of a baseline is a fraction cut short: a half that it makes is one again at 9 places.
    return rounded(rounded(change.numerator / change.denominator, 9), 1)


def rounded(number: float, places: int) -> float:
    """`number` to so many decimal places, halves away from nought, and never '−0'."""
    # Python's own `round` puts halves to the even figure: 2.5 would become 2, and 3.5 become 4.
    step = Decimal(1).scaleb(-places)
    return float(Decimal(repr(number)).quantize(step, ROUND_HALF_UP)) + 0.0


def z_of(now: Number, before: Number) -> float:
    """How far two counts lie apart, in standard errors: 2(√now − √before)."""
    # The root of a count of separate events (Poisson) has a standard deviation of about 1/2 however
    # large the count is, so one rule does for 4 and for 4,000.
    return 2 * (math.sqrt(now) - math.sqrt(before))


def too_small_to_call(now: Number, before: Number) -> bool:
    """True if the difference of two counts may well be chance: |z| is 3 at most."""
    return abs(z_of(now, before)) <= CALLED


def travel(now: Number | None, before: Number | None, direction: str, *, counts: bool) -> str:
    """Direction of travel: 'better', 'same', 'worse', 'higher' or 'lower' (no side is better), ''.

    TOO_SMALL where two counts differ, and that may well be chance.
    """
    if now is None or before is None:
        return ""
    # Below nought there is no root, and no count either.
    by_chance = counts and now >= 0 and before >= 0 and too_small_to_call(now, before)
    if now == before:
        return "same"
    if by_chance:
        return TOO_SMALL
    up = now > before
    if direction not in (HIGHER, LOWER):
        return "higher" if up else "lower"
    return "better" if up == (direction == HIGHER) else "worse"
