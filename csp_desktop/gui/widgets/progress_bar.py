"""A bar that shows how far something has come, with its number."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.painting import paint_progress


class ProgressBar(QWidget):
    """Shows and tells how much of all is done, in hundredths."""

    def __init__(self) -> None:
        super().__init__()
        self.percent = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_percent(self, percent: int) -> None:
        """Show how much is done."""
        self.percent = percent
        self.setAccessibleName(f"{percent}% done")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, themes.current().px(18))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_progress(painter, QRectF(self.rect()), self.percent)
        painter.end()
