"""The grid of one file on the screen: headings over actions, changed cells marked by shape."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

from PySide6.QtCore import QModelIndex, QRectF, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView

from csp_desktop import look
from csp_desktop.gui.returns import preview_grid, texts
from csp_desktop.gui.returns.preview_grid import (
    REF,
    TITLE,
    PreviewCell,
    PreviewColumn,
    PreviewGrid,
    PreviewRow,
)
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.status_shapes import paint_glyph
from csp_desktop.gui.widgets import painting
from csp_desktop.gui.widgets.grouped_table import (
    GroupedDelegate,
    GroupedModel,
    GroupedTable,
    GroupHeading,
)
from csp_desktop.gui.widgets.rows_model import Index
from csp_desktop.plan.text_diff import Mark, Piece

_ROW, _HEAD = 44, 28
_WIDTHS: Final = {REF: 84, TITLE: 214}
_STATUS, _LONG, _SHORT = 170, 254, 176
_KINDS: Final = {
    preview_grid.CHANGED: ("Changed", ""),
    preview_grid.CONTESTED: ("Conflict", ""),
    preview_grid.CLEARED: ("Cleared", "minus"),
    preview_grid.NEW: ("New", "plus"),
    preview_grid.GONE: ("Deleted", "delete"),
    preview_grid.HELD: ("Held", "lock"),
    preview_grid.MISSING: ("Row missing", "lock"),
    preview_grid.PROBLEM: ("Problem", "problem"),
}
"""What people call each kind of cell, and the icon that marks it."""

NAMES: Final = {kind: name for kind, (name, _) in _KINDS.items()}


class PreviewModel(GroupedModel[PreviewRow]):
    """A PreviewGrid as Qt reads it."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: tuple[PreviewColumn, ...] = ()

    def show_grid(self, grid: PreviewGrid) -> None:
        """Show another grid in place of this one."""
        self.shown = grid.columns
        self.replace_rows(grid.rows, tuple(each.header for each in grid.columns) or ("",))

    def heading(self, row: PreviewRow) -> GroupHeading | None:
        icon = "problem" if row.is_note else ""
        return None if row.record else GroupHeading(row.title, row.note, row.label, icon=icon)

    def key(self, row: PreviewRow) -> Hashable:
        return row.id

    def cell(self, row: PreviewRow, column: int) -> PreviewCell | None:
        """What stands in a cell, None for nothing."""
        return row.cells.get(self.shown[column].place) if column < len(self.shown) else None

    def words(self, row: PreviewRow, column: int) -> str:
        cell = self.cell(row, column)
        if not row.record:
            return "" if column else " ".join(filter(None, (row.label, row.title, row.note)))
        if cell is None or not cell.kind or cell.field == "exists":
            named = {REF: row.label, TITLE: row.title}.get(self.shown[column].place)
            return (cell.was if cell else "") if named is None else named
        return cell.will_be

    def spoken(self, row: PreviewRow, column: int) -> str:
        return self.tip(row, column)

    def tip(self, row: PreviewRow, column: int) -> str:
        cell = self.cell(row, column)
        return told_in_words(cell) if cell and cell.kind else self.words(row, column)


def told_in_words(cell: PreviewCell) -> str:
    """A changed cell in one line: its kind, its place, from what to what."""
    if cell.is_whole:
        return NAMES[cell.kind]
    was, will_be = cell.was or texts.empty_words(cell.field), cell.will_be or "Cleared"
    where = texts.place(cell.label, cell.period)
    return f"{NAMES[cell.kind]}: {where}, from {was} to {will_be}"


class PreviewTable(GroupedTable):
    """Shows a PreviewGrid. `looked_at` brings the row and the cell that are current."""

    looked_at = Signal(object, object)

    def __init__(self) -> None:
        model = PreviewModel()
        name = "The plan's grid with what the file changes"
        super().__init__(model, name, heading_height=_HEAD, row_height=_ROW)
        self.preview = model
        self.setItemDelegate(PreviewDelegate(self, model))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.selectionModel().currentChanged.connect(self._tell)

    def show_grid(self, grid: PreviewGrid) -> None:
        """Show another grid; the cell looked at stays so, where it is still there."""
        if grid == PreviewGrid(self.preview.shown, self.preview.rows, grid.counts):
            return
        before = self.row.id if self.row else ""
        self.setUpdatesEnabled(False)
        self.preview.show_grid(grid)
        self._fit_columns()
        self.setUpdatesEnabled(True)
        if self.row is None or self.row.id != before:
            self.setCurrentIndex(QModelIndex())
            self.step(1)
            self.scrollToTop()
        self._tell()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Give the long texts the room that the other columns leave."""
        theme = themes.current()
        widths = [theme.px(_width(each)) for each in self.preview.shown]
        wide = [n for n, each in enumerate(self.preview.shown) if each.long] or [1]
        left = self.viewport().width() - sum(widths)
        for column, width in enumerate(widths):
            more = max(left, 0) // len(wide) if column in wide else 0
            self.setColumnWidth(column, width + more)

    def cell_at(self, index: QModelIndex) -> PreviewCell | None:
        """The cell at an index, None where there is none."""
        if not index.isValid():
            return None
        return self.preview.cell(self.preview.rows[index.row()], index.column())

    def step(self, by: int) -> None:
        """Look at the next cell that is marked, or the one before."""
        width, rows = max(len(self.preview.shown), 1), self.preview.rows
        now = self.currentIndex()
        at = now.row() * width + now.column() if now.isValid() else -1 if by > 0 else 0
        while 0 <= (at := at + by) < len(rows) * width:
            row, column = rows[at // width], at % width
            cell = self.preview.cell(row, column)
            if (cell and cell.kind) or (row.is_note and not column):
                self.setCurrentIndex(self.preview.index(at // width, column))
                return

    def _tell(self, *_: object) -> None:
        self.looked_at.emit(self.row, self.cell_at(self.currentIndex()))


def _width(column: PreviewColumn) -> int:
    if texts.is_status(column.place[0]):
        return _STATUS
    return _WIDTHS.get(column.place, _LONG if column.long else _SHORT)


class PreviewDelegate(GroupedDelegate[PreviewRow]):
    """Paints names and cells under their headings; a changed cell has a bar at its left, a mark."""

    heading_size = "small"

    def __init__(self, view: PreviewTable, model: PreviewModel) -> None:
        super().__init__(view)
        self._model = model

    def paint_cell(self, painter: QPainter, box: QRectF, row: PreviewRow, index: Index) -> None:
        theme = themes.current()
        column = index.column()
        rect = QRectF(self.view.visualRect(self._model.index(index.row(), column)))
        cell = self._model.cell(row, column)
        line = QRectF(rect.right() - 1, rect.top(), 1, rect.height())
        painter.fillRect(line, theme.colour("line"))
        place = self._model.shown[column].place
        box = box.adjusted(0, theme.px(2), 0, -theme.px(3))
        if cell and cell.kind:
            box = self._paint_mark(painter, rect, box, cell)
        named = cell is None or not cell.kind or cell.is_whole
        if place in (REF, TITLE) and named:
            # A record that the file deletes is struck out; one missing from it is not.
            mark: Mark = "removed" if cell and cell.kind == preview_grid.GONE else ""
            said, role = (row.label, "text2") if place == REF else (row.title, "text")
            painting.paint_lines(painter, box, (Piece(said, mark),), theme.colour(role))
        elif cell is None:
            return
        elif texts.is_status(cell.field) and cell.kind:
            self._paint_statuses(painter, box, cell)
        elif texts.is_status(cell.field) and cell.was:
            painting.paint_status(painter, box, str(cell.old), cell.was, role="text3")
        elif not cell.kind:
            # What the plan says and the file leaves alone is quiet.
            painting.paint_lines(painter, box, (Piece(cell.was),), theme.colour("text3"))
        else:
            pieces = texts.pieces_of(cell.field, cell.was, cell.will_be)
            shown = texts.from_first_difference(pieces)
            painting.paint_lines(painter, box, shown, theme.colour("text"))

    def _paint_mark(
        self, painter: QPainter, rect: QRectF, box: QRectF, cell: PreviewCell
    ) -> QRectF:
        """Paint a bar at the cell's edge and the mark of its kind; the room that is left."""
        theme = themes.current()
        inset = theme.px(5)
        bar = QRectF(rect.left() + 2, rect.top() + inset, theme.px(3), rect.height() - 2 * inset)
        painter.fillRect(bar, theme.colour("accent"))
        if cell.kind == preview_grid.CHANGED:
            return box.adjusted(theme.px(4), 0, 0, 0)
        side = theme.px(14)
        left = rect.left() + theme.px(11)
        mark = QRectF(left, rect.center().y() - side / 2, side, side)
        if cell.kind == preview_grid.CONTESTED:
            paint_glyph(painter, mark, "contested")
        else:
            painting.paint_small_icon(painter, mark.left(), rect, _KINDS[cell.kind][1], "text")
        return box.adjusted(mark.right() + theme.px(6) - box.left(), 0, 0, 0)

    def _paint_statuses(self, painter: QPainter, box: QRectF, cell: PreviewCell) -> None:
        """Paint the old status over the new one, each with its shape."""
        theme = themes.current()
        half = box.height() / 2
        upper = QRectF(box.left(), box.top(), box.width(), half)
        lower = QRectF(box.left(), box.top() + half, box.width(), half)
        small = theme.font("small")
        if cell.was:
            painting.paint_status(painter, upper, str(cell.old), cell.was, role="text2")
        else:
            painting.paint_text(painter, upper, look.NO_UPDATE, small, theme.colour("text3"))
        x = painting.paint_small_icon(
            painter, lower.left() - theme.px(3), lower, "chevron-right", "text2"
        )
        lower.setLeft(x + theme.px(3))
        strong = theme.font("small", strong=True)
        if cell.kind == preview_grid.PROBLEM:
            said = f"'{cell.will_be}'"
            painting.paint_text(painter, lower, said, strong, theme.colour("text"))
        elif cell.will_be:
            painting.paint_status(painter, lower, str(cell.new), cell.will_be, strong=True)
        else:
            painting.paint_text(painter, lower, "Cleared", strong, theme.colour("text"))
