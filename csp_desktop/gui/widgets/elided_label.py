"""A text on one line that gives way where there is no room."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.buttons import Words


class Elided(Words):
    """A text on one line, shortened where there is no room; the whole of it is its tooltip."""

    def minimumSizeHint(self) -> QSize:
        return QSize(themes.current().px(40), super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width()
        )
        painter.drawText(self.rect(), self.alignment() | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()
