"""What the grid's cells are painted with: fonts, colours, lengths and kept pictures of shapes."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QPixmap

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.status_shapes import paint_glyph
from csp_desktop.gui.theme.text_layout import Lettering


class Paints:
    """Fonts, colours and lengths of one theme, looked up once; `quiet` ones are all grey."""

    def __init__(self, theme: themes.Theme, *, quiet: bool = False) -> None:
        self.theme, self.quiet = theme, quiet
        self.small = Lettering(theme.font("small"))
        self.body = Lettering(theme.font("body"))
        self.strong = Lettering(theme.font("small", strong=True))
        self.heading = Lettering(theme.font("body", strong=True))
        self.text, self.text2 = theme.colour("text"), theme.colour("text2")
        self.text3, self.line = theme.colour("text3"), theme.colour("line")
        self.alt, self.selected = theme.colour("alt"), theme.colour("selected")
        self.accent = theme.colour("accent")
        if quiet:
            self.text = self.text2 = self.text3
        self.pad, self.glyph = theme.px(8), theme.px(14)
        self.gap = theme.px(6)
        self._pixmaps: dict[tuple[str, bool, float], QPixmap] = {}

    @cached_property
    def focus_pen(self) -> QPen:
        """The pen of the focus, two pixels of the accent with square corners."""
        pen = QPen(QBrush(self.accent), 2)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        return pen

    def shape(self, painter: QPainter, x: int, y: int, name: str, *, quiet: bool = False) -> None:
        """Paint a shape with its left upper corner at (x, y), from a kept picture where it fits."""
        ratio, quiet = painter.device().devicePixelRatio(), quiet or self.quiet
        # A picture between two device pixels would be blurred, as at 150 %: there it is drawn
        # instead.
        if (x * ratio) % 1 or (y * ratio) % 1:
            ink = self.text3 if quiet else None
            paint_glyph(painter, QRectF(x, y, self.glyph, self.glyph), name, ink)
            return
        key = (name, quiet, ratio)
        kept = self._pixmaps.get(key)
        if kept is None:
            kept = self._pixmaps[key] = self._drawn(name, ratio, quiet=quiet)
        painter.drawPixmap(QPoint(x, y), kept)

    def _drawn(self, name: str, ratio: float, *, quiet: bool) -> QPixmap:
        side = round(self.glyph * ratio)
        pixmap = QPixmap(side, side)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        box = QRectF(0, 0, self.glyph, self.glyph)
        paint_glyph(painter, box, name, self.text3 if quiet else None)
        painter.end()
        return pixmap
