"""What moved, and whether that is more than chance: % changes, the small-number guard, travel."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from csp_desktop.measures.kpi.rating import HIGHER, LOWER, Number, exact

CALLED: Final = 3
"""The |z| beyond which the difference of two counts is called a change (Wheeler)."""


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

    Two counts are the same where their difference is too small to call.
    """
    if now is None or before is None:
        return ""
    # Below nought there is no root, and no count either.
    by_chance = counts and now >= 0 and before >= 0 and too_small_to_call(now, before)
    if now == before or by_chance:
        return "same"
    up = now > before
    if direction not in (HIGHER, LOWER):
        return "higher" if up else "lower"
    return "better" if up == (direction == HIGHER) else "worse"
