"""Boxes in which text is typed: as high as their text, saved on leaving them or after a pause."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from csp_desktop.gui.panel.spot import EditedCell
from csp_desktop.gui.session.autosave import Drafts
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.boxes import column
from csp_desktop.gui.widgets.ground import Framed
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.values import words
from csp_desktop.plan.wording import short_day

MOST_LINES = 12
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_ONE_LINE = frozenset({Type.TEXT, Type.NUMBER, Type.TARGET, Type.DATE, Type.QUARTER, Type.LINKS})
_AFTER_A_PAUSE = frozenset({Type.TEXT, Type.LONG_TEXT, Type.LIST})


class TextBox(Framed):
    """A framed box for the text of one cell.

    `quiet` ones show their frame only under the pointer or with the focus. What is typed goes to
    the drafts, which save it; Escape leaves the box.
    """

    def __init__(
        self,
        drafts: Drafts,
        *,
        lines: int = 1,
        quiet: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._drafts = drafts
        self._quiet = quiet
        self._spot: EditedCell | None = None
        self._text = self._shown = ""
        self._heads: tuple[str, ...] = ()
        self._filling = False
        self.edit = _Edit(lines)
        self.setFocusProxy(self.edit)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        inset = 2 if quiet else 5
        column(self.edit, margins=(inset, 3, inset, 3), over=self)
        self.edit.textChanged.connect(self._typed)
        self.edit.entered.connect(self.update)
        self.edit.left.connect(self._left)
        self._drafts.changed.connect(self._follow_draft)

    def show_spot(
        self, spot: EditedCell, text: str, *, writable: bool, placeholder: str = ""
    ) -> None:
        """Show the cell's `text`, or what was typed there and is not saved.

        While something is being typed here, the same cell's new text waits until it is left.
        """
        moved = self._spot is None or self._spot.cell != spot.cell
        # Another cell: the box is one and the same for all actions, so the visit to the cell before
        # ends.
        if moved:
            self.leave()
        self._spot, self._text = spot, text
        self.edit.setReadOnly(not writable or spot.held.contested)
        self.edit.setAccessibleName(spot.label)
        self.edit.setPlaceholderText(placeholder)
        self.edit.set_lines(one=spot.field.type in _ONE_LINE, listed=spot.field.type is Type.LIST)
        if moved:
            draft = self._drafts.draft(spot.cell)
            self._fill(text if draft is None else draft.text, keep_place=False)
            # What was typed for another cell must not come back here by undoing.
            self.edit.document().clearUndoRedoStacks()
        self._follow_draft()

    def leave(self) -> None:
        """End the visit to the cell shown: what is typed is saved."""
        if self._spot is not None:
            self._drafts.left(self._spot.cell)

    @property
    def failed(self) -> bool:
        """True if the text in the box could not be saved."""
        draft = self._drafts.draft(self._spot.cell) if self._spot else None
        return draft is not None and draft.failed and draft.unsaved

    def _fill(self, text: str, *, keep_place: bool) -> None:
        if self.edit.toPlainText() == text:
            return
        # `setPlainText` reports a change like typing. Without this what the program fills in would
        # become a draft and be saved as an edit.
        self._filling = True
        at = self.edit.textCursor().position()
        self.edit.setPlainText(text)
        cursor = self.edit.textCursor()
        cursor.setPosition(min(at, len(text)) if keep_place else len(text))
        self.edit.setTextCursor(cursor)
        self._filling = False

    def _typed(self) -> None:
        if self._filling or self._spot is None:
            return
        pause = self._spot.field.type in _AFTER_A_PAUSE
        text = self.edit.toPlainText()
        # `_shown` and `_heads` are those from when typing began: what a merge brought meanwhile was
        # not on screen in this box, and the edit must not cover it.
        self._drafts.typed(self._spot.cell, text, self._shown, self._heads, pause=pause)

    def _follow_draft(self) -> None:
        """Show what is typed, wherever that was, or what is saved where nothing is left to save."""
        spot = self._spot
        draft = self._drafts.draft(spot.cell) if spot else None
        if draft is not None:
            self._fill(draft.text, keep_place=True)
        # No draft, so what the box shows is what the plan holds; from now on that is what was seen.
        elif spot is not None:
            self._shown, self._heads = self._text, spot.held.heads
            self._fill(self._text, keep_place=True)
        self.update()

    def _left(self) -> None:
        self.leave()
        self.update()

    @property
    def _lit(self) -> bool:
        return self.edit.hasFocus() or self.underMouse() or not self._quiet

    def ground(self) -> str:
        return "base" if self._lit else "window"

    def edge(self) -> tuple[str, float]:
        if self.failed:
            return "red", 2
        if self.edit.hasFocus():
            return "accent", 2
        if self._lit:
            return "line" if self.edit.isReadOnly() else "edge", 1
        return "window", 1


class _Edit(QPlainTextEdit):
    """The text itself: as high as what it holds, up to a limit."""

    entered = Signal()
    left = Signal()

    def __init__(self, lines: int) -> None:
        super().__init__()
        self._lines = lines
        self._one_line = self._listed = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(themes.current().px(3))
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.textChanged.connect(self._fit)
        self._fit()

    def set_lines(self, *, one: bool, listed: bool) -> None:
        """Take `one` line of text, which Enter leaves, or a line for each item that is listed."""
        self._one_line, self._listed = one, listed

    def _fit(self) -> None:
        lines = min(max(int(self.document().size().height()), self._lines), MOST_LINES)
        margin = self.document().documentMargin()
        height = round(lines * self.fontMetrics().lineSpacing() + 2 * margin) + 1
        # Only where it differs: setting a height lays the panel out, which sets the text's width,
        # which comes back here.
        if height != self.height() or height != self.minimumHeight():
            self.setFixedHeight(height)
        fits = int(self.document().size().height()) <= MOST_LINES
        policy = (
            Qt.ScrollBarPolicy.ScrollBarAlwaysOff if fits else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        )
        self.setVerticalScrollBarPolicy(policy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave a one-line box with Enter, and any with Escape, which goes on to the panel.

        Ctrl+Enter saves any. Alt with Up and Down moves an item of a list.
        """
        held = event.modifiers()
        if event.key() in _ENTER and self._one_line:
            self.left.emit()
            self.selectAll()
        elif event.key() in _ENTER and held & Qt.KeyboardModifier.ControlModifier:
            self.left.emit()
        elif event.key() in _STEPS and self._listed and held & Qt.KeyboardModifier.AltModifier:
            self._move_item(_STEPS[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _move_item(self, step: int) -> None:
        """Let the item with the cursor change places with the one before (-1) or after (1) it."""
        cursor, items = self.textCursor(), self.toPlainText().split("\n")
        at, within = cursor.blockNumber(), cursor.positionInBlock()
        to = at + step
        if self.isReadOnly() or not 0 <= to < len(items):
            return
        items[at], items[to] = items[to], items[at]
        # By a cursor, as typing does it, so that the text's own undo takes it back.
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText("\n".join(items))
        cursor.setPosition(self.document().findBlockByNumber(to).position() + within)
        self.setTextCursor(cursor)

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window where nothing typed here can be undone or redone."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            # While there is something to undo in the text, Ctrl+Z belongs to the text. After that
            # it belongs to the plan, and the box must not swallow it.
            document = self.document()
            back = event.matches(QKeySequence.StandardKey.Undo) and not document.isUndoAvailable()
            on = event.matches(QKeySequence.StandardKey.Redo) and not document.isRedoAvailable()
            if back or on:
                event.ignore()
                return False
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Save on leaving, but not for the box's own menu."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()


def text_of(spot: EditedCell) -> str:
    """The text of a cell in a text box: a list has one item on each line, a date its day first."""
    value = spot.held.value
    if spot.field.type is Type.DATE:
        return short_day(words(value))
    if isinstance(value, list) and spot.field.type is Type.LIST:
        return "\n".join(value)
    return words(value)
