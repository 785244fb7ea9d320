"""The scorecard's lines: worked out a few at a time, told in words, and put in order."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, TypeAlias

from csp_desktop import look
from csp_desktop.measures.kpi.benchmarks import BENCHMARK, benchmark_drawing, benchmarks
from csp_desktop.measures.kpi.charts import target_words
from csp_desktop.measures.kpi.drawing import Drawing
from csp_desktop.measures.kpi.rating import TOO_SMALL, figure, is_number
from csp_desktop.measures.kpi.scorecard import IndicatorRow, divided, rests_on, row_of, unchanged
from csp_desktop.measures.kpi.series import FigurePoint
from csp_desktop.measures.kpi.to_be_named import UNNAMED, folded_words
from csp_desktop.measures.kpi.yearly import YearResult
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.periods import Period
from csp_desktop.plan.renumbering import ref_order
from csp_desktop.plan.wording import capital


class ScorecardColumn(IntEnum):
    """The scorecard's columns, left to right."""

    LABEL = 0
    NAME = 1
    LAST_ACTUAL = 2
    LAST_TARGET = 3
    LAST_RATING = 4
    NOW_ACTUAL = 5
    NOW_TARGET = 6
    NOW_RATING = 7
    SHORT = 8
    LONG = 9
    SPARK = 10
    AGAINST = 11


HEADS: Final[Mapping[ScorecardColumn, str]] = {
    ScorecardColumn.LABEL: "Ref",
    ScorecardColumn.NAME: "Indicator",
    ScorecardColumn.LAST_ACTUAL: "Actual",
    ScorecardColumn.LAST_TARGET: "Target",
    ScorecardColumn.LAST_RATING: "Rating",
    ScorecardColumn.NOW_ACTUAL: "Actual",
    ScorecardColumn.NOW_TARGET: "Target",
    ScorecardColumn.NOW_RATING: "Rating",
    ScorecardColumn.SHORT: "On last Q",
    ScorecardColumn.LONG: "On last year",
    ScorecardColumn.SPARK: "Over time",
    ScorecardColumn.AGAINST: "Against",
}
_Column = ScorecardColumn
LAST_YEAR: Final = frozenset({_Column.LAST_ACTUAL, _Column.LAST_TARGET, _Column.LAST_RATING})
THIS_YEAR: Final = frozenset({_Column.NOW_ACTUAL, _Column.NOW_TARGET, _Column.NOW_RATING})
_ACTUALS: Final = frozenset({_Column.LAST_ACTUAL, _Column.NOW_ACTUAL})
_TARGETS: Final = frozenset({_Column.LAST_TARGET, _Column.NOW_TARGET})
NUMBERS: Final = _ACTUALS | _TARGETS
RATINGS: Final = frozenset({_Column.LAST_RATING, _Column.NOW_RATING})
TRAVELS: Final = frozenset({_Column.SHORT, _Column.LONG})
_WORST_FIRST: Final[tuple[str | None, ...]] = ("missed", "near", "met")
_VERDICTS: Final[tuple[str | None, ...]] = ("worse", TOO_SMALL, "", "better")
_TRAVELS: Final[tuple[str | None, ...]] = ("worse", TOO_SMALL, "same", "better", "lower", "higher")

Kept: TypeAlias = dict[str, tuple[tuple[object, ...], IndicatorRow]]
"""Rows by indicator, each with what it rests on."""


@dataclass(frozen=True, slots=True)
class ScorecardLine:
    """One line of the scorecard: an indicator, a benchmark, or those that are to be named."""

    id: str
    row: IndicatorRow | None = None
    drawing: Drawing | None = None
    spark: tuple[FigurePoint, ...] = ()
    unnamed: tuple[Record, ...] = ()

    @property
    def name(self) -> str:
        """What it is called."""
        if self.unnamed:
            return folded_words(self.unnamed)
        return self.row.name if self.row else self.id.removeprefix(BENCHMARK)


class Work:
    """Works out the lines of a plan at a quarter, as much at a time as is asked for.

    `kept` are the rows worked out so far; at first those of earlier work, which stand as long as
    nothing that they rest on has changed.
    """

    def __init__(self, document: Document, quarter: str, kept: Kept) -> None:
        self.document, self.quarter = document, quarter
        self.kept: Kept = {}
        self._before = kept
        self._records, self._folded = divided(document)
        self._rows: list[IndicatorRow] = []

    @property
    def total(self) -> int:
        """How many indicators there are."""
        return len(self._records)

    def step(self, seconds: float = float("inf")) -> bool:
        """Work for about so long; answers whether all is done."""
        until = time.perf_counter() + seconds
        while len(self._rows) < len(self._records):
            self._next()
            if time.perf_counter() > until:
                break
        return len(self._rows) == len(self._records)

    def _next(self) -> None:
        document, record = self.document, self._records[len(self._rows)]
        now, before = rests_on(document, record, self.quarter), self._before.get(record.id)
        same = before and unchanged(before[0], now)
        row = before[1] if before and same else row_of(document, record, self.quarter)
        self.kept[record.id] = (now, row)
        self._rows.append(row)

    def lines(self) -> tuple[ScorecardLine, ...]:
        """The lines: the indicators in the plan's order, those to be named, then the benchmarks."""
        lines = [ScorecardLine(row.id, row, spark=row.spark) for row in self._rows]
        if self._folded:
            lines.append(ScorecardLine(UNNAMED, unnamed=tuple(self._folded)))
        for name in benchmarks(self.document):
            drawing = benchmark_drawing(self.document, name)
            first = drawing.tracks[0].marks if drawing.tracks else ()
            spark = tuple(
                FigurePoint(Period(x), mark.y if mark else None) for x, mark in enumerate(first)
            )
            lines.append(ScorecardLine(BENCHMARK + name, None, drawing, spark))
        return tuple(lines)


# In words


def _year(row: IndicatorRow, column: ScorecardColumn) -> YearResult:
    return row.last if column in LAST_YEAR else row.now


def _travel(row: IndicatorRow, column: ScorecardColumn) -> str:
    return row.short if column == ScorecardColumn.SHORT else row.long


def text_of(line: ScorecardLine, column: ScorecardColumn) -> str:
    """What a cell shows, as text."""
    row = line.row
    if row is None:
        by_column = {ScorecardColumn.NAME: line.name}
        if line.drawing:
            by_column = {
                ScorecardColumn.NAME: f"{line.name} (benchmark)",
                ScorecardColumn.SPARK: "By year",
            }
        return by_column.get(column, "")
    if column in (ScorecardColumn.LABEL, ScorecardColumn.NAME):
        return row.label if column == ScorecardColumn.LABEL else row.name
    if column in NUMBERS:
        return _figure_words(row, column)
    if column in RATINGS or column == ScorecardColumn.AGAINST:
        rated = column in RATINGS
        return look.word(_year(row, column).rating.look) if rated else _against_words(row)
    if column in TRAVELS:
        travel = _travel(row, column)
        return look.word(travel) if travel else "None yet"
    return f"{len(line.spark)} points" if line.spark else "No data yet"


def _against_words(row: IndicatorRow) -> str:
    """How it compares with the benchmark that is most like it: 'MSG: better', '' for none."""
    if not row.against:
        return ""
    first = row.against[0]
    # The tip and the chart say the rest.
    verdict = "too small" if first.verdict == TOO_SMALL else first.verdict
    return f"{first.other}: {verdict}" if verdict else first.other


def _figure_words(row: IndicatorRow, column: ScorecardColumn) -> str:
    signed = row.target_kind.startswith("%")
    unit = row.unit if row.unit == "%" else ""
    year = _year(row, column)
    if column in _TARGETS:
        words = target_words(year, unit, signed=signed)
        asked = words == "None" and row.target_kind == "tbc" and column not in LAST_YEAR
        return "Tbc" if asked else words
    if year.actual is None:
        return "None"
    return f"{figure(year.actual, unit, signed=signed)} {year.mark}".strip()


def glyph_of(line: ScorecardLine, column: ScorecardColumn) -> str:
    """The rating or trend whose shape stands before a cell's words, '' for none."""
    if line.row is None:
        return ""
    if column in RATINGS:
        return _year(line.row, column).rating.look
    travel = _travel(line.row, column) if column in TRAVELS else ""
    if column == ScorecardColumn.AGAINST and line.row.against:
        travel = line.row.against[0].verdict
    return "" if travel == TOO_SMALL else travel


def tip_of(line: ScorecardLine, column: ScorecardColumn) -> str:
    """What more there is to say of a cell, '' for nothing."""
    row = line.row
    if line.unnamed:
        return "Press Enter to name one of them." if column == ScorecardColumn.NAME else ""
    if row is None:
        return line.drawing.sentence if line.drawing else ""
    if column == ScorecardColumn.NAME:
        parts = [row.name]
        parts += [f"Held elsewhere: {row.elsewhere}"] if row.elsewhere else []
        parts += ["Some of it is unconfirmed."] if row.unconfirmed else []
        parts += [str(problem) for problem in row.problems]
        return "\n".join(parts)
    if column == ScorecardColumn.AGAINST:
        return "\n".join(f"{each}." for each in row.against)
    if column not in LAST_YEAR | THIS_YEAR:
        return ""
    year = _year(row, column)
    parts = [year.rating.reason]
    if year.caution:
        parts.append(f"{capital(year.caution)}.")
    if year.forecast is not None and year.forecast_rating:
        signed = row.target_kind.startswith("%")
        said = figure(year.forecast, row.unit, signed=signed)
        parts.append(f"Forecast for the year end, if it goes on so: {said}.")
    return "\n".join(part for part in parts if part)


# In order


def sort_key(line: ScorecardLine, column: ScorecardColumn) -> tuple[object, ...] | None:
    """What a line sorts by in a column, None where nothing stands there."""
    row = line.row
    if column == ScorecardColumn.NAME:
        return (line.name.casefold(),)
    if row is None:
        return None
    if column == ScorecardColumn.LABEL:
        return tuple(ref_order(row.label)) if row.label else None
    if column == ScorecardColumn.SPARK:
        return (len(line.spark),) if line.spark else None
    if column in NUMBERS:
        value = _year(row, column).actual if column in _ACTUALS else _year(row, column).target
        return (float(value),) if is_number(value) else None
    if column == ScorecardColumn.AGAINST:
        order, said = _VERDICTS, row.against[0].verdict if row.against else None
    elif column in TRAVELS:
        order, said = _TRAVELS, _travel(row, column)
    else:
        order, said = _WORST_FIRST, _year(row, column).rating.rating
    return (order.index(said),) if said in order else None
