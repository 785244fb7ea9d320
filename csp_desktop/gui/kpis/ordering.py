"""What the scorecard's lines are sorted by, column by column."""

from __future__ import annotations

from typing import Final

from csp_desktop.gui.kpis.lines import Line
from csp_desktop.gui.kpis.words import RATINGS, TRAVELS, Column
from csp_desktop.measures.kpi.rating import is_number
from csp_desktop.measures.kpi.scorecard import Row
from csp_desktop.measures.kpi.yearly import Standing
from csp_desktop.plan.refs import ref_order

_WORST_FIRST: Final = ("missed", "near", "met")
_TRAVELS: Final = ("worse", "same", "better", "lower", "higher")
_ACTUALS: Final = frozenset({Column.LAST_ACTUAL, Column.NOW_ACTUAL})
_TARGETS: Final = frozenset({Column.LAST_TARGET, Column.NOW_TARGET})
_LAST: Final = frozenset({Column.LAST_ACTUAL, Column.LAST_TARGET, Column.LAST_RATING})


def sort_key(line: Line, column: Column) -> tuple[object, ...] | None:
    """What a line sorts by in a column, None where nothing stands there."""
    row = line.row
    if column == Column.NAME:
        return (line.name.casefold(),)
    if row is None:
        return None
    if column == Column.LABEL:
        return tuple(ref_order(row.label)) if row.label else None
    if column == Column.SPARK:
        return (len(line.spark),) if line.spark else None
    if column in TRAVELS:
        travel = row.short if column == Column.SHORT else row.long
        return (_TRAVELS.index(travel),) if travel else None
    return _figure_key(row, column)


def _figure_key(row: Row, column: Column) -> tuple[object, ...] | None:
    standing: Standing = row.last if column in _LAST else row.now
    if column in RATINGS:
        rating = standing.rating.rating
        return (_WORST_FIRST.index(rating),) if rating in _WORST_FIRST else None
    value = standing.actual if column in _ACTUALS else standing.target
    return (float(value),) if is_number(value) else None
