"""The columns' names over a table: numbers' at the right, on the ground of headers."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QTableView

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets import painting
from csp_desktop.gui.widgets.rows_model import RowsModel

HEIGHT = 29
_LEAST_WIDTH = 40


class Header(QHeaderView):
    """Names a RowsModel's columns in the theme of the moment."""

    def __init__(self, table: QTableView, height: int = HEIGHT) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table, self._height = table, height
        self.setSectionsClickable(False)
        self.fit()

    def fit(self) -> None:
        """Take the height that the font asks for."""
        theme = themes.current()
        self.setMinimumSectionSize(theme.px(_LEAST_WIDTH))
        self.setFixedHeight(theme.px(self._height))

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), themes.current().px(self._height))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme = themes.current()
        model = self._table.model()
        right = isinstance(model, RowsModel) and section in model.numbers
        painter.save()
        painter.fillRect(rect, theme.colour("alt"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.colour("edge"))
        indent = theme.px(painting.indent(first=section == 0))
        box = QRectF(rect).adjusted(indent, 0, -theme.px(painting.PAD), 0)
        name = str(model.headerData(section, Qt.Orientation.Horizontal) or "")
        font = theme.font("small", strong=True)
        painting.paint_text(painter, box, name, font, theme.colour("text2"), right=right)
        painter.restore()
