"""Frozen rows as a table that Qt reads: nothing is asked of the plan while it is painted."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractProxyModel,
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.tooltips import plain_tip

ROW_ROLE: Final = Qt.ItemDataRole.UserRole
SORT_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_ROOT: Final = QModelIndex()

Index = QModelIndex | QPersistentModelIndex
Row = TypeVar("Row", bound=Hashable)


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Rows under named columns. A table of its own says in `words` what stands in a cell."""

    columns: Sequence[str] = ("",)
    numbers: frozenset[int] = frozenset()
    """The columns whose cells stand at the right."""
    two_lines = False
    """Whether something is over the columns' names."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()

    # What a table of its own says

    def words(self, row: Row, column: int) -> str:
        """What stands in a cell, as it is read and copied."""
        raise NotImplementedError

    def spoken(self, row: Row, column: int) -> str:
        """What is read out of a cell."""
        return self.words(row, column)

    def key(self, row: Row) -> Hashable:
        """What tells a row from all others, after the rows were made anew, too."""
        return row

    def tip(self, row: Row, column: int) -> str:
        """What is told when the pointer rests on a cell, '' for nothing."""
        del row, column
        return ""

    def shape(self, row: Row, column: int) -> str:
        """The status or mark whose shape is before a cell's words, '' for none."""
        del row, column
        return ""

    def icon(self, row: Row, column: int) -> tuple[str, str]:
        """The icon before a cell's words with the role of its colour, '' for none."""
        del row, column
        return "", ""

    def letters(self, row: Row, column: int) -> tuple[themes.Size, str, bool]:
        """In what size, role of the palette and weight a cell's words are set."""
        del row, column
        return "small", "text", False

    def sorts_by(self, row: Row, column: int) -> object:
        """What a cell is sorted by."""
        return self.words(row, column)

    def over(self, column: int) -> str:
        """What is over the names of a column and of its neighbours, '' for nothing."""
        del column
        return ""

    def begins(self, column: int) -> bool:
        """Whether a column is the first under what is over it and its neighbours."""
        over = self.over(column) if self.two_lines else ""
        return bool(over) and (not column or over != self.over(column - 1))

    # What it holds

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows in their order."""
        return self._rows

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows. Where they are the same ones, only what they say is told anew."""
        before, after = self._rows, tuple(rows)
        if before == after:
            return
        if list(map(self.key, before)) != list(map(self.key, after)):
            self.beginResetModel()
            self._rows = after
            self.endResetModel()
            return
        self._rows = after
        other = [n for n, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]]
        last = len(self.columns) - 1
        self.dataChanged.emit(self.index(other[0], 0), self.index(other[-1], last))

    def replace_rows(self, rows: Sequence[Row], columns: Sequence[str] | None = None) -> None:
        """Show these rows, and under these columns, without comparing them with those shown.

        To compare what thousands of rows say takes longer than to show them.
        """
        self.beginResetModel()
        self._rows = tuple(rows)
        self.columns = self.columns if columns is None else columns
        self.endResetModel()

    def set_row(self, number: int, row: Row) -> None:
        """Show one row anew."""
        if 0 <= number < len(self._rows):
            self.set_rows((*self._rows[:number], row, *self._rows[number + 1 :]))

    def place_of(self, key: Hashable) -> int:
        """Where the row with this key stands, -1 where it is not shown."""
        return next((n for n, row in enumerate(self._rows) if self.key(row) == key), -1)

    # What Qt asks

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The columns' names; read out with what stands over them."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (self.over(section), self.columns[section])))
        return self.columns[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The words of a cell; the row itself for ROW_ROLE, what it is sorted by for SORT_ROLE."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.tip(row, column)) or None
        says: dict[int, Callable[[Row, int], object]] = {
            Qt.ItemDataRole.DisplayRole: self.words,
            Qt.ItemDataRole.AccessibleTextRole: self.spoken,
            SORT_ROLE: self.sorts_by,
        }
        return says[role](row, column) if role in says else None


class TextRows(RowsModel[tuple[str, ...]]):
    """Rows of texts under named columns; each is told whole where the pointer rests on it.

    What a cell says in place of a value is quiet.
    """

    quiet: frozenset[str] = frozenset()

    def words(self, row: tuple[str, ...], column: int) -> str:
        return row[column] if column < len(row) else ""

    def tip(self, row: tuple[str, ...], column: int) -> str:
        return self.words(row, column)

    def letters(self, row: tuple[str, ...], column: int) -> tuple[themes.Size, str, bool]:
        return "small", "text3" if self.words(row, column) in self.quiet else "text", False


def rows_behind(model: QAbstractItemModel) -> RowsModel[Any] | None:
    """The RowsModel that a model is or puts in order, None for a model of another kind."""
    if isinstance(model, QAbstractProxyModel):
        model = model.sourceModel()
    return model if isinstance(model, RowsModel) else None
