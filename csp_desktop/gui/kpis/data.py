"""The data behind a chart as a table to read and to copy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QStyleOptionViewItem

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets import painting
from csp_desktop.gui.widgets.copy_block import copy_figures
from csp_desktop.gui.widgets.rows_model import Index, RowsModel, rows_behind
from csp_desktop.gui.widgets.table_delegate import RowDelegate
from csp_desktop.gui.widgets.table_view import TableView

NO_OWNER, NOT_SAID = "No owner yet", "Not said"
_LEAST, _MOST = 204, 360
"""How wide the data beside a chart are at least, and at most."""
QUIET: Final = frozenset({"None", "Tbc", NO_OWNER, NOT_SAID})
"""What stands in a cell in place of a value."""


def begins_figure(event: QKeyEvent) -> bool:
    """Whether a key that was pressed begins a figure: a digit, a sign or a decimal point."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    text = event.text()
    return held == Qt.KeyboardModifier.NoModifier and len(text) == 1 and text in "0123456789-."


class DataModel(RowsModel[tuple[str, ...]]):
    """Rows of texts under named columns."""

    columns = ()

    def show(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show these in place of those shown."""
        told = [tuple(row) for row in rows]
        self.numbers = frozenset(n for n in range(1, len(columns)) if _are_numbers(told, n))
        self.replace_rows(told, columns)

    def words(self, row: tuple[str, ...], column: int) -> str:
        return row[column] if column < len(row) else ""

    def tip(self, row: tuple[str, ...], column: int) -> str:
        return self.words(row, column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The columns' names, in full where the pointer rests on one."""
        if role == Qt.ItemDataRole.ToolTipRole:
            role = Qt.ItemDataRole.DisplayRole
        return super().headerData(section, orientation, role)


def _are_numbers(rows: Sequence[Sequence[str]], column: int) -> bool:
    said = {row[column] for row in rows if column < len(row)} - {"", "None", "Tbc"}
    numbers = all(each[0].isdigit() or each[0] in "+\u2212" for each in said)
    return bool(said) and numbers and not any("/" in each for each in said)


class FiguresDelegate(RowDelegate[Any]):
    """Paints figures; what stands in place of one is quiet."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        wide = painting.width_of(str(index.data() or ""), themes.current().font("small"))
        room = -painting.inside(self.view, index.column(), QRectF()).width()
        return QSize(round(wide + room) + 2, super().sizeHint(option, index).height())

    def letters(self, row: Any, column: int) -> tuple[themes.Size, str, bool]:
        model = rows_behind(self.view.model())
        quiet = model is not None and model.words(row, column) in QUIET
        return "small", "text3" if quiet else "text", False


class FiguresTable(TableView):
    """A table of figures, which is copied whole."""

    def __init__(self, model: RowsModel[Any], name: str, **options: Any) -> None:
        super().__init__(model, name, **options)
        self.setItemDelegate(FiguresDelegate(self, shown_unfocused=True))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def copy(self) -> None:
        """Put the table on the clipboard, for Excel."""
        model = self.rows_model
        across = range(len(model.columns))
        copy_figures(model.columns, [[model.words(row, n) for n in across] for row in model.rows])


class DataTable(FiguresTable):
    """The data of a chart, as rows to read and to copy."""

    margin = pad = 6
    typed = Signal(str, str)
    """What stands in the first cell of the current row, and the beginning of a figure typed."""

    def __init__(self) -> None:
        self._data = DataModel()
        super().__init__(self._data, "Data of the chart", row_height=22)

    def sizeHint(self) -> QSize:
        return QSize(themes.current().px(200), themes.current().px(100))

    def show_rows(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show the data, its latest row in sight, as wide as all of it needs within bounds."""
        self._data.show(columns, rows)
        theme, across = themes.current(), range(len(columns))
        wanted = sum(max(self.sizeHintForColumn(n), self.head.sectionSizeHint(n)) for n in across)
        least, most = theme.px(_LEAST), theme.px(_MOST)
        self.setMinimumWidth(min(max(wanted, least), most))
        modes = QHeaderView.ResizeMode
        for column in across:
            shared = column == across[-1] or (column and wanted > most)
            self.head.setSectionResizeMode(
                column, modes.Stretch if shared else modes.ResizeToContents
            )
        self.scrollToBottom()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if begins_figure(event) and self._data.rows:
            row = self.row or self._data.rows[0]
            self.typed.emit(row[0], event.text())
        else:
            super().keyPressEvent(event)
