"""How figures look that open what they count: numbers, words, entries of a legend, chips."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from csp_desktop.gui.overview.openers import OpenerButton, Target, letters
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.icons import paint_icon
from csp_desktop.gui.theme.status_shapes import paint_glyph
from csp_desktop.gui.widgets.buttons import RING

CHIP: Final = 32
_RADIUS: Final = 4.0


class FigureButton(OpenerButton):
    """A number that opens what it counts, in the column of a table."""

    def __init__(
        self, number: int, name: str, target: Target, key: tuple[str, ...], parent: QWidget
    ) -> None:
        super().__init__(name, target, key, parent)
        self._said = f"{number:,}"

    @property
    def wanted(self) -> float:
        """How wide the number is."""
        return letters().width(self._said)

    def paint(self, painter: QPainter, theme: themes.Theme) -> None:
        lettering, body = letters(), self.body
        top = round(body.center().y() - lettering.height / 2)
        ink = theme.colour("accent" if self.hovered else "text")
        lettering.draw(painter, body.left(), top, self._said, ink)
        if self.hovered:
            wide = lettering.width(self._said)
            underline(painter, body.left(), top + lettering.height, wide, theme)


class LinkLabel(OpenerButton):
    """Words that open something: the name of a priority, how many are updated."""

    def __init__(
        self,
        words: str,
        name: str,
        target: Target,
        key: tuple[str, ...],
        parent: QWidget,
        *,
        before: str = "",
        role: str = "text",
    ) -> None:
        super().__init__(name, target, key, parent)
        self.words, self._before, self._role = words, before, role

    @property
    def wanted(self) -> float:
        """How wide the words are."""
        return self._ahead + letters().width(self.words)

    @property
    def _ahead(self) -> float:
        """The room that what stands before the words takes."""
        room = themes.current().px(7)
        return letters().width(self._before) + room if self._before else 0.0

    def paint(self, painter: QPainter, theme: themes.Theme) -> None:
        lettering, body = letters(), self.body
        ink = theme.colour("accent" if self.hovered else self._role)
        top = round(body.center().y() - lettering.height / 2)
        ahead = self._ahead
        lettering.draw(painter, body.left(), top, self._before, theme.colour("text2"))
        shown = lettering.shortened(self.words, body.width() - ahead + 1)
        lettering.draw(painter, body.left() + ahead, top, shown, ink)
        if self.hovered:
            bottom, wide = top + lettering.height, lettering.width(shown)
            underline(painter, body.left() + ahead, bottom, wide, theme)


class Tally(OpenerButton):
    """A shape, a number and a word: one entry of a legend."""

    def __init__(  # noqa: PLR0913 - shape, number and word, and what they open
        self,
        glyph: str,
        number: int,
        word: str,
        name: str,
        target: Target,
        key: tuple[str, ...],
        parent: QWidget,
        *,
        dashed: bool = False,
    ) -> None:
        super().__init__(name, target, key, parent)
        self._glyph, self._number, self._word = glyph, f"{number:,}", word
        self._dashed = dashed

    def sizeHint(self) -> QSize:
        theme = themes.current()
        small, strong = letters("small"), letters("small", strong=True)
        width = strong.width(self._number) + theme.px(5) + small.width(self._word)
        if self._glyph or self._dashed:
            width += theme.px(12 + 7 + 2 * self._dashed)
        return QSize(round(width + 1) + 2 * RING, theme.px(20) + 2 * RING)

    def paint(self, painter: QPainter, theme: themes.Theme) -> None:
        body, small, strong = self.body, letters("small"), letters("small", strong=True)
        x, side = body.left(), theme.px(12)
        if self._dashed:
            box = QRectF(x, body.center().y() - theme.px(5), theme.px(14), theme.px(10))
            paint_dashes(painter, box, theme)
            x += theme.px(14 + 7)
        elif self._glyph:
            paint_glyph(painter, QRectF(x, body.center().y() - side / 2, side, side), self._glyph)
            x += side + theme.px(7)
        top = body.center().y() - small.height / 2
        strong.draw(painter, x, top, self._number, theme.colour("text"))
        x += strong.width(self._number) + theme.px(5)
        ink = theme.colour("accent" if self.hovered else "text2")
        small.draw(painter, x, top, self._word, ink)
        if self.hovered:
            underline(painter, x, top + small.height, small.width(self._word), theme)


class WaitingChip(OpenerButton):
    """Something that waits, with the way to it.

    `chosen`: it is what was chosen to be shown, and pressing it takes that off.
    """

    def __init__(
        self,
        words: str,
        target: Target,
        key: tuple[str, ...],
        parent: QWidget,
        *,
        icon: str = "",
        glyph: str = "",
        chosen: bool = False,
    ) -> None:
        super().__init__(words, target, key, parent)
        self._words, self._icon, self._glyph = words, icon, glyph
        self._chosen = chosen

    def sizeHint(self) -> QSize:
        theme = themes.current()
        around = sum(theme.px(each) for each in (11, 15, 7, 8, 12, 8))
        width = around + round(letters().width(self._words)) + 2
        return QSize(width + 2 * RING, theme.px(CHIP) + 2 * RING)

    def paint(self, painter: QPainter, theme: themes.Theme) -> None:
        body = self.body
        lit = self.hovered or self.isDown()
        edge = "accent" if self._chosen else "edge" if lit else "line"
        painter.setPen(QPen(theme.colour(edge), 1))
        painter.setBrush(theme.colour("selected" if self._chosen else "alt" if lit else "base"))
        painter.drawRoundedRect(body.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        side, x = theme.px(15), body.left() + theme.px(11)
        box = QRectF(x, body.center().y() - side / 2, side, side)
        if self._glyph:
            paint_glyph(painter, box.adjusted(0.5, 0.5, -0.5, -0.5), self._glyph)
        else:
            paint_icon(painter, box, self._icon, theme.colour("text2"))
        x += side + theme.px(7)
        lettering = letters()
        arrow = theme.px(12)
        room = body.right() - theme.px(8) - arrow - theme.px(8) - x
        shown = lettering.shortened(self._words, room + 1)
        top = body.center().y() - lettering.height / 2
        lettering.draw(painter, x, top, shown, theme.colour("text"))
        place = QRectF(
            body.right() - theme.px(8) - arrow, body.center().y() - arrow / 2, arrow, arrow
        )
        sign = "close" if self._chosen else "chevron-right"
        paint_icon(painter, place, sign, theme.colour("text" if lit else "text2"))


def underline(
    painter: QPainter, x: float, bottom: float, width: float, theme: themes.Theme
) -> None:
    """Paint the line under words that are about to be opened."""
    line = QRectF(x, round(bottom) - theme.px(2), width, 1)
    painter.fillRect(line, theme.colour("accent"))


def paint_dashes(painter: QPainter, box: QRectF, theme: themes.Theme) -> None:
    """Paint the dashed box that stands for what has no update."""
    pen = QPen(theme.colour("edge"), 1)
    pen.setDashPattern([3, 2])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
