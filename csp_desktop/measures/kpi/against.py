"""An indicator against the benchmarks that it names: the chart, and how it compares in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from csp_desktop.measures.kpi.benchmarks import is_own, line_of, named_series
from csp_desktop.measures.kpi.drawing import Drawing, Rows
from csp_desktop.measures.kpi.indicator_history import IndicatorHistory, whole
from csp_desktop.measures.kpi.rating import (
    HIGHER,
    LOWER,
    TOO_SMALL,
    Number,
    figure,
    too_small_to_call,
)
from csp_desktop.measures.kpi.series import FieldSeries, label, quarterly
from csp_desktop.measures.kpi.side_by_side import MOST, Line, alike, change, common, drawn
from csp_desktop.plan.document import Document
from csp_desktop.plan.periods import Period
from csp_desktop.plan.values import name_key
from csp_desktop.plan.wording import capital

OWN: Final = "This plan"
"""What the indicator's own line is called beside the others."""

_GROUPS: Final = ("similar", "average", "group", "family")


def lines_of(document: Document, of: IndicatorHistory, until: Period | None) -> list[Line]:
    """The indicator's own line and those of its benchmarks, at most four together.

    An indicator without figures takes the plan's own area among the benchmarks for its own line.
    """
    borough = document.plan.text("borough")
    series = named_series(document, of.record)
    if not series:
        return []
    theirs = [line_of(each, until) for each in series if not is_own(each.text("area"), borough)]
    own = _own(of, theirs)
    if not any(own.of(step) for step in own.by_step):
        return [line_of(each, until) for each in series][:MOST]
    return [own, *theirs][:MOST]


def _own(of: IndicatorHistory, theirs: Sequence[Line]) -> Line:
    """What of an indicator is compared: its actuals, or the counts behind a % change."""
    record = of.record
    units = {name_key(each.unit) for each in theirs}
    counted = of.changes and of.counts.known() and name_key(record.text("unit")) not in units
    figures = of.counts if counted else of.actuals
    unit = record.text("count_unit" if counted else "unit")
    by_step: dict[str, dict[Period, Number]] = {
        "month": _values(figures, "month"),
        "quarter": {
            period: point.value
            for period, point in sorted(quarterly(figures, of.how).items())
            if point.value is not None
        },
        "year": _values(figures, "year"),
    }
    if figures is of.counted:
        years = {each.financial_year for step in ("month", "quarter") for each in by_step[step]}
        for year in sorted(years):
            made = whole(of, year)
            if made and made.value is not None:
                by_step["year"][year] = made.value
    soft = {
        period
        for step in by_step
        for period, point in figures.of(step).items()
        if point.soft
    }  # fmt: skip
    name = record.text("name")
    return Line(name, OWN, unit, by_step, frozenset(soft), record.text("source"))


def _values(figures: FieldSeries, step: str) -> dict[Period, Number]:
    return {
        period: point.value
        for period, point in sorted(figures.of(step).items())
        if point.value is not None
    }


def against_drawing(lines: Sequence[Line]) -> Drawing | None:
    """The lines side by side; None where there is nothing that they could be compared by."""
    return drawn("Against others", lines) if len(lines) > 1 and common(lines) else None


def with_others(main: Drawing, lines: Sequence[Line]) -> tuple[tuple[str, ...], Rows]:
    """The data of an indicator's chart as a table, with the figures of the other lines in it.

    They stand before the last column, in lines of their own where the chart has no such period.
    """
    shared = common(lines)
    if shared is None:
        return main.columns, main.rows
    others = [each for each in lines if each.short != OWN]
    told = {
        label(period): tuple(
            figure(value) if (value := each.of(shared.step).get(period)) is not None else ""
            for each in others
        )
        for period in sorted({period for each in others for period in each.of(shared.step)})
    }
    nothing = ("",) * len(others)
    places = {row[0].partition(" to ")[0]: row for row in main.rows}
    apart = [
        (period, *[""] * (len(main.columns) - 2), *said, "")
        for period, said in told.items()
        if period not in places
    ]
    rows = (
        (*row[:-1], *told.get(place, nothing), row[-1]) for place, row in places.items()
    )  # fmt: skip
    return (*main.columns[:-1], *(each.short for each in others), main.columns[-1]), (*apart, *rows)


class Compared(NamedTuple):
    """How an indicator compares with one benchmark: said with figures, and whether it is better.

    `verdict` is 'better' or 'worse', TOO_SMALL where a change is too small to call it that, and ''
    where neither is known.
    """

    said: str
    verdict: str
    other: str

    def __str__(self) -> str:
        """All of it: 'Above the MSG average: 12.1 against 10.4 in Q2 16/17, better'."""
        return ", ".join(filter(None, (self.said, self.verdict)))


def against(lines: Sequence[Line], direction: str, *, counts: bool = False) -> tuple[Compared, ...]:
    """How an indicator compares with each of its benchmarks, in the latest common period.

    `counts`: its own figures count things, of which a few more or less may be chance.

    Where the levels differ, what has changed since the first common period is compared, since
    their heights say nothing.
    """
    if len(lines) < 2:
        return ()
    found = (_compared(lines[0], other, direction, counts=counts) for other in lines[1:])
    return tuple(each for each in found if each)


def _compared(own: Line, other: Line, direction: str, *, counts: bool) -> Compared | None:
    shared = common([own, other])
    if shared is None:
        return None
    when = label(shared.last)
    ours: Number
    theirs: Number
    if alike([own, other], shared.step):
        ours, theirs = (each.of(shared.step)[shared.last] for each in (own, other))
        unit = "%" if own.unit == "%" else ""
        ways = ("the same as", "above", "below")
        told = f"{figure(ours, unit)} against {figure(theirs, unit)} in {when}"
        since = ""
    elif shared.first == shared.last:
        return None
    else:
        ours, theirs = change(own, shared), change(other, shared)
        ways = ("as much changed as", "risen more or fallen less than",
                "risen less or fallen more than")  # fmt: skip
        told = f"{figure(ours, '%', signed=True)} against {figure(theirs, '%', signed=True)}"
        since = f" from {label(shared.first)} to {when}"
    way = ways[0] if ours == theirs else ways[1] if ours > theirs else ways[2]
    verdict = ""
    ends = [own.of(shared.step)[each] for each in (shared.first, shared.last)]
    if since and counts and too_small_to_call(ends[1], ends[0]):
        verdict = TOO_SMALL
    elif ours != theirs and direction in (HIGHER, LOWER):
        verdict = "better" if (ours > theirs) == (direction == HIGHER) else "worse"
    said = capital(f"{way} {_called(other)}{since}: {told}")
    return Compared(said, verdict, other.short)


def _called(line: Line) -> str:
    """What an area is called in a sentence: 'the MSG average', 'Lambeth'."""
    grouped = line.short.isupper() or any(each in line.name.lower() for each in _GROUPS)
    named = line.short if line.short.lower().endswith("average") else f"{line.short} average"
    return f"the {named}" if grouped else line.short
