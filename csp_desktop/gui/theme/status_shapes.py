"""Shapes of statuses and marks, painted from the data in `look`."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen

from csp_desktop import look
from csp_desktop.gui.theme import theme as themes

_TOKEN: Final = re.compile(r"[MLHVACZ]|-?\d*\.?\d+")
_ROUND = (Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def paint_glyph(
    painter: QPainter,
    rect: QRectF,
    name: str,
    ink: QColor | None = None,
    palette: look.Palette | None = None,
) -> None:
    """Paint the shape of a status, state, rating, trend or mark into `rect`, whatever its size.

    Nothing is painted for a name without a shape. `ink` takes the place of the shape's own
    colour, for a status that is shown greyed; `palette` that of the theme's, for paper.
    """
    strokes = look.SHAPES.get(name)
    if not strokes:
        return
    palette = palette or themes.current().palette
    colours = {
        "colour": ink or themes.colour(palette.status(name)),
        "mark": themes.colour(palette.on_status),
        "accent": ink or themes.colour(palette.accent),
    }
    side = min(rect.width(), rect.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.center().x() - side / 2, rect.center().y() - side / 2)
    painter.scale(side / look.BOX, side / look.BOX)
    for stroke in strokes:
        if stroke.pen:
            pen = QPen(QBrush(colours[stroke.pen]), stroke.width, Qt.PenStyle.SolidLine, *_ROUND)
            if stroke.dash:
                pen.setCapStyle(Qt.PenCapStyle.FlatCap)
                pen.setDashPattern([length / stroke.width for length in stroke.dash])
            painter.setPen(pen)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours[stroke.fill] if stroke.fill else Qt.BrushStyle.NoBrush)
        painter.drawPath(path_of(stroke.path))
    painter.restore()


@lru_cache(maxsize=256)
def path_of(data: str) -> QPainterPath:
    """The path that SVG path data draws: absolute M, L, H, V, C, A (circles only) and Z."""
    path = QPainterPath()
    tokens = _TOKEN.findall(data)
    at = 0
    command = ""

    def take(count: int) -> list[float]:
        nonlocal at
        numbers = [float(token) for token in tokens[at : at + count]]
        at += count
        return numbers

    while at < len(tokens):
        if tokens[at].isalpha():
            command = tokens[at]
            at += 1
        here = path.currentPosition()
        if command == "M":
            path.moveTo(*take(2))
            command = "L"
        elif command == "L":
            path.lineTo(*take(2))
        elif command == "H":
            path.lineTo(take(1)[0], here.y())
        elif command == "V":
            path.lineTo(here.x(), take(1)[0])
        elif command == "C":
            path.cubicTo(*take(6))
        elif command == "A":
            radius, _, _, large, sweep, x, y = take(7)
            _arc(path, radius, QPointF(x, y), large=bool(large), clockwise=bool(sweep))
        else:
            path.closeSubpath()
    return path


def _arc(path: QPainterPath, radius: float, end: QPointF, *, large: bool, clockwise: bool) -> None:
    start = path.currentPosition()
    dx, dy = end.x() - start.x(), end.y() - start.y()
    chord = math.hypot(dx, dy)
    radius = max(radius, chord / 2)
    off = math.sqrt(max(radius**2 - (chord / 2) ** 2, 0.0)) / chord
    side = 1 if large == clockwise else -1
    centre = QPointF(
        (start.x() + end.x()) / 2 + side * off * dy,
        (start.y() + end.y()) / 2 - side * off * dx,
    )
    begin = math.degrees(math.atan2(centre.y() - start.y(), start.x() - centre.x()))
    finish = math.degrees(math.atan2(centre.y() - end.y(), end.x() - centre.x()))
    turn = (begin - finish) % 360 if clockwise else -((finish - begin) % 360)
    box = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
    path.arcTo(box, begin, -turn)
