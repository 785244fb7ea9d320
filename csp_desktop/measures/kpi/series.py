"""An indicator's figures in time: months, quarters and years, with gaps, states and problems.

What cannot be right (a figure after the working quarter, one a thousand times the rest, a count
below nought) is left out and named with its place, so that no chart or rating rests on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from csp_desktop.measures.kpi.rating import Number, figure, is_change, is_number
from csp_desktop.measures.kpi.units import PERCENT, RATE, kind_of_figures
from csp_desktop.plan.document import Record
from csp_desktop.plan.periods import MONTHS, Period, read_period

STEPS: Final = ("month", "quarter", "year")
OUT_OF_SCALE: Final = 1000
"""How many times the middle of the others a figure may be before it is doubted."""

ASKED: Final = ""
"""How periods add up if nothing says what their figures are: not at all; a person is asked."""

_STEPS: Final = {"monthly": "month", "yearly": "year"}
_SHORTHAND: Final = {"provisional": "[p]", "revised": "[r]", "estimated": "[e]"}


@dataclass(frozen=True, slots=True)
class FigureProblem:
    """Something about the figures that a person should look at: where, and what in a sentence.

    `asks`: it is a question, which a person settles.
    """

    place: str
    sentence: str
    asks: bool = False

    def __str__(self) -> str:
        """The problem as one line."""
        return f"{self.place}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class FigurePoint:
    """The figure of one period, None for a gap; `given` is False if it was added up."""

    period: Period
    value: Number | None
    state: str = ""
    note: str = ""
    given: bool = True
    contested: bool = False

    @property
    def soft(self) -> bool:
        """True if the figure may still change: provisional or estimated."""
        return self.state in ("provisional", "estimated")

    @property
    def mark(self) -> str:
        """The state in square brackets, '' for a final figure."""
        return _SHORTHAND.get(self.state, "")


@dataclass(frozen=True, slots=True)
class FieldSeries:
    """What one field of an indicator ('actual' or 'count') holds, by the length of its periods."""

    by_step: Mapping[str, Mapping[Period, FigurePoint]] = field(default_factory=dict)
    problems: tuple[FigureProblem, ...] = ()

    def of(self, step: str) -> Mapping[Period, FigurePoint]:
        """The points of one length: 'month', 'quarter' or 'year'."""
        return self.by_step.get(step, {})

    def known(self) -> bool:
        """True if there is any figure."""
        return any(self.by_step.values())


def read_figures(record: Record, name: str, until: Period | None) -> FieldSeries:
    """The figures in field `name`, up to and with the quarter `until` (None for all).

    A year's figure is kept once the year has begun; months and quarters after `until` are problems.
    """
    found: dict[str, dict[Period, FigurePoint]] = {step: {} for step in STEPS}
    problems: list[FigureProblem] = []
    for text in record.periods(name):
        period, held = read_period(text), record.held(name, text)
        if period is None or not is_number(held.value):
            problems.append(
                FigureProblem(text, f"'{held.value}' is not a figure, and is left out.")
            )
        # By its first month: the working quarter's year has begun, though it ends later.
        elif until and begins(period) > ends(until):
            problems.append(
                FigureProblem(
                    label(period), f"after the working quarter, {until}, so it is left out."
                )
            )
        elif name == "count" and held.value < 0:
            problems.append(FigureProblem(label(period), "a count below 0 is left out."))
        else:
            found[period.kind][period] = FigurePoint(
                period,
                held.value,
                record.text("data_state", text),
                record.text("note", text),
                contested=held.contested,
            )
    for points in found.values():
        for period in out_of_scale({each: point.value for each, point in points.items()}):
            value = points.pop(period).value
            assert value is not None  # noqa: S101 - points here hold figures
            problems.append(FigureProblem(label(period), out_of_scale_words(value)))
    return FieldSeries(found, tuple(problems))


def out_of_scale(values: Mapping[Period, Number | None]) -> list[Period]:
    """The periods whose figure is more than a thousand times the middle of the others."""
    # A slip of the unit (thousands, a stray nought or comma) makes every chart of the indicator
    # flat. Against the median of the others, since two slips would lift a mean.
    sizes = {period: abs(value) for period, value in values.items() if value is not None}
    if len(sizes) < 2:
        return []
    # The quick way out: below this no figure can be out of scale, as the median counts at least 1.
    largest = max(sizes.values())
    if largest <= OUT_OF_SCALE:
        return []
    ordered = sorted(sizes.values())
    found = []
    for period, size in sizes.items():
        if size > OUT_OF_SCALE:
            others = ordered.copy()
            others.remove(size)
            if size > OUT_OF_SCALE * max(1, median(others)):
                found.append(period)
    return found


def out_of_scale_words(value: Number) -> str:
    """The sentence about a figure that `out_of_scale` found."""
    return (
        f"{figure(value)} is more than {OUT_OF_SCALE:,} times the figures beside it, "
        "so it is left out. Correct it if it is a slip."
    )


def in_a_row(points: Iterable[FigurePoint]) -> tuple[FigurePoint, ...]:
    """The points from first to last, every period between them there, gaps with value None."""
    ordered = sorted(points, key=lambda point: point.period)
    if not ordered:
        return ()
    known = {point.period: point for point in ordered}
    row, period = [], ordered[0].period
    while period <= ordered[-1].period:
        row.append(known.get(period) or FigurePoint(period, None))
        period = period.shifted(1)
    return tuple(row)


def first_of(quarter: str) -> Period | None:
    """The quarter called `quarter`, or None."""
    period = read_period(quarter)
    return period if period and period.kind == "quarter" else None


def begins(period: Period) -> int:
    """The number of a period's first month, counted from a fixed one."""
    if period.month_of_year:
        return period.year * 12 + period.month_of_year - 1
    return period.year * 12 + (period.quarter - 1) * 3 if period.quarter else period.year * 12


def ends(period: Period) -> int:
    """The number of a period's last month, counted from a fixed one."""
    return begins(period) + {"month": 0, "quarter": 2, "year": 11}[period.kind]


def months_of(period: Period) -> tuple[Period, ...]:
    """The months of a quarter or year."""
    first = Period(period.year, period.quarter or 1, (max(period.quarter, 1) - 1) * 3 + 1)
    return tuple(first.shifted(step) for step in range(3 if period.quarter else 12))


def label(period: Period) -> str:
    """A period as charts and tables write it: 'Apr-16', 'Q1 16/17', '2016/17'."""
    if period.month_of_year:
        return f"{MONTHS[period.month - 1][:3]}-{(period.year + (period.month < 4)) % 100:02}"
    if period.quarter:
        return f"Q{period.quarter} {period.year % 100:02}/{(period.year + 1) % 100:02}"
    return str(period)


def likely_step(record: Record) -> str:
    """'month' or 'year', whichever the indicator's figures are of; '' if that is not certain.

    Its frequency and the figures that it already has must agree.
    """
    held = (read_period(text) for text in record.periods("actual", "count", "value"))
    said = {_STEPS.get(record.text("frequency"), "")} | {each.kind for each in held if each}
    said &= {"year", "month"}
    return said.pop() if len(said) == 1 else ""


def adding(record: Record) -> str:
    """How an indicator's shorter periods make a longer one: 'sum', 'mean' or 'latest'.

    If that is not set, counts are summed, and of percentages and rates the latest one counts.
    Percentages are never summed, even if that is set. ASKED if nothing says what the figures are:
    they are not summed either, until a person says so.
    """
    # In doubt the latest: a sum that should be none is a wrong figure that looks right, while a
    # latest one that should be a sum is seen at once.
    said = record.text("year_from").partition(" ")[0]
    if is_change(record.text("target_kind")):
        return said or "sum"  # what adds up is the counts behind the change
    kind = kind_of_figures(record)
    if said and not (said == "sum" and kind == PERCENT):
        return said
    ranged = record.text("target_kind") == "range" or record.text("direction") == "within a range"
    if ranged or kind in (PERCENT, RATE):
        return "latest"
    return "sum" if kind else ASKED


def added(values: Sequence[Number], how: str) -> Number:
    """The figure of a longer period from those of its parts, in time order."""
    if how in ("latest", ASKED):
        return values[-1]
    total = _sum(values)
    return total if how == "sum" else total / len(values)


def _sum(values: Sequence[Number]) -> Number:
    # Counts stay whole numbers, because `are_counts` knows them by that.
    if all(isinstance(value, int) for value in values):
        return sum(values)
    return float(f"{sum(values):.15g}")


def joined_state(points: Iterable[FigurePoint]) -> str:
    """The state of what these make together: provisional or estimated if one of them is."""
    states = {point.state for point in points}
    for state in ("provisional", "estimated", "revised"):
        if state in states:
            return state
    return "final" if states == {"final"} else ""


def quarterly(figures: FieldSeries, how: str) -> dict[Period, FigurePoint]:
    """The quarters: as given, else from three months that are all there."""
    found = dict(figures.of("quarter"))
    months = figures.of("month")
    for quarter in {Period(month.year, month.quarter) for month in months} - found.keys():
        parts = [months[month] for month in months_of(quarter) if month in months]
        # Two months of three would show as a fall.
        values = [part.value for part in parts if part.value is not None]
        if len(values) == 3:
            found[quarter] = FigurePoint(
                quarter, added(values, how), joined_state(parts), given=False
            )
    return found
