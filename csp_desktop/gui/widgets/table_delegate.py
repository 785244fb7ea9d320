"""Paints the cells of a table of rows: their ground, their words, the line round the current."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets import painting
from csp_desktop.gui.widgets.rows_model import ROW_ROLE, Index, rows_behind

Row = TypeVar("Row", bound=Hashable)


class RowDelegate(QStyledItemDelegate, Generic[Row]):
    """Paints rows as their model says. `paint_cell` is for a table that paints more than that.

    The line of the focus goes round the current row, or its cell where cells can be chosen.

    With `shown_unfocused`, the chosen row keeps its ground while the focus is elsewhere.
    """

    def __init__(self, view: QAbstractItemView, *, shown_unfocused: bool = False) -> None:
        super().__init__(view)
        self.view = view
        self._shown_unfocused = shown_unfocused

    def paint_cell(self, painter: QPainter, box: QRectF, row: Row, index: Index) -> None:
        """Paint a cell: its shape or icon, and its words."""
        theme, column = themes.current(), index.column()
        model = rows_behind(index.model())
        shape = model.shape(row, column) if model else ""
        icon, ink = model.icon(row, column) if model else ("", "")
        if shape:
            x = painting.paint_shape(painter, box, shape)
            box.setLeft(x + theme.px(painting.GAP))
        if icon:
            x = painting.paint_small_icon(painter, box.left(), box, icon, ink)
            box.setLeft(x + theme.px(painting.GAP))
        right = model is not None and column in model.numbers
        size, role, strong = self.letters(row, column)
        font = theme.font(size, strong=strong)
        said = self.said(row, index)
        painting.paint_text(painter, box, said, font, theme.colour(role), right=right)

    def said(self, row: Row, index: Index) -> str:
        """What is painted in a cell: its words, unless a table shortens them."""
        del row
        return str(index.data() or "")

    def letters(self, row: Row, column: int) -> tuple[themes.Size, str, bool]:
        """In what size, role of the palette and weight a cell's words are set."""
        model = rows_behind(self.view.model())
        return model.letters(row, column) if model else ("small", "text", False)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As wide as a cell's words and the room round them."""
        size, _, strong = self.letters(index.data(ROW_ROLE), index.column())
        font = themes.current().font(size, strong=strong)
        room = -painting.inside(self.view, index.column(), QRectF()).width()
        wide = painting.width_of(str(index.data() or ""), font) + room
        return QSize(round(wide) + 2, super().sizeHint(option, index).height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell of a row, and its part of the line round the current row."""
        theme = themes.current()
        rect = QRectF(option.rect)
        column = index.column()
        # A box that stands in a row has the focus in the table's name, and shows it itself.
        asks = self.view.selectionMode() is QAbstractItemView.SelectionMode.NoSelection
        focused = self.view.hasFocus() and not asks
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        chosen = selected and (focused or self._shown_unfocused)
        painting.paint_ground(painter, rect, selected=chosen)
        model = rows_behind(index.model())
        if model is not None and model.begins(column):
            line = QRectF(rect.left(), rect.top(), 1, rect.height())
            painter.fillRect(line, theme.colour("line"))
        box = painting.inside(self.view, column, rect)
        self.paint_cell(painter, box, index.data(ROW_ROLE), index)
        current = self.view.currentIndex()
        by_row = self.view.selectionBehavior() is QAbstractItemView.SelectionBehavior.SelectRows
        if focused and current.row() == index.row() and (by_row or current.column() == column):
            first, last = painting.edges(self.view) if by_row else (column, column)
            painting.paint_focus(painter, rect, first=column == first, last=column == last)
        painter.restore()
