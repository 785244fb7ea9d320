"""What the scorecard's lines are sorted by, column by column."""

from __future__ import annotations

from typing import Final

from csp_desktop.gui.kpis.lines import ScorecardLine
from csp_desktop.gui.kpis.words import RATINGS, TRAVELS, ScorecardColumn
from csp_desktop.measures.kpi.rating import is_number
from csp_desktop.measures.kpi.scorecard import IndicatorRow
from csp_desktop.measures.kpi.yearly import YearResult
from csp_desktop.plan.refs import ref_order

_WORST_FIRST: Final = ("missed", "near", "met")
_TRAVELS: Final = ("worse", "same", "better", "lower", "higher")
_ACTUALS: Final = frozenset({ScorecardColumn.LAST_ACTUAL, ScorecardColumn.NOW_ACTUAL})
_TARGETS: Final = frozenset({ScorecardColumn.LAST_TARGET, ScorecardColumn.NOW_TARGET})
_LAST: Final = frozenset(
    {ScorecardColumn.LAST_ACTUAL, ScorecardColumn.LAST_TARGET, ScorecardColumn.LAST_RATING}
)


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
    if column in TRAVELS:
        travel = row.short if column == ScorecardColumn.SHORT else row.long
        return (_TRAVELS.index(travel),) if travel else None
    return _figure_key(row, column)


def _figure_key(row: IndicatorRow, column: ScorecardColumn) -> tuple[object, ...] | None:
    standing: YearResult = row.last if column in _LAST else row.now
    if column in RATINGS:
        rating = standing.rating.rating
        return (_WORST_FIRST.index(rating),) if rating in _WORST_FIRST else None
    value = standing.actual if column in _ACTUALS else standing.target
    return (float(value),) if is_number(value) else None
