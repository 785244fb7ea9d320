"""The data behind a chart as a table to read and to copy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from csp_desktop.gui.theme import theme as themes

_ROOT: Final = QModelIndex()
Index = QModelIndex | QPersistentModelIndex

NO_OWNER, NOT_SAID = "No owner yet", "Not said"
QUIET: Final = frozenset({"None", "Tbc", NO_OWNER, NOT_SAID})
"""What stands in a cell in place of a value."""


def begins_figure(event: QKeyEvent) -> bool:
    """Whether a key that was pressed begins a figure: a digit, a sign or a decimal point."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    text = event.text()
    return held == Qt.KeyboardModifier.NoModifier and len(text) == 1 and text in "0123456789-."


class DataModel(QAbstractTableModel):
    """Rows of texts under named columns."""

    def __init__(self) -> None:
        super().__init__()
        self.columns: tuple[str, ...] = ()
        self.rows: tuple[tuple[str, ...], ...] = ()
        self._right: list[bool] = []

    def show(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show these in place of those shown."""
        self.beginResetModel()
        self.columns, self.rows = tuple(columns), tuple(tuple(row) for row in rows)
        self._right = [self._are_numbers(column) for column in range(len(columns))]
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and section < len(self.columns):
            if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                return self.columns[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return self._side(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            row = self.rows[index.row()]
            return row[index.column()] if index.column() < len(row) else ""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(index.column())
        return None

    def _are_numbers(self, column: int) -> bool:
        said = {row[column] for row in self.rows if column < len(row)} - {"", "None", "Tbc"}
        numbers = all(each[0].isdigit() or each[0] in "+\u2212" for each in said)
        return column > 0 and bool(said) and numbers and not any("/" in each for each in said)

    def _side(self, column: int) -> Qt.AlignmentFlag:
        right = self._right[column] if column < len(self._right) else False
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


class DataHeader(QHeaderView):
    """The columns' names, flat as everywhere in the window."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self.setSectionsClickable(False)
        self.setFixedHeight(themes.current().px(26))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme = themes.current()
        painter.save()
        painter.fillRect(rect, theme.colour("alt"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.colour("edge"))
        painter.setFont(theme.font("small", strong=True))
        painter.setPen(theme.colour("text2"))
        model = self.model()
        across = Qt.Orientation.Horizontal
        words = model.headerData(section, across, Qt.ItemDataRole.DisplayRole)
        side = model.headerData(section, across, Qt.ItemDataRole.TextAlignmentRole)
        box = rect.adjusted(_left(self.parent(), section), 0, -theme.px(6), 0)
        shown = painter.fontMetrics().elidedText(
            str(words), Qt.TextElideMode.ElideRight, box.width()
        )
        painter.drawText(box, side, shown)
        painter.restore()


class _DataDelegate(QStyledItemDelegate):
    """Paints a cell with the pads and hairlines of the scorecard."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        theme = themes.current()
        wide = QFontMetrics(theme.font("small")).horizontalAdvance(str(index.data() or ""))
        return QSize(wide + theme.px(14), super().sizeHint(option, index).height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = themes.current()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour("selected"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.colour("line"))
        words = str(index.data() or "")
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("text3" if words in QUIET else "text"))
        view = self.parent()
        box = rect.adjusted(_left(view, index.column()), 0, -theme.px(6), 0)
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, index.data(Qt.ItemDataRole.TextAlignmentRole), shown)
        if isinstance(view, QTableView) and _is_current(view, index.row()):
            accent = theme.colour("accent")
            painter.fillRect(rect.x(), rect.top(), rect.width(), 2, accent)
            painter.fillRect(rect.x(), rect.bottom() - 1, rect.width(), 2, accent)


def _left(view: QObject | None, column: int) -> int:
    """How far the words of a column stand off its left edge."""
    first = view.margin if isinstance(view, DataTable) and not column else 6
    return themes.current().px(first)


def _is_current(view: QTableView, row: int) -> bool:
    return view.hasFocus() and view.currentIndex().row() == row


class DataTable(QTableView):
    """The data of a chart, as rows to read and to copy.

    `margin` is how far the first column's words stand off the table's edge.
    """

    margin = 6
    typed = Signal(str, str)
    """What stands in the first cell of the current row, and the beginning of a figure typed."""

    def __init__(self) -> None:
        super().__init__()
        theme = themes.current()
        self._data = DataModel()
        self.setModel(self._data)
        self.setAccessibleName("Data of the chart")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setFont(theme.font("small"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.px(22))
        self.setHorizontalHeader(DataHeader(self))
        self.setItemDelegate(_DataDelegate(self))

    def sizeHint(self) -> QSize:
        return QSize(themes.current().px(200), themes.current().px(100))

    def show_rows(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show the data, its latest row in sight."""
        self._data.show(columns, rows)
        header = self.horizontalHeader()
        for column in range(len(columns)):
            whole = QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch if column else whole)
        self.scrollToBottom()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif begins_figure(event) and self._data.rows:
            row = max(self.currentIndex().row(), 0)
            self.typed.emit(self._data.rows[row][0], event.text())
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Put the table on the clipboard, for Excel."""
        from csp_desktop.gui.widgets.copy_block import copy_figures

        copy_figures(self._data.columns, self._data.rows)
