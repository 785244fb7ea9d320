"""The shapes of a chart's points."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath


def paint_shape(painter: QPainter, shape: str, at: QPointF, radius: float) -> None:
    """Paint a point's shape round a place with the painter's pen and brush."""
    if shape == "disc":
        painter.drawEllipse(at, radius, radius)
        return
    if shape == "square":
        side = radius * 0.9
        painter.drawRect(QRectF(at.x() - side, at.y() - side, 2 * side, 2 * side))
        return
    reach = radius * 1.25
    corners = {
        "diamond": ((0, -1), (1, 0), (0, 1), (-1, 0)),
        "triangle": ((0, -1), (0.95, 0.75), (-0.95, 0.75)),
    }[shape]
    path = QPainterPath()
    for number, (x, y) in enumerate(corners):
        place = QPointF(at.x() + x * reach, at.y() + y * reach)
        if number:
            path.lineTo(place)
        else:
            path.moveTo(place)
    path.closeSubpath()
    painter.drawPath(path)
