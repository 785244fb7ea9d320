"""The changed cells of one file as a list: each in the plan and in the file."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from csp_desktop import look
from csp_desktop.gui.returns import texts
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.status_shapes import paint_glyph
from csp_desktop.gui.widgets import painting
from csp_desktop.gui.widgets.rows_model import Index, RowsModel
from csp_desktop.gui.widgets.table_delegate import RowDelegate
from csp_desktop.gui.widgets.table_view import TableView
from csp_desktop.operations.receiving.batch import CellChange
from csp_desktop.plan.text_diff import Piece, difference

REF, CELL, OLD, NEW = range(4)
_ROW = 28
_MOST_COMPARED = 1_500
_LED_IN = 40
"""How many letters are shown before what differs first."""


def empty_words(field: str) -> str:
    """What stands where the plan has no value."""
    return look.NO_UPDATE if texts.is_status(field) else "Empty"


@lru_cache(maxsize=2_000)
def pieces_of(field: str, old: str, new: str) -> tuple[Piece, ...]:
    """A new value with what differs marked; of the longest texts only the beginning."""
    if texts.is_status(field):
        return (Piece(new),)
    return difference(old[:_MOST_COMPARED], new[:_MOST_COMPARED])


@lru_cache(maxsize=2_000)
def from_first_difference(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Pieces of a long text from a few words before what differs: a cell has no room for more."""
    if len(pieces) < 2 or pieces[0].mark or len(pieces[0].text) <= _LED_IN:
        return pieces
    words = pieces[0].text[-_LED_IN:].partition(" ")[2]
    return (Piece(f"… {words}"), *pieces[1:])


class ChangesModel(RowsModel[CellChange]):
    """Changed cells, one a row."""

    columns = ("Ref", "Cell", "In the plan", "In the file")

    def key(self, row: CellChange) -> Hashable:
        return row.record, row.field, row.period

    def words(self, row: CellChange, column: int) -> str:
        if column == REF:
            return texts.short_ref(row.ref)
        if column == CELL:
            place = texts.place(row.label, row.period)
            return place if texts.short_ref(row.ref) else f"{place}, {row.ref or row.title}"
        if column == OLD:
            return texts.value_text(row.field, row.old) or empty_words(row.field)
        if row.mark == "gone":
            return "Deleted"
        return texts.value_text(row.field, row.new) or "Cleared"

    def tip(self, row: CellChange, column: int) -> str:
        return f"{row.ref} {row.title}" if column == REF else self.words(row, column)


class ChangesTable(TableView):
    """The list of changed cells, under what is decided.

    `left_out`: the one looked at is not wanted.
    """

    left_out = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        changes = ChangesModel()
        super().__init__(
            changes,
            "Cells that would change",
            widths={REF: 52},
            stretched=(NEW,),
            row_height=_ROW,
            parent=parent,
        )
        self.changes = changes
        self.setItemDelegate(ChangesDelegate(self, shown_unfocused=True))
        self.head.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        theme = themes.current()
        for column, width in ((CELL, 186), (OLD, 180)):
            self.setColumnWidth(column, min(theme.px(width), self.width() // 4))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete leaves the change out."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.left_out.emit()
        else:
            super().keyPressEvent(event)


class ChangesDelegate(RowDelegate[CellChange]):
    """Paints a changed cell: what the plan says, and what of the file differs from it."""

    def paint_cell(self, painter: QPainter, box: QRectF, row: CellChange, index: Index) -> None:
        column = index.column()
        if column == NEW:
            self._paint_new(painter, box, row)
        elif column == OLD and row.old is not None and texts.is_status(row.field):
            painting.paint_status(painter, box, str(row.old), look.word(str(row.old)))
        else:
            super().paint_cell(painter, box, row, index)

    def letters(self, row: CellChange, column: int) -> tuple[themes.Size, str, bool]:
        del row
        return "small", "text" if column == CELL else "text2", False

    def _paint_new(self, painter: QPainter, box: QRectF, change: CellChange) -> None:
        theme = themes.current()
        x = painting.paint_small_icon(
            painter, box.left() - theme.px(6), box, "chevron-right", "text2"
        )
        box.setLeft(x + theme.px(8))
        if change.mark == "contested":
            side = theme.px(13)
            glyph = QRectF(box.left(), box.center().y() - side / 2, side, side)
            paint_glyph(painter, glyph, "contested")
            box.setLeft(glyph.right() + theme.px(6))
        old = texts.value_text(change.field, change.old)
        new = texts.value_text(change.field, change.new)
        if not new:
            word = "Deleted" if change.mark == "gone" else "Cleared"
            font = theme.font("small", strong=True)
            painting.paint_text(painter, box, word, font, theme.colour("text"))
        elif texts.is_status(change.field):
            painting.paint_status(painter, box, str(change.new), new)
        else:
            pieces = from_first_difference(pieces_of(change.field, old, new))
            painting.paint_lines(painter, box, pieces, theme.colour("text"), most=1)
