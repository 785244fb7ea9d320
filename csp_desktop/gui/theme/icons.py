"""Icons of the tool bar, menus and buttons: stroke drawings that take the theme's colour.

Each is a small SVG in resources/icons, drawn when first painted and in whatever colour the theme
has then, so that an icon given to a button once follows light and dark.
"""

from __future__ import annotations

import re
from functools import cache

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QIcon, QIconEngine, QPainter, QPen, QPixmap

from csp_desktop import paths
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.status_shapes import paint_glyph, path_of

SIDE = 16
_PATH = re.compile(r'<path[^>]*?\bd="([^"]+)"')


@cache
def icon(name: str, role: str = "text2", *, off: str = "fill", lit: str = "") -> QIcon:
    """The icon called `name`, in the colour of a role of the palette.

    `off` is its role where it is disabled, `lit` under the pointer where that is another.
    """
    # An engine and not a picture: it is asked for its colour when it is painted, and so follows
    # light and dark without anybody telling each button.
    return QIcon(_Drawing(name, role, off, lit or role))


@cache
def glyph_icon(status: str) -> QIcon:
    """The shape of a status or mark, as an icon for menus and buttons."""
    return QIcon(_Glyph(status))


def paint_icon(painter: QPainter, rect: QRectF, name: str, colour: QColor) -> None:
    """Paint the icon called `name` into `rect` in `colour`."""
    side = min(rect.width(), rect.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.center().x() - side / 2, rect.center().y() - side / 2)
    painter.scale(side / SIDE, side / SIDE)
    painter.setPen(
        QPen(
            QBrush(colour),
            1.5,
            Qt.PenStyle.SolidLine,
            Qt.PenCapStyle.RoundCap,
            Qt.PenJoinStyle.RoundJoin,
        )
    )
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for data in strokes(name):
        painter.drawPath(path_of(data))
    painter.restore()


@cache
def strokes(name: str) -> tuple[str, ...]:
    """The paths of the icon called `name`, in a box of 16 by 16."""
    file = paths.resources() / "icons" / f"{name}.svg"
    return tuple(_PATH.findall(file.read_text(encoding="utf-8")))


class Engine(QIconEngine):
    """Draws at any size when asked, so that nothing is drawn before it is seen."""

    def draw(self, painter: QPainter, rect: QRectF, mode: QIcon.Mode) -> None:
        """Draw the icon into `rect`."""
        raise NotImplementedError

    def paint(
        self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State, /
    ) -> None:
        self.draw(painter, QRectF(rect), mode)

    def pixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State, /) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.draw(painter, QRectF(pixmap.rect()), mode)
        painter.end()
        return pixmap


class _Drawing(Engine):
    def __init__(self, name: str, role: str, off: str, lit: str) -> None:
        super().__init__()
        self._name, self._role = name, role
        self._others = {QIcon.Mode.Disabled: off, QIcon.Mode.Active: lit}

    def draw(self, painter: QPainter, rect: QRectF, mode: QIcon.Mode) -> None:
        role = self._others.get(mode, self._role)
        paint_icon(painter, rect, self._name, themes.current().colour(role))

    def clone(self) -> QIconEngine:
        return _Drawing(self._name, self._role, *self._others.values())


class _Glyph(Engine):
    def __init__(self, status: str) -> None:
        super().__init__()
        self._status = status

    def draw(self, painter: QPainter, rect: QRectF, _mode: QIcon.Mode) -> None:
        inset = rect.width() / SIDE
        paint_glyph(painter, rect.adjusted(inset, inset, -inset, -inset), self._status)

    def clone(self) -> QIconEngine:
        return _Glyph(self._status)
