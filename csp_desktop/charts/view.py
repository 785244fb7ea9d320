"""A drawing in a window: hover, keyboard, zoom and pan, and its sentence for screen readers.

Left and Right go from point to point, + and − zoom, 0 shows all again; Tab always leaves. The wheel
zooms only with Ctrl, so that it scrolls what the chart is in.
"""

from __future__ import annotations

from typing import Final

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from csp_desktop.charts.inks import Inks
from csp_desktop.charts.plot import ChartPlot
from csp_desktop.measures.kpi.drawing import Drawing, Mark

_NEAR: Final = 24.0
_ZOOM: Final = 1.4


class ChartView(pg.GraphicsView):  # type: ignore[misc]
    """Shows one drawing. `told` gives the words of the point that is read out, '' for none."""

    told = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, useOpenGL=False, background=None)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setFrameShape(self.Shape.NoFrame)
        self._plot: ChartPlot | None = None

    @property
    def plot(self) -> ChartPlot | None:
        """The plot on screen."""
        return self._plot

    def show_drawing(self, drawing: Drawing, ink: Inks) -> None:
        """Show a drawing in place of what is shown."""
        if self._plot is not None:
            self._plot.close()
        self.setBackgroundBrush(ink.named("base"))
        self._plot = ChartPlot(drawing, ink)
        self.setCentralItem(self._plot)
        self.setAccessibleName(drawing.title)
        self.setAccessibleDescription(drawing.sentence)

    def sizeHint(self) -> QSize:
        return QSize(240, 120)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 90)

    def step(self, by: int) -> None:
        """Read out the next mark in time, or the one before."""
        plot = self._plot
        if plot is None or not plot.marks:
            return
        marks = sorted(plot.marks, key=lambda mark: (mark.x, -mark.y))
        if plot.pointed in marks:
            at = min(max(marks.index(plot.pointed) + by, 0), len(marks) - 1)
        else:
            at = len(marks) - 1 if by < 0 else 0
        self._tell(marks[at])

    def zoom(self, factor: float) -> None:
        """Show less of the time axis, or more, round the mark that is read out."""
        if self._plot is None:
            return
        box = self._plot.getViewBox()
        low, high = box.viewRange()[0]
        middle = self._plot.pointed.x if self._plot.pointed else (low + high) / 2
        half = max((high - low) / factor / 2, 1.0)
        box.setXRange(middle - half, middle + half, padding=0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer to a chart's own keys, and leave all others to the window."""
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.step(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(_ZOOM)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / _ZOOM)
        elif key == Qt.Key.Key_0 and self._plot:
            self._plot.show_all()
        elif key == Qt.Key.Key_Escape and self._plot and self._plot.pointed:
            self._tell(None)
        else:
            event.ignore()
            return
        event.accept()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
        else:
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self._plot and not event.buttons():
            place = self.mapToScene(event.position().toPoint())
            mark = self._plot.nearest(QPointF(place), _NEAR)
            if mark is not self._plot.pointed:
                self._tell(mark)
                tip = mark.tip if mark else ""
                QToolTip.showText(event.globalPosition().toPoint(), tip, self)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self.hasFocus():
            self._tell(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._tell(None)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and self._plot:
            painter = QPainter(self.viewport())
            painter.setPen(QPen(self._plot.ink.named("accent"), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
            painter.end()

    def _tell(self, mark: Mark | None) -> None:
        if self._plot is None:
            return
        self._plot.point_at(mark)
        said = mark.tip if mark else ""
        self.setAccessibleDescription(said or self._plot.drawing.sentence)
        if said:
            change = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(change)
        self.told.emit(said)
