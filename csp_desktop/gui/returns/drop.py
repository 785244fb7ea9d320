"""Where files are dropped: anywhere on the window, over whatever stands there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from csp_desktop.gui.theme import theme as themes


def files_in(data: QMimeData) -> list[Path]:
    """The files of this computer that a drag brings."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


class DropArea(QWidget):
    """Covers the window while files are over it, and says what dropping them does."""

    dropped = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAcceptDrops(True)
        self.setAccessibleName("Drop files to read them as returns")
        self.hide()
        window.installEventFilter(self)

    def cover(self) -> None:
        """Cover the whole window until the drag leaves or drops."""
        window = self.parentWidget()
        if window is not None:
            self.setGeometry(window.rect())
        self.raise_()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Until the pointer moves, it is the window that hears of the drag."""
        if event.type() == QEvent.Type.DragLeave:
            self.hide()
        elif isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            self.dropEvent(event)
            return True
        return super().eventFilter(watched, event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_in(event.mimeData()):
            event.acceptProposedAction()
            self.cover()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.hide()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        files = files_in(event.mimeData())
        self.hide()
        if files:
            event.acceptProposedAction()
            self.dropped.emit(files)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = themes.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(theme.colour("base"))
        ground.setAlphaF(0.88)
        painter.fillRect(self.rect(), ground)
        pen = QPen(theme.colour("accent"), 2)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        edge = theme.px(12)
        inner = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        painter.drawRoundedRect(inner, 4, 4)
        painter.setFont(theme.font("title", strong=True))
        painter.setPen(theme.colour("text"))
        middle = QRectF(inner)
        middle.setBottom(inner.center().y())
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
        painter.drawText(middle, flags, "Drop to read as returns")
        painter.setFont(theme.font("body"))
        painter.setPen(theme.colour("text2"))
        lower = QRectF(inner)
        lower.setTop(inner.center().y() + theme.px(6))
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(lower, flags, "Nothing is applied until you merge.")
        painter.end()


def offer(window: QWidget, event: QDragEnterEvent, take: Callable[[list[Path]], None]) -> None:
    """Cover `window` while files are dragged over it; `take` gets those that are dropped."""
    if not files_in(event.mimeData()):
        return
    event.acceptProposedAction()
    area = window.findChild(DropArea)
    if area is None:
        area = DropArea(window)
        area.dropped.connect(take)
    area.cover()
