"""Ratings of indicators: an actual against a target, with the reason in words.

Exactly on target is met, whatever the direction. Within the tolerance of a target that was missed
is near. The tolerance is in percentage points for '% change' kinds and in % of the target for
levels. Without an actual, a target or a direction there is no rating, and the reason says so.
"""

from __future__ import annotations

from dataclasses import dataclass

from csp_desktop.plan.values import Value, words

MET, NEAR, MISSED, NOT_RATED = "met", "near", "missed", "not rated"


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating ('met', 'near', 'missed', 'not rated') and its reason."""

    rating: str
    reason: str


def rate(
    actual: Value,
    target: Value,
    direction: str,
    target_kind: str,
    tolerance: float,
    unit: str = "",
) -> Rating:
    """The rating of `actual` against `target`, both in the indicator's unit."""
    if direction == "neutral":
        return Rating(NOT_RATED, "Not rated: shown for context.")
    if not _number(actual):
        return Rating(NOT_RATED, "Not rated: there is no actual yet.")
    if target == "tbc":
        return Rating(NOT_RATED, "Not rated: the target is still to be confirmed.")
    if not _number(target):
        return Rating(NOT_RATED, "Not rated: no target has been set.")
    if direction not in ("higher is better", "lower is better"):
        return Rating(NOT_RATED, "Not rated: it is not said which direction is better.")
    assert isinstance(actual, (int, float))  # noqa: S101
    assert isinstance(target, (int, float))  # noqa: S101
    short = round(target - actual if direction == "higher is better" else actual - target, 9)
    allowed = tolerance if target_kind.startswith("%") else abs(target) * tolerance / 100
    rating = MET if short <= 0 else NEAR if short <= round(allowed, 9) else MISSED
    return Rating(rating, _reason(rating, actual, target, target_kind, unit))


def _number(value: Value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _reason(rating: str, actual: float, target: float, target_kind: str, unit: str) -> str:
    signed = target_kind.startswith("%")
    heading = {MET: "Met", NEAR: "Within tolerance", MISSED: "Missed"}[rating]
    return (
        f"{heading}: {figure(actual, unit, signed=signed)} "
        f"against a target of {figure(target, unit, signed=signed)}."
    )


def figure(number: float, unit: str, *, signed: bool = False) -> str:
    """A number with its unit, as people read it: '−12%', '+73%', '80 referrals'."""
    text = ("+" if signed and number > 0 else "") + words(number)
    return text + (unit if unit == "%" else f" {unit}" if unit else "")
