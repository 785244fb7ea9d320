"""The columns' names over a table: numbers' at the right, on the ground of headers."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QTableView

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.icons import paint_icon
from csp_desktop.gui.widgets import painting
from csp_desktop.gui.widgets.rows_model import RowsModel, rows_behind

HEIGHT, TWO_LINES = 29, 46
_LEAST_WIDTH = 40


class TableHeader(QHeaderView):
    """Names a RowsModel's columns in the theme of the moment, on two lines where it has them."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.setSectionsClickable(False)
        self.setAccessibleName("Columns")
        self.fit()

    @property
    def _high(self) -> int:
        model = rows_behind(self._table.model())
        return themes.current().px(TWO_LINES if model and model.two_lines else HEIGHT)

    def fit(self) -> None:
        """Take the height that the font asks for."""
        self.setMinimumSectionSize(themes.current().px(_LEAST_WIDTH))
        self.setFixedHeight(self._high)

    def sort_by_click(self) -> None:
        """Let a click on a name sort: once, backwards, and back to the order of the rows."""
        self.setSectionsClickable(True)
        self.setSortIndicatorClearable(True)
        self.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self._table.setSortingEnabled(True)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._high)

    def sectionSizeFromContents(self, section: int) -> QSize:
        """As wide as the column's name is painted."""
        name = str(self._table.model().headerData(section, Qt.Orientation.Horizontal) or "")
        room = -painting.inside(self._table, section, QRectF()).width()
        named = painting.width_of(name, themes.current().font("small", strong=True))
        return QSize(round(named + room) + 2, self._high)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme = themes.current()
        model = rows_behind(self._table.model())
        name = str(self._table.model().headerData(section, Qt.Orientation.Horizontal) or "")
        painter.save()
        painter.fillRect(rect, theme.colour("alt"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.colour("edge"))
        box = painting.inside(self._table, section, QRectF(rect))
        if model is not None and model.two_lines:
            self._paint_over(painter, rect, model, section)
            box.setTop(rect.top() + rect.height() // 2 - theme.px(1))
        right = model is not None and section in model.numbers
        if self.isSortIndicatorShown() and section == self.sortIndicatorSection():
            self._paint_arrow(painter, box, name, right=right)
        font, ink = theme.font("small", strong=True), theme.colour("text2")
        painting.paint_text(painter, box, name, font, ink, right=right)
        painter.restore()

    def _paint_over(
        self, painter: QPainter, rect: QRect, model: RowsModel[Any], section: int
    ) -> None:
        """Paint this section's own part of what goes over several."""
        theme = themes.current()
        if not model.over(section):
            return
        first = next(each for each in range(section, -1, -1) if model.begins(each))
        if first == section:
            painter.fillRect(rect.x(), rect.y(), 1, rect.height(), theme.colour("line"))
        left = self.sectionViewportPosition(first) + theme.px(painting.PAD)
        over = QRectF(left, rect.y(), theme.px(320), rect.height() // 2 + theme.px(2))
        font = theme.font("small", strong=True)
        painter.setClipRect(rect)
        painting.paint_text(painter, over, model.over(section), font, theme.colour("text2"))
        painter.setClipping(False)

    def _paint_arrow(self, painter: QPainter, box: QRectF, name: str, *, right: bool) -> None:
        """Paint the arrow of the order after a name, and leave its room in the box."""
        theme = themes.current()
        side = theme.px(12)
        named = painting.width_of(name, theme.font("small", strong=True)) + theme.px(4)
        x = box.right() - side if right else box.left() + named
        square = QRectF(x, box.center().y() - side / 2, side, side)
        upwards = self.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder
        paint_icon(painter, square, "sort-up" if upwards else "sort-down", theme.colour("text2"))
        if right:
            box.setRight(box.right() - side - theme.px(2))
