"""The scorecard's columns, and what stands in each of its cells, in words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Final

from csp_desktop import look
from csp_desktop.gui.kpis.lines import Line
from csp_desktop.measures.kpi.rating import figure
from csp_desktop.measures.kpi.scorecard import Row
from csp_desktop.measures.kpi.year_bars import target_words
from csp_desktop.measures.kpi.yearly import Standing
from csp_desktop.plan.wording import capital


class Column(IntEnum):
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


HEADS: Final[Mapping[Column, str]] = {
    Column.LABEL: "Ref",
    Column.NAME: "Indicator",
    Column.LAST_ACTUAL: "Actual",
    Column.LAST_TARGET: "Target",
    Column.LAST_RATING: "Rating",
    Column.NOW_ACTUAL: "Actual",
    Column.NOW_TARGET: "Target",
    Column.NOW_RATING: "Rating",
    Column.SHORT: "On last Q",
    Column.LONG: "On last year",
    Column.SPARK: "Over time",
}
NUMBERS: Final = frozenset(
    {Column.LAST_ACTUAL, Column.LAST_TARGET, Column.NOW_ACTUAL, Column.NOW_TARGET}
)
RATINGS: Final = frozenset({Column.LAST_RATING, Column.NOW_RATING})
TRAVELS: Final = frozenset({Column.SHORT, Column.LONG})


def text_of(line: Line, column: Column) -> str:
    """What a cell shows, as text."""
    row = line.row
    if row is None:
        return {Column.NAME: f"{line.name} (benchmark)", Column.SPARK: "By year"}.get(column, "")
    signed = row.target_kind.startswith("%")
    short = row.unit if row.unit == "%" else ""
    last = column in (Column.LAST_ACTUAL, Column.LAST_TARGET, Column.LAST_RATING)
    standing = row.last if last else row.now
    if column in (Column.LABEL, Column.NAME):
        return row.label if column == Column.LABEL else row.name
    if column in (Column.LAST_ACTUAL, Column.NOW_ACTUAL):
        return _actual_words(standing, short, signed=signed)
    if column in (Column.LAST_TARGET, Column.NOW_TARGET):
        words = target_words(standing, short, signed=signed)
        return "Tbc" if words == "None" and row.target_kind == "tbc" and not last else words
    return _judged_words(line, row, column, standing)


def _judged_words(line: Line, row: Row, column: Column, standing: Standing) -> str:
    if column in RATINGS:
        return look.word(standing.rating.look)
    if column in TRAVELS:
        travel = row.short if column == Column.SHORT else row.long
        return look.word(travel) if travel else "None yet"
    return f"{len(line.spark)} points" if line.spark else "No data yet"


def _actual_words(standing: Standing, unit: str, *, signed: bool) -> str:
    if standing.actual is None:
        return "None"
    return f"{figure(standing.actual, unit, signed=signed)} {standing.mark}".strip()


def glyph_of(line: Line, column: Column) -> str:
    """The rating or trend whose shape stands before a cell's words, '' for none."""
    row = line.row
    if row is None:
        return ""
    if column in RATINGS:
        return (row.last if column == Column.LAST_RATING else row.now).rating.look
    if column in TRAVELS:
        return row.short if column == Column.SHORT else row.long
    return ""


def tip_of(line: Line, column: Column) -> str:
    """What more there is to say of a cell, '' for nothing."""
    row = line.row
    if row is None:
        return line.drawing.sentence if line.drawing else ""
    if column == Column.NAME:
        parts = [row.name]
        parts += [f"Held elsewhere: {row.elsewhere}"] if row.elsewhere else []
        parts += ["Some of it is unconfirmed."] if row.unconfirmed else []
        parts += [str(problem) for problem in row.problems]
        return "\n".join(parts)
    if column in TRAVELS or column in (Column.LABEL, Column.SPARK):
        return ""
    last = column in (Column.LAST_ACTUAL, Column.LAST_TARGET, Column.LAST_RATING)
    standing = row.last if last else row.now
    parts = [standing.rating.reason]
    if standing.caution:
        parts.append(f"{capital(standing.caution)}.")
    if standing.forecast is not None and standing.forecast_rating:
        signed = row.target_kind.startswith("%")
        said = figure(standing.forecast, row.unit, signed=signed)
        parts.append(f"Forecast for the year end, if it goes on so: {said}.")
    return "\n".join(part for part in parts if part)
