"""XmR charts: limits from moving ranges, the four rules, variation and assurance.

As NHS 'Making Data Count' has it (NHSRplotthedots 0.2.2). All is worked out in exact fractions, so
that a point on a line is on it. A gap breaks moving ranges and runs. A re-base, which is a
person's, begins a segment with limits of its own; no run reaches across it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

from csp_desktop.measures.kpi.rating import HIGHER, LOWER, Number, exact

# Multiples of the mean moving range of two points, which is 1.128 sigma (d2): 3 and 2 sigma are
# 2.66 and 1.7733 of it. A moving range above 3.267 of it (D4) is a single jump and is screened
# out: it would widen the limits by which it is judged.
THREE_SIGMA: Final = Fraction("2.66")
TWO_SIGMA: Final = Fraction("1.7733")
SCREEN: Final = Fraction("3.267")
RUN: Final = 7
"""Points in a row that make a trend or a shift."""
FEWEST: Final = 8
"""Points below which there are no limits."""
ENOUGH: Final = 13
"""Points from which limits are no longer provisional."""

OUTSIDE, TREND, TWO_IN_THREE, SHIFT = "outside", "trend", "two in three", "shift"
COMMON, IMPROVEMENT, CONCERN, NO_SIDE = "common cause", "improvement", "concern", "neutral"
PASSES, FAILS, HIT_AND_MISS = "consistently passes", "consistently fails", "hit and miss"


@dataclass(frozen=True, slots=True)
class ControlLimits:
    """Mean and limits of a segment; provisional while it has fewer than 13 points."""

    mean: float
    lower: float
    upper: float
    near_lower: float
    near_upper: float
    points: int

    @property
    def provisional(self) -> bool:
        """True if there are too few points for limits to rely on."""
        return self.points < ENOUGH


@dataclass(frozen=True, slots=True)
class LimitSegment:
    """Points `start` to before `end` that share limits; None if there are too few of them."""

    start: int
    end: int
    points: int
    limits: ControlLimits | None


@dataclass(frozen=True, slots=True)
class Judged:
    """One point: the rule that marks it, '' for none, and what that means.

    `side` is 1 where it is marked for being high or rising, −1 for low or falling, else 0.
    """

    rule: str = ""
    side: int = 0
    variation: str = COMMON


@dataclass(frozen=True, slots=True)
class Spc:
    """A series judged: segments and, for each place of the series, how it was judged.

    A gap is judged None. `variation` is the latest point's, '' without limits; `assurance` is ''
    where there is no target, no direction or no limits.
    """

    segments: tuple[LimitSegment, ...]
    judged: tuple[Judged | None, ...]
    variation: str
    assurance: str

    @property
    def limits(self) -> ControlLimits | None:
        """The limits that are in force at the end."""
        return self.segments[-1].limits if self.segments else None

    @property
    def latest(self) -> Judged | None:
        """How the latest point was judged."""
        return next((each for each in reversed(self.judged) if each is not None), None)


def spc(
    values: Sequence[Number | None],
    direction: str,
    target: Number | None = None,
    rebased_at: Iterable[int] = (),
) -> Spc:
    """Judge `values`, None for a gap; limits start again at the places `rebased_at`."""
    # Fractions, because a point exactly on a limit or the mean is no signal, and floats put it on
    # either side by chance.
    exacts = [None if value is None else exact(value) for value in values]
    starts = sorted({0, *(each for each in rebased_at if 0 < each < len(values))})
    segments: list[LimitSegment] = []
    judged: list[Judged | None] = []
    for start, end in zip(starts, [*starts[1:], len(values)], strict=True):
        part = exacts[start:end]
        bounds = _bounds(part)
        points = sum(value is not None for value in part)
        # Each part is judged by itself: no run and no moving range reaches across a re-base.
        segments.append(LimitSegment(start, end, points, bounds.told(points) if bounds else None))
        judged += _judge(part, bounds, direction) if bounds else _unjudged(part)
    limits = segments[-1].limits if segments else None
    latest = next((each for each in reversed(judged) if each is not None), None)
    return Spc(
        tuple(segments),
        tuple(judged),
        latest.variation if latest and limits else "",
        assurance(limits, direction, target),
    )


def assurance(limits: ControlLimits | None, direction: str, target: Number | None) -> str:
    """How surely a process within these limits keeps to `target`; '' if that is unknown."""
    # Of the limits and not of the points: a target within them is met in some periods and missed
    # in others with nothing having changed.
    if limits is None or target is None or direction not in (HIGHER, LOWER):
        return ""
    goal = exact(target)
    above, below = goal > exact(limits.upper), goal < exact(limits.lower)
    if direction == LOWER:
        above, below = below, above
    return FAILS if above else PASSES if below else HIT_AND_MISS


@dataclass(frozen=True, slots=True)
class _Bounds:
    mean: Fraction
    range: Fraction

    def line(self, sigma: Fraction) -> Fraction:
        return self.mean + sigma * self.range

    def told(self, points: int) -> ControlLimits:
        return ControlLimits(
            float(self.mean),
            float(self.line(-THREE_SIGMA)),
            float(self.line(THREE_SIGMA)),
            float(self.line(-TWO_SIGMA)),
            float(self.line(TWO_SIGMA)),
            points,
        )


def _bounds(values: Sequence[Fraction | None]) -> _Bounds | None:
    known = [value for value in values if value is not None]
    if len(known) < FEWEST:
        return None
    ranges = [
        abs(after - before)
        for before, after in pairwise(values)
        if before is not None and after is not None
    ]
    if not ranges:
        return None
    average = _mean(ranges)
    # If all ranges are nought, none is below the screen, and all are kept.
    kept = [each for each in ranges if each < SCREEN * average] or ranges
    return _Bounds(_mean(known), _mean(kept))


def _mean(numbers: Sequence[Fraction]) -> Fraction:
    return sum(numbers, Fraction()) / len(numbers)


def _unjudged(values: Sequence[Fraction | None]) -> list[Judged | None]:
    return [None if value is None else Judged() for value in values]


def _judge(
    values: Sequence[Fraction | None], bounds: _Bounds, direction: str
) -> list[Judged | None]:
    """Each point by the first rule that it falls under; the order of `rules` is their rank."""
    judged = _unjudged(values)
    rules: tuple[tuple[str, Callable[..., dict[int, int]]], ...] = (
        (OUTSIDE, _outside),
        (TREND, _trends),
        (TWO_IN_THREE, _two_in_three),
        (SHIFT, _shifts),
    )
    for rule, find in rules:
        for place, side in find(values, bounds).items():
            before = judged[place]
            if before is not None and not before.rule:
                judged[place] = Judged(rule, side, _meaning(side, direction))
    return judged


def _meaning(side: int, direction: str) -> str:
    if direction not in (HIGHER, LOWER):
        return NO_SIDE
    return IMPROVEMENT if (side > 0) == (direction == HIGHER) else CONCERN


def _outside(values: Sequence[Fraction | None], bounds: _Bounds) -> dict[int, int]:
    """Points beyond the limits; on a limit is inside."""
    upper, lower = bounds.line(THREE_SIGMA), bounds.line(-THREE_SIGMA)
    return {
        place: 1 if value > upper else -1
        for place, value in enumerate(values)
        if value is not None and (value > upper or value < lower)
    }


def _trends(values: Sequence[Fraction | None], _bounds: _Bounds) -> dict[int, int]:
    """Seven or more points that all rise or all fall; of two trends, a turning point ends one."""
    steps = [
        0 if before is None or after is None else _sign(after - before)
        for before, after in pairwise(values)
    ]
    found: dict[int, int] = {}
    # Seven points are six steps; a run of steps ends at the point after its last one.
    for start, end, side in _runs(steps):
        if end - start >= RUN - 1:
            for place in range(start, end + 1):
                found.setdefault(place, side)
    return found


def _two_in_three(values: Sequence[Fraction | None], bounds: _Bounds) -> dict[int, int]:
    """Two of three successive points between two and three sigma, all three on one side."""
    upper, lower = bounds.line(THREE_SIGMA), bounds.line(-THREE_SIGMA)
    near_upper, near_lower = bounds.line(TWO_SIGMA), bounds.line(-TWO_SIGMA)
    found: dict[int, int] = {}
    for start in range(len(values) - 2):
        places = range(start, start + 3)
        three = [values[place] for place in places]
        sides = {_sign(value - bounds.mean) if value is not None else 0 for value in three}
        if len(sides) != 1 or 0 in sides:
            continue
        close = [
            place
            for place, value in zip(places, three, strict=True)
            if value is not None
            and (near_upper < value <= upper or lower <= value < near_lower)
        ]  # fmt: skip
        if len(close) >= 2:
            found.update(dict.fromkeys(close, sides.pop()))
    return found


def _shifts(values: Sequence[Fraction | None], bounds: _Bounds) -> dict[int, int]:
    """Seven or more points on one side of the mean; a point on it breaks the run."""
    sides = [0 if value is None else _sign(value - bounds.mean) for value in values]
    return {
        place: side
        for start, end, side in _runs(sides)
        if end - start >= RUN
        for place in range(start, end)
    }


def _sign(number: Fraction) -> int:
    return (number > 0) - (number < 0)


def _runs(signs: Sequence[int]) -> list[tuple[int, int, int]]:
    """(start, end, sign) of each stretch of one sign that is not nought."""
    runs: list[tuple[int, int, int]] = []
    for place, sign in enumerate(signs):
        if sign == 0:
            continue
        if runs and runs[-1][1] == place and runs[-1][2] == sign:
            runs[-1] = (runs[-1][0], place + 1, sign)
        else:
            runs.append((place, place + 1, sign))
    return runs
