"""The scorecard's columns, and what stands in each of its cells, in words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Final

from csp_desktop import look
from csp_desktop.gui.kpis.lines import ScorecardLine
from csp_desktop.measures.kpi.rating import figure
from csp_desktop.measures.kpi.scorecard import IndicatorRow
from csp_desktop.measures.kpi.year_bars import target_words
from csp_desktop.measures.kpi.yearly import YearResult
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
}
NUMBERS: Final = frozenset(
    {
        ScorecardColumn.LAST_ACTUAL,
        ScorecardColumn.LAST_TARGET,
        ScorecardColumn.NOW_ACTUAL,
        ScorecardColumn.NOW_TARGET,
    }
)
RATINGS: Final = frozenset({ScorecardColumn.LAST_RATING, ScorecardColumn.NOW_RATING})
TRAVELS: Final = frozenset({ScorecardColumn.SHORT, ScorecardColumn.LONG})


def text_of(line: ScorecardLine, column: ScorecardColumn) -> str:
    """What a cell shows, as text."""
    row = line.row
    if row is None:
        return {
            ScorecardColumn.NAME: f"{line.name} (benchmark)",
            ScorecardColumn.SPARK: "By year",
        }.get(column, "")
    signed = row.target_kind.startswith("%")
    short = row.unit if row.unit == "%" else ""
    last = column in (
        ScorecardColumn.LAST_ACTUAL,
        ScorecardColumn.LAST_TARGET,
        ScorecardColumn.LAST_RATING,
    )
    standing = row.last if last else row.now
    if column in (ScorecardColumn.LABEL, ScorecardColumn.NAME):
        return row.label if column == ScorecardColumn.LABEL else row.name
    if column in (ScorecardColumn.LAST_ACTUAL, ScorecardColumn.NOW_ACTUAL):
        return _actual_words(standing, short, signed=signed)
    if column in (ScorecardColumn.LAST_TARGET, ScorecardColumn.NOW_TARGET):
        words = target_words(standing, short, signed=signed)
        return "Tbc" if words == "None" and row.target_kind == "tbc" and not last else words
    return _judged_words(line, row, column, standing)


def _judged_words(
    line: ScorecardLine, row: IndicatorRow, column: ScorecardColumn, standing: YearResult
) -> str:
    if column in RATINGS:
        return look.word(standing.rating.look)
    if column in TRAVELS:
        travel = row.short if column == ScorecardColumn.SHORT else row.long
        return look.word(travel) if travel else "None yet"
    return f"{len(line.spark)} points" if line.spark else "No data yet"


def _actual_words(standing: YearResult, unit: str, *, signed: bool) -> str:
    if standing.actual is None:
        return "None"
    return f"{figure(standing.actual, unit, signed=signed)} {standing.mark}".strip()


def glyph_of(line: ScorecardLine, column: ScorecardColumn) -> str:
    """The rating or trend whose shape stands before a cell's words, '' for none."""
    row = line.row
    if row is None:
        return ""
    if column in RATINGS:
        return (row.last if column == ScorecardColumn.LAST_RATING else row.now).rating.look
    if column in TRAVELS:
        return row.short if column == ScorecardColumn.SHORT else row.long
    return ""


def tip_of(line: ScorecardLine, column: ScorecardColumn) -> str:
    """What more there is to say of a cell, '' for nothing."""
    row = line.row
    if row is None:
        return line.drawing.sentence if line.drawing else ""
    if column == ScorecardColumn.NAME:
        parts = [row.name]
        parts += [f"Held elsewhere: {row.elsewhere}"] if row.elsewhere else []
        parts += ["Some of it is unconfirmed."] if row.unconfirmed else []
        parts += [str(problem) for problem in row.problems]
        return "\n".join(parts)
    if column in TRAVELS or column in (ScorecardColumn.LABEL, ScorecardColumn.SPARK):
        return ""
    last = column in (
        ScorecardColumn.LAST_ACTUAL,
        ScorecardColumn.LAST_TARGET,
        ScorecardColumn.LAST_RATING,
    )
    standing = row.last if last else row.now
    parts = [standing.rating.reason]
    if standing.caution:
        parts.append(f"{capital(standing.caution)}.")
    if standing.forecast is not None and standing.forecast_rating:
        signed = row.target_kind.startswith("%")
        said = figure(standing.forecast, row.unit, signed=signed)
        parts.append(f"Forecast for the year end, if it goes on so: {said}.")
    return "\n".join(part for part in parts if part)
