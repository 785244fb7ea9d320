"""XmR charts written a second time, plainly and in another way, to hold the first against.

Every rule looks at every window of points by itself; nothing is shared with the program. Whole
numbers are asked for, and lines are compared by cross-multiplying, so nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def lines(values: Sequence[int | None]) -> tuple[Fraction, Fraction] | None:
    """Mean and kept average moving range, None below eight points."""
    known = [v for v in values if v is not None]
    if len(known) < 8:
        return None
    moves = []
    for place in range(1, len(values)):
        one, other = values[place - 1], values[place]
        if one is not None and other is not None:
            moves.append(abs(other - one))
    if not moves:
        return None
    average = Fraction(sum(moves), len(moves))
    if average > 0:
        moves = [m for m in moves if 1000 * m < 3267 * average]
    return Fraction(sum(known), len(known)), Fraction(sum(moves), len(moves))


def judge(values: Sequence[int | None], only: str = "") -> list[str | None]:
    """The rule of each point ('' for none, None for a gap), by the rule `only` or by all."""
    found: list[str | None] = [None if v is None else "" for v in values]
    drawn = lines(values)
    if drawn is None:
        return found
    rules = ("outside", "trend", "two in three", "shift")
    for rule in rules:
        if only and rule != only:
            continue
        for place in MARKED[rule](values, *drawn):
            if found[place] == "":
                found[place] = rule
    return found


def outside(values: Sequence[int | None], mean: Fraction, spread: Fraction) -> set[int]:
    return {
        place
        for place, value in enumerate(values)
        if value is not None and abs(value - mean) * 100 > spread * 266
    }


def trend(values: Sequence[int | None], _mean: Fraction, _spread: Fraction) -> set[int]:
    found: set[int] = set()
    for start in range(len(values) - 6):
        seven = values[start : start + 7]
        if None in seven:
            continue
        numbers = [v for v in seven if v is not None]
        rising = all(numbers[i] < numbers[i + 1] for i in range(6))
        falling = all(numbers[i] > numbers[i + 1] for i in range(6))
        if rising or falling:
            found |= set(range(start, start + 7))
    return found


def two_in_three(values: Sequence[int | None], mean: Fraction, spread: Fraction) -> set[int]:
    found: set[int] = set()
    for start in range(len(values) - 2):
        three = values[start : start + 3]
        if None in three:
            continue
        numbers = [v for v in three if v is not None]
        if not (all(v > mean for v in numbers) or all(v < mean for v in numbers)):
            continue
        close = {
            start + i
            for i, v in enumerate(numbers)
            if spread * 17733 < abs(v - mean) * 10000 and abs(v - mean) * 100 <= spread * 266
        }
        if len(close) >= 2:
            found |= close
    return found


def shift(values: Sequence[int | None], mean: Fraction, _spread: Fraction) -> set[int]:
    found: set[int] = set()
    for start in range(len(values) - 6):
        seven = values[start : start + 7]
        if None in seven:
            continue
        numbers = [v for v in seven if v is not None]
        if all(v > mean for v in numbers) or all(v < mean for v in numbers):
            found |= set(range(start, start + 7))
    return found


MARKED = {"outside": outside, "trend": trend, "two in three": two_in_three, "shift": shift}
