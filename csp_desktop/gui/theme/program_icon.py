"""The program's own icon and that of its plan files, drawn from the icons of a plan and a file.

They stand on the system's grounds and not on the window's, so they keep the light theme's colours.
`.ci/make_icons.py` writes them as the files that Windows wants.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPen

from csp_desktop import look
from csp_desktop.gui.theme.icons import SIDE, Engine, strokes
from csp_desktop.gui.theme.status_shapes import path_of
from csp_desktop.gui.theme.theme import colour

_ROUND = 3.0


@cache
def program_icon() -> QIcon:
    """The program's icon, sharp at whatever size it is asked for."""
    return QIcon(_ProgramEngine())


def paint_program(painter: QPainter, rect: QRectF) -> None:
    """Paint the program's icon: a plan's lines on a ground of the accent."""
    _begin(painter, rect)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(look.LIGHT.accent))
    painter.drawRoundedRect(QRectF(0.75, 0.75, 14.5, 14.5), _ROUND, _ROUND)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(look.LIGHT.on_accent, 1.6))
    painter.drawPath(path_of(strokes("plan")[1]))
    painter.restore()


def paint_plan_file(painter: QPainter, rect: QRectF) -> None:
    """Paint the icon of a plan file: a plan's lines on a sheet with a corner turned down."""
    sheet, corner = strokes("file")
    _begin(painter, rect)
    painter.setBrush(colour(look.LIGHT.base))
    painter.setPen(_pen(look.LIGHT.accent, 1.25))
    painter.drawPath(path_of(sheet))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path_of(corner))
    painter.translate(2.4, 3.6)
    painter.scale(0.7, 0.7)
    painter.setPen(_pen(look.LIGHT.accent, 1.5))
    painter.drawPath(path_of(strokes("plan")[1]))
    painter.restore()


def _begin(painter: QPainter, rect: QRectF) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / SIDE, rect.height() / SIDE)


def _pen(value: str, width: float) -> QPen:
    pen = QPen(colour(value), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


class _ProgramEngine(Engine):
    def draw(self, painter: QPainter, rect: QRectF, _mode: QIcon.Mode) -> None:
        paint_program(painter, rect)

    def clone(self) -> QIconEngine:
        return _ProgramEngine()
