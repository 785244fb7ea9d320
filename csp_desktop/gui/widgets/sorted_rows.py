"""A table's rows in the order of one of its columns, and only those that are wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSortFilterProxyModel, Qt

from csp_desktop.gui.widgets.rows_model import Index, RowsModel


class SortedRows(QSortFilterProxyModel):
    """Sorts by what the rows' model says in `sorts_by`; None comes last either way."""

    def __init__(self, rows: RowsModel[Any], wanted: Callable[[Any], bool]) -> None:
        super().__init__(rows)
        self._rows, self._wanted = rows, wanted
        self.setSourceModel(rows)

    @property
    def rows(self) -> tuple[Any, ...]:
        """The rows that are wanted, in their order."""
        places = (self.mapToSource(self.index(n, 0)).row() for n in range(self.rowCount()))
        return tuple(self._rows.rows[place] for place in places)

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        return self._wanted(self._rows.rows[row])

    def lessThan(self, left: Index, right: Index) -> bool:
        one: Any
        other: Any
        one, other = (
            self._rows.sorts_by(self._rows.rows[each.row()], each.column())
            for each in (left, right)
        )
        if one is None or other is None:
            # Qt asks the other way round where it sorts backwards.
            ascending = self.sortOrder() is Qt.SortOrder.AscendingOrder
            return (one is None) is not (other is None) and (other is None) is ascending
        return bool(one < other)
