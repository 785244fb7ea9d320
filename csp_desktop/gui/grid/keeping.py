"""Keeps a person's place in the grid while its rows and columns change under it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject
from PySide6.QtWidgets import QTableView

from csp_desktop.gui.grid.columns import GridColumn
from csp_desktop.gui.grid.model import GridModel
from csp_desktop.gui.grid.rows import ActionRow

_MOST_CELLS = 5_000
Key = tuple[str, str]


class _GridPlace(NamedTuple):
    """What is current, selected and in sight, by ids."""

    current: Key | None
    row: int
    selected: tuple[Key, ...]
    anchor: str
    offset: int
    across: int


class Keeper(QObject):
    """Remembers the place before the model's rows move, and finds it again after.

    The current row keeps its height on the screen if it was in sight, else the first row that
    stays. The same cells are selected and current, as far as they are still there. `moved` is
    called where the current cell has become another.
    """

    def __init__(self, table: QTableView, model: GridModel, moved: Callable[[], None]) -> None:
        super().__init__(table)
        self._table, self._model, self._moved = table, model, moved
        self._kept: _GridPlace | None = None
        # All the 'about to' signals, since afterwards Qt has already moved selection and current
        # cell.
        for signal in (
            model.rowsAboutToBeInserted,
            model.rowsAboutToBeRemoved,
            model.columnsAboutToBeInserted,
            model.columnsAboutToBeRemoved,
            model.modelAboutToBeReset,
        ):
            signal.connect(self._keep)

    def _keep(self) -> None:
        # Only the first signal of a change counts. The next come in the midst of it.
        if self._kept is not None:
            return
        table, model = self._table, self._model
        current = table.currentIndex()
        chosen = table.selectionModel().selection()
        ranges = [chosen.at(number) for number in range(chosen.count())]
        cells: list[Key] = []
        # Remembering a selection of the whole grid by ids would take longer than anybody cares for
        # it.
        if sum(each.width() * each.height() for each in ranges) <= _MOST_CELLS:
            cells = [
                (model.rows[index.row()].key, model.columns[index.column()].key)
                for index in chosen.indexes()
            ]
        row = current.row()
        top = table.rowViewportPosition(row) if row >= 0 else -1
        # The current row is out of sight: then what the person looks at is the first row in sight.
        if not 0 <= top < table.viewport().height():
            row = max(table.rowAt(0), 0)
            top = table.rowViewportPosition(row) if model.rows else 0
        self._kept = _GridPlace(
            (model.rows[current.row()].key, model.columns[current.column()].key)
            if current.isValid()
            else None,
            current.row(),
            tuple(cells),
            model.rows[row].key if row < len(model.rows) else "",
            top,
            table.horizontalScrollBar().value(),
        )

    @property
    def keeping(self) -> bool:
        """Whether rows or columns are on the move, and where the person is means nothing."""
        return self._kept is not None

    def restore(self) -> None:
        """Find the place again that was kept before the last change, if any was.

        Where the current action has gone by an edit (it no longer fits the filter), the next one
        is current; where it was filtered away, none is.
        """
        kept = self._kept
        if kept is None:
            return
        table, model = self._table, self._model
        rows = {row.key: number for number, row in enumerate(model.rows)}
        columns = {column.key: number for number, column in enumerate(model.columns)}
        chosen = table.selectionModel()
        selection = QItemSelection()
        for row_key, column_key in kept.selected:
            row, column = rows.get(row_key, -1), _column(columns, column_key, model.columns)
            if row >= 0 and column >= 0:
                index = model.index(row, column)
                selection.merge(
                    QItemSelection(index, index), QItemSelectionModel.SelectionFlag.Select
                )
        if kept.current and kept.current[0] in rows:
            column = max(_column(columns, kept.current[1], model.columns), 0)
            index = model.index(rows[kept.current[0]], column)
            # NoUpdate: only the current cell moves here. The selection is put back whole below.
            if index != table.currentIndex():
                chosen.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        elif kept.current:
            # After an edit the person goes on with the next action, as after ticking off a list.
            # After a filter the rows are others, and nothing among them follows the one that went.
            following = self._next_action(kept.row) if model.following else -1
            index = model.index(following, _column(columns, kept.current[1], model.columns))
            selection = QItemSelection(index, index) if index.isValid() else QItemSelection()
            chosen.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        if kept.current or kept.selected:
            chosen.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        # Before anybody is told: `tell_current` keeps silent as long as something is kept.
        self._kept = None
        current = table.currentIndex()
        now = (
            (model.rows[current.row()].key, model.columns[current.column()].key)
            if current.isValid()
            else None
        )
        if now != kept.current:
            self._moved()
        # Else the scroll bar still has the range of the old rows and cuts the new position off.
        table.updateGeometries()
        if kept.anchor in rows:
            top = table.rowViewportPosition(rows[kept.anchor])
            bar = table.verticalScrollBar()
            bar.setValue(bar.value() + top - kept.offset)
        table.horizontalScrollBar().setValue(kept.across)

    def _next_action(self, row: int) -> int:
        """The row of the first action from `row` on, else of the last; -1 where there is none."""
        found = [n for n, each in enumerate(self._model.rows) if isinstance(each, ActionRow)]
        return next((n for n in found if n >= row), found[-1] if found else -1)


def _column(columns: dict[str, int], key: str, shown: tuple[GridColumn, ...]) -> int:
    """Where a column is now: itself, or its year where that was opened or closed."""
    if key in columns:
        return columns[key]
    year = key.rpartition(":")[2][:7]
    return next((n for n, column in enumerate(shown) if year and column.year == year), -1)
