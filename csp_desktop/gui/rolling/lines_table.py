"""The actions of a plan that is rolled forward, one a row: what becomes of each, and its ref."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from csp_desktop import look
from csp_desktop.gui.rolling.drafting import RolledAction
from csp_desktop.gui.rolling.period_draft import GOES, STAYS
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.rows_model import Index, RowsModel
from csp_desktop.gui.widgets.table_delegate import RowDelegate
from csp_desktop.gui.widgets.table_view import TableView
from csp_desktop.measures.progress import ended_as
from csp_desktop.operations.rolling.refresh import (
    CARRIED,
    CLOSED_BEFORE,
    COMPLETE,
    DROPPED,
    NEW,
    REOPENED,
)

REF, WAS, TITLE, STATUS, BECOMES, WHY = range(6)
WORDS: Final[Mapping[str, str]] = {
    CARRIED: "Goes on",
    COMPLETE: "Complete",
    DROPPED: "Dropped",
    NEW: "New",
    REOPENED: "Goes on again",
    CLOSED_BEFORE: "Closed before",
    GOES: "Goes along",
    STAYS: "Stays behind",
}
"""What becomes of an action, as people read it."""

_SHAPES: Final[Mapping[str, str]] = {each: ended_as(each) for each in (COMPLETE, DROPPED)}
_ICONS: Final = {NEW: "plus", GOES: "check"}
_QUIET: Final = frozenset({CLOSED_BEFORE, STAYS})


class LinesModel(RowsModel[RolledAction]):
    """Actions with what becomes of them."""

    columns = ("Ref", "Was", "Action", "Last status", "Becomes", "Why")

    def key(self, row: RolledAction) -> Hashable:
        return row.id

    def words(self, row: RolledAction, column: int) -> str:
        if column == STATUS:
            return look.word(row.status) if row.status else look.NO_UPDATE
        if column == BECOMES:
            return WORDS[row.becomes]
        texts = {
            REF: row.ref,
            WAS: row.ref_now if row.renumbered else "",
            TITLE: row.title,
            WHY: row.why,
        }
        return texts[column]

    def tip(self, row: RolledAction, column: int) -> str:
        return row.problem or self.words(row, column)

    def shape(self, row: RolledAction, column: int) -> str:
        return {STATUS: row.status, BECOMES: _SHAPES.get(row.becomes, "")}.get(column, "")

    def icon(self, row: RolledAction, column: int) -> tuple[str, str]:
        if column == REF and row.problem:
            return "problem", "red"
        return (_ICONS.get(row.becomes, "") if column == BECOMES else ""), "text2"

    def letters(self, row: RolledAction, column: int) -> tuple[themes.Size, str, bool]:
        if column == STATUS and row.status:
            return "small", "text2", False
        if column == BECOMES and row.becomes in _SHAPES:
            return "small", "text", False
        if row.becomes in _QUIET:
            return "small", "text3", False
        if column == REF:
            changed = row.renumbered or row.becomes == NEW
            return "small", "red" if row.problem else "text", changed or bool(row.problem)
        if column == STATUS:
            return "small", "text3", False
        plain = {TITLE: "text", BECOMES: "text" if row.becomes != CARRIED else "text2"}
        return "small", plain.get(column, "text2"), False

    def spoken(self, row: RolledAction, column: int) -> str:
        said = self.words(row, column)
        return f"{said}: {row.problem}" if column == REF and row.problem else said


class LinesTable(TableView):
    """The table of actions.

    Space asks for the next thing that may become of one, Alt with the arrows moves it, Insert adds
    one in its place, Delete takes an added one out.
    """

    stepped = Signal()
    moved = Signal(int)
    inserted = Signal()
    removed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        lines = LinesModel()
        super().__init__(
            lines,
            name,
            widths={REF: 72, WAS: 60, STATUS: 128, BECOMES: 136, WHY: 190},
            stretched=(TITLE,),
            parent=parent,
        )
        self.lines = lines
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setItemDelegate(RollingDelegate(self, shown_unfocused=True))

    @property
    def line(self) -> RolledAction | None:
        """The row looked at."""
        line: RolledAction | None = self.row
        return line

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space, Alt with the arrows, Insert and Delete; the rest as in any table."""
        key, alt = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(-1 if key == Qt.Key.Key_Up else 1)
        elif key == Qt.Key.Key_Space:
            self.stepped.emit()
        elif key == Qt.Key.Key_Insert:
            self.inserted.emit()
        elif key == Qt.Key.Key_Delete:
            self.removed.emit()
        else:
            super().keyPressEvent(event)


class RollingDelegate(RowDelegate[RolledAction]):
    """Paints an action with the short word of its status, and no status where none is owed."""

    def said(self, row: RolledAction, index: Index) -> str:
        if index.column() != STATUS or not row.status:
            hidden = index.column() == STATUS and row.becomes in _QUIET
            return "" if hidden else super().said(row, index)
        return look.short_word(row.status)
