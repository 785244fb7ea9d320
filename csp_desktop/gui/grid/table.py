"""The grid itself: moves by cell, opens editors, copies and pastes, and never writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)

from csp_desktop import look
from csp_desktop.errors import Refusal
from csp_desktop.gui.grid import cells, entering
from csp_desktop.gui.grid.columns import ColumnShows, GridColumn
from csp_desktop.gui.grid.entering import Target
from csp_desktop.gui.grid.layout import GridLayout
from csp_desktop.gui.grid.model import GridModel
from csp_desktop.gui.grid.rows import ActionRow, GroupRow, RecordRow
from csp_desktop.gui.session.status_letters import Letters
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.statuses import LETTERS

if TYPE_CHECKING:
    from csp_desktop.gui.grid.editors import CellEditor
    from csp_desktop.operations.editing.edits import Edit

_LETTERS = {letter: status for status, letter in LETTERS.items()}
_PLAIN = Qt.KeyboardModifier.NoModifier


class GridTable(GridLayout):
    """Shows a GridModel. What a person does in it comes out as signals."""

    edits_requested = Signal(list)
    text_entered = Signal(object, str, str, object)
    confirm_requested = Signal(list)
    action_activated = Signal(str)
    refused = Signal(str)
    menu_requested = Signal(QPoint)
    milestone_asked = Signal()
    milestone_deleted = Signal(object)

    def __init__(self, model: GridModel, letters: Letters) -> None:
        super().__init__(model)
        self.letters = letters
        self.said = ""
        """What is said once the edits that are asked for just now are saved, '' for nothing."""
        self.painter_of_cells.entered.connect(self._enter_text)
        # About to, not after: the editor's index is no longer valid once its row has gone.
        model.rowsAboutToBeRemoved.connect(self._save_typing)
        model.modelAboutToBeReset.connect(self._save_typing)
        self.head.menu_requested.connect(
            lambda place: self.menu_requested.emit(self.head.mapToGlobal(place))
        )

    def quarter_targets(self) -> list[Target]:
        """The selected quarters' cells; where there is none, the working quarter's of each row."""
        chosen = self.targets()
        quarters = [target for target in chosen if target[1].shows is ColumnShows.QUARTER]
        if quarters:
            return quarters
        now = next((column for column in self.grid.columns if column.now), None)
        rows = {row.key: row for row, _ in chosen if isinstance(row, ActionRow)}
        return [(row, now) for row in rows.values()] if now else []

    def in_quarter(self) -> str:
        """The action whose status in the quarter looked at is current, '' for any other cell."""
        target = self.target(self.currentIndex())
        return target[0].key if target and target[1].now else ""

    def _letter(self, make: Callable[[Sequence[Target]], Sequence[Edit]]) -> None:
        """Hold what a letter asks for in the selected cells, as they are at the keystroke."""
        chosen = self.targets()
        reason = "" if self.grid.frozen else entering.why_no_letter(chosen, self.grid.quarter)
        if reason:
            self.letters.type(partial(self.refused.emit, reason))
        else:
            # `chosen` is bound now. A letter counts only after a pause, and by then the person may
            # have moved on; it must act where it was typed.
            self.letters.type(partial(self._ask, partial(make, chosen)))

    def _save_typing(self, _parent: object = None, first: int = 0, last: int = -1) -> None:
        """Keep what is being typed in a row that is about to go: nothing typed is lost unsaid."""
        from csp_desktop.gui.grid.editors import CellEditor

        for editor in self.viewport().findChildren(CellEditor):
            if last < 0 or first <= self.grid.row_of(editor.row.key) <= last:
                # Qt has let go of the editor by now, and would not commit it.
                self.painter_of_cells.setModelData(editor, self.grid, QModelIndex())
                editor.before = editor.toPlainText()

    # Doing

    def set_status(self, status: str) -> None:
        """Ask for a status in the selected quarters' cells; '' clears them."""
        self._ask(lambda: entering.set_value(self.grid.document, self.quarter_targets(), status))

    def keep_status(self) -> None:
        """Ask for 'no change this quarter': the last status before, in the selected cells."""
        self._ask(lambda: entering.no_change(self.grid.document, self.quarter_targets()))

    def set_state(self, state: str) -> None:
        """Ask for a state of the year in the selected years' cells."""
        planned = {ColumnShows.YEAR, ColumnShows.PLAN}
        field = self.grid.table.field("action", "state")
        if field:
            targets = [
                (row, column._replace(shows=ColumnShows.FIELD, field=field))
                for row, column in self.targets()
                if column.shows in planned
            ]
            self._ask(lambda: entering.set_value(self.grid.document, targets, state))

    def clear(self) -> None:
        """Ask for the selected cells to be blank."""
        self._ask(lambda: entering.set_value(self.grid.document, self.targets(), None))

    def confirm(self) -> None:
        """Ask to confirm what is marked unconfirmed in the selected cells."""
        places = [
            (row.record.kind, row.key, field, period)
            for row, column in self.targets()
            for field, period in cells.marked_places(row.record, column)
        ]
        if self.grid.frozen:
            self.refused.emit(self.grid.frozen)
        elif places:
            self.confirm_requested.emit(list(dict.fromkeys(places)))
        else:
            self.refused.emit("Nothing here is marked unconfirmed.")

    def copy(self) -> None:
        """Put the selected block on the clipboard, as text and as a table that Excel takes."""
        from csp_desktop.gui.widgets.copy_block import copy_block

        copy_block(self.copied_block())

    def copied_block(self) -> list[list[str]]:
        """The smallest block of rows that holds every selected cell, blank where not."""
        chosen = {(row.key, column.key): (row, column) for row, column in self.targets()}
        across = {column for _, column in chosen}
        columns = [column.key for column in self.grid.columns if column.key in across]
        return [
            [
                cells.plain(found[0].record, found[1], self.grid.document)
                if (found := chosen.get((row, column)))
                else ""
                for column in columns
            ]
            for row in dict.fromkeys(row for row, _ in chosen)
        ]

    def paste(self) -> None:
        """Ask for the clipboard's block to be put at the selected cells, all of it or nothing."""
        from csp_desktop.gui.widgets.copy_block import copied_block

        block = copied_block()
        self._ask(
            lambda: entering.pasted(self.grid, block, self.targets(), self.shown_columns()),
            entering.pasted_words,
        )

    def open_editor(self) -> None:
        """Open what edits the current cell: a menu of choices, or a box for text."""
        index = self.currentIndex()
        if self.action(index) is None:
            self._toggle_group(index)
            return
        target = self.target(index)
        if target is None:
            return
        row, column = target
        if reason := self.grid.frozen or entering.why_not((row, column)):
            self.refused.emit(reason)
        elif column.field.type in {Type.CHOICE, Type.LINK}:
            self._open_menu(row, column, index)
        else:
            self.edit(index)

    def _open_menu(self, row: RecordRow, column: GridColumn, index: QModelIndex) -> None:
        from csp_desktop.gui.grid.editors import ChoiceMenu
        from csp_desktop.operations.editing.edits import Edit

        # The heads at the moment the menu opens. What a merge brings while it is open was not seen.
        seen = cells.held(row.record, column)
        choices = [(choice, look.word(choice)) for choice in column.field.choices]
        if column.field.type is Type.LINK:
            kind = column.field.links_to
            names = [
                (record.id, cells.name_of(self.grid.document, kind, record.id))
                for record in self.grid.document.of(kind)
            ]
            choices = sorted(names, key=lambda pair: pair[1].casefold())
        quarter = column.shows is ColumnShows.QUARTER
        clear = look.NO_UPDATE if quarter else "None"
        menu = ChoiceMenu(choices, str(seen.value or ""), clear, self, letters=quarter)

        def choose(value: str) -> None:
            cell = (row.record.kind, row.key, column.field.name, column.period)
            self.edits_requested.emit([Edit(*cell, value or None, seen.heads)])

        menu.chosen.connect(choose)
        menu.lettered.connect(lambda value: self.letters.type(partial(choose, value)))
        menu.popup(self.viewport().mapToGlobal(self.visualRect(index).bottomLeft()))

    def _enter_text(self, editor: CellEditor, text: str) -> None:
        column = editor.column
        if column.field.type is Type.LINKS:
            text = "; ".join(filter(None, map(str.strip, text.replace(";", "\n").split("\n"))))
        cell = (editor.row.record.kind, editor.row.key, column.field.name, column.period)
        self.text_entered.emit(cell, text, editor.before, editor.seen)

    def _ask(
        self,
        make: Callable[[], Sequence[Edit]],
        said: Callable[[Sequence[Edit]], str] = lambda _: "",
    ) -> None:
        if self.grid.frozen:
            self.refused.emit(self.grid.frozen)
            return
        try:
            edits = make()
        except Refusal as refusal:
            self.refused.emit(str(refusal))
            return
        if edits:
            # Read by whoever hears the signal, at once: it is direct, so the text holds for these
            # edits only.
            self.said = said(edits)
            self.edits_requested.emit(list(edits))
            self.said = ""

    def _toggle_group(self, index: QModelIndex) -> None:
        row = self.grid.rows[index.row()] if index.isValid() else None
        if isinstance(row, GroupRow) and row.counts.total:
            self.grid.toggle_group(row.id)

    # Keys and the mouse

    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Let the selection go wherever a key takes the current cell: what is asked for acts there.

        Qt would leave it behind where Ctrl is held, as for adding cells one by one.
        """
        command = super().selectionCommand(index, event)
        if command == QItemSelectionModel.SelectionFlag.NoUpdate and isinstance(event, QKeyEvent):
            return QItemSelectionModel.SelectionFlag.ClearAndSelect
        return command

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters give a status, '=' keeps the last one; the rest as in a spreadsheet."""
        if not self.letters.take(event) and not self._key(event):
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let a letter count that was typed before the focus went."""
        self.letters.settle()
        super().focusOutEvent(event)

    def _key(self, event: QKeyEvent) -> bool:
        key, index = event.key(), self.currentIndex()
        keypad, shift = Qt.KeyboardModifier.KeypadModifier, Qt.KeyboardModifier.ShiftModifier
        plain = event.modifiers() & ~keypad & ~shift == _PLAIN
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.modifiers() == Qt.KeyboardModifier.AltModifier and key in {
            Qt.Key.Key_Left,
            Qt.Key.Key_Right,
        }:
            self._open_at(index, opening=key == Qt.Key.Key_Right)
        elif not plain or not index.isValid():
            return False
        else:
            return self._plain_key(event, index)
        return True

    def _plain_key(self, event: QKeyEvent, index: QModelIndex) -> bool:
        key, text = event.key(), event.text().upper()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2}:
            self.open_editor()
        elif self.action(index) is None and key in {
            Qt.Key.Key_Space,
            Qt.Key.Key_Left,
            Qt.Key.Key_Right,
        }:
            heading = self.grid.rows[index.row()]
            wanted = {Qt.Key.Key_Left: False, Qt.Key.Key_Right: True}.get(Qt.Key(key))
            if isinstance(heading, GroupRow) and wanted in {None, heading.collapsed}:
                self._toggle_group(index)
        elif key == Qt.Key.Key_Space and (row := self.action(index)) and row.milestones:
            self.toggle_action(row.key)
        elif text in _LETTERS:
            document, status = self.grid.document, _LETTERS[text]
            self._letter(lambda chosen: entering.set_value(document, chosen, status))
        elif text == "=":
            document = self.grid.document
            self._letter(lambda chosen: entering.no_change(document, chosen))
        elif text == "C":
            self.letters.type(self.confirm)
        elif key in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.clear()
        else:
            self.letters.note(event)
            return False
        return True

    def keyboardSearch(self, _text: str) -> None:
        """Typing gives a status; it does not search."""

    def _open_at(self, index: QModelIndex, *, opening: bool) -> None:
        """Open or close the year of a column, or the action where the column has no year."""
        row = self.action(index)
        column = self.grid.columns[index.column()] if index.isValid() else None
        in_milestone = row is not None and row.key != self.grid.rows[index.row()].key
        if row and column and (in_milestone or not column.year):
            if row.open != opening:
                self.toggle_action(row.key)
        elif column and column.year and self.grid.is_open(column.year) != opening:
            self.toggle_year(column.year)

    def toggle_action(self, action_id: str) -> None:
        """Show the milestones of an action, or put them away; who is at one is at the action."""
        here = self.action(self.currentIndex())
        if here and here.key == action_id:
            self.reveal(action_id)
        self.grid.toggle_action(action_id)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a heading opens or closes it."""
        # A click elsewhere ends the waiting: the letter counts in the cells where it was typed.
        self.letters.settle()
        super().mousePressEvent(event)
        if event.button() is Qt.MouseButton.LeftButton:
            index = self.indexAt(event.position().toPoint())
            row = self.action(index)
            if index.isValid() and row is None:
                self._toggle_group(index)
            elif row and row.milestones and self._opens(index, event):
                self.toggle_action(row.key)

    def _opens(self, index: QModelIndex, event: QMouseEvent) -> bool:
        """Whether a click is on what opens the action in the row of `index`."""
        target = self.target(index)
        at = event.position().toPoint().x()
        return (
            target is not None
            and isinstance(target[0], ActionRow)
            and target[1].field.name == "title"
            and self.painter_of_cells.opens(self.visualRect(index), at)
        )

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click edits a cell; on a ref or title, it goes to the action."""
        index = self.indexAt(event.position().toPoint())
        target = self.target(index)
        if target is None:
            super().mouseDoubleClickEvent(event)
        elif self._opens(index, event):
            self.mousePressEvent(event)
        elif isinstance(target[0], ActionRow) and target[1].field.name in {"ref", "title"}:
            self.action_activated.emit(target[0].key)
        else:
            self.open_editor()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the selected cells."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        place = self.visualRect(self.currentIndex()).center() if by_key else event.pos()
        self.menu_requested.emit(self.viewport().mapToGlobal(place))
