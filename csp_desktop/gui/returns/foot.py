"""The bar at the foot of the returns pane: the keys that decide, who is outstanding."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.tooltips import plain_tip

Keys = tuple[tuple[tuple[str, ...], str], ...]
DECIDING: Keys = (
    (("1",), "In the plan now"),
    (("2", "3"), "The others"),
    (("E",), "Edit"),
    (("J", "K"), "Next, previous"),
    (("Enter",), "Decide"),
    (("Ctrl+Z",), "Take back"),
)
IN_GRID: Keys = (
    (("J", "K"), "Next, previous change"),
    (("T",), "Take"),
    (("L",), "Leave"),
    (("Enter",), "Decide, or show in the status grid"),
    (("Esc",), "Back"),
)
"""The keys while one thing is decided, and while a file's grid is in front."""


class Foot(QWidget):
    """Shows as much as there is room for, and always the marking."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys: Keys = ()
        self._told = ""
        self._marking = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def told(self) -> str:
        """What is said beside the keys."""
        return self._told

    def say(self, *, keys: Keys, outstanding: Sequence[str], marking: str) -> None:
        """Show these keys, whose returns are outstanding, and the plan's marking."""
        self._keys = keys
        self._told = f"Outstanding: {', '.join(outstanding)}" if outstanding else ""
        self._marking = marking
        told = "; ".join(f"{' or '.join(names)}: {what}" for names, what in self._keys)
        self.setAccessibleName(". ".join(filter(None, (told, self._told, marking))))
        self.setToolTip(plain_tip(self._told))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, themes.current().px(26))

    def minimumSizeHint(self) -> QSize:
        return QSize(100, themes.current().px(26))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = themes.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.colour("window"))
        painter.fillRect(0, 0, self.width(), 1, theme.colour("line"))
        painter.setFont(theme.font("small"))
        metrics = QFontMetrics(painter.font())
        edge = theme.px(12)
        centre = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(theme.colour("text2"))
        room = QRectF(0, 0, self.width() - edge, self.height())
        painter.drawText(room, centre | Qt.AlignmentFlag.AlignRight, self._marking)
        end = self.width() - edge - metrics.horizontalAdvance(self._marking) - theme.px(16)
        x = self._paint_keys(painter, metrics, float(edge), end)
        if self._told:
            left = max(x + theme.px(24), end - metrics.horizontalAdvance(self._told) - 2)
            shown = metrics.elidedText(self._told, Qt.TextElideMode.ElideRight, int(end - left))
            painter.setPen(theme.colour("text2"))
            box = QRectF(left, 0, end - left, self.height())
            painter.drawText(box, centre | Qt.AlignmentFlag.AlignRight, shown)
        painter.end()

    def _paint_keys(self, painter: QPainter, metrics: QFontMetrics, x: float, end: float) -> float:
        theme = themes.current()
        height = theme.px(18)
        for names, what in self._keys:
            widths = [metrics.horizontalAdvance(name) + theme.px(10) for name in names]
            wide = sum(widths) + theme.px(5) * len(names) + metrics.horizontalAdvance(what)
            if x + wide > end:
                break
            for name, width in zip(names, widths, strict=True):
                box = QRectF(x, (self.height() - height) / 2, width, height)
                painter.setPen(QPen(theme.colour("line"), 1))
                painter.setBrush(theme.colour("base"))
                painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
                painter.setPen(theme.colour("text2"))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)
                x += width + theme.px(5)
            box = QRectF(x, 0, metrics.horizontalAdvance(what) + 2, self.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, what)
            x += box.width() + theme.px(14)
        return x
