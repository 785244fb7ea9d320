"""The bar at the foot of the window: every status with its shape, and the plan's marking."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from csp_desktop import look
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.status_shapes import paint_glyph
from csp_desktop.plan.statuses import STATUSES


class Legend(QWidget):
    """Shows as much of the legend as there is room for, and always the marking."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marking = ""
        self._names: tuple[str, ...] = STATUSES
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Legend: " + ", ".join(look.word(status) for status in STATUSES))

    def set_marking(self, marking: str) -> None:
        """Show the plan's security marking at the right."""
        self._marking = marking
        self.update()

    def show_names(self, names: tuple[str, ...]) -> None:
        """Explain these statuses or ratings."""
        if names != self._names:
            self._names = names
            self.setAccessibleName("Legend: " + ", ".join(look.word(name) for name in names))
            self.update()

    @property
    def marking(self) -> str:
        """The marking on screen."""
        return self._marking

    def sizeHint(self) -> QSize:
        return QSize(400, themes.current().px(26))

    def minimumSizeHint(self) -> QSize:
        return QSize(100, themes.current().px(26))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = themes.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("window"))
        painter.fillRect(0, 0, self.width(), 1, theme.colour("line"))
        painter.setFont(theme.font("small"))
        metrics = QFontMetrics(painter.font())
        painter.setPen(theme.colour("text2"))
        edge = theme.px(12)
        marking = metrics.horizontalAdvance(self._marking)
        room = QRectF(0, 0, self.width() - edge, self.height())
        centre = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, centre | Qt.AlignmentFlag.AlignRight, self._marking)
        end = self.width() - edge - marking - theme.px(16)
        side = theme.px(13)
        x = float(edge)
        for status in self._names:
            word = look.word(status)
            width = side + theme.px(6) + metrics.horizontalAdvance(word)
            # Whole entries only: half a word explains nothing, and the marking must always have its
            # room.
            if x + width > end:
                break
            paint_glyph(painter, QRectF(x, (self.height() - side) / 2, side, side), status)
            text = QRectF(x + side + theme.px(5), 0, width, self.height())
            painter.drawText(text, centre | Qt.AlignmentFlag.AlignLeft, word)
            x += width + theme.px(14)
        painter.end()
