"""The table in which figures are typed: one period a row, in time order."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QHeaderView,
    QLineEdit,
    QTableView,
    QWidget,
)

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.rows_model import Index, RowsModel
from csp_desktop.gui.widgets.table_header import TableHeader
from csp_desktop.measures.kpi.series import label
from csp_desktop.plan.fields import DATA_STATES
from csp_desktop.plan.periods import Period

_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
FIGURE: Final = 1
"""The column of the figures."""


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One period with what is, or would be, in the plan for it."""

    period: Period
    value: str
    state: str
    new: bool


class EntryModel(RowsModel[EntryRow]):
    """Periods down in time order; value and state may be typed."""

    typed = Signal(object, str, str)
    columns = ("Period", "Figure", "State")
    numbers = frozenset({FIGURE})

    @property
    def periods(self) -> list[Period]:
        """The periods that are shown."""
        return [row.period for row in self.rows]

    def row_at(self, row: int) -> Period | None:
        """The period of a row."""
        return self.rows[row].period if 0 <= row < len(self.rows) else None

    def key(self, row: EntryRow) -> Hashable:
        return row.period

    def words(self, row: EntryRow, column: int) -> str:
        return (label(row.period), row.value, row.state)[column]

    def spoken(self, row: EntryRow, column: int) -> str:
        del column
        return ", ".join(filter(None, (label(row.period), row.value or "no figure", row.state)))

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """As every table of rows has it, and how the cells look, which Qt paints and edits."""
        if index.isValid() and role == Qt.ItemDataRole.FontRole:
            return themes.current().font("small", strong=self.rows[index.row()].new)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == FIGURE:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        shown = Qt.ItemDataRole.DisplayRole
        return super().data(index, shown if role == Qt.ItemDataRole.EditRole else role)

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        row, text = self.rows[index.row()], str(value).strip()
        words, state = row.value, row.state
        if index.column() == 1:
            words = text
        else:
            starts = [each for each in DATA_STATES if text and each.startswith(text.lower())]
            state = starts[0] if starts else text
        if (words, state) != (row.value, row.state):
            self.typed.emit(row.period, words, state)
        return True


class EntryTable(QTableView):
    """The table to type in, as in a spreadsheet: Enter goes down, and with Shift up.

    A block pasted here is read whole. Escape leaves a cell and keeps what was typed in it.
    """

    margin = 4

    pasted = Signal(str)
    ended = Signal()
    """Enter was pressed in the last row."""

    def __init__(self, model: EntryModel) -> None:
        super().__init__()
        theme = themes.current()
        self.setModel(model)
        self.setAccessibleName("Figures by period")
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.px(26))
        self.setHorizontalHeader(TableHeader(self))
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    def begin(self, row: int, text: str = "") -> None:
        """Go to a row's figure, and begin to type `text` there, if any."""
        index = self.model().index(row, FIGURE)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        if text:
            self.edit(index)
            box = self._typed_in()
            if box:
                box.setText(text)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Go down after Enter; keep what was typed after Escape."""
        if hint == QAbstractItemDelegate.EndEditHint.RevertModelCache:
            self.commitData(editor)
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._go(1)

    def _typed_in(self) -> QLineEdit | None:
        """The box of the cell that is being typed in, if one is."""
        open_now = self.state() == self.State.EditingState
        return self.viewport().findChild(QLineEdit) if open_now else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(QGuiApplication.clipboard().text())
        elif event.key() in _ENTER and self._typed_in() is None:
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._go(-1 if back else 1)
        else:
            super().keyPressEvent(event)

    def _go(self, rows: int) -> None:
        at = self.currentIndex()
        index = self.model().index(at.row() + rows, at.column())
        if index.isValid():
            self.setCurrentIndex(index)
        elif rows > 0:
            self.ended.emit()
