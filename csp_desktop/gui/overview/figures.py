"""How figures look that open what they count: numbers, words, entries of a legend, chips."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from csp_desktop.gui.overview.openers import Lines, Mark, OpenerButton, Target
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.icons import paint_icon
from csp_desktop.gui.theme.status_shapes import paint_glyph
from csp_desktop.gui.widgets.buttons import RING
from csp_desktop.gui.widgets.ground import Hairline

_CHIP: Final = 32
_RADIUS: Final = 4.0


class FigureButton(OpenerButton):
    """A number that opens what it counts, in the column of a table."""

    def __init__(self, number: int, name: str, target: Target, key: tuple[str, ...]) -> None:
        super().__init__(name, target, key)
        self.fill(Lines(f"{number:,}", link=True))


class LinkLabel(OpenerButton):
    """Words that open something: the name of a priority, how many are updated."""

    def __init__(
        self,
        words: str,
        name: str,
        target: Target,
        key: tuple[str, ...],
        *,
        before: str = "",
        role: str = "text",
    ) -> None:
        super().__init__(name, target, key)
        ahead = (Lines(before, role="text2"), 7) if before else ()
        self.fill(*ahead, Lines(words, role=role, link=True))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)


class Tally(OpenerButton):
    """A shape, a number and a word: one entry of a legend."""

    def __init__(
        self,
        glyph: str,
        number: int,
        word: str,
        name: str,
        target: Target,
        key: tuple[str, ...],
        *,
        dashed: bool = False,
    ) -> None:
        super().__init__(name, target, key)
        mark = Mark(paint_dashes, 14, 10) if dashed else shape(glyph)
        counted = Lines(f"{number:,}", "small", strong=True)
        ahead = (mark, 7) if glyph or dashed else ()
        self.fill(*ahead, counted, 5, Lines(word, "small", "text2", link=True))
        self.setFixedHeight(themes.current().px(20) + 2 * RING)


class WaitingChip(OpenerButton):
    """Something that waits, with the way to it.

    `chosen`: it is what was chosen to be shown, and pressing it takes that off.
    """

    def __init__(
        self,
        words: str,
        target: Target,
        key: tuple[str, ...],
        *,
        icon: str = "",
        glyph: str = "",
        chosen: bool = False,
    ) -> None:
        super().__init__(words, target, key)
        self._chosen = chosen
        side = themes.current().px(15)
        mark = shape(glyph, 14, side) if glyph else Mark(partial(_paint_icon, icon, "text2"), 15)
        mark.setFixedWidth(side)
        self.fill(11, mark, 7, Lines(words), 8, Mark(self._paint_sign, 12), 8)
        self.setFixedHeight(themes.current().px(_CHIP) + 2 * RING)

    @property
    def _lit(self) -> bool:
        return self.hovered or self.isDown()

    def _paint_sign(self, painter: QPainter, box: QRectF) -> None:
        sign = "close" if self._chosen else "chevron-right"
        _paint_icon(sign, "text" if self._lit else "text2", painter, box)

    def paint(self, painter: QPainter, theme: themes.Theme) -> None:
        edge = "accent" if self._chosen else "edge" if self._lit else "line"
        ground = "selected" if self._chosen else "alt" if self._lit else "base"
        painter.setPen(QPen(theme.colour(edge), 1))
        painter.setBrush(theme.colour(ground))
        painter.drawRoundedRect(self.body.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)


def shape(name: str, side: int = 12, high: int = 0) -> Mark:
    """The shape of a status, in the middle of a height of `high` pixels where there is one."""
    return Mark(lambda painter, box: paint_glyph(painter, box, name), side, high=high)


def rule() -> Hairline:
    """A line under a heading or a row."""
    line = Hairline()
    line.setContentsMargins(RING, 0, RING, 0)
    return line


def _paint_icon(name: str, role: str, painter: QPainter, box: QRectF) -> None:
    paint_icon(painter, box, name, themes.current().colour(role))


def paint_dashes(painter: QPainter, box: QRectF) -> None:
    """Paint the dashed box that stands for what has no update."""
    pen = QPen(themes.current().colour("edge"), 1)
    pen.setDashPattern([3, 2])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
