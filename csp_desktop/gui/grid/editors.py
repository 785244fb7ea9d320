"""Editors that open in the grid: a menu of choices, and a box for text of several lines."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QMenu, QPlainTextEdit, QWidget

from csp_desktop import look
from csp_desktop.gui.grid import cells
from csp_desktop.gui.grid.columns import GridColumn
from csp_desktop.gui.grid.rows import RecordRow
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.icons import glyph_icon
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.statuses import LETTERS
from csp_desktop.plan.values import words


class ChoiceMenu(QMenu):
    """A menu of what a cell may hold; a status is chosen by its letter too.

    `chosen` carries a choice, `lettered` one by its letter, which may be the first of a word.
    """

    chosen = Signal(str)
    lettered = Signal(str)

    def __init__(
        self,
        choices: Iterable[tuple[str, str]],
        now: str,
        clear: str,
        parent: QWidget,
        *,
        letters: bool = False,
    ) -> None:
        super().__init__(parent)
        self._letters = {LETTERS[value]: value for value in LETTERS} if letters else {}
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for value, label in choices:
            letter = f"\t{LETTERS[value]}" if letters else ""
            action = self.addAction(label.replace("&", "&&") + letter)
            if value in look.SHAPES:
                action.setIcon(glyph_icon(value))
            action.setData(value)
            if value == now:
                self.setActiveAction(action)
        self.addSeparator()
        self.addAction(clear + ("\tDel" if letters else "")).setData("")
        self.triggered.connect(lambda action: self.chosen.emit(action.data()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by letter; everything else as in any menu."""
        value = self._letters.get(event.text().upper())
        if value is None and not (self._letters and event.key() == Qt.Key.Key_Delete):
            super().keyPressEvent(event)
            return
        self.close()
        if value is None:
            self.chosen.emit("")
        else:
            self.lettered.emit(value)


class CellEditor(QPlainTextEdit):
    """A box for a cell's text. Enter, Escape and leaving it all keep the text.

    `seen` are the heads of the cell when the box opened. Whatever arrives meanwhile, the edit is
    made over these, because its author saw them.
    """

    finished = Signal(QWidget)

    def __init__(self, row: RecordRow, column: GridColumn, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.row, self.column = row, column
        self.seen = cells.held(row.record, column).heads
        self.before = text
        self.setFrameShape(QFrame.Shape.Box)
        self.setTabChangesFocus(True)
        self.setFont(themes.current().font("small"))
        self.setPlainText(text)
        self.selectAll()
        self.setAccessibleName(f"{row.named} {column.field.label} {column.period}".strip())
        self.setToolTip("Enter or Escape keeps the text, Shift+Enter begins a new line")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Escape keep and leave, Shift+Enter or Alt+Enter begins a new line."""
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        breaking = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier
        leaving = enter and not event.modifiers() & breaking
        if leaving or event.key() == Qt.Key.Key_Escape:
            self.finished.emit(self)
        elif enter:
            self.insertPlainText("\n")
        else:
            super().keyPressEvent(event)


def editable_text(row: RecordRow, column: GridColumn, shown: str) -> str:
    """The text with which a box opens: a list with one item a line, a year's text as it is."""
    value = cells.held(row.record, column).value
    if column.field.type is Type.LIST and isinstance(value, list):
        return "\n".join(value)
    if column.field.type is Type.DATE:
        return shown
    if column.field.type in {Type.LINK, Type.LINKS}:
        return shown.replace("; ", "\n")
    return words(value).replace("\u2212", "-") if isinstance(value, (int, float)) else words(value)
